"""What people may do with a task, and what they are told when they may not."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from engine.nouns import Role, Task, TaskState
from engine.source import Refused
from engine.workdays import WorkCalendar
from workflows.advance import advance, allowed
from workflows.standard import Action

TASK = Task("T1", "K1", "A01", assigned_on=date(2026, 4, 29))
MAY = date(2026, 5, 6)


def at(state: TaskState, **more: Any) -> Task:
    return replace(TASK, state=state, **more)


@pytest.fixture
def move(calendar: WorkCalendar) -> Any:
    def moved(task: Task, action: Action, role: Role, actor: str = "王芳", on: date = MAY, **more: Any) -> Task:
        return advance(task, action, actor=actor, role=role, on=on, calendar=calendar, **more)

    return moved


def refusal(call: Any, *args: Any, **more: Any) -> Refused:
    with pytest.raises(Refused) as caught:
        call(*args, **more)
    return caught.value


def test_a_task_goes_from_assignment_to_inspection_through_four_hands(move: Any) -> None:
    task = move(TASK, Action.ACCEPT, Role.CONTACT)
    task = move(task, Action.REPORT, Role.CONTACT)
    task = move(task, Action.VERIFY, Role.OFFICER, actor="李强", met=True)
    task = move(task, Action.INSPECT, Role.INSPECTOR, actor="赵敏", on=date(2026, 5, 20))
    assert task == replace(TASK, state=TaskState.INSPECTED, verifier="李强", inspected_on=date(2026, 5, 20))


def test_a_step_cannot_be_jumped_and_the_refusal_says_what_is_possible(move: Any) -> None:
    refused = refusal(move, TASK, Action.VERIFY, Role.OFFICER, met=True)
    assert refused.code == "W101"
    assert "“已交办”，不能“核验”" in refused.message
    assert "签收（联络员）" in refused.message
    assert TASK.state is TaskState.ASSIGNED


def test_a_closed_task_says_that_nothing_more_can_be_done(move: Any) -> None:
    refused = refusal(move, at(TaskState.CANCELLED), Action.ACCEPT, Role.CONTACT)
    assert "已了结" in refused.message


def test_a_contact_cannot_verify_his_own_report(move: Any) -> None:
    refused = refusal(move, at(TaskState.REPORTED), Action.VERIFY, Role.CONTACT, met=True)
    assert refused.code == "W102"
    assert refused.message == "“核验”由督办专员办理，联络员不能办理；请转交督办专员处理"


@pytest.mark.parametrize("met", [False, None])
def test_verification_needs_the_measure_met_or_a_reason(move: Any, met: bool | None) -> None:
    task = at(TaskState.REPORTED)
    assert refusal(move, task, Action.VERIFY, Role.OFFICER, met=met).code == "W104"
    assert refusal(move, task, Action.VERIFY, Role.OFFICER, met=met, reason="  ").code == "W104"
    assert move(task, Action.VERIFY, Role.OFFICER, met=met, reason="区领导批示同意").verifier == "王芳"


def test_nobody_inspects_what_he_verified(move: Any) -> None:
    task = at(TaskState.VERIFIED, verifier="李强")
    assert refusal(move, task, Action.INSPECT, Role.INSPECTOR, actor="李强").code == "W105"
    assert refusal(move, task, Action.RECTIFY, Role.INSPECTOR, actor="李强", reason="数据不实").code == "W105"
    assert move(task, Action.INSPECT, Role.INSPECTOR, actor="赵敏").state is TaskState.INSPECTED


def test_a_return_needs_a_reason_and_is_counted(move: Any) -> None:
    task = at(TaskState.REPORTED, returns=1)
    assert refusal(move, task, Action.RETURN, Role.OFFICER).code == "W103"
    returned = move(task, Action.RETURN, Role.OFFICER, reason="缺会议签到表")
    assert (returned.state, returned.returns) == (TaskState.IN_PROGRESS, 2)


def test_rectification_sends_the_task_back_and_forgets_the_verifier(move: Any) -> None:
    task = at(TaskState.VERIFIED, verifier="李强")
    sent_back = move(task, Action.RECTIFY, Role.INSPECTOR, actor="赵敏", reason="现场核查不符")
    assert (sent_back.state, sent_back.verifier) == (TaskState.IN_PROGRESS, None)


@pytest.mark.parametrize(
    ("day", "state"), [(date(2026, 5, 7), TaskState.ASSIGNED), (date(2026, 5, 7), TaskState.IN_PROGRESS)]
)
def test_a_dispute_is_heard_up_to_the_third_working_day(move: Any, day: date, state: TaskState) -> None:
    # assigned on Wednesday 04-29: working days 04-30, 05-06, 05-07 (the holiday lies between)
    task = at(state)
    assert move(task, Action.DISPUTE, Role.CONTACT, on=day, reason="非我单位职责") == task
    refused = refusal(move, task, Action.DISPUTE, Role.CONTACT, on=date(2026, 5, 8), reason="非我单位职责")
    assert refused.code == "W106"
    assert "2026-05-07" in refused.message


@pytest.mark.parametrize("state", [TaskState.ASSIGNED, TaskState.IN_PROGRESS, TaskState.REPORTED])
def test_a_suspension_gives_back_the_state_it_took(move: Any, state: TaskState) -> None:
    parked = move(at(state), Action.SUSPEND, Role.OFFICER, reason="等待上级批复")
    assert (parked.state, parked.left) == (TaskState.SUSPENDED, state)
    assert allowed(parked, Role.OFFICER) == (Action.RESUME, Action.TRANSFER)
    resumed = move(parked, Action.RESUME, Role.OFFICER)
    assert (resumed.state, resumed.left) == (state, None)


def test_a_transferred_and_a_cancelled_task_keep_the_state_they_left(move: Any) -> None:
    moved = move(at(TaskState.IN_PROGRESS), Action.TRANSFER, Role.OFFICER, reason="机构改革")
    assert (moved.state, moved.left) == (TaskState.TRANSFERRED, TaskState.IN_PROGRESS)
    dropped = move(at(TaskState.REPORTED), Action.CANCEL, Role.LEADER, reason="任务调整")
    assert (dropped.state, dropped.left) == (TaskState.CANCELLED, TaskState.REPORTED)


def test_an_inspected_task_reopens_only_inside_the_time_the_pack_sets(move: Any) -> None:
    task = at(TaskState.INSPECTED, verifier="李强", inspected_on=date(2026, 5, 1))
    late = {"reason": "群众反映反弹", "reopen_until": date(2026, 5, 5)}
    assert refusal(move, task, Action.REOPEN, Role.OFFICER, **late).code == "W107"
    again = move(task, Action.REOPEN, Role.OFFICER, reason="群众反映反弹", reopen_until=MAY)
    assert (again.state, again.verifier, again.inspected_on) == (TaskState.IN_PROGRESS, None, None)


def test_nothing_is_done_before_the_task_was_assigned(move: Any) -> None:
    assert refusal(move, TASK, Action.ACCEPT, Role.CONTACT, on=date(2026, 4, 28)).code == "W108"


def test_each_role_is_offered_only_what_it_may_do() -> None:
    assert allowed(TASK, Role.CONTACT) == (Action.ACCEPT, Action.DISPUTE)
    assert allowed(at(TaskState.REPORTED), Role.OFFICER) == (
        Action.RETURN, Action.VERIFY, Action.SUSPEND, Action.TRANSFER,
    )  # fmt: skip
    assert allowed(at(TaskState.VERIFIED), Role.INSPECTOR) == (Action.INSPECT, Action.RECTIFY)
    assert allowed(at(TaskState.INSPECTED), Role.CONTACT) == ()
