"""标准流程 standard: the states, actions and roles of a task, and the one literal table of who may do what.

TABLE is what people read, print and discuss; `MACHINE` is the same law made executable by `transitions`.
The machine holds no task: it is fired on a small `Carrier` and forgotten.  A new edge is one new line of
TABLE and nothing else; tests/unit/workflows prove that table and machine agree.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from transitions import EventData, Machine

from engine.nouns import Role, TaskState


class Action(StrEnum):
    """What somebody does to a task (操作)."""

    ACCEPT = "accept"
    DISPUTE = "dispute"
    REPORT = "report"
    RETURN = "return"
    VERIFY = "verify"
    INSPECT = "inspect"
    RECTIFY = "rectify"
    REOPEN = "reopen"
    SUSPEND = "suspend"
    RESUME = "resume"
    TRANSFER = "transfer"
    CANCEL = "cancel"
    RESTORE = "restore"


STATE_ZH: dict[TaskState, str] = {
    TaskState.ASSIGNED: "已交办",
    TaskState.IN_PROGRESS: "办理中",
    TaskState.REPORTED: "已反馈",
    TaskState.VERIFIED: "已核验",
    TaskState.INSPECTED: "已督查（销号）",
    TaskState.SUSPENDED: "挂起",
    TaskState.TRANSFERRED: "已移交",
    TaskState.CANCELLED: "已取消",
}

PART_ZH: dict[str, str] = {"lead": "牵头", "support": "配合"}

ROLE_ZH: dict[Role, str] = {
    Role.CONTACT: "联络员",
    Role.OFFICER: "督办专员",
    Role.INSPECTOR: "督查员",
    Role.LEADER: "领导",
    Role.ADMINISTRATOR: "系统管理员",
    Role.READER: "查阅人",
    Role.SYSTEM: "系统",
}


@dataclass(frozen=True)
class Move:
    """One line of TABLE (流转): an action leads from a state to a state, for these roles."""

    action: Action
    source: TaskState
    target: TaskState
    roles: tuple[Role, ...]
    label: str
    reason: bool = False


A, S = Action, TaskState
CONTACT, OFFICER, INSPECTOR = (Role.CONTACT,), (Role.OFFICER,), (Role.INSPECTOR,)
OFFICE, LEADER = (Role.OFFICER, Role.SYSTEM), (Role.LEADER, Role.SYSTEM)

TABLE: tuple[Move, ...] = (
    # action      from            to              who may    label   needs a reason
    Move(A.ACCEPT, S.ASSIGNED, S.IN_PROGRESS, CONTACT, "签收"),
    Move(A.DISPUTE, S.ASSIGNED, S.ASSIGNED, CONTACT, "提出异议", reason=True),
    Move(A.DISPUTE, S.IN_PROGRESS, S.IN_PROGRESS, CONTACT, "提出异议", reason=True),
    Move(A.REPORT, S.IN_PROGRESS, S.REPORTED, CONTACT, "反馈"),
    Move(A.RETURN, S.REPORTED, S.IN_PROGRESS, OFFICER, "退回", reason=True),
    Move(A.VERIFY, S.REPORTED, S.VERIFIED, OFFICER, "核验"),
    Move(A.INSPECT, S.VERIFIED, S.INSPECTED, INSPECTOR, "督查销号"),
    Move(A.RECTIFY, S.VERIFIED, S.IN_PROGRESS, INSPECTOR, "责令整改", reason=True),
    Move(A.REOPEN, S.INSPECTED, S.IN_PROGRESS, (Role.OFFICER, Role.INSPECTOR), "重启", reason=True),
    Move(A.SUSPEND, S.ASSIGNED, S.SUSPENDED, OFFICER, "挂起", reason=True),
    Move(A.SUSPEND, S.IN_PROGRESS, S.SUSPENDED, OFFICER, "挂起", reason=True),
    Move(A.SUSPEND, S.REPORTED, S.SUSPENDED, OFFICER, "挂起", reason=True),
    Move(A.RESUME, S.SUSPENDED, S.ASSIGNED, OFFICER, "恢复"),
    Move(A.RESUME, S.SUSPENDED, S.IN_PROGRESS, OFFICER, "恢复"),
    Move(A.RESUME, S.SUSPENDED, S.REPORTED, OFFICER, "恢复"),
    Move(A.TRANSFER, S.ASSIGNED, S.TRANSFERRED, OFFICE, "移交", reason=True),
    Move(A.TRANSFER, S.IN_PROGRESS, S.TRANSFERRED, OFFICE, "移交", reason=True),
    Move(A.TRANSFER, S.REPORTED, S.TRANSFERRED, OFFICE, "移交", reason=True),
    Move(A.TRANSFER, S.SUSPENDED, S.TRANSFERRED, OFFICE, "移交", reason=True),
    Move(A.CANCEL, S.ASSIGNED, S.CANCELLED, LEADER, "取消", reason=True),
    Move(A.CANCEL, S.IN_PROGRESS, S.CANCELLED, LEADER, "取消", reason=True),
    Move(A.CANCEL, S.REPORTED, S.CANCELLED, LEADER, "取消", reason=True),
    Move(A.CANCEL, S.SUSPENDED, S.CANCELLED, LEADER, "取消", reason=True),
    Move(A.RESTORE, S.IN_PROGRESS, S.REPORTED, (Role.SYSTEM,), "撤销退回或整改", reason=True),  # after an appeal
)

ACTION_ZH: dict[Action, str] = {move.action: move.label for move in TABLE}

# Where a task stands aside; each of them keeps the state it left (semantics 11).
ASIDE = frozenset({S.SUSPENDED, S.TRANSFERRED, S.CANCELLED})


EDGES: dict[tuple[TaskState, Action], tuple[Move, ...]] = {
    (state, action): found
    for state in TaskState
    for action in Action
    if (found := tuple(move for move in TABLE if move.source is state and move.action is action))
}
"""The lines of TABLE by where they start and what is done."""


def moves_from(state: TaskState) -> tuple[Move, ...]:
    """Every line of TABLE that starts in `state`, in the order of the table."""
    return tuple(move for move in TABLE if move.source is state)


@dataclass
class Carrier:
    """What the machine is fired on: the state of one task for the length of one move."""

    state: str
    left: str | None = None


def _gives_back(target: TaskState) -> Callable[[EventData], bool]:
    """A guard that lets a suspended task go back only to the state it left."""

    def left_it(event: EventData) -> bool:
        carrier = event.model
        return isinstance(carrier, Carrier) and carrier.left == target.value

    return left_it


def _edge(move: Move) -> dict[str, Any]:
    """One line of TABLE as `transitions` wants it."""
    edge: dict[str, Any] = {"trigger": move.action.value, "source": move.source.value, "dest": move.target.value}
    if move.action is Action.RESUME:
        edge["conditions"] = [_gives_back(move.target)]
    return edge


# auto_transitions would add `to_<state>()` back doors; queued=True would say yes when it means no.
MACHINE = Machine(
    model=None,
    states=[state.value for state in TaskState],
    transitions=[_edge(move) for move in TABLE],
    initial=TaskState.ASSIGNED.value,
    auto_transitions=False,
    send_event=True,
)


def fire(action: Action, state: TaskState, left: TaskState | None = None) -> TaskState:
    """The state that `action` leads to.

    Raises `transitions.MachineError` when no edge starts here, and ValueError when a guard closes it.
    """
    carrier = Carrier(state.value, left.value if left else None)
    if not MACHINE.events[action.value].trigger(carrier):
        raise ValueError(f"{action} is guarded in {state} (left {left})")
    return TaskState(carrier.state)


def _dumped() -> dict[tuple[Action, TaskState], TaskState]:
    """Where each unguarded edge of the machine leads, read out of the machine itself."""
    edges = [
        (event.name, edge.source, edge.dest)
        for event in MACHINE.events.values()
        for some in event.transitions.values()
        for edge in some
        if not edge.conditions
    ]
    return {(Action(name), TaskState(source)): TaskState(str(dest)) for name, source, dest in edges}


DUMPED = _dumped()


def target(action: Action, state: TaskState, left: TaskState | None = None) -> TaskState:
    """What `fire` answers, looked up where no guard has a say: for the thousands that are moved together."""
    found = DUMPED.get((action, state))
    return found if found is not None else fire(action, state, left)
