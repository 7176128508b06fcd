"""页封 paging: whether a byte of the SQLite file changed that nobody wrote; looked at every hour.

The pages are sealed afresh every day, and whenever SQLite has begun its log anew.  PostgreSQL guards its pages by
checksums of its own.
"""

from datetime import datetime

from sqlalchemy import Engine

from duban.settings import Settings
from store import pages
from store import settings as kept
from store.session import reading, transaction

SEALED = "pages.sealed"


def look(database: Engine, settings: Settings, *, now: datetime) -> list[int] | None:
    """The pages that changed though nobody wrote them; None when that could not be told since the last look.

    If all is well and a seal is due, the pages are sealed.
    """
    file = settings.database_file
    if file is None:
        return []
    changed = pages.changed(file)
    if changed is None or (not changed and not _sealed_on(database, settings, now)):
        seal(database, settings, now=now)
    return changed


def seal(database: Engine, settings: Settings, *, now: datetime) -> None:
    """Seal every page of the file as it is now; if that cannot be done at this moment, the seal before then holds."""
    file = settings.database_file
    assert file is not None
    pages.begin_log(database)
    with transaction(database, settings.jurisdiction) as session:  # the first words of a log, by which it is known
        kept.put(session, SEALED, now.isoformat())
    pages.seal(file)


def _sealed_on(database: Engine, settings: Settings, now: datetime) -> bool:
    """Whether the pages were sealed on this day already."""
    with reading(database, settings.jurisdiction) as session:
        last = kept.get(session, SEALED)
    return last is not None and datetime.fromisoformat(last).date() == now.date()
