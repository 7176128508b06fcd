"""各人的材料 own: which facts are whose, of the people, cases or posts measured inside one obligation."""

from collections.abc import Sequence
from dataclasses import replace

from engine.measure import kinds_of, leaves
from engine.nouns import Fact, Member, Rejected, Rule


def own_facts(members: Sequence[Member], facts: Sequence[Fact]) -> dict[str, list[Fact]]:
    """The facts of each member; of one who left and came back, those of each stay by their days (ruling 90)."""
    own: dict[str, list[Fact]] = {member.id: [] for member in members}
    stays = [member for member in members if "#" in member.id]
    for fact in facts:
        spell = next((one.id for one in stays if _in_stay(one, fact)), fact.member)
        if spell in own:
            own[spell].append(fact)
    return own


def _in_stay(member: Member, fact: Fact) -> bool:
    """Whether an act was done in an earlier stay (`id#1`) of somebody who came back."""
    return fact.member == member.person and member.belongs(fact.day)


def named(facts: Sequence[Fact], members: Sequence[Member], subject: str) -> tuple[Fact, ...]:
    """The facts, those of a duty about one person alone being his even if they do not name him."""
    if len(members) != 1 or not subject:
        return tuple(facts)
    return tuple(replace(fact, member=members[0].id) if fact.member is None else fact for fact in facts)


def strangers(rule: Rule, facts: Sequence[Fact], members: Sequence[Member]) -> tuple[Rejected, ...]:
    """Facts of nobody, or of somebody who is not on the roster: they count for no one, and it is said why."""
    assert rule.test is not None
    kinds = {kind for leaf in leaves(rule.test) for kind in kinds_of(leaf)}
    ids = {member.id for member in members}
    found = [fact for fact in facts if fact.kind in kinds and fact.member not in ids]
    return tuple(Rejected(fact.id, "MEMBER_UNKNOWN", fact.day) for fact in sorted(found, key=lambda f: (f.day, f.id)))
