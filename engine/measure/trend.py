"""趋势 trend: the figure of this window against that of the one before, or against a baseline; `up` is strict.

PASS  down, versus previous_window: 12 cases last year, 9 this year    -> 9 of at most 12
FAIL  down: 12 last year, 12 this year                                 -> TREND_MISSED (down is strict)
n/a   there is no window before this one                               -> not applicable (ruling 82)
?     the window before has no figure                                  -> unknown, FIGURE_MISSING
"""

from dataclasses import replace

from engine.exact import exactly
from engine.measure.figures import UNKNOWN, Range, closing_day, figure_on, mean, reports
from engine.measure.ratio import added
from engine.measure.scope import Evidence, Scope, Sifted, sift, within_window
from engine.nouns import Tally, Trend, Truth
from engine.predicates import truth


def trend(test: Trend, known: Evidence, scope: Scope) -> Tally:
    """Compare at the window's end; figures are taken as for a ratio (ruling 84)."""
    sifted = reports(test.of, None, known, scope)
    here = _figure(test, known, sifted, scope)
    before = _before(test, known, sifted, scope)
    told = Truth.UNKNOWN if here is None or before is None else _compare(test, here, before)
    shown = here or UNKNOWN
    return Tally(
        lo=exactly(shown.low),
        hi=None if shown.high is None else exactly(shown.high),
        truth=told,
        need=None if before is None else exactly(before.low),
        style="at_end",
        because=() if told is Truth.TRUE else _because(told, here, before, sifted),
        rejected=sifted.rejected,
        applicable=test.versus == "baseline" or scope.previous is not None,
    )


def _before(test: Trend, known: Evidence, sifted: Sifted, scope: Scope) -> Range | None:
    if test.versus == "baseline":
        return None if test.baseline is None else Range(test.baseline, test.baseline)
    if scope.previous is None:
        return None
    due = replace(scope.due, hard=None, grace_end=None)
    return _figure(test, known, sifted, replace(scope, window=scope.previous, due=due, cure_until=scope.previous.last))


def _figure(test: Trend, known: Evidence, sifted: Sifted, scope: Scope) -> Range | None:
    """The sum over a window, or its standing figure; a window without any report has none."""
    if scope.level is None:
        inside = sift(test.of, None, known, scope, within_window)
        return added(inside, scope) if inside.every else None
    if scope.level == "window_mean":
        return mean(sifted, scope.window.first, scope.window.last)
    return figure_on(sifted, closing_day(scope))


def _compare(test: Trend, here: Range, before: Range) -> Truth:
    """Up and down are strict (ruling 83); both intervals must agree."""
    if test.direction == "down":
        holds = here.high is not None and here.high < before.low
        fails = before.high is not None and here.low >= before.high
    elif test.direction == "up":
        holds = before.high is not None and here.low > before.high
        fails = here.high is not None and here.high <= before.low
    else:
        holds = before.high is not None and here.low >= before.high
        fails = here.high is not None and here.high < before.low
    return truth(holds) if holds or fails else Truth.UNKNOWN


def _because(told: Truth, here: Range | None, before: Range | None, sifted: Sifted) -> tuple[str, ...]:
    if told is Truth.FALSE:
        return ("TREND_MISSED",)
    return ("FIGURE_MISSING" if here is None or before is None else "FIGURE_IN_DOUBT", *sifted.doubts)
