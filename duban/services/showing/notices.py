"""通知清单：what was decided to be said, as a list — now, or as it stood on the day looked at."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from duban.services.counter.deeds import Visit
from duban.services.desk import Desk
from duban.services.post import breaker
from duban.services.powers import Deed
from duban.services.showing.ledger import then_of, titles_saying
from duban.services.showing.paged import PAGE, Paged, place
from duban.services.showing.tasks import matter_of
from duban.services.showing.view import View
from duban.services.speech.notices import REASON_ZH, STATE_ZH
from engine.nouns import Notice, NoticeState
from store import queues
from store.queues import About, Notices
from store.session import reading
from store.surveys import Sought

HEADINGS = {
    "paper": "文书",
    "agency": "单位",
    "matter": "事项",
    "due_on": "应发日",
    "state_zh": "状态",
    "said_on": "发出日",
    "released_by": "签发人",
    "reason_zh": "说明",
    "key": "编号",
}


@dataclass(frozen=True)
class Asked:
    """What the list is narrowed to, in plain words."""

    text: str = ""
    state: str = ""
    agency: str = ""
    paper: str = ""
    due_from: date | None = None
    due_to: date | None = None


@dataclass(frozen=True)
class NoticeLine:
    """A notice as a list shows it (通知行)."""

    key: str
    paper: str
    agency: str
    agency_id: str
    matter: str
    obligation: str
    due_on: date
    state: NoticeState
    state_zh: str
    said_on: date | None
    released_by: str
    reason_zh: str


@dataclass(frozen=True)
class NoticeList:
    """A page of notices, how many of those otherwise asked for are in each state, and why sending stands still."""

    shown: Paged[NoticeLine]
    states: tuple[tuple[NoticeState, str, int], ...]
    papers: tuple[tuple[str, str], ...]
    paused: str = ""

    @property
    def every(self) -> int:
        """How many there are in any state."""
        return sum(many for _, _, many in self.states)


def notice_list(visit: Visit, view: View, asked: Asked, *, page: int = 1) -> NoticeList:
    """A page of the notices that were asked for, as they stood on the day looked at."""
    visit.viewer.permit(Deed.LOOK)
    with reading(visit.database, visit.settings.jurisdiction) as session:
        desk = Desk(session)
        wanted, then = _wanted(desk, visit, asked), then_of(view)
        known = tuple((each, each) for each in queues.papers(session))
        counted = queues.notices_by_state(session, replace(wanted, states=()), then)
        total = sum(many for state, many in counted.items() if not wanted.states or state in wanted.states)
        there, before = place(page, total)
        found = queues.notices(session, wanted, then, limit=PAGE, offset=before)
        lines = tuple(line(desk, notice, about, view.as_of) for notice, about in found)
        trip = breaker.paused(session) if view.live else None
        return NoticeList(Paged(lines, total, there), _states(counted), known, trip.reason if trip else "")


def every_notice(visit: Visit, view: View, asked: Asked) -> Iterator[NoticeLine]:
    """All notices that were asked for, for an export."""
    visit.viewer.permit(Deed.LOOK)
    with reading(visit.database, visit.settings.jurisdiction) as session:
        desk = Desk(session)
        found = queues.streamed_notices(session, _wanted(desk, visit, asked), then_of(view))
        yield from (line(desk, notice, about, view.as_of) for notice, about in found)


def _states(counted: Mapping[NoticeState, int]) -> tuple[tuple[NoticeState, str, int], ...]:
    return tuple((state, STATE_ZH[state], counted.get(state, 0)) for state in NoticeState)


def _wanted(desk: Desk, visit: Visit, asked: Asked) -> Notices:
    text = asked.text.strip()[:100]
    about = Sought(
        agencies=visit.viewer.agencies,
        agency=asked.agency or None,
        text=text,
        mentions=titles_saying(desk, text) if text else frozenset(),
    )
    states = tuple(state for state in NoticeState if state == asked.state)
    return Notices(about, states, asked.paper or None, asked.due_from, asked.due_to)


def line(desk: Desk, found: Notice, about: About, on: date) -> NoticeLine:
    """A notice as a list shows it."""
    return NoticeLine(
        key=found.key,
        paper=found.paper,
        agency=desk.name(about.bearer, on),
        agency_id=about.bearer,
        matter=matter_of(desk, about),
        obligation=found.obligation,
        due_on=found.due_on,
        state=found.state,
        state_zh=STATE_ZH[found.state],
        said_on=found.said_on,
        released_by=found.released_by or "",
        reason_zh=REASON_ZH.get(found.reason or "", found.reason or ""),
    )
