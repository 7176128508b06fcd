"""Many rows at once (成批): values as they are stored, in tuples, past everything that costs by the row.

What a sweep writes by the thousand goes through here, and what one move writes too: no row object, no column that
converts, one statement a table, put together once a process.  SQLite runs it over the tuples; PostgreSQL takes many new
rows by COPY, and as arrays, a column each, those that may be there or are changed.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, TypeAlias

from sqlalchemy import Integer, Table, TypeDecorator
from sqlalchemy.dialects import postgresql

from store.arrays import as_array
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
    if not session.on_postgres:
        _each(session, _change(table, key, tuple(names), session.jurisdiction), given)
    elif len(given) == 1:
        found, *values = given[0]
        told = (*values, session.jurisdiction, found)
        session.execute(_change_of_one(table, key, tuple(names)), told)
    else:
        _put_together(session, table, (key, *names), given)
    return len(given)


def pour_new(session: Session, table: Table, names: Sequence[str], rows: Iterable[Values]) -> dict[Any, int]:
    """Insert the rows that are not there yet; answer the number of each new one, by the first of its values."""
    told = f' ON CONFLICT DO NOTHING RETURNING "{names[0]}", number'
    if session.on_postgres:
        return dict(_poured(session, table, tuple(names), list(rows), told))
    statement = _insertion(table, tuple(names), *_manner(session)) + told
    found = (session.execute(statement, row).fetchone() for row in rows)  # of many at once it does not tell
    return dict(row for row in found if row is not None)


def lay(session: Session, table: Table, names: Sequence[str], rows: Iterable[Values]) -> None:
    """Insert rows or write them over those with the same primary key: jurisdiction and the first of `names`.

    No two of them may have the same.
    """
    over = _over(tuple(names))
    if session.on_postgres:
        _poured(session, table, tuple(names), list(rows), over)
    else:
        _each(session, _insertion(table, tuple(names), *_manner(session)) + over, list(rows))


def _poured(session: Session, table: Table, names: tuple[str, ...], rows: Sequence[Values], told: str) -> list[Values]:
    """Insert rows into PostgreSQL, with what is told of those that are there; answer what it returns."""
    if not rows:
        return []
    if len(rows) == 1:
        cursor = session.execute(_insertion(table, names, *_manner(session)) + told, rows[0])
    else:
        cursor = session.execute(_insertion_by_arrays(table, names, session.jurisdiction) + told, _arrays(rows))
    return cursor.fetchall() if cursor.description else []


def _put_together(session: Session, table: Table, names: Sequence[str], rows: Sequence[Values]) -> None:
    """Change rows of PostgreSQL in one statement: what is the same in all of them is handed over once."""
    columns = dict(zip(names, zip(*rows, strict=True), strict=True))
    alike = {name: column[0] for name, column in columns.items() if name != names[0] and len(set(column)) == 1}
    others = [name for name in names if name not in alike]
    told = (*alike.values(), *(as_array(columns[name]) for name in others), session.jurisdiction)
    session.execute(_change_by_arrays(table, tuple(others), tuple(alike)), told)


def _arrays(rows: Sequence[Values]) -> list[str]:
    return [as_array(column) for column in zip(*rows, strict=True)]


def _each(session: Session, statement: str, rows: Sequence[Values]) -> None:
    """Run a statement over rows, in which a driver is quicker than we are; of one row it would make a batch too."""
    if len(rows) == 1:
        session.execute(statement, rows[0])
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
def _insertion_by_arrays(table: Table, names: Sequence[str], here: str) -> str:
    columns, arrays = _told("jurisdiction", *names), _taken(table, names)
    return f'INSERT INTO "{table.name}" ({columns}) SELECT {_quoted(here, "%s")}, * FROM unnest({arrays})'  # noqa: S608


@lru_cache(maxsize=256)
def _over(names: Sequence[str]) -> str:
    others = ", ".join(f'"{name}" = excluded."{name}"' for name in names[1:])
    return f' ON CONFLICT (jurisdiction, "{names[0]}") DO UPDATE SET {others}'


@lru_cache(maxsize=256)
def _copying(table: Table, names: Sequence[str]) -> str:
    return f'COPY "{table.name}" ({_told("jurisdiction", *names)}) FROM STDIN'


@lru_cache(maxsize=256)
def _change(table: Table, key: str, names: Sequence[str], here: str) -> str:
    columns = ", ".join(f'"{name}" = ?{place}' for place, name in enumerate(names, start=2))
    held = f'jurisdiction = {_quoted(here, "?")} AND "{key}" = ?1'
    return f'UPDATE "{table.name}" SET {columns} WHERE {held}'  # noqa: S608 - our own names


@lru_cache(maxsize=256)
def _change_of_one(table: Table, key: str, names: Sequence[str]) -> str:
    """For PostgreSQL, which finds one row in a quarter of the time that it takes to join an array."""
    columns = ", ".join(f'"{name}" = %s' for name in names)
    return f'UPDATE "{table.name}" SET {columns} WHERE jurisdiction = %s AND "{key}" = %s'  # noqa: S608 - our own names


@lru_cache(maxsize=256)
def _change_by_arrays(table: Table, names: Sequence[str], alike: Sequence[str]) -> str:
    """The new values as one array a column, the key first, which PostgreSQL joins to the table."""
    key, *others = names
    same = (f'"{name}" = %s::{_kind(table, name)}' for name in alike)
    values = ", ".join((*same, *(f'"{name}" = d."{name}"' for name in others)))
    return (
        f'UPDATE "{table.name}" t SET {values} FROM unnest({_taken(table, names)}) AS d({_told(*names)}) '  # noqa: S608
        f'WHERE t.jurisdiction = %s AND t."{key}" = d."{key}"'
    )


def _quoted(word: str, mark: str) -> str:
    """A word within a statement; a driver whose marks begin with % reads %% as one."""
    return "'" + word.replace("'", "''").replace("%", "%%" if mark == "%s" else "%") + "'"


def _told(*names: str) -> str:
    return ", ".join(f'"{name}"' for name in names)


def _taken(table: Table, names: Iterable[str]) -> str:
    """The arrays of some columns, as PostgreSQL is to take them."""
    return ", ".join(f"%s::{_kind(table, name)}[]" for name in names)


def _kind(table: Table, name: str) -> str:
    """What a column is called in PostgreSQL."""
    kind = table.c[name].type
    stored = kind.impl_instance if isinstance(kind, TypeDecorator) else kind
    if isinstance(stored, Integer):
        return str(stored.compile(postgresql.dialect()))  # type: ignore[no-untyped-call]
    return str(stored.compile(postgresql.dialect())).lower()  # type: ignore[no-untyped-call]
