"""Many rows at once (成批): values as they are stored, in tuples, past everything that costs by the row.

What a sweep writes by the thousand goes through here: no row object, no column that converts, one statement a table.
SQLite runs a prepared statement over the tuples; PostgreSQL takes new rows by COPY and changed ones as arrays.
"""

from collections.abc import Iterable, Sequence
from typing import Any, TypeAlias

from sqlalchemy import Integer, Table, TypeDecorator
from sqlalchemy.dialects import postgresql

from store.session import Session
from store.statements import here, line, on_postgres

Values: TypeAlias = tuple[Any, ...]


def pour(session: Session, table: Table, names: Sequence[str], rows: Iterable[Values]) -> int:
    """Insert rows none of which may be there yet, each the values of `names` as they are stored; say how many."""
    jurisdiction = here(session)
    filled = [(jurisdiction, *row) for row in rows]
    if not filled:
        return 0
    columns = ", ".join(f'"{name}"' for name in ("jurisdiction", *names))
    if on_postgres(session):
        driver: Any = line(session).connection.driver_connection
        with driver.cursor() as cursor, cursor.copy(f'COPY "{table.name}" ({columns}) FROM STDIN') as copy:
            for row in filled:
                copy.write_row(row)
        return len(filled)
    marks = ", ".join("?" * (len(names) + 1))
    line(session).exec_driver_sql(f'INSERT INTO "{table.name}" ({columns}) VALUES ({marks})', filled)  # noqa: S608 - our own names
    return len(filled)


def put(session: Session, table: Table, key: str, names: Sequence[str], rows: Iterable[Values]) -> int:
    """Set `names` in the rows whose `key` is the first of the values, all as they are stored; say how many."""
    given = list(rows)
    if not given:
        return 0
    if on_postgres(session):
        _put_arrays(session, table, key, names, given)
        return len(given)
    jurisdiction = here(session)
    columns = ", ".join(f'"{name}" = ?' for name in names)
    statement = f'UPDATE "{table.name}" SET {columns} WHERE jurisdiction = ? AND "{key}" = ?'  # noqa: S608 - our own names
    line(session).exec_driver_sql(statement, [(*row[1:], jurisdiction, row[0]) for row in given])
    return len(given)


def _put_arrays(session: Session, table: Table, key: str, names: Sequence[str], rows: Sequence[Values]) -> None:
    """The new values as one array a column, which PostgreSQL joins to the table."""
    columns = (key, *names)
    arrays = ", ".join(f"%s::{_kind(table, name)}[]" for name in columns)
    values = ", ".join(f'"{name}" = d."{name}"' for name in names)
    told = ", ".join(f'"{name}"' for name in columns)
    statement = (
        f'UPDATE "{table.name}" t SET {values} FROM unnest({arrays}) AS d({told}) '  # noqa: S608 - our own names
        f'WHERE t.jurisdiction = %s AND t."{key}" = d."{key}"'
    )
    line(session).exec_driver_sql(statement, (*(list(column) for column in zip(*rows, strict=True)), here(session)))


def _kind(table: Table, name: str) -> str:
    """What a column is called in PostgreSQL."""
    kind = table.c[name].type
    stored = kind.impl_instance if isinstance(kind, TypeDecorator) else kind
    if isinstance(stored, Integer):
        return str(stored.compile(postgresql.dialect()))  # type: ignore[no-untyped-call]
    return str(stored.compile(postgresql.dialect())).lower()  # type: ignore[no-untyped-call]
