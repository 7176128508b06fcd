"""收件：the tasks of obligations that end or go to another agency are put aside by the house itself, and logged."""

from collections.abc import Iterable
from datetime import date, datetime

from duban.services.desk import Desk
from engine.nouns import Role
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
    moved = tasks.move_many(desk.session, moves)
    told = {"on": on.isoformat(), "reason": reason}
    return [Entry(now, by, f"task.{action.value}", task.key, {"obligation": task.obligation, **told}) for task in moved]
