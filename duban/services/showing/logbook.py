"""日志检索：the log as an auditor reads it — who did what about what, when; persons are kept back.

Views of personal data are lines of the log too (`people.viewed`).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from duban.clock import SHANGHAI
from duban.services.counter.deeds import Visit
from duban.services.happenings import SYSTEM_ZH, kind_zh
from duban.services.powers import Deed, Viewer
from duban.services.showing.paged import PAGE, Paged, place
from duban.services.showing.particulars import told_zh
from duban.services.showing.view import View
from engine.nouns import Event
from store import chronicle
from store.chronicle import Lines
from store.session import reading

OF_THE_HOUSE = ("account.", "clock.", "sending.", "jurisdiction.", "roster.", "people.", "house.", "notice.", "pack.")
"""Kinds whose particulars name no more of a person than who did it."""
SYSTEM = "system"
KEPT_BACK = "（涉及个人，不予显示）"
HEADINGS = {
    "position": "序号",
    "at": "时间",
    "actor": "何人",
    "happened": "何事",
    "kind": "种类",
    "subject": "关于",
    "told": "内容",
}


@dataclass(frozen=True)
class Asked:
    """What the log is narrowed to, in plain words; days are in Beijing and both included."""

    kind: str = ""
    actor: str = ""
    subject: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class LogLine:
    """A line of the log as people read it (日志行)."""

    position: int
    at: datetime
    actor: str
    kind: str
    happened: str
    subject: str
    told: str


@dataclass(frozen=True)
class Logbook:
    """A page of the log, and which kinds of lines there are."""

    shown: Paged[LogLine]
    kinds: tuple[tuple[str, str, int], ...]


def logbook(visit: Visit, view: View, asked: Asked, *, page: int = 1) -> Logbook:
    """A page of the log up to the day looked at, the latest first.  Raises Refused X620 for who may not search it."""
    visit.viewer.permit(Deed.SEARCH_LOG)
    wanted = _wanted(view, asked)
    with reading(visit.database, visit.settings.jurisdiction) as session:
        numbers = chronicle.meant(session, wanted)
        total = len(numbers)
        there, before = place(page, total)
        found = chronicle.latest(session, numbers, limit=PAGE, offset=before)
        kinds = tuple((kind, kind_zh(kind), many) for kind, many in chronicle.kinds(session).items())
    return Logbook(Paged(tuple(_line(visit.viewer, each) for each in found), total, there), kinds)


def every_line(visit: Visit, view: View, asked: Asked) -> Iterator[LogLine]:
    """All lines that were asked for, for an export."""
    visit.viewer.permit(Deed.SEARCH_LOG)
    with reading(visit.database, visit.settings.jurisdiction) as session:
        for each in chronicle.streamed(session, _wanted(view, asked)):
            yield _line(visit.viewer, each)


def _wanted(view: View, asked: Asked) -> Lines:
    last = min(asked.until or view.known, view.known)
    return Lines(
        kind=asked.kind.strip(),
        actor=SYSTEM if asked.actor.strip() == SYSTEM_ZH else asked.actor.strip(),
        subject=asked.subject.strip(),
        since=_morning(asked.since) if asked.since else None,
        until=_morning(last + timedelta(days=1)) if last < date.max else None,
    )


def _morning(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=SHANGHAI)


def _line(viewer: Viewer, one: Event) -> LogLine:
    may_know = viewer.may(Deed.LOOK_AT_PEOPLE) or one.kind.startswith(OF_THE_HOUSE)
    told = told_zh(one.payload)
    return LogLine(
        one.position,
        one.at.astimezone(SHANGHAI),
        SYSTEM_ZH if one.actor == SYSTEM else one.actor,
        one.kind,
        kind_zh(one.kind),
        one.subject,
        told if may_know or not told else KEPT_BACK,
    )
