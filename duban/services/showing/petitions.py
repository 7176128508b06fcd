"""申请清单：what agencies ask of the office — waiting, answered, and those whose answer is overdue."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from duban.services.casefile.petitions import shown as petition_row
from duban.services.counter.deeds import Visit
from duban.services.desk import Desk
from duban.services.powers import Deed, Viewer
from duban.services.showing.paged import Paged, cut
from duban.services.showing.tasks import matter_of
from duban.services.showing.view import View
from engine.nouns import Petition, PetitionKind, PetitionState
from store import petitions as register
from store import queues
from store.queues import Tasks
from store.session import reading
from store.statements import chunks
from workflows import petitions as law

HEADINGS = {
    "kind_zh": "申请",
    "agency": "单位",
    "matter": "事项",
    "reason": "理由",
    "to": "所求",
    "asked_on": "申请日",
    "answer_by": "答复期限",
    "late_zh": "逾期",
    "state_zh": "答复",
    "task": "督办件",
}


@dataclass(frozen=True)
class Asked:
    """What the list is narrowed to; `state` is waiting unless another is named, and `all` means any."""

    state: str = ""
    kind: str = ""
    agency: str = ""
    overdue: bool = False


@dataclass(frozen=True)
class PetitionList:
    """A page of petitions, and how many wait and are overdue."""

    shown: Paged[dict[str, object]]
    waiting: int
    overdue: int
    kinds: tuple[tuple[str, str], ...] = tuple((kind.value, law.KIND_ZH[kind]) for kind in PetitionKind)
    states: tuple[tuple[str, str], ...] = tuple((state.value, law.STATE_ZH[state]) for state in PetitionState)


def petitions(visit: Visit, view: View, asked: Asked, *, page: int = 1) -> PetitionList:
    """A page of the petitions that were asked for, the longest waiting first, as they stood on the day looked at."""
    visit.viewer.permit(Deed.LOOK)
    with reading(visit.database, visit.settings.jurisdiction) as session:
        desk = Desk(session)
        every = stood(desk, visit.viewer, view)
        waiting = [each for each in every if each.state is PetitionState.PENDING]
        found = cut(_chosen(every, asked, view.as_of), page)
        rows = tuple(_rows(desk, found.lines, view))
        late = sum(law.is_late(each, view.as_of) for each in waiting)
        return PetitionList(Paged(rows, found.total, found.page), len(waiting), late)


def every_petition(visit: Visit, view: View, asked: Asked) -> Iterator[dict[str, object]]:
    """All petitions that were asked for, for an export, as they are read."""
    visit.viewer.permit(Deed.LOOK)
    with reading(visit.database, visit.settings.jurisdiction) as session:
        desk = Desk(session)
        for some in chunks(_chosen(stood(desk, visit.viewer, view), asked, view.as_of)):
            yield from _rows(desk, some, view)


def stood(desk: Desk, viewer: Viewer, view: View) -> list[Petition]:
    """The petitions within the viewer's sight that had been filed by the day looked at, answered or not by then."""
    found = [each for each in register.find(desk.session) if viewer.sees(each.agency)]
    if view.live:
        return found
    return [_by_then(each, view.seen) for each in found if each.asked_on <= view.as_of]


def _by_then(each: Petition, known: date) -> Petition:
    """A petition as it stood on a day: what was decided later still waited."""
    if each.decided_on is None or each.decided_on <= known:
        return each
    return replace(each, state=PetitionState.PENDING, decided_on=None)


def _chosen(every: list[Petition], asked: Asked, on: date) -> list[Petition]:
    state = asked.state or PetitionState.PENDING
    return [
        each
        for each in every
        if (asked.state == "all" or each.state == state)
        and (not asked.kind or each.kind == asked.kind)
        and (not asked.agency or each.agency == asked.agency)
        and (not asked.overdue or law.is_late(each, on))
    ]


def _rows(desk: Desk, some: Sequence[Petition], view: View) -> list[dict[str, object]]:
    keys = {each.task for each in some}
    about = {task.key: about for task, about in queues.tasks(desk.session, Tasks(keys=frozenset(keys)))} if keys else {}
    rows = ({**petition_row(desk, each, view.as_of), "matter": matter_of(desk, about[each.task])} for each in some)
    return [{**row, "late_zh": "已过答复期限" if row["late"] else ""} for row in rows]
