"""裸驱动：a row changed, a line of a log and a letter to be sent written, committed — sqlite3 and nothing else."""

import sqlite3
from collections.abc import Sequence
from pathlib import Path

SCHEMA = """
PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;
CREATE TABLE IF NOT EXISTS task(key INTEGER PRIMARY KEY, state TEXT);
CREATE TABLE IF NOT EXISTS log(task INTEGER, step TEXT);
CREATE TABLE IF NOT EXISTS outbox(task INTEGER, said TEXT);
"""


class Contender:
    """So many tasks, each moved step by step."""

    def __init__(self, folder: Path, tasks: int, steps: Sequence[str]) -> None:
        self._tasks, self._steps = tasks, steps
        self._db = sqlite3.connect(folder / "raw.db", isolation_level=None)
        self._db.executescript(SCHEMA)

    def digest(self) -> str:
        """What all must come to: every task inspected."""
        self.ready()
        self.run()
        return ",".join(sorted({state for (state,) in self._db.execute("SELECT state FROM task")}))

    def ready(self) -> None:
        """Begin with fresh tasks."""
        self._db.executescript("DELETE FROM task; DELETE FROM log; DELETE FROM outbox;")
        self._db.executemany("INSERT INTO task VALUES (?, 'assigned')", ((key,) for key in range(self._tasks)))

    def run(self) -> None:
        """Move every task through every step, a transaction each."""
        for step in self._steps:
            for key in range(self._tasks):
                self._db.execute("BEGIN IMMEDIATE")
                self._db.execute("UPDATE task SET state = ? WHERE key = ?", (step, key))
                self._db.execute("INSERT INTO log VALUES (?, ?)", (key, step))
                self._db.execute("INSERT INTO outbox VALUES (?, ?)", (key, "moved"))
                self._db.execute("COMMIT")
