"""Rows of the mail that came in (来信): each mail once, whatever became of it."""

from datetime import datetime

from sqlalchemy import BigInteger, Index, Text
from sqlmodel import Field

from store.columns import Moment
from store.tables.row import Row


class IncomingRow(Row, table=True):
    """`key` is the digest of what makes two fetched mails one; `letter` the one of ours that it answers, if any."""

    __tablename__ = "incoming"

    key: str = Field(primary_key=True)
    kind: str
    letter: str | None
    sender: str
    subject: str = Field(sa_type=Text)
    words: str = Field(sa_type=Text)
    message_id: str
    mailbox: str
    uid: int = Field(sa_type=BigInteger)
    at: datetime = Field(sa_type=Moment)
    outcome: str
    __table_args__ = (
        Index(None, "jurisdiction", "at"),
        Index(None, "jurisdiction", "letter"),
    )
