"""Copies of a whole database (副本): one form for both engines, a SQLite file with the schema of this program.

SQLite copies itself while it is used.  Of PostgreSQL every table is read in one snapshot and poured into such a file,
and back; so a copy can be opened anywhere, checked by the same means, and moved from one engine to the other.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import Boolean, Connection, Engine, Table, inspect, text

from store.session import migrate, open_database
from store.tables import METADATA

ROWS = 20_000


def copy_out(database: Engine, target: Path) -> None:
    """Copy a whole database into a new file at `target`, while others go on working."""
    if database.dialect.name == "sqlite":
        source = str(database.url.database)
        with (
            closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as old,
            closing(sqlite3.connect(target)) as new,
        ):
            old.backup(new)
        return
    copy = open_database(f"sqlite:///{target}")
    migrate(copy)
    snapshot = database.execution_options(isolation_level="REPEATABLE READ")
    with snapshot.connect() as old, copy.connect() as new:
        for table in METADATA.sorted_tables:
            _pour(old, table, new)
        new.commit()
    copy.dispose()


def copy_in(file: Path, database: Engine) -> None:
    """Pour a copy into an empty PostgreSQL database, which is brought to the schema of this program first."""
    migrate(database)
    copy = open_database(f"sqlite:///{file}")
    with copy.connect() as old, database.connect() as new:
        for table in METADATA.sorted_tables:
            _copy(old, table, new)
        new.commit()
    copy.dispose()


def is_empty(database: Engine) -> bool:
    """Whether nothing was ever entered in a database."""
    if not inspect(database).has_table("jurisdiction"):
        return True
    with database.connect() as connection:
        return not connection.scalar(text("SELECT count(*) FROM jurisdiction"))


def _pour(old: Connection, table: Table, new: Connection) -> None:
    marks = ", ".join("?" * len(table.columns))
    for rows in _rows(old, table):
        new.exec_driver_sql(f'INSERT INTO "{table.name}" ({_names(table)}) VALUES ({marks})', rows)  # noqa: S608 - our own names


def _copy(old: Connection, table: Table, new: Connection) -> None:
    """Fill a table of PostgreSQL, and let its numbers go on from the last."""
    truths = [place for place, column in enumerate(table.columns) if isinstance(column.type, Boolean)]
    driver: Any = new.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(f'COPY "{table.name}" ({_names(table)}) FROM STDIN') as pipe:
        for rows in _rows(old, table):
            for row in rows:
                pipe.write_row(_with_truths(row, truths) if truths else row)
    if "number" in table.primary_key.columns:
        sequence = f"pg_get_serial_sequence('\"{table.name}\"', 'number')"
        new.execute(text(f'SELECT setval({sequence}, max(number)) FROM "{table.name}" HAVING max(number) IS NOT NULL'))  # noqa: S608 - our own names


def _rows(old: Connection, table: Table) -> Iterator[list[tuple[Any, ...]]]:
    """The rows of a table as they are stored, many at a time; the bytes of PostgreSQL as bytes."""
    statement = f'SELECT {_names(table)} FROM "{table.name}"'  # noqa: S608 - our own names
    found = old.execution_options(yield_per=ROWS).exec_driver_sql(statement)
    for rows in found.partitions(ROWS):
        yield [tuple(row) for row in rows]


def _with_truths(row: tuple[Any, ...], places: list[int]) -> tuple[Any, ...]:
    """The row with its truth values as PostgreSQL knows them; SQLite keeps 0 and 1."""
    values = list(row)
    for place in places:
        values[place] = None if values[place] is None else bool(values[place])
    return tuple(values)


def _names(table: Table) -> str:
    return ", ".join(f'"{column.name}"' for column in table.columns)
