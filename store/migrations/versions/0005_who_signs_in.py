"""Who signs in: accounts, and the browsers that sit there."""

import sqlalchemy as sa
import sqlmodel  # noqa: F401
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "account",
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("agency", sa.String(), nullable=True),
        sa.Column("person", sa.String(), nullable=True),
        sa.Column("closed", sa.Boolean(), nullable=False),
        sa.Column("secret", sa.String(), nullable=True),
        sa.Column("changed", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("jurisdiction", "name", name=op.f("pk_account")),
    )
    op.create_table(
        "seat",
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("begun", sa.BigInteger(), nullable=False),
        sa.Column("seen", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["jurisdiction", "account"], ["account.jurisdiction", "account.name"], name=op.f("fk_seat_jurisdiction_account")
        ),
        sa.PrimaryKeyConstraint("jurisdiction", "token", name=op.f("pk_seat")),
    )
    op.create_index(op.f("ix_seat_jurisdiction_account"), "seat", ["jurisdiction", "account"])


def downgrade() -> None:
    op.drop_table("seat")
    op.drop_table("account")
