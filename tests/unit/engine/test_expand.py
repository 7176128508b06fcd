"""Expansion: the right duties on the right bearers, once, in the same order every time."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.dates import FOREVER, parse_duration
from engine.nouns import (
    Agency,
    Anchor,
    AnchorKind,
    Bearer,
    DueTerm,
    Fact,
    FactStatus,
    Membership,
    MonthDay,
    Obligation,
    PartialDate,
    Person,
    Phase,
    Pred,
    Roster,
    Rule,
    RulePack,
    SetTerm,
    Span,
    Window,
    WindowTerm,
)
from engine.owing.bearers import people_stays
from engine.owing.expand import expand, members_of, obligation_key, partners_of
from engine.workdays import WorkCalendar

Rules = Callable[..., Rule]
DAY = date(2026, 6, 1)
YEARLY = WindowTerm(every="year")
OFFICES = Roster((Agency("a2", "乙局"), Agency("a1", "甲局"), Agency("a3", "丙局")))
SETS = {
    "offices": SetTerm(members=("乙局", "甲局")),
    "all": SetTerm(where=Pred("not", parts=(Pred("has", "外"),))),
    "staff": SetTerm(of="person", where=Pred("eq", "cert", (True,))),
}


def a_pack(*rules: Rule, **changes: Any) -> RulePack:
    plain = RulePack("p", "1.0.0", "测试", rules, sets=SETS, effective=(date(2026, 1, 1), None), sha256="f00d")
    return replace(plain, **changes)


def brief(obligations: Sequence[Obligation]) -> list[tuple[str, str]]:
    return [(obligation.bearer, obligation.window.label) for obligation in obligations]


def test_each_agency_owes_each_window_up_to_400_days_ahead(a_rule: Rules, china: WorkCalendar) -> None:
    found = expand(a_pack(a_rule(window=YEARLY)), OFFICES, china, DAY)
    assert brief(found) == [("a1", "2026"), ("a1", "2027"), ("a2", "2026"), ("a2", "2027")]
    assert found[0] == Obligation(
        key=obligation_key("p", "report.year", "a1", "", "2026"),
        pack="p",
        pack_sha256="f00d",
        rule="report.year",
        bearer="a1",
        window=Window(date(2026, 1, 1), date(2026, 12, 31), "2026"),
        due=found[0].due,
        calendar="cn.workdays@c0ffee",
    )
    assert found[0].due.hard == date(2026, 12, 31)


def test_a_key_is_the_same_for_ever() -> None:
    # stored databases hold these: changing one byte would lay every duty twice
    assert obligation_key("p", "report.year", "a1", "", "2026") == "6c6ada2a377131ca49234b0d2220b107"


def test_version_and_due_day_are_not_part_of_the_key(a_rule: Rules, china: WorkCalendar) -> None:
    rule = a_rule(window=YEARLY)
    later = replace(rule, due=DueTerm(by=MonthDay(9, 1)))
    keys = [
        [obligation.key for obligation in expand(pack, OFFICES, china, DAY)]
        for pack in (a_pack(rule), a_pack(later, version="2.0.0", sha256="beef"))
    ]
    assert keys[0] == keys[1]


def test_only_active_rules_lay_obligations(a_rule: Rules, china: WorkCalendar) -> None:
    states = ("draft", "needs_review", "suspended", "repealed")
    rules = [a_rule(id=f"r.{state}", state=state, window=YEARLY) for state in states]
    assert expand(a_pack(*rules), OFFICES, china, DAY) == []


def test_a_rule_that_ends_opens_no_later_window_but_keeps_the_running_one(a_rule: Rules, china: WorkCalendar) -> None:
    rule = a_rule(window=WindowTerm(every="half"), effective=(date(2026, 1, 1), date(2026, 7, 1)))
    found = expand(a_pack(rule), OFFICES, china, DAY)
    assert brief(found) == [("a1", "2026H1"), ("a2", "2026H1")]


@pytest.mark.parametrize(
    ("first", "by", "labels"),
    [
        ("full", MonthDay(12, 1), ["2026", "2027"]),
        ("prorate", MonthDay(12, 1), ["2026", "2027"]),
        ("skip", MonthDay(12, 1), ["2027"]),
        ("full", MonthDay(3, 31), ["2027"]),  # ruling 24: its due day had gone by
    ],
)
def test_the_first_window_of_a_joiner_follows_its_policy(
    a_rule: Rules, china: WorkCalendar, first: Any, by: MonthDay, labels: list[str]
) -> None:
    rule = a_rule(window=WindowTerm(every="year", first=first), due=DueTerm(by=by))
    joiner = Roster((Agency("a1", "甲局", since=date(2026, 5, 1)),))
    assert [label for _, label in brief(expand(a_pack(rule), joiner, china, DAY))] == labels
    into_force = a_pack(rule, effective=(date(2026, 5, 1), None))
    assert [label for bearer, label in brief(expand(into_force, OFFICES, china, DAY)) if bearer == "a1"] == labels


def test_an_agency_that_is_gone_owes_only_what_was_open_when_it_went(a_rule: Rules, china: WorkCalendar) -> None:
    gone = Roster((Agency("a1", "甲局", until=date(2026, 7, 1)),))
    found = expand(a_pack(a_rule(window=WindowTerm(every="half"))), gone, china, DAY)
    assert brief(found) == [("a1", "2026H1")]


def test_one_who_leaves_a_set_and_returns_in_the_same_window_owes_it_once(a_rule: Rules, china: WorkCalendar) -> None:
    spells = ((None, date(2026, 3, 1)), (date(2026, 9, 1), None))
    roster = Roster((Agency("a1", "甲局"),), memberships=tuple(Membership("pilot", "a1", *spell) for spell in spells))
    rule = a_rule(window=YEARLY, bearer=Bearer("pilot"))
    found = expand(a_pack(rule, sets={"pilot": SetTerm()}), roster, china, DAY)
    assert brief(found) == [("a1", "2026"), ("a1", "2027")]


@pytest.mark.parametrize("role", ["lead", "joint"])
def test_a_shared_duty_lies_on_the_first_listed_and_the_rest_help(
    a_rule: Rules, china: WorkCalendar, role: Any
) -> None:
    rule = a_rule(window=YEARLY, bearer=Bearer("offices", role=role, cooperate=("丙局", "未登记单位")))
    pack = a_pack(rule)
    found = expand(pack, OFFICES, china, DAY)
    assert brief(found) == [("a2", "2026"), ("a2", "2027")]
    assert [agency.id for agency in partners_of(rule, found[0], pack, OFFICES)] == ["a1", "a3"]


def test_the_next_listed_leads_once_the_first_is_gone(a_rule: Rules, china: WorkCalendar) -> None:
    roster = Roster((Agency("a2", "乙局", until=date(2026, 12, 31)), Agency("a1", "甲局")))
    rule = a_rule(window=YEARLY, bearer=Bearer("offices", role="lead"))
    assert brief(expand(a_pack(rule), roster, china, DAY)) == [("a2", "2026"), ("a1", "2027")]


def test_in_a_set_without_an_order_every_agency_leads_its_own(a_rule: Rules, china: WorkCalendar) -> None:
    rule = a_rule(window=YEARLY, bearer=Bearer("all", role="lead"))
    found = expand(a_pack(rule), OFFICES, china, DAY)
    assert [bearer for bearer, label in brief(found) if label == "2026"] == ["a1", "a2", "a3"]
    assert partners_of(rule, found[0], a_pack(rule), OFFICES) == ()


STAFF = Roster(
    OFFICES.agencies,
    people=(
        Person("p2", "乙", "a1", attrs={"cert": True}, since=date(2026, 5, 18)),
        Person("p1", "甲", "a1", attrs={"cert": True}, until=date(2026, 9, 1)),
        Person("p3", "丙", "a2", attrs={"cert": False}),
    ),
)


def test_a_set_of_people_binds_the_agencies_they_serve_in(a_rule: Rules, china: WorkCalendar) -> None:
    rule = a_rule(window=YEARLY, bearer=Bearer("staff", per="person"))
    pack = a_pack(rule)
    found = expand(pack, STAFF, china, DAY)
    assert brief(found) == [("a1", "2026"), ("a1", "2027")]
    members = [[member.id for member in members_of(rule, one, pack, STAFF)] for one in found]
    assert members == [["p1", "p2"], ["p2"]]
    people = people_stays(rule, pack, STAFF)
    assert [[member.id for member in members_of(rule, one, pack, STAFF, people)] for one in found] == members


def test_an_agency_owes_nothing_before_anyone_serves_there(a_rule: Rules, china: WorkCalendar) -> None:
    rule = a_rule(window=WindowTerm(every="quarter"), bearer=Bearer("staff", per="person"))
    late = Roster(OFFICES.agencies, people=(STAFF.people[0],))
    assert brief(expand(a_pack(rule), late, china, date(2026, 1, 1)))[0] == ("a1", "2026Q2")


def test_someone_back_after_a_leave_is_a_member_for_each_stay(a_rule: Rules, china: WorkCalendar) -> None:
    spells = ((date(2025, 1, 1), date(2026, 3, 1)), (date(2026, 9, 1), None))
    roster = Roster(
        (Agency("a1", "甲局"),),
        (Person("p1", "甲", "a1"),),
        tuple(Membership("crew", "p1", *spell) for spell in spells),
    )
    rule = a_rule(window=YEARLY, bearer=Bearer("crew", per="person"))
    pack = a_pack(rule, sets={"crew": SetTerm(of="person")})
    found = expand(pack, roster, china, DAY)
    assert [(member.id, member.since) for member in members_of(rule, found[0], pack, roster)] == [
        ("p1#1", date(2025, 1, 1)),
        ("p1", date(2026, 9, 1)),
    ]


def test_a_tenure_is_one_obligation_a_holder(a_rule: Rules, china: WorkCalendar) -> None:
    rule = a_rule(
        window=WindowTerm(anchor=Anchor(AnchorKind.TENURE)), bearer=Bearer("staff", per="post_holding"), due=DueTerm()
    )
    pack = a_pack(rule)
    found = expand(pack, STAFF, china, DAY)
    assert [(one.subject, one.window.first, one.window.last) for one in found] == [
        ("p1", date(2026, 1, 1), date(2026, 8, 31)),
        ("p2", date(2026, 5, 18), FOREVER),
    ]
    assert [member.id for member in members_of(rule, found[1], pack, STAFF)] == ["p2"]
    assert (found[0].due.hard, found[1].due.hard) == (date(2026, 8, 31), None)


def an_event(name: str, agency: str, day: date, **changes: Any) -> Fact:
    return Fact(name, "case.accepted", agency, day, day, **changes)


WITHIN_30 = DueTerm(within=parse_duration("30d"), of="case.accepted", grace=parse_duration("5d"))
ON_EVENT = WindowTerm(anchor=Anchor(AnchorKind.EVENT, event="case.accepted"))


def test_an_event_sets_off_one_obligation_from_its_day_to_the_end_of_grace(a_rule: Rules, china: WorkCalendar) -> None:
    rule = a_rule(window=ON_EVENT, due=WITHIN_30)
    events = [an_event("e2", "a1", date(2026, 3, 1)), an_event("e1", "a1", date(2026, 3, 1))]
    found = expand(a_pack(rule), OFFICES, china, DAY, events)
    assert [(one.bearer, one.subject) for one in found] == [("a1", "e1"), ("a1", "e2")]
    assert found[0].window == Window(date(2026, 3, 1), date(2026, 4, 5), "2026-03-01")
    assert found[0].due.hard == date(2026, 3, 31)
    assert found[0].key != found[1].key


def test_an_event_that_does_not_stand_sets_off_nothing(a_rule: Rules, china: WorkCalendar) -> None:
    rule = a_rule(window=ON_EVENT, due=WITHIN_30)
    events = [
        an_event("e1", "a1", DAY, status=FactStatus.REJECTED),
        an_event("e2", "a1", DAY, status=FactStatus.PENDING),
        an_event("e3", "a1", DAY, retracted=DAY),
        an_event("e4", "a9", DAY),
        an_event("e5", "a1", date(2025, 1, 1)),
    ]
    assert expand(a_pack(rule), OFFICES, china, DAY, events) == []


def test_an_event_without_an_agency_sets_off_everyone(a_rule: Rules, china: WorkCalendar) -> None:
    rule = a_rule(window=ON_EVENT, due=WITHIN_30)
    found = expand(a_pack(rule), OFFICES, china, DAY, [an_event("e1", "", DAY)])
    assert [one.bearer for one in found] == ["a1", "a2"]


def test_a_duty_waiting_for_its_event_is_shown_only_when_asked(a_rule: Rules, china: WorkCalendar) -> None:
    pack = a_pack(a_rule(window=ON_EVENT, due=WITHIN_30))
    assert expand(pack, OFFICES, china, DAY) == []
    found = expand(pack, OFFICES, china, DAY, waiting=True)
    assert [(one.bearer, one.window.label, one.due.because) for one in found] == [
        ("a1", "waiting", "EVENT_MISSING"),
        ("a2", "waiting", "EVENT_MISSING"),
    ]


def test_a_duty_to_be_done_before_its_event_is_open_until_that_day(a_rule: Rules, china: WorkCalendar) -> None:
    rule = a_rule(window=ON_EVENT, due=DueTerm(before=parse_duration("5d"), of="case.accepted"))
    (found,) = expand(a_pack(rule), OFFICES, china, DAY, [an_event("e1", "a1", date(2026, 7, 10))])
    assert found.window == Window(date(2026, 1, 1), date(2026, 7, 10), "2026-07-10")
    assert found.due.hard == date(2026, 7, 5)


def test_a_due_day_counted_from_an_event_waits_in_its_window(a_rule: Rules, china: WorkCalendar) -> None:
    rule = a_rule(window=WindowTerm(every="half"), due=WITHIN_30, effective=(date(2026, 1, 1), date(2026, 12, 1)))
    events = [an_event("e1", "a1", date(2026, 3, 1)), an_event("e2", "a1", date(2026, 5, 1))]
    found = [one for one in expand(a_pack(rule), OFFICES, china, DAY, events) if one.bearer == "a1"]
    assert [(one.window.label, one.subject, one.due.because) for one in found] == [
        ("2026H1", "e1", None),
        ("2026H1", "e2", None),
        ("2026H2", "", "EVENT_MISSING"),
    ]
    assert found[1].due.hard == date(2026, 5, 31)


def test_a_chain_follows_each_bearers_own_met_days(a_rule: Rules, china: WorkCalendar) -> None:
    anchor = Anchor(AnchorKind.LAST_MET, at=date(2015, 7, 30))
    rule = a_rule(window=WindowTerm(every="2y", anchor=anchor))
    roster = Roster((*OFFICES.agencies[:2], Agency("a3", "丙局", since=date(2026, 2, 1))))
    pack = a_pack(rule, sets={"offices": SetTerm(members=("甲局", "乙局", "丙局"))})
    found = expand(pack, roster, china, DAY, met={("report.year", "a2"): [date(2025, 10, 8)]})
    assert [(one.bearer, one.window.label, one.due.hard) for one in found] == [
        ("a1", "2015-07-31", date(2017, 7, 30)),  # never done since: it stays (ruling 31)
        ("a2", "2025-10-09", date(2027, 10, 8)),
        ("a3", "2026-02-01", date(2028, 1, 31)),  # younger than the anchor
    ]


def test_a_masked_phase_and_due_day_keep_every_reading(a_rule: Rules, china: WorkCalendar) -> None:
    years = (2026, 2027)
    phase = Phase(
        "p1",
        PartialDate("20*年4月初", tuple(date(year, 4, 1) for year in years)),
        PartialDate("20*年12月", tuple(date(year, 12, 31) for year in years)),
    )
    by = PartialDate("20*年10月31日", tuple(date(year, 10, 31) for year in years))
    rule = a_rule(window=WindowTerm(phase="p1"), due=DueTerm(by=by))
    found = expand(a_pack(rule, phases=(phase,)), OFFICES, china, DAY)[0]
    assert found.window == Window(date(2026, 4, 1), date(2027, 12, 31), "p1")
    assert (found.due.safe, found.due.hard, found.due.because) == (date(2026, 10, 30), None, "YEAR_MASKED")
    assert found.due.steps[0].startswith(
        "“20*年4月初”、“20*年12月”、“20*年10月31日”不完整，待确认：可能为2026年10月31日"
    )
    assert [(window.first.year, due.hard) for window, due in found.readings] == [
        (2026, date(2026, 10, 31)),
        (2027, date(2027, 10, 31)),
    ]


def test_a_masked_end_without_candidates_is_open_with_no_reading(a_rule: Rules, china: WorkCalendar) -> None:
    rule = a_rule(window=WindowTerm(once=Span(date(2026, 1, 1), PartialDate("20*年底"))))
    found = expand(a_pack(rule), OFFICES, china, DAY)[0]
    assert (found.window.last, found.due.hard, found.due.because) == (FOREVER, None, "YEAR_MASKED")
    assert found.readings == ()


def test_windows_that_had_closed_can_be_left_out(a_rule: Rules, china: WorkCalendar) -> None:
    rule = a_rule(window=WindowTerm(every="quarter"), due=DueTerm(grace=parse_duration("10d")))
    pack = a_pack(rule, effective=(date(2025, 1, 1), None))
    whole = expand(pack, OFFICES, china, DAY)
    recent = expand(pack, OFFICES, china, DAY, since=date(2026, 4, 10))
    assert recent[0].window.label == "2026Q1"  # its grace ends on 10 April
    assert set(recent) < set(whole)


@settings(max_examples=25, deadline=None)
@given(
    every=st.sampled_from(["year", "half", "quarter", "5mo"]),
    start=st.dates(date(2024, 1, 1), date(2026, 6, 1)),
    days=st.integers(0, 500),
    shuffled=st.permutations(OFFICES.agencies),
)
def test_expansion_never_duplicates_and_never_depends_on_order(
    a_rule: Rules, china: WorkCalendar, every: str, start: date, days: int, shuffled: list[Agency]
) -> None:
    pack = a_pack(a_rule(id="b", window=WindowTerm(every=every)), a_rule(id="a", window=YEARLY, bearer=Bearer("all")))
    pack = replace(pack, effective=(start, None))
    early = expand(pack, OFFICES, china, start)
    assert early == expand(pack, Roster(tuple(shuffled)), china, start)
    later = {one.key: one for one in expand(pack, OFFICES, china, start + timedelta(days=days))}
    assert len({one.key for one in early}) == len(early)
    assert all(later[one.key] == one for one in early)
