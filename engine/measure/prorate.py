"""折算 prorate: the quota of someone who joined inside the window (semantics-rulings 85-87).

Hired 2026-05-18, 60 学时 a year, by months: the joining month counts, 60 x 8/12 = 40; without it 60 x 7/12 = 35;
by days 60 x 228/365 = 37.48, rounded up to a step of 0.5: 37.5.
"""

import math
from datetime import timedelta
from fractions import Fraction

from engine.measure.scope import Scope
from engine.nouns import Aggregate, Prorate, Window


def quota(test: Aggregate, scope: Scope) -> Fraction:
    """What the bearer owes at least, shortened only if the rule prorates and he joined after the first day."""
    need = test.at_least or Fraction(0)
    joined = scope.joined
    if not scope.prorated or joined is None or joined <= scope.window.first:
        return need
    how = test.prorate or Prorate(by="months")
    return rounded(need * _share(how, scope.window, scope), how)


def _share(how: Prorate, window: Window, scope: Scope) -> Fraction:
    assert scope.joined is not None
    if how.by == "days":
        whole = (window.last - window.first).days + 1
        start = scope.joined if how.joining == "whole" else scope.joined + timedelta(1)
        return Fraction((window.last - start).days + 1, whole)
    months = _months(window.last.year, window.last.month) - _months(window.first.year, window.first.month) + 1
    left = _months(window.last.year, window.last.month) - _months(scope.joined.year, scope.joined.month)
    return Fraction(left + (1 if how.joining == "whole" else 0), months)


def _months(year: int, month: int) -> int:
    return year * 12 + month


def rounded(amount: Fraction, how: Prorate) -> Fraction:
    """The amount as a multiple of `step`; `none` keeps it exact (ruling 86)."""
    steps = amount / how.step
    if how.round == "up":
        return math.ceil(steps) * how.step
    if how.round == "down":
        return math.floor(steps) * how.step
    if how.round == "half_up":
        return math.floor(steps + Fraction(1, 2)) * how.step
    return amount
