"""The roster (名册): agencies, people and memberships, with every version that was ever in force.

An agency keeps its id through every renaming.  Putting one that differs from the version in force closes that version
at the day `on` and opens a new one; putting it again changes nothing.  Two agencies of one name are the caller's to
refuse, who can say where they are written.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace as changed
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import Table, delete, or_, select

from engine.nouns import Agency, Delegation, Membership, Person, Roster
from store.session import Session
from store.statements import chunks, insert, mine, read, replace, write
from store.tables import AgencyRow, AliasRow, DelegationRow, MembershipRow, PersonRow
from store.tables.row import table

AGENCY = table(AgencyRow)
ALIAS = table(AliasRow)
PERSON = table(PersonRow)
MEMBERSHIP = table(MembershipRow)
DELEGATION = table(DelegationRow)
AGENCY_FIELDS = ("id", "name", "attrs", "parent", "since", "until")
PERSON_FIELDS = ("id", "name", "agency", "post", "email", "attrs", "since", "until")
DELEGATION_FIELDS = tuple(Delegation.__dataclass_fields__)
ALWAYS = date.min  # stands for "since ever" in a key, where NULL may not stand

Versioned = TypeVar("Versioned", Agency, Person)


def put_agencies(session: Session, agencies: Sequence[Agency], *, on: date) -> int:
    """Take agencies into the roster from the day `on` (or their own `since`); say how many are new or changed."""
    kept = _by_id(_agencies(session, [agency.id for agency in agencies]))
    fresh = [agency for agency in agencies if _differs(agency, kept[agency.id])]
    versions = [row for agency in fresh for row in _versions(agency, kept[agency.id], on)]
    replace(session, AGENCY, [_row(version, AGENCY_FIELDS) for version in versions])
    _put_aliases(session, fresh)
    return len(fresh)


def put_people(session: Session, people: Sequence[Person], *, on: date) -> int:
    """Take people into the roster from the day `on` (or their own `since`); say how many are new or changed."""
    kept = _by_id(_people(session, [person.id for person in people]))
    fresh = [person for person in people if _differs(person, kept[person.id])]
    versions = [row for person in fresh for row in _versions(person, kept[person.id], on)]
    replace(session, PERSON, [_row(version, PERSON_FIELDS) for version in versions])
    return len(fresh)


def put_memberships(session: Session, memberships: Sequence[Membership]) -> int:
    """Take memberships into the roster, or give them another end; say how many are new or changed."""
    kept = set(_memberships(session))
    fresh = [membership for membership in memberships if membership not in kept]
    replace(session, MEMBERSHIP, [_row(membership, ("set", "member", "since", "until")) for membership in fresh])
    return len(fresh)


def put_delegations(session: Session, delegations: Sequence[Delegation]) -> int:
    """Let people answer for others, or give that another end; say how many are new or changed."""
    kept = set(_delegations(session))
    fresh = [each for each in delegations if each not in kept]
    replace(session, DELEGATION, [{name: getattr(each, name) for name in DELEGATION_FIELDS} for each in fresh])
    return len(fresh)


def roster(session: Session) -> Roster:
    """Everyone at every date, sorted by id and beginning."""
    everyone = tuple(_agencies(session)), tuple(_people(session)), tuple(_memberships(session))
    return Roster(*everyone, tuple(_delegations(session)))


def find(session: Session, name: str) -> Agency | None:
    """The agency with this id, name (present or former) or alias in its latest version, or None."""
    aliased = select(ALIAS.c.agency).where(mine(session, ALIAS), ALIAS.c.name == name)
    named = or_(AGENCY.c.id == name, AGENCY.c.name == name, AGENCY.c.id.in_(aliased))
    query = select(AGENCY.c.id).where(mine(session, AGENCY), named).order_by(AGENCY.c.id != name, AGENCY.c.id)
    ids = [row.id for row in read(session, query)]
    return _agencies(session, ids[:1])[-1] if ids else None


def _differs(wanted: Versioned, versions: list[Versioned]) -> bool:
    """Whether the roster must learn something; an end or beginning left open is not news."""
    if not versions:
        return True
    last = versions[-1]
    since, until = wanted.since or last.since, wanted.until or last.until
    return changed(wanted, since=since, until=until) != last


def _versions(wanted: Versioned, versions: list[Versioned], on: date) -> list[Versioned]:
    """The rows to write: the version in force closed where the new one begins, and the new one."""
    if not versions:
        return [wanted]
    last = versions[-1]
    same_words = changed(wanted, since=last.since, until=last.until) == last
    since = wanted.since or on
    if same_words or since == last.since:
        return [changed(wanted, since=last.since)]
    fresh = changed(wanted, since=since)
    ended = last.until is not None and last.until < since
    return [last if ended else changed(last, until=since), fresh]


def _put_aliases(session: Session, agencies: Sequence[Agency]) -> None:
    for some in chunks(agency.id for agency in agencies):
        write(session, delete(ALIAS).where(mine(session, ALIAS), ALIAS.c.agency.in_(some)))
    rows = [
        {"agency": agency.id, "name": name, "position": position}
        for agency in agencies
        for position, name in enumerate(dict.fromkeys(agency.aliases))
    ]
    insert(session, ALIAS, rows)


def _agencies(session: Session, ids: Sequence[str] | None = None) -> list[Agency]:
    aliases: dict[str, list[str]] = defaultdict(list)
    for row in read(session, select(ALIAS).where(mine(session, ALIAS)).order_by(ALIAS.c.position)):
        aliases[row.agency].append(row.name)
    versions = _read_versions(session, AGENCY, AGENCY_FIELDS, ids)
    return [Agency(**version, aliases=tuple(aliases[version["id"]])) for version in versions]


def _people(session: Session, ids: Sequence[str] | None = None) -> list[Person]:
    return [Person(**version) for version in _read_versions(session, PERSON, PERSON_FIELDS, ids)]


def _memberships(session: Session) -> list[Membership]:
    columns = MEMBERSHIP.c
    query = select(columns.set, columns.member, columns.since, columns.until).where(mine(session, MEMBERSHIP))
    found = read(session, query.order_by(columns.set, columns.member, columns.since))
    return [Membership(row.set, row.member, _begin(row.since), row.until) for row in found]


def _delegations(session: Session) -> list[Delegation]:
    query = select(*(DELEGATION.c[name] for name in DELEGATION_FIELDS)).where(mine(session, DELEGATION))
    return [Delegation(*row) for row in read(session, query.order_by(DELEGATION.c.of, DELEGATION.c.since))]


def _read_versions(
    session: Session, source: Table, names: Sequence[str], ids: Sequence[str] | None
) -> list[dict[str, Any]]:
    query = select(*(source.c[name] for name in names)).where(mine(session, source))
    query = query.order_by(source.c.id, source.c.since)
    few = [query] if ids is None else [query.where(source.c.id.in_(some)) for some in chunks(sorted(set(ids)))]
    rows = [row._asdict() for part in few for row in read(session, part)]
    return [{**row, "since": _begin(row["since"])} for row in rows]


def _by_id(versions: Iterable[Versioned]) -> dict[str, list[Versioned]]:
    kept: dict[str, list[Versioned]] = defaultdict(list)
    for version in versions:
        kept[version.id].append(version)
    return kept


def _row(noun: Agency | Person | Membership, names: Sequence[str]) -> dict[str, Any]:
    return {name: getattr(noun, name) for name in names} | {"since": noun.since or ALWAYS}


def _begin(since: date) -> date | None:
    return None if since == ALWAYS else since
