"""What 次数 count and 累计 sum share: running totals, quotas, parts of the window, caps and proration.

Everything is computed twice, once over what is sure and once over all that may yet be accepted; the two totals are the
ends of the interval, and their two days are `reached_on` and `possible_on`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from engine.exact import Amount, exactly, plain
from engine.measure.caps import Item, capped, plus
from engine.measure.carry import Brought
from engine.measure.prorate import leave_doubts, quota
from engine.measure.scope import Scope, Sifted
from engine.nouns import Aggregate, Part, Spread, Tally, Truth, Window
from engine.predicates import all_of


@dataclass(slots=True)
class Quota:
    """So much within a stretch of days: the whole window, or a half, quarter or month of it."""

    name: str
    span: Window
    need: Amount
    own_end: bool = False


@dataclass(slots=True)
class Side:
    """One end of the interval: what each quota has, the day the last of them was filled, and what own acts come to."""

    have: Mapping[str, Amount | None]
    reached_on: date | None
    own: Amount | None


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
    low, high = _sides(test, quotas, sure, every, scope, brought)
    floor, ceiling = low.have[""] or 0, high.have[""]
    overrun = _exceeded_on(test, sure)
    truth = _truth(test, low, high, overrun)
    doubts = tuple(dict.fromkeys((*sifted.doubts, *leave_doubts(scope))))
    need = quotas[0].need if test.at_least is not None else test.at_most
    missed = _part_missed_on(quotas, high, scope) if test.spread else None
    return Tally(
        lo=exactly(floor),
        hi=None if ceiling is None else exactly(max(floor, ceiling)),
        truth=truth,
        need=None if need is None else exactly(need),
        reached_on=low.reached_on if test.at_least is not None or test.spread else None,
        possible_on=high.reached_on if test.at_least is not None or test.spread else None,
        broken_on=min(filter(None, [overrun, missed]), default=None),
        style="reach" if test.at_most is None else "limit",
        because=_because(quotas, low, doubts, short, exceeded=overrun is not None) if truth is not Truth.TRUE else (),
        parts=(*_parts(quotas, low, high), *_brought_part(brought)),
        rejected=sifted.rejected,
    )


def _sides(
    test: Aggregate,
    quotas: Sequence[Quota],
    sure: Sequence[Item],
    every: Sequence[Item],
    scope: Scope,
    brought: Brought,
) -> tuple[Side, Side]:
    """Both ends of the interval; they are one where nothing is in doubt."""
    low = _fill(quotas, capped(test.cap, sure, doubt_caps=True), brought.low)
    if sure is every and not test.cap and not scope.leaves and brought.low == brought.high:
        return low, low
    wide = _quotas(test, scope, doubted=True) if scope.leaves else quotas
    return low, _fill(wide, capped(test.cap, every, doubt_caps=False), brought.high)


def _truth(test: Aggregate, low: Side, high: Side, overrun: date | None) -> Truth:
    reached = Truth.TRUE if low.reached_on is not None else Truth.FALSE if high.reached_on is None else Truth.UNKNOWN
    return reached if test.at_most is None else all_of([reached, _at_most(test.at_most, high.own, overrun)])


def _quotas(test: Aggregate, scope: Scope, *, doubted: bool = False) -> list[Quota]:
    """The whole quota first, then one for every calendar part of the window (rulings 36, 87)."""
    whole = Quota("", scope.window, plain(quota(test, scope, doubted=doubted)))
    if not test.spread:
        return [whole]
    return [whole, *(part for spread in test.spread for part in _spread_parts(spread, scope.window))]


def _spread_parts(spread: Spread, window: Window) -> list[Quota]:
    months = {"half": 6, "quarter": 3, "month": 1}[spread.each]
    parts = []
    start = date(window.first.year, (window.first.month - 1) // months * months + 1, 1)
    while start <= window.last:
        rolled = start.month - 1 + months
        after = date(start.year + rolled // 12, rolled % 12 + 1, 1)
        span = Window(max(start, window.first), min(after - timedelta(1), window.last), _label(start, months))
        parts.append(Quota(span.label, span, plain(spread.at_least), spread.judged == "own_end"))
        start = after
    return parts


def _label(start: date, months: int) -> str:
    ordinal = (start.month - 1) // months + 1
    return {6: f"{start.year}H{ordinal}", 3: f"{start.year}Q{ordinal}", 1: f"{start:%Y-%m}"}[months]


def _fill(quotas: Sequence[Quota], items: Sequence[Item], brought: Fraction | None) -> Side:
    """Run through the items day by day until every quota is full; an amount of unknown size fills any."""
    start = None if brought is None else plain(brought)
    if len(quotas) == 1:
        return _fill_one(quotas[0], items, start)
    have: dict[str, Amount | None] = {part.name: 0 for part in quotas}
    have[""] = start
    own: Amount | None = 0
    last = quotas[0].span.last
    reached = quotas[0].span.first if all(_full(part, have) for part in quotas) else None
    for item in items:
        # An act in grace or recorded for this window later belongs to the window's last part.
        place = min(item.fact.day, last)
        own = plus(own, item.amount)
        for part in quotas:
            if part.name == "" or place in part.span:
                have[part.name] = plus(have[part.name], item.amount)
        if reached is None and all(_full(part, have) for part in quotas):
            reached = item.fact.day
    return Side(have, reached, own)


def _fill_one(whole: Quota, items: Sequence[Item], start: Amount | None) -> Side:
    """The same where the window has no parts: one running total."""
    total, need = start, whole.need
    own: Amount | None = 0
    reached = whole.span.first if total is None or total >= need else None
    for item in items:
        if item.amount is None:
            total = own = None
        else:
            total = None if total is None else total + item.amount
            own = None if own is None else own + item.amount
        if reached is None and (total is None or total >= need):
            reached = item.fact.day
    return Side({"": total}, reached, own)


def _full(part: Quota, have: Mapping[str, Amount | None]) -> bool:
    had = have[part.name]
    return had is None or had >= part.need


def _at_most(limit: Fraction, ceiling: Amount | None, exceeded_on: date | None) -> Truth:
    if exceeded_on is not None:
        return Truth.FALSE
    return Truth.UNKNOWN if ceiling is None or ceiling > limit else Truth.TRUE


def _exceeded_on(test: Aggregate, sure: Sequence[Item]) -> date | None:
    """The day on which it became known that the limit is exceeded; no later act repairs it (ruling 65)."""
    if test.at_most is None:
        return None
    running: Amount = 0
    for item in sorted(capped(test.cap, sure, doubt_caps=True), key=lambda item: item.known):
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

    return tuple(Part(part.name, truth(part), _figure(low.have[part.name]), exactly(part.need)) for part in quotas[1:])


def _figure(amount: Amount | None) -> Fraction | None:
    return None if amount is None else exactly(amount)


def _brought_part(brought: Brought) -> tuple[Part, ...]:
    """What earlier windows left over, shown beside the parts of this one."""
    return (Part("结转", Truth.TRUE, brought.low, None),) if brought.low else ()
