"""Laws of verdicts (semantics 5 and 6), tried on random files: what no rule and no officer may break."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction as F

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.judging.judge import judge
from engine.nouns import (
    AllOf,
    Count,
    Deliver,
    Dossier,
    Due,
    DueTerm,
    Fact,
    FactStatus,
    Forbid,
    Obligation,
    Ratio,
    Rule,
    Standing,
    Sum,
    Test,
    Verdict,
    Window,
    WindowTerm,
)
from engine.workdays import WorkCalendar

YEAR = Window(date(2026, 1, 1), date(2026, 12, 31), "2026")
DUE = Due(date(2026, 6, 29), date(2026, 6, 30), date(2026, 7, 10))
END = Due(YEAR.last, YEAR.last, YEAR.last)
TESTS: dict[str, tuple[Test, Due]] = {
    "deliver": (Deliver("a"), DUE),
    "count": (Count("a", at_least=F(2)), DUE),
    "sum": (Sum("a", at_least=F(3)), DUE),
    "all": (AllOf((Deliver("a"), Deliver("b"))), DUE),
    "limit": (Count("a", at_least=F(1), at_most=F(2)), END),
    "ratio": (Ratio("a", "b", at_least=F(1, 2)), END),
    "forbid": (Forbid("a"), END),
}
DONE = (Standing.MET, Standing.MET_IN_GRACE, Standing.OVERTURNED, Standing.CURED)
quick = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
kinds = st.sampled_from(sorted(TESTS))
days = st.dates(date(2026, 1, 1), date(2027, 3, 1))
filed = st.lists(
    st.builds(
        lambda n, kind, on, lag, qty, status: Fact(
            f"{n:03d}", kind, "a", on, on + timedelta(lag), F(qty), status=status
        ),
        st.integers(0, 999),
        st.sampled_from(["a", "b"]),
        st.dates(date(2025, 12, 1), date(2027, 1, 31)),
        st.sampled_from([0, 0, 0, 5, 60]),
        st.integers(0, 3),
        st.sampled_from([FactStatus.ACCEPTED, FactStatus.ACCEPTED, FactStatus.PENDING, FactStatus.REJECTED]),
    ),
    max_size=5,
    unique_by=lambda fact: fact.id,
)
Found = Callable[..., Verdict]


@pytest.fixture(scope="module")
def found(china: WorkCalendar, a_rule: Callable[..., Rule]) -> Found:
    def verdict(kind: str, facts: list[Fact], as_of: date, known_at: date | None = None) -> Verdict:
        test, due = TESTS[kind]
        rule = a_rule(test=test, window=WindowTerm("year"), due=DueTerm("end"))
        one = Obligation("k", "p", "", rule.id, "a", YEAR, due)
        return judge(rule, one, Dossier(facts=tuple(facts)), china, as_of, known_at or as_of)

    return verdict


@given(kinds, filed, days, st.randoms())
@quick
def test_the_order_of_the_file_is_irrelevant(
    found: Found, kind: str, facts: list[Fact], as_of: date, r: object
) -> None:
    shuffled = list(facts)
    r.shuffle(shuffled)  # type: ignore[attr-defined]
    assert found(kind, facts, as_of) == found(kind, shuffled, as_of)


@given(kinds, filed, days, st.sampled_from([FactStatus.ACCEPTED, FactStatus.REJECTED]))
@quick
def test_a_breach_or_a_pass_holds_whatever_becomes_of_what_is_pending(
    found: Found, kind: str, facts: list[Fact], as_of: date, outcome: FactStatus
) -> None:
    verdict = found(kind, facts, as_of)
    before, waits = verdict.standing, "PROOF_PENDING" in verdict.because
    decided = [replace(f, status=outcome) if f.status is FactStatus.PENDING else f for f in facts]
    after = found(kind, decided, as_of).standing
    if before is Standing.BREACHED:
        assert after in (Standing.BREACHED, Standing.CURED, *((Standing.OVERTURNED,) if waits else ()))
    if before in (Standing.MET, Standing.MET_IN_GRACE):
        assert after in (Standing.MET, Standing.MET_IN_GRACE)


@given(st.sampled_from(["deliver", "count", "sum", "all"]), filed, days, st.integers(1, 200))
@quick
def test_a_breach_never_clears_itself_and_a_pass_never_fades(
    found: Found, kind: str, facts: list[Fact], as_of: date, more: int
) -> None:
    before, after = found(kind, facts, as_of).standing, found(kind, facts, as_of + timedelta(more)).standing
    if before is Standing.BREACHED:
        assert after in (Standing.BREACHED, Standing.CURED, Standing.OVERTURNED)
    if before in DONE:
        assert after in DONE


@given(st.sampled_from(["deliver", "count", "sum", "all"]), filed, st.dates(YEAR.first, date(2026, 7, 10)))
@quick
def test_nobody_is_breached_inside_grace(found: Found, kind: str, facts: list[Fact], as_of: date) -> None:
    assert found(kind, facts, as_of).standing is not Standing.BREACHED


@given(kinds, filed, days)
@quick
def test_nothing_changes_before_the_next_look_unless_something_is_recorded(
    found: Found, kind: str, facts: list[Fact], as_of: date
) -> None:
    verdict = found(kind, facts, as_of)
    known = verdict.known_at
    look = verdict.next_look or as_of + timedelta(400)
    for day in (as_of + (look - as_of) / 2, look - timedelta(1)):
        if day > as_of:
            assert found(kind, facts, day, known).standing is verdict.standing
