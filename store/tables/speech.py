"""Rows of what is said (通知、函件): notices, the letters that carry them, each attempt to deliver one.

Beside them what is kept quiet for a while (静默), the addresses that refuse letters, and what the office is to be told.
"""

from datetime import date, datetime

from sqlalchemy import Index, LargeBinary, Text
from sqlmodel import Field

from engine.nouns import LetterStage, NoticeState
from store.columns import Day, Frozen, Moment, Word
from store.tables.row import Line, Row, belongs

Names = Frozen(tuple[str, ...])


class NoticeRow(Row, table=True):
    """`about` is the number of the obligation, by which it is found; as of verdicts nobody asks whether it is there."""

    __tablename__ = "notice"

    key: str = Field(primary_key=True)
    obligation: str
    rung: str
    cycle: int
    paper: str
    due_on: date = Field(sa_type=Day)
    decided_on: date = Field(sa_type=Day)
    release: str
    to: tuple[str, ...] = Field(sa_type=Names)
    cc: tuple[str, ...] = Field(sa_type=Names)
    state: NoticeState = Field(sa_type=Word(NoticeState))
    reason: str | None
    released_by: str | None
    said_on: date | None = Field(sa_type=Day)
    about: int
    __table_args__ = (
        Index(None, "jurisdiction", "about"),
        Index(None, "jurisdiction", "state", "due_on"),
    )


class LetterRow(Row, table=True):
    """`attempts` is the fencing token; while a sender holds the letter, `next_try_at` is the end of its lease."""

    __tablename__ = "letter"

    message_id: str = Field(primary_key=True)
    kind: str
    recipient: str
    subject: str
    slot: date = Field(sa_type=Day)
    mime: bytes = Field(sa_type=LargeBinary)
    sha256: str
    stage: LetterStage = Field(sa_type=Word(LetterStage))
    attempts: int
    next_try_at: datetime | None = Field(sa_type=Moment)
    answer: str | None
    doubts: int
    expires_at: datetime | None = Field(sa_type=Moment)
    stumbles: int
    template: str
    worker: str | None
    __table_args__ = (
        Index(None, "jurisdiction", "stage", "next_try_at"),
        Index(None, "jurisdiction", "recipient", "slot"),
        Index(None, "jurisdiction", "kind", "slot"),
    )


class LetterNoticeRow(Row, table=True):
    """That a letter tells a notice to a recipient; its key keeps anyone from being told twice."""

    __tablename__ = "letter_notice"

    notice: str = Field(primary_key=True)
    recipient: str = Field(primary_key=True)
    message_id: str
    position: int
    __table_args__ = (
        belongs("notice", "notice.key"),
        belongs("message_id", "letter.message_id"),
        Index(None, "jurisdiction", "message_id"),
    )


class DeliveryAttemptRow(Line, table=True):
    __tablename__ = "delivery_attempt"

    message_id: str
    attempt: int
    at: datetime = Field(sa_type=Moment)
    stage: LetterStage = Field(sa_type=Word(LetterStage))
    answer: str | None
    __table_args__ = (
        belongs("message_id", "letter.message_id"),
        Index(None, "jurisdiction", "message_id"),
        Index(None, "jurisdiction", "at"),
    )


class SilenceRow(Row, table=True):
    """`until` is its last day; `ended_on` is set when a person ends it, `told` when the office was told of the end."""

    __tablename__ = "silence"

    key: str = Field(primary_key=True)
    scope: str
    of: str
    reason: str
    by: str
    since: date = Field(sa_type=Day)
    until: date = Field(sa_type=Day)
    ended_on: date | None = Field(sa_type=Day)
    ended_by: str | None
    told: bool


class AddressRow(Row, table=True):
    """An address that refused a letter for good; one that takes them all has no row."""

    __tablename__ = "address"

    address: str = Field(primary_key=True)
    state: str
    failed_on: date = Field(sa_type=Day)
    answer: str


class OfficeNoteRow(Row, table=True):
    """Something that the office is to be told; `letter` is the one that told it."""

    __tablename__ = "office_note"

    key: str = Field(primary_key=True)
    at: datetime = Field(sa_type=Moment)
    code: str
    subject: str
    message: str = Field(sa_type=Text)
    letter: str | None
    __table_args__ = (Index(None, "jurisdiction", "letter", "at"),)
