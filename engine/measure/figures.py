"""数字 figures: a reported number stands until the next one, for at most 400 days (semantics-rulings 77).

A row of reports is a step function of days.  A pending report makes the figure the hull of what is accepted and what is
claimed (76); a day without any figure is unknown, and unknown is never a breach.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise

from engine.exact import Amount, plain
from engine.measure.scope import Act, Evidence, Scope, Sifted, sift
from engine.nouns import Fact, Pred, Truth

STALE_DAYS = 400
_STALE = timedelta(STALE_DAYS)
_ONE_DAY = timedelta(1)
_TRUE, _FALSE, _UNSURE = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN  # a member of an enum takes long to look up


@dataclass(slots=True)
class Range:
    """An exact interval; `high` None is unbounded."""

    low: Amount
    high: Amount | None


UNKNOWN = Range(0, None)


@lru_cache(maxsize=4096)
def exact(number: Amount) -> Range:
    """The interval that is one number; those of small headcounts are made once."""
    return Range(number, number)


@dataclass(slots=True)
class Series:
    """The reports of one figure, by day; `turns` has the days on which it turns, with the last act of that day.

    A day on which no accepted figure stands any longer has none.
    """

    acts: Sequence[Act]
    turns: Mapping[date, Act | None]

    @classmethod
    def of(cls, acts: Sequence[Act]) -> "Series":
        """The series of acts that come by day, those of one day in the order of the log, as `reports` has them."""
        return cls(acts, {**dict.fromkeys(_going_stale(acts)), **{act.fact.day: act for act in acts}})

    @property
    def last(self) -> date | None:
        """The day of the last report."""
        return self.acts[-1].fact.day if self.acts else None


def reports(of: str, where: Pred | None, known: Evidence, scope: Scope) -> Sifted:
    """Every report of a figure on file: figures stand across windows, so none is outside (ruling 77)."""
    return sift(of, where, known, scope, _no_fence)


def _no_fence(_fact: Fact, _scope: Scope) -> str | None:
    return None


def closing_day(scope: Scope) -> date:
    """The day whose figure counts: the window's last, or the due day if the office wants it sooner."""
    last = scope.window.last
    return last if scope.due.hard is None else min(last, scope.due.hard)


def figure_on(acts: Sequence[Act], day: date) -> Range | None:
    """The figure that stands on a day: the last accepted one, widened by what was claimed after it.

    The acts come by day, those of one day in the order of the log, as `reports` has them.
    """
    return _standing(acts, bisect_right(acts, day, key=_day_of), day)


def _day_of(act: Act) -> date:
    return act.fact.day


def _standing(acts: Sequence[Act], upto: int, day: date) -> Range | None:
    """The figure on a day, of which the first `upto` acts have been reported."""
    oldest = day - _STALE
    if upto and acts[upto - 1].sure:
        fact = acts[upto - 1].fact
        if fact.day < oldest or fact.quantity is None:
            return None
        return exact(plain(fact.quantity))
    return _claimed(acts, upto, oldest)


def _claimed(acts: Sequence[Act], upto: int, oldest: date) -> Range | None:
    """The same where the last report is a claim: the last accepted one, widened by every claim after it."""
    claimed: list[Amount | None] = []
    while upto:
        upto -= 1
        fact = acts[upto].fact
        if fact.day < oldest:
            return None
        number = None if fact.quantity is None else plain(fact.quantity)
        if not acts[upto].sure:
            claimed.append(number)
            continue
        value = None if number is None else exact(number)
        for other in reversed(claimed):
            value = None if value is None else _hull(value, other)
        return value
    return None


def _hull(value: Range, number: Amount | None) -> Range:
    if number is None or value.high is None:
        return UNKNOWN
    return Range(min(value.low, number), max(value.high, number))


def turning_days(rows: Sequence[Series], first: date, last: date) -> list[date]:
    """The days of first..last on which a figure of any row changes or goes stale, and the first of them all."""
    if first > last:
        return []
    return [first, *sorted(day for day in set().union(*(row.turns for row in rows)) if first < day <= last)]


def _going_stale(acts: Sequence[Act]) -> Iterator[date]:
    """The days on which no accepted figure stands any longer."""
    sure = [act.fact.day for act in acts if act.sure]
    if sure and sure[-1] - sure[0] > _STALE:
        yield from (one + _STALE + _ONE_DAY for one, other in pairwise(sure) if other - one > _STALE)
    if sure:
        yield sure[-1] + _STALE + _ONE_DAY


def figures_on(row: Series, days: Sequence[date]) -> list[Range | None]:
    """The figure that stands on each of some days in order, which leave out none between on which it turns."""
    found: list[Range | None] = []
    value = figure_on(row.acts, days[0]) if days else None
    for day in days:
        if day in row.turns:
            act = row.turns[day]
            number = act.fact.quantity if act is not None and act.sure else None
            value = figure_on(row.acts, day) if number is None else exact(plain(number))
        found.append(value)
    return found


def steps(row: Series, first: date, last: date) -> list[tuple[date, Range | None]]:
    """The step function over first..last: the days on which it changes, each with what it is from then on."""
    days = turning_days([row], first, last)
    return list(zip(days, figures_on(row, days), strict=True))


def mean(acts: Sequence[Act], first: date, last: date) -> Range | None:
    """The exact mean over the days, unrounded; a single unknown day leaves it unknown (ruling 35)."""
    low: Amount = 0
    high: Amount = 0
    found = steps(Series.of(acts), first, last)
    ends = [*(day for day, _ in found[1:]), last + _ONE_DAY]
    for (start, value), end in zip(found, ends, strict=False):
        if value is None or value.high is None:
            return None
        low += value.low * (end - start).days
        high += value.high * (end - start).days
    days = (last - first).days + 1
    return Range(plain(Fraction(low) / days), plain(Fraction(high) / days)) if found else None


def compare(value: Range | None, at_least: Amount | None, at_most: Amount | None) -> Truth:
    """Whether a figure keeps its limits under every reading, under none, or nobody knows."""
    if value is None:
        return _UNSURE
    low, high = value.low, value.high
    if (at_least is not None and high is not None and high < at_least) or (at_most is not None and low > at_most):
        return _FALSE
    if (at_least is None or low >= at_least) and (at_most is None or (high is not None and high <= at_most)):
        return _TRUE
    return _UNSURE


def restored_on(found: Iterable[tuple[date, bool]], last: date) -> date | None:
    """The day from which a broken figure holds again, given the days it changes and whether it holds from there.

    Inside the window it must keep holding; a fall after `last` is a later window's business (ruling 78).
    """
    since: date | None = None
    for day, holds in found:
        if since is not None and day > last:
            break
        since = (since or day) if holds else None
    return since
