"""Rows of work too long for one answer (候办): who asked for what, how far it is, and what came of it."""

from datetime import datetime

from sqlalchemy import Index, LargeBinary, Text
from sqlmodel import Field

from store.columns import Moment
from store.tables.row import Row


class JobRow(Row, table=True):
    """`beat` is when the process that does it last said so; one that has fallen silent has died with it."""

    __tablename__ = "job"

    name: str = Field(primary_key=True)
    kind: str
    owner: str
    by: str
    asked: str = Field(sa_type=Text)
    state: str
    done: int
    total: int
    begun: datetime = Field(sa_type=Moment)
    beat: datetime = Field(sa_type=Moment)
    worker: str
    code: str | None
    message: str | None = Field(sa_type=Text)
    outcome: bytes | None = Field(sa_type=LargeBinary)
    __table_args__ = (Index(None, "jurisdiction", "begun"),)
