"""清单：the tasks of the office as people look at them — in a list, or one with all that ever happened to it."""

from datetime import date
from operator import itemgetter

from sqlalchemy import Engine

from duban.services.casefile.changes import version
from duban.services.desk import Desk
from duban.services.judgement.casework import judged
from duban.services.judgement.inheritance import inherited_breaches
from duban.services.lookup import agency_called, task_called
from duban.services.paperwork.views import matter
from duban.settings import Settings
from engine.nouns import Obligation, Role, Task, TaskState, Verdict
from engine.telling.codes import STANDING_ZH
from store import events, obligations
from store import tasks as register
from store.session import reading
from workflows.advance import allowed
from workflows.standard import STATE_ZH


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
        desk, task = Desk(session), task_called(session, number)
        one = obligations.filed(session, [task.obligation])[task.obligation].obligation
        return told(desk, task, one, judged(desk, [one], on)[one.key], on)


def told(desk: Desk, task: Task, one: Obligation, verdict: Verdict, on: date) -> dict[str, object]:
    """The same of a task on the desk, of whose duty the verdict is known."""
    happened = events.of_subject(desk.session, task.key)
    return {
        **_row(desk, task, one, verdict, on),
        "obligation": one.key,
        "version": version(happened),
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
