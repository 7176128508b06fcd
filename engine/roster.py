"""名册 roster: who existed, belonged and answered on a day.

Sets (单位组) are resolved here: by name (`members`, in the order listed: the first is the lead 牵头), by attributes
(`where`, those who surely match, by id), and by memberships on file.  Names are looked up as they stand, as aliases
(简称, former names) and as lineage ids, so a renaming changes nothing (semantics 7).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from engine.nouns import Agency, Attrs, Membership, Person, Roster, SetTerm, Truth
from engine.predicates import Orders, all_of, any_of, matches, negation

__all__ = [
    "Orders",
    "Stay",
    "agencies_in",
    "agency_stays",
    "all_of",
    "any_of",
    "attrs_of",
    "directory",
    "exists",
    "find_agency",
    "matches",
    "negation",
    "people_of",
    "person_stays",
    "undecided_in",
]

Who = TypeVar("Who", Agency, Person)


@dataclass(frozen=True)
class Stay(Generic[Who]):
    """That someone belongs to a set from `since` up to, not including, `until`; None is always, or for ever."""

    who: Who
    since: date | None
    until: date | None

    def touches(self, first: date, last: date) -> bool:
        """Whether any day of the stay lies in `first` to `last`."""
        return (self.since is None or self.since <= last) and (self.until is None or first < self.until)


def exists(one: Agency | Person | Membership, on: date) -> bool:
    """Whether an agency, person or membership stands on a day: from `since` up to, not including, `until`."""
    return (one.since is None or one.since <= on) and (one.until is None or on < one.until)


def find_agency(roster: Roster, name: str) -> Agency | None:
    """The agency of that id, name or alias; an id goes before a name, a name before an alias."""
    return (
        next((agency for agency in roster.agencies if agency.id == name), None)
        or next((agency for agency in roster.agencies if agency.name == name), None)
        or next((agency for agency in roster.agencies if name in agency.aliases), None)
    )


def directory(roster: Roster) -> dict[str, Agency]:
    """Every word that an agency goes by, as `find_agency` finds it, for those who look up many."""
    found: dict[str, Agency] = {}
    for agency in reversed(roster.agencies):
        found.update(dict.fromkeys(agency.aliases, agency))
    found.update({agency.name: agency for agency in reversed(roster.agencies)})
    found.update({agency.id: agency for agency in reversed(roster.agencies)})
    return found


def agencies_in(set_name: str, sets: Mapping[str, SetTerm], roster: Roster, on: date) -> tuple[Agency, ...]:
    """The agencies of a set on a day; for a set of people, the agencies they serve in.

    Agencies listed by name keep the order of the list; all others follow by id.
    """
    stays = agency_stays(set_name, sets, roster)
    return tuple({stay.who.id: stay.who for stay in stays if stay.touches(on, on)}.values())


def people_of(
    agency: Agency, set_name: str, sets: Mapping[str, SetTerm], roster: Roster, on: date
) -> tuple[Person, ...]:
    """Those who serve in `agency` and belong to the set on a day, by id; a set of agencies means all its people."""
    stays = person_stays(set_name, sets, roster)
    return tuple({s.who.id: s.who for s in stays if s.who.agency == agency.id and s.touches(on, on)}.values())


def undecided_in(set_name: str, sets: Mapping[str, SetTerm], roster: Roster, on: date) -> tuple[Agency, ...]:
    """Agencies of which nobody can say whether they belong, because an attribute is missing: they bear nothing yet."""
    term = sets.get(set_name)
    if term is None or term.where is None or term.of == "person":
        return ()
    return tuple(
        agency
        for agency in _by_id(roster.agencies)
        if exists(agency, on) and matches(term.where, agency.attrs) is Truth.UNKNOWN
    )


def agency_stays(set_name: str, sets: Mapping[str, SetTerm], roster: Roster) -> list[Stay[Agency]]:
    """Every stretch of time in which an agency belongs to the set: as listed, then by id.

    A name that is no set of the pack stands for the agency of that name.
    """
    term = sets.get(set_name)
    if term is not None and term.of == "person":
        serving = {stay.who.agency for stay in person_stays(set_name, sets, roster)}
        return [_whole(agency) for agency in _by_id(roster.agencies) if agency.id in serving]
    names = (set_name,) if term is None else term.members
    by_name = directory(roster) if names else {}
    ids = list(dict.fromkeys(by_name[name].id for name in names if name in by_name))
    seen = set(ids)
    # an agency that was renamed is in the set under every name it had
    versions: dict[str, list[Agency]] = {id_: [] for id_ in ids}
    for agency in roster.agencies:
        if agency.id in seen:
            versions[agency.id].append(agency)
    listed = [agency for id_ in ids for agency in versions[id_]]
    matched = [] if term is None else _matching(term, _by_id(roster.agencies))
    return [
        *(_whole(agency) for agency in listed),
        *(_whole(agency) for agency in matched if agency.id not in seen),
        *_on_file(set_name, roster, seen | {agency.id for agency in matched}, _by_id(roster.agencies)),
    ]


def person_stays(set_name: str, sets: Mapping[str, SetTerm], roster: Roster) -> list[Stay[Person]]:
    """Every stretch of time in which a person belongs to the set, by id; all people if it is no set of people."""
    people = _by_id(roster.people)
    term = sets.get(set_name)
    if term is None or term.of != "person":
        return [_whole(person) for person in people]
    names, fitting = set(term.members), {person.id for person in _matching(term, people)}
    matched = [person for person in people if person.id in fitting or not names.isdisjoint((person.id, person.name))]
    return [*map(_whole, matched), *_on_file(set_name, roster, {person.id for person in matched}, people)]


def attrs_of(who: Agency | Person) -> Attrs:
    """The attributes that a set is asked for; a person's post can be asked for as `post`."""
    if isinstance(who, Person) and who.post is not None:
        return {"post": who.post, **who.attrs}
    return who.attrs


def _matching(term: SetTerm, some: Iterable[Who]) -> list[Who]:
    if term.where is None:
        return []
    return [who for who in some if matches(term.where, attrs_of(who)) is Truth.TRUE]


def _on_file(set_name: str, roster: Roster, seen: set[str], some: Iterable[Who]) -> Iterator[Stay[Who]]:
    """Stays by membership, for those who do not belong anyway; a stay is never longer than the life of its owner."""
    rows: dict[str, list[Membership]] = {}
    for row in roster.memberships:
        if row.set == set_name and row.member not in seen:
            rows.setdefault(row.member, []).append(row)
    for who in some:
        for row in sorted(rows.get(who.id, []), key=lambda row: row.since or date.min):
            since = max((day for day in (who.since, row.since) if day), default=None)
            until = min((day for day in (who.until, row.until) if day), default=None)
            if since is None or until is None or since < until:
                yield Stay(who, since, until)


def _whole(who: Who) -> Stay[Who]:
    return Stay(who, who.since, who.until)


def _by_id(some: Iterable[Who]) -> list[Who]:
    return sorted(some, key=lambda who: who.id)
