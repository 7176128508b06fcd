"""Silences, addresses that refuse letters, what the office is to be told, who answers for whom; a letter's expiry."""

import sqlalchemy as sa
import sqlmodel  # noqa: F401
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("letter", sa.Column("expires_at", sa.BigInteger(), nullable=True))
    op.add_column("letter", sa.Column("stumbles", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("letter", sa.Column("template", sa.String(), nullable=False, server_default=""))
    op.create_index(op.f("ix_delivery_attempt_jurisdiction_at"), "delivery_attempt", ["jurisdiction", "at"])
    op.create_table(
        "silence",
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("of", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("since", sa.Integer(), nullable=False),
        sa.Column("until", sa.Integer(), nullable=False),
        sa.Column("ended_on", sa.Integer(), nullable=True),
        sa.Column("ended_by", sa.String(), nullable=True),
        sa.Column("told", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("jurisdiction", "key", name=op.f("pk_silence")),
    )
    op.create_table(
        "address",
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("failed_on", sa.Integer(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("jurisdiction", "address", name=op.f("pk_address")),
    )
    op.create_table(
        "office_note",
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("letter", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("jurisdiction", "key", name=op.f("pk_office_note")),
    )
    op.create_index(op.f("ix_office_note_jurisdiction_letter_at"), "office_note", ["jurisdiction", "letter", "at"])
    op.create_table(
        "delegation",
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("of", sa.String(), nullable=False),
        sa.Column("since", sa.Integer(), nullable=False),
        sa.Column("to", sa.String(), nullable=False),
        sa.Column("until", sa.Integer(), nullable=True),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("jurisdiction", "of", "since", name=op.f("pk_delegation")),
    )


def downgrade() -> None:
    for name in ("delegation", "office_note", "address", "silence"):
        op.drop_table(name)
    op.drop_index(op.f("ix_delivery_attempt_jurisdiction_at"), table_name="delivery_attempt")
    with op.batch_alter_table("letter") as letter:
        for name in ("template", "stumbles", "expires_at"):
            letter.drop_column(name)
