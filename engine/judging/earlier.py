"""此前的周期 earlier windows: what a window takes from those before it, and when a rule's first window is.

Surplus is carried over from window to window (结转, semantics-rulings 97, 98); a trend looks back to the window before,
and is not asked in the first one (82).
"""

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType

from engine.copies import changed
from engine.measure import leaves
from engine.nouns import Aggregate, Earlier, Fact, Obligation, OfficeAct, Rule, RulePack
from engine.owing.scope import recurring


def carries(rule: Rule) -> bool:
    """Whether a rule carries surplus over."""
    tests = leaves(rule.test) if rule.test is not None else ()
    return any(isinstance(leaf, Aggregate) and leaf.carry is not None for leaf in tests)


def earlier_of(
    rule: Rule,
    one: Obligation,
    sisters: Sequence[Obligation],
    allotted: Mapping[str, Sequence[Fact]],
    acts: Mapping[str, Sequence[OfficeAct]] = MappingProxyType({}),
) -> tuple[Earlier, ...]:
    """The windows before `one` among its sisters, each with its facts and acts; none where nothing is carried over."""
    if not carries(rule) or not recurring(rule):
        return ()
    own = (each for each in sisters if each.bearer == one.bearer and each.window < one.window)
    before = sorted(own, key=lambda each: each.window)
    return tuple(
        Earlier(
            each.window,
            each.due,
            tuple(map(_as_known, allotted.get(each.key, ()))),
            acts=tuple(acts.get(each.key, ())),
        )
        for each in before
    )


def _as_known(fact: Fact) -> Fact:
    """An act as it became known: it may have taken another's place in its window, but was over only from then on."""
    return fact if fact.logged is None else changed(fact, recorded=max(fact.recorded, fact.logged))


def in_force(rule: Rule, pack: RulePack) -> date | None:
    """The first day of a rule: its own, its pack's, or the day its document was issued; None if none of them says."""
    starts = [span[0] for span in (rule.effective, pack.effective) if span is not None]
    if starts:
        return max(starts)
    issued = [source.issued for source in pack.sources if source.id == rule.citation.doc]
    return next((day for day in issued if isinstance(day, date)), None)
