"""数字 figures: a reported number stands until the next one, for at most 400 days (semantics-rulings 77).

A row of reports is a step function of days.  A pending report makes the figure the hull of what is accepted and what is
claimed (76); a day without any figure is unknown, and unknown is never a breach.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from engine.exact import Amount, plain
from engine.measure.scope import Evidence, Scope, Sifted, by_day, sift
from engine.nouns import Fact, Pred, Truth

STALE_DAYS = 400
_STALE = timedelta(STALE_DAYS)
_ONE_DAY = timedelta(1)
_TRUE, _FALSE, _UNSURE = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN  # a member of an enum takes long to look up


class Range(NamedTuple):
    """An exact interval; `high` None is unbounded."""

    low: Amount
    high: Amount | None


UNKNOWN = Range(0, None)


@lru_cache(maxsize=4096)
def exact(number: Amount) -> Range:
    """The interval that is one number; those of small headcounts are made once."""
    return Range(number, number)


def reports(of: str, where: Pred | None, known: Evidence, scope: Scope) -> Sifted:
    """Every report of a figure on file: figures stand across windows, so none is outside (ruling 77)."""
    return sift(of, where, known, scope, fence=None)


def closing_day(scope: Scope) -> date:
    """The day whose figure counts: the window's last, or the due day if the office wants it sooner."""
    last = scope.window.last
    return last if scope.due.hard is None else min(last, scope.due.hard)


def figure_on(sifted: Sifted, day: date) -> Range | None:
    """The figure that stands on a day: the last accepted one, widened by what was claimed after it."""
    accepted, claimed = sifted.sure, sifted.maybe
    upto = bisect_right(accepted, day, key=_day_of)
    if not upto or accepted[upto - 1].day < day - _STALE:
        return None
    last = accepted[upto - 1]
    value = _told(last)
    if claimed:
        since, until = bisect_right(claimed, by_day(last), key=by_day), bisect_right(claimed, day, key=_day_of)
        for claim in claimed[since:until]:
            value = None if value is None else _hull(value, claim.quantity)
    return value


def _day_of(fact: Fact) -> date:
    return fact.day


def _told(fact: Fact) -> Range | None:
    """What a report says by itself."""
    return None if fact.quantity is None else exact(plain(fact.quantity))


def _hull(value: Range, number: Fraction | None) -> Range:
    if number is None or value.high is None:
        return UNKNOWN
    return Range(min(value.low, plain(number)), max(value.high, plain(number)))


def steps(sifted: Sifted, first: date, last: date) -> dict[date, Range | None]:
    """The step function over first..last: the first day and every other on which it turns, and what it is from then on.

    An accepted report alone says what the figure is from its day on, if nobody claimed another on that day.
    """
    if first > last:
        return {}
    since, until = (bisect_right(sifted.sure, day, key=_day_of) for day in (first, last))
    told = {fact.day: fact for fact in sifted.sure[since:until]}
    found = {first: figure_on(sifted, first), **{day: _told(fact) for day, fact in told.items()}}
    others = (*_going_stale(sifted.sure), *map(_day_of, sifted.maybe))
    return found | {day: figure_on(sifted, day) for day in others if first < day <= last}


def _going_stale(accepted: Sequence[Fact]) -> Iterator[date]:
    """The days on which no accepted figure stands any longer."""
    if not accepted:
        return
    if accepted[-1].day - accepted[0].day > _STALE:
        yield from (one.day + _STALE + _ONE_DAY for one, other in pairwise(accepted) if other.day - one.day > _STALE)
    yield accepted[-1].day + _STALE + _ONE_DAY


def last_report(*rows: Sifted) -> date | None:
    """The day of the last report of any of these figures."""
    return max((facts[-1].day for row in rows for facts in (row.sure, row.maybe) if facts), default=None)


def mean(sifted: Sifted, first: date, last: date) -> Range | None:
    """The exact mean over the days, unrounded; a single unknown day leaves it unknown (ruling 35)."""
    low: Amount = 0
    high: Amount = 0
    found = sorted(steps(sifted, first, last).items())
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
