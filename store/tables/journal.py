"""Rows of the log and of the house itself (事件、定时、日历、设置)."""

from datetime import date, datetime

from sqlalchemy import BigInteger, Index, Text, column
from sqlmodel import Field

from store.columns import Day, Moment
from store.tables.row import CLUSTERED, Row

BY_SUBJECT = column("about").is_(None)
BY_OBLIGATION = column("about").is_not(None)


class EventRow(Row, table=True):
    """`payload` is the canonical JSON text that was hashed.

    A line that a sweep writes of an obligation says in `about` its number and is found by it: the lines of a batch then
    stand together in the index.  By the digest in `subject` each would land on a page of its own, which over a million
    obligations costs as much as the rest of the sweep.
    """

    __tablename__ = "event"

    position: int = Field(primary_key=True, sa_type=BigInteger)
    at: datetime = Field(sa_type=Moment)
    actor: str
    kind: str
    subject: str
    payload: str = Field(sa_type=Text)
    previous: str
    hash: str
    about: int | None
    __table_args__ = (
        Index(None, "jurisdiction", "subject", sqlite_where=BY_SUBJECT, postgresql_where=BY_SUBJECT),
        Index(None, "about", "position", sqlite_where=BY_OBLIGATION, postgresql_where=BY_OBLIGATION),
        CLUSTERED,
    )


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
