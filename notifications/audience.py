"""收件人 audience: who holds the posts that a rung names, on a day, and who stands in when nobody does.

A leaver's mail goes to the agency's office, then to its head.  When nobody can be reached the office is told:
silence is a finding, never a success.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from engine.nouns import Person, Roster
from engine.roster import exists

STAND_INS: dict[str, tuple[str, ...]] = {
    "contact": ("contact", "office", "head"),
    "office": ("office", "head"),
    "deputy": ("deputy", "head", "office"),
    "head": ("head", "deputy", "office"),
}
"""Posts of the answerable agency, and who stands in for each, in order."""

ALSO_CALLED = {"dept_lead": "deputy", "agency_head": "head"}

SUPERVISION: dict[str, tuple[str, ...]] = {
    "supervisor": ("contact", "office", "head"),
    "leader": ("head", "deputy", "office"),
}
"""Posts of the supervision office itself (督办机构)."""

WHOLE_SCOPE = "scope"
"""The heads of all agencies in scope, as a 通报 needs."""

POST_ZH = {
    "contact": "联络员",
    "office": "办公室",
    "deputy": "分管负责人",
    "head": "主要负责人",
    "supervisor": "督办专员",
    "leader": "督办机构领导",
    WHOLE_SCOPE: "范围内各单位",
}


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
    roles: Sequence[str], *, agency: str, roster: Roster, on: date, office: str | None = None, scope: Sequence[str] = ()
) -> Audience:
    """Who is meant by `roles` for `agency` on the day `on`; `office` is the supervision office's own agency id."""
    people: dict[str, Person] = {}
    findings: list[Finding] = []
    for role in roles:
        for place, posts in _places(ALSO_CALLED.get(role, role), agency, office, scope):
            found = _first_held(posts, place, roster, on)
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


def _first_held(posts: Sequence[str], agency: str, roster: Roster, on: date) -> list[Person]:
    """Everyone who holds the first of `posts` that somebody with an address holds."""
    for post in posts:
        found = [p for p in roster.people if p.agency == agency and p.post == post and p.email and exists(p, on)]
        if found:
            return sorted(found, key=lambda person: person.id)
    return []


def _nobody(role: str, agency: str, roster: Roster, on: date) -> Finding:
    post = POST_ZH.get(ALSO_CALLED.get(role, role), role)
    name = next((one.name for one in roster.agencies if one.id == agency), agency or "督办机构")
    message = f"无收件人：{name}在{on}没有可通知的{post}，代收人也没有；请在名册中补录人员和邮箱"
    return Finding("N101", agency, message)
