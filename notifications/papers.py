"""文书 papers: what a letter says, as plain values that services fill in and templates print.

A template sees strings, numbers, days and lists, and nothing that it could ask further.  The field lists follow
the forms that offices use (催办、督办、通报、约谈、移送); what is empty is left out of the paper.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Form(StrEnum):
    """The form of a paper, which is also the name of its template."""

    DIGEST = "digest"
    ASSIGN = "assign"
    URGE = "urge"
    SUPERVISE = "supervise"
    CIRCULAR = "circular"
    TALK = "talk"
    REFER = "refer"


FORM_WORDS: tuple[tuple[str, Form], ...] = (
    ("提醒", Form.DIGEST),
    ("提示", Form.DIGEST),
    ("预警", Form.DIGEST),
    ("交办", Form.ASSIGN),
    ("催办", Form.URGE),
    ("通报", Form.CIRCULAR),
    ("约谈", Form.TALK),
    ("移送", Form.REFER),
    ("问责", Form.REFER),
)
"""How the name that an office gives a paper tells its form; any other 单 or 函 is a supervision slip."""


def form_of(paper: str) -> Form:
    """The form of the paper that a rung names: 催办单 and 催办通知书 are one form, 红色督查单 is a supervision slip."""
    return next((form for word, form in FORM_WORDS if word in paper), Form.SUPERVISE)


def paper_number(prefix: str, year: int, serial: int) -> str:
    """The number of a paper as GB/T 9704 writes it: 青政督催〔2026〕1号, no 第 and no leading zero."""
    return f"{prefix}〔{year}〕{serial}号"


@dataclass(frozen=True)
class OfficeView:
    """The office that signs, and whom to ask there (督办机构)."""

    name: str
    contact: str
    phone: str
    email: str


@dataclass(frozen=True)
class BasisView:
    """The text that a duty rests on (依据): title of the file without 《》, its number, the clause, the exact words."""

    file: str
    number: str
    locator: str
    quote: str
    rule: str
    pack: str


@dataclass(frozen=True)
class DueView:
    """The last day and how it was reckoned; `lenient` is the last day under the wider reading where one differs."""

    day: date
    steps: tuple[str, ...]
    calendar: str
    lenient: date | None = None
    original: date | None = None
    provisional: bool = False


@dataclass(frozen=True)
class WorkView:
    """What is on file (办理情况): each line of `not_counted` says why."""

    state: str
    missing: tuple[str, ...]
    counted: tuple[str, ...] = ()
    not_counted: tuple[str, ...] = ()
    need: str = ""
    have: str = ""
    facts_sha256: str = ""


@dataclass(frozen=True)
class EarlierView:
    """A paper that went before in the same matter."""

    paper: str
    number: str
    sent_on: date


@dataclass(frozen=True)
class LaggingView:
    """A line of the annex of a circular: who is late with what."""

    agency: str
    matter: str
    due: date
    days_late: int


@dataclass(frozen=True)
class CircularView:
    """The figures of a circular (督查通报)."""

    scope: str
    first: date
    last: date
    total: int
    done: int
    open: int
    lagging: tuple[LaggingView, ...]
    causes: tuple[str, ...] = ()


@dataclass(frozen=True)
class TalkView:
    """Who is to talk with whom, when and where (约谈); empty fields are still to be settled."""

    host: str
    guest: str
    time: str = ""
    place: str = ""
    materials: tuple[str, ...] = ()


@dataclass(frozen=True)
class LetterView:
    """One formal paper to one agency (正式文书); `days_late` in working days; `draft`: nobody signed it yet."""

    paper: str
    number: str
    agency: str
    matter: str
    window: str
    basis: BasisView
    due: DueView
    work: WorkView
    office: OfficeView
    as_of: date
    signed_on: date
    ticket: str
    days_late: int = 0
    role: str = "牵头办理"
    new_limit: date | None = None
    nth: int = 1
    colour: str = ""
    grade_reason: str = ""
    assignment: str = ""
    earlier: tuple[EarlierView, ...] = ()
    cc: tuple[str, ...] = ()
    consequence: str = ""
    draft: bool = False
    circular: CircularView | None = None
    talk: TalkView | None = None
    competent_body: str = ""


class Group(StrEnum):
    """The parts of a digest in the order in which they are read."""

    BREACHED = "已逾期"
    TODAY = "今日到期"
    WEEK = "7日内到期"
    MONTH = "30日内到期"
    LATER = "30日后到期"


@dataclass(frozen=True)
class ItemView:
    """One line of a digest (事项); `days` are working days, late ones for a breach and remaining ones otherwise."""

    notice: str
    ticket: str
    matter: str
    agency: str
    window: str
    due: date
    group: Group
    days: int
    source: str
    reckoned: str = ""
    missing: str = ""
    colour: str = ""
    verb: str = "完成"


@dataclass(frozen=True)
class DigestView:
    """One day's letter to one recipient (每日督办事项); `more` counts the lines that were left out."""

    person: str
    agency: str
    day: date
    items: tuple[ItemView, ...]
    office: OfficeView
    more: int = 0
    notes: tuple[str, ...] = ()
