"""建库：open the database of an installation, and make it ready for the first time."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine

from duban.settings import Settings, shown
from store import events, jurisdictions
from store.events import Entry
from store.session import migrate, open_database, reading, transaction


@dataclass(frozen=True)
class Office:
    """What doors and stairs work with: the open database and the settings."""

    engine: Engine
    settings: Settings


@contextmanager
def opened(settings: Settings) -> Iterator[Engine]:
    """The database of the settings, closed again at the end.

    Raises Refused S1xx when it cannot be opened or was never set up.
    """
    engine = open_database(settings.database_url)
    try:
        yield engine
    finally:
        engine.dispose()


def init(engine: Engine, settings: Settings, *, by: str, now: datetime) -> dict[str, object]:
    """Bring the schema up to this program and enter the jurisdiction; a second time changes nothing."""
    migrate(engine)
    with transaction(engine, settings.jurisdiction) as session:
        fresh = settings.jurisdiction not in jurisdictions.known(session)
        if fresh:
            jurisdictions.put(session, settings.jurisdiction)
            entry = Entry(now, by, "jurisdiction.opened", settings.jurisdiction, {"office": settings.office_name})
            events.append(session, [entry])
    return {"database": shown(settings.database_url), "jurisdiction": settings.jurisdiction, "fresh": fresh}


def is_ready(engine: Engine, settings: Settings) -> bool:
    """Whether the jurisdiction of the settings has been entered."""
    with reading(engine, settings.jurisdiction) as session:
        return settings.jurisdiction in jurisdictions.known(session)
