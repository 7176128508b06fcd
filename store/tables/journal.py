"""Rows of the log and of the house itself (事件、定时、日历、设置)."""

from datetime import date, datetime

from sqlalchemy import BigInteger, Index, Text
from sqlmodel import Field

from store.columns import Day, Moment
from store.tables.row import Row


class EventRow(Row, table=True):
    """`payload` is the canonical JSON text that was hashed."""

    __tablename__ = "event"

    position: int = Field(primary_key=True, sa_type=BigInteger)
    at: datetime = Field(sa_type=Moment)
    actor: str
    kind: str
    subject: str
    payload: str = Field(sa_type=Text)
    previous: str
    hash: str
    __table_args__ = (Index(None, "jurisdiction", "subject"),)


class EventHeadRow(Row, table=True):
    """Where the log ends: locked while a line is added, and witness that no last line went missing."""

    __tablename__ = "event_head"

    position: int = Field(sa_type=BigInteger)
    hash: str


class TickSlotRow(Row, table=True):
    __tablename__ = "tick_slot"

    job: str = Field(primary_key=True)
    slot: str = Field(primary_key=True)
    by: str
    at: datetime = Field(sa_type=Moment)
    __table_args__ = (Index(None, "jurisdiction", "job", "at"),)


class CalendarDayRow(Row, table=True):
    """A day on which this office works or rests, whatever the national calendar says."""

    __tablename__ = "calendar_day"

    day: date = Field(primary_key=True, sa_type=Day)
    kind: str
    reason: str


class SettingRow(Row, table=True):
    __tablename__ = "setting"

    name: str = Field(primary_key=True)
    value: str = Field(sa_type=Text)
