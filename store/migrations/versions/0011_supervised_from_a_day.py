"""From which day on a pack is supervised: windows due before it are not entered."""

import sqlalchemy as sa
import sqlmodel  # noqa: F401
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("pack", sa.Column("since", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column("pack", "since")
