"""Numbers as official papers write them."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grammar.numerals import parse_number

WRITTEN = [
    ("60", 60),
    ("1,000", 1000),
    ("1.2", Fraction(6, 5)),
    ("两", 2),
    ("十", 10),
    ("十五", 15),
    ("三十六", 36),
    ("一百二十", 120),
    ("一千零五", 1005),
    ("二〇二六", 2026),
    ("零", 0),
]


@pytest.mark.parametrize(("text", "value"), WRITTEN)
def test_a_written_number_has_its_value(text: str, value: Fraction) -> None:
    assert parse_number(text) == value


@pytest.mark.parametrize("text", ["", "万", "若干", "3.", "一点五"])
def test_what_is_no_number_has_no_value(text: str) -> None:
    assert parse_number(text) is None


@given(st.integers(min_value=0, max_value=10**9))
def test_every_arabic_integer_reads_as_itself(value: int) -> None:
    assert parse_number(str(value)) == value
    assert parse_number(f"{value:,}") == value
