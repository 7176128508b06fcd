"""Settings that live in the database (设置), each a text under a name."""

from collections.abc import Mapping

from sqlalchemy import select

from store.session import Session
from store.statements import HERE, ask, replace
from store.tables import SettingRow
from store.tables.row import table

SETTING = table(SettingRow)
ALL = select(SETTING.c.name, SETTING.c.value).where(SETTING.c.jurisdiction == HERE).order_by(SETTING.c.name)


def get(session: Session, name: str) -> str | None:
    """The value under a name, or None."""
    return listed(session).get(name)


def put(session: Session, name: str, value: str) -> None:
    """Set the value under a name."""
    replace(session, SETTING, [{"name": name, "value": value}])


def put_all(session: Session, values: Mapping[str, str]) -> None:
    """Set the value under each of these names that has another."""
    known = listed(session)
    other = {name: value for name, value in values.items() if known.get(name) != value}
    replace(session, SETTING, [{"name": name, "value": value} for name, value in other.items()])


def listed(session: Session) -> dict[str, str]:
    """Every setting, in the order of the names."""
    return {row.name: row.value for row in ask(session, ALL)}
