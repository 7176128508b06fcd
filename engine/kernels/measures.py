"""量度（列式） measures: what `engine.measure` says of one, for the rows of a sheet; a function for each kind of test.

Each of them turns running totals or latest figures into the columns of a tally.  What may be brought over, prorated or
spread over parts of a window is not here: such rules are judged plainly.
"""

from dataclasses import replace

import numpy as np

from engine.judging.standing_columns import NEVER, UNSET, Codes
from engine.kernels.bits import Days, Ints, either
from engine.kernels.constants import constant
from engine.kernels.found import TRUE, UNKNOWN, Found, plain, shown, truths
from engine.kernels.ratio import rate
from engine.kernels.sheet import Sheet
from engine.kernels.totals import latest, totals
from engine.kernels.witness import Asked
from engine.nouns import Aggregate, Count, Deliver, Forbid, Level, Ratio, Rule, Sum, Test


def measured(rule: Rule, sheet: Sheet, asked: Asked) -> Found:
    """The tally of every row."""
    match rule.test:
        case Deliver():
            return _delivered(sheet, asked)
        case Count() | Sum():
            return _added_up(rule.test, sheet, asked)
        case Forbid():
            return _forbidden(sheet, asked)
        case Level():
            return _level(rule.test, sheet, asked)
        case Ratio():
            return rate(rule, rule.test, sheet, asked)
    raise ValueError(f"no kernel for {rule.test}")


def done_alone(test: Test | None) -> Test | None:
    """What a test wants done, less what it forbids, as late proof is asked about (ruling 65); None if it is nothing."""
    if isinstance(test, Aggregate) and test.at_most is not None:
        return None if test.at_least is None else replace(test, at_most=None)
    return None if isinstance(test, Forbid) else test


def _delivered(sheet: Sheet, asked: Asked) -> Found:
    """Whether it was handed in, or to how many of those it is owed to."""
    need = sheet.limits.need
    found = _reached(sheet, asked)
    none = constant(need.dtype.type(0), len(need))
    over, over_at_most = (np.minimum(over, none) for over in (found.over, found.over_at_most))
    return replace(found, over=over, over_at_most=over_at_most)


def _reached(sheet: Sheet, asked: Asked) -> Found:
    """Running totals against the need of each row; with nothing pending the upper end is the lower one."""
    rows, need = sheet.rows, sheet.limits.need
    found = totals(sheet, sheet.facts[0], asked, need)
    over, reached = found.low.over, found.low.reached
    over_at_most = over if found.certain else np.maximum(over, found.high.over)
    possible = found.high.reached
    truth = truths(reached != UNSET, possible != UNSET)
    never, applicable = constant(NEVER, rows), constant(True, rows)
    return Found(over, over_at_most, need, truth, "reach", reached, possible, never, applicable)


def _added_up(test: Aggregate, sheet: Sheet, asked: Asked) -> Found:
    """A count or a sum: at least so much, at most so much, or both."""
    found = _reached(sheet, asked)
    if test.at_most is None:
        return found
    assert sheet.limits.most is not None
    most = sheet.limits.most
    broken = _exceeded(sheet, asked, most)
    within = _within(found.high, most, broken)
    if test.at_least is not None:
        return replace(found, truth=np.minimum(found.truth, within), style="limit", broken=broken)
    return replace(plain(found.low, found.high, most, within, "limit"), broken=broken)


def _exceeded(sheet: Sheet, asked: Asked, most: Ints) -> Days:
    """The day on which it became known that there is more than allowed: the facts again, as they became known."""
    return totals(sheet, sheet.facts[1], asked, most + 1).low.broken


def _within(high: Ints, most: Ints, broken: Days) -> Codes:
    """Whether no more was found than is allowed."""
    kept = broken == NEVER
    return truths(kept & (high <= most), kept)


def _forbidden(sheet: Sheet, asked: Asked) -> Found:
    """Findings of what must not happen, as they became known."""
    assert sheet.limits.most is not None
    most = sheet.limits.most
    found = totals(sheet, sheet.facts[0], asked, most + 1)
    low, high, broken = (found.low.over + most + 1, found.high.over + most + 1, found.low.broken)
    return replace(plain(low, high, most, _within(high, most, broken), "limit"), broken=broken)


def _level(test: Level, sheet: Sheet, asked: Asked) -> Found:
    """A standing figure on the closing day."""
    figure = latest(sheet, sheet.facts[0], asked)
    need, most = sheet.limits.need, sheet.limits.most
    told = constant(TRUE, sheet.rows)
    if test.at_least is not None:
        told = truths(figure.low >= need, figure.high >= need)
    if test.at_most is not None:
        assert most is not None
        told = np.minimum(told, truths(figure.high <= most, figure.low <= most))
    told = either(figure.told, told, UNKNOWN)
    asked_for = most if test.at_least is None and most is not None else need
    return plain(*shown(figure), asked_for, told, "at_end")
