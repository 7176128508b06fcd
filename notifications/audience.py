"""收件人 audience: who holds the posts that a rung names, on a day, and who stands in when nobody does.

Whoever answers for another (代管) gets the other's mail.  A leaver's mail goes to the one in charge of the work in the
agency, then to its head, then to its office.  An address that refuses letters counts as none.  When nobody can be
reached the office is told: silence is a finding, never a success.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from engine.nouns import Person, Roster
from engine.roster import exists
from engine.telling.posts import ALSO_CALLED, POST_ZH, WHOLE_SCOPE

STAND_INS: dict[str, tuple[str, ...]] = {
    "contact": ("contact", "deputy", "head", "office"),
    "office": ("office", "head"),
    "deputy": ("deputy", "head", "office"),
    "head": ("head", "deputy", "office"),
}
"""Posts of the answerable agency, and who stands in for each, in order."""

SUPERVISION: dict[str, tuple[str, ...]] = {
    "supervisor": ("contact", "office", "head"),
    "leader": ("head", "deputy", "office"),
}
"""Posts of the supervision office itself (督办机构)."""


@dataclass(frozen=True)
class Finding:
    """Something that the supervision office must know before it believes that a notice was heard (发现)."""

    code: str
    agency: str
    message: str


@dataclass(frozen=True)
class Audience:
    """The people found, without repetition, in the order of the roles; and the roles for which there is nobody."""

    people: tuple[Person, ...]
    findings: tuple[Finding, ...] = ()


def recipients(
    roles: Sequence[str],
    *,
    agency: str,
    roster: Roster,
    on: date,
    office: str | None = None,
    scope: Sequence[str] = (),
    bad: Collection[str] = (),
) -> Audience:
    """Who is meant by `roles` for `agency` on the day `on`; `office` is the supervision office's own agency id.

    `bad` are the addresses that nothing is sent to any more.
    """
    people: dict[str, Person] = {}
    findings: list[Finding] = []
    for role in roles:
        for place, posts in _places(ALSO_CALLED.get(role, role), agency, office, scope):
            found = _first_held(posts, place, roster, on, bad)
            people.update((person.id, person) for person in found)
            if not found:
                findings.append(_nobody(role, place, roster, on))
    return Audience(tuple(people.values()), tuple(findings))


def _places(role: str, agency: str, office: str | None, scope: Sequence[str]) -> list[tuple[str, tuple[str, ...]]]:
    """Which agencies a role is looked for in, and through which posts; an unknown role is nobody's post."""
    if role == WHOLE_SCOPE:
        return [(place, STAND_INS["head"]) for place in scope or (agency,)]
    if role in SUPERVISION:
        return [(office or "", SUPERVISION[role])]
    return [(agency, STAND_INS.get(role, ()))]


def _first_held(posts: Sequence[str], agency: str, roster: Roster, on: date, bad: Collection[str]) -> list[Person]:
    """Everyone who answers for the first of `posts` for which somebody with an address does."""
    for post in posts:
        held = [p for p in roster.people if p.agency == agency and p.post == post and exists(p, on)]
        answering = {person.id: person for person in (answering_for(one, roster, on) for one in held)}
        found = [person for person in answering.values() if person.email and person.email not in bad]
        if found:
            return sorted(found, key=lambda person: person.id)
    return []


def answering_for(person: Person, roster: Roster, on: date) -> Person:
    """Who answers for a person on a day: the person, or whoever it was handed to, and on from there."""
    seen = {person.id}
    while handed := _deputed(person, roster, on):
        if handed.id in seen:  # they point at each other
            return person
        seen.add(handed.id)
        person = handed
    return person


def _deputed(person: Person, roster: Roster, on: date) -> Person | None:
    """To whom a person's business was handed on a day; one who has left answers for nobody."""
    orders = [one for one in roster.delegations if one.of == person.id and one.since <= on]
    standing = [one for one in orders if one.until is None or on < one.until]
    if not standing:
        return None
    last = max(standing, key=lambda one: one.since)
    return next((who for who in roster.people if who.id == last.to and who.email and exists(who, on)), None)


def _nobody(role: str, agency: str, roster: Roster, on: date) -> Finding:
    post = POST_ZH.get(ALSO_CALLED.get(role, role), role)
    name = next((one.name for one in roster.agencies if one.id == agency), agency or "督办机构")
    message = f"无收件人：{name}在{on}没有可通知的{post}，代收人也没有；请在名册中补录人员和邮箱"
    return Finding("N101", agency, message)
