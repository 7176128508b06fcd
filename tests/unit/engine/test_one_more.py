"""One act more: wherever the tally before tells what comes of it, that is what measuring everything anew says."""

from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.measure import Scope, measure
from engine.measure.one_more import adds_up, one_more
from engine.measure.scope import by_day
from engine.nouns import Count, Deliver, Due, Fact, FactStatus, Pred, Sum, Tally, Test, Truth, Window

FIRST, LAST = date(2026, 1, 1), date(2026, 3, 31)
TESTS: Sequence[Test] = (
    Deliver("a"),
    Count("a", at_least=Fraction(2)),
    Count("a", at_least=Fraction(3), where=Pred("eq", "grade", ("1",))),
    Sum("a", "学时", at_least=Fraction(5), convert={"天": Fraction(3, 2)}),
    Sum("a", "学时", at_least=Fraction(2), where=Pred("eq", "grade", ("1",))),
)


@st.composite
def acts(draw: st.DrawFn) -> list[Fact]:
    some = []
    for number in range(draw(st.integers(1, 6))):
        day = FIRST + timedelta(draw(st.integers(-9, 130)))
        recorded = day + timedelta(draw(st.sampled_from((0, 0, 0, 1, 40))))
        status = draw(st.sampled_from((*FactStatus, FactStatus.ACCEPTED, FactStatus.ACCEPTED)))
        quantity = draw(st.sampled_from((None, Fraction(-2), *map(Fraction, (1, 2, 3)))))
        attrs = draw(st.sampled_from(({}, {"grade": "1"}, {"grade": "1"}, {"grade": "2"}, {"about": "2026Q1"})))
        unit, to = draw(st.sampled_from((None, None, "天", "期"))), draw(st.sampled_from((None, "区委", "区检察院")))
        taken_back = draw(st.sampled_from((None, None, None, recorded)))
        one = (f"f{number}", "a", "ag", day, recorded, quantity, unit, None, to, status, None, taken_back, attrs)
        some.append(Fact(*one))
    return sorted(some, key=by_day)


def scope_on(on: date, grace: int, to: tuple[str, ...]) -> Scope:
    due = Due(LAST, LAST, LAST + timedelta(grace))
    cure = date(2026, 6, 30)
    return Scope(Window(FIRST, LAST, "2026Q1"), due, on, on, to=to, cure_until=cure, recurring=True)


@settings(max_examples=800, deadline=None)
@given(
    test=st.sampled_from(TESTS), some=acts(), later=st.integers(0, 60), grace=st.sampled_from((0, 7)),
    to=st.sampled_from(((), ("区委",))),
)  # fmt: skip
def test_one_act_more_comes_to_what_all_acts_come_to(
    test: Test, some: list[Fact], later: int, grace: int, to: tuple[str, ...]
) -> None:
    *before, last = some
    on = max(FIRST, *(fact.recorded for fact in some)) + timedelta(later)
    had = measure(test, before, scope_on(on, grace, to))
    found = one_more(test, had, last, scope_on(on, grace, to))
    assert found is None or found == measure(test, some, scope_on(on, grace, to))


@pytest.mark.parametrize("test", TESTS)
def test_an_ordinary_act_is_added(test: Test) -> None:
    act = Fact("f", "a", "ag", FIRST, FIRST, Fraction(9), "学时", to="区委", attrs={"grade": "1"})
    scope = scope_on(FIRST, 0, ())
    found = one_more(test, measure(test, (), scope), act, scope)
    assert isinstance(found, Tally)
    assert found.lo >= 1
    assert (found.truth is Truth.TRUE) == (found.lo >= (found.need or 0))


def test_what_an_act_adds_depends_on_others_where_it_is_told_apart_or_limited() -> None:
    assert all(map(adds_up, TESTS))
    others = (
        Count("a", at_least=Fraction(2), distinct="no"), Count("a", at_most=Fraction(2)), Deliver("a", ("回执",)),
        Deliver("a", to_each=True), Sum("a", "学时", at_least=Fraction(0)), None,
    )  # fmt: skip
    assert not any(map(adds_up, others))


@pytest.mark.parametrize(
    "amounts",
    [
        [(-2, FactStatus.PENDING)],  # the upper end is shown as the lower one, and is less
        [(-9, FactStatus.PENDING), (6, FactStatus.ACCEPTED), (1, FactStatus.ACCEPTED)],
        [(6, FactStatus.ACCEPTED), (-9, FactStatus.PENDING), (1, FactStatus.PENDING)],
    ],
)
def test_a_sum_from_which_something_was_taken_off_is_measured_anew(amounts: list[tuple[int, FactStatus]]) -> None:
    some = [Fact(str(n), "a", "ag", FIRST, FIRST, Fraction(m), status=was) for n, (m, was) in enumerate(amounts)]
    test, scope = Sum("a", "学时", at_least=Fraction(5)), scope_on(FIRST, 0, ())
    assert one_more(test, measure(test, some[:-1], scope), some[-1], scope) is None
