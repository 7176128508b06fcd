"""Saved views (视图): narrowings of the ledger that somebody comes back to, each under a name of his own."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select

from store.session import Session
from store.statements import mine, read, replace, write
from store.tables import SavedViewRow
from store.tables.row import table

VIEW = table(SavedViewRow)


@dataclass(frozen=True)
class SavedView:
    """A narrowing of the ledger under a name; `query` is what stands behind the question mark of its address."""

    name: str
    query: str


def put(session: Session, account: str, view: SavedView, *, at: datetime) -> None:
    """Keep a view of an account; one of that name is written over."""
    replace(session, VIEW, [{"account": account, "name": view.name, "query": view.query, "at": at}])


def listed(session: Session, account: str) -> list[SavedView]:
    """The views of an account by name."""
    query = select(VIEW.c.name, VIEW.c.query).where(mine(session, VIEW), VIEW.c.account == account)
    return [SavedView(row.name, row.query) for row in read(session, query.order_by(VIEW.c.name))]


def drop(session: Session, account: str, name: str) -> bool:
    """Forget a view of an account; False when there was none of that name."""
    return write(session, delete(VIEW).where(mine(session, VIEW), VIEW.c.account == account, VIEW.c.name == name)) == 1
