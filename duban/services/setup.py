"""建库：open the database of an installation, and make it ready for the first time."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine

from duban.settings import Settings, shown
from store import events, jurisdictions
from store.events import Entry
from store.session import migrate, migrate_back, open_database, reading, transaction


@dataclass(frozen=True)
class Office:
    """What doors and stairs work with: the open database and the settings."""

    database: Engine
    settings: Settings


@contextmanager
def opened(settings: Settings) -> Iterator[Engine]:
    """The database of the settings, closed again at the end.

    Raises Refused S1xx when it cannot be opened or was never set up.
    """
    database = open_database(settings.database_url)
    try:
        yield database
    finally:
        database.dispose()


def init(database: Engine, settings: Settings, *, by: str, now: datetime) -> dict[str, object]:
    """Bring the schema up to this program and enter the jurisdiction; a second time changes nothing."""
    migrate(database)
    with transaction(database, settings.jurisdiction) as session:
        fresh = settings.jurisdiction not in jurisdictions.known(session)
        if fresh:
            jurisdictions.put(session, settings.jurisdiction)
            entry = Entry(now, by, "jurisdiction.opened", settings.jurisdiction, {"office": settings.office_name})
            events.append(session, [entry])
    return {"database": shown(settings.database_url), "jurisdiction": settings.jurisdiction, "fresh": fresh}


def step_back(database: Engine) -> str:
    """Take back the latest change of the schema, so that the version before can be installed again."""
    return migrate_back(database)


def is_ready(database: Engine, settings: Settings) -> bool:
    """Whether the jurisdiction of the settings has been entered."""
    with reading(database, settings.jurisdiction) as session:
        return settings.jurisdiction in jurisdictions.known(session)
