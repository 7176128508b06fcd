"""副本 copies: what would happen, and what did — tried and looked at on a copy, never on the house itself.

An upgrade is tried on a copy of the present; a backup is put beside the others to be looked at.  Only one copy to look
at is kept: the one asked for last.
"""

import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine

from duban.clock import SHANGHAI, running
from duban.services.care import keeping
from duban.services.care.backup import copy_to_look_at, opened_copy, prove
from duban.services.care.rehearsal import judged_anew
from duban.services.desk import Step, quietly
from duban.services.showing.ledger import Tally, due_soon, lamps
from duban.settings import Settings
from engine.source import Refused
from store import events, surveys
from store.copying import copy_out
from store.migrations import pending
from store.session import migrate, reading
from store.surveys import Sought

LOOKED_AT = "look"
"""The folder among the backups where the copy to look at lies."""
STAGES = 3


@dataclass(frozen=True)
class Tried:
    """What an upgrade would do (升级试跑): the changes of the schema, how long they took, what is judged otherwise."""

    steps: tuple[tuple[str, str], ...]
    seconds: float
    verdicts: int = 0
    differ: tuple[str, ...] = ()
    only_told: bool = False
    """Whether the steps could only be told: what an older server holds is not copied by a newer program."""


@dataclass(frozen=True)
class Looked:
    """A backup that was put beside the others to be looked at, and what it holds."""

    backup: str
    file: str
    events: int
    last: datetime | None
    duties: int
    lamps: tuple[Tally, ...]
    verdicts: int
    differ: tuple[str, ...]


def try_upgrade(database: Engine, settings: Settings, *, step: Step = quietly) -> Tried:
    """Bring a copy of the database up to this program and judge a sample of it anew; the database is left alone.

    Raises Refused X305 when the copy is not sound afterwards.
    """
    steps = tuple(pending(database))
    if steps and database.dialect.name != "sqlite":
        return Tried(steps, 0.0, only_told=True)
    settings.backups_folder.mkdir(parents=True, exist_ok=True)
    step(0, STAGES)
    with tempfile.TemporaryDirectory(dir=settings.backups_folder, prefix="upgrade-") as folder:
        file = Path(folder) / "duban.db"
        copy_out(database, file)
        step(1, STAGES)
        began = running()
        with opened_copy(file) as copy:
            migrate(copy)
            took = running() - began
            prove(file)
            step(2, STAGES)
            found, differ = judged_anew(copy, settings)
    return Tried(steps, took, found, tuple(differ))


def look(settings: Settings, name: str, *, step: Step = quietly) -> Looked:
    """Put a copy of a backup beside the others and say what it holds.

    Raises Refused X773 when there is no backup of that name, X305 when it is not sound.
    """
    source = next((each for each in keeping.backups(settings) if each.name == name), None)
    if source is None:
        raise Refused("X773", f"没有名为 {name} 的备份；请刷新页面，从列出的里面选")
    step(0, STAGES)
    folder = settings.backups_folder / LOOKED_AT
    folder.mkdir(exist_ok=True)
    for former in folder.glob("duban-*.db*"):
        former.unlink()
    file = folder / name
    copy_to_look_at(source, file)
    step(1, STAGES)
    with opened_copy(file) as copy:
        migrate(copy)
        held = _held(copy, settings)
        step(2, STAGES)
        found, differ = judged_anew(copy, settings)
    return Looked(name, str(file), *held, found, tuple(differ))


def _held(copy: Engine, settings: Settings) -> tuple[int, datetime | None, int, tuple[Tally, ...]]:
    """What a copy holds: lines of its log, the moment of the last, its duties, and how many were under which lamp."""
    with reading(copy, settings.jurisdiction) as session:
        position = events.head(session).position
        last = events.since(session, position - 1, limit=1) if position else []
        stood, at = surveys.counts(session, Sought()), last[0].at if last else None
        soon = surveys.counts(session, due_soon(Sought(), at.astimezone(SHANGHAI).date())) if at else {}
    return position, at, sum(stood.values()), lamps(stood, sum(soon.values()))
