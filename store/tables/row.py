"""What every row has (行): its jurisdiction, our own metadata, and names for its constraints."""

from typing import Any

from sqlalchemy import ForeignKeyConstraint, MetaData, Table
from sqlmodel import Field, SQLModel

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Row(SQLModel):
    """A row of one jurisdiction (一地); so a province can later be split over databases."""

    metadata = METADATA

    jurisdiction: str = Field(primary_key=True)


class Numbered(SQLModel):
    """A row that is numbered as it is entered, so that rows entered together stand together."""

    metadata = METADATA

    number: int | None = Field(default=None, primary_key=True)
    jurisdiction: str


class Line(Numbered):
    """A row of a log: numbered in the order of writing, never changed, never deleted."""


def belongs(column: str, target: str) -> ForeignKeyConstraint:
    """Say that `column` names a row of `target` ("obligation.key") in the same jurisdiction."""
    table = target.split(".")[0]
    return ForeignKeyConstraint(["jurisdiction", column], [f"{table}.jurisdiction", target])


CLUSTERED = {"sqlite_with_rowid": False}
"""That SQLite keeps the rows in the order of their key, without an index beside them."""


def table(row: type[SQLModel]) -> Table:
    """The Core table of a row class."""
    found: Any = row
    return found.__table__  # type: ignore[no-any-return]
