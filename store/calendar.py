"""Days on which this office itself rests or works (本地日历), laid over the national calendar."""

from collections.abc import Mapping
from datetime import date
from typing import Literal, TypeAlias

from sqlalchemy import select
from sqlmodel import Session

from store.statements import HERE, ask, replace
from store.tables import CalendarDayRow
from store.tables.row import table

DAY = table(CalendarDayRow)
ALL = select(DAY.c.day, DAY.c.kind).where(DAY.c.jurisdiction == HERE).order_by(DAY.c.day)
DayKind: TypeAlias = Literal["rest", "work"]


def put_days(session: Session, days: Mapping[date, DayKind], *, reason: str = "") -> int:
    """Say of each day whether the office rests or works; say how many days were told."""
    return replace(session, DAY, [{"day": day, "kind": kind, "reason": reason} for day, kind in sorted(days.items())])


def local_days(session: Session) -> dict[date, DayKind]:
    """Every local day, in order."""
    return {row.day: row.kind for row in ask(session, ALL)}
