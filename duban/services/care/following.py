"""随行 following: a copy of the database that is brought up to the last commit every few minutes, evidence beside it.

Losing the disk then costs minutes of work, not a day.  PostgreSQL has its own means for that (docs/how-to).
"""

from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine

from duban.services.care.backup import mirror
from duban.settings import Settings
from engine.source import Refused
from store.following import Followed
from store.following import follow as bring_up

EVERY = 4
"""Minutes between two turns of the daemon."""
TURNED = "turned-at"


def follow(database: Engine, settings: Settings, folder: Path | None = None, *, now: datetime) -> Followed:
    """Bring the copy in `folder`, else in the folder that is set, up to the last commit.

    Raises Refused X308 when the database is no file, S140 and S141 as the store does.
    """
    if settings.database_file is None:
        raise Refused("X308", "随行副本只用于 SQLite；PostgreSQL 请开启 WAL 归档，见 docs/how-to/backup-and-restore.md")
    place = folder or settings.following_folder
    done = bring_up(database, place)
    if done.written:
        mirror(database, settings.evidence_folder, place / "evidence")
    (place / TURNED).write_text(now.isoformat(), encoding="utf-8")
    return done


def last_turn(settings: Settings) -> datetime | None:
    """When the copy in the folder that is set was last brought up to date; None when it never was."""
    file = settings.following_folder / TURNED
    return datetime.fromisoformat(file.read_text(encoding="utf-8")) if file.is_file() else None
