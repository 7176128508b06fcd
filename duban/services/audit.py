"""审计：recompute the hash chain of the event log from its first line."""

from sqlalchemy import Engine

from duban.settings import Settings
from store import events
from store.session import reading


def verify(database: Engine, settings: Settings) -> dict[str, object]:
    """Whether every byte of the log is as it was written; else at which positions it is not."""
    with reading(database, settings.jurisdiction) as session:
        broken = events.verify(session)
        head = events.head(session)
    return {"sound": not broken, "events": head.position, "hash": head.hash, "broken": broken}
