"""Which jurisdictions this database keeps (辖区)."""

from sqlalchemy import select

from store.session import Session
from store.statements import read, replace
from store.tables import JurisdictionRow
from store.tables.row import table

JURISDICTION = table(JurisdictionRow)


def put(session: Session, title: str | None = None) -> None:
    """Open the session's jurisdiction, or give it another title."""
    replace(session, JURISDICTION, [{"title": title}])


def known(session: Session) -> tuple[str, ...]:
    """Every jurisdiction of this database, in the order of their names."""
    found = read(session, select(JURISDICTION.c.jurisdiction).order_by(JURISDICTION.c.jurisdiction))
    return tuple(row.jurisdiction for row in found)
