"""精确数 exact numbers as people write them: 3, 2.5, 1/3.  Nothing is ever rounded."""

from collections.abc import Iterable
from fractions import Fraction
from functools import lru_cache
from typing import TypeAlias

Amount: TypeAlias = Fraction | int
"""An exact amount, an integer wherever it is one."""


def plain(exact: Amount) -> Amount:
    """An integer where a number is one: sums of integers are ten times quicker."""
    whole, parts = exact.as_integer_ratio()
    return whole if parts == 1 else exact


def summed(numbers: Iterable[Fraction]) -> Amount:
    """The sum of some numbers; those that are whole are added up as integers."""
    whole, rest = 0, Fraction(0)
    for number in numbers:
        top, bottom = number.as_integer_ratio()
        if bottom == 1:
            whole += top
        else:
            rest += number
    return plain(whole + rest) if rest else whole


@lru_cache(maxsize=4096)
def exactly(number: Amount) -> Fraction:
    """A number as a Fraction; the small ones that every tally is full of are made once."""
    return Fraction(number)


def ends(exact: Fraction) -> bool:
    """Whether a number can be written as a decimal at all: a third cannot."""
    rest = exact.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    return rest == 1


def decimal(exact: Fraction) -> str:
    """A number as the shortest exact decimal, such as 60 or 0.125.  Raises ValueError for one without an end."""
    if not ends(exact):
        raise ValueError(f"{exact} has no exact decimal form")
    places = 0
    while (exact * 10**places).denominator != 1:
        places += 1
    digits = f"{abs((exact * 10**places).numerator):0{places + 1}d}"
    whole = f"{digits[:-places]}.{digits[-places:]}" if places else digits
    return f"-{whole}" if exact < 0 else whole


def number(exact: Fraction | None) -> int | str | None:
    """A number as an integer, a decimal string, or "a/b" where no decimal ends; None is without bound."""
    if exact is None:
        return None
    if exact.denominator == 1:
        return exact.numerator
    return decimal(exact) if ends(exact) else f"{exact.numerator}/{exact.denominator}"
