"""How much a definite set of facts comes to (semantics 5, rulings 54, 59-62, 69-77, 80, 84): no doubt enters here.

`evidence` lists every way in which doubtful facts may turn out; here each of those ways is simply added up.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction
from itertools import product

from engine.nouns import Aggregate, Count, Fact
from tests.reference.civil import ONE
from tests.reference.evidence import holds

INFINITE = float("inf")
STALE = timedelta(days=400)
Amount = Fraction | float


def in_log_order(facts: Sequence[Fact]) -> list[Fact]:
    """As recorded; of one day, as they stand in the log."""
    return sorted(facts, key=lambda fact: (fact.recorded, fact.id))


def once_each(test: Aggregate, facts: Sequence[Fact]) -> list[Fact]:
    """One fact for each distinct value: the earliest act of a count, the latest correction of a sum (ruling 61)."""
    if test.distinct is None:
        return list(facts)
    kept, alone = {}, []
    for fact in in_log_order(facts) if not isinstance(test, Count) else sorted(facts, key=lambda fact: fact.day):
        if test.distinct not in fact.attrs:
            alone.append(fact)
        elif isinstance(test, Count):
            kept.setdefault(fact.attrs[test.distinct], fact)
        else:
            kept[fact.attrs[test.distinct]] = fact
    return [*kept.values(), *alone]


def totals(test: Aggregate, facts: Sequence[Fact]) -> list[Amount]:
    """Every amount that a set of facts may come to: one, or several where nobody knows which cap an act is under."""
    return [under_caps(test, facts, places) for places in product(*(may_be_under(test, fact) for fact in facts))]


def may_be_under(test: Aggregate, fact: Fact) -> list[int | None]:
    """The caps that a fact may belong to: the first one that it matches (62), as far as its attributes tell."""
    possible: list[int | None] = []
    for n, cap in enumerate(test.cap):
        told = holds(cap.where, fact.attrs)
        if told != "F":
            possible.append(n)
        if told == "T":
            return possible
    return [*possible, None]


def under_caps(test: Aggregate, facts: Sequence[Fact], places: Sequence[int | None]) -> Amount:
    """Facts counted (ruling 59), or quantities added in the rule's unit, each category up to its cap (62)."""
    sizes = [Fraction(1) if isinstance(test, Count) else in_unit(test, fact) for fact in facts]
    free = sum((size for size, place in zip(sizes, places, strict=True) if place is None), Fraction(0))
    held = [sum(size for size, place in zip(sizes, places, strict=True) if place == n) for n in range(len(test.cap))]
    return free + sum(min(some, cap.max) for some, cap in zip(held, test.cap, strict=True))


def in_unit(test: Aggregate, fact: Fact) -> Amount:
    """A missing unit is the rule's own; one that cannot be converted may mean any size (ruling 60)."""
    if fact.quantity is None:
        return INFINITE
    if fact.unit is None or fact.unit == test.unit:
        return fact.quantity
    return fact.quantity * test.convert[fact.unit] if fact.unit in test.convert else INFINITE


def has_known_size(test: Aggregate, fact: Fact) -> bool:
    return isinstance(test, Count) or in_unit(test, fact) != INFINITE


def figure_on(facts: Sequence[Fact], day: date) -> Fact | None:
    """The figure that holds on a day: the latest one, of one day the later recorded (77, 80); stale after 400 days."""
    past = [fact for fact in facts if fact.day <= day]
    if not past:
        return None
    latest = max(past, key=lambda fact: (fact.day, fact.recorded, fact.id))
    return None if day - latest.day > STALE else latest


def mean(facts: Sequence[Fact], first: date, last: date) -> Fraction | None:
    """The exact mean over days (ruling 35); None if the figure of some day is not known."""
    day, summed, days = first, Fraction(0), 0
    while day <= last:
        figure = figure_on(facts, day)
        if figure is None or figure.quantity is None:
            return None
        summed, days, day = summed + figure.quantity, days + 1, day + ONE
    return summed / days
