"""Movements of the register, so that whoever keeps it in memory need not read it again."""

import sqlalchemy as sa
import sqlmodel  # noqa: F401
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "movement",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("mark", sa.String(), nullable=False),
        sa.Column("obligations", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_movement")),
    )
    op.create_index(op.f("ix_movement_jurisdiction_number"), "movement", ["jurisdiction", "number"], unique=False)
    op.execute("INSERT INTO movement (jurisdiction, mark) SELECT DISTINCT jurisdiction, '' FROM obligation")


def downgrade() -> None:
    op.drop_table("movement")
