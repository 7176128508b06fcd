"""Rows of what was written (文件、条款、规则包): documents are known by their digest, packs too."""

from datetime import date

from sqlalchemy import Text, UniqueConstraint
from sqlmodel import Field

from engine.nouns import Charge
from store.columns import Day, Frozen
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
    __table_args__ = (UniqueConstraint("jurisdiction", "name", "version"),)
