"""Surplus over the need of the windows before (rulings 97-99): what was let off there needed nothing."""

from collections.abc import Callable, Sequence
from datetime import date
from fractions import Fraction as F

import pytest

from engine.dates import due_of, windows
from engine.judging.earlier import earlier_of
from engine.judging.judge import judge
from engine.nouns import (
    Bearer,
    Carry,
    Dossier,
    DueTerm,
    Exemption,
    Fact,
    Member,
    Obligation,
    OfficeAct,
    Pred,
    Prorate,
    Rule,
    Standing,
    Sum,
    Verdict,
    WindowTerm,
)
from engine.owing.allot import allot
from engine.workdays import WorkCalendar

Make = Callable[..., Rule]
On = Callable[..., Verdict]
END = date(2027, 1, 1)
CARRY = Carry()


def hours(on: str, number: int, member: str | None = None) -> Fact:
    day = date.fromisoformat(on)
    return Fact(f"h{on}{member}", "hours", "a", day, day, F(number), member=member)


def exempt(on: str, member: str | None = None) -> OfficeAct:
    day = date.fromisoformat(on)
    return OfficeAct("exempt", day, day, member=member)


@pytest.fixture
def on(china: WorkCalendar, a_rule: Make) -> On:
    """Judge the sixty hours of 2026, with the surplus of 2024 and 2025; `acts` by the year they concern."""

    def verdict(
        facts: Sequence[Fact],
        acts: dict[str, Sequence[OfficeAct]] | None = None,
        carry: Carry = CARRY,
        **more: object,
    ) -> Verdict:
        test = Sum("hours", unit="学时", at_least=F(60), carry=carry, prorate=Prorate("months"))
        rule = a_rule(test=test, window=WindowTerm("year", first="prorate"), due=DueTerm("end"), **more.pop("rule", {}))  # type: ignore[arg-type]
        rows = windows(rule, (), date(2024, 1, 1), date(2026, 12, 31))
        sisters = [Obligation(w.label, "p", "", rule.id, "a", w, due_of(rule.due, w, china)) for w in rows]
        allotted = allot(rule, sisters, facts)
        past = earlier_of(rule, sisters[-1], sisters, allotted, acts or {})
        dossier = Dossier(facts=allotted["2026"], earlier=past, **more)  # type: ignore[arg-type]
        return judge(rule, sisters[-1], dossier, china, END, END)

    return verdict


def test_a_year_let_off_needed_nothing_so_all_that_was_done_in_it_is_surplus(on: On) -> None:
    facts = [hours("2025-03-01", 20), hours("2026-03-01", 40)]
    assert on(facts).standing is Standing.BREACHED
    found = on(facts, {"2025": [exempt("2025-06-01")]})
    assert (found.standing, found.tally.lo) == (Standing.MET, 60)


def test_an_exemption_after_the_year_was_met_leaves_its_need_as_it_was(on: On) -> None:
    facts = [hours("2025-03-01", 70), hours("2026-03-01", 40)]
    found = on(facts, {"2025": [exempt("2025-06-01")]})
    assert (found.standing, found.tally.lo) == (Standing.BREACHED, 50)


def test_a_year_of_leave_that_lets_off_leaves_all_of_it_over(on: On) -> None:
    term = Exemption(Pred("ge", "leave.continuous", ("6mo",)), "离岗")
    away = {"leave.continuous": "7mo", "from": "2025-02-01", "to": "2025-08-31"}
    leave = Fact("l", "leave", "a", date(2025, 2, 1), date(2025, 9, 1), attrs=away)
    facts = [hours("2025-01-10", 20), hours("2026-03-01", 40), leave]
    assert on(facts, rule={"exempt": (term,)}).standing is Standing.MET


def test_a_half_year_of_leave_in_the_year_before_halves_its_need(on: On) -> None:
    term = Exemption(Pred("ge", "leave.continuous", ("6mo",)), "离岗", "prorate")
    away = {"leave.continuous": "6mo", "from": "2025-02-01", "to": "2025-07-31"}
    leave = Fact("l", "leave", "a", date(2025, 2, 1), date(2025, 9, 1), attrs=away)
    facts = [hours("2025-01-10", 50), hours("2026-03-01", 40), leave]
    assert on(facts, rule={"exempt": (term,)}).tally.lo == 60


def test_each_member_carries_his_own_surplus_and_his_own_exemption(on: On) -> None:
    staff = {"rule": {"bearer": Bearer("s", per="person")}, "members": (Member("x"), Member("y"))}
    facts = [hours(f"{year}-03-01", number, who) for who in "xy" for year, number in ((2025, 20), (2026, 40))]
    assert on(facts, **staff).tally.members_met == 0
    assert on(facts, {"2025": [exempt("2025-06-01", "x")]}, **staff).tally.members_met == 1
    assert on(facts, {"2025": [exempt("2025-06-01")]}, **staff).tally.members_met == 2


def test_a_member_who_joined_in_the_year_before_owed_only_his_share_of_it(on: On) -> None:
    # joined in July 2025: thirty hours of sixty; of fifty done twenty are over
    staff = {"rule": {"bearer": Bearer("s", per="person")}, "members": (Member("x", date(2025, 7, 1)),)}
    facts = [hours("2025-08-01", 50, "x"), hours("2026-03-01", 40, "x")]
    assert on(facts, **staff).standing is Standing.MET


@pytest.mark.parametrize(("lasts", "met"), [(None, False), ("1y", False), ("2y", True)])
def test_surplus_lasts_as_long_as_the_rule_says(on: On, lasts: str | None, met: bool) -> None:
    facts = [hours("2024-03-01", 80), hours("2025-03-01", 60), hours("2026-03-01", 40)]
    found = on(facts, carry=Carry(expires_after=lasts))
    assert (found.standing is Standing.MET) is met


def test_what_is_brought_over_makes_no_surplus_of_its_own(on: On) -> None:
    facts = [hours("2024-03-01", 100), hours("2025-03-01", 40), hours("2026-03-01", 40)]
    assert on(facts).standing is Standing.BREACHED


def test_carried_first_spends_it_in_the_year_between(on: On) -> None:
    facts = [hours("2024-03-01", 80), hours("2025-03-01", 60), hours("2026-03-01", 40)]
    assert on(facts, carry=Carry(expires_after="2y", use_first="own")).standing is Standing.MET
    assert on(facts, carry=Carry(expires_after="2y", use_first="carried")).standing is Standing.BREACHED
