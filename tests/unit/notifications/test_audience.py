"""Whom a rung means on a day, and who is told when nobody can be reached."""

from dataclasses import replace
from datetime import date, timedelta

from engine.nouns import Agency, Delegation, Person, Roster
from notifications.audience import recipients

DAY = date(2026, 7, 2)
CONTACT = Person("p1", "王芳", "A01", "contact", "wang@a01.example")
OFFICE = Person("p2", "李强", "A01", "office", "office@a01.example")
DEPUTY = Person("p3", "赵敏", "A01", "deputy", "deputy@a01.example")
HEAD = Person("p4", "孙伟", "A01", "head", "head@a01.example")
OTHER = Person("p5", "周杰", "A02", "head", "head@a02.example")
LEADER = Person("p6", "吴静", "DC", "head", "head@dc.example")


def found(roles: tuple[str, ...], *people: Person, scope: tuple[str, ...] = ()) -> list[str]:
    audience = recipients(roles, agency="A01", roster=Roster(people=people), on=DAY, office="DC", scope=scope)
    return [person.id for person in audience.people]


def test_each_role_finds_its_post_in_the_answerable_agency() -> None:
    everyone = (CONTACT, OFFICE, DEPUTY, HEAD, OTHER, LEADER)
    assert found(("contact", "office"), *everyone) == ["p1", "p2"]
    assert found(("dept_lead", "agency_head"), *everyone) == ["p3", "p4"]
    assert found(("leader",), *everyone) == ["p6"]
    assert found(("scope",), *everyone, scope=("A01", "A02")) == ["p4", "p5"]


def test_a_leavers_mail_goes_to_the_one_in_charge_then_to_the_head_then_to_the_office() -> None:
    gone = replace(CONTACT, until=DAY)
    assert found(("contact",), gone, OFFICE, DEPUTY, HEAD) == ["p3"]
    assert found(("contact",), gone, OFFICE, HEAD) == ["p4"]
    assert found(("contact",), gone, OFFICE) == ["p2"]


def answered(
    *orders: Delegation, bad: tuple[str, ...] = (), people: tuple[Person, ...] = (CONTACT, DEPUTY)
) -> list[str]:
    roster = Roster(people=people, delegations=orders)
    return [one.id for one in recipients(("contact",), agency="A01", roster=roster, on=DAY, bad=bad).people]


def test_whoever_answers_for_another_gets_the_others_mail_while_it_lasts() -> None:
    yesterday, tomorrow = DAY - timedelta(1), DAY + timedelta(1)
    everyone = (CONTACT, DEPUTY, OTHER)
    assert answered(Delegation("p1", "p5", DAY, tomorrow), people=everyone) == ["p5"]
    assert answered(Delegation("p1", "p5", yesterday, DAY), people=everyone) == ["p1"]
    assert answered(Delegation("p1", "p5", tomorrow), people=everyone) == ["p1"]
    assert answered(Delegation("p1", "p5", yesterday), Delegation("p5", "p3", DAY), people=everyone) == ["p3"]


def test_two_who_answer_for_each_other_and_one_who_has_left_keep_nobody_from_hearing() -> None:
    assert answered(Delegation("p1", "p3", DAY), Delegation("p3", "p1", DAY)) == ["p3"]
    assert answered(Delegation("p1", "p3", DAY), people=(CONTACT, replace(DEPUTY, until=DAY))) == ["p1"]


def test_an_address_that_refuses_letters_counts_as_none() -> None:
    assert answered(bad=(str(CONTACT.email),)) == ["p3"]


def test_the_last_day_of_service_is_not_included_and_the_first_is() -> None:
    assert found(("contact",), replace(CONTACT, since=DAY)) == ["p1"]
    assert found(("contact",), replace(CONTACT, until=date(2026, 7, 3))) == ["p1"]
    assert found(("contact",), replace(CONTACT, since=date(2026, 7, 3))) == []


def test_somebody_without_an_address_is_stood_in_for() -> None:
    assert found(("contact",), replace(CONTACT, email=None), OFFICE) == ["p2"]


def test_one_person_in_two_roles_is_meant_once() -> None:
    assert found(("contact", "office"), OFFICE) == ["p2"]


def test_nobody_at_all_is_a_finding_for_the_office() -> None:
    roster = Roster(agencies=(Agency("A01", "区商务委"),))
    audience = recipients(("contact", "nobody"), agency="A01", roster=roster, on=DAY)
    assert [finding.code for finding in audience.findings] == ["N101", "N101"]
    assert audience.findings[0].message.startswith("无收件人：区商务委在2026-07-02没有可通知的联络员")
