"""比率（列式） ratio: numerator over denominator for the rows of a sheet, exact (`engine.measure.ratio`).

Shares never meet a float: a sheet's amounts are scaled so that a share p/q of a denominator, den // q * p, has no rest.
"""

from dataclasses import replace
from fractions import Fraction

import numpy as np

from engine.judging.standing_columns import Codes, Mask
from engine.kernels.bits import Ints, either
from engine.kernels.constants import constant
from engine.kernels.found import NO_BOUND, TRUE, UNKNOWN, Found, plain, shown, truths
from engine.kernels.sheet import Sheet
from engine.kernels.totals import Figure, added, latest
from engine.kernels.witness import Asked
from engine.nouns import Ratio, Rule

UNTOLD = -1
"""A need that nobody can tell."""


def rate(rule: Rule, test: Ratio, sheet: Sheet, asked: Asked) -> Found:
    """The rate at the window's end, by sums, or by standing figures if the rule says so (rulings 69, 75)."""
    read = added if rule.window.level is None else latest
    num, den = (read(sheet, facts, asked) for facts in sheet.facts)
    scarce = den.told & ~_open(den) & _too_few(test, sheet, den.high)
    tally = plain(*shown(num), _needed(test, sheet, den), _truth(test, sheet, num, den, scarce), "at_end")
    return tally if test.empty != "not_applicable" else replace(tally, applicable=~scarce)


def _truth(test: Ratio, sheet: Sheet, num: Figure, den: Figure, scarce: Mask) -> Codes:
    """Empty first, then figures that cannot be, then the comparison (ruling 73)."""
    told = _compared(test, num, den)
    may_be_empty = _too_few(test, sheet, den.low)
    if test.empty == "met":
        may_be_empty &= told != TRUE
    may_disagree = _open(num) | (num.high > den.low)
    inconsistent = ~_open(den) & (num.low > den.high)
    doubtful = may_be_empty | may_disagree | inconsistent | ~num.told
    told = either(doubtful, UNKNOWN, told)
    told = either(scarce, TRUE if test.empty == "met" else UNKNOWN, told)
    return either(den.told, told, UNKNOWN)


def _compared(test: Ratio, num: Figure, den: Figure) -> Codes:
    """The cross-multiplied comparison under every reading of the two intervals."""
    limits = []
    if test.at_least is not None:
        low, high = _shares(test.at_least, den)
        limits.append(truths(~_open(den) & (num.low >= high), _open(num) | (num.high >= low)))
    if test.at_most is not None:
        low, high = _shares(test.at_most, den)
        limits.append(truths(~_open(num) & (num.high <= low), _open(den) | (num.low <= high)))
    return limits[0] if len(limits) == 1 else np.minimum(*limits)


def _shares(share: Fraction, whole: Figure) -> tuple[Ints, Ints]:
    """So much of either end of a figure."""
    low = _share(share, whole.low)
    return low, low if whole.certain else _share(share, whole.high)


def _share(share: Fraction, whole: Ints) -> Ints:
    """So much of a whole, exactly: the scale of a sheet is a multiple of the share's denominator."""
    return whole // share.denominator * share.numerator


def _open(figure: Figure) -> Mask:
    """Where a figure has no upper end."""
    if figure.certain:
        return constant(False, len(figure.high))
    unbounded: Mask = figure.high >= NO_BOUND
    return unbounded


def _too_few(test: Ratio, sheet: Sheet, whole: Ints) -> Mask:
    """Where a denominator is empty, or less than what is worth asking about."""
    floor = int((test.den_min or Fraction(0)) * sheet.scale)
    few: Mask = (whole == 0) | (whole < floor)
    return few


def _needed(test: Ratio, sheet: Sheet, den: Figure) -> Ints:
    """How many are needed of so many; `people_up` speaks in whole heads (ruling 74)."""
    share = test.at_least if test.at_least is not None else test.at_most
    need = _share(share or Fraction(0), den.high)
    if test.round == "people_up":
        heads = -(-need // sheet.scale) if test.at_least is not None else need // sheet.scale
        need = heads * sheet.scale
    return either(den.told & ~_open(den), need, need.dtype.type(UNTOLD))
