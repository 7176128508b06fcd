"""What later versions did to an obligation, and who took over from whom."""

import sqlalchemy as sa
import sqlmodel  # noqa: F401
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

LOGS = ("succession", "takeover")


def keep_logs() -> None:
    """What is once written here is never changed and never deleted, whoever asks."""
    for log in LOGS:
        for verb in ("UPDATE", "DELETE"):
            refuse = f"BEGIN SELECT RAISE(ABORT, 'append-only: {log}'); END"
            if op.get_bind().dialect.name == "postgresql":
                refuse = "FOR EACH ROW EXECUTE FUNCTION duban_append_only()"
            op.execute(f"CREATE TRIGGER {log}_no_{verb.lower()} BEFORE {verb} ON {log} {refuse}")


def upgrade() -> None:
    op.add_column("obligation", sa.Column("amended", sa.Text(), nullable=True))
    op.create_table(
        "succession",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("predecessor", sa.String(), nullable=False),
        sa.Column("successor", sa.String(), nullable=False),
        sa.Column("doc", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("recorded", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_succession")),
    )
    op.create_index(op.f("ix_succession_jurisdiction_successor"), "succession", ["jurisdiction", "successor"])
    op.create_table(
        "takeover",
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("heir", sa.String(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["jurisdiction", "heir"],
            ["obligation.jurisdiction", "obligation.key"],
            name=op.f("fk_takeover_jurisdiction_heir"),
        ),
        sa.ForeignKeyConstraint(
            ["jurisdiction", "origin"],
            ["obligation.jurisdiction", "obligation.key"],
            name=op.f("fk_takeover_jurisdiction_origin"),
        ),
        sa.PrimaryKeyConstraint("jurisdiction", "heir", "origin", name=op.f("pk_takeover")),
    )
    op.create_index(op.f("ix_takeover_jurisdiction_origin"), "takeover", ["jurisdiction", "origin"])
    keep_logs()


def downgrade() -> None:
    op.drop_table("takeover")
    op.drop_table("succession")
    op.drop_column("obligation", "amended")
