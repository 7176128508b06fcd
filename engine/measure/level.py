"""水平 level: a standing figure such as a headcount, at the window's end, as a mean, or on every single day.

PASS  at_least 5, window_end; 4 in January, 6 from November   -> 6 at the end
FAIL  at_least 5, continuous; 6, then 4 from 03-10             -> broken on 03-10, LEVEL_MISSED
CURED at_least 5, continuous; 6, 4 from 03-10, 5 from 03-20    -> broken on 03-10, restored on 03-20; never MET
?     at_least 5, nothing reported for 400 days                -> unknown, FIGURE_MISSING
"""

from datetime import date, timedelta
from fractions import Fraction

from engine.exact import Amount, exactly, plain
from engine.measure.figures import (
    UNKNOWN,
    Range,
    closing_day,
    compare,
    figure_on,
    last_report,
    mean,
    reports,
    restored_on,
    steps,
)
from engine.measure.scope import Evidence, Scope, Sifted
from engine.nouns import Level, Tally, Truth


def level(test: Level, known: Evidence, scope: Scope) -> Tally:
    """Read the figure as the rule's window says; without a word on it, at the window's end."""
    sifted = reports(test.of, test.where, known, scope)
    if scope.level == "continuous":
        return _continuous(test, sifted, scope)
    if scope.level == "window_mean":
        first, last = span(scope)
        return _tally(test, mean(sifted, first, last), sifted)
    return _tally(test, figure_on(sifted, closing_day(scope)), sifted)


def span(scope: Scope) -> tuple[date, date]:
    """The days that are judged: those of the window, less those outside membership (ruling 81)."""
    first = max(scope.window.first, scope.joined or scope.window.first)
    last = scope.window.last if scope.left is None else min(scope.window.last, scope.left - timedelta(1))
    return first, last


def _tally(test: Level, value: Range | None, sifted: Sifted) -> Tally:
    told = compare(value, test.at_least, test.at_most)
    shown = value or UNKNOWN
    return Tally(
        lo=exactly(shown.low),
        hi=None if shown.high is None else exactly(shown.high),
        truth=told,
        need=test.at_least if test.at_least is not None else test.at_most,
        style="at_end",
        because=because(told, sifted.doubts, missing=value is None),
        rejected=sifted.rejected,
    )


def because(told: Truth, doubts: tuple[str, ...], *, missing: bool) -> tuple[str, ...]:
    """Why a figure does not hold."""
    if told is Truth.TRUE:
        return ()
    first = "LEVEL_MISSED" if told is Truth.FALSE else "FIGURE_MISSING" if missing else "FIGURE_IN_DOUBT"
    return (first, *doubts)


def _continuous(test: Level, sifted: Sifted, scope: Scope) -> Tally:
    """One day below breaks it for good; the day it is restored, inside or after the window, cures (78)."""
    first, last = span(scope)
    least, most = _limit(test.at_least), _limit(test.at_most)
    inside = [(day, value, compare(value, least, most)) for day, value in sorted(steps(sifted, first, last).items())]
    lost, open_ = Truth.FALSE, Truth.UNKNOWN
    broken = next((day for day, _, told in inside if told is lost), None)
    unknown = any(told is open_ for _, _, told in inside)
    restored = None
    if broken is not None:
        later = steps(sifted, last + timedelta(1), last_report(sifted) or last)
        after = ((day, value, compare(value, least, most)) for day, value in sorted(later.items()))
        found = ((day, told is Truth.TRUE) for day, _, told in (*inside, *after) if day >= broken)
        restored = restored_on(found, last)
    told = Truth.TRUE if restored else Truth.FALSE if broken else Truth.UNKNOWN if unknown else Truth.TRUE
    now = figure_on(sifted, min(scope.as_of, last)) or UNKNOWN
    return Tally(
        lo=exactly(now.low),
        hi=None if now.high is None else exactly(now.high),
        truth=told,
        need=test.at_least if test.at_least is not None else test.at_most,
        reached_on=restored,
        broken_on=broken,
        style="limit",
        because=because(told, sifted.doubts, missing=any(value is None for _, value, _ in inside)),
        rejected=sifted.rejected,
        applicable=bool(inside),
    )


def _limit(limit: Fraction | None) -> Amount | None:
    return None if limit is None else plain(limit)
