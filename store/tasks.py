"""Tasks (督办件): what people are doing; a task moves only from the state in which its mover saw it."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import lru_cache
from operator import attrgetter
from typing import TypeAlias

from sqlalchemy import bindparam, select

from engine.nouns import Task, TaskState
from store.bulk import Values, put
from store.columns import as_stored, day_of, ordinal_of
from store.lists import one_of
from store.obligations import NUMBERS, numbers
from store.session import Session
from store.statements import HERE, Found, ask, chunks, insert_new, mine, read
from store.tables import TaskRow
from store.tables.row import table

TASK = table(TaskRow)
FIELDS = tuple(Task.__dataclass_fields__)
AS_TASKS = select(*(TASK.c[name] for name in FIELDS))
OF_KEY = AS_TASKS.where(TASK.c.jurisdiction == HERE, TASK.c.key == bindparam("key"))
OF_OBLIGATIONS = AS_TASKS.where(TASK.c.jurisdiction == HERE, TASK.c.about.in_(NUMBERS)).order_by(
    TASK.c.part, TASK.c.agency, TASK.c.key
)
STANDING = (
    select(TASK.c.obligation, TASK.c.part, as_stored(TASK.c.state), TASK.c.returns)
    .where(TASK.c.jurisdiction == HERE, TASK.c.about.in_(NUMBERS))
    .order_by(TASK.c.part, TASK.c.agency, TASK.c.key)
)
OF_AGENCY = AS_TASKS.where(
    TASK.c.jurisdiction == HERE, TASK.c.agency == bindparam("who"), one_of(TASK.c.state)
).order_by(TASK.c.assigned_on.is_(None), TASK.c.assigned_on, TASK.c.key)
TAKEN = (
    select(*(as_stored(TASK.c[name]) for name in FIELDS))
    .where(TASK.c.jurisdiction == HERE, one_of(TASK.c.key))
    .order_by(TASK.c.key)
    .with_for_update()
)
Lead: TypeAlias = tuple[str, int] | None
"""The lead's state and how often the task was returned to it; None where only others have a task."""
WHO = ("key", "obligation", "agency", "part")
WHOSE: Callable[[Task], Values] = attrgetter(*WHO)
MOVING = ("state", "left", "assigned_on", "returns", "verifier", "inspected_on")
STANDS: Callable[[Task], Values] = attrgetter(*MOVING)
"""How a task stands: all that a step asks about it and may change; thousands stand alike."""


def add_new(session: Session, tasks: Iterable[Task]) -> int:
    """Issue the tasks that are not there yet; say how many were new."""
    new = list(tasks)
    about = numbers(session, {task.obligation for task in new})
    rows = ({name: getattr(task, name) for name in FIELDS} | {"about": about[task.obligation]} for task in new)
    return insert_new(session, TASK, rows)


def get(session: Session, key: str) -> Task | None:
    """The task of this key, or None."""
    return next((_task(row) for row in ask(session, OF_KEY, key=key)), None)


def of_keys(session: Session, keys: Iterable[str]) -> dict[str, Task]:
    """The tasks of these keys; unknown ones are left out."""
    queries = (AS_TASKS.where(mine(session, TASK), TASK.c.key.in_(some)) for some in chunks(keys))
    return {row.key: _task(row) for query in queries for row in read(session, query)}


def of_obligations(session: Session, obligations: Iterable[str]) -> dict[str, tuple[Task, ...]]:
    """The tasks of each obligation, the lead's first; obligations without tasks are left out."""
    found: dict[str, list[Task]] = defaultdict(list)
    for some in chunks(obligations):
        for row in ask(session, OF_OBLIGATIONS, some=some):
            found[row.obligation].append(_task(row))
    return {obligation: tuple(tasks) for obligation, tasks in found.items()}


def leads(session: Session, obligations: Iterable[str]) -> dict[str, Lead]:
    """How the work on each obligation stands at the lead; those not issued are left out."""
    found: dict[str, Lead] = {}
    for some in chunks(obligations):
        for obligation, part, state, returns in ask(session, STANDING, some=some):
            if part == "lead":
                found.setdefault(obligation, (state, returns))
            else:
                found.setdefault(obligation, None)
    return found


def find(
    session: Session,
    *,
    agency: str | None = None,
    state: TaskState | None = None,
    obligation: str | None = None,
    limit: int | None = None,
    offset: int = 0,
) -> list[Task]:
    """The tasks that match all that is given, the earliest assigned first."""
    query = AS_TASKS.where(mine(session, TASK))
    wanted = {
        "agency": agency,
        "state": state,
        "about": None if obligation is None else numbers(session, [obligation]).get(obligation, 0),
    }
    query = query.where(*(TASK.c[name] == value for name, value in wanted.items() if value is not None))
    query = query.order_by(TASK.c.assigned_on.is_(None), TASK.c.assigned_on, TASK.c.key)
    return [_task(row) for row in read(session, query.limit(limit).offset(offset or None))]


def of_agency(session: Session, agency: str, states: Collection[TaskState]) -> list[Task]:
    """The tasks of an agency that stand in one of these ways, the earliest assigned first."""
    return [_task(row) for row in ask(session, OF_AGENCY, who=agency, some=[state.value for state in states])]


def move(session: Session, was: Task, now: Task) -> bool:
    """Move a task unless someone moved it first; say whether we did."""
    return bool(move_many(session, [(was, now)]))


def move_many(session: Session, moves: Sequence[tuple[Task, Task]]) -> tuple[Task, ...]:
    """Move each task that is still as its mover saw it; answer those moved, as they are now."""
    held = take(session, sorted({was.key for was, _ in moves}))
    moved = [now for was, now in moves if held.get(was.key) == was]
    put_down(session, moved)
    return tuple(moved)


def take(session: Session, keys: Iterable[str]) -> dict[str, Task]:
    """The tasks of these keys, which nobody else may move until the transaction ends; unknown keys are left out."""
    rows = (row for some in chunks(keys) for row in ask(session, TAKEN, some=some))
    return {row[0]: Task(*row[: len(WHO)], *_standing(row[len(WHO) :])) for row in rows}


def put_down(session: Session, tasks: Iterable[Task]) -> None:
    """Keep how tasks stand that were taken in this transaction."""
    put(session, TASK, "key", MOVING, ((task.key, *_as_stored(STANDS(task))) for task in tasks))


@lru_cache(maxsize=4096)
def _as_stored(stands: Values) -> Values:
    """How a task stands, as its row has it."""
    state, left, assigned_on, returns, verifier, inspected_on = stands
    return state.value, left and left.value, ordinal_of(assigned_on), returns, verifier, ordinal_of(inspected_on)


@lru_cache(maxsize=4096)
def _standing(stored: Values) -> Values:
    """How a task stands, of what its row has."""
    state, left, assigned_on, returns, verifier, inspected_on = stored
    return TaskState(state), left and TaskState(left), day_of(assigned_on), returns, verifier, day_of(inspected_on)


def _task(row: Found) -> Task:
    return Task(*row)
