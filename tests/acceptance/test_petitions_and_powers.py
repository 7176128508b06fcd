"""What else may be asked, answered, undone or called off — and what may be done now is what would go through."""

from datetime import date
from typing import Any

import pytest

from duban.services.casefile import answering, asking, possible, tasks
from duban.services.casefile.answering import Answer
from duban.services.casefile.asking import Ask
from duban.services.casefile.claims import Report
from engine.nouns import FeedbackState, Petition, PetitionKind, PetitionState, Role, TaskState
from engine.source import Refused
from store import feedback, obligations
from store import tasks as register
from store.session import reading
from tests.acceptance.conftest import PACK
from workflows.standard import Action

DAY, LATER = date(2026, 1, 6), date(2026, 1, 7)
CONTACT, OFFICER = tasks.Actor("甲", Role.CONTACT), tasks.Actor("督办甲", Role.OFFICER)
LEADER, INSPECTOR = tasks.Actor("领导丁", Role.LEADER), tasks.Actor("督查乙", Role.INSPECTOR)
PAIR = PACK.replace(
    "depts: {of: agency, members: [各部门]}",
    "depts: {of: agency, members: [各部门]}\n  pair: {of: agency, members: [区司法局, 区教育局]}",
).replace("bearer: {set: depts, role: each}", "bearer: {set: pair, role: lead}", 1)


@pytest.fixture
def paired(unpublished_house: Any) -> Any:
    unpublished_house.publish(PAIR)
    unpublished_house.sweep(date(2026, 1, 5))
    return unpublished_house


def lead(house: Any) -> str:
    return str(house.tasks(date(2026, 1, 5), "区司法局")[0]["key"])


def ask(house: Any, number: str, kind: PetitionKind, who: tasks.Actor = CONTACT, **more: Any) -> Petition:
    asked = Ask(kind, more.pop("reason", "客观原因"), **more)
    return asking.ask(house.database, house.settings, number, asked, who, on=DAY, now=house.at(DAY))


def answer(house: Any, asked: Petition, who: tasks.Actor, *, granted: bool = True, **more: Any) -> Any:
    given = Answer(granted, more.pop("reason", "同意"), **more)
    return answering.answer(house.database, house.settings, asked.key, given, who, on=LATER, now=house.at(LATER))


def task(house: Any, number: str) -> Any:
    with reading(house.database, house.settings.jurisdiction) as session:
        return register.get(session, number)


def act(house: Any, number: str, action: Action, who: tasks.Actor, **more: Any) -> tasks.Done:
    done: tasks.Done = house.act(number, action, who.name, who.role, LATER, **more)
    return done


def test_a_dispute_upheld_gives_the_duty_to_the_agency_that_should_have_had_it(paired: Any) -> None:
    number = lead(paired)
    asked = ask(paired, number, PetitionKind.DISPUTE)
    with pytest.raises(Refused, match="X435"):
        answer(paired, asked, OFFICER)
    done = answer(paired, asked, OFFICER, to="区政府办公室")
    assert (done.petition.granted_to, done.verdict.standing) == ("区政府办公室", "TRANSFERRED")
    assert task(paired, number).state is TaskState.TRANSFERRED
    paired.sweep(LATER)
    assert [row["state"] for row in paired.tasks(LATER, "区政府办公室")] == ["assigned"]


def test_a_helper_is_relieved_and_another_takes_its_part(paired: Any) -> None:
    number = f"{lead(paired)}-1"
    asked = ask(paired, number, PetitionKind.DISPUTE, tasks.Actor("戊", Role.CONTACT), to="区政府办公室")
    assert answer(paired, asked, OFFICER).verdict.standing == "OPEN"
    assert task(paired, number).state is TaskState.TRANSFERRED
    heir = task(paired, f"{lead(paired)}-2")
    assert (heir.part, heir.state) == ("support", TaskState.ASSIGNED)


def test_an_exemption_is_asked_by_the_agency_and_granted_by_a_leader_with_a_document(paired: Any) -> None:
    asked = ask(paired, lead(paired), PetitionKind.EXEMPT, reason="机构撤并")
    with pytest.raises(Refused, match="W266"):
        answer(paired, asked, OFFICER)
    with pytest.raises(Refused, match="W212"):
        answer(paired, asked, LEADER)
    assert answer(paired, asked, LEADER, doc="示府阅〔2026〕3号").verdict.standing == "EXEMPT"


def test_what_the_office_grants_of_itself_answers_who_had_asked(paired: Any) -> None:
    from duban.services.casefile import requests

    asked = ask(paired, lead(paired), PetitionKind.EXTEND, to="2026-04-30")
    request = requests.Request("extend", "统一延期", to="2026-03-31")
    requests.decide(paired.database, paired.settings, lead(paired), request, OFFICER, on=LATER, now=paired.at(LATER))
    with pytest.raises(Refused, match="W265"):
        answer(paired, asked, LEADER)


def test_a_petition_is_withdrawn_before_it_is_answered(paired: Any) -> None:
    asked = ask(paired, lead(paired), PetitionKind.EXTEND, to="2026-04-30")
    how = {"on": LATER, "now": paired.at(LATER)}
    done = answering.withdraw(paired.database, paired.settings, asked.key, CONTACT, **how)
    assert done.state is PetitionState.WITHDRAWN
    with pytest.raises(Refused, match="W265"):
        answer(paired, asked, OFFICER)
    assert ask(paired, lead(paired), PetitionKind.EXTEND, to="2026-05-30").nth == 1


def test_an_appeal_against_a_return_that_succeeds_restores_the_report(paired: Any) -> None:
    number = lead(paired)
    paired.act(number, Action.ACCEPT, "甲", Role.CONTACT, DAY)
    paired.act(number, Action.REPORT, "甲", Role.CONTACT, DAY, report=Report(text="已报送"))
    paired.act(number, Action.RETURN, "督办甲", Role.OFFICER, DAY, reason="看不清")
    asked = ask(paired, number, PetitionKind.APPEAL, reason="扫描件清楚")
    assert answer(paired, asked, LEADER, reason="扫描件可以辨认").petition.state is PetitionState.GRANTED
    assert task(paired, number).state is TaskState.REPORTED
    with reading(paired.database, paired.settings.jurisdiction) as session:
        assert [each.state for each in feedback.of_task(session, number)] == [FeedbackState.WAITING]
    assert act(paired, number, Action.VERIFY, OFFICER).verdict.standing == "MET"


def test_an_appeal_against_a_refused_extension_that_succeeds_grants_it(paired: Any) -> None:
    number = lead(paired)
    refused = ask(paired, number, PetitionKind.EXTEND, to="2026-04-30")
    answer(paired, refused, OFFICER, granted=False, reason="时间充足")
    how = {"on": LATER, "now": paired.at(LATER, 16)}
    asked = asking.ask(
        paired.database,
        paired.settings,
        number,
        Ask(PetitionKind.APPEAL, "汛期停工", against=refused.key),
        CONTACT,
        **how,
    )
    assert asked.author == "督办甲"
    done = answer(paired, asked, LEADER, reason="情况属实")
    assert (done.verdict.due.safe, done.verdict.due.original) == (date(2026, 4, 30), date(2026, 3, 1))


def test_there_is_nothing_to_appeal_against_before_a_decision(paired: Any) -> None:
    with pytest.raises(Refused, match="X437"):
        ask(paired, lead(paired), PetitionKind.APPEAL)


def test_a_matter_called_off_lets_its_agency_off_and_ends_every_task(paired: Any) -> None:
    number = lead(paired)
    with pytest.raises(Refused, match="W212"):
        act(paired, number, Action.CANCEL, LEADER, reason="事项调整")
    done = act(paired, number, Action.CANCEL, LEADER, reason="事项调整", doc="示府阅〔2026〕4号")
    assert (done.task.state, done.verdict.standing) == (TaskState.CANCELLED, "EXEMPT")
    assert task(paired, f"{number}-1").state is TaskState.CANCELLED
    paired.sweep(date(2026, 3, 3))
    assert paired.explain(number, date(2026, 3, 3))["verdict"] == "EXEMPT"


def test_a_closed_task_is_reopened_only_within_the_year(paired: Any) -> None:
    number = lead(paired)
    paired.act(number, Action.ACCEPT, "甲", Role.CONTACT, DAY)
    paired.act(number, Action.REPORT, "甲", Role.CONTACT, DAY)
    act(paired, number, Action.VERIFY, OFFICER)
    act(paired, number, Action.INSPECT, INSPECTOR)
    with pytest.raises(Refused, match="W107"):
        paired.act(number, Action.REOPEN, "督查乙", Role.INSPECTOR, date(2027, 1, 8), reason="群众反映")
    again = paired.act(number, Action.REOPEN, "督查乙", Role.INSPECTOR, date(2027, 1, 7), reason="群众反映")
    assert again.task.state is TaskState.IN_PROGRESS


@pytest.mark.parametrize("role", [Role.CONTACT, Role.OFFICER, Role.INSPECTOR, Role.LEADER, Role.READER])
def test_what_is_shown_as_possible_goes_through_and_nothing_else(paired: Any, role: Role) -> None:
    number, who = lead(paired), tasks.Actor("某人", role)
    how = {"actor": who.name, "role": role, "on": DAY}
    shown = {one.deed: one for one in possible.possible(paired.database, paired.settings, number, **how)}
    assert all(one.is_open or (one.code and one.why_not) for one in shown.values())
    for action in (Action.ACCEPT, Action.REPORT, Action.VERIFY, Action.SUSPEND):
        before = task(paired, number)
        is_open = action.value in shown and shown[action.value].is_open
        try:
            paired.act(number, action, who.name, role, DAY, reason="试试")
        except Refused:
            assert not is_open
        else:
            assert is_open
            break
        assert task(paired, number) == before


def test_the_key_of_an_obligation_names_its_leads_task(paired: Any) -> None:
    with reading(paired.database, paired.settings.jurisdiction) as session:
        key = task(paired, lead(paired)).obligation
        assert obligations.filed(session, [key])
    assert ask(paired, key, PetitionKind.EXTEND, to="2026-04-30").task == lead(paired)
