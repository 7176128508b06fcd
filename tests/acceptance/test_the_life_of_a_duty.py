"""One duty from its first letter to its inspection, explained at every step."""

from datetime import date
from typing import Any

import pytest

from duban.services.care import audit
from duban.services.casefile import facts
from engine.nouns import Role, TaskState
from engine.source import Refused
from workflows.standard import Action

REMINDED, LATE, URGED, DONE = date(2026, 2, 6), date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 4)


def test_a_duty_is_reminded_of_urged_reported_verified_and_inspected(house: Any) -> None:
    # given the first sweep, nothing is said: the report is not due for two months
    first = house.sweep(date(2026, 1, 5))
    assert (first.looked_at, first.notices, first.letters) == (8, 0, 0)
    number = str(house.tasks(REMINDED, "区司法局")[0]["key"])
    assert house.explain(number, date(2026, 1, 5))["verdict"] == "OPEN"
    # when fifteen working days are left, both contacts get a letter
    assert house.sweep(REMINDED).letters == 2
    assert house.send(REMINDED).accepted == 2
    # and when the day has passed the duty is breached, and urged one working day later, with a copy to the office
    house.sweep(LATE)
    assert house.explain(number, LATE)["verdict"] == "BREACHED"
    house.sweep(URGED)
    house.send(URGED)
    assert any("催办".encode() in _decoded(path.read_bytes()) for path in house.mails())
    # then the contact accepts and reports; a report that waits for the office does not yet cure
    house.act(number, Action.ACCEPT, "甲", Role.CONTACT, DONE)
    house.act(number, Action.REPORT, "甲", Role.CONTACT, DONE)
    reported = house.explain(number, DONE)
    assert reported["verdict"] == "BREACHED"
    assert "CURE_PENDING" in reported["because"]
    # the officer verifies, another person inspects, and the breach stays in the story as cured
    assert house.act(number, Action.VERIFY, "督办甲", Role.OFFICER, DONE).verdict.standing == "CURED"
    with pytest.raises(Refused, match="W105"):
        house.act(number, Action.INSPECT, "督办甲", Role.INSPECTOR, DONE)
    done = house.act(number, Action.INSPECT, "督查乙", Role.INSPECTOR, DONE)
    assert done.task.state is TaskState.INSPECTED
    assert house.explain(number, DONE)["verdict"] == "CURED"
    # what was known on the day before is still what was known on the day before
    assert house.explain(number, URGED, known_at=URGED)["verdict"] == "BREACHED"
    assert audit.verify(house.database, house.settings).sound


def test_a_returned_report_does_not_count(house: Any) -> None:
    house.sweep(REMINDED)
    number = str(house.tasks(REMINDED, "区司法局")[0]["key"])
    house.act(number, Action.ACCEPT, "甲", Role.CONTACT, REMINDED)
    house.act(number, Action.REPORT, "甲", Role.CONTACT, REMINDED)
    back = house.act(number, Action.RETURN, "督办甲", Role.OFFICER, REMINDED, reason="缺公章")
    assert (back.task.state, back.task.returns) == (TaskState.IN_PROGRESS, 1)
    assert house.explain(number, LATE)["verdict"] == "BREACHED"
    assert house.explain(number, LATE)["test"]["rejected"][0]["code"] == "REJECTED"


def test_what_is_not_done_is_not_verified_without_a_reason(house: Any) -> None:
    house.sweep(REMINDED)
    number = str(house.tasks(REMINDED, "区司法局", "讲座")[0]["key"])
    house.act(number, Action.ACCEPT, "甲", Role.CONTACT, REMINDED)
    house.act(number, Action.REPORT, "甲", Role.CONTACT, REMINDED)
    with pytest.raises(Refused, match="W104"):
        house.act(number, Action.VERIFY, "督办甲", Role.OFFICER, REMINDED)
    cells = {"kind": "lecture.law", "agency": "司法局"}
    for day in ("2026-01-20", "2026-02-03"):
        facts.add(
            house.database, house.settings, {**cells, "day": day}, by="督办甲", on=REMINDED, now=house.at(REMINDED)
        )
    done = house.act(number, Action.VERIFY, "督办甲", Role.OFFICER, REMINDED)
    assert done.verdict.standing == "MET"


def _decoded(mime: bytes) -> bytes:
    from email import message_from_bytes, policy

    message = message_from_bytes(mime, policy=policy.default)
    body = message.get_body(("plain",))
    return body.get_content().encode() if body else b""


def test_a_bare_report_on_a_duty_that_is_counted_is_one_act(house: Any) -> None:
    house.sweep(REMINDED)
    number = str(house.tasks(REMINDED, "区司法局", "讲座")[0]["key"])
    house.act(number, Action.ACCEPT, "甲", Role.CONTACT, REMINDED)
    house.act(number, Action.REPORT, "甲", Role.CONTACT, REMINDED)
    assert house.explain(number, REMINDED)["test"]["have"]["lo"] == 0
    with pytest.raises(Refused, match="W104"):
        house.act(number, Action.VERIFY, "督办甲", Role.OFFICER, REMINDED)
    house.act(number, Action.VERIFY, "督办甲", Role.OFFICER, REMINDED, reason="已办一期，余下一期另行督办")
    assert house.explain(number, REMINDED)["test"]["have"]["lo"] == 1


def test_too_short_a_number_is_said_to_be_too_short(house: Any) -> None:
    number = str(house.tasks(REMINDED, "区司法局")[0]["key"])
    assert str(house.explain(number[:6], REMINDED)["k"]).startswith(number)
    with pytest.raises(Refused, match=r"X402 .*太短"):
        house.explain(number[:5], REMINDED)
    with pytest.raises(Refused, match="X401"):
        house.explain("zzzzzz", REMINDED)


def test_evidence_of_no_window_is_told_at_the_nearest_one(house: Any) -> None:
    house.sweep(REMINDED)
    file = house.folder / "facts.csv"
    rows = "lecture.law,区司法局,2025-12-20,年前\nlecture.law,区司法局,2026-02-02,春\n"
    file.write_text(f"kind,agency,day,session\n{rows}", encoding="utf-8")
    where = (house.database, house.settings, file)
    facts.load(*where, by="督办甲", on=REMINDED, now=house.at(REMINDED))
    number = str(house.tasks(REMINDED, "区司法局", "讲座")[0]["key"])
    told = house.explain(number, REMINDED)
    assert told["test"]["have"]["lo"] == 1
    assert [(one["code"], one["act"]) for one in told["test"]["rejected"]] == [("OUTSIDE_WINDOW", "2025-12-20")]
    other = str(house.tasks(REMINDED, "区司法局")[0]["key"])
    assert house.explain(other, REMINDED)["test"]["rejected"] == []
