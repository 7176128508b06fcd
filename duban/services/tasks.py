"""督办件：what people do about their tasks — accept, report, return, verify, inspect — and who did what when.

A contact's report is evidence that waits for the office: verifying accepts it, returning it does not.  Each act is one
transaction: the task, the evidence, the log, and the tallies of what the evidence touches.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from operator import itemgetter

from sqlalchemy import Engine

from duban.services.casework import judged
from duban.services.desk import Desk
from duban.services.evidence import Report, decide, reported
from duban.services.inheritance import inherited_breaches
from duban.services.lookup import agency_called, task_called
from duban.services.upkeep import measure_again
from duban.services.views import matter
from duban.settings import Settings
from engine.nouns import FactStatus, Obligation, Role, Task, TaskState, Truth, Verdict
from engine.source import Refused
from engine.telling.codes import STANDING_ZH
from store import events, obligations
from store import tasks as register
from store.events import Entry
from store.session import reading, transaction
from workflows.advance import advance, allowed
from workflows.standard import ACTION_ZH, STATE_ZH, Action


@dataclass(frozen=True)
class Actor:
    """Who acts, and in which capacity."""

    name: str
    role: Role


@dataclass(frozen=True)
class Done:
    """A task after an act, and what the calendar says of its obligation."""

    task: Task
    verdict: Verdict
    facts: tuple[str, ...] = field(default=())


def act(
    database: Engine,
    settings: Settings,
    number: str,
    action: Action,
    actor: Actor,
    *,
    on: date,
    now: datetime,
    reason: str | None = None,
    report: Report | None = None,
) -> Done:
    """Move the task called `number`, with its evidence.

    Raises Refused W1xx when the table forbids it, X411 when somebody else was quicker, X4xx for an unknown number.
    """
    with transaction(database, settings.jurisdiction) as session:
        desk = Desk(session)
        task = task_called(session, number)
        one = obligations.filed(session, [task.obligation])[task.obligation].obligation
        move = partial(
            advance, task, action, actor=actor.name, role=actor.role, on=on, calendar=desk.calendar, reason=reason
        )
        move(met=True)  # what the table forbids is refused before any evidence is asked for
        facts = _evidence(desk, task, one, action, actor, on=on, now=now, reason=reason, report=report)
        verdict = judged(desk, [one], on)[one.key]
        moved = move(met=met(verdict))
        if not register.move(session, task, moved):
            raise Refused("X411", "这一件刚被别人办过；请刷新后再办")
        events.append(session, [move_entry(task, moved, action, actor, on=on, now=now, reason=reason, facts=facts)])
        obligations.look_again(session, [one.key])
    return Done(moved, verdict, facts)


def met(verdict: Verdict) -> bool | None:
    """Whether the measure of an obligation is met, None when that is open; being late is another question."""
    return None if verdict.tally.truth is Truth.UNKNOWN else verdict.tally.truth is Truth.TRUE


def _evidence(
    desk: Desk,
    task: Task,
    one: Obligation,
    action: Action,
    actor: Actor,
    *,
    on: date,
    now: datetime,
    reason: str | None,
    report: Report | None,
) -> tuple[str, ...]:
    """Record what is reported, or decide about what was; answer the ids of the facts concerned."""
    match action:
        case Action.REPORT:
            return reported(desk, task, one, report or Report(), by=actor.name, role=actor.role, on=on, now=now)
        case Action.VERIFY:
            touched = decide(desk, task, one, FactStatus.ACCEPTED, on=on, by=actor.name, reason=reason or "")
        case Action.RETURN:
            touched = decide(desk, task, one, FactStatus.REJECTED, on=on, by=actor.name, reason=reason or "")
        case _:
            return ()
    measure_again(desk, touched, on)
    return tuple(fact.id for fact in touched)


def listed(
    database: Engine,
    settings: Settings,
    *,
    on: date,
    agency: str | None = None,
    state: TaskState | None = None,
    late: bool = False,
    limit: int | None = None,
) -> list[dict[str, object]]:
    """The tasks that match, the one whose day in force comes first at the head, each with its matter and standing.

    Of more than `limit` those assigned first are listed.  For one agency the breaches that it inherited are among them.
    """
    with reading(database, settings.jurisdiction) as session:
        desk = Desk(session)
        wanted = agency_called(session, agency).id if agency else None
        own = register.find(session, agency=wanted, state=state, limit=None if late else limit)
        found = [*own, *_inherited(desk, wanted, state)] if wanted else own
        filed = obligations.filed(session, {task.obligation for task in found})
        verdicts = judged(desk, [each.obligation for each in filed.values()], on)
        rows = [_row(desk, task, filed[task.obligation].obligation, verdicts[task.obligation], on) for task in found]
        rows = [
            row if task.agency == (wanted or task.agency) else _as_inherited(row)
            for row, task in zip(rows, found, strict=True)
        ]
    chosen = [row for row in rows if row["standing"] == "BREACHED"] if late else rows
    return sorted(chosen[:limit], key=itemgetter("due", "key"))


def _inherited(desk: Desk, agency: str, state: TaskState | None) -> list[Task]:
    """The leads' tasks of the breaches that an agency inherited."""
    keys = [str(row["obligation"]) for row in inherited_breaches(desk, agency)]
    every = [task for some in register.of_obligations(desk.session, keys).values() for task in some]
    return [task for task in every if task.part == "lead" and state in (None, task.state)]


def _as_inherited(row: dict[str, object]) -> dict[str, object]:
    return {**row, "inherited": True, "standing_zh": f"{row['standing_zh']}（承继）"}


def shown(database: Engine, settings: Settings, number: str, *, on: date) -> dict[str, object]:
    """One task with its whole history: who did what when, and what may be done now by whom."""
    with reading(database, settings.jurisdiction) as session:
        desk = Desk(session)
        task = task_called(session, number)
        one = obligations.filed(session, [task.obligation])[task.obligation].obligation
        verdict = judged(desk, [one], on)[one.key]
        happened = events.of_subject(session, task.key)
        return {
            **_row(desk, task, one, verdict, on),
            "obligation": one.key,
            "allowed": {role.value: [action.value for action in allowed(task, role)] for role in Role},
            "history": [{"at": each.at, "actor": each.actor, "kind": each.kind, **each.payload} for each in happened],
        }


def _row(desk: Desk, task: Task, one: Obligation, verdict: Verdict, on: date) -> dict[str, object]:
    return {
        "key": task.key,
        "agency": desk.name(task.agency, on),
        "part": task.part,
        "matter": matter(one, desk.rule(one)),
        "window": one.window.label,
        "due": verdict.due.safe,
        "original_due": verdict.due.original,
        "state": task.state,
        "state_zh": STATE_ZH[task.state],
        "standing": verdict.standing.value,
        "standing_zh": STANDING_ZH[verdict.standing],
        "returns": task.returns,
        "inherited": False,
    }


def move_entry(
    was: Task,
    now_is: Task,
    action: Action,
    actor: Actor,
    *,
    on: date,
    now: datetime,
    reason: str | None = None,
    facts: Sequence[str] = (),
) -> Entry:
    """The line of the log that tells one move of a task."""
    payload: Mapping[str, object] = {
        "obligation": was.obligation,
        "from": was.state.value,
        "to": now_is.state.value,
        "on": on.isoformat(),
        "role": actor.role.value,
        "said": ACTION_ZH[action],
        **({"reason": reason} if reason else {}),
        **({"facts": list(facts)} if facts else {}),
    }
    return Entry(now, actor.name, f"task.{action.value}", was.key, payload)
