"""Letters found by the day they leave on: who was served today is asked with every letter that is frozen."""

import sqlmodel  # noqa: F401
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(op.f("ix_letter_jurisdiction_kind_slot"), "letter", ["jurisdiction", "kind", "slot"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_letter_jurisdiction_kind_slot"), table_name="letter")
