"""What one window leaves to the next: never more than was done beyond the need, nor more than may be brought over."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction as F
from typing import Literal

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.measure.carry import Past, balance
from engine.nouns import Carry, Window
from engine.workdays import WorkCalendar

NEED = F(6)
NO_CALENDAR = WorkCalendar("")
amounts = st.lists(st.integers(0, 20), max_size=5)
firsts = st.sampled_from(["own", "carried"])


def year(number: int) -> Window:
    return Window(date(number, 1, 1), date(number, 12, 31), str(number))


def left(own: Sequence[int | None], carry: Carry = Carry()) -> F | None:  # noqa: B008
    """What the year after the last of these finds."""
    row = [Past(year(2020 + n), None if one is None else F(one), NEED) for n, one in enumerate(own)]
    return balance(carry, row, year(2020 + len(own)), NO_CALENDAR)


def test_only_the_year_before_counts_unless_more_is_said() -> None:
    assert (left([10]), left([10, 6]), left([3]), left([])) == (4, 0, 0, 0)
    assert left([10, 6], Carry(expires_after="2y")) == 4
    assert left([10, 6, 6], Carry(expires_after="2y")) == 0


def test_what_a_year_lacks_is_taken_from_the_oldest_first() -> None:
    three = Carry(expires_after="3y")
    assert left([8, 9, 4], three) == 3
    assert left([8, 9, 2], three) == 1
    assert left([8, 9, 6], Carry(expires_after="3y", use_first="carried")) == 0


def test_an_amount_of_unknown_size_has_no_bound_but_the_limit() -> None:
    assert left([None]) is None
    assert left([None], Carry(max=F(5))) == 5


@settings(max_examples=150, deadline=None)
@given(amounts, st.integers(0, 9), st.integers(1, 4), firsts)
def test_it_never_exceeds_the_surplus_or_the_limit(
    own: list[int], limit: int, years: int, first: Literal["own", "carried"]
) -> None:
    found = left(own, Carry(max=F(limit), expires_after=f"{years}y", use_first=first))
    assert found is not None
    assert 0 <= found <= min(F(limit), sum((max(F(one) - NEED, F(0)) for one in own[-years:]), F(0)))


@settings(max_examples=150, deadline=None)
@given(amounts, st.integers(0, 4), st.integers(1, 4), firsts)
def test_doing_more_never_leaves_less(own: list[int], place: int, years: int, first: Literal["own", "carried"]) -> None:
    carry = Carry(expires_after=f"{years}y", use_first=first)
    more = [one + (3 if n == place else 0) for n, one in enumerate(own)]
    before, after = left(own, carry), left(more, carry)
    assert before is not None
    assert after is not None
    assert after >= before
