"""所问 asked: what the windows of a duty ask of each whom it measures, so that nothing is kept for what nobody owes.

Who joined when it was too late, left before the due day or is skipped as a joiner is asked for nothing in a window (24,
89, 91); of who joined inside it or was on leave less may be asked (85, 99).  What somebody did before he joined or
after he left counts for nobody (88).  His surplus is that of the windows since he joined (98).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from engine.copies import changed
from engine.judging.leave import leaves_of
from engine.judging.members import elsewhere
from engine.measure import Scope
from engine.measure.scope import Leave
from engine.nouns import Attrs, Fact, Member, Rule, Window


@dataclass(frozen=True)
class Asked:
    """The stays of the people measured inside the duties, by their ids, and the leave of each; of nobody: the bearer's.

    `people` has them by person: who left and came back is asked for each stay by itself (90).
    """

    rule: Rule
    attrs: Attrs
    stays: Mapping[str | None, Member]
    people: Mapping[str | None, Sequence[Member]]
    leaves: Mapping[str | None, tuple[Leave, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, rule: Rule, attrs: Attrs = MappingProxyType({}), members: Sequence[Member] = ()) -> "Asked":
        """What a rule asks of a bearer with these attributes, and of his people if they are measured."""
        people: dict[str | None, list[Member]] = {}
        for one in members:
            people.setdefault(one.person, []).append(one)
        return cls(rule, attrs, {one.id: one for one in members}, people)

    def under(self, version: Rule) -> "Asked":
        """The same under another version of the rule."""
        return self if version is self.rule else changed(self, rule=version)

    def with_leave(self, facts: Sequence[Fact]) -> "Asked":
        """The same with the leave that these facts tell of."""
        if not any(one.effect == "prorate" for one in self.rule.exempt):
            return self
        who: dict[str | None, Attrs] = {name: stay.attrs for name, stay in self.stays.items()} or {None: {}}
        own = {name: [fact for fact in facts if self.whose(fact) == name] for name in who}
        found = {name: leaves_of(self.rule, {**self.attrs, **who[name]}, own[name]) for name in who}
        return changed(self, leaves={name: some for name, some in found.items() if some})

    @property
    def away(self) -> Sequence[Fact]:
        """What tells of the leave of all."""
        return [fact for name in self.leaves for fact in self.away_of(name)]

    def away_of(self, name: str | None) -> Sequence[Fact]:
        """What tells of somebody's leave."""
        return [one.fact for one in self.leaves.get(name, ()) if one.fact is not None]

    def whose(self, act: Fact) -> str | None:
        """By whom an act was done: in which of his stays, if he came back."""
        stays = self.people.get(act.member, ())
        if len(stays) < 2:
            return act.member
        return next((one.id for one in stays if one.belongs(act.day)), act.member)

    def counts(self, act: Fact) -> bool:
        """Whether an act is of nobody in particular, of somebody unknown, or done during a stay of his."""
        stays = self.people.get(act.member, ())
        return not stays or any(one.belongs(act.day) for one in stays)

    def in_full(self, name: str | None) -> bool:
        """Whether every window asks all that the rule says."""
        stay = self.stays.get(name)
        return name not in self.leaves and (stay is None or stay.since is stay.until is None)

    def scope(self, name: str | None, scope: Scope) -> Scope | None:
        """What a measure of somebody's acts in a window has to look at; None if nothing is asked of him there."""
        scope = changed(scope, leaves=self.leaves.get(name, ()))
        stay = self.stays.get(name)
        if stay is None:
            return scope
        if not _touches(stay, scope.window):
            return None
        past = tuple(
            changed(one, joined=_joined(stay, one.window))
            for one in scope.earlier
            if stay.since is None or stay.since <= one.window.last
        )
        own = changed(scope, joined=_joined(stay, scope.window), left=stay.until, earlier=past)
        return None if elsewhere(self.rule, stay, own) else own


def _touches(stay: Member, window: Window) -> bool:
    begun = stay.since is None or stay.since <= window.last
    return begun and (stay.until is None or stay.until > window.first)


def _joined(stay: Member, window: Window) -> date | None:
    return stay.since if stay.since is not None and stay.since > window.first else None
