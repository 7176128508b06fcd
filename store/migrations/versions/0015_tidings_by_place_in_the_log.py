"""Tidings stand in the order in which they happened, and only those nobody was told yet are indexed by their day.

Every move of a task wrote into four trees of this table, two of them by a digest, on another page each time.
"""

import sqlalchemy as sa
import sqlmodel  # noqa: F401
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

TEXTS = ("jurisdiction", "key", "task", "obligation", "to", "agency", "action")
UNTOLD = sa.text("letter IS NULL")


def upgrade() -> None:
    made_anew(in_order=True)
    op.create_index(
        op.f("ix_tiding_jurisdiction_on"), "tiding", ["jurisdiction", "on"], sqlite_where=UNTOLD, postgresql_where=UNTOLD
    )


def downgrade() -> None:
    made_anew(in_order=False)
    op.create_index(op.f("ix_tiding_jurisdiction_letter_on"), "tiding", ["jurisdiction", "letter", "on"])
    op.create_index(op.f("ix_tiding_jurisdiction_task"), "tiding", ["jurisdiction", "task"])


def made_anew(*, in_order: bool) -> None:
    """The same table with all that it held, on SQLite in the order of its key or not."""
    op.execute("CREATE TABLE tiding_was AS SELECT * FROM tiding")
    op.drop_table("tiding")
    op.create_table(
        "tiding",
        *(sa.Column(name, sa.String(), nullable=False) for name in TEXTS),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("on", sa.Integer(), nullable=False),
        sa.Column("letter", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["jurisdiction", "task"], ["task.jurisdiction", "task.key"], name=op.f("fk_tiding_jurisdiction_task")
        ),
        sa.PrimaryKeyConstraint("jurisdiction", "key", name=op.f("pk_tiding")),
        sqlite_with_rowid=not in_order,
    )
    columns = ", ".join(f'"{name}"' for name in (*TEXTS, "said", "on", "letter"))
    op.execute(f"INSERT INTO tiding ({columns}) SELECT {columns} FROM tiding_was ORDER BY key")  # noqa: S608 - our own names
    op.drop_table("tiding_was")
