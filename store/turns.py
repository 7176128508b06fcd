"""Turns (轮流): who may write next to a SQLite file, which has one writer — among threads, and among processes.

SQLite has those who wait sleep longer and longer and then try their luck: of two hundred at once some waited five times
as long as most, and held a connection each, so that readers waited too.  So the threads of a process queue here before
they take a connection, and the one whose turn it is asks again every millisecond until no other process writes.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from sqlite3 import SQLITE_BUSY, OperationalError
from threading import Lock
from time import sleep
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Engine

WAIT_SECONDS = 30  # longer than any sweep's transaction
AGAIN = 0.001  # seconds
TURNS: WeakKeyDictionary[Engine, Lock] = WeakKeyDictionary()


def keep(database: Engine) -> None:
    """Have whoever writes to this database wait for his turn."""
    TURNS[database] = Lock()


@contextmanager
def taken(database: Engine) -> Iterator[None]:
    """One's turn to write, where turns are kept.  Raises sqlite3's own error when it does not come in time."""
    if (turn := TURNS.get(database)) is None:
        yield
        return
    if not turn.acquire(timeout=WAIT_SECONDS):
        raise OperationalError("database is locked")
    try:
        yield
    finally:
        turn.release()


def begin(driver: Any) -> None:
    """Begin to write as soon as no other process does.  Raises sqlite3's own error when that does not come in time."""
    for _ in range(int(WAIT_SECONDS / AGAIN)):
        try:
            driver.execute("BEGIN IMMEDIATE")
        except OperationalError as busy:
            if busy.sqlite_errorcode & 0xFF != SQLITE_BUSY:
                raise
            sleep(AGAIN)
        else:
            return
    driver.execute("BEGIN IMMEDIATE")
