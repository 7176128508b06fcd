"""待签与本周文书：the papers that wait for a word above an officer's, and those of the week, as a leader reads them."""

from dataclasses import dataclass
from datetime import date, timedelta

from duban.services.counter.deeds import Visit
from duban.services.desk import Desk
from duban.services.showing import notices
from duban.services.showing.ledger import then_of
from duban.services.showing.notices import NoticeLine
from duban.services.showing.view import View
from duban.services.speech.matters import office_of
from engine.nouns import NoticeState
from notifications.papers import Form, form_of
from notifications.release import OFFICE_ZH, Office, needed, signatory
from store import queues
from store.queues import Notices

PAPERS = 5
"""So many papers of each name are shown; the others are behind the number."""


@dataclass(frozen=True)
class Waiting:
    """Papers of one name that wait to be released: how many, by whose word, whether the reader's will do; the first."""

    paper: str
    many: int
    office: str
    is_mine: bool
    must: str
    first: tuple[NoticeLine, ...]


@dataclass(frozen=True)
class Week:
    """The papers of a week by name (本周文书): those that fell due from its Monday to its Sunday."""

    first: date
    last: date
    papers: tuple[tuple[str, int], ...]


def waiting(desk: Desk, visit: Visit, view: View) -> tuple[Waiting, ...]:
    """The papers that needed more than an officer's word on the day looked at, those for the reader first."""
    held = Notices(states=(NoticeState.HELD,))
    then = then_of(view)
    many = queues.notices_by_paper(desk.session, held, then)
    office, found = office_of(desk, visit.settings), []
    for paper in sorted(many):
        if needed(paper) > Office.OFFICER:
            by = signatory(
                paper, visit.actor.name, visit.viewer.role, roster=desk.roster, supervision=office, on=visit.on
            )
            wanted = Notices(states=held.states, paper=paper)
            some = queues.notices(desk.session, wanted, then, limit=PAPERS)
            lines = tuple(notices.line(desk, notice, about, view.as_of) for notice, about in some)
            found.append(Waiting(paper, many[paper], OFFICE_ZH[needed(paper)], by is None, by or "", lines))
    return tuple(sorted(found, key=lambda each: (not each.is_mine, each.paper)))


def week(desk: Desk, view: View) -> Week:
    """The papers of the week of the day looked at, reminders left out."""
    monday = view.as_of - timedelta(view.as_of.weekday())
    sunday = monday + timedelta(6)
    counted = queues.notices_by_paper(desk.session, Notices(due_from=monday, due_to=sunday), then_of(view))
    return Week(monday, sunday, tuple(each for each in counted.items() if form_of(each[0]) is not Form.DIGEST))
