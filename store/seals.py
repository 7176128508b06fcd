"""Seals on history (封存): digests, kept in the log, over rows that are never to change again.

The log proves itself, line by line.  Of every other table that only grows, what was added since the last seal is
digested and the digest becomes a line of the log; so a byte that changes anywhere in history shows when the digests are
found again.  A digest speaks of stored values under the names of their columns, the empty ones left out: the same on
SQLite and PostgreSQL, and unmoved by a column that a later version adds.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import text

from engine.nouns import Event
from store.frozen import canonical
from store.session import Session
from store.statements import here, line
from store.tables import METADATA

SEAL = "history.seal"
MARKED: Mapping[str, str] = {
    "fact": "number",
    "fact_decision": "number",
    "office_act": "number",
    "delivery_attempt": "number",
    "succession": "number",
    "term": "number",
    "verdict": "position",
    "evidence": "at",
    "incoming": "at",
    "draft": "at",
    "wording": "at",
}
"""Tables that only grow, each with the column by which later rows are told from earlier ones."""
KEYED: Mapping[str, str] = {"document": "sha256", "clause": "document", "takeover": "heir", "ladder": "sha256"}
"""Tables that only grow and have no order: their rows are sealed by the values of this column, each named."""
SPELT_OUT: Mapping[str, str] = {"verdict": "grounds"}
"""Tables whose rows name one of another table by its number, under its name: its words are sealed with each of them.

They stood in every row before they were kept once, so a seal from before 0017 still finds what it was put on.
"""
SCHEMA = "schema"
SETTLED = 86_400_000_000
"""Microseconds after which nobody writes a row any more that says it was written then."""


class Seal(NamedTuple):
    """A digest over the rows of a table after `low` up to `high`, or over those of these `keys`."""

    table: str
    low: int
    high: int
    keys: tuple[str, ...]
    rows: int
    sha256: str


@dataclass(frozen=True)
class Broken:
    """Rows that are no longer as they were sealed: in which table, and by which line of the log that shows."""

    table: str
    position: int


def due(session: Session, sealed: Sequence[Event], moment: int) -> Iterator[Seal]:
    """The seals that what was added since the last ones asks for; `moment` is now, in microseconds since 1970.

    On PostgreSQL the tables are locked against writers until the transaction ends: a number once passed stays passed.
    """
    before = [_read(event) for event in sealed]
    for table, column in MARKED.items():
        _settle(session, table)
        low = max((seal.high for seal in before if seal.table == table), default=0)
        high = _highest(session, table, column, moment)
        if high > low:
            yield Seal(table, low, high, (), *_digest(session, table, _slice(column), {"low": low, "high": high}))
    yield from _schema(session, before)
    for table, column in KEYED.items():
        known = {key for seal in before if seal.table == table for key in seal.keys}
        new = tuple(key for key in _keys(session, table, column) if key not in known)
        if new:
            yield Seal(table, 0, 0, new, *_over_keys(session, table, column, new))


def payload(seal: Seal) -> dict[str, object]:
    """What the log keeps of a seal."""
    where = {"keys": list(seal.keys)} if seal.keys else {"low": seal.low, "high": seal.high}
    return {**where, "rows": seal.rows, "sha256": seal.sha256}


def broken(session: Session, sealed: Sequence[Event]) -> Iterator[Broken]:
    """The seals under which something is no longer as it was."""
    for event in sealed:
        seal = _read(event)
        if seal.table == SCHEMA:
            found = (seal.rows, seal.sha256) if seal.keys != (_revision(session),) else _drawn(session)
        elif seal.keys:
            found = _over_keys(session, seal.table, KEYED[seal.table], seal.keys)
        else:
            bounds = {"low": seal.low, "high": seal.high}
            found = _digest(session, seal.table, _slice(MARKED[seal.table]), bounds)
        if found != (seal.rows, seal.sha256):
            yield Broken(seal.table, event.position)


def _schema(session: Session, before: Sequence[Seal]) -> Iterator[Seal]:
    """The tables, indexes and guards of a SQLite file, sealed once a revision; PostgreSQL guards its own."""
    revision = _revision(session)
    known = any(seal.table == SCHEMA and seal.keys == (revision,) for seal in before)
    if line(session).dialect.name == "sqlite" and not known:
        yield Seal(SCHEMA, 0, 0, (revision,), *_drawn(session))


def _revision(session: Session) -> str:
    return str(line(session).execute(text("SELECT version_num FROM alembic_version")).scalar())


def _drawn(session: Session) -> tuple[int, str]:
    """How many things the schema has, and the digest over how each was made."""
    made = line(session).execute(text("SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name")).all()
    return len(made), hashlib.sha256(canonical([list(row) for row in made]).encode()).hexdigest()


def _read(event: Event) -> Seal:
    told: Mapping[str, Any] = event.payload
    keys = tuple(told.get("keys", ()))
    return Seal(event.subject, told.get("low", 0), told.get("high", 0), keys, told["rows"], told["sha256"])


def _digest(session: Session, table: str, where: str, values: Mapping[str, object]) -> tuple[int, str]:
    """How many rows a condition finds, and the digest over all that they hold, in the order of their key."""
    names, source = _whole(table)
    order = ", ".join(f'"{table}"."{column.name}"' for column in METADATA.tables[table].primary_key)
    chosen = f"SELECT {', '.join(names.values())} FROM {source}"  # noqa: S608 - our own names
    query = text(f'{chosen} WHERE "{table}".jurisdiction = :here AND {where} ORDER BY {order}')
    found = line(session).execute(query, {"here": here(session), **values}, execution_options={"yield_per": 5000})
    digest, rows = hashlib.sha256(), 0
    for row in found:
        said = {name: _plain(value) for name, value in zip(names, row, strict=True) if value is not None}
        digest.update(canonical(said).encode() + b"\n")
        rows += 1
    return rows, digest.hexdigest()


def _whole(table: str) -> tuple[dict[str, str], str]:
    """The columns that are sealed of a table, by the names under which they are, and where they are read from."""
    names = {column.name: f'"{table}"."{column.name}"' for column in METADATA.tables[table].columns}
    other = SPELT_OUT.get(table)
    if other is None:
        return names, f'"{table}"'
    number = names.pop(other)
    words = {column.name for column in METADATA.tables[other].columns} - {*names, "sha256"}
    names |= {name: f'"{other}"."{name}"' for name in sorted(words)}
    return names, f'"{table}" LEFT JOIN "{other}" ON "{other}".number = {number}'


def _over_keys(session: Session, table: str, column: str, keys: Sequence[str]) -> tuple[int, str]:
    """The same over the rows of each of some keys, in the order given."""
    each = [_digest(session, table, f'"{column}" = :key', {"key": key}) for key in keys]
    return sum(rows for rows, _ in each), hashlib.sha256("".join(found for _, found in each).encode()).hexdigest()


def _slice(column: str) -> str:
    return f'"{column}" > :low AND "{column}" <= :high'


def _highest(session: Session, table: str, column: str, moment: int) -> int:
    """The mark of the last row that can be sealed now."""
    settled = f" AND at <= {moment - SETTLED}" if column == "at" else ""
    query = text(f'SELECT max("{column}") FROM "{table}" WHERE jurisdiction = :here{settled}')  # noqa: S608 - our own names
    return int(line(session).execute(query, {"here": here(session)}).scalar() or 0)


def _keys(session: Session, table: str, column: str) -> list[str]:
    query = text(f'SELECT DISTINCT "{column}" FROM "{table}" WHERE jurisdiction = :here')  # noqa: S608 - our own names
    return sorted(line(session).execute(query, {"here": here(session)}).scalars())


def _settle(session: Session, table: str) -> None:
    if line(session).dialect.name == "postgresql":
        line(session).execute(text(f'LOCK TABLE "{table}" IN SHARE MODE'))


def _plain(value: object) -> object:
    """A stored value as both engines have it: truth as 0 and 1, bytes in hexadecimal."""
    if isinstance(value, bool):
        return int(value)
    return value.hex() if isinstance(value, bytes | memoryview) else value


def unlike_their_digest(session: Session) -> Iterator[tuple[str, str]]:
    """What carries its own digest and no longer agrees with it: letters, packs, and whom lines of the log are about."""
    for table, key, content in (("letter", "message_id", "mime"), ("pack", "sha256", "text")):
        query = text(f'SELECT "{key}", sha256, "{content}" FROM "{table}" WHERE jurisdiction = :here')  # noqa: S608 - our own names
        found = line(session).execute(query, {"here": here(session)}, execution_options={"yield_per": 1000})
        for name, sha256, said in found:
            if hashlib.sha256(said.encode() if isinstance(said, str) else bytes(said)).hexdigest() != sha256:
                yield table, name
    query = text(
        "SELECT e.position FROM event e LEFT JOIN obligation o ON o.number = e.about AND o.key = e.subject "
        "WHERE e.jurisdiction = :here AND e.about IS NOT NULL AND o.number IS NULL ORDER BY e.position LIMIT 20"
    )
    yield from (
        ("event", str(position)) for position in line(session).execute(query, {"here": here(session)}).scalars()
    )
