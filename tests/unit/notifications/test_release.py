"""By whose word a paper leaves."""

from datetime import date, timedelta

import pytest

from engine.nouns import Agency, Delegation, Person, Role, Roster
from notifications.release import signatory

ON = date(2026, 6, 10)
AGENCIES = (Agency("GOV", "区政府"), Agency("DC", "督查室", parent="GOV"))
PEOPLE = (
    Person("p1", "督办甲", "DC", "contact"),
    Person("p2", "主任乙", "DC", "head"),
    Person("p3", "副区长丙", "GOV", "deputy"),
    Person("p4", "区长丁", "GOV", "head"),
    Person("p5", "局长戊", "A01", "head"),
)
ROSTER = Roster(AGENCIES, PEOPLE)
WHO = {"督办甲": Role.OFFICER, "主任乙": Role.OFFICER, "副区长丙": Role.LEADER, "区长丁": Role.LEADER}


def may(paper: str, name: str, role: Role, roster: Roster = ROSTER, on: date = ON) -> bool:
    return signatory(paper, name, role, roster=roster, supervision="DC", on=on) is None


@pytest.mark.parametrize(
    ("paper", "signers"),
    [
        ("催办通知书", {"督办甲", "主任乙", "副区长丙", "区长丁"}),
        ("督办通知单", {"主任乙", "副区长丙", "区长丁"}),
        ("督查通报", {"副区长丙", "区长丁"}),
        ("约谈通知书", {"副区长丙", "区长丁"}),
        ("移送建议", {"区长丁"}),
    ],
)
def test_each_paper_has_those_who_may_sign_it(paper: str, signers: set[str]) -> None:
    assert {name for name, role in WHO.items() if may(paper, name, role)} == signers


def test_claiming_a_role_is_not_holding_the_office() -> None:
    assert not may("督查通报", "局长戊", Role.LEADER)
    assert not may("督查通报", "副区长丙", Role.OFFICER)
    assert not may("督办通知单", "主任乙", Role.CONTACT)
    assert signatory("督查通报", "甲", Role.LEADER, roster=ROSTER, supervision="DC", on=ON) == (
        "分管领导（名册上是副区长丙、区长丁）"
    )


def test_whoever_answers_for_the_head_signs_for_him_and_a_former_head_does_not() -> None:
    acting = Roster(AGENCIES, PEOPLE, delegations=(Delegation("p2", "p1", ON, ON + timedelta(5)),))
    people = tuple(Person(one.id, one.name, one.agency, one.post, f"{one.id}@x.example") for one in PEOPLE)
    acting = Roster(AGENCIES, people, delegations=acting.delegations)
    assert may("督办通知单", "督办甲", Role.OFFICER, acting)
    assert not may("督办通知单", "督办甲", Role.OFFICER, acting, ON + timedelta(5))


def test_where_the_roster_names_nobody_the_capacity_decides() -> None:
    empty = Roster()
    assert may("督办通知单", "某人", Role.OFFICER, empty)
    assert not may("督查通报", "某人", Role.OFFICER, empty)
    assert may("移送建议", "某人", Role.LEADER, empty)
