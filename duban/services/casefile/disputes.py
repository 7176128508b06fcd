"""异议：an assignment that was wrong goes to the agency that should have had it — a duty, or a helper's part of one."""

from dataclasses import replace
from datetime import date, datetime

from duban.services.casefile.requests import Request, put_on_file
from duban.services.casefile.steps import Actor, move_entry
from duban.services.desk import Desk
from duban.services.lookup import agency_called
from engine.nouns import Obligation, Petition, Role, Standing, Task, TaskState
from engine.source import Refused
from store import events, tasks
from workflows import requests
from workflows.advance import advance
from workflows.standard import Action


def uphold(
    desk: Desk, task: Task, one: Obligation, raised: Petition, request: Request, to: str | None, actor: Actor,
    standing: Standing, *, on: date, now: datetime,
) -> str:  # fmt: skip
    """Let a dispute succeed; answer the agency that takes over.

    Raises Refused X435 when no agency is named for a lead's duty, and what `workflows.requests.dispute` raises.
    """
    wanted = to or raised.to
    if task.part == "support":
        return _relieved(desk, task, request, wanted, actor, on, now)
    if not wanted:
        raise Refused("X435", "没有写明改由哪个单位承办；请写明单位名称")
    heir = agency_called(desk.session, wanted)
    act = requests.dispute(
        standing, assigned_on=task.assigned_on or raised.asked_on, raised_on=raised.asked_on, decided_on=on,
        calendar=desk.calendar, bearer=one.bearer, to=heir.id, role=actor.role, reason=request.reason, doc=request.doc,
    )  # fmt: skip
    put_on_file(desk, one, act, request, actor, on=on, now=now)
    return heir.name


def _relieved(desk: Desk, task: Task, request: Request, to: str | None, actor: Actor, on: date, now: datetime) -> str:
    """Relieve a helper of its part, and give that to another agency if one is named."""
    gone = advance(
        task, Action.TRANSFER, actor=actor.name, role=Role.OFFICER, on=on, calendar=desk.calendar, reason=request.reason
    )
    tasks.move(desk.session, task, gone)
    events.append(desk.session, [move_entry(task, gone, Action.TRANSFER, actor, on=on, now=now, reason=request.reason)])
    if not to:
        return ""
    heir = agency_called(desk.session, to)
    places = [each.key for each in tasks.of_obligations(desk.session, [task.obligation])[task.obligation]]
    number = f"{task.key.rpartition('-')[0]}-{len(places)}"
    new = Task(number, task.obligation, heir.id, "support", TaskState.ASSIGNED, assigned_on=on)
    tasks.add_new(desk.session, [replace(new, key=number)])
    return heir.name
