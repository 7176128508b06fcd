"""比率 ratio: numerator over denominator, compared cross-multiplied, never divided (semantics 5).

PASS  at_least 5%: 2 reviewers of 37               -> 2 x 100 >= 5 x 37; people_up prints the need as 2 heads
FAIL  at_least 5%: 2 reviewers of 41               -> need 3 (5% of 41 is 2.05), RATE_MISSED
n/a   at_least 100% of court hearings: no hearing   -> EMPTY_DENOMINATOR, not applicable unless `empty` says otherwise
?     3 appeared of 2 hearings                      -> FIGURES_INCONSISTENT, unknown
"""

import math
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import cache, partial

from engine.exact import exactly, plain, summed
from engine.measure.figures import (
    UNKNOWN,
    Range,
    closing_day,
    figure_on,
    last_report,
    mean,
    reports,
    restored_on,
    steps,
)
from engine.measure.level import span
from engine.measure.scope import Evidence, Scope, Sifted, sift, within_window
from engine.nouns import Pred, Ratio, Rejected, Tally, Truth
from engine.predicates import all_of

_NOTHING = Fraction(0)
_TRUE, _FALSE, _UNSURE = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN  # a member of an enum takes long to look up
_MISSED, _IN_DOUBT = ("RATE_MISSED",), ("FIGURE_IN_DOUBT",)


@dataclass(slots=True)
class Rate:
    """What one pair of figures comes to."""

    truth: Truth
    because: tuple[str, ...] = ()
    applicable: bool = True


def ratio(test: Ratio, known: Evidence, scope: Scope) -> Tally:
    """Judge the rate at the window's end, by sums or by standing figures (rulings 69, 75)."""
    if scope.level is None:
        nums, dens = _totals(test.num, test.where, known, scope), _totals(test.den, test.where, known, scope)
        return _tally(test, added(nums, scope), added(dens, scope), (nums, dens))
    nums, dens = reports(test.num, test.where, known, scope), reports(test.den, test.where, known, scope)
    if scope.level == "continuous":
        return _continuous(test, nums, dens, scope)
    if scope.level == "window_mean":
        first, last = span(scope)
        return _tally(test, mean(nums, first, last), mean(dens, first, last), (nums, dens))
    day = closing_day(scope)
    return _tally(test, figure_on(nums, day), figure_on(dens, day), (nums, dens))


def _totals(of: str, where: Pred | None, known: Evidence, scope: Scope) -> Sifted:
    return sift(of, where, known, scope, within_window)


def added(sifted: Sifted, scope: Scope) -> Range:
    """The sum over the window: no fact is zero; what is pending widens the upper end (rulings 70, 76)."""
    until = closing_day(scope)
    sure, maybe = ([act for act in acts if act.day <= until] for acts in (sifted.sure, sifted.maybe))
    told, claimed = ([act.quantity for act in acts if act.quantity is not None] for acts in (sure, maybe))
    low = summed(told)
    if len(told) + len(claimed) < len(sure) + len(maybe):
        return Range(low, None)
    return Range(low, low + summed(claimed) if claimed else low)


def rate(test: Ratio, num: Range | None, den: Range | None) -> Rate:
    """One rate against its limits: empty first, then figures that cannot be, then the comparison (ruling 73)."""
    if den is None:
        return Rate(Truth.UNKNOWN, ("FIGURE_MISSING",))
    floor = 0 if test.den_min is None else plain(test.den_min)
    if den.high is not None and (den.high == 0 or den.high < floor):
        return _empty(test)
    if num is None:
        return Rate(Truth.UNKNOWN, ("FIGURE_MISSING",))
    if den.high is not None and num.low > den.high:
        return Rate(Truth.UNKNOWN, ("FIGURES_INCONSISTENT",))
    told = _compared(test, num, den)
    may_be_empty = den.low == 0 or den.low < floor
    may_disagree = num.high is None or num.high > den.low  # pending figures may yet come to more than the whole
    if may_disagree or (may_be_empty and not (told is _TRUE and test.empty == "met")):
        told = _UNSURE
    if told is _TRUE:
        return Rate(told)
    return Rate(told, _MISSED if told is _FALSE else _IN_DOUBT)


def _empty(test: Ratio) -> Rate:
    answers = {"met": Truth.TRUE, "unknown": Truth.UNKNOWN, "not_applicable": Truth.UNKNOWN}
    return Rate(answers[test.empty], ("EMPTY_DENOMINATOR",), applicable=test.empty != "not_applicable")


def _compared(test: Ratio, num: Range, den: Range) -> Truth:
    """The cross-multiplied comparison with both limits, under every reading of the two intervals."""
    told = []
    if test.at_least is not None:
        share, whole = test.at_least.as_integer_ratio()
        holds = den.high is not None and num.low * whole >= share * den.high
        fails = num.high is not None and num.high * whole < share * den.low
        told.append(_TRUE if holds else _FALSE if fails else _UNSURE)
    if test.at_most is not None:
        share, whole = test.at_most.as_integer_ratio()
        holds = num.high is not None and num.high * whole <= share * den.low
        fails = den.high is not None and num.low * whole > share * den.high
        told.append(_TRUE if holds else _FALSE if fails else _UNSURE)
    return told[0] if len(told) == 1 else all_of(told)


def needed(test: Ratio, den: Range | None) -> Fraction | None:
    """How many are needed of so many; `people_up` speaks in whole heads (ruling 74)."""
    if den is None or den.high is None:
        return None
    share = test.at_least if test.at_least is not None else test.at_most
    exact = (share or _NOTHING) * den.high
    if test.round == "none":
        return exact
    return Fraction(math.ceil(exact) if test.at_least is not None else math.floor(exact))


def _tally(test: Ratio, num: Range | None, den: Range | None, sifted: tuple[Sifted, Sifted]) -> Tally:
    found = rate(test, num, den)
    shown = num or UNKNOWN
    doubts = sorted({code for one in sifted for code in one.doubts})
    return Tally(
        lo=exactly(shown.low),
        hi=None if shown.high is None else exactly(shown.high),
        truth=found.truth,
        need=needed(test, den),
        style="at_end",
        because=(*found.because, *(doubts if found.truth is not Truth.TRUE else ())),
        rejected=_rejected(sifted),
        applicable=found.applicable,
    )


def _rejected(sifted: tuple[Sifted, Sifted]) -> tuple[Rejected, ...]:
    return tuple(dict.fromkeys(one for half in sifted for one in half.rejected))


def _continuous(test: Ratio, nums: Sifted, dens: Sifted, scope: Scope) -> Tally:
    """The rate on every day of the window; empty days ask nothing (ruling 78 as for a level)."""
    first, last = span(scope)
    found = _day_by_day(test, nums, dens, first, last)
    asked = [(day, one) for day, one in found if one.applicable]
    broken = next((day for day, one in asked if one.truth is _FALSE), None)
    restored = None
    if broken is not None:
        after = _day_by_day(test, nums, dens, last + timedelta(1), last_report(nums, dens) or last)
        restored = restored_on(((day, one.truth is _TRUE) for day, one in (*found, *after) if day >= broken), last)
    doubtful = any(one.truth is _UNSURE for _, one in asked)
    told = Truth.TRUE if restored else Truth.FALSE if broken else Truth.UNKNOWN if doubtful else Truth.TRUE
    now = _tally(test, figure_on(nums, min(scope.as_of, last)), figure_on(dens, min(scope.as_of, last)), (nums, dens))
    return Tally(
        lo=now.lo,
        hi=now.hi,
        truth=told,
        need=now.need,
        reached_on=restored,
        broken_on=broken,
        style="limit",
        because=() if told is Truth.TRUE else tuple(dict.fromkeys(code for _, one in asked for code in one.because)),
        rejected=now.rejected,
        applicable=bool(asked),
    )


def _day_by_day(test: Ratio, nums: Sifted, dens: Sifted, first: date, last: date) -> list[tuple[date, Rate]]:
    """The rate on each day that moves one of its figures; figures that come back are compared once."""
    (num, den), rate_of = (steps(row, first, last) for row in (nums, dens)), cache(partial(rate, test))
    upper = lower = None
    found: list[tuple[date, Rate]] = []
    for day in sorted(num | den):
        upper, lower = num.get(day, upper), den.get(day, lower)
        found.append((day, rate_of(upper, lower)))
    return found
