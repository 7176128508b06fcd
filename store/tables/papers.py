"""Rows of what was written (文件、条款、规则包) and of the papers that go out (发文登记、措辞)."""

from datetime import date, datetime

from sqlalchemy import Text, UniqueConstraint
from sqlmodel import Field

from engine.nouns import Charge
from store.columns import Day, Frozen, Moment
from store.tables.row import Row, belongs


class DocumentRow(Row, table=True):
    __tablename__ = "document"

    sha256: str = Field(primary_key=True)
    file: str
    text: str = Field(sa_type=Text)
    title: str | None
    doc_number: str | None
    issuer: str | None
    issued_on: date | None = Field(sa_type=Day)
    script: str


class ClauseRow(Row, table=True):
    __tablename__ = "clause"

    document: str = Field(primary_key=True)
    position: int = Field(primary_key=True)
    id: str
    text: str = Field(sa_type=Text)
    start: int
    end: int
    section: str | None
    heading: str | None
    charge: Charge = Field(sa_type=Frozen(Charge))
    is_task: bool
    anchor: str | None
    __table_args__ = (belongs("document", "document.sha256"),)


class PackRow(Row, table=True):
    __tablename__ = "pack"

    sha256: str = Field(primary_key=True)
    name: str
    version: str
    title: str
    text: str = Field(sa_type=Text)
    published_by: str
    published_on: date = Field(sa_type=Day)
    state: str
    since: date | None = Field(default=None, sa_type=Day)
    __table_args__ = (UniqueConstraint("jurisdiction", "name", "version"),)


class PaperSeriesRow(Row, table=True):
    """The last number of a series (发文代字) in a year; whoever takes the next holds this row until it commits."""

    __tablename__ = "paper_series"

    series: str = Field(primary_key=True)
    year: int = Field(primary_key=True)
    last: int


class PaperNumberRow(Row, table=True):
    """The register of numbered papers (发文登记簿): each number once, each paper once; a void one keeps its number."""

    __tablename__ = "paper_number"

    series: str = Field(primary_key=True)
    year: int = Field(primary_key=True)
    number: int = Field(primary_key=True)
    subject: str
    paper: str
    taken_on: date = Field(sa_type=Day)
    void: str | None
    __table_args__ = (UniqueConstraint("jurisdiction", "subject"),)


class WordingRow(Row, table=True):
    """A version of the office's own wording for a form of paper; never changed, and an empty one means our own."""

    __tablename__ = "wording"

    form: str = Field(primary_key=True)
    version: int = Field(primary_key=True)
    text: str = Field(sa_type=Text)
    by: str
    at: datetime = Field(sa_type=Moment)
