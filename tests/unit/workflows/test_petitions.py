"""To ask is not to get: what could never be granted is refused when asked, and an answer has its bounds."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from engine.nouns import (
    Bearer,
    Citation,
    Due,
    DueTerm,
    Petition,
    PetitionKind,
    PetitionState,
    Role,
    Rule,
    Standing,
)
from engine.source import Refused
from engine.workdays import WorkCalendar
from workflows import petitions
from workflows.remarks import check_remark

DUE = Due(safe=date(2026, 5, 29), hard=date(2026, 5, 29), grace_end=date(2026, 5, 29))
RULE = Rule("r1", "年度报告", Citation("d", "7", "年初报告"), "must", Bearer("各部门"), due=DueTerm())
ASKED = Petition(
    key="p-1", kind=PetitionKind.EXTEND, task="t1", obligation="o1", agency="区司法局", reason="材料未齐", by="甲",
    asked_on=date(2026, 5, 6), at=datetime(2026, 5, 6, tzinfo=UTC), to="2026-06-30",
)  # fmt: skip


def code(call: Any, *args: Any, **more: Any) -> str:
    with pytest.raises(Refused) as caught:
        call(*args, **more)
    assert "；" in caught.value.message, "a refusal says what to do next"
    return caught.value.code


def test_a_contact_asks_and_an_officer_may_enter_what_came_on_paper() -> None:
    for role in (Role.CONTACT, Role.OFFICER):
        petitions.check_asking(PetitionKind.EXTEND, role, "材料未齐", ())
    for role in (Role.LEADER, Role.INSPECTOR, Role.READER):
        assert code(petitions.check_asking, PetitionKind.EXTEND, role, "材料未齐", ()) == "W260"
    assert code(petitions.check_asking, PetitionKind.EXTEND, Role.CONTACT, " ", ()) == "W261"


def test_the_same_is_not_asked_twice_while_it_waits_but_may_be_after_a_refusal() -> None:
    assert code(petitions.check_asking, PetitionKind.EXTEND, Role.CONTACT, "材料未齐", [ASKED]) == "W262"
    petitions.check_asking(PetitionKind.EXEMPT, Role.CONTACT, "机构撤销", [ASKED])
    refused = replace(ASKED, state=PetitionState.REFUSED)
    petitions.check_asking(PetitionKind.EXTEND, Role.CONTACT, "材料未齐", [refused])
    appeal = replace(ASKED, kind=PetitionKind.APPEAL)  # there may be two decisions to appeal against
    petitions.check_asking(PetitionKind.APPEAL, Role.CONTACT, "不服", [appeal])


def test_an_extension_counts_those_before_it_and_is_refused_late_spent_or_statutory() -> None:
    asked = {"to": date(2026, 6, 30), "asked_on": date(2026, 5, 20), "granted": 0}
    assert petitions.check_extension(RULE, DUE, **asked) == 1
    assert petitions.check_extension(RULE, DUE, **{**asked, "granted": 1}) == 2
    assert petitions.check_extension(RULE, DUE, **{**asked, "asked_on": DUE.safe}) == 1
    assert code(petitions.check_extension, RULE, DUE, **{**asked, "granted": 2}) == "W204"
    assert code(petitions.check_extension, RULE, DUE, **{**asked, "asked_on": date(2026, 5, 30)}) == "W202"
    assert code(petitions.check_extension, RULE, DUE, **{**asked, "to": DUE.safe}) == "W203"
    statutory = replace(RULE, due=DueTerm(statutory=True))
    assert code(petitions.check_extension, statutory, DUE, **asked) == "W201"


def test_no_more_is_granted_than_was_asked() -> None:
    asked = date(2026, 6, 30)
    assert petitions.day_granted(asked, None) == asked
    assert petitions.day_granted(asked, date(2026, 6, 15)) == date(2026, 6, 15)
    assert code(petitions.day_granted, asked, date(2026, 7, 1)) == "W207"


def test_what_is_settled_needs_no_exemption() -> None:
    petitions.check_exemption(Standing.BREACHED)
    for standing in (Standing.MET, Standing.CURED, Standing.EXEMPT):
        assert code(petitions.check_exemption, standing) == "W263"


def test_a_review_is_asked_for_within_thirty_days_and_decided_within_thirty(calendar: WorkCalendar) -> None:
    received = date(2026, 4, 1)  # the thirtieth day after it is 1 May, and the first working day then is 6 May
    assert petitions.last_appeal_day(received, calendar) == date(2026, 5, 6)
    assert petitions.check_appeal(received, date(2026, 5, 6), calendar) == date(2026, 6, 5)
    assert code(petitions.check_appeal, received, date(2026, 5, 7), calendar) == "W271"
    assert code(petitions.check_appeal, received, date(2026, 3, 31), calendar) == "W272"


def test_a_petition_is_answered_once_by_the_right_role_and_never_by_who_asked() -> None:
    petitions.check_answering(ASKED, "督办甲", Role.OFFICER)
    assert code(petitions.check_answering, ASKED, "督查乙", Role.INSPECTOR) == "W266"
    assert code(petitions.check_answering, ASKED, "甲", Role.OFFICER) == "W267"
    exempt = replace(ASKED, kind=PetitionKind.EXEMPT)
    assert code(petitions.check_answering, exempt, "督办甲", Role.OFFICER) == "W266"
    done = petitions.answered(
        ASKED, PetitionState.GRANTED, by="督办甲", role=Role.OFFICER, on=date(2026, 5, 7), reason=""
    )
    assert code(petitions.check_answering, done, "督办甲", Role.OFFICER) == "W265"


def test_whoever_took_a_decision_does_not_review_it() -> None:
    appeal = replace(ASKED, kind=PetitionKind.APPEAL, author="督办甲")
    assert code(petitions.check_answering, appeal, "督办甲", Role.LEADER) == "W268"
    petitions.check_answering(appeal, "领导丁", Role.LEADER)


def test_a_refusal_gives_its_reason() -> None:
    how = {"by": "督办甲", "role": Role.OFFICER, "on": date(2026, 5, 7)}
    assert code(petitions.answered, ASKED, PetitionState.REFUSED, reason=" ", **how) == "W273"
    done = petitions.answered(ASKED, PetitionState.REFUSED, reason="时间充足", **how)
    assert (done.state, done.answer, done.decided_by) == (PetitionState.REFUSED, "时间充足", "督办甲")


def test_an_appeal_decided_after_its_last_day_is_late() -> None:
    appeal = replace(ASKED, kind=PetitionKind.APPEAL, answer_by=date(2026, 6, 5))
    assert [petitions.is_late(appeal, date(2026, 6, day)) for day in (5, 6)] == [False, True]
    assert not petitions.is_late(replace(appeal, decided_on=date(2026, 6, 5)), date(2026, 7, 1))
    assert not petitions.is_late(ASKED, date(2027, 1, 1))


def test_only_ones_own_petition_is_withdrawn_and_only_while_it_waits() -> None:
    petitions.check_withdrawing(ASKED, "区司法局")
    assert code(petitions.check_withdrawing, ASKED, "区教育局") == "W269"
    assert code(petitions.check_withdrawing, replace(ASKED, state=PetitionState.GRANTED), "区司法局") == "W270"


def test_a_leader_remarks_and_an_officer_enters_what_a_leader_wrote() -> None:
    how: dict[str, Any] = {"on": date(2026, 5, 6), "answer_by": None, "doc": None}
    check_remark("请抓紧", Role.LEADER, **how)
    check_remark("请抓紧", Role.OFFICER, **{**how, "doc": "批字3号"})
    assert code(check_remark, "请抓紧", Role.CONTACT, **how) == "W280"
    assert code(check_remark, "请抓紧", Role.OFFICER, **how) == "W281"
    assert code(check_remark, " ", Role.LEADER, **how) == "W282"
    assert code(check_remark, "请抓紧", Role.LEADER, **{**how, "answer_by": date(2026, 5, 5)}) == "W283"
