"""Drafts of rule packs, a row for every step."""

import sqlalchemy as sa
import sqlmodel  # noqa: F401
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "draft",
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("said", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("document", sa.String(), nullable=True),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("since", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("jurisdiction", "key", "version", name=op.f("pk_draft")),
    )
    for verb in ("UPDATE", "DELETE"):
        refuse = "BEGIN SELECT RAISE(ABORT, 'append-only: draft'); END"
        if op.get_bind().dialect.name == "postgresql":
            refuse = "FOR EACH ROW EXECUTE FUNCTION duban_append_only()"
        op.execute(f"CREATE TRIGGER draft_no_{verb.lower()} BEFORE {verb} ON draft {refuse}")


def downgrade() -> None:
    op.drop_table("draft")
