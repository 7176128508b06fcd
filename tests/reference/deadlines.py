"""The last days of a duty (semantics 4, rulings 13-26, 39-43): safe, hard and the end of grace."""

from dataclasses import dataclass, replace
from datetime import date

from engine.nouns import DueTerm, Duration, MonthDay, PDate, Window
from tests.reference.civil import ONE, Notices, Reached, days_in, shift, worse
from tests.reference.windows import plain


@dataclass(frozen=True)
class Days:
    """`safe` under every reading, `hard` under some, `grace_end`; a None cannot be said yet, and `doubt` says why."""

    safe: date
    hard: date | None
    grace_end: date | None
    doubt: str | None = None

    @property
    def closed_on(self) -> date | None:
        """The last day on which it is still open (ruling 66)."""
        return self.grace_end


def last_days(
    term: DueTerm,
    window: Window,
    notices: Notices,
    event: date | None = None,
    off: frozenset[date] = frozenset(),
    by: PDate | None = None,
) -> Days:
    """The due days of a window; `by` stands in for a masked date in one of its readings."""
    named = reached(term if by is None else replace(term, by=by), window, notices, event, off)
    rolled = roll(term, named, notices)
    doubt = worse(named.doubt, rolled.doubt)
    bare = bounded(term, named.day, rolled.day)
    if doubt is not None:
        return Days(bare.safe, None, None, doubt)
    return with_grace(term.grace, bare, notices)


def reached(term: DueTerm, window: Window, notices: Notices, event: date | None, off: frozenset[date]) -> Reached:
    """The named day, before roll and boundary."""
    if term.within is not None or term.before is not None:
        origin = {"window.start": window.first, "window.end": window.last, None: window.last}.get(term.of, event)
        forward = term.within is not None
        return shift(notices, origin, term.within or term.before, 1 if forward else -1, off if forward else frozenset())
    if term.by in ("end", None):
        return Reached(window.last)
    if isinstance(term.by, MonthDay):
        return Reached(first_on_or_after(term.by, window.first))
    return Reached(plain(term.by))


def first_on_or_after(named: MonthDay, first: date) -> date:
    """The first such day on or after the window's first (ruling 23); 02-29 is the last day of February (22)."""
    day = first
    while (day.month, day.day) != (named.month, min(named.day, days_in(day.year, named.month))):
        day += ONE
    return day


def roll(term: DueTerm, named: Reached, notices: Notices) -> Reached:
    """Moved off a day that is not worked (3d, ruling 19): onward, or back for days that are counted back."""
    ways = {"none": 0, "next": 1, "previous": -1, "by_direction": -1 if term.before is not None else 1}
    way, day, doubt = ways[term.roll], named.day, None
    if way:
        doubt = notices.doubt(day)  # ruling 41: only `roll: none` is sure of an unpublished year
        while not notices.works(day, way):
            day += way * ONE
            doubt = worse(doubt, notices.doubt(day))
    return Reached(day, doubt)


def bounded(term: DueTerm, named: date, rolled: date) -> Days:
    """Whether the named day itself counts (rulings 14, 16, 17); safe never lies after hard (semantics 4)."""
    counted = term.within is not None or term.before is not None
    if term.boundary == "exclusive" and not counted:
        return Days(rolled - ONE, rolled - ONE, None)
    if term.boundary == "unspecified" and not counted and term.by not in ("end", None):
        return Days(min(named - ONE, rolled), rolled, None)
    return Days(rolled, rolled, None)


def with_grace(grace: Duration | None, bare: Days, notices: Notices) -> Days:
    """Grace runs from the hard day (d28); over an unpublished year it has no end yet (ruling 43)."""
    if grace is None:
        return replace(bare, grace_end=bare.hard)
    end = shift(notices, bare.hard, grace)
    return replace(bare, grace_end=None if end.doubt else end.day, doubt=end.doubt)
