"""数字 figures: a reported number stands until the next one, for at most 400 days (semantics-rulings 77).

A row of reports is a step function of days.  A pending report makes the figure the hull of what is accepted and what is
claimed (76); a day without any figure is unknown, and unknown is never a breach.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from engine.measure.scope import Act, Evidence, Scope, Sifted, log_order, sift
from engine.nouns import Fact, Pred, Truth
from engine.predicates import all_of, truth

STALE_DAYS = 400


@dataclass(frozen=True)
class Range:
    """An exact interval; `high` None is unbounded."""

    low: Fraction
    high: Fraction | None


UNKNOWN = Range(Fraction(0), None)


@dataclass(frozen=True)
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
    """The figure that stands on a day: the last accepted one, widened by what was claimed after it."""
    value: Range | None = None
    for act in sorted(acts, key=lambda a: (a.day, *log_order(a.fact))):
        if act.day > day or (day - act.day).days > STALE_DAYS:
            continue
        number = act.fact.quantity
        if act.sure:
            value = None if number is None else Range(number, number)
        elif value is not None:
            value = _hull(value, number)
    return value


def _hull(value: Range, number: Fraction | None) -> Range:
    if number is None or value.high is None:
        return Range(Fraction(0), None)
    return Range(min(value.low, number), max(value.high, number))


def stretches(rows: Sequence[Sequence[Act]], first: date, last: date) -> list[tuple[date, date]]:
    """The days first..last cut wherever a figure of any row changes or goes stale."""
    stale = timedelta(STALE_DAYS + 1)
    cuts = {day for acts in rows for act in acts for day in (act.day, act.day + stale)}
    starts = sorted({first, *(day for day in cuts if first < day <= last)})
    ends = [start - timedelta(1) for start in starts[1:]] + [last]
    return list(zip(starts, ends, strict=True)) if first <= last else []


def steps(acts: Sequence[Act], first: date, last: date) -> list[Stretch]:
    """The step function over first..last."""
    return [Stretch(start, end, figure_on(acts, start)) for start, end in stretches([acts], first, last)]


def mean(acts: Sequence[Act], first: date, last: date) -> Range | None:
    """The exact mean over the days, unrounded; a single unknown day leaves it unknown (ruling 35)."""
    low = high = Fraction(0)
    days = 0
    for stretch in steps(acts, first, last):
        if stretch.value is None or stretch.value.high is None:
            return None
        days += stretch.days
        low += stretch.value.low * stretch.days
        high += stretch.value.high * stretch.days
    return Range(low / days, high / days) if days else None


def compare(value: Range | None, at_least: Fraction | None, at_most: Fraction | None) -> Truth:
    """Whether a figure keeps its limits under every reading, under none, or nobody knows."""
    if value is None:
        return Truth.UNKNOWN
    truths = []
    if at_least is not None:
        open_top = value.high is None or value.high >= at_least
        truths.append(truth(value.low >= at_least) if value.low >= at_least or not open_top else Truth.UNKNOWN)
    if at_most is not None:
        kept = value.high is not None and value.high <= at_most
        truths.append(truth(kept) if kept or value.low > at_most else Truth.UNKNOWN)
    return all_of(truths)


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
