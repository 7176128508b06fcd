"""次数 count: how often something was done inside the window, whatever its quantity (semantics-rulings 59).

PASS  at_least 2, sessions on 03-02 and 11-09             -> lo 2, reached on 11-09
FAIL  at_least 2, the same session filed twice            -> lo 1 (distinct: session_id), COUNT_SHORT
FAIL  at_least 2, one each half; both sessions in 11      -> lo 2, SPREAD_SHORT
FAIL  at_most 1, sessions on 03-02 and 11-09              -> broken on 11-09, LIMIT_EXCEEDED
"""

from collections.abc import Sequence
from dataclasses import replace

from engine.measure.aggregate import add_up
from engine.measure.caps import Item
from engine.measure.carry import brought_over
from engine.measure.scope import Evidence, Scope, cure_by_name, sift
from engine.nouns import Count, Fact, Tally


def count(test: Count, known: Evidence, scope: Scope) -> Tally:
    """Count the distinct acts; an act that is pending or cannot be told apart widens the upper bound only."""
    sifted = sift(test.of, test.where, known, scope, cure_by_name)
    untold = [act for act in sifted.every if test.distinct not in act.attrs] if test.distinct is not None else []
    if untold:
        sifted = sifted.doubting(untold, sorted({*sifted.doubts, "ATTRIBUTE_MISSING"}))
    sure = _items(test, sifted.sure)
    every = _items(test, sifted.every) if sifted.maybe else sure
    brought = brought_over(test, scope, lambda then, past: count(replace(test, carry=None), then, past))
    return add_up(test, sure, every, sifted, scope, short="COUNT_SHORT", brought=brought)


def _items(test: Count, acts: Sequence[Fact]) -> list[Item]:
    """One item for each distinct act, the earliest; an act that cannot be told apart stands alone (ruling 54)."""
    if test.distinct is None:
        return [Item(act, 1) for act in acts]
    seen: dict[object, Fact] = {}
    for act in acts:
        told = act.attrs.get(test.distinct)
        seen.setdefault(("id", act.id) if told is None else ("key", str(told)), act)
    return [Item(act, 1) for act in seen.values()]
