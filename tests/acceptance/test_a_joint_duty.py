"""联合报送: several agencies owe one thing together; the first listed bears it, and what any of them does counts."""

from datetime import date
from typing import Any

import pytest

from duban.services.casefile import facts
from engine.nouns import Role
from store import obligations
from store.session import reading
from tests.acceptance.conftest import PACK
from workflows.standard import Action

START, DAY, LATER = date(2026, 1, 5), date(2026, 2, 5), date(2026, 2, 9)
JOINT = (
    PACK.replace("version: 1.0.0", "version: 2.0.0")
    .replace("depts: {of: agency, members: [各部门]}", "depts: {of: agency, members: [区教育局, 区司法局]}")
    .replace("bearer: {set: depts, role: each}", "bearer: {set: depts, role: joint}")
)


@pytest.fixture
def joint(unpublished_house: Any) -> Any:
    unpublished_house.publish(JOINT)
    unpublished_house.sweep(START)
    return unpublished_house


def shared(house: Any, rule: str = "report.year", label: str = "2026") -> str:
    """The one obligation that all of them share."""
    with reading(house.database, house.settings.jurisdiction) as session:
        (found,) = [
            each.obligation for each in obligations.find(session, rule=rule) if each.obligation.window.label == label
        ]
    return found.key


def standing(house: Any, key: str) -> str:
    with reading(house.database, house.settings.jurisdiction) as session:
        return str(obligations.filed(session, [key])[key].standing)


def test_the_first_listed_bears_it_and_the_others_see_it(joint: Any) -> None:
    told = joint.explain(shared(joint), DAY)
    assert told["bearer"]["name"] == "区教育局"
    assert told["course"]["partners"] == ["区司法局"]
    assert [row["part"] for row in joint.tasks(DAY, "区教育局")] == ["lead"]
    assert [row["part"] for row in joint.tasks(DAY, "区司法局")] == ["support"]


def test_what_a_partner_has_on_file_counts_and_the_next_sweep_sees_it(joint: Any) -> None:
    key = shared(joint)
    cells = {"kind": "report.annual", "agency": "区司法局", "day": DAY.isoformat()}
    facts.add(joint.database, joint.settings, cells, by="督办甲", on=DAY, now=joint.at(DAY))
    assert joint.explain(key, DAY)["verdict"] == "MET"
    joint.sweep(DAY)
    assert standing(joint, key) == "MET"


def test_the_acts_of_all_are_added_up(joint: Any) -> None:
    key = shared(joint, "lecture")
    for agency, day in (("区司法局", "2026-01-20"), ("区教育局", "2026-02-05")):
        cells = {"kind": "lecture.law", "agency": agency, "day": day}
        facts.add(joint.database, joint.settings, cells, by="督办甲", on=DAY, now=joint.at(DAY))
    told = joint.explain(key, DAY)
    assert (told["verdict"], told["test"]["have"]["lo"]) == ("MET", 2)


def test_a_partner_reports_on_its_own_task_and_the_office_accepts_it(joint: Any) -> None:
    key = shared(joint)
    (row,) = joint.tasks(DAY, "区司法局")
    joint.act(row["key"], Action.ACCEPT, "甲", Role.CONTACT, DAY)
    done = joint.act(row["key"], Action.REPORT, "甲", Role.CONTACT, DAY)
    assert len(done.facts) == 1
    assert joint.explain(key, DAY)["verdict"] == "OPEN"
    joint.act(row["key"], Action.VERIFY, "督办甲", Role.OFFICER, LATER)
    assert joint.explain(key, LATER)["verdict"] == "MET"
    joint.sweep(LATER)
    assert standing(joint, key) == "MET"
