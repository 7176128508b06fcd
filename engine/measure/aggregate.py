"""What 次数 count and 累计 sum share: running totals, quotas, parts of the window, caps and proration.

Everything is computed twice, once over what is sure and once over all that may yet be accepted; the two totals are the
ends of the interval, and their two days are `reached_on` and `possible_on`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from engine.measure.carry import Brought
from engine.measure.prorate import leave_doubts, quota
from engine.measure.scope import Scope, Sifted
from engine.nouns import Aggregate, Cap, Fact, Part, Spread, Tally, Truth, Window
from engine.predicates import all_of, matches


@dataclass(frozen=True)
class Item:
    """One amount on one day; an `amount` of None is of unknown size."""

    day: date
    known: date
    amount: Fraction | None
    fact: Fact


@dataclass(frozen=True)
class Quota:
    """So much within a stretch of days: the whole window, or a half, quarter or month of it."""

    name: str
    span: Window
    need: Fraction
    own_end: bool = False


@dataclass(frozen=True)
class Side:
    """One end of the interval: what each quota has, the day the last of them was filled, and what own acts come to."""

    have: Mapping[str, Fraction | None]
    reached_on: date | None
    own: Fraction | None


def add_up(
    test: Aggregate,
    sure: Sequence[Item],
    every: Sequence[Item],
    sifted: Sifted,
    scope: Scope,
    *,
    short: str,
    brought: Brought,
) -> Tally:
    """Tally the two ends of the interval against quota, parts and limit; what is brought over is no part's."""
    quotas = _quotas(test, scope)
    low = _fill(quotas, _capped(test.cap, sure, doubt_caps=True), brought.low)
    high = _fill(_quotas(test, scope, doubted=True), _capped(test.cap, every, doubt_caps=False), brought.high)
    floor, ceiling = low.have[""] or Fraction(0), high.have[""]
    ceiling = None if ceiling is None else max(floor, ceiling)
    overrun = _exceeded_on(test, sure)
    truth = all_of([_at_least(low, high), _at_most(test, high.own, overrun)])
    doubts = tuple(dict.fromkeys((*sifted.doubts, *leave_doubts(scope))))
    return Tally(
        lo=floor,
        hi=ceiling,
        truth=truth,
        need=quotas[0].need if test.at_least is not None else test.at_most,
        reached_on=low.reached_on if test.at_least is not None or test.spread else None,
        possible_on=high.reached_on,
        broken_on=min(filter(None, [overrun, _part_missed_on(quotas, high, scope)]), default=None),
        style="reach" if test.at_most is None else "limit",
        because=_because(quotas, low, doubts, short, exceeded=overrun is not None) if truth is not Truth.TRUE else (),
        parts=(*_parts(quotas, low, high), *_brought_part(brought)),
        rejected=sifted.rejected,
    )


def _quotas(test: Aggregate, scope: Scope, *, doubted: bool = False) -> list[Quota]:
    """The whole quota first, then one for every calendar part of the window (rulings 36, 87)."""
    whole = Quota("", scope.window, quota(test, scope, doubted=doubted))
    return [whole, *(part for spread in test.spread for part in _spread_parts(spread, scope.window))]


def _spread_parts(spread: Spread, window: Window) -> list[Quota]:
    months = {"half": 6, "quarter": 3, "month": 1}[spread.each]
    parts = []
    start = date(window.first.year, (window.first.month - 1) // months * months + 1, 1)
    while start <= window.last:
        rolled = start.month - 1 + months
        after = date(start.year + rolled // 12, rolled % 12 + 1, 1)
        span = Window(max(start, window.first), min(after - timedelta(1), window.last), _label(start, months))
        parts.append(Quota(span.label, span, spread.at_least, spread.judged == "own_end"))
        start = after
    return parts


def _label(start: date, months: int) -> str:
    ordinal = (start.month - 1) // months + 1
    return {6: f"{start.year}H{ordinal}", 3: f"{start.year}Q{ordinal}", 1: f"{start:%Y-%m}"}[months]


def _capped(caps: Sequence[Cap], items: Sequence[Item], *, doubt_caps: bool) -> list[Item]:
    """Cut each amount to what its cap still allows; an item belongs to the first cap it matches (ruling 62)."""
    left = {index: cap.max for index, cap in enumerate(caps)}
    counted = []
    for item in sorted(items, key=lambda i: (i.day, i.known, i.fact.id)):
        mine = (i for i, cap in enumerate(caps) if _under(cap, item, doubt_caps=doubt_caps))
        index = next(mine, None)
        if index is None:
            counted.append(item)
            continue
        allowed = left[index] if item.amount is None else min(item.amount, left[index])
        left[index] -= allowed
        counted.append(Item(item.day, item.known, allowed, item.fact))
    return counted


def _under(cap: Cap, item: Item, *, doubt_caps: bool) -> bool:
    told = matches(cap.where, item.fact.attrs)
    return told is Truth.TRUE or (doubt_caps and told is Truth.UNKNOWN)


def _fill(quotas: Sequence[Quota], items: Sequence[Item], brought: Fraction | None) -> Side:
    """Run through the items day by day until every quota is full; an amount of unknown size fills any."""
    have: dict[str, Fraction | None] = {part.name: Fraction(0) for part in quotas}
    have[""] = brought
    own: Fraction | None = Fraction(0)
    last = quotas[0].span.last
    reached = quotas[0].span.first if all(_full(part, have) for part in quotas) else None
    for item in items:
        # An act in grace or recorded for this window later belongs to the window's last part.
        place = min(item.day, last)
        own = _plus(own, item.amount)
        for part in quotas:
            if place in part.span or part.name == "":
                have[part.name] = _plus(have[part.name], item.amount)
        if reached is None and all(_full(part, have) for part in quotas):
            reached = item.day
    return Side(have, reached, own)


def _plus(had: Fraction | None, more: Fraction | None) -> Fraction | None:
    return None if had is None or more is None else had + more


def _full(part: Quota, have: Mapping[str, Fraction | None]) -> bool:
    had = have[part.name]
    return had is None or had >= part.need


def _at_least(low: Side, high: Side) -> Truth:
    if low.reached_on is not None:
        return Truth.TRUE
    return Truth.FALSE if high.reached_on is None else Truth.UNKNOWN


def _at_most(test: Aggregate, ceiling: Fraction | None, exceeded_on: date | None) -> Truth:
    if test.at_most is None:
        return Truth.TRUE
    if exceeded_on is not None:
        return Truth.FALSE
    return Truth.UNKNOWN if ceiling is None or ceiling > test.at_most else Truth.TRUE


def _exceeded_on(test: Aggregate, sure: Sequence[Item]) -> date | None:
    """The day on which it became known that the limit is exceeded; no later act repairs it (ruling 65)."""
    if test.at_most is None:
        return None
    running = Fraction(0)
    for item in sorted(_capped(test.cap, sure, doubt_caps=True), key=lambda i: i.known):
        running += item.amount or 0
        if running > test.at_most:
            return item.known
    return None


def _part_missed_on(quotas: Sequence[Quota], high: Side, scope: Scope) -> date | None:
    """The first breach day of a part that is judged at its own end, with the same grace (ruling 37)."""
    if scope.due.hard is None and not scope.due.provisional:
        return None
    missed = [scope.grace_end(part.span.last) for part in quotas if part.own_end and not _full(part, high.have)]
    return min((end + timedelta(1) for end in missed if end is not None), default=None)


def _because(
    quotas: Sequence[Quota], low: Side, doubts: tuple[str, ...], short: str, *, exceeded: bool
) -> tuple[str, ...]:
    """The total and the parts are both named when both are short (ruling 119)."""
    whole = not _full(quotas[0], low.have)
    parts = any(not _full(part, low.have) for part in quotas[1:])
    told = ((whole, short), (parts, "SPREAD_SHORT"), (exceeded, "LIMIT_EXCEEDED"))
    return (*(code for holds, code in told if holds), *doubts)


def _parts(quotas: Sequence[Quota], low: Side, high: Side) -> tuple[Part, ...]:
    def truth(part: Quota) -> Truth:
        if _full(part, low.have):
            return Truth.TRUE
        return Truth.UNKNOWN if _full(part, high.have) else Truth.FALSE

    return tuple(Part(part.name, truth(part), low.have[part.name], part.need) for part in quotas[1:])


def _brought_part(brought: Brought) -> tuple[Part, ...]:
    """What earlier windows left over, shown beside the parts of this one."""
    return (Part("结转", Truth.TRUE, brought.low, None),) if brought.low else ()
