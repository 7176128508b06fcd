"""What a sweep reads of a tally stands beside its obligation; every obligation is measured again when next looked at."""

import sqlalchemy as sa
import sqlmodel  # noqa: F401
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

BESIDE = ("truth", "style", "applicable", "reached_on", "proved_on", "possible_on", "broken_on", "next_change")
NEW = (
    ("plain", sa.Boolean),
    ("measured_on", sa.Integer),
    ("facts", sa.String),
    ("truth", sa.Integer),
    ("style", sa.Integer),
    ("applicable", sa.Boolean),
    ("reached_on", sa.Integer),
    ("proved_on", sa.Integer),
    ("possible_on", sa.Integer),
    ("broken_on", sa.Integer),
    ("next_change", sa.Integer),
)


def upgrade() -> None:
    for name, kind in NEW:
        op.add_column("obligation", sa.Column(name, kind(), nullable=True))
    with op.batch_alter_table("tally") as tally:
        for name in BESIDE:
            tally.drop_column(name)


def downgrade() -> None:
    with op.batch_alter_table("tally") as tally:
        tally.add_column(sa.Column("truth", sa.String(), nullable=False, server_default="U"))
        tally.add_column(sa.Column("style", sa.String(), nullable=False, server_default="reach"))
        tally.add_column(sa.Column("applicable", sa.Boolean(), nullable=False, server_default=sa.true()))
        for name in BESIDE[3:]:
            tally.add_column(sa.Column(name, sa.Integer(), nullable=True))
    with op.batch_alter_table("obligation") as obligation:
        for name, _ in NEW:
            obligation.drop_column(name)
