"""What an officer does shows at once: verdict and lamp follow the act, the letters follow with the next sweep."""

from datetime import date
from typing import Any

import pytest

from duban.services.casefile import facts, requests, tasks
from duban.services.judgement.upgrading import MEASURED_BY
from engine.nouns import NoticeState, Role, Standing
from store import events, notices, settings, verdicts
from store.session import reading, transaction
from workflows.standard import Action

OFFICER, LEADER = tasks.Actor("督办甲", Role.OFFICER), tasks.Actor("领导丁", Role.LEADER)
REMINDED, URGED = date(2026, 2, 6), date(2026, 3, 3)


def number_of(house: Any, on: date) -> str:
    house.sweep(on)
    return str(house.tasks(on, "区司法局")[0]["key"])


def written(house: Any, number: str) -> list[Standing]:
    """Every standing that was written down of the obligation of a task, the present one last."""
    with reading(house.database, house.settings.jurisdiction) as session:
        [key] = [key for key in _keys(house) if key.startswith(number)]
        return [verdict.standing for verdict in verdicts.history(session, key)]


def _keys(house: Any) -> set[str]:
    with reading(house.database, house.settings.jurisdiction) as session:
        return {each.obligation for each in notices.find(session)}


def decide(house: Any, number: str, on: date, act: str, who: tasks.Actor, **asked: str) -> None:
    request = requests.Request(act, "客观原因", **asked)
    requests.decide(house.database, house.settings, number, request, who, on=on, now=house.at(on))


def test_a_report_that_is_accepted_turns_the_lamp_with_the_act(house: Any) -> None:
    number = number_of(house, URGED)
    assert written(house, number)[-1] == Standing.BREACHED
    house.act(number, Action.ACCEPT, "联络员甲", Role.CONTACT, URGED)
    house.act(number, Action.REPORT, "联络员甲", Role.CONTACT, URGED, report=tasks.Report(text="已报送。"))
    house.act(number, Action.VERIFY, "督办甲", Role.OFFICER, URGED)
    stood = written(house, number)
    assert stood[-1] == Standing.CURED
    # the sweep finds it written, takes back what need not be said any more, and says nothing twice
    house.sweep(URGED)
    assert written(house, number) == stood
    with reading(house.database, house.settings.jurisdiction) as session:
        mine = [each.state for each in notices.find(session) if each.obligation.startswith(number)]
        kinds = [each.kind for each in events.of_subject(session, number)]
    assert set(mine) <= {NoticeState.SKIPPED, NoticeState.CANCELLED}
    assert "task.verify" in kinds


def test_an_exemption_turns_the_lamp_with_the_act(house: Any) -> None:
    number = number_of(house, URGED)
    decide(house, number, URGED, "exempt", LEADER, doc="示府阅〔2026〕3号")
    assert written(house, number)[-1] == Standing.EXEMPT


def test_a_fact_recorded_and_taken_back_turns_the_lamp_both_ways(house: Any) -> None:
    number, how = number_of(house, REMINDED), {"by": "督办甲", "on": REMINDED, "now": house.at(REMINDED)}
    cells = {"kind": "report.annual", "agency": "区司法局", "day": "2026-02-05", "id": "f1"}
    facts.add(house.database, house.settings, cells, **how)
    assert written(house, number)[-1] == Standing.MET
    facts.retract(house.database, house.settings, "f1", reason="误登", **how)
    assert written(house, number)[-1] == Standing.OPEN


@pytest.mark.parametrize("late", [False, True])
def test_the_past_is_not_written_anew(house: Any, late: bool) -> None:
    number = number_of(house, REMINDED)
    if late:
        house.sweep(URGED)
    before = written(house, number)
    cells = {"kind": "report.annual", "agency": "区司法局", "day": "2026-02-05", "id": "f1"}
    facts.add(house.database, house.settings, cells, by="督办甲", on=REMINDED, now=house.at(URGED))
    assert (written(house, number) == before) is late


def test_what_an_older_engine_measured_waits_for_the_sweep(house: Any) -> None:
    number = number_of(house, REMINDED)
    before = written(house, number)
    with transaction(house.database, house.settings.jurisdiction) as session:
        settings.put(session, MEASURED_BY, "the engine of last year")
    cells = {"kind": "report.annual", "agency": "区司法局", "day": "2026-02-05", "id": "f1"}
    facts.add(house.database, house.settings, cells, by="督办甲", on=REMINDED, now=house.at(REMINDED))
    assert written(house, number) == before
    house.sweep(REMINDED)
    assert written(house, number) == [*before, Standing.MET]
