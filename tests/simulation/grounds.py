"""The ground on which world after world stands: one database, put back to an office's first day for each of them.

A world's disk is its own: somebody who is killed leaves what was committed, and a full disk takes no commit.  Whether
the real disk beneath has synced is of no account here, so nobody waits for it; the product's own setting is another.
"""

import shutil
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Protocol

import psycopg
from sqlalchemy import Engine, event

from duban.settings import Settings
from store import turns
from store.session import open_database
from tests.databases import Server
from tests.simulation.office import found, settled


class Site(Protocol):
    """Where a database is, and how it is put back; `url` is its address."""

    url: str

    def has(self, first: date) -> bool:
        """Whether the office of this first day was put aside before."""

    def clear(self) -> None:
        """Have an empty database there."""

    def put_aside(self, first: date) -> None:
        """Keep what is there now as the office of this first day."""

    def put_back(self, first: date) -> None:
        """Put the office of this day in place of whatever is there."""

    def onlooker(self) -> Any:
        """A connection of the driver, past the house, that sees whatever was committed."""

    def full(self) -> Exception:
        """What the driver says when the disk is full."""


@dataclass(frozen=True)
class Ground:
    """One database in which world after world stands; whoever witnesses is called at every commit."""

    site: Site
    database: Engine
    settings: Settings
    folder: Path
    _witnesses: dict[str, Callable[[], None]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        turns.TURNS.pop(self.database, None)  # one strand runs at a time, and lets others go first inside its turn
        commit = self.database.dialect.do_commit

        def committed(connection: Any) -> None:
            try:
                self._witnesses.get("before", int)()
            except BaseException:
                connection.rollback()  # as a database does when the disk is full, and the system for the dead
                raise
            commit(connection)
            self._witnesses.get("after", int)()

        self.database.dialect.do_commit = committed  # type: ignore[method-assign, assignment]

    def witness(self, before: Callable[[], None], after: Callable[[], None]) -> None:
        """Have these called before and after every commit from now on."""
        self._witnesses.update(before=before, after=after)

    def unseen(self) -> None:
        """Nobody looks any more."""
        self._witnesses.clear()

    def begin(self, first: date) -> None:
        """Put the office of this day in place of whatever was there; what SQLAlchemy has compiled is kept."""
        self.database.dispose()
        if not self.site.has(first):
            self.site.clear()
            found(self.database, self.settings, self.folder, first)
            self.database.dispose()
            self.site.put_aside(first)
        self.site.put_back(first)


def ground(site: Site, folder: Path) -> Ground:
    """The ground at a site; papers and lists go into the folder."""
    site.clear()
    database = open_database(site.url)
    if database.dialect.name == "sqlite":
        event.listen(database, "connect", lambda driver, _: driver.execute("PRAGMA synchronous=OFF"))
    return Ground(site, database, settled(site.url, folder), folder)


class FileSite:
    """A SQLite file in a folder, with the offices put aside beside it."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "duban.db"
        self.url = f"sqlite:///{self._file}"

    def has(self, first: date) -> bool:
        """Whether the office of this first day was put aside before."""
        return self._aside(first).exists()

    def clear(self) -> None:
        """Have no file there."""
        for left in self._file.parent.glob("duban.db*"):
            left.unlink()

    def put_aside(self, first: date) -> None:
        """Keep what is there now as the office of this first day."""
        shutil.copyfile(self._file, self._aside(first))

    def put_back(self, first: date) -> None:
        """Put the office of this day in place of whatever is there."""
        self.clear()
        shutil.copyfile(self._aside(first), self._file)

    def onlooker(self) -> Any:
        """A connection of the driver, past the house, that sees whatever was committed."""
        return sqlite3.connect(self._file, isolation_level=None, check_same_thread=False)

    def full(self) -> Exception:
        """What the driver says when the disk is full."""
        return sqlite3.OperationalError("database or disk is full")

    def _aside(self, first: date) -> Path:
        return self._file.with_name(f"{first}.db")


class ServerSite:
    """A database on a PostgreSQL server; the offices put aside are templates there."""

    NAME = "world"

    def __init__(self, server: Server) -> None:
        self._server, self._asides = server, set[date]()
        self.url = server.url(self.NAME)

    def has(self, first: date) -> bool:
        """Whether the office of this first day was put aside before."""
        return first in self._asides

    def clear(self) -> None:
        """Have an empty database there."""
        self._server.run(f"DROP DATABASE IF EXISTS {self.NAME}")
        self._server.run(f"CREATE DATABASE {self.NAME}")

    def put_aside(self, first: date) -> None:
        """Keep what is there now as the office of this first day."""
        self._server.run(f"ALTER DATABASE {self.NAME} RENAME TO {self._aside(first)}")
        self._asides.add(first)

    def put_back(self, first: date) -> None:
        """Put the office of this day in place of whatever is there."""
        self._server.run(f"DROP DATABASE IF EXISTS {self.NAME}")
        self._server.run(f"CREATE DATABASE {self.NAME} TEMPLATE {self._aside(first)}")

    def onlooker(self) -> Any:
        """A connection of the driver, past the house, that sees whatever was committed."""
        return psycopg.connect(self.url.replace("+psycopg", ""), autocommit=True)

    def full(self) -> Exception:
        """What the driver says when the disk is full."""
        return psycopg.errors.DiskFull("No space left on device")

    def _aside(self, first: date) -> str:
        return f"world_{first:%Y%m%d}"
