"""Rows of draft packs (草案): a version for each thing that was done to one, none ever changed."""

from datetime import date, datetime

from sqlalchemy import Text
from sqlmodel import Field

from store.columns import Day, Moment
from store.tables.row import Row


class DraftRow(Row, table=True):
    __tablename__ = "draft"

    key: str = Field(primary_key=True)
    version: int = Field(primary_key=True)
    stage: str
    said: str
    title: str
    text: str = Field(sa_type=Text)
    document: str | None
    by: str
    account: str
    at: datetime = Field(sa_type=Moment)
    since: date | None = Field(default=None, sa_type=Day)
