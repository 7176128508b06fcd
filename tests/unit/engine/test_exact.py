"""Exact numbers: never rounded, decimals wherever a decimal ends."""

from fractions import Fraction as F

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.exact import decimal, ends, number


@given(st.fractions(max_denominator=400))
def test_numbers_are_exact(exact: F) -> None:
    shown = number(exact)
    assert isinstance(shown, int | str)
    assert F(shown) == exact
    assert ends(exact) == ("/" not in str(shown))


def test_numbers_read_as_decimals() -> None:
    assert [number(F(text)) for text in ("3", "37.5", "-0.05", "1/3")] == [3, "37.5", "-0.05", "1/3"]
    assert number(None) is None


def test_a_number_without_an_end_is_no_decimal() -> None:
    assert [decimal(F(text)) for text in ("60", "0.125", "-2.50")] == ["60", "0.125", "-2.5"]
    with pytest.raises(ValueError, match="1/3"):
        decimal(F(1, 3))
