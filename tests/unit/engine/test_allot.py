"""Which facts serve which window: one fact, one window, the earliest that still needs it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from random import Random

import pytest

from engine.dates import due_of, windows
from engine.judging.office import as_acted_on
from engine.nouns import (
    Anchor,
    AnchorKind,
    Count,
    Deliver,
    DueTerm,
    Duration,
    Fact,
    FactStatus,
    Forbid,
    MonthDay,
    Obligation,
    OfficeAct,
    Rule,
    Sum,
    Test,
    WindowTerm,
)
from engine.owing.allot import allot, allot_daily, row_of
from engine.workdays import WorkCalendar

Make = Callable[..., Rule]


def fact(on: str, **attrs: str) -> Fact:
    day = date.fromisoformat(on)
    return Fact(on, "report", "a", day, day, attrs=attrs)


def served(rule: Rule, calendar: WorkCalendar, *facts: Fact, favour: str | None = None) -> dict[str, list[str]]:
    """What each window got, by its label; windows that got nothing are left out."""
    rows = windows(rule, (), date(2025, 1, 1), date(2026, 12, 31))
    obligations = [Obligation(w.label, "p", "", rule.id, "a", w, due_of(rule.due, w, calendar)) for w in rows]
    return {key: [one.id for one in got] for key, got in allot(rule, obligations, facts, favour).items() if got}


@pytest.fixture
def half(a_rule: Make) -> Rule:
    due = DueTerm(by=None, within=Duration(workdays=15), of="window.end")
    return a_rule(test=Deliver("report"), window=WindowTerm("half"), due=due)


@pytest.fixture
def april(a_rule: Make) -> Rule:
    due = DueTerm(MonthDay(4, 30), boundary="inclusive")
    return a_rule(test=Deliver("report"), window=WindowTerm("year"), due=due)


def test_a_report_in_the_overlap_serves_the_older_window_first(half: Rule, china: WorkCalendar) -> None:
    one = served(half, china, fact("2025-07-10"))
    two = served(half, china, fact("2025-07-10"), fact("2025-07-12"))
    assert one == {"2025H1": ["2025-07-10"]}
    assert two == {"2025H1": ["2025-07-10"], "2025H2": ["2025-07-12"]}


def test_the_office_may_say_which_window_is_meant(half: Rule, china: WorkCalendar) -> None:
    assert served(half, china, fact("2025-07-10", about="2025H2")) == {"2025H2": ["2025-07-10"]}


def test_this_years_report_is_not_spent_on_last_years(april: Rule, china: WorkCalendar) -> None:
    assert served(april, china, fact("2026-04-01")) == {"2026": ["2026-04-01"]}


def test_a_second_report_cures_the_year_before(april: Rule, china: WorkCalendar) -> None:
    found = served(april, china, fact("2026-04-01"), fact("2026-04-02"))
    assert found == {"2025": ["2026-04-02"], "2026": ["2026-04-01"]}


def test_the_window_asked_about_is_cured_before_a_later_one_is_served(half: Rule, china: WorkCalendar) -> None:
    assert served(half, china, fact("2025-08-10")) == {"2025H2": ["2025-08-10"]}
    assert served(half, china, fact("2025-08-10"), favour="2025H1") == {"2025H1": ["2025-08-10"]}


def test_what_nobody_needs_stays_where_it_lies(april: Rule, china: WorkCalendar) -> None:
    filed = (fact("2025-02-01"), fact("2025-02-02"))
    assert served(april, china, *filed) == {"2025": ["2025-02-01", "2025-02-02"]}


def test_findings_are_read_by_every_window(a_rule: Make, china: WorkCalendar) -> None:
    rule = a_rule(test=Forbid("report"), window=WindowTerm("year"), due=DueTerm("end"))
    assert set(served(rule, china, fact("2025-02-01"))) == {"2025", "2026"}


class TestSeveralEventsOfOneRule:
    """A reply within ten days of each question: one reply answers one question (ruling 3)."""

    @pytest.fixture
    def reply(self, a_rule: Make) -> Rule:
        within = DueTerm(by=None, within=Duration(days=10), of="asked")
        return a_rule(test=Deliver("report"), window=WindowTerm("year"), due=within)

    def answered(
        self, rule: Rule, calendar: WorkCalendar, questions: list[str], *replies: Fact
    ) -> dict[str, list[str]]:
        asked = [Fact(f"q{on}", "asked", "a", date.fromisoformat(on), date.fromisoformat(on)) for on in questions]
        [year] = windows(rule, (), date(2026, 1, 1), date(2026, 12, 31))
        duties = [
            Obligation(q.id, "p", "", rule.id, "a", year, due_of(rule.due, year, calendar, q.day), subject=q.id)
            for q in asked
        ]
        assert len({row_of(rule, one) for one in duties}) == 1
        got = allot(rule, duties, [*asked, *replies])
        return {key: [one.id for one in some if one.kind == "report"] for key, some in got.items()}

    def test_one_reply_answers_the_first_question_only(self, reply: Rule, china: WorkCalendar) -> None:
        found = self.answered(reply, china, ["2026-03-01", "2026-03-05"], fact("2026-03-08"))
        assert found == {"q2026-03-01": ["2026-03-08"], "q2026-03-05": []}

    def test_a_reply_before_the_question_answers_it_not(self, reply: Rule, china: WorkCalendar) -> None:
        found = self.answered(reply, china, ["2026-03-01", "2026-03-20"], fact("2026-03-02"), fact("2026-03-03"))
        assert found == {"q2026-03-01": ["2026-03-02", "2026-03-03"], "q2026-03-20": []}

    def test_a_reply_in_time_for_the_second_is_not_spent_on_the_first_gone_late(
        self, reply: Rule, china: WorkCalendar
    ) -> None:
        found = self.answered(reply, china, ["2026-03-01", "2026-04-01"], fact("2026-04-05"), fact("2026-04-06"))
        assert found == {"q2026-03-01": ["2026-04-06"], "q2026-04-01": ["2026-04-05"]}

    def test_the_office_may_say_which_question_is_meant(self, reply: Rule, china: WorkCalendar) -> None:
        named = fact("2026-03-08", about="q2026-03-05")
        assert self.answered(reply, china, ["2026-03-01", "2026-03-05"], named)["q2026-03-05"] == ["2026-03-08"]

    def test_duties_of_people_keep_their_own_rows(self, a_rule: Make, china: WorkCalendar) -> None:
        rule = a_rule(window=WindowTerm(anchor=Anchor(AnchorKind.TENURE)))
        year = windows(a_rule(window=WindowTerm("year")), (), date(2026, 1, 1), date(2026, 12, 31))[0]
        due = due_of(DueTerm("end"), year, china)
        some = [Obligation(who, "p", "", rule.id, "a", year, due, subject=who) for who in "xy"]
        assert len({row_of(rule, one) for one in some}) == 2

    def test_a_reply_before_every_question_leaves_them_all_open(self, reply: Rule, china: WorkCalendar) -> None:
        found = self.answered(reply, china, ["2026-03-01", "2026-03-05"], fact("2026-02-20"), fact("2026-03-08"))
        assert found == {"q2026-03-01": ["2026-02-20", "2026-03-08"], "q2026-03-05": []}


def test_an_extension_lengthens_the_time_in_which_an_act_serves_its_window(half: Rule, china: WorkCalendar) -> None:
    rows = windows(half, (), date(2025, 1, 1), date(2025, 12, 31))
    duties = [Obligation(w.label, "p", "", half.id, "a", w, due_of(half.due, w, china)) for w in rows]
    asked = OfficeAct("extend", date(2025, 7, 1), date(2025, 7, 1), to="2025-09-30")
    on = date(2025, 9, 1)
    extended = [as_acted_on(half, one, (asked,) if one.key == "2025H1" else (), (), china, on, on) for one in duties]
    for some, served_by in ((duties, "2025H2"), (extended, "2025H1")):
        got = allot(half, some, [fact("2025-08-20")])
        assert [key for key, facts in got.items() if facts] == [served_by]


def test_what_an_undecided_report_may_set_free_is_lent_to_the_window_it_would_serve(
    half: Rule, china: WorkCalendar
) -> None:
    waiting = replace(fact("2025-07-08"), status=FactStatus.PENDING)
    rows = windows(half, (), date(2025, 1, 1), date(2025, 12, 31))
    obligations = [Obligation(w.label, "p", "", half.id, "a", w, due_of(half.due, w, china)) for w in rows]
    got = allot(half, obligations, [waiting, fact("2025-07-10")])
    lent = replace(fact("2025-07-10"), status=FactStatus.PENDING)
    assert got["2025H1"] == (waiting, fact("2025-07-10"))
    assert got["2025H2"] == (lent,)
    told = replace(fact("2025-07-10"), attrs={"about": "2025H1"})
    assert allot(half, obligations, [waiting, told])["2025H2"] == ()


def any_fact(number: int, chance: Random) -> Fact:
    """An act of one of two people, mostly on file at once and accepted; or a figure that no window uses up."""
    day = date(2025, 1, 1) + timedelta(chance.randrange(500))
    recorded = day + timedelta(chance.choice([0, 0, 0, 0, 1, 40]))
    status = chance.choice([FactStatus.ACCEPTED] * 5 + [FactStatus.PENDING, FactStatus.REJECTED])
    decided = recorded + timedelta(20) if chance.random() < 0.1 else None
    kind, member = chance.choice(["report", "report", "figure"]), chance.choice([None, "m1", "m2"])
    attrs = {"about": "2025H1"} if chance.random() < 0.05 else {}
    size = Fraction(chance.randint(1, 4))
    return Fact(f"e{number}", kind, "a", day, recorded, size, None, member, None, status, decided, None, attrs)


@pytest.mark.parametrize(
    "asked", [Deliver("report"), Count("report", at_least=Fraction(2)), Sum("report", at_least=Fraction(5))]
)
def test_sharing_out_day_by_day_says_what_sharing_out_on_each_day_says(
    asked: Test, half: Rule, china: WorkCalendar
) -> None:
    rule, chance = replace(half, test=asked), Random(7)
    rows = windows(rule, (), date(2025, 1, 1), date(2026, 12, 31))
    duties = [Obligation(w.label, "p", "", rule.id, "a", w, due_of(rule.due, w, china)) for w in rows]
    resumed = 0
    for _ in range(60):
        file = [any_fact(number, chance) for number in range(chance.randint(0, 9))]
        days = sorted({day for one in file for day in (one.recorded, one.decided) if day is not None})
        for day, shared in zip(days, allot_daily(rule, duties, file, days), strict=True):
            known = [one for one in file if one.recorded <= day]
            assert shared == allot(rule, duties, known, known_at=day)
            resumed += any(shared.values())
    assert resumed > 100
