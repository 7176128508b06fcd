"""可改的文稿 docx: a manuscript -> DOCX that the office goes on editing, with the words and the order of the PDF.

Fonts are only named here, as the office's own machine knows them (方正小标宋简体, 仿宋_GB2312 …); none is needed to
write the file.  The same manuscript gives the same bytes.  Of the twenty parts of such a file a paper changes two; the
rest is made once for each layout and kept.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from functools import lru_cache
from io import BytesIO
from threading import Lock
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.shared import Mm, Pt, RGBColor

from engine.dates import say_day
from notifications.printing.faces import OFFICE_FONTS, Face
from notifications.printing.fitting import setting_of
from notifications.printing.heads import head_of
from notifications.printing.page import CENTRE, LINE, RED, RIGHT, SIZE2, SIZE4, Page
from notifications.wording.manuscript import Layout, Manuscript

GREY = RGBColor(0x6E, 0x6E, 0x6E)
FACES = (Face.FANG, Face.HEI, Face.KAI)
OWN = {"word/document.xml", "docProps/core.xml"}
"""The parts that are of each paper its own."""


def docx(paper: Manuscript, letterhead: str, fonts: Mapping[str, str] = OFFICE_FONTS) -> bytes:
    """A paper as DOCX; `fonts` names the font of each face."""
    blank = _blank(paper.layout, tuple(sorted({**OFFICE_FONTS, **fonts}.items())))
    with blank.busy:
        page = blank.page
        page.document.element.body.clear_content()
        LAID[paper.layout](page, paper, letterhead)
        if paper.foot:
            page.line(paper.foot, face=Face.SONG, size=Pt(7), colour=GREY, exact=False)
        return _written(page.document, paper, blank.shared)


@dataclass(frozen=True, eq=False)
class Blank:
    """A page of one layout with nothing on it (空白页), and the parts that all papers on it share, zipped."""

    page: Page
    shared: bytes
    busy: Lock


@lru_cache(maxsize=12)
def _blank(layout: Layout, fonts: tuple[tuple[str, str], ...]) -> Blank:
    page = Page(Document(), dict(fonts))
    page.prepare(layout)
    written, out = BytesIO(), BytesIO()
    page.document.save(written)
    with ZipFile(written) as every, ZipFile(out, "w") as shared:
        for name in sorted(set(every.namelist()) - OWN):  # [Content_Types].xml comes first, as readers like it
            shared.writestr(ZipInfo(name), every.read(name), ZIP_DEFLATED)
    return Blank(page, out.getvalue(), Lock())


def _letterhead(page: Page, paper: Manuscript, letterhead: str) -> None:
    if paper.urgency:
        page.line(paper.urgency, face=Face.HEI)
    page.line(head_of(paper, letterhead), face=Face.TITLE, size=Pt(36), align=CENTRE, colour=RED, above=Mm(30))
    page.skip(1)
    page.rule(page.line(paper.number, align=CENTRE), "bottom", "single", 24)
    _body(page, paper)
    rows = [f"抄送：{'，'.join(paper.cc)}。"] if paper.cc else []
    page.imprint([*rows, f"{paper.issuer}\t{say_day(paper.signed_on)}印发"])


def _letter(page: Page, paper: Manuscript, letterhead: str) -> None:
    head = page.line(head_of(paper, letterhead), face=Face.TITLE, size=Pt(36), align=CENTRE, colour=RED, exact=False)
    page.rule(head, "bottom", "thickThinSmallGap", 36)
    page.widen(head, Mm(7))
    if paper.urgency:
        page.line(paper.urgency, face=Face.HEI)
    page.line(paper.number, align=RIGHT)
    _body(page, paper)
    if paper.cc:
        page.line(f"抄送：{'，'.join(paper.cc)}。", size=SIZE4, above=LINE)


def _brief(page: Page, paper: Manuscript, letterhead: str) -> None:
    page.line(head_of(paper, letterhead), face=Face.TITLE, size=Pt(40), align=CENTRE, colour=RED, exact=False)
    if paper.number:
        page.line(paper.number, align=CENTRE)
    page.rule(page.tabbed(f"{paper.issuer}\t{say_day(paper.signed_on)}", SIZE4), "bottom", "single", 18)
    page.line(paper.title, face=Face.TITLE, size=SIZE2, align=CENTRE, exact=False, above=Pt(16))
    close = setting_of(paper)
    size, pitch = Pt(close.size), Pt(close.pitch)
    page.line(f"{paper.addressee}：", size=size, above=Pt(8), pitch=pitch)
    for one in paper.lines:
        page.line(one.text, face=FACES[one.level], size=size, indent=True, keep=one.heads, pitch=pitch)
    if paper.cc:
        page.line(f"抄送：{'，'.join(paper.cc)}。", size=SIZE4, above=LINE)


def _body(page: Page, paper: Manuscript) -> None:
    page.skip(1)
    page.line(paper.title, face=Face.TITLE, size=SIZE2, align=CENTRE, exact=False, above=LINE)
    page.skip(1)
    page.line(f"{paper.addressee}：")
    for one in paper.lines:
        page.line(one.text, face=FACES[one.level], indent=True, keep=one.heads)
    if paper.annexes:
        page.skip(1)
    many = len(paper.annexes) > 1
    for place, annex in enumerate(paper.annexes):
        lead = "附件：" if place == 0 else "　　　"
        page.line(f"{lead}{f'{place + 1}.' if many else ''}{annex.title}", indent=True)
    page.line(paper.issuer, align=RIGHT, above=Pt(2 * 28.95), right=Pt(32), keep=True)
    page.line(say_day(paper.signed_on), align=RIGHT, right=Pt(64), keep=bool(paper.note))
    if paper.note:
        page.line(f"（{paper.note}）", indent=True)
    for place, annex in enumerate(paper.annexes):
        page.annex(annex, str(place + 1) if many else "")


def _slip(page: Page, paper: Manuscript, letterhead: str) -> None:
    head = page.line(head_of(paper, letterhead), face=Face.TITLE, size=Pt(28), align=CENTRE, colour=RED, exact=False)
    page.rule(head, "bottom", "single", 18)
    page.line(paper.title, face=Face.TITLE, size=SIZE2, align=CENTRE, exact=False, above=Pt(12))
    colour = f"{paper.colour}色　" if paper.colour else ""
    page.tabbed(f"编号：{paper.number}\t{colour}{say_day(paper.signed_on)}", SIZE4)
    page.form(paper.boxes)
    page.line(f"{paper.issuer}（章）", size=SIZE4, align=RIGHT, right=Pt(28))
    if paper.cc:
        page.line(f"抄送：{'，'.join(paper.cc)}。", size=SIZE4)


LAID = {Layout.LETTERHEAD: _letterhead, Layout.LETTER: _letter, Layout.SLIP: _slip, Layout.BRIEF: _brief}


def _written(document: Any, paper: Manuscript, shared: bytes) -> bytes:
    """The file with its date set and its parts in order, so that it is the same whenever it is written."""
    noon = datetime.combine(paper.signed_on, time(12))
    about = document.core_properties
    about.title, about.author, about.language, about.comments = paper.title, paper.issuer, "zh-CN", ""
    about.created = about.modified = noon
    about.last_modified_by, about.revision = paper.issuer, 1
    out = BytesIO(shared)
    with ZipFile(out, "a") as file:
        for part in (document.part, document.part.package.part_related_by(RELATIONSHIP_TYPE.CORE_PROPERTIES)):
            file.writestr(ZipInfo(part.partname.membername), part.blob, ZIP_DEFLATED)
    return out.getvalue()
