"""Settings that live in the database (设置), each a text under a name."""

from collections.abc import Mapping

from sqlalchemy import select

from store.bulk import lay
from store.session import Session
from store.statements import HERE, ask
from store.tables import SettingRow
from store.tables.row import table

SETTING = table(SettingRow)
ALL = select(SETTING.c.name, SETTING.c.value).where(SETTING.c.jurisdiction == HERE).order_by(SETTING.c.name)


def get(session: Session, name: str) -> str | None:
    """The value under a name, or None."""
    return listed(session).get(name)


def put(session: Session, name: str, value: str) -> None:
    """Set the value under a name."""
    put_all(session, {name: value})


def put_all(session: Session, values: Mapping[str, str]) -> None:
    """Set the value under each of these names that has another."""
    known = listed(session)
    other = {name: value for name, value in values.items() if known.get(name) != value}
    lay(session, SETTING, ("name", "value"), other.items())
    session.settings = None


def listed(session: Session) -> Mapping[str, str]:
    """Every setting, in the order of the names; read once a transaction, which asks for a dozen of them."""
    if session.settings is None:
        session.settings = {row.name: row.value for row in ask(session, ALL)}
    return session.settings
