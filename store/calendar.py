"""Days on which this office itself rests or works (本地日历), laid over the national calendar."""

from collections.abc import Mapping
from datetime import date
from typing import Literal, NamedTuple, TypeAlias

from sqlalchemy import delete, select

from store.session import Session
from store.statements import HERE, ask, mine, read, replace, write
from store.tables import CalendarDayRow
from store.tables.row import table

DAY = table(CalendarDayRow)
ALL = select(DAY.c.day, DAY.c.kind).where(DAY.c.jurisdiction == HERE).order_by(DAY.c.day)
DayKind: TypeAlias = Literal["rest", "work"]


class LocalDay(NamedTuple):
    """A day on which this office rests or works (本地日), and why."""

    day: date
    kind: DayKind
    reason: str


def put_days(session: Session, days: Mapping[date, DayKind], *, reason: str = "") -> int:
    """Say of each day whether the office rests or works; say how many days were told."""
    return replace(session, DAY, [{"day": day, "kind": kind, "reason": reason} for day, kind in sorted(days.items())])


def local_days(session: Session) -> dict[date, DayKind]:
    """Every local day, in order."""
    return {row.day: row.kind for row in ask(session, ALL)}


def listed(session: Session) -> list[LocalDay]:
    """Every local day with its reason, in order."""
    query = select(DAY.c.day, DAY.c.kind, DAY.c.reason).where(mine(session, DAY)).order_by(DAY.c.day)
    return [LocalDay(*row) for row in read(session, query)]


def drop(session: Session, day: date) -> bool:
    """Let the national calendar say again what a day is; False when it did already."""
    return write(session, delete(DAY).where(mine(session, DAY), DAY.c.day == day)) == 1
