"""收件：tasks follow what becomes of their obligations — put aside when those end or are handed over, and logged."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from duban.services.casefile.steps import Actor, move_entry
from duban.services.desk import Desk
from engine.nouns import Role, Task
from store import tasks
from store.events import Entry
from workflows.advance import advance, allowed
from workflows.standard import Action


def set_aside(
    desk: Desk, obligations: Iterable[str], action: Action, *, by: str, on: date, now: datetime, reason: str
) -> list[Entry]:
    """Cancel or transfer those tasks of some obligations that still run; answer the lines for the log."""
    issued = tasks.of_obligations(desk.session, obligations)
    moves = [
        (task, advance(task, action, actor=by, role=Role.SYSTEM, on=on, calendar=desk.calendar, reason=reason))
        for some in issued.values()
        for task in some
        if action in allowed(task, Role.SYSTEM) and (task.assigned_on is None or task.assigned_on <= on)
    ]
    return follow(desk, moves, action, Actor(by, Role.SYSTEM), on=on, now=now, reason=reason)


def follow(
    desk: Desk,
    moves: Sequence[tuple[Task, Task]],
    action: Action,
    actor: Actor,
    *,
    on: date,
    now: datetime,
    reason: str | None,
) -> list[Entry]:
    """Move tasks after their obligations; answer the lines for the log, from which a past day is told."""
    moved = {task.key for task in tasks.move_many(desk.session, moves)}
    return [
        move_entry(was, now_is, action, actor, on=on, now=now, reason=reason)
        for was, now_is in moves
        if was.key in moved
    ]
