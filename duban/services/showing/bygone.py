"""那时：how a task stood, what had been fed back on it and with what evidence, by the end of a past day."""

from collections.abc import Sequence
from datetime import date

from duban.services.casefile.feedback import GONE, SETTLED, STATES_ZH, sent_with, unwritten_zh
from duban.services.desk import Desk
from duban.services.showing.ledger import then_of
from duban.services.showing.view import View
from engine.nouns import Evidence, Exhibit, Feedback, FeedbackState, Notice, Task, TaskState
from store import evidence, feedback, queues, tasks, worklists
from workflows.standard import PART_ZH, STATE_ZH

UNASSIGNED = "还没有交办"


def stood(desk: Desk, view: View, task: Task) -> dict[str, object]:
    """The words of a task's row that were others then: how far it had come, and how often it had been returned."""
    found = worklists.as_they_stood(desk.session, [task], view.as_of, view.until)
    state = found[0].state if found else None
    returns = found[0].returns if found else 0
    return {"state": state, "state_zh": STATE_ZH[state] if state else UNASSIGNED, "returns": returns}


def fed_back(desk: Desk, view: View, obligation: str) -> dict[str, object]:
    """Who had fed back about a matter and who had not, as `casefile.feedback.overview` tells it of the present."""
    session = desk.session
    issued = tasks.of_obligations(session, [obligation])[obligation]
    some = worklists.as_they_stood(session, issued, view.as_of, view.until)
    written = [
        each for each in feedback.of_obligations(session, [obligation]).get(obligation, ()) if each.at <= view.until
    ]
    shown = evidence.of_tasks(session, [task.key for task in some])
    rows = [
        _row(desk, task, [each for each in written if each.task == task.key], shown.get(task.key, ()), view.seen)
        for task in some
    ]
    silent = {task.key for task in some if task.part == "support" and task.state not in (*GONE, *SETTLED)}
    missing = [row["agency"] for row in rows if row["task"] in silent and not row["on"]]
    return {"rows": rows, "missing": missing}


def still_waiting(desk: Desk, view: View, served: Sequence[Task]) -> set[str]:
    """The feedback on these tasks that waited for the office then, whatever became of it since."""
    waited = {
        task.key
        for task in worklists.as_they_stood(desk.session, served, view.as_of, view.until)
        if task.state is TaskState.REPORTED
    }
    written = feedback.of_obligations(desk.session, sorted({task.obligation for task in served if task.key in waited}))
    by_then = (each for some in written.values() for each in some if each.at <= view.until)
    return set({each.task: each.key for each in by_then if each.task in waited}.values())


def notices(desk: Desk, view: View, spoken: Sequence[Notice]) -> list[Notice]:
    """The notices that had been decided on by then, as they stood; the very same while the present is looked at."""
    then = then_of(view)
    return queues.notices_then(desk.session, spoken, then) if then else list(spoken)


def _row(
    desk: Desk, task: Task, mine: Sequence[Feedback], shown: Sequence[tuple[Evidence, Exhibit]], seen: date
) -> dict[str, object]:
    last = mine[-1] if mine else None
    waited = task.state is TaskState.REPORTED
    return {
        "task": task.key,
        "agency": desk.name(task.agency, seen),
        "part_zh": PART_ZH[task.part],
        "feedback_zh": STATES_ZH[FeedbackState.WAITING if waited else last.state] if last else unwritten_zh(task.state),
        "on": last.on if last else None,
        "text": last.text if last else "",
        "evidence": sent_with(mine, ((proof, use) for proof, use in shown if use.on <= seen)),
    }
