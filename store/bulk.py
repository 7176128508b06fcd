"""Many rows at once (成批): values as they are stored, in tuples, past everything that costs by the row.

What a sweep writes by the thousand goes through here, and what one move writes too: no row object, no column that
converts, one statement a table, put together once a process.  SQLite runs it over the tuples; PostgreSQL takes many new
rows by COPY and changed ones as arrays.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, TypeAlias

from sqlalchemy import Integer, Table, TypeDecorator
from sqlalchemy.dialects import postgresql

from store.session import Session

Values: TypeAlias = tuple[Any, ...]
FEW = 8  # rows up to which PostgreSQL is quicker with an INSERT each than in setting up a COPY


def pour(session: Session, table: Table, names: Sequence[str], rows: Iterable[Values]) -> int:
    """Insert rows none of which may be there yet, each the values of `names` as they are stored; say how many."""
    given, here = list(rows), session.jurisdiction
    if session.on_postgres and len(given) > FEW:
        with session.driver.cursor() as cursor, cursor.copy(_copying(table, tuple(names))) as copy:
            for row in given:
                copy.write_row((here, *row))
    elif given:
        _each(session, _insertion(table, tuple(names), *_manner(session)), given)
    return len(given)


def put(session: Session, table: Table, key: str, names: Sequence[str], rows: Iterable[Values]) -> int:
    """Set `names` in the rows whose `key` is the first of the values, all as they are stored; say how many."""
    given = list(rows)
    if not given:
        return 0
    if session.on_postgres:
        arrays = (list(column) for column in zip(*given, strict=True))
        session.driver.execute(_change_by_arrays(table, key, tuple(names)), (*arrays, session.jurisdiction)).close()
    else:
        _each(session, _change(table, key, tuple(names), session.jurisdiction), given)
    return len(given)


def pour_new(session: Session, table: Table, names: Sequence[str], rows: Iterable[Values]) -> set[Any]:
    """Insert the rows that are not there yet; answer the first value of those that were new."""
    statement = _insertion(table, tuple(names), *_manner(session))
    return _told_by(session, f'{statement} ON CONFLICT DO NOTHING RETURNING "{names[0]}"', list(rows))


def lay(session: Session, table: Table, names: Sequence[str], rows: Iterable[Values]) -> None:
    """Insert rows or write them over those with the same primary key: jurisdiction and the first of `names`."""
    _each(session, _laying(table, tuple(names), *_manner(session)), list(rows))


def _told_by(session: Session, statement: str, rows: Sequence[Values]) -> set[Any]:
    """Run a statement over rows and answer what it returns, which a driver does not tell of many at once."""
    if not session.on_postgres:
        found = (session.driver.execute(statement, row).fetchone() for row in rows)
        return {row[0] for row in found if row is not None}
    told: set[Any] = set()
    with session.driver.cursor() as cursor:
        cursor.executemany(statement, rows, returning=True)
        while rows:
            told.update(row[0] for row in cursor.fetchall())
            if not cursor.nextset():
                break
    return told


def _each(session: Session, statement: str, rows: Sequence[Values]) -> None:
    """Run a statement over rows, in which a driver is quicker than we are; of one row it would make a batch too."""
    if len(rows) == 1:
        session.driver.execute(statement, rows[0]).close()
        return
    cursor = session.driver.cursor()
    cursor.executemany(statement, rows)
    cursor.close()


def _manner(session: Session) -> tuple[str, str]:
    """How a statement marks its values, and the jurisdiction: it stands in the text, so that rows go as they are."""
    return "%s" if session.on_postgres else "?", session.jurisdiction


@lru_cache(maxsize=256)
def _insertion(table: Table, names: Sequence[str], mark: str, here: str) -> str:
    marks = ", ".join((_quoted(here, mark), *[mark] * len(names)))
    return f'INSERT INTO "{table.name}" ({_told("jurisdiction", *names)}) VALUES ({marks})'  # noqa: S608 - our own names


@lru_cache(maxsize=256)
def _laying(table: Table, names: Sequence[str], mark: str, here: str) -> str:
    others = ", ".join(f'"{name}" = excluded."{name}"' for name in names[1:])
    return f'{_insertion(table, names, mark, here)} ON CONFLICT (jurisdiction, "{names[0]}") DO UPDATE SET {others}'


@lru_cache(maxsize=256)
def _copying(table: Table, names: Sequence[str]) -> str:
    return f'COPY "{table.name}" ({_told("jurisdiction", *names)}) FROM STDIN'


@lru_cache(maxsize=256)
def _change(table: Table, key: str, names: Sequence[str], here: str) -> str:
    columns = ", ".join(f'"{name}" = ?{place}' for place, name in enumerate(names, start=2))
    held = f'jurisdiction = {_quoted(here, "?")} AND "{key}" = ?1'
    return f'UPDATE "{table.name}" SET {columns} WHERE {held}'  # noqa: S608 - our own names


@lru_cache(maxsize=256)
def _change_by_arrays(table: Table, key: str, names: Sequence[str]) -> str:
    """The new values as one array a column, which PostgreSQL joins to the table."""
    columns = (key, *names)
    arrays = ", ".join(f"%s::{_kind(table, name)}[]" for name in columns)
    values = ", ".join(f'"{name}" = d."{name}"' for name in names)
    return (
        f'UPDATE "{table.name}" t SET {values} FROM unnest({arrays}) AS d({_told(*columns)}) '  # noqa: S608 - our own names
        f'WHERE t.jurisdiction = %s AND t."{key}" = d."{key}"'
    )


def _quoted(word: str, mark: str) -> str:
    """A word within a statement; a driver whose marks begin with % reads %% as one."""
    return "'" + word.replace("'", "''").replace("%", "%%" if mark == "%s" else "%") + "'"


def _told(*names: str) -> str:
    return ", ".join(f'"{name}"' for name in names)


def _kind(table: Table, name: str) -> str:
    """What a column is called in PostgreSQL."""
    kind = table.c[name].type
    stored = kind.impl_instance if isinstance(kind, TypeDecorator) else kind
    if isinstance(stored, Integer):
        return str(stored.compile(postgresql.dialect()))  # type: ignore[no-untyped-call]
    return str(stored.compile(postgresql.dialect())).lower()  # type: ignore[no-untyped-call]
