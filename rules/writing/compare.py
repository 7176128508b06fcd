"""Comparing two packs (规则包对比): which rules came, went or changed, by their ids, and what they rest on.

An agency taken out of a set changes no rule and ends its duties all the same: sets, phases, ladders, sources and the
days on which a pack is in force are compared too.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from engine.nouns import RulePack
from rules.marks import Json
from rules.writing.dump import flow
from rules.writing.spell import spell_pack

_NUMBERED = {"sources": "来源", "phases": "阶段"}
_NAMED = {"sets": "单位组", "ladders": "阶梯"}
_OF_THE_PACK = ("title", "issuer", "calendar", "effective", "extends")


@dataclass(frozen=True)
class Change:
    """One field of a rule, or of what `rule` names instead, that differs; a side without it is empty."""

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
    around: tuple[Change, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed or self.around)


def compare(old: RulePack, new: RulePack) -> Difference:
    """What came, went or changed from `old` to `new`, in their order; where it stands in a file is no change."""
    was, now = spell_pack(old), spell_pack(new)
    before, after = ({rule["id"]: rule for rule in pack.get("rules", [])} for pack in (was, now))
    return Difference(
        added=tuple(name for name in after if name not in before),
        removed=tuple(name for name in before if name not in after),
        changed=tuple(
            change for name in before if name in after for change in _changes(name, before[name], after[name])
        ),
        around=tuple(_around(was, now)),
    )


def _around(was: Mapping[str, Json], now: Mapping[str, Json]) -> Iterator[Change]:
    """What the rules rest on: by name, each with its fields or, of a ladder, its rungs."""
    own = ({name: pack[name] for name in _OF_THE_PACK if name in pack} for pack in (was, now))
    yield from _changes("规则包", *own)
    for part, called in {**_NUMBERED, **_NAMED}.items():
        before, after = (_by_name(pack.get(part, {})) for pack in (was, now))
        for name in dict.fromkeys((*before, *after)):
            yield from _changes(f"{called} {name}", before.get(name, {}), after.get(name, {}))


def _by_name(many: Json) -> Mapping[str, Mapping[str, Json]]:
    """Things under their names; those of a list, and the rungs of a ladder, under their ids."""
    if isinstance(many, list):
        return {one["id"]: one for one in many}
    return {name: _by_name(one) if isinstance(one, list) else one for name, one in many.items()}


def _changes(name: str, before: Mapping[str, Json], after: Mapping[str, Json]) -> Iterator[Change]:
    """Field by field, as the pack would spell it."""
    for field in dict.fromkeys((*before, *after)):
        if before.get(field) != after.get(field):
            left, right = (flow(side[field]) if field in side else "" for side in (before, after))
            yield Change(name, field, left, right)
