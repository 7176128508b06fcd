"""Comparing two packs (规则包对比): which rules came, went or changed, by their ids."""

from collections.abc import Iterator
from dataclasses import dataclass

from engine.nouns import Rule, RulePack
from rules.writing.dump import flow
from rules.writing.spell import spell_rule


@dataclass(frozen=True)
class Change:
    """One field of a rule that differs; a side without it is empty."""

    rule: str
    field: str
    before: str
    after: str

    def __str__(self) -> str:
        return f"{self.rule} {self.field}：{self.before or '（无）'} → {self.after or '（无）'}"


@dataclass(frozen=True)
class Difference:
    """What distinguishes a newer pack from an older one."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[Change, ...]

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed)


def compare(old: RulePack, new: RulePack) -> Difference:
    """The rules that came, went or changed from `old` to `new`, in the order of the packs."""
    before, after = ({rule.id: rule for rule in pack.rules} for pack in (old, new))
    return Difference(
        added=tuple(name for name in after if name not in before),
        removed=tuple(name for name in before if name not in after),
        changed=tuple(change for name in before if name in after for change in _changes(before[name], after[name])),
    )


def _changes(old: Rule, new: Rule) -> Iterator[Change]:
    """Field by field, as the pack would spell it; where a rule stands in its file is no change."""
    before, after = spell_rule(old), spell_rule(new)
    for name in dict.fromkeys((*before, *after)):
        if before.get(name) != after.get(name):
            left, right = (flow(side[name]) if name in side else "" for side in (before, after))
            yield Change(old.id, name, left, right)
