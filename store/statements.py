"""The statements that every repository writes (语句): mine, read, insert what is new, insert or replace.

Everything goes through Core on the session's own connection; each statement is held to the session's jurisdiction.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from itertools import islice
from typing import Any, TypeAlias, TypeVar

from sqlalchemy import (
    BindParameter,
    Column,
    ColumnElement,
    Connection,
    CursorResult,
    Executable,
    LargeBinary,
    Row,
    String,
    Table,
    TableValuedAlias,
    Text,
    bindparam,
    cast,
    column,
    func,
    literal,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.types import TypeEngine

from store.prepared import prepared
from store.session import Session

Plain: TypeAlias = Mapping[str, Any]
Found: TypeAlias = Row[*tuple[Any, ...]]
T = TypeVar("T")

HERE: BindParameter[str] = bindparam("here", type_=String())
"""The session's jurisdiction in a standing query, which is built once, when its module is loaded; see `ask`."""

CHUNK = 1000
KEY = "_key"


def here(session: Session) -> str:
    """The jurisdiction that the session was opened for."""
    return session.jurisdiction


def mine(session: Session, table: Table) -> ColumnElement[bool]:
    """Hold a statement to the rows of the session's jurisdiction."""
    return _held_to(table, here(session))


@lru_cache(maxsize=1024)
def _held_to(table: Table, jurisdiction: str) -> ColumnElement[bool]:
    """Built once: it stands in every statement, and building it costs as much as reading a row."""
    return table.c.jurisdiction == jurisdiction


def line(session: Session) -> Connection:
    """SQLAlchemy's connection of the session, for what is not made ready for the driver."""
    return session.connection()


def read(session: Session, query: Executable) -> Sequence[Found]:
    """All rows that a query finds."""
    return line(session).execute(query).all()


def ask(session: Session, query: Executable, **values: object) -> Sequence[Found]:
    """All rows that a standing query finds: it says `HERE` for the jurisdiction and names its other values.

    For what is asked many times in every sweep: putting a query together costs more than answering it.
    """
    asked = {"here": here(session), **values}
    ready = prepared(query, session.dialect)
    return line(session).execute(query, asked).all() if ready is None else ready.ask(session.execute, asked)


def stored(session: Session, query: Executable, **values: object) -> Iterator[Sequence[tuple[Any, ...]]]:
    """What a standing query finds as the database has it, twenty thousand rows at a time.

    The rows are those of the driver: for a sweep that reads a whole register, one object a row is one too many.
    """
    ready = prepared(query, session.dialect)
    assert ready is not None, "a standing query that is the same for all its values"
    yield from ready.rows(session.driver, {"here": here(session), **values}, 20_000)


def run(session: Session, statement: Executable, **values: object) -> None:
    """Run a standing statement, which names its values as `ask` has it."""
    told = {"here": here(session), **values}
    ready = prepared(statement, session.dialect)
    if ready is None:
        line(session).execute(statement, told)
    else:
        ready.run(session.execute, told)


def first(session: Session, query: Executable) -> Found | None:
    """The first row that a query finds, if any."""
    return line(session).execute(query).first()


def count(session: Session, table: Table, *which: ColumnElement[bool]) -> int:
    """How many rows of a table meet all these conditions."""
    found = first(session, select(func.count()).select_from(table).where(*which))
    return int(found[0]) if found else 0


def write(session: Session, statement: Executable, rows: Sequence[Plain] | None = None) -> int:
    """Run a statement, once a row if rows are given; say how many rows it touched."""
    counting = {"preserve_rowcount": True}  # else an INSERT does not tell
    done: CursorResult[*tuple[Any, ...]] = line(session).execute(statement, rows, execution_options=counting)
    return int(done.rowcount)


def insert(session: Session, table: Table, rows: Iterable[Plain]) -> int:
    """Insert rows none of which may be there yet; say how many."""
    return _inserted(session, table, keyed(session, rows), is_new=False)


def insert_new(session: Session, table: Table, rows: Iterable[Plain]) -> int:
    """Insert the rows whose key is not there yet; say how many were new."""
    return _inserted(session, table, keyed(session, rows), is_new=True)


def inserted(session: Session, table: Table, rows: Iterable[Plain], key: Column[Any]) -> set[Any]:
    """Insert the rows whose key is not there yet; answer the `key` of those that were new."""
    given = keyed(session, rows)
    if not given:
        return set()
    if not on_postgres(session):
        return set(line(session).execute(_into_new(table, key), given).scalars())
    statement, _ = _insertion(session, table, given)
    return set(line(session).execute(statement.on_conflict_do_nothing().returning(key)).scalars())


def replace(session: Session, table: Table, rows: Iterable[Plain]) -> int:
    """Insert the rows, or write them over those with the same primary key."""
    given = keyed(session, rows)
    if not given:
        return 0
    statement, each = _insertion(session, table, given)
    if each is not None:
        return write(session, _overwriting(table, tuple(given[0])), each)
    return write(session, _over(statement, table, given[0]))


def set_each(session: Session, table: Table, key: Column[Any], rows: Sequence[Plain]) -> int:
    """Set what each row says in the row whose `key` is its `_key`; say how many rows were there."""
    if not rows:
        return 0
    names = [name for name in rows[0] if name != KEY]
    types = {KEY: key.type, **{name: table.c[name].type for name in names}}
    if on_postgres(session):
        many = _many(session, types, rows)
        values = {name: many.c[name] for name in names}
        return write(session, update(table).where(mine(session, table), key == many.c[KEY]).values(values))
    # `new_` keeps SQLAlchemy from taking a bound name for a column that is always set
    bound = {name: bindparam(f"new_{name}", type_=types[name]) for name in names}
    statement = update(table).where(mine(session, table), key == bindparam(KEY, type_=key.type)).values(bound)
    return write(session, statement, [{KEY: row[KEY], **{f"new_{name}": row[name] for name in names}} for row in rows])


def keyed(session: Session, rows: Iterable[Plain]) -> list[dict[str, Any]]:
    """The rows, each with the session's jurisdiction."""
    jurisdiction = here(session)
    return [{"jurisdiction": jurisdiction, **row} for row in rows]


def chunks(items: Iterable[T], size: int = CHUNK) -> Iterator[list[T]]:
    """Cut into lists short enough for one IN (…)."""
    rest = iter(items)
    while chunk := list(islice(rest, size)):
        yield chunk


def _inserted(session: Session, table: Table, rows: Sequence[Plain], *, is_new: bool) -> int:
    """Insert rows, only those that are not there yet when they may be; a single one without SQLAlchemy's help."""
    if len(rows) == 1:
        ready = prepared(_into_one(table, session.on_postgres, is_new), session.dialect, tuple(rows[0]))
        if ready is not None:
            return ready.run(session.execute, rows[0])
    if not rows:
        return 0
    statement, each = _insertion(session, table, rows)
    return write(session, statement.on_conflict_do_nothing() if is_new else statement, each)


@cache
def _into_one(table: Table, on_postgres: bool, is_new: bool) -> Any:
    """An INSERT of one row, built once a table."""
    insertion = postgresql.insert(table) if on_postgres else _into(table)
    return insertion.on_conflict_do_nothing() if is_new else insertion


def _over(insertion: Any, table: Table, names: Iterable[str]) -> Any:
    """The INSERT, made to write over the row with the same primary key."""
    keys = [column.name for column in table.primary_key]
    others = {name: insertion.excluded[name] for name in names if name not in keys}
    return insertion.on_conflict_do_update(index_elements=keys, set_=others)


@cache
def _overwriting(table: Table, names: tuple[str, ...]) -> Any:
    return _over(_into(table), table, names)


@cache
def _into_new(table: Table, key: Column[Any]) -> Any:
    return _into(table).on_conflict_do_nothing().returning(key)


@cache
def _into(table: Table) -> Any:
    """An INSERT on SQLite, built once a table: SQLAlchemy then knows it again without taking it apart."""
    return sqlite.insert(table)


def _insertion(session: Session, table: Table, rows: Sequence[Plain]) -> tuple[Any, Sequence[Plain] | None]:
    """An INSERT of the rows with what to run it with: a row at a time on SQLite, all at once on PostgreSQL."""
    if not on_postgres(session):
        return _into(table), rows
    many = _many(session, {name: table.c[name].type for name in rows[0]}, rows)
    return postgresql.insert(table).from_select(list(rows[0]), select(*many.c)), None


def _many(session: Session, types: Mapping[str, TypeEngine[Any]], rows: Sequence[Plain]) -> TableValuedAlias:
    """The rows as a table of PostgreSQL, handed over as one JSON text: it costs a tenth of a statement a row."""
    dialect = session.dialect
    # bytes have a processor that wraps them for the driver; here they become "\\x…" in `_bytes`
    stored = {
        name: None if isinstance(kind, LargeBinary) else kind.bind_processor(dialect) for name, kind in types.items()
    }
    plain = [{name: put(row[name]) if put else row[name] for name, put in stored.items()} for row in rows]
    columns = (column(name, kind) for name, kind in types.items())
    text = literal(json.dumps(plain, ensure_ascii=False, default=_bytes), Text())
    return func.json_to_recordset(cast(text, postgresql.JSON)).table_valued(*columns).render_derived(with_types=True)


def _bytes(value: bytes) -> str:
    return f"\\x{value.hex()}"


def on_postgres(session: Session) -> bool:
    """Whether the database is PostgreSQL."""
    return session.on_postgres
