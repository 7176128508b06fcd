"""Where a clause stands in the file as a reader leafs through it: its page, paragraph or row."""

import sqlalchemy as sa
import sqlmodel  # noqa: F401
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("clause", sa.Column("anchor", sa.String(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("clause") as clause:
        clause.drop_column("anchor")
