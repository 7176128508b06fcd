"""Leave that a fact tells of: it lets off or shortens the quota, and never makes a breach already found vanish."""

from collections.abc import Callable, Sequence
from datetime import date
from fractions import Fraction as F

import pytest

from engine.dates import due_of, windows
from engine.judging.judge import judge
from engine.nouns import (
    Bearer,
    Dossier,
    DueTerm,
    Exemption,
    Fact,
    FactStatus,
    Member,
    Obligation,
    OfficeAct,
    Pred,
    Rule,
    Standing,
    Sum,
    Verdict,
    WindowTerm,
)
from engine.workdays import WorkCalendar

Make = Callable[..., Rule]
On = Callable[..., Verdict]
LONG = Pred("ge", "leave.continuous", ("6mo",))


def day(text: str) -> date:
    return date.fromisoformat(text if len(text) > 5 else f"2026-{text}")


def hours(on: str, number: int, **more: object) -> Fact:
    recorded = day(str(more.pop("recorded", on)))
    return Fact(f"h{on}{more.get('member', '')}", "hours", "a", day(on), recorded, F(number), **more)  # type: ignore[arg-type]


def leave(recorded: str, first: str = "02-01", last: str = "07-31", **more: object) -> Fact:
    attrs = {"leave.continuous": "6mo", "from": day(first).isoformat(), "to": day(last).isoformat()}
    return Fact(f"l{recorded}", "leave", "a", day(first), day(recorded), attrs=attrs, **more)  # type: ignore[arg-type]


@pytest.fixture
def on(china: WorkCalendar, a_rule: Make) -> On:
    """Judge a year's sixty hours on a day, under a rule that lets off (or shortens the quota of) who is on leave."""

    def verdict(as_of: str, facts: Sequence[Fact], effect: str = "exempt", **more: object) -> Verdict:
        term = Exemption(LONG, "连续离岗六个月以上", effect)  # type: ignore[arg-type]
        bearer = Bearer("staff", per="person") if "members" in more else Bearer("staff")
        test = Sum("hours", unit="学时", at_least=F(60))
        rule = a_rule(test=test, exempt=(term,), bearer=bearer, window=WindowTerm("year"), due=DueTerm("end"))
        year = next(w for w in windows(rule, (), day("01-01"), day("12-31")))
        one = Obligation("k", "p", "", rule.id, "a", year, due_of(rule.due, year, china))
        known = day(str(more.pop("known_at", as_of)))
        return judge(rule, one, Dossier(facts=tuple(facts), **more), china, day(as_of), known)  # type: ignore[arg-type]

    return verdict


class TestLeaveThatLetsOff:
    def test_known_in_time_it_exempts_and_nothing_was_in_breach(self, on: On) -> None:
        found = on("2027-02-01", [leave("08-01")])
        assert (found.standing, found.because, found.since) == (Standing.EXEMPT, ("EXEMPT_BY_RULE",), day("08-01"))

    def test_recorded_after_the_breach_it_exempts_and_the_breach_is_kept(self, on: On) -> None:
        facts = [leave("2027-02-01")]
        assert on("2027-01-31", facts).standing is Standing.BREACHED
        found = on("2027-02-01", facts)
        assert (found.standing, found.because) == (Standing.EXEMPT, ("EXEMPT_BY_RULE", "BREACH_KEPT"))

    def test_recorded_after_the_duty_was_met_it_changes_nothing(self, on: On) -> None:
        assert on("2027-02-01", [hours("03-01", 60), leave("08-01")]).standing is Standing.MET

    def test_leave_of_another_year_lets_nobody_off_this_year(self, on: On) -> None:
        other = leave("2025-08-01", "2025-02-01", "2025-07-31")
        assert on("2027-02-01", [other]).standing is Standing.BREACHED

    def test_leave_still_to_be_accepted_breaches_nobody_and_lets_nobody_off(self, on: On) -> None:
        found = on("2027-02-01", [leave("08-01", status=FactStatus.PENDING)])
        assert (found.standing, "EVIDENCE_PENDING" in found.because) == (Standing.UNKNOWN, True)
        refused = leave("08-01", status=FactStatus.REJECTED)
        assert on("2027-02-01", [refused]).standing is Standing.BREACHED

    def test_accepted_late_it_counts_from_the_day_it_was_handed_in(self, on: On) -> None:
        found = on("2027-02-01", [leave("08-01", decided=day("2027-01-20"))])
        assert (found.standing, found.because) == (Standing.EXEMPT, ("EXEMPT_BY_RULE",))

    def test_leave_taken_back_lets_nobody_off_any_more(self, on: On) -> None:
        assert on("2027-03-01", [leave("08-01", retracted=day("2027-02-01"))]).standing is Standing.BREACHED


class TestLeaveThatShortensTheQuota:
    def test_known_in_time_half_the_hours_meet_it(self, on: On) -> None:
        found = on("2027-02-01", [hours("03-01", 30), leave("08-01")], "prorate")
        assert (found.standing, found.tally.need) == (Standing.MET, 30)

    def test_recorded_after_the_breach_it_overturns_it(self, on: On) -> None:
        facts = [hours("03-01", 30), leave("2027-02-01")]
        assert on("2027-01-31", facts, "prorate").standing is Standing.BREACHED
        found = on("2027-02-01", facts, "prorate")
        assert (found.standing, found.since) == (Standing.OVERTURNED, day("2027-02-01"))

    def test_asked_of_a_day_before_with_the_knowledge_of_after(self, on: On) -> None:
        facts = [hours("03-01", 30), leave("2027-02-01")]
        assert on("2027-01-10", facts, "prorate", known_at="2027-03-01").standing is Standing.OVERTURNED
        assert on("2027-01-10", facts, "prorate").standing is Standing.BREACHED


class TestMembers:
    staff = (Member("a"), Member("b"))

    def test_a_member_let_off_after_he_had_met_it_still_counts_as_met(self, on: On) -> None:
        facts = [hours("03-01", 60, member="a"), hours("03-02", 60, member="b")]
        acts = (OfficeAct("exempt", day("06-01"), day("06-01"), member="a"),)
        found = on("2027-02-01", facts, members=self.staff, acts=acts)
        assert (found.standing, found.tally.members_met, found.tally.need) == (Standing.MET, 2, 2)

    def test_a_member_on_leave_is_left_out(self, on: On) -> None:
        facts = [hours("03-01", 60, member="a"), leave("08-01", member="b")]
        found = on("2027-02-01", facts, members=self.staff)
        assert (found.standing, found.tally.need) == (Standing.MET, 1)

    def test_a_breach_undone_by_letting_a_member_off_is_never_simply_met(self, on: On) -> None:
        facts = [hours("03-01", 60, member="a")]
        acts = (OfficeAct("exempt", day("2027-02-01"), day("2027-02-01"), member="b"),)
        assert on("2027-01-31", facts, members=self.staff, acts=acts).standing is Standing.BREACHED
        found = on("2027-02-01", facts, members=self.staff, acts=acts)
        assert (found.standing, found.since, "BREACH_KEPT" in found.because) == (
            Standing.OVERTURNED,
            day("2027-02-01"),
            True,
        )

    def test_all_members_let_off_after_the_breach_leave_an_exempt_duty_with_its_breach(self, on: On) -> None:
        acts = tuple(OfficeAct("exempt", day("2027-02-01"), day("2027-02-01"), member=who) for who in ("a", "b"))
        found = on("2027-02-02", [], members=self.staff, acts=acts)
        assert (found.standing, "BREACH_KEPT" in found.because) == (Standing.EXEMPT, True)


def test_leave_that_ends_before_it_begins_lets_nobody_off(on: On) -> None:
    assert on("2027-02-01", [leave("05-01", "05-01", "05-01")]).standing is Standing.EXEMPT
    assert on("2027-02-01", [leave("05-01", "05-01", "04-30")]).standing is Standing.BREACHED
