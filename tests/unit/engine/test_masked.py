"""Dates whose year is masked: met only under every reading, unknown otherwise, until the office chooses one."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction as F

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.dates import dated_windows
from engine.judging.judge import judge
from engine.nouns import (
    Anchor,
    AnchorKind,
    Count,
    Deliver,
    Dossier,
    DueTerm,
    Fact,
    Obligation,
    OfficeAct,
    PartialDate,
    Phase,
    Ratio,
    Rule,
    Standing,
    Test,
    Verdict,
    WindowTerm,
)
from engine.workdays import WorkCalendar

Make = Callable[..., Rule]
On = Callable[..., Verdict]


def masked(text: str, month: int, day: int, years: Sequence[int]) -> PartialDate:
    return PartialDate(text, tuple(date(year, month, day) for year in years))


def fact(on: str, kind: str = "report", **more: object) -> Fact:
    recorded = date.fromisoformat(str(more.pop("recorded", on)))
    return Fact(f"{kind}.{on}", kind, "a", date.fromisoformat(on), recorded, **more)  # type: ignore[arg-type]


def confirm(of: str, value: str, on: str = "2011-01-05") -> OfficeAct:
    return OfficeAct("confirm", date.fromisoformat(on), date.fromisoformat(on), of=of, value=value)


@pytest.fixture
def on(china: WorkCalendar, a_rule: Make) -> On:
    """Judge a duty of a phase from April to December, due by 31 October, in a year that may be any of `years`."""

    def verdict(
        as_of: str,
        facts: Sequence[Fact] = (),
        acts: Sequence[OfficeAct] = (),
        *,
        years: Sequence[int] = (2009, 2010),
        test: Test | None = None,
        recorded_by: str | None = None,
    ) -> Verdict:
        phase = Phase("p1", masked("20*年4月初", 4, 1, years), masked("20*年12月", 12, 31, years))
        due = DueTerm(masked("20*年10月31日", 10, 31, years))
        rule = a_rule(test=test or Deliver("report"), window=WindowTerm(phase="p1"), due=due)
        [dated] = dated_windows(rule, (phase,), china, date(2009, 1, 1), date(2012, 1, 1))
        one = Obligation("k", "p", "", rule.id, "a", dated.window, dated.due, readings=dated.readings)
        day = date.fromisoformat(as_of)
        known = date.fromisoformat(recorded_by or as_of)
        return judge(rule, one, Dossier(facts=tuple(facts), acts=tuple(acts)), china, day, known)

    return verdict


def test_from_the_first_day_that_may_open_it_nobody_knows(on: On) -> None:
    before, after = on("2009-03-31"), on("2009-04-01")
    assert (before.standing, before.next_look) == (Standing.PENDING, date(2009, 4, 1))
    assert (after.standing, after.because[0], after.since) == (Standing.UNKNOWN, "YEAR_MASKED", date(2009, 4, 1))
    assert on("2012-01-01").standing is Standing.UNKNOWN


def test_one_candidate_alone_is_not_yet_a_confirmation(on: On) -> None:
    assert on("2011-01-01", years=(2009,)).standing is Standing.UNKNOWN
    assert on("2011-01-01", [fact("2009-10-30")], years=(2009,)).standing is Standing.MET


def test_an_act_in_one_reading_only_leaves_it_unknown(on: On) -> None:
    # in the hull and before the earliest safe day, yet outside the window of the other reading
    found = on("2011-01-01", [fact("2009-06-01")])
    assert (found.standing, found.tally.reached_on) == (Standing.UNKNOWN, None)


def test_it_is_met_when_it_is_met_under_every_reading(on: On) -> None:
    both = on("2011-01-01", [fact("2009-06-01"), fact("2010-06-01")])
    assert (both.standing, both.since) == (Standing.MET, date(2010, 6, 1))
    assert on("2010-05-31", [fact("2009-06-01"), fact("2010-06-01")]).standing is Standing.UNKNOWN


def test_an_act_on_the_contested_day_of_a_reading_is_not_enough(on: On) -> None:
    assert on("2011-01-01", [fact("2009-10-31")], years=(2009,)).standing is Standing.UNKNOWN


def test_late_proof_of_what_was_never_in_breach_is_met(on: On) -> None:
    late = fact("2009-06-01", recorded="2011-03-01")
    assert on("2011-04-01", [late], years=(2009,)).standing is Standing.MET


def test_the_confirmed_due_day_chooses_the_window_that_goes_with_it(on: On) -> None:
    acts = [confirm("due.by", "2009-10-31")]
    found = on("2011-02-01", [fact("2010-06-01")], acts)
    assert (found.standing, found.due.hard) == (Standing.CURED, date(2009, 10, 31))
    assert on("2011-02-01", [fact("2009-06-01")], acts).standing is Standing.MET
    assert "READING_CONFIRMED" in on("2011-02-01", (), acts).because
    assert on("2011-01-04", (), acts, recorded_by="2011-02-01").standing is Standing.UNKNOWN


def test_the_confirmed_end_of_the_phase_chooses_the_due_day_that_goes_with_it(on: On) -> None:
    found = on("2011-02-01", (), [confirm("phase.p1.to", "2010-12-31")])
    assert (found.standing, found.due.hard, found.due.safe) == (
        Standing.BREACHED,
        date(2010, 10, 31),
        date(2010, 10, 30),
    )


def test_a_confirmed_boundary_alone_leaves_the_year_open(on: On) -> None:
    acts = [confirm("boundary", "inclusive")]
    for years in ((2009,), (2009, 2010)):
        assert on("2011-02-01", (), acts, years=years).standing is Standing.UNKNOWN
    assert on("2011-02-01", [fact("2009-10-31")], acts, years=(2009,)).standing is Standing.MET


def test_a_day_that_no_reading_has_is_taken_as_confirmed(on: On) -> None:
    found = on("2011-02-01", (), [confirm("due.by", "2010-09-30"), confirm("phase.p1.to", "2010-12-31")])
    assert (found.standing, found.due.hard) == (Standing.BREACHED, date(2010, 9, 30))


def test_words_that_are_no_date_confirm_nothing(on: On) -> None:
    assert on("2011-02-01", (), [confirm("due.by", "2010年")]).standing is Standing.UNKNOWN


def test_an_extension_names_a_day_that_nobody_has_to_guess(on: On) -> None:
    asked = OfficeAct("extend", date(2009, 10, 1), date(2009, 10, 1), to="2011-06-30")
    found = on("2011-07-01", (), [asked])
    assert (found.standing, found.due.hard) == (Standing.BREACHED, date(2011, 6, 30))


def test_a_rate_is_met_once_the_last_reading_has_closed(on: On) -> None:
    figures = [fact(day, kind) for day in ("2009-06-01", "2010-06-01") for kind in ("n", "d")]
    rate = Ratio("n", "d", at_least=F(1))
    running = on("2010-10-31", figures, test=rate)
    assert (running.standing, running.next_look) == (Standing.UNKNOWN, date(2010, 11, 1))
    assert on("2010-11-01", figures, test=rate).standing is Standing.MET


def test_what_is_known_of_each_reading_is_shown_as_an_interval(on: On) -> None:
    twice = Count("report", at_least=F(2))
    found = on("2011-02-01", [fact("2009-06-01"), fact("2009-07-01"), fact("2010-06-01")], test=twice)
    assert (found.standing, found.tally.lo, found.tally.truth.value) == (Standing.UNKNOWN, 1, "U")


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(days=st.lists(st.dates(date(2009, 1, 1), date(2011, 3, 1)), max_size=4), as_of=st.dates(date(2009, 4, 1)))
def test_it_is_met_exactly_when_each_reading_alone_is_met_by_its_safe_day(
    on: On, days: list[date], as_of: date
) -> None:
    as_of = min(as_of, date(2011, 12, 31))
    facts = [replace(fact(day.isoformat()), id=str(n)) for n, day in enumerate(days)]
    each = [
        on(as_of.isoformat(), facts, [confirm("due.by", f"{year}-10-31", "2009-01-01")], years=(year,))
        for year in (2009, 2010)
    ]
    in_time = [
        one.standing is Standing.MET and one.tally.reached_on is not None and one.tally.reached_on <= one.due.safe
        for one in each
    ]
    found = on(as_of.isoformat(), facts)
    assert found.standing is (Standing.MET if all(in_time) else Standing.UNKNOWN)


class TestAMaskedAnchor:
    """Every two years since a day whose year nobody can read: the whole row of windows hangs on it."""

    @pytest.fixture
    def cleanup(self, a_rule: Make) -> Callable[..., Rule]:
        def rule(at: PartialDate, kind: AnchorKind = AnchorKind.FIXED) -> Rule:
            window = WindowTerm("2y", anchor=Anchor(kind, at))
            return a_rule(test=Deliver("report"), window=window, due=DueTerm("end"))

        return rule

    @pytest.fixture
    def links(self, china: WorkCalendar) -> Callable[..., list[Obligation]]:
        def found(rule: Rule, met: Sequence[date] = ()) -> list[Obligation]:
            rows = dated_windows(rule, (), china, date(2015, 1, 1), date(2021, 1, 1), met)
            return [
                Obligation(r.window.label, "p", "", rule.id, "a", r.window, r.due, readings=r.readings) for r in rows
            ]

        return found

    def test_each_candidate_moves_every_window(self, cleanup: Make, links: Callable[..., list[Obligation]]) -> None:
        second = links(cleanup(masked("20*年7月30日", 7, 30, (2015, 2016))))[1]
        assert [window.first for window, _ in second.readings] == [date(2017, 7, 30), date(2018, 7, 30)]
        assert (second.window.first, second.window.last) == (date(2017, 7, 30), date(2020, 7, 29))

    def test_an_officer_may_confirm_one_of_them(
        self, cleanup: Make, links: Callable[..., list[Obligation]], china: WorkCalendar
    ) -> None:
        rule = cleanup(masked("20*年7月30日", 7, 30, (2015, 2016)))
        first = links(rule)[0]

        def standing(as_of: str, *acts: OfficeAct, done: str | None = None) -> Verdict:
            on, facts = date.fromisoformat(as_of), (fact(done),) if done else ()
            return judge(rule, first, Dossier(facts=facts, acts=acts), china, on, on)

        assert standing("2018-01-01").because[0] == "YEAR_MASKED"
        later, earlier = confirm("anchor.at", "2016-07-30"), confirm("anchor.at", "2015-07-30")
        assert standing("2018-01-01", later).standing is Standing.OPEN
        assert standing("2018-01-01", earlier).standing is Standing.BREACHED
        assert standing("2018-08-01", later).because == ("DUE_PASSED", "READING_CONFIRMED", "DELIVERY_MISSING")
        assert standing("2018-08-01", confirm("anchor.at", "2017-07-30")).due.hard == date(2019, 7, 29)
        assert standing("2018-01-01", done="2016-08-01").standing is Standing.MET

    def test_without_a_candidate_the_confirmed_day_sets_the_row(
        self, cleanup: Make, links: Callable[..., list[Obligation]], china: WorkCalendar
    ) -> None:
        rule = cleanup(PartialDate("20*年"))
        first = links(rule)[0]
        on = date(2018, 1, 1)
        assert judge(rule, first, Dossier(), china, on, on).standing is Standing.UNKNOWN
        told = judge(rule, first, Dossier(acts=(confirm("anchor.at", "2014-03-01"),)), china, on, on)
        assert (told.standing, told.due.hard) == (Standing.BREACHED, date(2016, 2, 29))

    def test_what_the_pack_says_is_confirmed_is_no_mask(
        self, cleanup: Make, links: Callable[..., list[Obligation]]
    ) -> None:
        settled = replace(masked("20*年7月30日", 7, 30, (2015, 2016)), confirmed="2016-07-30")
        assert [(one.window.first, one.readings) for one in links(cleanup(settled))[:1]] == [(date(2016, 7, 30), ())]

    def test_only_the_first_link_of_a_chain_hangs_on_the_mask(
        self, cleanup: Make, links: Callable[..., list[Obligation]]
    ) -> None:
        rule = cleanup(masked("20*年7月30日", 7, 30, (2015, 2016)), AnchorKind.LAST_MET)
        first, second = links(rule, [date(2017, 5, 1)])
        assert [window.last for window, _ in first.readings] == [date(2017, 7, 30), date(2018, 7, 30)]
        assert (second.window.first, second.readings, second.due.hard) == (date(2017, 5, 2), (), date(2019, 5, 1))
