"""进展 standing: tally x due day x day asked about -> what the calendar says; the same for every kind of test.

    PENDING -> OPEN -> (CONTESTED) -> IN_GRACE -> BREACHED -> CURED | OVERTURNED       nothing done
               OPEN -> MET | MET_IN_GRACE                                             done in time

Decision 7: a missed duty never clears itself.  Decision 8: ignorance is never a breach and never a pass.
`standing_columns` says the same over numpy columns; a test proves the two equal.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from engine.nouns import Due, Standing, Tally, Truth, Window

_ONE_DAY = timedelta(1)
UNKNOWABLE = ("YEAR_MASKED", "CALENDAR_MISSING")
"""Why a due day cannot be told at all; an act before every reading of it still meets the duty (ruling 45)."""

SETTLED = (Standing.MET, Standing.MET_IN_GRACE, Standing.CURED, Standing.OVERTURNED, Standing.NOT_APPLICABLE)
"""Nothing but a correction moves these."""


@dataclass(frozen=True)
class Stand:
    """Where an obligation stands, since when, and the next day on which that can change by itself."""

    standing: Standing
    since: date | None = None
    next_look: date | None = None


def stand(tally: Tally, due: Due, window: Window, as_of: date) -> Stand:
    """The standing on `as_of`, and when to look again if no new fact comes (semantics-rulings 117, 118)."""
    standing, since = place(tally, due, window, as_of)
    return Stand(standing, since, next_look(standing, tally, due, window, as_of))


def place(tally: Tally, due: Due, window: Window, as_of: date) -> tuple[Standing, date | None]:
    """The standing and the day since which it holds."""
    if due.hard is None and due.because == "EVENT_MISSING":
        over = as_of > window.last
        return (Standing.UNKNOWN, window.last + _ONE_DAY) if over else (Standing.PENDING, None)
    if as_of < window.first:
        return Standing.PENDING, None
    if due.hard is None and due.because in UNKNOWABLE:
        return _unknowable(tally, due, window)
    if tally.broken_on is not None and tally.broken_on <= as_of:
        cured = tally.truth is Truth.TRUE
        return (Standing.CURED, tally.reached_on) if cured else (Standing.BREACHED, tally.broken_on)
    if tally.style == "reach" and tally.reached_on is not None:
        return _settled(tally, due, as_of)
    return _waiting(tally, due, window, as_of) or _over(tally, due, as_of)


def _unknowable(tally: Tally, due: Due, window: Window) -> tuple[Standing, date | None]:
    reached = tally.reached_on
    if tally.style == "reach" and reached is not None and reached <= due.safe:
        return Standing.MET, reached
    return Standing.UNKNOWN, window.first


def _settled(tally: Tally, due: Due, as_of: date) -> tuple[Standing, date | None]:
    """Done: in time, in grace, late, or in time but proved when the breach was already found (rulings 101-103)."""
    reached = tally.reached_on
    if due.hard is not None and due.grace_end is not None:
        if reached is not None and reached > due.grace_end:
            return Standing.CURED, reached
        if _proved_late(tally, due.grace_end) and as_of > due.grace_end:
            return Standing.OVERTURNED, tally.proved_on
    in_grace = reached is not None and due.hard is not None and reached > due.hard
    standing = Standing.MET_IN_GRACE if in_grace else Standing.MET
    return standing, reached or (None if due.hard is None else due.hard + _ONE_DAY)


def _waiting(tally: Tally, due: Due, window: Window, as_of: date) -> tuple[Standing, date | None] | None:
    """The standing while the calendar still leaves time, or None."""
    endless = due.hard is None and not due.provisional
    if as_of <= due.safe or endless:
        return Standing.OPEN, window.first
    if due.hard is None or as_of <= due.hard:
        return Standing.CONTESTED, due.safe + _ONE_DAY
    if tally.style == "limit" and as_of <= window.last and tally.truth is not Truth.FALSE and not _late(tally, due):
        return Standing.OPEN, window.first
    return None


def _late(tally: Tally, due: Due) -> bool:
    """Whether what had to be done was done, or proved, when the breach had been found: it never clears itself."""
    if due.grace_end is None:
        return False
    return (tally.reached_on is not None and tally.reached_on > due.grace_end) or _proved_late(tally, due.grace_end)


def _proved_late(tally: Tally, end: date) -> bool:
    """Whether what was done in time was proved, or handed in to be reviewed, when the breach had been found."""
    return tally.proved_on is not None and tally.proved_on > end + _ONE_DAY


def _over(tally: Tally, due: Due, as_of: date) -> tuple[Standing, date | None]:
    """The standing after the hard day of what is not settled before it."""
    assert due.hard is not None
    late = due.hard + _ONE_DAY
    if not tally.applicable:
        return Standing.NOT_APPLICABLE, late
    if tally.style != "reach" and tally.truth is Truth.TRUE:
        return _settled(tally, due, as_of)
    if due.grace_end is None or as_of <= due.grace_end:
        return Standing.IN_GRACE, late
    if tally.truth is Truth.UNKNOWN and may_be_in_time(tally, due) and not _proved_late(tally, due.grace_end):
        return Standing.UNKNOWN, due.grace_end + _ONE_DAY
    return Standing.BREACHED, due.grace_end + _ONE_DAY


def may_be_in_time(tally: Tally, due: Due) -> bool:
    """Whether all that waits, once accepted, would have been done by the end of grace."""
    return tally.possible_on is None or due.grace_end is None or tally.possible_on <= due.grace_end


def next_look(standing: Standing, tally: Tally, due: Due, window: Window, as_of: date) -> date | None:
    """The next day on which the standing can change with no new fact; None for never."""
    limit = tally.style == "limit" and standing is not Standing.NOT_APPLICABLE
    if standing in SETTLED and not limit:  # a limit may still be overstepped by an act dated ahead
        return None
    days = [tally.next_change, tally.broken_on, _calendar_change(standing, due, window, as_of)]
    return min((day for day in days if day is not None and day > as_of), default=None)


def _calendar_change(standing: Standing, due: Due, window: Window, as_of: date) -> date | None:
    if standing is Standing.PENDING:
        return window.first if as_of < window.first else window.last + _ONE_DAY
    if standing is Standing.OPEN:
        return _open_until(due, window, as_of)
    if standing is Standing.CONTESTED:
        return _new_year(as_of) if due.hard is None else due.hard + _ONE_DAY
    if standing is Standing.IN_GRACE:
        return _new_year(as_of) if due.grace_end is None else due.grace_end + _ONE_DAY
    return None


def _open_until(due: Due, window: Window, as_of: date) -> date | None:
    if due.hard is None and not due.provisional:
        return None
    return (due.safe if as_of <= due.safe else window.last) + _ONE_DAY


def _new_year(as_of: date) -> date:
    """The day by which a calendar that is still to come will have been published (ruling 39)."""
    return date(as_of.year + 1, 1, 1)
