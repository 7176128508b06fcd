"""反馈：what an agency wrote about its task is put on file with its evidence; a lead's feedback speaks for all.

What could not be sent, because the task had moved on, is kept aside as a draft: nobody writes a report twice.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import Engine

from duban.services.desk import Desk
from duban.services.lookup import task_called
from duban.settings import Settings
from engine.fingerprint import fingerprint
from engine.nouns import Evidence, Exhibit, ExhibitState, Feedback, FeedbackState, Obligation, Task, TaskState
from engine.source import Refused
from store import evidence as proofs
from store import feedback as register
from store import obligations, tasks
from store.session import Session, reading, transaction
from workflows.standard import PART_ZH, STATE_ZH

SETTLED = (TaskState.REPORTED, TaskState.VERIFIED, TaskState.INSPECTED)
GONE = (TaskState.TRANSFERRED, TaskState.CANCELLED)
COUNTED = (FeedbackState.WAITING, FeedbackState.ACCEPTED)
STATES_ZH = {
    FeedbackState.DRAFT: "草稿",
    FeedbackState.WAITING: "待审核",
    FeedbackState.ACCEPTED: "已采信",
    FeedbackState.RETURNED: "已退回",
}


def file_feedback(
    session: Session, task: Task, text: str, evidence: Sequence[Evidence], facts: Sequence[str],
    *, by: str, on: date, now: datetime,
) -> Feedback:  # fmt: skip
    """Put what an agency wrote on the file of its task, with the evidence it gave; answer it as filed.

    A lead's feedback names that of everyone who helps it, and those from whom there is none.
    """
    given, missing = helpers(session, task) if task.part == "lead" else ((), ())
    nth = register.sent(session, task.key) + 1
    filed = Feedback(
        key=_key(task, text, evidence, by, now.isoformat()), task=task.key, obligation=task.obligation,
        agency=task.agency, nth=nth, text=text, by=by, on=on, at=now, facts=tuple(facts), given=given, missing=missing,
    )  # fmt: skip
    register.add(session, filed)
    record_exhibits(session, filed, evidence)
    register.answer_remarks(session, task.obligation, on=on, by=by)
    return filed


def helpers(session: Session, lead: Task) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The last feedback of each agency that helps a lead, and the agencies that have given none that still counts."""
    others = [
        task
        for task in tasks.of_obligations(session, [lead.obligation]).get(lead.obligation, ())
        if task.part == "support" and task.state not in GONE
    ]
    last = {each.task: each for each in register.of_obligations(session, [lead.obligation]).get(lead.obligation, ())}
    given = {task.key: last[task.key].key for task in others if task.key in last and last[task.key].state in COUNTED}
    return tuple(given.values()), tuple(task.agency for task in others if task.key not in given)


def record_exhibits(session: Session, feedback: Feedback, evidence: Sequence[Evidence]) -> None:
    """Record evidence once, and that it serves the task of a feedback; a draft takes nothing from what was sent."""
    proofs.add(session, evidence)
    for each in evidence:
        if feedback.state is FeedbackState.DRAFT:
            use = Exhibit(each.key, feedback.task, ExhibitState.CONFIRMED, feedback.by, feedback.on, feedback.key)
            proofs.exhibit(session, [use])
        else:
            proofs.decide(
                session, each.key, feedback.task, ExhibitState.CONFIRMED, by=feedback.by, on=feedback.on,
                feedback=feedback.key,
            )  # fmt: skip


def known_evidence(session: Session, keys: Sequence[str], agency: str) -> list[Evidence]:
    """The evidence of an agency that is on file under these keys.  Raises Refused X418 for any that is not."""
    found = proofs.of_keys(session, keys)
    strange = [key for key in keys if key not in found or found[key].agency != agency]
    if strange:
        raise Refused("X418", f"本单位没有编号为 {'、'.join(strange)} 的佐证；请核对编号")
    return [found[key] for key in keys]


class KeptAside(Refused):
    """A report that was refused; what was written and attached waits as a draft (另存), to be sent with the next."""

    def __init__(self, refused: Refused, draft: str) -> None:
        super().__init__(refused.code, f"{refused.message}；您所写的和所附的已存为草稿 {draft}", refused.problems)
        self.draft = draft


def draft_called(session: Session, key: str, task: Task) -> Feedback:
    """The draft of this key.  Raises Refused X419 when the task has no such draft."""
    found = register.get(session, key)
    if found is None or found.task != task.key or found.state is not FeedbackState.DRAFT:
        raise Refused("X419", f"这一件没有编号为 {key} 的草稿；请核对编号")
    return found


def keep_aside(
    database: Engine, settings: Settings, number: str, text: str, evidence: Sequence[Evidence],
    *, by: str, on: date, now: datetime,
) -> str:  # fmt: skip
    """Keep what could not be sent as a draft; answer its key. The same content is kept once."""
    with transaction(database, settings.jurisdiction) as session:
        task = task_called(session, number)
        draft = Feedback(
            key=_key(task, text, evidence, by, "draft"), task=task.key, obligation=task.obligation,
            agency=task.agency, nth=0, text=text, by=by, on=on, at=now, state=FeedbackState.DRAFT,
        )  # fmt: skip
        if register.get(session, draft.key) is None:
            register.add(session, draft)
            record_exhibits(session, draft, evidence)
    return draft.key


def overview(database: Engine, settings: Settings, number: str, *, on: date) -> dict[str, object]:
    """Who has fed back about a matter and who has not: the lead's feedback, that of each helper, their evidence."""
    with reading(database, settings.jurisdiction) as session:
        desk = Desk(session)
        key = task_called(session, number).obligation
        one = obligations.filed(session, [key])[key].obligation
        some = tasks.of_obligations(session, [key])[key]
        written = register.of_obligations(session, [key]).get(key, ())
        shown = proofs.of_tasks(session, [task.key for task in some])
        rows = [_row(desk, task, written, shown.get(task.key, ()), on) for task in some]
    given = [row for row in rows if row["counts"] or row["gone"] or row["state"] in SETTLED]
    missing = [row["agency"] for row in rows if row["part"] == "support" and row not in given]
    return {"obligation": one.key, "rows": rows, "missing": missing}


def _row(
    desk: Desk, task: Task, written: Sequence[Feedback], shown: Sequence[tuple[Evidence, Exhibit]], on: date
) -> dict[str, object]:
    mine = [each for each in written if each.task == task.key]
    last = mine[-1] if mine else None
    return {
        "task": task.key,
        "agency": desk.name(task.agency, on),
        "part": task.part,
        "part_zh": PART_ZH[task.part],
        "state": task.state,
        "state_zh": STATE_ZH[task.state],
        "gone": task.state in GONE,
        "counts": last is not None and last.state in COUNTED,
        "times": len(mine),
        "feedback": last.key if last else "",
        "feedback_zh": STATES_ZH[last.state] if last else unwritten_zh(task.state),
        "on": last.on if last else None,
        "by": last.by if last else "",
        "text": last.text if last else "",
        "given": list(last.given) if last else [],
        "missing": [desk.name(agency, on) for agency in last.missing] if last else [],
        "evidence": sent_with(mine, shown),
    }


def unwritten_zh(state: TaskState) -> str:
    """What is said of a task on which no feedback is written: that there was none, or that it came without words."""
    return "已反馈，没有写情况也没有附材料" if state in SETTLED else "未反馈"


def sent_with(mine: Sequence[Feedback], shown: Iterable[tuple[Evidence, Exhibit]]) -> list[dict[str, object]]:
    """The confirmed evidence that came by itself or with this feedback, as lists tell it."""
    return [
        {"key": proof.key, "title": proof.title, "form": proof.form, "flags": list(proof.flags)}
        for proof, use in shown
        if use.state is ExhibitState.CONFIRMED and _was_sent(use, mine)
    ]


def _was_sent(use: Exhibit, mine: Sequence[Feedback]) -> bool:
    """Whether evidence came by itself or with feedback that was sent; what lies with a draft is its author's."""
    return use.feedback is None or not use.feedback.startswith("f-") or use.feedback in {each.key for each in mine}


def as_sent(draft: Feedback, text: str) -> str:
    """The words to send: those given now, else those of the draft."""
    return text or draft.text


def settled(session: Session, task: Task, now: FeedbackState) -> tuple[str, ...]:
    """Let the office's decision hold for what was waiting on a task; answer the feedback concerned."""
    return register.settle(session, task.key, FeedbackState.WAITING, now)


def _key(task: Task, text: str, evidence: Sequence[Evidence], by: str, when: str) -> str:
    return f"f-{fingerprint(task.key, text, *(each.key for each in evidence), by, when)[:16]}"


def part_of(one: Obligation, task: Task) -> Obligation:
    """The obligation as its helper bears it."""
    return replace(one, bearer=task.agency)
