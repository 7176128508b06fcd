"""文稿 manuscript: the words of one paper in reading order, before anyone dresses them as mail, PDF or DOCX.

The words of a paper stand once, here.  Mail, PDF and DOCX take the same manuscript and add nothing to it, so that a
reader of one has read the others.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from notifications.papers import Form


class Layout(StrEnum):
    """How a paper looks on the page: 文件格式 with a red head, 信函格式, 单 as a form to fill in, 专报 on one page."""

    LETTERHEAD = "letterhead"
    LETTER = "letter"
    SLIP = "slip"
    BRIEF = "brief"


@dataclass(frozen=True)
class Line:
    """A paragraph (段); `level` is 0 for text, 1 for 一、 and 2 for （一）."""

    text: str
    level: int = 0

    @property
    def heads(self) -> bool:
        """Whether it stays with what follows; a numbered sentence that is whole does not."""
        return self.level > 0 and not self.text.endswith("。")


@dataclass(frozen=True)
class Box:
    """A box of a form (栏) with its label; two `half` boxes one after the other share a row."""

    label: str
    lines: tuple[str, ...] = ()
    half: bool = False


@dataclass(frozen=True)
class Annex:
    """A table on a page of its own after the paper (附件)."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Manuscript:
    """A paper in words (文稿); `issuer` signs, `foot` is the small print that lets anyone check it later."""

    form: Form
    layout: Layout
    paper: str
    title: str
    number: str
    issuer: str
    addressee: str
    lines: tuple[Line, ...]
    signed_on: date
    boxes: tuple[Box, ...] = ()
    annexes: tuple[Annex, ...] = ()
    cc: tuple[str, ...] = ()
    note: str = ""
    foot: str = ""
    signer: str = ""
    urgency: str = ""
    colour: str = ""
    draft: bool = False


LAYOUTS: dict[Form, Layout] = {
    Form.ASSIGN: Layout.SLIP,
    Form.SUPERVISE: Layout.SLIP,
    Form.RECEIPT: Layout.SLIP,
    Form.CIRCULAR: Layout.LETTERHEAD,
    Form.RECTIFY: Layout.LETTERHEAD,
    Form.APPEAL: Layout.LETTERHEAD,
    Form.BRIEF: Layout.BRIEF,
}
"""Which forms are documents with a red head, forms to fill in or a page for leaders; all others are letters."""


def layout_of(form: Form) -> Layout:
    """The layout of a form of paper: a 函 unless practice uses a document or a form."""
    return LAYOUTS.get(form, Layout.LETTER)
