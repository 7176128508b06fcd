"""Every kind of test: the PASS and FAIL lines of its manual page, and the rulings that decide its edges."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction as F

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.measure import Scope, measure
from engine.nouns import (
    AllOf,
    AnyOf,
    Cap,
    Count,
    Deliver,
    Due,
    Fact,
    FactStatus,
    Forbid,
    KOf,
    Level,
    Pred,
    Prorate,
    Ratio,
    Spread,
    Sum,
    Tally,
    Test,
    Trend,
    Truth,
    Window,
)

YEAR = Window(date(2026, 1, 1), date(2026, 12, 31), "2026")
END = Due(YEAR.last, YEAR.last, YEAR.last)
PENDING = FactStatus.PENDING


def day(text: str) -> date:
    return date.fromisoformat(text if len(text) > 5 else f"2026-{text}")


def fact(kind: str, on: str, qty: str | None = "1", **more: object) -> Fact:
    recorded = more.pop("recorded", on)
    number = None if qty is None else F(qty)
    return Fact(str(more.pop("id", f"{kind}.{on}")), kind, "a", day(on), day(str(recorded)), number, **more)  # type: ignore[arg-type]


def tally(test: Test, facts: Sequence[Fact], **more: object) -> Tally:
    scope: dict[str, object] = {"as_of": day("2027-02-01"), "known_at": day("2027-02-01"), **more}
    return measure(test, facts, Scope(YEAR, END, **scope))  # type: ignore[arg-type]


class TestDeliver:
    to = ("区委", "区人大")
    each = Deliver("report", to_each=True)

    def test_each_recipient_is_served_once(self) -> None:
        found = tally(self.each, [fact("report", "03-02", to="区委"), fact("report", "03-05", to="区人大")], to=self.to)
        assert (found.lo, found.reached_on, found.truth) == (2, day("03-05"), Truth.TRUE)

    def test_twice_to_one_is_not_to_two(self) -> None:
        twice = [fact("report", "03-02", to="区委", id="1"), fact("report", "03-03", to="区委", id="2")]
        found = tally(self.each, twice, to=self.to)
        assert (found.lo, found.truth, found.because) == (1, Truth.FALSE, ("RECIPIENT_MISSING",))

    def test_a_pending_paper_leaves_it_unknown(self) -> None:
        papers = [fact("report", "03-02", to="区委"), fact("report", "03-05", to="区人大", status=PENDING)]
        found = tally(self.each, papers, to=self.to)
        assert (found.lo, found.hi, found.truth, found.possible_on) == (1, 2, Truth.UNKNOWN, day("03-05"))

    def test_a_paper_that_names_nobody_may_be_anyones(self) -> None:
        found = tally(self.each, [fact("report", "03-02", to="区委"), fact("report", "03-05")], to=self.to)
        assert (found.truth, "RECIPIENT_UNNAMED" in found.because) == (Truth.UNKNOWN, True)

    def test_a_stranger_is_told_that_he_is_not_owed_it(self) -> None:
        found = tally(Deliver("report"), [fact("report", "03-02", to="区政协")], to=("本级政府",))
        assert [(one.fact, one.code) for one in found.rejected] == [("report.03-02", "RECIPIENT_NOT_OWED")]
        assert found.truth is Truth.FALSE

    def test_without_a_name_the_only_recipient_is_meant(self) -> None:
        assert tally(Deliver("report"), [fact("report", "03-02")], to=("本级政府",)).truth is Truth.TRUE

    def test_a_missing_proof_leaves_it_pending(self) -> None:
        test = Deliver("report", evidence=("正式文号", "报送回执"))
        half = tally(test, [fact("report", "03-02", attrs={"evidence": "正式文号"})])
        whole = tally(test, [fact("report", "03-02", attrs={"evidence": "正式文号、报送回执"})])
        assert (half.truth, half.because) == (Truth.UNKNOWN, ("DELIVERY_MISSING", "EVIDENCE_MISSING"))
        assert whole.truth is Truth.TRUE


class TestCount:
    lectures = Count("lecture", distinct="session", at_least=F(2), spread=(Spread("half", F(1)),))

    def test_one_in_each_half_is_enough(self) -> None:
        found = tally(self.lectures, _sessions(a="03-02", b="11-09"))
        assert (found.lo, found.reached_on, found.truth) == (2, day("11-09"), Truth.TRUE)

    def test_two_in_one_half_are_badly_spread(self) -> None:
        found = tally(self.lectures, _sessions(a="11-02", b="11-09"))
        assert (found.lo, found.truth, found.because) == (2, Truth.FALSE, ("SPREAD_SHORT",))
        assert [(part.name, part.truth) for part in found.parts] == [("2026H1", "F"), ("2026H2", "T")]

    def test_total_and_spread_are_both_named(self) -> None:
        assert tally(self.lectures, _sessions(a="11-02")).because == ("COUNT_SHORT", "SPREAD_SHORT")

    def test_the_same_session_counts_once(self) -> None:
        same = [fact("lecture", on, attrs={"session": "a"}) for on in ("03-02", "11-09")]
        assert tally(Count("lecture", distinct="session", at_least=F(2)), same).lo == 1

    def test_a_session_without_a_number_is_in_doubt(self) -> None:
        facts = [*_sessions(a="03-02"), fact("lecture", "11-09")]
        found = tally(Count("lecture", distinct="session", at_least=F(2)), facts)
        assert (found.lo, found.hi, found.truth) == (1, 2, Truth.UNKNOWN)

    def test_quantity_is_no_number_of_times(self) -> None:
        assert tally(Count("lecture", at_least=F(2)), [fact("lecture", "03-02", "3")]).lo == 1

    def test_a_limit_breaks_on_the_day_it_is_known(self) -> None:
        facts = [fact("visit", "03-02"), fact("visit", "04-02", recorded="05-01")]
        found = tally(Count("visit", at_most=F(1)), facts)
        assert (found.broken_on, found.truth, found.reached_on) == (day("05-01"), Truth.FALSE, None)

    def test_an_unknown_condition_raises_the_upper_end_only(self) -> None:
        test = Count("lecture", where=Pred("eq", "role", ("主要负责人",)), at_least=F(1))
        unknown = tally(test, [fact("lecture", "03-02")])
        other = tally(test, [fact("lecture", "03-02", attrs={"role": "科长"})])
        assert (unknown.lo, unknown.hi, unknown.truth) == (0, 1, Truth.UNKNOWN)
        assert (other.truth, other.rejected[0].code) == (Truth.FALSE, "CONDITION_NOT_MET")

    def test_after_the_window_only_a_named_act_cures(self) -> None:
        late = day("2027-01-20")
        test = Count("lecture", at_least=F(1))
        plain = tally(test, [fact("lecture", "2027-01-20")], recurring=True, cure_until=day("2027-12-31"))
        named = tally(test, [fact("lecture", "2027-01-20", attrs={"about": "2026"})], recurring=True)
        assert (plain.truth, named.reached_on) == (Truth.FALSE, late)

    def test_a_part_judged_at_its_own_end_breaks_the_day_after(self) -> None:
        test = Count("lecture", at_least=F(2), spread=(Spread("half", F(1), "own_end"),))
        assert tally(test, [fact("lecture", "11-09")]).broken_on == day("07-01")


def _sessions(**sessions: str) -> list[Fact]:
    return [fact("lecture", on, attrs={"session": name}) for name, on in sessions.items()]


class TestSum:
    hours = Sum("training", unit="学时", at_least=F(60), convert={"天": F(8)})

    def test_days_are_converted_to_hours(self) -> None:
        facts = [fact("training", "03-02", "40", unit="学时"), fact("training", "11-09", "3", unit="天")]
        found = tally(self.hours, facts)
        assert (found.lo, found.reached_on, found.truth) == (64, day("11-09"), Truth.TRUE)

    def test_a_cap_holds_back_the_rest(self) -> None:
        own = Cap(Pred("eq", "mode", ("自学",)), F(20))
        facts = [
            fact("training", "03-02", "30", attrs={"mode": "自学"}),
            fact("training", "04-02", "39", attrs={"mode": "课堂"}),
        ]
        found = tally(Sum("training", unit="学时", at_least=F(60), cap=(own,)), facts)
        assert (found.lo, found.truth, found.because) == (59, Truth.FALSE, ("SUM_SHORT",))

    def test_the_last_recorded_of_one_record_corrects_it(self) -> None:
        facts = [
            fact("training", "03-02", "40", attrs={"record": "r"}, id="1"),
            fact("training", "03-02", "4", attrs={"record": "r"}, id="2", recorded="03-09"),
        ]
        assert tally(Sum("training", distinct="record", at_least=F(10)), facts).lo == 4

    def test_an_unknown_unit_is_of_unknown_size(self) -> None:
        found = tally(self.hours, [fact("training", "03-02", "3", unit="期")])
        assert (found.lo, found.hi, found.truth, found.because) == (
            0,
            None,
            Truth.UNKNOWN,
            ("SUM_SHORT", "UNIT_UNKNOWN"),
        )

    @pytest.mark.parametrize(
        ("by", "joining", "step", "need"),
        [("months", "whole", F(1), F(40)), ("months", "none", F(1), F(35)), ("days", "whole", F(1, 2), F("37.5"))],
    )
    def test_a_joiner_of_18_may_owes_his_share(self, by: str, joining: str, step: F, need: F) -> None:
        how = Prorate(by, joining, "up", step)  # type: ignore[arg-type]
        found = tally(Sum("training", at_least=F(60), prorate=how), [], joined=day("05-18"), prorated=True)
        assert found.need == need

    def test_what_he_did_before_joining_does_not_count(self) -> None:
        found = tally(self.hours, [fact("training", "05-17", "60")], joined=day("05-18"))
        assert (found.lo, found.rejected[0].code) == (0, "BEFORE_JOINING")


class TestRatio:
    def rate(self, num: str, den: str, **more: object) -> Tally:
        facts = [fact("n", "06-01", num), fact("d", "06-01", den)]
        return tally(Ratio("n", "d", **{"at_least": F(1, 20), "round": "people_up", **more}), facts)  # type: ignore[arg-type]

    def test_five_per_cent_of_37_is_two_heads_and_of_41_three(self) -> None:
        assert (self.rate("2", "37").truth, self.rate("2", "37").need) == (Truth.TRUE, 2)
        assert (self.rate("2", "41").truth, self.rate("2", "41").need) == (Truth.FALSE, 3)

    def test_no_case_asks_nothing_unless_the_rule_says_so(self) -> None:
        assert not self.rate("0", "0").applicable
        assert self.rate("0", "0", empty="met").truth is Truth.TRUE
        assert self.rate("0", "0", empty="unknown").truth is Truth.UNKNOWN

    def test_too_few_cases_are_as_none(self) -> None:
        assert not self.rate("0", "9", den_min=F(10)).applicable

    def test_more_than_all_cannot_be(self) -> None:
        found = self.rate("3", "2")
        assert (found.truth, found.because) == (Truth.UNKNOWN, ("FIGURES_INCONSISTENT",))

    def test_a_pending_figure_that_could_make_it_more_than_all_leaves_it_open(self) -> None:
        facts = [fact("n", "06-01", "1"), fact("n", "07-01", "1", status=PENDING), fact("d", "06-01", "1")]
        found = tally(Ratio("n", "d", at_least=F(1, 2)), facts)
        assert (found.truth, found.because[:1]) == (Truth.UNKNOWN, ("FIGURE_IN_DOUBT",))

    def test_a_pending_case_may_tip_it(self) -> None:
        facts = [fact("n", "06-01", "9"), fact("n", "07-01", "1", status=PENDING), fact("d", "06-01", "10")]
        assert tally(Ratio("n", "d", at_least=F(1)), facts).truth is Truth.UNKNOWN

    def test_standing_figures_need_a_report(self) -> None:
        found = tally(Ratio("n", "d", at_least=F(1, 20)), [fact("d", "06-01", "37")], level="window_end")
        assert (found.truth, found.because) == (Truth.UNKNOWN, ("FIGURE_MISSING",))


class TestLevel:
    staff = Level("staff", at_least=F(5))

    def test_at_the_end_the_last_figure_counts(self) -> None:
        figures = [fact("staff", "01-10", "4"), fact("staff", "11-01", "6")]
        assert tally(self.staff, figures, level="window_end").truth is Truth.TRUE

    def test_one_day_below_breaks_and_recovery_cures(self) -> None:
        dip = [fact("staff", "2025-12-01", "6"), fact("staff", "03-10", "4")]
        broken = tally(self.staff, dip, level="continuous")
        cured = tally(self.staff, [*dip, fact("staff", "03-20", "5")], level="continuous")
        assert (broken.broken_on, broken.truth) == (day("03-10"), Truth.FALSE)
        assert (cured.broken_on, cured.reached_on, cured.truth) == (day("03-10"), day("03-20"), Truth.TRUE)

    def test_a_fall_after_the_window_is_another_windows_business(self) -> None:
        cured = [fact("staff", "12-01", "4"), fact("staff", "2027-01-05", "5"), fact("staff", "2027-01-20", "4")]
        again = [fact("staff", "03-01", "4"), fact("staff", "04-01", "5"), fact("staff", "05-01", "4")]
        found = tally(self.staff, cured, level="continuous")
        assert (found.broken_on, found.reached_on, found.truth) == (day("12-01"), day("2027-01-05"), Truth.TRUE)
        assert tally(self.staff, again, level="continuous").truth is Truth.FALSE

    def test_a_rate_that_falls_after_the_window_leaves_it_cured(self) -> None:
        days = [("12-01", "4"), ("2027-01-05", "10"), ("2027-01-20", "4")]
        facts = [fact("d", "11-01", "10"), *(fact("n", on, figure) for on, figure in days)]
        found = tally(Ratio("n", "d", at_least=F(1, 2)), facts, level="continuous")
        assert (found.reached_on, found.truth) == (day("2027-01-05"), Truth.TRUE)

    def test_a_stale_figure_is_no_figure(self) -> None:
        found = tally(self.staff, [fact("staff", "2025-06-01", "6")], level="window_end")
        assert (found.truth, found.because) == (Truth.UNKNOWN, ("FIGURE_MISSING",))

    def test_days_outside_membership_are_not_judged(self) -> None:
        low_then_high = [fact("staff", "2025-12-01", "4"), fact("staff", "05-01", "6"), fact("staff", "09-01", "4")]
        inside = {"level": "continuous", "joined": day("05-01"), "left": day("09-01")}
        assert tally(self.staff, low_then_high, **inside).truth is Truth.TRUE
        assert tally(self.staff, low_then_high, **{**inside, "left": day("09-02")}).broken_on == day("09-01")

    def test_the_mean_is_exact_over_days(self) -> None:
        figures = [fact("staff", "01-01", "4"), fact("staff", "12-31", "6")]
        assert tally(self.staff, figures, level="window_mean").lo == F(4 * 364 + 6, 365)

    def test_of_two_figures_on_a_day_the_later_recorded_stands(self) -> None:
        figures = [fact("staff", "06-01", "6", id="1"), fact("staff", "06-01", "4", id="2", recorded="06-02")]
        assert tally(self.staff, figures, level="window_end").lo == 4


class TestForbidAndTrend:
    def test_a_finding_breaks_the_day_it_is_known(self) -> None:
        found = tally(Forbid("quota"), [fact("quota", "03-02", recorded="03-09")])
        assert (found.broken_on, found.because) == (day("03-09"), ("FORBIDDEN_FOUND",))

    def test_a_withdrawn_finding_is_none(self) -> None:
        found = tally(Forbid("quota"), [fact("quota", "03-02", retracted=day("05-01"))])
        assert (found.truth, found.rejected[0].code) == (Truth.TRUE, "RETRACTED")

    @pytest.mark.parametrize(("now", "truth"), [("9", Truth.TRUE), ("12", Truth.FALSE), ("13", Truth.FALSE)])
    def test_down_is_strict(self, now: str, truth: Truth) -> None:
        before = Window(day("2025-01-01"), day("2025-12-31"), "2025")
        cases = [fact("case", "2025-06-01", "12"), fact("case", "06-01", now)]
        assert tally(Trend("case", "down"), cases, previous=before).truth is truth

    def test_without_a_window_before_there_is_no_trend(self) -> None:
        assert not tally(Trend("case", "down"), [fact("case", "06-01", "1")]).applicable

    def test_a_window_before_without_figures_is_unknown(self) -> None:
        before = Window(day("2025-01-01"), day("2025-12-31"), "2025")
        assert tally(Trend("case", "down"), [fact("case", "06-01")], previous=before).truth is Truth.UNKNOWN


class TestCompounds:
    a, b, c = Deliver("a"), Deliver("b"), Deliver("c")

    def test_all_is_reached_with_the_last_part(self) -> None:
        found = tally(AllOf((self.a, self.b)), [fact("a", "03-02"), fact("b", "03-09")])
        assert (found.lo, found.reached_on) == (2, day("03-09"))

    def test_a_missing_part_is_named(self) -> None:
        found = tally(AllOf((self.a, self.b)), [fact("a", "03-02")])
        assert (found.truth, found.because) == (Truth.FALSE, ("PART_SHORT", "DELIVERY_MISSING"))

    def test_any_is_reached_with_the_first_part(self) -> None:
        assert tally(AnyOf((self.a, self.b)), [fact("a", "03-09"), fact("b", "03-02")]).reached_on == day("03-02")

    def test_two_of_three_are_reached_with_the_second(self) -> None:
        assert tally(KOf(2, (self.a, self.b, self.c)), [fact("c", "03-09"), fact("a", "03-02")]).reached_on == day(
            "03-09"
        )

    def test_a_part_that_does_not_apply_is_left_out(self) -> None:
        rate = Ratio("n", "d", at_least=F(1))
        assert tally(AllOf((self.a, rate)), [fact("a", "03-02")]).truth is Truth.TRUE

    def test_with_a_prohibition_the_whole_waits_for_the_end(self) -> None:
        found = tally(AllOf((self.a, Forbid("bad"))), [fact("a", "03-02")])
        assert (found.style, found.reached_on, found.truth) == ("limit", day("03-02"), Truth.TRUE)


class TestKnowing:
    def test_what_is_not_recorded_yet_does_not_exist(self) -> None:
        papers = [fact("a", "03-02", recorded="06-01")]
        assert tally(Deliver("a"), papers, as_of=day("05-31"), known_at=day("05-31")).lo == 0

    def test_what_is_announced_has_not_happened(self) -> None:
        found = tally(Deliver("a"), [fact("a", "04-10", recorded="03-20")], as_of=day("04-01"), known_at=day("04-01"))
        assert (found.lo, found.next_change) == (0, day("04-10"))

    def test_late_proof_undoes_a_breach_but_late_acceptance_proves_nothing_late(self) -> None:
        due = Due(day("04-30"), day("04-30"), day("04-30"))
        late = measure(Deliver("a"), [fact("a", "04-20", recorded="06-01")], _scope(due))
        waiting = measure(Deliver("a"), [fact("a", "04-20", decided=day("06-01"))], _scope(due))
        assert (late.proved_on, waiting.proved_on) == (day("06-01"), None)


def _scope(due: Due) -> Scope:
    return Scope(YEAR, due, day("12-01"), day("12-01"))


POOL: Mapping[str, Test] = {
    "deliver": Deliver("a"),
    "count": Count("a", at_least=F(3), distinct="key"),
    "sum": Sum("a", at_least=F(5), cap=(Cap(Pred("eq", "key", ("x",)), F(2)),)),
    "ratio": Ratio("a", "b", at_least=F(1, 2)),
    "level": Level("a", at_least=F(2)),
    "all": AllOf((Deliver("a"), Count("b", at_least=F(2)))),
}
facts = st.lists(
    st.builds(
        lambda n, kind, on, lag, qty, status, key: Fact(
            f"{n:03d}", kind, "a", on, date.fromordinal(on.toordinal() + lag), F(qty), status=status, attrs=key
        ),
        st.integers(0, 999),
        st.sampled_from(["a", "b"]),
        st.dates(day("2025-11-01"), day("2027-01-31")),
        st.integers(0, 40),
        st.integers(0, 4),
        st.sampled_from(list(FactStatus)),
        st.sampled_from([{"key": "x"}, {"key": "y"}, {}]),
    ),
    max_size=6,
    unique_by=lambda f: f.id,
)


@given(facts, st.sampled_from(sorted(POOL)), st.randoms())
@settings(max_examples=150, deadline=None)
def test_the_order_of_evidence_is_irrelevant(filed: list[Fact], kind: str, chance: object) -> None:
    shuffled = list(filed)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert tally(POOL[kind], filed) == tally(POOL[kind], shuffled)


@given(facts, st.sampled_from(["deliver", "count", "all"]), st.integers(0, 60))
@settings(max_examples=150, deadline=None)
def test_once_met_stays_met_as_days_pass(filed: list[Fact], kind: str, later: int) -> None:
    now = day("06-30")
    then = date.fromordinal(now.toordinal() + later)
    first = tally(POOL[kind], filed, as_of=now, known_at=now)
    second = tally(POOL[kind], filed, as_of=then, known_at=then)
    if first.truth is Truth.TRUE:
        assert second.truth is Truth.TRUE


@given(facts, st.sampled_from(["deliver", "count", "sum", "all"]))
@settings(max_examples=150, deadline=None)
def test_accepting_what_is_pending_never_leaves_the_interval(filed: list[Fact], kind: str) -> None:
    before = tally(POOL[kind], filed)
    decided = [replace(f, status=FactStatus.ACCEPTED) if f.status is PENDING else f for f in filed]
    after = tally(POOL[kind], decided)
    assert after.lo >= before.lo
    if before.truth is not Truth.UNKNOWN:
        assert after.truth is before.truth
