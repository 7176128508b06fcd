"""类别上限 caps: what acts add, of a category no more than its limit (semantics-rulings 62)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations, product
from math import prod
from typing import TypeAlias

from engine.exact import Amount, plain
from engine.measure.scope import known_on
from engine.nouns import Cap, Fact, Truth
from engine.predicates import matches

_MOST_WAYS = 256
"""Beyond so many ways to put acts under caps nobody tries them all."""


@dataclass(slots=True)
class Item:
    """What one fact adds; an `amount` of None is of unknown size."""

    fact: Fact
    amount: Amount | None

    @property
    def known(self) -> date:
        """The first day on which the office could know of it."""
        return known_on(self.fact)

    def turn(self) -> tuple[date, date, str]:
        """The order in which amounts add up."""
        return (self.fact.day, self.known, self.fact.id)


def capped(caps: Sequence[Cap], items: Sequence[Item], *, doubt_caps: bool) -> list[Item]:
    """Cut each amount to what it adds under the caps: at least with `doubt_caps`, else at most (ruling 62).

    Of two caps that it may be under an item takes the one that leaves the least, or most, of the running total.
    """
    if not caps:
        return list(items)
    ordered = sorted(items, key=Item.turn)
    under = [_may_be_under(caps, item) for item in ordered]
    ways = [under] if doubt_caps else _ways(under)
    totals = zip(*(_running(caps, ordered, way, least=doubt_caps) for way in ways), strict=True)
    counted: list[Item] = []
    had: Amount | None = 0
    for item, every in zip(ordered, totals, strict=True):
        known = [total for total in every if total is not None]
        now = max(known) if len(known) == len(every) else None
        counted.append(Item(item.fact, None if now is None or had is None else now - had))
        had = now
    return counted


Under: TypeAlias = tuple[frozenset[int], bool]
"""The caps of which an item may be under the first that it matches, and whether it surely is under one."""


def _ways(under: Sequence[Under]) -> list[list[Under]]:
    """Each way to put every item that is surely under a cap under one of them; as if split, where they are too many."""
    choices = [[(frozenset({n}), True) for n in places] if bound else [(places, bound)] for places, bound in under]
    if prod(map(len, choices)) > _MOST_WAYS:
        return [list(under)]
    return [list(way) for way in product(*choices)]


def _running(
    caps: Sequence[Cap], items: Sequence[Item], under: Sequence[Under], *, least: bool
) -> Iterator[Amount | None]:
    """The total after each item: the least over all ways to take some caps as full, and what is not under them."""
    full: dict[frozenset[int], Amount | None] = {
        frozenset(some): sum(plain(caps[n].max) for n in some)
        for size in range(len(caps) + 1)
        for some in combinations(range(len(caps)), size)
    }
    for item, (places, bound) in zip(items, under, strict=True):
        for some, total in full.items():
            held = not places.isdisjoint(some) if least else bound and places <= some
            full[some] = total if held else plus(total, item.amount)
        yield min((total for total in full.values() if total is not None), default=None)


def _may_be_under(caps: Sequence[Cap], item: Item) -> Under:
    places = set()
    for n, cap in enumerate(caps):
        told = matches(cap.where, item.fact.attrs)
        if told is not Truth.FALSE:
            places.add(n)
        if told is Truth.TRUE:
            return frozenset(places), True
    return frozenset(places), False


def plus(had: Amount | None, more: Amount | None) -> Amount | None:
    """The sum of two amounts; of unknown size if either is."""
    return None if had is None or more is None else had + more
