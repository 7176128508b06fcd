"""Mail that came in: each once, with the letter it answers and what became of it; it can only grow."""

import sqlalchemy as sa
import sqlmodel  # noqa: F401
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def keep_log() -> None:
    refuse = "BEGIN SELECT RAISE(ABORT, 'append-only: incoming'); END"
    if op.get_bind().dialect.name == "postgresql":
        refuse = "FOR EACH ROW EXECUTE FUNCTION duban_append_only()"
    for verb in ("UPDATE", "DELETE"):
        op.execute(f"CREATE TRIGGER incoming_no_{verb.lower()} BEFORE {verb} ON incoming {refuse}")


def upgrade() -> None:
    op.create_table(
        "incoming",
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("letter", sa.String(), nullable=True),
        sa.Column("sender", sa.String(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("mailbox", sa.String(), nullable=False),
        sa.Column("uid", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("jurisdiction", "key", name=op.f("pk_incoming")),
    )
    op.create_index(op.f("ix_incoming_jurisdiction_at"), "incoming", ["jurisdiction", "at"])
    op.create_index(op.f("ix_incoming_jurisdiction_letter"), "incoming", ["jurisdiction", "letter"])
    keep_log()


def downgrade() -> None:
    op.drop_table("incoming")
