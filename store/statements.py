"""The statements that every repository writes (语句): mine, read, insert what is new, insert or replace.

Everything goes through Core on the session's own connection; each statement is held to the session's jurisdiction.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, TypeAlias, TypeVar

from sqlalchemy import Column, ColumnElement, CursorResult, Executable, Row, Table, bindparam, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

Plain: TypeAlias = Mapping[str, Any]
Found: TypeAlias = Row[*tuple[Any, ...]]
T = TypeVar("T")

CHUNK = 1000


def here(session: Session) -> str:
    """The jurisdiction that the session was opened for."""
    return str(session.info["jurisdiction"])


def mine(session: Session, table: Table) -> ColumnElement[bool]:
    """Hold a statement to the rows of the session's jurisdiction."""
    return table.c.jurisdiction == here(session)


def read(session: Session, query: Executable) -> Sequence[Found]:
    """All rows that a query finds."""
    return session.connection().execute(query).all()


def first(session: Session, query: Executable) -> Found | None:
    """The first row that a query finds, if any."""
    return session.connection().execute(query).first()


def write(session: Session, statement: Executable, rows: Sequence[Plain] | None = None) -> int:
    """Run a statement, once a row if rows are given; say how many rows it touched."""
    if rows is not None and not rows:
        return 0
    counting = {"preserve_rowcount": True}  # else an INSERT does not tell
    done: CursorResult[*tuple[Any, ...]] = session.connection().execute(statement, rows, execution_options=counting)
    return int(done.rowcount)


def insert_new(session: Session, table: Table, rows: Iterable[Plain]) -> int:
    """Insert the rows whose key is not there yet; say how many were new."""
    return write(session, _insert(session, table).on_conflict_do_nothing(), keyed(session, rows))


def inserted(session: Session, table: Table, rows: Iterable[Plain], key: Column[Any]) -> set[Any]:
    """Insert the rows whose key is not there yet; answer the `key` of those that were new."""
    statement = _insert(session, table).on_conflict_do_nothing().returning(key)
    keyed_rows = keyed(session, rows)
    return set(session.connection().execute(statement, keyed_rows).scalars()) if keyed_rows else set()


def replace(session: Session, table: Table, rows: Iterable[Plain]) -> int:
    """Insert the rows, or write them over those with the same primary key."""
    keys = [column.name for column in table.primary_key]
    insert = _insert(session, table)
    others = {column.name: insert.excluded[column.name] for column in table.c if column.name not in keys}
    statement = insert.on_conflict_do_update(index_elements=keys, set_=others)
    return write(session, statement, keyed(session, rows))


def set_each(session: Session, table: Table, key: Column[Any], names: Sequence[str], rows: Sequence[Plain]) -> int:
    """Set the columns `names` in the row of each key; a row gives `name` as itself and the key as `_key`."""
    # `new_` keeps SQLAlchemy from taking a bound name for a column that is always set
    values = {name: bindparam(f"new_{name}", type_=table.c[name].type) for name in names}
    statement = update(table).where(mine(session, table), key == bindparam("the_key", type_=key.type)).values(values)
    given = [{"the_key": row["_key"], **{f"new_{name}": row[name] for name in names}} for row in rows]
    return write(session, statement, given)


def keyed(session: Session, rows: Iterable[Plain]) -> list[dict[str, Any]]:
    """The rows, each with the session's jurisdiction."""
    jurisdiction = here(session)
    return [{"jurisdiction": jurisdiction, **row} for row in rows]


def chunks(items: Iterable[T], size: int = CHUNK) -> Iterator[list[T]]:
    """Cut into lists short enough for one IN (…)."""
    rest = iter(items)
    while chunk := list(islice(rest, size)):
        yield chunk


def _insert(session: Session, table: Table) -> Any:
    dialect = session.get_bind().dialect.name
    return postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)
