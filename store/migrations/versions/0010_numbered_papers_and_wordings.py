"""A register of numbered papers without gaps, and the office's own wordings.

Numbers stood among the settings (`serial.督催.2026`): the last one of each series is carried over.
"""

import sqlalchemy as sa
import sqlmodel  # noqa: F401
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

SERIES = sa.table("paper_series", *(sa.column(name) for name in ("jurisdiction", "series", "year", "last")))


def upgrade() -> None:
    op.create_table(
        "paper_series",
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("series", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("jurisdiction", "series", "year", name=op.f("pk_paper_series")),
    )
    op.create_table(
        "paper_number",
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("series", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("paper", sa.String(), nullable=False),
        sa.Column("taken_on", sa.Integer(), nullable=False),
        sa.Column("void", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("jurisdiction", "series", "year", "number", name=op.f("pk_paper_number")),
        sa.UniqueConstraint("jurisdiction", "subject", name=op.f("uq_paper_number_jurisdiction_subject")),
    )
    op.create_table(
        "wording",
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("form", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("jurisdiction", "form", "version", name=op.f("pk_wording")),
    )
    keep_wordings()
    carry_over()


def keep_wordings() -> None:
    """What was once in force is never changed and never deleted."""
    for verb in ("UPDATE", "DELETE"):
        refuse = "BEGIN SELECT RAISE(ABORT, 'append-only: wording'); END"
        if op.get_bind().dialect.name == "postgresql":
            refuse = "FOR EACH ROW EXECUTE FUNCTION duban_append_only()"
        op.execute(f"CREATE TRIGGER wording_no_{verb.lower()} BEFORE {verb} ON wording {refuse}")


def carry_over() -> None:
    found = op.get_bind().execute(sa.text("SELECT jurisdiction, name, value FROM setting WHERE name LIKE 'serial.%'"))
    rows = []
    for jurisdiction, name, value in found.all():
        _, series, year = name.split(".")
        rows.append({"jurisdiction": jurisdiction, "series": series, "year": int(year), "last": int(value)})
    if rows:
        op.bulk_insert(SERIES, rows)
    op.execute("DELETE FROM setting WHERE name LIKE 'serial.%'")


def downgrade() -> None:
    found = op.get_bind().execute(sa.text("SELECT jurisdiction, series, year, last FROM paper_series")).all()
    setting = sa.table("setting", *(sa.column(name) for name in ("jurisdiction", "name", "value")))
    rows = [{"jurisdiction": j, "name": f"serial.{s}.{y}", "value": str(last)} for j, s, y, last in found]
    if rows:
        op.bulk_insert(setting, rows)
    for table in ("wording", "paper_number", "paper_series"):
        op.drop_table(table)
