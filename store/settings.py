"""Settings that live in the database (设置), each a text under a name."""

from sqlalchemy import select
from sqlmodel import Session

from store.statements import mine, read, replace
from store.tables import SettingRow
from store.tables.row import table

SETTING = table(SettingRow)


def get(session: Session, name: str) -> str | None:
    """The value under a name, or None."""
    return listed(session).get(name)


def put(session: Session, name: str, value: str) -> None:
    """Set the value under a name."""
    replace(session, SETTING, [{"name": name, "value": value}])


def listed(session: Session) -> dict[str, str]:
    """Every setting, in the order of the names."""
    query = select(SETTING.c.name, SETTING.c.value).where(mine(session, SETTING)).order_by(SETTING.c.name)
    return {row.name: row.value for row in read(session, query)}
