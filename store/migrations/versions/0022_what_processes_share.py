"""Long work and tries to sign in are kept where every process of the console sees them."""

import sqlalchemy as sa
import sqlmodel  # noqa: F401
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "job",
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("asked", sa.Text(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("begun", sa.BigInteger(), nullable=False),
        sa.Column("beat", sa.BigInteger(), nullable=False),
        sa.Column("worker", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=True),
        sa.Column("message", sa.Text(), nullable=True),
        sa.Column("outcome", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("jurisdiction", "name", name=op.f("pk_job")),
    )
    op.create_index(op.f("ix_job_jurisdiction_begun"), "job", ["jurisdiction", "begun"])
    op.create_table(
        "sign_in_try",
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("whom", sa.String(), nullable=False),
        sa.Column("moments", sa.Text(), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("jurisdiction", "whom", name=op.f("pk_sign_in_try")),
    )
    op.create_index(op.f("ix_sign_in_try_jurisdiction_last"), "sign_in_try", ["jurisdiction", "last"])


def downgrade() -> None:
    op.drop_table("sign_in_try")
    op.drop_table("job")
