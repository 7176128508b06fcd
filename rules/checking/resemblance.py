"""Which rule of an extended pack a local rule seems to speak of (相像), where nothing says that it does.

A rule drafted from a local plan names its facts in its own way, so that no counterpart is found and nothing is held
against it.  Titles and quotes that share uncommon pairs of characters are pointed out; a person says whether they mean
the same.
"""

import re
from collections import Counter
from collections.abc import Container, Iterator
from datetime import date
from math import log

from engine.nouns import Count, Deliver, Rule, RulePack
from grammar.fold import fold

ALIKE = 0.2
"""Weighted share of the pairs that two rules share; above it eleven of twelve meant the same in thirty plans."""
_OTHER_THAN_HAN = re.compile("[^\u4e00-\u9fff]")


def alike(local: RulePack, above: RulePack, met: Container[int]) -> Iterator[tuple[int, Rule]]:
    """Each local rule that resembles one in force above: its index, and that one; those `met` by one are left out."""
    upper = [rule for rule in above.rules if rule.state == "active" and rule.test is not None]
    pairs = {rule.id: _pairs(rule) for rule in upper}
    common = Counter(pair for each in pairs.values() for pair in each)
    weight = {pair: log(1 + len(upper) / (1 + many)) for pair, many in common.items()}
    unseen = log(1 + len(upper))
    for index, rule in enumerate(local.rules):
        if index in met or rule.test is None:
            continue
        mine = _pairs(rule)
        shares = ((_share(mine, pairs[one.id], weight, unseen), one.id, one) for one in upper if _comparable(rule, one))
        found = max(shares, default=None)
        if found is not None and found[0] >= ALIKE:
            yield index, found[2]


def _comparable(rule: Rule, other: Rule) -> bool:
    """Whether both ask for the same kind of thing, some day both; a report may be handed in or counted."""
    kinds = {Deliver if isinstance(one.test, Count) else type(one.test) for one in (rule, other)}
    mine, its = (one.effective or (date.min, None) for one in (rule, other))
    return len(kinds) == 1 and mine[0] < (its[1] or date.max) and its[0] < (mine[1] or date.max)


def _pairs(rule: Rule) -> frozenset[str]:
    """The pairs of neighbouring characters in title and quote, in simplified script."""
    said = _OTHER_THAN_HAN.sub("", fold(f"{rule.title}{rule.citation.quote}").plain)
    return frozenset(said[place : place + 2] for place in range(len(said) - 1))


def _share(mine: frozenset[str], other: frozenset[str], weight: dict[str, float], unseen: float) -> float:
    """How much of what either says both say; what many rules say weighs little."""
    whole = sum(sorted(weight.get(pair, unseen) for pair in mine | other))
    return sum(sorted(weight[pair] for pair in mine & other)) / whole if whole else 0.0
