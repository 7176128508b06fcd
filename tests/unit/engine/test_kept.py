"""A verdict from a kept tally is the verdict: on every later day, byte for byte, until a fact is recorded."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.judging.judge import judge
from engine.judging.kept import digest_of, is_plain, judge_kept, known_by, tally_of
from engine.nouns import (
    AllOf,
    Count,
    Deliver,
    Dossier,
    Due,
    Duration,
    Exemption,
    Fact,
    FactStatus,
    Forbid,
    Obligation,
    OfficeAct,
    Pred,
    Ratio,
    Rule,
    Spread,
    Sum,
    Test,
    Window,
    WindowTerm,
)
from engine.workdays import WorkCalendar

Make = Callable[..., Rule]
FIRST, LAST = date(2026, 1, 1), date(2026, 3, 31)
DAYS = st.integers(0, 150).map(lambda n: FIRST + timedelta(n))
TESTS: Sequence[Test] = (
    Deliver("report"),
    Count("report", at_least=Fraction(2)),
    Count("report", at_least=Fraction(2), spread=(Spread("month", Fraction(1), "own_end"),)),
    Count("report", at_most=Fraction(1)),
    Sum("hours", at_least=Fraction(3), at_most=Fraction(9)),
    Ratio("report", "hours", at_least=Fraction(1, 2)),
    Forbid("report"),
    AllOf((Deliver("report"), Sum("hours", at_least=Fraction(2)))),
)


@st.composite
def on_file(draw: st.DrawFn) -> tuple[Fact, ...]:
    facts = []
    for number in range(draw(st.integers(0, 5))):
        day, recorded = draw(DAYS), draw(DAYS)
        status = draw(st.sampled_from(FactStatus))
        decided = max(recorded, draw(DAYS)) if draw(st.booleans()) else None
        kind, amount = draw(st.sampled_from(("report", "hours"))), Fraction(draw(st.integers(1, 4)))
        facts.append(Fact(f"f{number}", kind, "a", day, recorded, amount, status=status, decided=decided))
    return tuple(facts)


def an_obligation(safe: date, contested: int, grace: int) -> Obligation:
    hard = safe + timedelta(contested)
    due = Due(safe, hard, hard + timedelta(grace))
    return Obligation("k", "p", "s", "report.year", "a", Window(FIRST, LAST, "2026Q1"), due)


@settings(max_examples=400, deadline=None)
@given(
    test=st.sampled_from(TESTS), facts=on_file(), later=st.integers(0, 120),
    safe=st.integers(60, 100).map(lambda n: FIRST + timedelta(n)), contested=st.integers(0, 1), grace=st.integers(0, 9),
    strength=st.sampled_from(("must", "in_principle", "encourage")),
)  # fmt: skip
def test_a_kept_tally_gives_the_verdict_of_every_later_day(
    a_rule: Make, test: Test, facts: tuple[Fact, ...], later: int, safe: date, contested: int, grace: int, strength: str
) -> None:
    rule = a_rule(test=test, strength=strength, window=WindowTerm("quarter"))
    one, file, calendar = an_obligation(safe, contested, grace), Dossier(facts=facts), WorkCalendar("")
    assert is_plain(rule, one, file)
    measured_on = max(FIRST, known_by(facts) or FIRST)
    tally = tally_of(rule, one, file, calendar, measured_on)
    as_of = measured_on + timedelta(later)
    if tally.next_change is None or tally.next_change > as_of:
        assert judge_kept(rule, one, tally, as_of) == judge(rule, one, file, calendar, as_of, as_of)


@pytest.mark.parametrize(
    "changes",
    [
        {"when": Pred("has", "grade")},
        {"exempt": (Exemption(Pred("has", "grade"), "刚成立"),)},
        {"window": WindowTerm("quarter", level="continuous")},
        {"test": None},
    ],
)
def test_a_rule_with_a_condition_has_nothing_plain(a_rule: Make, changes: dict[str, object]) -> None:
    one = an_obligation(LAST, 0, 0)
    assert is_plain(a_rule(), one, Dossier(attrs={"grade": "1"}))
    assert not is_plain(a_rule(**changes), one, Dossier())


def test_an_act_of_the_office_or_an_open_reading_ends_being_plain(a_rule: Make) -> None:
    one = an_obligation(LAST, 0, 0)
    act = OfficeAct("extend", FIRST, FIRST, FIRST, "officer", to="2026-04-30")
    assert not is_plain(a_rule(), one, Dossier(acts=(act,)))
    assert not is_plain(a_rule(), replace(one, readings=((one.window, one.due),)), Dossier())
    assert not is_plain(a_rule(), replace(one, due=replace(one.due, provisional=True)), Dossier())
    assert not is_plain(a_rule(), replace(one, due=Due(LAST, None, None, because="EVENT_MISSING")), Dossier())


def test_a_record_corrected_as_of_another_day_ends_being_plain(a_rule: Make) -> None:
    rule, one = a_rule(test=Sum("hours", "学时", distinct="no", at_least=Fraction(2))), an_obligation(LAST, 0, 0)
    first, other = (Fact(n, "hours", "a", FIRST, FIRST, attrs={"no": n}) for n in ("1", "2"))
    again = replace(first, id="3", day=FIRST + timedelta(9))
    assert is_plain(rule, one, Dossier(facts=(first, other)))
    assert not is_plain(rule, one, Dossier(facts=(first, other, again)))


def test_a_decision_about_a_fact_is_told_from_none() -> None:
    fact = Fact("f1", "report", "a", FIRST, FIRST)
    assert digest_of(()) == ""
    assert len({digest_of([fact]), digest_of([replace(fact, decided=LAST)]), digest_of([replace(fact, id="f2")])}) == 3
    assert known_by([fact, replace(fact, id="f2", decided=LAST)]) == LAST


def test_grace_in_working_days_does_not_make_a_rule_less_plain(a_rule: Make) -> None:
    rule = a_rule(due=replace(a_rule().due, grace=Duration(workdays=5)))
    assert is_plain(rule, an_obligation(LAST, 0, 7), Dossier())
