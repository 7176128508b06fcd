"""Frozen nouns: what is written as text is read back equal, and equal nouns have equal texts."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.nouns import Charge, Due, Moment, Part, Pred, Rejected, Rung, Tally, Truth, Window
from store.frozen import freeze, thaw

RUNG = Rung(
    "L2",
    Moment("prev", 5, working=True),
    "督办通知单",
    only_if="breached",
    to=("deputy",),
    enter_if=Pred("all", parts=(Pred("eq", "urgent", (True, 1, "是")),)),
    score=Fraction(-1, 2),
)
DUE = Due(date(2026, 2, 28), None, None, provisional=True, steps=("02-28 → 2026-02-28",))
WINDOW = Window(date(2026, 1, 1), date(2026, 12, 31), "2026")


@pytest.mark.parametrize(
    ("kind", "noun"),
    [
        (tuple[Rung, ...], (RUNG, replace(RUNG, enter_if=None, score=None))),
        (Due, DUE),
        (Charge, Charge(lead=("区司法局",), raw="（区司法局牵头）")),
        (tuple[tuple[Window, Due], ...], ((WINDOW, DUE),)),
        (dict[str, str | bool | int], {"级别": "县", "层级": 1, "执法": True}),
        (tuple[str, ...], ()),
    ],
)
def test_a_noun_is_read_back_equal(kind: Any, noun: Any) -> None:
    assert thaw(kind, freeze(noun)) == noun


def test_booleans_and_whole_numbers_stay_apart() -> None:
    read = thaw(Pred, freeze(Pred("in", "x", (True, 1))))
    assert [type(value) for value in read.values] == [bool, int]


fractions = st.fractions()
days = st.dates()
parts = st.builds(
    Part, st.text(max_size=4), st.sampled_from(Truth), fractions | st.none(), fractions | st.none(), st.just(("f1",))
)
tallies = st.builds(
    Tally,
    lo=fractions,
    hi=fractions | st.none(),
    truth=st.sampled_from(Truth),
    reached_on=days | st.none(),
    because=st.lists(st.text(max_size=4), max_size=2).map(tuple),
    parts=st.lists(parts, max_size=2).map(tuple),
    rejected=st.lists(st.builds(Rejected, st.text(max_size=3), st.just("LATE"), days), max_size=2).map(tuple),
    members_met=st.integers(0, 9) | st.none(),
)


@settings(max_examples=60)
@given(tallies, tallies)
def test_tallies_are_read_back_equal_and_equal_texts_mean_equal_tallies(one: Tally, other: Tally) -> None:
    assert thaw(Tally, freeze(one)) == one
    assert (freeze(one) == freeze(other)) == (one == other)
