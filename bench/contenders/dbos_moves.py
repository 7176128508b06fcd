"""DBOS: a workflow for each task, whose steps it keeps in its own SQLite; log and letter are its own records."""

from collections.abc import Sequence
from pathlib import Path

from dbos import DBOS

STEPS: list[str] = []


@DBOS.step()
def move(state: str) -> str:
    """One step, kept before the next begins."""
    return state


@DBOS.workflow()
def life() -> str:
    """All steps of one task."""
    state = ""
    for step in STEPS:
        state = move(step)
    return state


class Contender:
    """So many workflows, one after another."""

    def __init__(self, folder: Path, tasks: int, steps: Sequence[str]) -> None:
        self._tasks = tasks
        STEPS[:] = steps
        address = f"sqlite:///{folder / 'dbos.db'}"
        DBOS(config={"name": "bench", "system_database_url": address, "log_level": "ERROR"})
        DBOS.launch()

    def digest(self) -> str:
        """What all must come to."""
        return life()

    def ready(self) -> None:
        """Workflows need no preparation."""

    def run(self) -> None:
        """Live through every task."""
        for _ in range(self._tasks):
            life()
