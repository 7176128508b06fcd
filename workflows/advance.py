"""推进 advance: one task, one action, one actor -> the task as it then stands, or a refusal that helps.

Nothing here asks what day it is or writes anything: a refused move leaves no trace, a granted one is a new
`Task` for the caller to store.  Being late is the verdict's business and never stops anybody (semantics 11).
"""

from dataclasses import replace
from datetime import date
from typing import Any

from engine.nouns import Role, Task
from engine.source import Refused
from engine.workdays import WorkCalendar
from workflows.requests import last_dispute_day
from workflows.standard import ACTION_ZH, ASIDE, EDGES, ROLE_ZH, STATE_ZH, Action, Move, moves_from, target


def moves(task: Task) -> tuple[Move, ...]:
    """The lines of TABLE open to a task as it stands; a suspended one goes back only where it came from."""
    return tuple(
        move for move in moves_from(task.state) if move.action is not Action.RESUME or move.target is task.left
    )


def allowed(task: Task, role: Role) -> tuple[Action, ...]:
    """What someone in `role` may do with `task` now, in the order of TABLE."""
    return tuple(move.action for move in moves(task) if role in move.roles)


def advance(
    task: Task,
    action: Action,
    *,
    actor: str,
    role: Role,
    on: date,
    calendar: WorkCalendar,
    met: bool | None = None,
    reason: str | None = None,
    reopen_until: date | None = None,
) -> Task:
    """The task after `action`; `met` is what the verdict says of its measure, None when that is open.

    Raises Refused W101–W108: the state does not allow it, the role may not, or a condition is missing.
    """
    move = _open_move(task, action)
    _check_role(move, role)
    _check_day(task, action, on)
    _check_reason(move, reason)
    _check_verification(action, met, reason)
    _check_second_person(task, action, actor)
    _check_dispute(task, action, on, calendar)
    _check_reopening(action, on, reopen_until)
    state = target(action, task.state, task.left)
    return replace(task, state=state, left=task.state if state in ASIDE else None, **_written(task, action, actor, on))


def _written(task: Task, action: Action, actor: str, on: date) -> dict[str, Any]:
    """What a move writes besides the state."""
    match action:
        case Action.RETURN:
            return {"returns": task.returns + 1}
        case Action.VERIFY:
            return {"verifier": actor}
        case Action.INSPECT:
            return {"inspected_on": on}
        case Action.RECTIFY | Action.REOPEN:
            return {"verifier": None, "inspected_on": None}
        case _:
            return {}


def _open_move(task: Task, action: Action) -> Move:
    for move in EDGES.get((task.state, action), ()):
        if action is not Action.RESUME or move.target is task.left:
            return move
    raise Refused("W101", f"督办件现为“{STATE_ZH[task.state]}”，不能“{ACTION_ZH[action]}”；{_possible(task)}")


def _possible(task: Task) -> str:
    """What can be done now, and by whom."""
    now = [f"{move.label}（{_people(move)}）" for move in moves(task) if set(move.roles) != {Role.SYSTEM}]
    return f"现在可以：{'、'.join(now)}" if now else "此件已了结，不能再流转；如需继续，请另行立项交办"


def _people(move: Move) -> str:
    return "、".join(ROLE_ZH[role] for role in move.roles if role is not Role.SYSTEM)


def _check_role(move: Move, role: Role) -> None:
    if role not in move.roles:
        raise Refused(
            "W102", f"“{move.label}”由{_people(move)}办理，{ROLE_ZH[role]}不能办理；请转交{_people(move)}处理"
        )


def _check_day(task: Task, action: Action, on: date) -> None:
    if task.assigned_on is not None and on < task.assigned_on:
        raise Refused("W108", f"“{ACTION_ZH[action]}”的日期{on}早于交办日{task.assigned_on}；请改用交办日以后的日期")


def _check_reason(move: Move, reason: str | None) -> None:
    if move.reason and not (reason or "").strip():
        raise Refused("W103", f"“{move.label}”须写明理由，理由随督办件留存；请补充后再办")


def _check_verification(action: Action, met: bool | None, reason: str | None) -> None:
    if action is Action.VERIFY and met is not True and not (reason or "").strip():
        how = "尚未达到要求" if met is False else "是否达到要求尚不能判定"
        raise Refused("W104", f"此件{how}，不能直接核验；请退回补办，或写明予以核验的理由")


def _check_second_person(task: Task, action: Action, actor: str) -> None:
    if action in (Action.INSPECT, Action.RECTIFY) and task.verifier == actor:
        raise Refused("W105", f"督查人不能与核验人为同一人（{actor}）；请由另一名督查员督查")


def _check_dispute(task: Task, action: Action, on: date, calendar: WorkCalendar) -> None:
    if action is not Action.DISPUTE or task.assigned_on is None:
        return
    last = last_dispute_day(task.assigned_on, calendar)
    if on > last:
        raise Refused("W106", f"异议应在交办后3个工作日内（{last}前，含当日）提出，现已逾期；请按要求办理或申请延期")


def _check_reopening(action: Action, on: date, reopen_until: date | None) -> None:
    if action is Action.REOPEN and reopen_until is not None and on > reopen_until:
        raise Refused("W107", f"销号后可重启的期限至{reopen_until}，现已超过；如需继续督办，请另行立项交办")
