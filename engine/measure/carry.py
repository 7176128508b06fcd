"""结转 carry: what was done beyond the need of earlier windows counts for this one (semantics-rulings 97, 98).

PASS  at_least 60, carry max 20; 85 in 2025, 40 in 2026    -> 2026: 20 brought over, 60 in all
FAIL  at_least 60, carry max 20; 85 in 2025, 39 in 2026    -> 2026: 59, SUM_SHORT
FAIL  at_least 60; 100 in 2025, 40 in 2026, 40 in 2027     -> 2027: nothing; what was brought over makes no surplus

Only own acts make a surplus, over that window's own need.  It is good for every window that opens before it lapses: for
the next one alone unless `expires_after` says more.  A window whose own acts fall short uses up what it needs of it,
with `use_first: carried` also what it does not need; the oldest goes first.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction

from engine.dates import add, parse_duration
from engine.measure.scope import Evidence, Scope, evidence
from engine.nouns import Aggregate, Carry, Tally, Window
from engine.workdays import WorkCalendar

NONE = Fraction(0)


@dataclass(frozen=True)
class Brought:
    """What is brought over for sure, and at most; a `high` of None is without bound."""

    low: Fraction = NONE
    high: Fraction | None = NONE


@dataclass(frozen=True)
class Lot:
    """One window's surplus (None without bound) and the last day on which a window may open with it."""

    until: date
    amount: Fraction | None


@dataclass(frozen=True)
class Past:
    """An earlier window with what was done in it and what it needed."""

    window: Window
    own: Fraction | None
    need: Fraction


def brought_over(test: Aggregate, scope: Scope, measure: Callable[[Evidence, Scope], Tally]) -> Brought:
    """What earlier windows leave to this one; `measure` tallies one of them by itself."""
    if test.carry is None or test.at_least is None:
        return Brought()
    low: list[Past] = []
    high: list[Past] = []
    for one in sorted(scope.earlier, key=lambda one: one.window):
        due, joined = one.due, one.joined
        past = replace(scope, window=one.window, due=due, joined=joined, left=None, begins=None, earlier=())
        tally = measure(evidence(one.facts, scope.as_of, scope.known_at), past)
        need = NONE if one.waived else tally.need or NONE
        low.append(Past(one.window, tally.lo, need))
        high.append(Past(one.window, tally.hi, need))
    sure = balance(test.carry, low, scope.window, scope.calendar)
    return Brought(sure or NONE, balance(test.carry, high, scope.window, scope.calendar))


def balance(carry: Carry, row: Sequence[Past], window: Window, calendar: WorkCalendar) -> Fraction | None:
    """What is left, when `window` opens, of the surplus of the windows before it."""
    lots: list[Lot] = []
    for past in row:
        lots = [lot for lot in lots if lot.until >= past.window.first]
        short = NONE if past.own is None else max(past.need - past.own, NONE)
        lots = _less(lots, _at_most(past.need if carry.use_first == "carried" else short, carry.max) or NONE)
        over = None if past.own is None else max(past.own - past.need, NONE)
        lots.append(Lot(_until(carry, past.window, calendar), _at_most(over, carry.max)))
    return _at_most(_total([lot for lot in lots if lot.until >= window.first]), carry.max)


def _until(carry: Carry, window: Window, calendar: WorkCalendar) -> date:
    """Without a word on it, the next window is the last that opens with the surplus."""
    if carry.expires_after is None:
        return window.last + timedelta(1)
    return add(window.last, parse_duration(carry.expires_after), calendar)


def _less(lots: Sequence[Lot], used: Fraction) -> list[Lot]:
    """The lots after so much was used, the oldest first."""
    left = []
    for lot in lots:
        taken = used if lot.amount is None else min(used, lot.amount)
        used -= taken
        left.append(lot if lot.amount is None else replace(lot, amount=lot.amount - taken))
    return left


def _total(lots: Sequence[Lot]) -> Fraction | None:
    amounts = [lot.amount for lot in lots if lot.amount is not None]
    return sum(amounts, NONE) if len(amounts) == len(lots) else None


def _at_most(amount: Fraction | None, limit: Fraction | None) -> Fraction | None:
    if limit is None or amount is None:
        return limit if amount is None else amount
    return min(amount, limit)
