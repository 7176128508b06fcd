"""成批办理：many tasks moved by one person in one go — signed for, closed, suspended, opened again.

Each still moves by the same table, with its line in the log and what the other side is told, or says why not.  Steps
that need evidence or a verdict (反馈、核验、退回) are taken one at a time, in `tasks`.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Engine

from duban.services.casefile import decided, tidings
from duban.services.casefile.steps import Actor, move_entry, reopen_until
from duban.services.desk import Desk
from duban.services.paperwork import papers
from duban.settings import Settings
from engine.nouns import Letter, Task, TaskState
from engine.source import Refused
from rules.calendars import national
from store import events, obligations
from store import tasks as register
from store.bulk import Values
from store.session import Session, transaction
from store.statements import chunks
from workflows.advance import advance
from workflows.standard import ACTION_ZH, Action

TOGETHER = (Action.ACCEPT, Action.INSPECT, Action.RECTIFY, Action.REOPEN, Action.SUSPEND, Action.RESUME)
"""The steps that depend on nothing but the task itself."""
AT_ONCE = 1000


@dataclass(frozen=True)
class Order:
    """What is to be done to each of many tasks, by whom, when and why."""

    action: Action
    actor: Actor
    on: date
    now: datetime
    reason: str | None = None
    limit: date | None = None


@dataclass(frozen=True)
class Moved:
    """The tasks that were moved, as they now stand, and why each of the others was not."""

    tasks: tuple[Task, ...]
    refused: tuple[tuple[str, Refused], ...] = ()


def move_together(
    database: Engine, settings: Settings, numbers: Iterable[str], order: Order, *, at_once: int = AT_ONCE,
    step: Callable[[int, int], None] | None = None,
) -> Moved:  # fmt: skip
    """Move the tasks of these numbers, `at_once` in one transaction; one that cannot go does not stop the others.

    `step` is told how many are done, of how many.  Each order to put something right leaves as a paper of its own.
    Raises Refused X439 for a step that is taken one task at a time.
    """
    if order.action not in TOGETHER:
        able = "、".join(ACTION_ZH[action] for action in TOGETHER)
        raise Refused("X439", f"“{ACTION_ZH[order.action]}”要逐件办理；可以成批办理的有{able}")
    wanted = list(dict.fromkeys(numbers))
    done: list[Task] = []
    refused: list[tuple[str, Refused]] = []
    for some in chunks(wanted, at_once):
        with transaction(database, settings.jurisdiction) as session:
            moved, left, posted = _moved(session, settings, some, order)
        if posted:
            papers.keep(settings, posted)
        done += moved
        refused += left
        if step is not None:
            step(len(done) + len(refused), len(wanted))
    return Moved(tuple(done), tuple(refused))


def _moved(
    session: Session, settings: Settings, numbers: Sequence[str], order: Order
) -> tuple[list[Task], list[tuple[str, Refused]], list[Letter]]:
    """Move some tasks within one transaction: their states, their lines in the log, what is to be told, the papers."""
    held = register.take(session, numbers)
    known: dict[Values, Task | Refused] = {}
    moves: list[tuple[Task, Task]] = []
    refused: list[tuple[str, Refused]] = []
    for number in numbers:
        now = _move(settings, held.get(number), number, order, known)
        if isinstance(now, Refused):
            refused.append((number, now))
        else:
            moves.append((held[number], now))
    first = _write(session, moves, order) if moves else 0
    posted = _ordered(session, settings, moves, order, first) if order.action is Action.RECTIFY else []
    return [now for _, now in moves], refused, posted


def _ordered(
    session: Session, settings: Settings, moves: Sequence[tuple[Task, Task]], order: Order, first: int
) -> list[Letter]:
    """The letters with the papers of orders whose lines in the log begin at `first`."""
    desk = Desk(session)
    filed = obligations.filed(session, {task.obligation for task, _ in moves})
    found: list[Letter] = []
    for position, (task, _) in enumerate(moves, start=first):
        one = filed[task.obligation].obligation
        what = decided.Decided(desk, settings, one, order.actor.name, order.on, order.now)
        found += decided.of_rectifying(what, task, position, order.reason or "", order.limit)
    return found


def _move(
    settings: Settings, task: Task | None, number: str, order: Order, known: dict[Values, Task | Refused]
) -> Task | Refused:
    """The task as it then stands, or why not; those that stand alike move alike, and are asked about once."""
    if task is None:
        return Refused("X440", f"没有编号为 {number} 的督办件；成批办理须写全编号")
    stands = register.STANDS(task)
    found = known.get(stands)
    if found is None:
        found = known[stands] = _advanced(settings, task, order)
    return found if isinstance(found, Refused) else Task(*register.WHOSE(task), *register.STANDS(found))


def _advanced(settings: Settings, task: Task, order: Order) -> Task | Refused:
    try:
        return advance(
            task, order.action, actor=order.actor.name, role=order.actor.role, on=order.on, calendar=national(),
            reason=order.reason, reopen_until=reopen_until(settings, task),
        )  # fmt: skip
    except Refused as why:
        return why


def _write(session: Session, moves: Sequence[tuple[Task, Task]], order: Order) -> int:
    """Write moves down; answer the place in the log of the first."""
    register.put_down(session, [now for _, now in moves])
    how = {"on": order.on, "now": order.now, "reason": order.reason, "limit": order.limit}
    entries = [move_entry(was, now, order.action, order.actor, **how) for was, now in moves]  # type: ignore[arg-type]
    last = events.append(session, entries)
    first = last - len(moves) + 1
    told = (
        tiding
        for position, (was, _) in enumerate(moves, start=first)
        for tiding in tidings.of_move(was, order.action, position, order.on, order.reason or "")
    )
    tidings.write_down(session, told)
    obligations.look_again(session, dict.fromkeys(was.obligation for was, now in moves if _heard(was) != _heard(now)))
    return first


def _heard(task: Task) -> tuple[bool, bool, int]:
    """What the ladder asks of a task: only where that is another than before must the next sweep look again."""
    return task.state is TaskState.ASSIGNED, task.state in (TaskState.REPORTED, TaskState.SUSPENDED), task.returns
