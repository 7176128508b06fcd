"""叫法：what a person calls a kind of fact — by what the rule asks of it, never by its code alone.

A code stands beside the words only where a rule asks the same of two kinds.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from engine.measure import kinds_of, leaves
from engine.nouns import Rule
from rules.writing.wording import say_test


@dataclass(frozen=True)
class Countable:
    """Something that rules count for each person: its kind, what it is called in a sheet, and its unit."""

    kind: str
    called: str
    unit: str


def kinds_called(rule: Rule) -> dict[str, str]:
    """What each kind of fact that a rule counts is called on a form of its own, in the order of the kinds."""
    asked: dict[str, list[str]] = {}
    for leaf in leaves(rule.test) if rule.test else ():
        for kind in kinds_of(leaf):
            asked.setdefault(kind, []).append(say_test(leaf, rule.id))
    return _apart({kind: "；".join(dict.fromkeys(asked[kind])) for kind in sorted(asked)})


def counted_for_each(rules: Iterable[Rule]) -> tuple[Countable, ...]:
    """What rules count for each person; called by the matter, and by what is asked where a rule asks several."""
    found: dict[str, Countable] = {}
    for rule in (rule for rule in rules if rule.bearer.per == "person"):
        names, units = kinds_called(rule), _units(rule)
        for kind, asked in names.items():
            called = rule.title if len(names) == 1 else f"{rule.title}：{asked}"
            found[kind] = Countable(kind, called, units.get(kind, ""))
    apart = _apart({kind: each.called for kind, each in found.items()})
    return tuple(Countable(kind, apart[kind], found[kind].unit) for kind in sorted(found))


def _units(rule: Rule) -> dict[str, str]:
    return {
        kind: str(getattr(leaf, "unit", None) or "")
        for leaf in (leaves(rule.test) if rule.test else ())
        for kind in kinds_of(leaf)
    }


def _apart(names: Mapping[str, str]) -> dict[str, str]:
    """Names that tell kinds apart: with the code behind those that are alike."""
    often = Counter(names.values())
    return {kind: f"{said}（{kind}）" if often[said] > 1 else said for kind, said in names.items()}
