"""复核：the decision that an agency wants reviewed — a formal paper, a refused petition, a return — and its undoing.

Who took the decision is found in the record, never asked: he may not review it himself (政府督查工作条例 第十七条).
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from duban.services.desk import Desk
from duban.services.speech.turning import turn
from engine.nouns import Event, FactStatus, FeedbackState, NoticeState, PetitionState, Role, Task, TaskState
from engine.source import Refused
from store import events, facts, feedback, notices, petitions, tasks
from workflows.advance import advance
from workflows.standard import Action

ADVERSE = {"task.return": "退回", "task.rectify": "责令整改", "task.reopen": "重启"}
NOT_LEFT = (NoticeState.PLANNED, NoticeState.HELD)


@dataclass(frozen=True)
class Decision:
    """A decision that may be appealed against: what it is, who took it, on which day."""

    kind: Literal["notice", "petition", "move"]
    id: str
    author: str | None
    on: date
    said: str


def decisions(desk: Desk, task: Task) -> list[Decision]:
    """Everything decided against the agency of a task that a review may be asked for, the latest last."""
    key = task.obligation
    said = [
        Decision("notice", each.key, each.released_by, each.said_on, each.paper)
        for each in notices.of_obligations(desk.session, [key]).get(key, ())
        if each.said_on is not None and each.release == "human"
    ]
    refused = [
        Decision("petition", each.key, each.decided_by, each.decided_on, f"不同意{each.reason}")
        for each in petitions.of_obligations(desk.session, [key]).get(key, ())
        if each.state is PetitionState.REFUSED and each.decided_on is not None and each.task == task.key
    ]
    moved = [_moved(each) for each in events.of_subject(desk.session, task.key) if each.kind in ADVERSE]
    return sorted([*said, *refused, *moved], key=lambda decision: decision.on)


def decision_called(desk: Desk, task: Task, against: str | None) -> Decision:
    """The decision that is meant; the latest when none is named.

    Raises Refused X437 when there is nothing to appeal against, X438 when it is not what is named.
    """
    found = decisions(desk, task)
    if not found:
        raise Refused(
            "X437", "这一件没有可以申请复核的决定（正式文书、不同意申请、退回、责令整改）；对事实有异议的，请反馈材料"
        )
    if against is None:
        return found[-1]
    named = [each for each in found if each.id == against or (len(against) >= 6 and each.id.startswith(against))]
    if len(named) != 1:
        known = "、".join(f"{each.id}（{each.on}{each.said}）" for each in found[-5:])
        raise Refused("X438", f"没有编号为 {against} 的决定；可用：{known}")
    return named[0]


def order_key(task: Task, position: int) -> str:
    """Under which subject the paper of an inspector's order is registered: the task, and its place in the log."""
    return f"{task.key}#{position}"


def number_subject(task: Task, decision: Decision) -> str:
    """Under which subject the paper of a decision is registered, if it has one."""
    return order_key(task, int(decision.id)) if decision.kind == "move" else decision.id


def undo(desk: Desk, task: Task, decision: Decision, *, reason: str, on: date, now: datetime, by: str) -> Task | None:
    """Undo a decision as far as it can be; answer the task if it was moved.

    A paper that has left stays said: that it was revoked stands beside it.
    """
    if decision.kind == "notice":
        for was in NOT_LEFT:
            turn(desk.session, [decision.id], was=was, now=NoticeState.CANCELLED, at=now, by=by, reason=reason)
        return None
    if task.state is not TaskState.IN_PROGRESS:
        return None
    event = next(each for each in events.of_subject(desk.session, task.key) if str(each.position) == decision.id)
    told = event.payload.get("facts")
    for fact in told if isinstance(told, list) else ():
        facts.decide(desk.session, str(fact), FactStatus.PENDING, on=on, by=by, reason=reason)
    feedback.settle(desk.session, task.key, FeedbackState.RETURNED, FeedbackState.WAITING)
    moved = advance(
        task, Action.RESTORE, actor=by, role=Role.SYSTEM, on=on, calendar=desk.calendar, reason=reason or "复核"
    )
    tasks.move(desk.session, task, moved)
    return moved


def _moved(event: Event) -> Decision:
    on = date.fromisoformat(str(event.payload["on"]))
    return Decision("move", str(event.position), event.actor, on, ADVERSE[event.kind])
