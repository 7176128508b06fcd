"""Who signs in at the house's own portal is an account here."""

import sqlalchemy as sa
import sqlmodel  # noqa: F401
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "binding",
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("issuer", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["jurisdiction", "account"],
            ["account.jurisdiction", "account.name"],
            name=op.f("fk_binding_jurisdiction_account"),
        ),
        sa.PrimaryKeyConstraint("jurisdiction", "account", name=op.f("pk_binding")),
    )
    op.create_index(op.f("ix_binding_jurisdiction_issuer_subject"), "binding", ["jurisdiction", "issuer", "subject"], unique=True)


def downgrade() -> None:
    op.drop_table("binding")
