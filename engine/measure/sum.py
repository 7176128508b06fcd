"""累计 sum: quantities added up in the unit of the rule.

PASS  at_least 60 学时; 40 学时 on 03-02, 3 天 (8 each) on 11-09       -> lo 64, reached on 11-09
FAIL  at_least 60, at most 20 by 自学; 40 课堂 and 40 自学              -> lo 60 only if the cap allows: 40 + 20
FAIL  at_least 60; the same record of 40 filed twice                  -> lo 40 (distinct: record_id), SUM_SHORT
?     at_least 60; 3 期, which no rate converts                        -> lo 0, hi unbounded, UNIT_UNKNOWN
"""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import product
from math import prod

from engine.exact import Amount, plain
from engine.measure.aggregate import add_up
from engine.measure.caps import Item, capped
from engine.measure.carry import brought_over
from engine.measure.scope import Evidence, Scope, Sifted, by_day, cure_by_name, log_order, sift
from engine.nouns import Fact, Sum, Tally, Truth
from engine.predicates import matches

_MOST_READINGS = 4096
"""Beyond so many ways in which corrections may turn out nobody adds them up: the total is then unknown."""


def total(test: Sum, known: Evidence, scope: Scope) -> Tally:
    """Add the distinct quantities; what is pending or of unknown size widens the upper bound only."""
    sifted = _told_apart(test, sift(test.of, test.where, known, scope, cure_by_name))
    recorded = _items(test, sifted.sure)
    every = _at_best(test, sifted.sure, sifted.maybe) if sifted.maybe else recorded
    sized = [item for item in recorded if item.amount is not None]
    sure = recorded if len(sized) == len(recorded) else sized
    if unsized := _unsized_codes(test, every):
        sifted = replace(sifted, doubts=tuple(sorted({*sifted.doubts, *unsized})))
    brought = brought_over(test, scope, lambda then, past: total(replace(test, carry=None), then, past))
    tally = add_up(test, sure, every, sifted, scope, short="SUM_SHORT", brought=brought)
    end = scope.due.grace_end
    if test.distinct is None or not sifted.maybe or end is None or (tally.possible_on or end) < end:
        return tally
    timely = _at_best(test, sifted.sure, [act for act in sifted.maybe if act.day <= end])
    early = add_up(test, sure, timely, sifted, scope, short="SUM_SHORT", brought=brought).possible_on
    return tally if early is None else replace(tally, possible_on=early)


def _told_apart(test: Sum, sifted: Sifted) -> Sifted:
    """The same acts; of those that nobody can tell apart none is sure."""
    untold = [act for act in sifted.every if test.distinct not in act.attrs] if test.distinct is not None else []
    return sifted.doubting(untold, sorted({*sifted.doubts, "ATTRIBUTE_MISSING"})) if untold else sifted


def _unsized_codes(test: Sum, items: Sequence[Item]) -> set[str]:
    """Why nobody knows how much some items come to: a number is missing, or its unit cannot be converted (ruling 60).

    A correction that nobody can size takes the place of its record all the same (ruling 61, ADR 0031).
    """
    facts = [item.fact for item in items if item.amount is None and amount(test, item.fact) is None]
    return {"FIGURE_MISSING" if fact.quantity is None else "UNIT_UNKNOWN" for fact in facts}


def amount(test: Sum, fact: Fact) -> Fraction | None:
    """The quantity of a fact in the rule's unit; None where no one can tell (ruling 60)."""
    if fact.quantity is None:
        return None
    if fact.unit is None or fact.unit == test.unit:
        return fact.quantity
    rate = test.convert.get(fact.unit)
    return None if rate is None else fact.quantity * rate


def _items(test: Sum, acts: Sequence[Fact]) -> list[Item]:
    """One item for each distinct record, by day: the one recorded last corrects those before it (ruling 61)."""
    if test.distinct is None:
        return [Item(act, _plainly(test, act)) for act in acts]
    latest = {_record(test, act): act for act in sorted(acts, key=log_order)}
    return sorted((Item(act, _plainly(test, act)) for act in latest.values()), key=Item.turn)


def _record(test: Sum, act: Fact) -> tuple[str, str]:
    """What an act is a record of: one that cannot be told apart stands alone."""
    told = act.attrs.get(test.distinct or "")
    return ("id", act.id) if told is None else ("key", str(told))


def _at_best(test: Sum, sure: Sequence[Fact], maybe: Sequence[Fact]) -> list[Item]:
    """One item for each distinct record: the most that they may come to, whichever corrections still out are accepted.

    Where there are caps, what one record takes is gone for the others: then every reading is added up.
    """
    if test.distinct is None:
        return _items(test, sorted((*sure, *maybe), key=by_day))
    records = _versions(test, sure, maybe)
    best = [_largest(test, own) for own in records]
    items = [Item(act, _plainly(test, act)) for act in best]
    if test.cap and prod(map(len, records)) > _MOST_READINGS:
        items = [one if len(own) == 1 else _unsized(test, own) for one, own in zip(items, records, strict=True)]
    elif test.cap:
        best = max([best, *map(list, product(*records))], key=lambda chosen: _comes_to(test, chosen))
        items = [Item(act, _plainly(test, act)) for act in best]
    return sorted(items, key=Item.turn)


def _versions(test: Sum, sure: Sequence[Fact], maybe: Sequence[Fact]) -> list[list[Fact]]:
    """The acts that may turn out to be each record: the last accepted one, and every correction still out after it."""
    found: dict[tuple[str, str], list[Fact]] = {}
    told = [(act, True) for act in sure] + [(act, False) for act in maybe]
    for act, is_sure in sorted(told, key=lambda one: log_order(one[0])):
        record = _record(test, act)
        found[record] = [act] if is_sure else [*found.get(record, ()), act]
    return list(found.values())


def _largest(test: Sum, versions: Sequence[Fact]) -> Fact:
    best, *others = versions
    for act in others:
        best = act if _exceeds(test, act, best) else best
    return best


def _comes_to(test: Sum, acts: Sequence[Fact]) -> tuple[bool, Amount]:
    """What some acts add up to under the caps; what nobody can size comes to more than anything."""
    items = capped(test.cap, [Item(act, _plainly(test, act)) for act in acts], doubt_caps=False)
    return any(item.amount is None for item in items), sum(item.amount or 0 for item in items)


def _unsized(test: Sum, versions: Sequence[Fact]) -> Item:
    """A record that may come to anything; to what a cap allows if every version is surely under one."""
    free = (act for act in versions if not any(matches(cap.where, act.attrs) is Truth.TRUE for cap in test.cap))
    return Item(next(free, versions[0]), None)


def _exceeds(test: Sum, one: Fact, other: Fact) -> bool:
    """Whether the one may come to more, its cap considered; what nobody can size may come to anything."""
    mine, his = _worth(test, one), _worth(test, other)
    return his is not None and (mine is None or mine > his)


def _worth(test: Sum, fact: Fact) -> Fraction | None:
    """The most that a fact adds by itself: its size, as far as the cap that it surely falls under allows."""
    size = amount(test, fact)
    told = ((cap, matches(cap.where, fact.attrs)) for cap in test.cap)
    first = next(((cap, truth) for cap, truth in told if truth is not Truth.FALSE), None)
    if first is None or first[1] is not Truth.TRUE:
        return size
    return first[0].max if size is None else min(size, first[0].max)


def _plainly(test: Sum, fact: Fact) -> Amount | None:
    if fact.unit is None or fact.unit == test.unit:
        return None if fact.quantity is None else plain(fact.quantity)
    exact = amount(test, fact)
    return None if exact is None else plain(exact)
