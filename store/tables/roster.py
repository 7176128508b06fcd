"""Rows of the roster (名册): a version of an agency or person for each stretch of time, the first from `date.min`."""

from datetime import date

from sqlalchemy import Index
from sqlmodel import Field

from engine.nouns import Scalar
from store.columns import Day, Frozen
from store.tables.row import Line, Row

Attributes = Frozen(dict[str, Scalar])


class JurisdictionRow(Row, table=True):
    __tablename__ = "jurisdiction"

    title: str | None


class AgencyRow(Row, table=True):
    __tablename__ = "agency"

    id: str = Field(primary_key=True)
    since: date = Field(primary_key=True, sa_type=Day)
    until: date | None = Field(sa_type=Day)
    name: str
    parent: str | None
    attrs: dict[str, Scalar] = Field(sa_type=Attributes)
    __table_args__ = (Index(None, "jurisdiction", "name"),)


class AliasRow(Row, table=True):
    __tablename__ = "alias"

    agency: str = Field(primary_key=True)
    name: str = Field(primary_key=True)
    position: int
    __table_args__ = (Index(None, "jurisdiction", "name"),)


class PersonRow(Row, table=True):
    __tablename__ = "person"

    id: str = Field(primary_key=True)
    since: date = Field(primary_key=True, sa_type=Day)
    until: date | None = Field(sa_type=Day)
    name: str
    agency: str
    post: str | None
    email: str | None
    attrs: dict[str, Scalar] = Field(sa_type=Attributes)
    __table_args__ = (Index(None, "jurisdiction", "agency"),)


class MembershipRow(Row, table=True):
    __tablename__ = "membership"

    set: str = Field(primary_key=True)
    member: str = Field(primary_key=True)
    since: date = Field(primary_key=True, sa_type=Day)
    until: date | None = Field(sa_type=Day)


class DelegationRow(Row, table=True):
    """That another person answers for one (代管), from `since` up to, not including, `until`."""

    __tablename__ = "delegation"

    of: str = Field(primary_key=True)
    since: date = Field(primary_key=True, sa_type=Day)
    to: str
    until: date | None = Field(sa_type=Day)
    by: str
    reason: str


class SuccessionRow(Line, table=True):
    """That an agency took over duties of another from `day` on: renamed, merged, split or transferred."""

    __tablename__ = "succession"

    kind: str
    day: date = Field(sa_type=Day)
    predecessor: str
    successor: str
    doc: str
    reason: str
    by: str
    recorded: date = Field(sa_type=Day)
    __table_args__ = (Index(None, "jurisdiction", "successor"),)
