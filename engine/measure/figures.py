"""数字 figures: a reported number stands until the next one, for at most 400 days (semantics-rulings 77).

A row of reports is a step function of days.  A pending report makes the figure the hull of what is accepted and what is
claimed (76); a day without any figure is unknown, and unknown is never a breach.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from engine.exact import Amount, plain
from engine.measure.scope import Act, Evidence, Scope, Sifted, sift
from engine.nouns import Fact, Pred, Truth
from engine.predicates import all_of

STALE_DAYS = 400
_STALE = timedelta(STALE_DAYS)
_ONE_DAY = timedelta(1)


@dataclass(slots=True)
class Range:
    """An exact interval; `high` None is unbounded."""

    low: Amount
    high: Amount | None


UNKNOWN = Range(0, None)


@dataclass(slots=True)
class Stretch:
    """Days first..last on which one figure stands; `value` None where no figure is known."""

    first: date
    last: date
    value: Range | None

    @property
    def days(self) -> int:
        """How many days the stretch has, its first and last included."""
        return (self.last - self.first).days + 1


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
    claimed: list[Amount | None] = []
    oldest = day - _STALE
    for place in range(upto - 1, -1, -1):
        fact = acts[place].fact
        if fact.day < oldest:
            return None
        number = None if fact.quantity is None else plain(fact.quantity)
        if not acts[place].sure:
            claimed.append(number)
            continue
        value = None if number is None else Range(number, number)
        for other in reversed(claimed):
            value = None if value is None else _hull(value, other)
        return value
    return None


def _hull(value: Range, number: Amount | None) -> Range:
    if number is None or value.high is None:
        return UNKNOWN
    return Range(min(value.low, number), max(value.high, number))


def stretches(rows: Sequence[Sequence[Act]], first: date, last: date) -> list[tuple[date, date]]:
    """The days first..last cut wherever a figure of any row changes or goes stale."""
    cuts = {act.fact.day for acts in rows for act in acts}
    cuts.update(day for acts in rows for day in _going_stale(acts))
    starts = sorted({first, *(day for day in cuts if first < day <= last)})
    ends = [start - _ONE_DAY for start in starts[1:]] + [last]
    return list(zip(starts, ends, strict=True)) if first <= last else []


def _going_stale(acts: Sequence[Act]) -> Iterator[date]:
    """The days on which no accepted figure stands any longer."""
    before: date | None = None
    for act in acts:
        if act.sure:
            if before is not None and act.fact.day - before > _STALE:
                yield before + _STALE + _ONE_DAY
            before = act.fact.day
    if before is not None:
        yield before + _STALE + _ONE_DAY


def steps(acts: Sequence[Act], first: date, last: date) -> list[Stretch]:
    """The step function over first..last."""
    spans = stretches([acts], first, last)
    figures = figures_on(acts, [start for start, _ in spans])
    return [Stretch(start, end, figure) for (start, end), figure in zip(spans, figures, strict=True)]


def figures_on(acts: Sequence[Act], days: Iterable[date]) -> Iterator[Range | None]:
    """The figure that stands on each of some days, which come in order."""
    upto = 0
    for day in days:
        while upto < len(acts) and acts[upto].fact.day <= day:
            upto += 1
        yield _standing(acts, upto, day)


def mean(acts: Sequence[Act], first: date, last: date) -> Range | None:
    """The exact mean over the days, unrounded; a single unknown day leaves it unknown (ruling 35)."""
    low: Amount = 0
    high: Amount = 0
    days = 0
    for stretch in steps(acts, first, last):
        if stretch.value is None or stretch.value.high is None:
            return None
        days += stretch.days
        low += stretch.value.low * stretch.days
        high += stretch.value.high * stretch.days
    return Range(plain(Fraction(low) / days), plain(Fraction(high) / days)) if days else None


def compare(value: Range | None, at_least: Fraction | None, at_most: Fraction | None) -> Truth:
    """Whether a figure keeps its limits under every reading, under none, or nobody knows."""
    if value is None:
        return Truth.UNKNOWN
    truths = []
    if at_least is not None:
        least = plain(at_least)
        truths.append(_side(value.low >= least, value.high is not None and value.high < least))
    if at_most is not None:
        most = plain(at_most)
        truths.append(_side(value.high is not None and value.high <= most, value.low > most))
    return truths[0] if len(truths) == 1 else all_of(truths)


def _side(holds: bool, fails: bool) -> Truth:
    return Truth.TRUE if holds else Truth.FALSE if fails else Truth.UNKNOWN


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
