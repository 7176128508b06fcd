"""Predicates: three-valued, total, and never surprised by a missing attribute."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.nouns import Pred, Scalar, Truth
from engine.predicates import all_of, any_of, negation
from engine.roster import matches

T, F, U = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN
TRUTHS = st.sampled_from([T, F, U])


@pytest.mark.parametrize(
    ("op", "values", "have", "holds"),
    [
        ("eq", ("dept",), "dept", T),
        ("eq", ("dept",), "street", F),
        ("eq", (True,), True, T),
        ("eq", (True,), "true", F),  # ruling 57
        ("eq", (True,), 1, F),
        ("eq", (5,), "5.0", T),
        ("eq", ("5",), 5, T),
        ("eq", (5,), "五", F),
        ("in", ("dept", "street"), "street", T),
        ("in", ("dept", "street"), "gov", F),
        ("ge", ("10",), "9", F),  # as numbers, not as text
        ("ge", ("2.5",), 3, T),
        ("le", ("2020-01-31",), "2019-12-31", T),
        ("ge", ("6mo",), "6mo10d", T),
        ("ge", ("6mo",), "150d", F),  # ruling 56: months first, then days
        ("ge", ("county",), "prefecture", T),
        ("ge", ("county",), "street", F),
        ("ge", ("6mo",), "2020-01-01", U),  # nothing to compare
        ("ge", ("county",), "星际", U),
    ],
)
def test_values_compare_as_what_they_are(op: str, values: tuple[Scalar, ...], have: Scalar, holds: Truth) -> None:
    assert matches(Pred(op, "level", values), {"level": have}) is holds  # type: ignore[arg-type]


@pytest.mark.parametrize("op", ["eq", "in", "ge", "le"])
def test_a_missing_attribute_is_unknown(op: str) -> None:
    assert matches(Pred(op, "kind", ("dept", "street")), {}) is U  # type: ignore[arg-type]


def test_having_an_attribute_is_never_unknown() -> None:
    assert matches(Pred("has", "kind"), {"kind": "dept"}) is T
    assert matches(Pred("has", "kind"), {}) is F


def test_no_condition_always_holds() -> None:
    assert matches(None, {}) is T


def test_a_dotted_key_is_one_key() -> None:
    assert matches(Pred("eq", "report.classified", (True,)), {"report.classified": True}) is T


def test_conditions_nest() -> None:
    staff = Pred("all", parts=(Pred("eq", "cert", (True,)), Pred("not", parts=(Pred("eq", "post", ("工勤",)),))))
    assert matches(staff, {"cert": True, "post": "执法"}) is T
    assert matches(staff, {"cert": False}) is F
    assert matches(staff, {"cert": True}) is U
    assert matches(Pred("any", parts=staff.parts), {"cert": True}) is T


@settings(max_examples=60)
@given(st.lists(TRUTHS, max_size=6))
def test_the_tables_are_kleenes_and_mirror_each_other(truths: list[Truth]) -> None:
    rank = {F: 0, U: 1, T: 2}
    assert rank[all_of(truths)] == min((rank[one] for one in truths), default=2)
    assert rank[any_of(truths)] == max((rank[one] for one in truths), default=0)
    assert negation(all_of(truths)) is any_of(map(negation, truths))
