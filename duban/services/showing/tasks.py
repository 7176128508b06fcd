"""督办件清单：the tasks that the viewer may see — narrowed, paged, counted by state, whole for an export.

As of a past day a task is in the state that the log says it had been moved to by then.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date

from duban.services.counter.deeds import Visit
from duban.services.desk import Desk
from duban.services.paperwork.views import window_zh
from duban.services.powers import Deed
from duban.services.showing.ledger import standing_zh, standings_called, then_of, titles_saying
from duban.services.showing.paged import PAGE, Paged, place
from duban.services.showing.view import View
from engine.nouns import Standing, Task, TaskState
from engine.telling.codes import STANDING_ZH
from engine.telling.lamps import Lamp, lamp_of
from store import queues
from store.queues import About, Tasks
from store.session import reading
from store.surveys import Sought
from workflows.standard import PART_ZH, STATE_ZH

STANDINGS = tuple((each.value, STANDING_ZH[each]) for each in (Standing.BREACHED, Standing.MANUAL, Standing.UNKNOWN))
"""What an officer looks for among tasks, by how their duties stand, with its name."""
HEADINGS = {
    "agency": "单位",
    "matter": "事项",
    "window": "周期",
    "due": "时限",
    "part_zh": "分工",
    "state_zh": "办理情况",
    "standing_zh": "进展",
    "returns": "退回次数",
    "key": "编号",
}


@dataclass(frozen=True)
class Asked:
    """What the list is narrowed to, in plain words."""

    text: str = ""
    agency: str = ""
    state: str = ""
    standing: str = ""
    due_to: date | None = None


@dataclass(frozen=True)
class TaskLine:
    """A task as a list shows it (督办件行)."""

    key: str
    obligation: str
    agency: str
    agency_id: str
    part_zh: str
    matter: str
    window: str
    due: date
    state: TaskState
    state_zh: str
    standing_zh: str
    lamp: Lamp
    returns: int


@dataclass(frozen=True)
class TaskList:
    """A page of tasks, and how many of those otherwise asked for are in each state."""

    shown: Paged[TaskLine]
    states: tuple[tuple[TaskState, str, int], ...]

    @property
    def every(self) -> int:
        """How many there are in any state."""
        return sum(many for _, _, many in self.states)


def tasks(visit: Visit, view: View, asked: Asked, *, page: int = 1) -> TaskList:
    """A page of the tasks that were asked for, on the day looked at."""
    visit.viewer.permit(Deed.LOOK)
    with reading(visit.database, visit.settings.jurisdiction) as session:
        desk, then = Desk(session), then_of(view)
        wanted = _wanted(desk, visit, asked)
        counted = queues.tasks_by_state(session, replace(wanted, states=()), then)
        total = sum(many for state, many in counted.items() if not wanted.states or state in wanted.states)
        there, before = place(page, total)
        found = queues.tasks(session, wanted, then, limit=PAGE, offset=before)
        lines = tuple(line_of(desk, task, about, view.as_of) for task, about in found)
        return TaskList(Paged(lines, total, there), _states(counted))


def every_task(visit: Visit, view: View, asked: Asked, *, by_agency: bool = False) -> Iterator[TaskLine]:
    """All tasks that were asked for, for an export, the one due first at the head, or agency by agency."""
    visit.viewer.permit(Deed.LOOK)
    with reading(visit.database, visit.settings.jurisdiction) as session:
        desk = Desk(session)
        wanted = _wanted(desk, visit, asked)
        for task, about in queues.streamed_tasks(session, wanted, then_of(view), by_agency=by_agency):
            yield line_of(desk, task, about, view.as_of)


def spread(visit: Visit, view: View, asked: Asked) -> int:
    """Over how many agencies the whole list spreads."""
    visit.viewer.permit(Deed.LOOK)
    with reading(visit.database, visit.settings.jurisdiction) as session:
        return queues.tasks_spread(session, _wanted(Desk(session), visit, asked), then_of(view))


def in_line(
    visit: Visit,
    asked: Asked,
    states: Collection[TaskState],
    *,
    before: int,
    most: int,
    among: frozenset[str] | None = None,
) -> tuple[list[str], int]:
    """The numbers of the tasks asked for that are in these states, so many after those before, and how many there are.

    No states are any, and only those `among` some numbers are looked for where they are given.
    """
    visit.viewer.permit(Deed.LOOK)
    with reading(visit.database, visit.settings.jurisdiction) as session:
        wanted = _wanted(Desk(session), visit, asked)
        meant = tuple(state for state in states if not wanted.states or state in wanted.states)
        if states and not meant:
            return [], 0
        wanted = replace(wanted, states=meant or wanted.states, keys=among)
        total = sum(queues.tasks_by_state(session, wanted).values())
        return [task.key for task, _ in queues.tasks(session, wanted, limit=most, offset=before)], total


def lines_of(visit: Visit, numbers: Collection[str]) -> dict[str, TaskLine]:
    """Some tasks by number, as a list shows them; those that the viewer may not see are left out."""
    visit.viewer.permit(Deed.LOOK)
    wanted = Tasks(agencies=visit.viewer.agencies, keys=frozenset(numbers))
    with reading(visit.database, visit.settings.jurisdiction) as session:
        desk = Desk(session)
        return {task.key: line_of(desk, task, about, visit.on) for task, about in queues.tasks(session, wanted)}


def line_of(desk: Desk, task: Task, about: About, on: date) -> TaskLine:
    """A task as a list shows it."""
    return TaskLine(
        key=task.key,
        obligation=task.obligation,
        agency=desk.name(task.agency, on),
        agency_id=task.agency,
        part_zh=PART_ZH[task.part],
        matter=matter_of(desk, about),
        window=window_zh(about.window),
        due=about.due,
        state=task.state,
        state_zh=STATE_ZH[task.state],
        standing_zh=standing_zh(about.standing),
        lamp=lamp_of(about.standing),
        returns=task.returns,
    )


def matter_of(desk: Desk, about: About) -> str:
    """What a task or a notice is about, in a few words."""
    title = desk.book.rule_in(about.pack_sha256, about.rule).title
    return f"{title}（{about.subject}）" if about.subject else title


def _wanted(desk: Desk, visit: Visit, asked: Asked) -> Tasks:
    text = asked.text.strip()[:100]
    mentions = titles_saying(desk, text) if text else frozenset()
    standings = standings_called(asked.standing)
    return Tasks(
        about=Sought(text=text, standings=standings, due_to=asked.due_to, mentions=mentions),
        agencies=visit.viewer.agencies,
        agency=asked.agency or None,
        states=tuple(state for state in TaskState if state == asked.state),
    )


def _states(counted: dict[TaskState, int]) -> tuple[tuple[TaskState, str, int], ...]:
    return tuple((state, STATE_ZH[state], counted.get(state, 0)) for state in TaskState)
