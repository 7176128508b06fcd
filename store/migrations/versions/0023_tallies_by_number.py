"""Tallies are found by the number of their obligation, as verdicts are: in order, and without asking after its key.

The table is copied aside, dropped, made anew and filled, the same way on either database, as in 0009.
"""

import sqlalchemy as sa
import sqlmodel  # noqa: F401
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE TABLE tally_was AS SELECT * FROM tally")
    op.drop_table("tally")
    op.create_table(
        "tally",
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("obligation", sa.Integer(), nullable=False),
        sa.Column("tally", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("jurisdiction", "obligation", name=op.f("pk_tally")),
        sqlite_with_rowid=False,
    )
    fill("number", was_found_by="key")


def downgrade() -> None:
    op.execute("CREATE TABLE tally_was AS SELECT * FROM tally")
    op.drop_table("tally")
    op.create_table(
        "tally",
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("obligation", sa.String(), nullable=False),
        sa.Column("tally", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["jurisdiction", "obligation"],
            ["obligation.jurisdiction", "obligation.key"],
            name=op.f("fk_tally_jurisdiction_obligation"),
        ),
        sa.PrimaryKeyConstraint("jurisdiction", "obligation", name=op.f("pk_tally")),
    )
    fill("key", was_found_by="number")


def fill(found_by: str, *, was_found_by: str) -> None:
    """Pour what was copied aside back, by the other name of its obligation."""
    op.execute(
        f"INSERT INTO tally (jurisdiction, obligation, tally) SELECT t.jurisdiction, o.{found_by}, t.tally "  # noqa: S608
        f"FROM tally_was t JOIN obligation o ON o.jurisdiction = t.jurisdiction AND o.{was_found_by} = t.obligation "
        "ORDER BY 1, 2"
    )
    op.drop_table("tally_was")
