"""新版重拟 redraft: a new edition of a plan, drafted so that its rules keep the identities of the old pack's.

A rule whose quote is word for word the same stays as it was settled; one whose words changed keeps its id and asks to
be looked at again; what is new gets an id that was never used.  What the new edition no longer says is named:
publishing the new version supersedes it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from engine.nouns import Rule, RulePack, SetTerm
from rules.drafting.draft import numbered, sets_named

ALIKE = 0.6
"""Two quotes that share so much of their signs are editions of one, if no other is more alike."""
SAME_PLACE = 0.1
"""What standing under the same number adds to that."""


@dataclass(frozen=True)
class Redraft:
    """The new pack, and the ids of its rules by what became of them; `dropped` are rules of the old pack only."""

    pack: RulePack
    kept: tuple[str, ...]
    changed: tuple[str, ...]
    added: tuple[str, ...]
    dropped: tuple[str, ...]


def redraft(old: RulePack, new: RulePack) -> Redraft:
    """The draft `new` as the next version of `old`."""
    pairs = _paired(old.rules, new.rules)
    free = _free_ids({rule.id for rule in old.rules})
    rules: list[Rule] = []
    kept: list[str] = []
    changed: list[str] = []
    added: list[str] = []
    for rule in new.rules:
        before = pairs.get(rule.id)
        if before is None:
            rules.append(replace(rule, id=next(free)))
            added.append(rules[-1].id)
            continue
        same = _words(before) == _words(rule) and not _other_bearer(old, before, new, rule)
        rules.append(_kept(before, rule) if same else _changed(old, before, rule))
        (kept if same else changed).append(before.id)
    dropped = [rule.id for rule in old.rules if rule.id not in {*kept, *changed}]
    return Redraft(_next_version(old, new, rules, kept), tuple(kept), tuple(changed), tuple(added), tuple(dropped))


def _paired(old: Sequence[Rule], new: Sequence[Rule]) -> dict[str, Rule]:
    """For each rule of the new draft the old rule it comes from: the same words first, then the most alike."""
    pairs: dict[str, Rule] = {}
    taken: set[str] = set()
    for _, _, before, rule in sorted(_likenesses(old, new), key=lambda found: found[:2]):
        if rule.id not in pairs and before.id not in taken:
            pairs[rule.id] = before
            taken.add(before.id)
    return pairs


def _likenesses(old: Sequence[Rule], new: Sequence[Rule]) -> Iterator[tuple[float, int, Rule, Rule]]:
    """Pairs that may belong together, the most alike with the least number."""
    for place, rule in enumerate(new):
        matcher = SequenceMatcher(None, "", _words(rule), autojunk=False)
        for before in old:
            if (before.test is None) != (rule.test is None):
                continue
            bonus = SAME_PLACE if numbered(before.citation.locator) == numbered(rule.citation.locator) else 0.0
            matcher.set_seq1(_words(before))
            if matcher.real_quick_ratio() >= ALIKE and matcher.quick_ratio() >= ALIKE:
                likeness = matcher.ratio()
                if likeness >= ALIKE:
                    yield -(likeness + bonus), place, before, rule


def _words(rule: Rule) -> str:
    return "".join(rule.citation.quote.split())


def _other_bearer(old: RulePack, before: Rule, new: RulePack, rule: Rule) -> bool:
    """Whether other units answer for it now; a set that the office wrote by attributes is the office's to keep."""
    was, is_now = old.sets.get(before.bearer.set), new.sets.get(rule.bearer.set)
    named = was is not None and is_now is not None and bool(was.members) and bool(is_now.members)
    return named and was != is_now


def _kept(before: Rule, rule: Rule) -> Rule:
    """The rule as it was settled, cited from the new edition."""
    return replace(before, citation=replace(rule.citation, also=before.citation.also))


def _changed(old: RulePack, before: Rule, rule: Rule) -> Rule:
    """The rule as the new edition reads, under its old id, with what it said before."""
    if _words(before) != _words(rule):
        told = f"新版文字有改动，旧版为“{before.citation.quote}”，请对照确认"
    else:
        members = old.sets[before.bearer.set].members
        told = f"责任单位有改动，旧版为“{'、'.join(members)}”，请对照确认"
    return replace(rule, id=before.id, title=rule.title, ladder=before.ladder, review=(told, *rule.review))


def _free_ids(used: set[str]) -> Iterator[str]:
    """Ids that the old pack never used: n001, n002 …"""
    number = 0
    while True:
        number += 1
        if f"n{number:03d}" not in used:
            yield f"n{number:03d}"


def _next_version(old: RulePack, new: RulePack, rules: Sequence[Rule], kept: Sequence[str]) -> RulePack:
    """The old pack with the rules and the sources of the new edition; its version is the next minor one."""
    major, minor, _ = old.version.split(".")
    renamed = {name: f"{name}（新版）" for name, term in new.sets.items() if _clashes(old.sets.get(name), term)}
    told = tuple(rule if rule.id in kept else _renamed(rule, renamed) for rule in rules)
    sets = {**{renamed.get(name, name): term for name, term in new.sets.items()}, **old.sets}
    named = sets_named(told)
    return replace(
        new,
        name=old.name,
        version=f"{major}.{int(minor) + 1}.0",
        rules=told,
        sets={name: term for name, term in sets.items() if name in named},
        ladders={**new.ladders, **old.ladders},
        extends=old.extends,
        calendar=old.calendar,
    )


def _clashes(was: SetTerm | None, term: SetTerm) -> bool:
    """Whether a set of that name had other members; one that the office wrote by attributes stays the office's."""
    return was is not None and bool(was.members) and was.members != term.members


def _renamed(rule: Rule, names: Mapping[str, str]) -> Rule:
    bearer = rule.bearer
    partners = tuple(names.get(name, name) for name in bearer.cooperate)
    return replace(rule, bearer=replace(bearer, set=names.get(bearer.set, bearer.set), cooperate=partners))
