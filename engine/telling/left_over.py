"""余证 left over: evidence that nobody refused and that still counted for nothing, or for no certain amount.

The same act filed twice, an amount that a later record corrects, a unit that nobody can convert: who sent it in asks
why it did not count, and gets a code like everybody whose evidence was turned away.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from datetime import date

from engine.measure import kinds_of, leaves
from engine.measure.scope import by_day, log_order, stands
from engine.measure.sum import amount
from engine.nouns import Count, Fact, FactStatus, Rejected, Sum, Test, Truth
from engine.predicates import matches


def left_over(
    test: Test, facts: Sequence[Fact], refused: Collection[str], as_of: date, known_at: date
) -> Iterator[Rejected]:
    """Of the facts of a window those that its counts and sums leave over; `refused` were turned away before.

    What one part of a test leaves over and another counts, counts.
    """
    told = (fact for fact in facts if fact.id not in refused and fact.day <= as_of and stands(fact, known_at))
    acts = sorted(told, key=by_day)  # a file in another order is told of alike
    found: dict[str, list[Rejected | None]] = defaultdict(list)
    for leaf in leaves(test):
        mine = [act for act in acts if reads(leaf, act)]
        over = {one.fact: one for one in _of_leaf(leaf, mine)}
        for act in mine:
            found[act.id].append(over.get(act.id))
    for codes in found.values():
        first = codes[0]
        if first is not None and None not in codes:
            yield first


def reads(leaf: Test, fact: Fact) -> bool:
    """Whether a single test may count a fact: it is of its kind, and nothing tells that it is not meant."""
    where = getattr(leaf, "where", None)
    told = where is None or matches(where, fact.attrs) is not Truth.FALSE
    return told and fact.kind in kinds_of(leaf)


def _of_leaf(leaf: Test, acts: Sequence[Fact]) -> Iterator[Rejected]:
    if isinstance(leaf, Count | Sum) and leaf.distinct is not None:
        yield from _same_again(leaf, leaf.distinct, acts)
    if isinstance(leaf, Sum):
        yield from (Rejected(act.id, "SIZE_UNKNOWN", act.day) for act in acts if amount(leaf, act) is None)


def _same_again(leaf: Count | Sum, told_by: str, acts: Sequence[Fact]) -> Iterator[Rejected]:
    """All but one of the acts that are the same: a count keeps the first, a sum the one recorded last (ruling 61)."""
    alike: dict[tuple[str | None, str], list[Fact]] = defaultdict(list)
    for act in acts:
        if told_by in act.attrs and act.status is FactStatus.ACCEPTED:
            alike[act.member, str(act.attrs[told_by])].append(act)
    for same in alike.values():
        first, last = min(same, key=by_day), max(same, key=log_order)
        kept, code = (first, "SAME_AGAIN") if isinstance(leaf, Count) else (last, "CORRECTED")
        yield from (Rejected(act.id, code, act.day) for act in same if act is not kept)
