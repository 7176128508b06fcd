"""折算 prorate: the quota of someone who joined inside the window, or was on leave (semantics-rulings 85-87, 99).

Hired 2026-05-18, 60 学时 a year, by months: the joining month counts, 60 x 8/12 = 40; without it 60 x 7/12 = 35;
by days 60 x 228/365 = 37.48, rounded up to a step of 0.5: 37.5.
On leave from 2026-03-15 to 2026-09-14, six whole months: 60 x 6/12 = 30.
"""

import math
from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction

from engine.dates import add_months
from engine.measure.scope import Leave, Scope
from engine.nouns import Aggregate, Prorate, Window

_ONE_DAY = timedelta(1)


def quota(test: Aggregate, scope: Scope, *, doubted: bool = False) -> Fraction:
    """What the bearer owes at least: less if he joined after the first day and the rule prorates, or was on leave.

    With `doubted`, leave that is not yet sure is taken off as well, all of it where nobody knows how long it was.
    """
    need = test.at_least or Fraction(0)
    if not scope.leaves and (scope.joined is None or not scope.prorated):
        return need
    how = test.prorate or Prorate(by="months")
    away = [leave for leave in scope.away if doubted or (leave.dated and leave.accepted(scope.known_at))]
    if not all(leave.dated for leave in away):
        return Fraction(0)
    share = _share(how, scope.window, scope) - _share_away(away, scope)
    return need if share == 1 else rounded(need * max(share, Fraction(0)), how)


def leave_doubts(scope: Scope) -> tuple[str, ...]:
    """Why the quota is not sure: leave without its days, or still to be accepted."""
    if not scope.leaves:
        return ()
    dated = [leave for leave in scope.away if leave.dated]
    unknown = len(dated) < len(scope.away)
    known = any(leave.accepted(scope.known_at) for leave in dated)
    pending = not all(leave.accepted(scope.known_at) for leave in dated)
    told = ((known, "NEED_REDUCED"), (unknown, "ATTRIBUTE_MISSING"), (pending, "EVIDENCE_PENDING"))
    return tuple(code for holds, code in told if holds)


def _share(how: Prorate, window: Window, scope: Scope) -> Fraction:
    """The part of the window that the bearer belonged to it, if the rule asks only for that part."""
    if not scope.prorated or scope.joined is None or scope.joined <= window.first:
        return Fraction(1)
    if how.by == "days":
        whole = (window.last - window.first).days + 1
        start = scope.joined if how.joining == "whole" else scope.joined + _ONE_DAY
        return Fraction((window.last - start).days + 1, whole)
    left = _months(window.last.year, window.last.month) - _months(scope.joined.year, scope.joined.month)
    return Fraction(left + (1 if how.joining == "whole" else 0), _length(window))


def _share_away(away: Sequence[Leave], scope: Scope) -> Fraction:
    """The whole months of leave inside the window, as a part of its whole months (ruling 99)."""
    start, after = max(scope.window.first, scope.joined or scope.window.first), scope.window.last + _ONE_DAY
    gone = sum(_whole_months(*stretch) for stretch in _stretches(away, start, after))
    return Fraction(gone, max(_whole_months(scope.window.first, after), 1))


def _stretches(away: Sequence[Leave], start: date, end: date) -> list[tuple[date, date]]:
    """The unbroken stretches of leave, each up to the day after it; the same days told twice are one stretch."""
    found: list[tuple[date, date]] = []
    told = [
        (leave.first, leave.last + _ONE_DAY) for leave in away if leave.first is not None and leave.last is not None
    ]
    for first, after in sorted((max(first, start), min(after, end)) for first, after in told):
        if found and first <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], after))
        elif first < after:
            found.append((first, after))
    return found


def _whole_months(first: date, after: date) -> int:
    """The whole months from a day to before another."""
    gone = _months(after.year, after.month) - _months(first.year, first.month)
    return gone if add_months(first, gone) <= after else gone - 1


def _length(window: Window) -> int:
    return _months(window.last.year, window.last.month) - _months(window.first.year, window.first.month) + 1


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
