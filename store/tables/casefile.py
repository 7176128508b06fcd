"""Rows of the file of a task (卷宗): feedback, evidence and what it serves, petitions, remarks, tidings, operations."""

from datetime import date, datetime

from sqlalchemy import BigInteger, Index, Text, column
from sqlmodel import Field

from engine.nouns import ExhibitState, FeedbackState, PetitionKind, PetitionState, Role
from store.columns import Day, Frozen, Moment, Word
from store.tables.row import CLUSTERED, Row, belongs

Words = Frozen(tuple[str, ...])
UNTOLD = column("letter").is_(None)


class FeedbackRow(Row, table=True):
    __tablename__ = "feedback"

    key: str = Field(primary_key=True)
    task: str
    obligation: str
    agency: str
    nth: int
    text: str = Field(sa_type=Text)
    by: str
    on: date = Field(sa_type=Day)
    at: datetime = Field(sa_type=Moment)
    state: FeedbackState = Field(sa_type=Word(FeedbackState))
    facts: tuple[str, ...] = Field(sa_type=Words)
    given: tuple[str, ...] = Field(sa_type=Words)
    missing: tuple[str, ...] = Field(sa_type=Words)
    __table_args__ = (
        belongs("task", "task.key"),
        Index(None, "jurisdiction", "task"),
        Index(None, "jurisdiction", "obligation"),
    )


class EvidenceRow(Row, table=True):
    """Never changed, never deleted; the bytes of a file lie in the vault under `sha256`."""

    __tablename__ = "evidence"

    key: str = Field(primary_key=True)
    form: str
    title: str
    agency: str
    by: str
    on: date = Field(sa_type=Day)
    at: datetime = Field(sa_type=Moment)
    sha256: str | None
    size: int | None = Field(sa_type=BigInteger)
    media: str | None
    flags: tuple[str, ...] = Field(sa_type=Words)
    personal: bool
    __table_args__ = (Index(None, "jurisdiction", "sha256"), Index(None, "jurisdiction", "agency", "on"))


class ExhibitRow(Row, table=True):
    __tablename__ = "exhibit"

    evidence: str = Field(primary_key=True)
    task: str = Field(primary_key=True)
    state: ExhibitState = Field(sa_type=Word(ExhibitState))
    by: str
    on: date = Field(sa_type=Day)
    feedback: str | None
    why: str
    __table_args__ = (
        belongs("evidence", "evidence.key"),
        belongs("task", "task.key"),
        Index(None, "jurisdiction", "task"),
    )


class PetitionRow(Row, table=True):
    __tablename__ = "petition"

    key: str = Field(primary_key=True)
    kind: PetitionKind = Field(sa_type=Word(PetitionKind))
    task: str
    obligation: str
    agency: str
    reason: str = Field(sa_type=Text)
    by: str
    asked_on: date = Field(sa_type=Day)
    at: datetime = Field(sa_type=Moment)
    nth: int
    to: str | None
    doc: str | None
    against: str | None
    author: str | None
    answer_by: date | None = Field(sa_type=Day)
    state: PetitionState = Field(sa_type=Word(PetitionState))
    granted_to: str | None
    answer: str = Field(sa_type=Text)
    answer_doc: str | None
    decided_by: str | None
    decided_role: Role | None = Field(sa_type=Word(Role))
    decided_on: date | None = Field(sa_type=Day)
    __table_args__ = (
        belongs("task", "task.key"),
        Index(None, "jurisdiction", "obligation"),
        Index(None, "jurisdiction", "state", "asked_on"),
    )


class RemarkRow(Row, table=True):
    __tablename__ = "remark"

    key: str = Field(primary_key=True)
    obligation: str
    text: str = Field(sa_type=Text)
    by: str
    on: date = Field(sa_type=Day)
    at: datetime = Field(sa_type=Moment)
    doc: str | None
    answer_by: date | None = Field(sa_type=Day)
    answered_on: date | None = Field(sa_type=Day)
    answered_by: str | None
    __table_args__ = (
        belongs("obligation", "obligation.key"),
        Index(None, "jurisdiction", "obligation"),
        Index(None, "jurisdiction", "answered_on", "answer_by"),
    )


class TidingRow(Row, table=True):
    """`letter` is the Message-ID of the letter that told it, NULL as long as nobody was told.

    `key` begins with the place in the log of what happened, so that what happens together is written together.
    """

    __tablename__ = "tiding"

    key: str = Field(primary_key=True)
    task: str
    obligation: str
    to: str
    agency: str
    action: str
    said: str = Field(sa_type=Text)
    on: date = Field(sa_type=Day)
    letter: str | None
    __table_args__ = (
        belongs("task", "task.key"),
        Index(None, "jurisdiction", "on", sqlite_where=UNTOLD, postgresql_where=UNTOLD),
        CLUSTERED,
    )


class OperationRow(Row, table=True):
    """What came of an operation that bore a key, so that it has one effect however often it is sent."""

    __tablename__ = "operation"

    key: str = Field(primary_key=True)
    digest: str
    outcome: str = Field(sa_type=Text)
    at: datetime = Field(sa_type=Moment)
    __table_args__ = (Index(None, "jurisdiction", "at"),)
