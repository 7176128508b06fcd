"""独占 alone: one daemon a SQLite file; on PostgreSQL any number work side by side."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from duban.settings import Settings
from engine.source import Refused


@contextmanager
def alone(settings: Settings) -> Iterator[None]:
    """Hold the lock beside a SQLite file; the system lets go of it when this process ends, however it ends.

    Raises Refused X455 when another daemon holds it.
    """
    file = settings.database_file
    if file is None:
        yield
        return
    with Path(f"{file}.daemon").open("a", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            told = f"已有一个守护进程在用 {file}；请先停掉它，要同时运行几个请改用 PostgreSQL"
            raise Refused("X455", told) from None
        yield
