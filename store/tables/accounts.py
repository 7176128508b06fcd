"""Rows of those who sign in (账户、会话、视图): an account keeps the hash of a secret, a seat that of a token."""

from datetime import datetime

from sqlalchemy import Index, Text
from sqlmodel import Field

from engine.nouns import Role
from store.columns import Moment, Word
from store.tables.row import Row, belongs


class AccountRow(Row, table=True):
    """`secret` is an argon2 hash with its parameters; none where another house vouches for the person (单点登录)."""

    __tablename__ = "account"

    name: str = Field(primary_key=True)
    title: str
    role: Role = Field(sa_type=Word(Role))
    agency: str | None
    person: str | None
    closed: bool
    must_change: bool
    secret: str | None
    changed: datetime = Field(sa_type=Moment)


class SeatRow(Row, table=True):
    """A signed-in browser; whoever reads this table still cannot sit down, because the token itself is not kept."""

    __tablename__ = "seat"

    token: str = Field(primary_key=True)
    account: str
    begun: datetime = Field(sa_type=Moment)
    seen: datetime = Field(sa_type=Moment)
    __table_args__ = (belongs("account", "account.name"), Index(None, "jurisdiction", "account"))


class SavedViewRow(Row, table=True):
    """A narrowing of the ledger that an account keeps under a name of its own."""

    __tablename__ = "saved_view"

    account: str = Field(primary_key=True)
    name: str = Field(primary_key=True)
    query: str = Field(sa_type=Text)
    at: datetime = Field(sa_type=Moment)
    __table_args__ = (belongs("account", "account.name"),)


class BindingRow(Row, table=True):
    """Whom the house's own portal vouches for (绑定): a person there, named by issuer and subject, is an account."""

    __tablename__ = "binding"

    account: str = Field(primary_key=True)
    issuer: str
    subject: str
    at: datetime = Field(sa_type=Moment)
    __table_args__ = (
        belongs("account", "account.name"),
        Index(None, "jurisdiction", "issuer", "subject", unique=True),
    )


class SignInTryRow(Row, table=True):
    """When somebody tried to sign in of late (登录尝试), by the digest of a name or host: what is typed is not kept."""

    __tablename__ = "sign_in_try"

    whom: str = Field(primary_key=True)
    moments: str = Field(sa_type=Text)
    last: datetime = Field(sa_type=Moment)
    __table_args__ = (Index(None, "jurisdiction", "last"),)
