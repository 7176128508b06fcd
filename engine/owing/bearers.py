"""承担者 bearers: who answers for a rule, who helps, and which people are measured inside an obligation."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from engine.nouns import Agency, AnchorKind, Member, Obligation, Person, Roster, Rule, RulePack, Window
from engine.roster import Stay, agencies_in, agency_stays, attrs_of, person_stays

People: TypeAlias = Mapping[str, Sequence[Stay[Person]]]
"""The stays of a rule's people, by the agency they serve in."""


@dataclass(frozen=True)
class Bench:
    """Those who may bear one duty, first comes first (牵头单位在前); only one of them bears it in a window."""

    stays: tuple[Stay[Agency], ...]

    def bearer(self, window: Window) -> Stay[Agency] | None:
        """The first to belong on the window's first day, or else to join inside it (semantics 7)."""
        first = window.first
        if len(self.stays) == 1:
            only = self.stays[0]
            return only if only.touches(first, window.last) else None
        touching = [stay for stay in self.stays if stay.touches(first, window.last)]
        return next((stay for stay in touching if stay.touches(first, first)), touching[0] if touching else None)


def benches(rule: Rule, pack: RulePack, roster: Roster) -> list[Bench]:
    """One bench for every duty that the rule lays at a time: a bench for each agency, or one for all listed leads."""
    stays = agency_stays(rule.bearer.set, pack.sets, roster)
    if stays and _shares(rule, pack):
        return [Bench(tuple(stays))]
    by_agency: dict[str, list[Stay[Agency]]] = {}
    for stay in stays:
        by_agency.setdefault(stay.who.id, []).append(stay)
    return [Bench(tuple(own)) for _, own in sorted(by_agency.items())]


def partners_of(rule: Rule, obligation: Obligation, pack: RulePack, roster: Roster) -> tuple[Agency, ...]:
    """The agencies that help the bearer (配合单位) on the window's first day: the rest of its set, then `cooperate`."""
    on = obligation.window.first
    names = (*([rule.bearer.set] if _shares(rule, pack) else []), *rule.bearer.cooperate)
    partners = [agency for name in names for agency in agencies_in(name, pack.sets, roster, on)]
    return tuple({agency.id: agency for agency in partners if agency.id != obligation.bearer}.values())


def members_of(
    rule: Rule, obligation: Obligation, pack: RulePack, roster: Roster, people: People | None = None
) -> tuple[Member, ...]:
    """The people, posts or cases measured inside an obligation, as they stood during its window, by id.

    Someone who left and came back inside the window is a member for each stay: the last one under the person's own id,
    earlier ones as `id#1`, `id#2` (semantics-rulings 90).  Whoever asks for many obligations of one rule finds `people`
    once, by `people_stays`, and hands it in.
    """
    if rule.bearer.per in ("case", "document"):
        return (Member(obligation.subject),) if obligation.subject else ()
    if rule.bearer.per == "agency":
        return ()
    window, wanted = obligation.window, obligation.subject
    if people is None:
        own = tuple(person for person in roster.people if person.agency == obligation.bearer)
        people = people_stays(rule, pack, replace(roster, people=own))
    stays = [
        stay
        for stay in people.get(obligation.bearer, ())
        if stay.touches(window.first, window.last)
        and (not wanted or rule.window.anchor.kind is not AnchorKind.TENURE or _is_holding(stay, wanted, window))
    ]
    return tuple(_members(stays))


def stays_of(rule: Rule, bearer: str, pack: RulePack, roster: Roster) -> tuple[Member, ...]:
    """Every stay of the people whom an agency's duties measure, whatever the window."""
    if rule.bearer.per != "person":
        return ()
    own = tuple(person for person in roster.people if person.agency == bearer)
    return tuple(_members(people_stays(rule, pack, replace(roster, people=own)).get(bearer, ())))


def people_stays(rule: Rule, pack: RulePack, roster: Roster) -> People:
    """Those in the rule's set by the agency they serve in, each list by person and time."""
    by_agency: dict[str, list[Stay[Person]]] = {}
    for stay in person_stays(rule.bearer.set, pack.sets, roster):
        by_agency.setdefault(stay.who.agency, []).append(stay)
    return by_agency


def is_of_people(rule: Rule, pack: RulePack) -> bool:
    """Whether the rule's set is one of people, so that an agency without any of them bears nothing."""
    term = pack.sets.get(rule.bearer.set)
    return term is not None and term.of == "person"


def _shares(rule: Rule, pack: RulePack) -> bool:
    """Whether one of the set bears the duty for all: 牵头 and 共同 with agencies listed by name, 共同 in any case."""
    if rule.bearer.role == "joint":
        return True
    term = pack.sets.get(rule.bearer.set)
    return rule.bearer.role == "lead" and term is not None and term.of == "agency" and bool(term.members)


def _is_holding(stay: Stay[Person], person: str, window: Window) -> bool:
    return stay.who.id == person and (stay.since is None or stay.since == window.first)


def _members(stays: Sequence[Stay[Person]]) -> list[Member]:
    left: dict[str, int] = {}
    for stay in stays:
        left[stay.who.id] = left.get(stay.who.id, 0) + 1
    total, members = dict(left), []
    for stay in stays:
        person = stay.who
        left[person.id] -= 1
        name = person.id if left[person.id] == 0 else f"{person.id}#{total[person.id] - left[person.id]}"
        members.append(Member(name, stay.since, stay.until, attrs_of(person)))
    return members
