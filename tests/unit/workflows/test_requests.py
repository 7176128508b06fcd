"""Requests are granted as acts for the dossier or refused with what is possible instead."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from engine.nouns import (
    Bearer,
    Citation,
    Deliver,
    Due,
    DueTerm,
    Manual,
    OfficeAct,
    Role,
    Rule,
    Standing,
    WindowTerm,
)
from engine.source import Refused
from engine.workdays import WorkCalendar
from workflows import requests

DUE = Due(safe=date(2026, 5, 29), hard=date(2026, 5, 29), grace_end=date(2026, 5, 29))
FIRST = OfficeAct(
    "extend", date(2026, 5, 6), date(2026, 5, 6), granted=date(2026, 5, 6), role="officer", to="2026-05-29"
)
SECOND = OfficeAct(
    "extend", date(2026, 5, 8), date(2026, 5, 8), granted=date(2026, 5, 8), role="leader", to="2026-05-29"
)


RULE = Rule("r1", "年度报告", Citation("d", "7", "年初报告"), "must", Bearer("各部门"), due=DueTerm())
STATUTORY = replace(RULE, due=DueTerm(statutory=True))


def extend(due: Due = DUE, rule: Rule = RULE, **more: Any) -> OfficeAct:
    asked = {"to": date(2026, 6, 30), "asked_on": date(2026, 5, 20), "granted_on": date(2026, 5, 21)}
    return requests.extension(rule, due, **{**asked, "role": Role.OFFICER, "reason": "汛期施工受阻", **more})


def code(call: Any, *args: Any, **more: Any) -> str:
    with pytest.raises(Refused) as caught:
        call(*args, **more)
    assert "；" in caught.value.message, "a refusal says what to do next"
    return caught.value.code


def test_an_officer_grants_the_first_extension() -> None:
    act = extend(doc="长督〔2026〕8号")
    assert (act.act, act.day, act.granted, act.role) == ("extend", date(2026, 5, 20), date(2026, 5, 21), "officer")
    assert (act.to, act.doc) == ("2026-06-30", "长督〔2026〕8号")


def test_the_second_extension_needs_a_leader_and_a_third_is_refused() -> None:
    assert code(extend, earlier=[FIRST]) == "W206"
    assert extend(earlier=[FIRST], role=Role.LEADER).role == "leader"
    assert code(extend, earlier=[FIRST, SECOND], role=Role.LEADER) == "W204"


def test_an_extension_asked_but_not_granted_does_not_count() -> None:
    asked = OfficeAct("extend", date(2026, 5, 6), date(2026, 5, 6), to="2026-05-29")
    assert extend(earlier=[asked]).granted == date(2026, 5, 21)


def test_an_extension_is_asked_on_the_due_day_at_the_latest() -> None:
    assert extend(asked_on=date(2026, 5, 29)).act == "extend"
    assert code(extend, asked_on=date(2026, 5, 30)) == "W202"


def test_where_the_text_is_silent_on_the_day_itself_the_safe_day_is_the_last_to_ask() -> None:
    due = Due(safe=date(2026, 5, 28), hard=date(2026, 5, 29), grace_end=date(2026, 5, 29))
    assert extend(due, asked_on=date(2026, 5, 28)).act == "extend"
    assert code(extend, due, asked_on=date(2026, 5, 29)) == "W202"


def test_statutory_limits_earlier_days_and_strangers_are_refused() -> None:
    assert code(extend, rule=STATUTORY) == "W201"
    assert code(extend, to=date(2026, 5, 29)) == "W203"
    assert code(extend, role=Role.CONTACT) == "W205"
    assert code(extend, reason=" ") == "W200"


def test_an_exemption_is_a_leaders_and_needs_a_document() -> None:
    given: dict[str, Any] = {"on": date(2026, 5, 6), "reason": "机构撤并", "doc": "长府〔2026〕3号"}
    act = requests.exemption(Standing.OPEN, role=Role.LEADER, **given)
    assert (act.act, act.role, act.doc) == ("exempt", "leader", "长府〔2026〕3号")
    assert code(requests.exemption, Standing.OPEN, role=Role.OFFICER, **given) == "W211"
    assert code(requests.exemption, Standing.OPEN, role=Role.LEADER, **{**given, "doc": None}) == "W212"
    assert code(requests.exemption, Standing.MET, role=Role.LEADER, **given) == "W213"


def test_a_suspension_stops_and_a_resumption_starts_the_clock() -> None:
    stop = requests.suspension(on=date(2026, 5, 6), role=Role.OFFICER, reason="等待鉴定", kind="appraisal")
    assert (stop.act, stop.of) == ("toll", "appraisal")
    assert requests.resumption(stop.day, on=date(2026, 5, 20), role=Role.OFFICER).act == "resume"
    assert code(requests.resumption, stop.day, on=date(2026, 5, 5), role=Role.OFFICER) == "W222"
    assert code(requests.suspension, on=date(2026, 5, 6), role=Role.CONTACT, reason="等待鉴定") == "W221"


def test_a_breach_is_never_transferred_away() -> None:
    handed: dict[str, Any] = {"bearer": "A01", "on": date(2026, 5, 6), "role": Role.OFFICER, "reason": "职责划转"}
    assert requests.transfer(Standing.CONTESTED, to="A02", **handed).to == "A02"
    assert code(requests.transfer, Standing.BREACHED, to="A02", **handed) == "W232"
    assert code(requests.transfer, Standing.OPEN, to="A01", **handed) == "W231"


def test_a_dispute_upheld_is_a_transfer_and_a_late_one_is_refused(calendar: WorkCalendar) -> None:
    given: dict[str, Any] = {
        "assigned_on": date(2026, 4, 29), "decided_on": date(2026, 5, 12), "calendar": calendar,
        "bearer": "A01", "to": "A02", "role": Role.OFFICER, "reason": "职责属A02",
    }  # fmt: skip
    assert requests.dispute(Standing.OPEN, raised_on=date(2026, 5, 7), **given).act == "transfer"
    assert code(requests.dispute, Standing.OPEN, raised_on=date(2026, 5, 8), **given) == "W106"


BY_HAND = replace(RULE, manual=Manual("请牵头单位报送进展"))
COUNTED = replace(RULE, test=Deliver("report"))
TODAY: dict[str, Any] = {"on": date(2026, 6, 1), "role": Role.OFFICER}


def test_only_what_no_machine_can_test_is_judged_by_hand() -> None:
    act = requests.judgement(BY_HAND, value="met", doc="督阅〔2026〕3号", **TODAY)
    assert (act.act, act.value, act.doc, act.role) == ("judge", "met", "督阅〔2026〕3号", "officer")
    assert code(requests.judgement, COUNTED, value="met", **TODAY) == "W241"
    assert code(requests.judgement, BY_HAND, value="done", **TODAY) == "W242"
    assert code(requests.judgement, BY_HAND, value="met", on=date(2026, 6, 1), role=Role.CONTACT) == "W221"


def test_a_reading_is_confirmed_by_a_full_date_or_a_boundary() -> None:
    phased = replace(RULE, window=WindowTerm(phase="p1"))
    for of, value in (("due.by", "2009-10-31"), ("boundary", "inclusive"), ("phase.p1.to", "2009-12-31")):
        act = requests.confirmation(phased, of=of, value=value, **TODAY)
        assert (act.act, act.of, act.value) == ("confirm", of, value)
    assert code(requests.confirmation, RULE, of="due.by", value="2009年", **TODAY) == "W243"
    assert code(requests.confirmation, RULE, of="boundary", value="2009-10-31", **TODAY) == "W243"
    assert code(requests.confirmation, RULE, of="phase.p2.to", value="2009-12-31", **TODAY) == "W244"
    assert code(requests.confirmation, RULE, of=None, value="2009-12-31", **TODAY) == "W244"
