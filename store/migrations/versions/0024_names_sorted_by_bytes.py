"""Names of which people type the beginning are sorted by their bytes on PostgreSQL too, so that an index finds them.

In any other order than that of its bytes an index does not tell what begins so: of the log a million lines were read.
"""

from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

NAMES = (("obligation", "key"), ("task", "key"), ("notice", "key"), ("event", "subject"))


def upgrade() -> None:
    sorted_by("C")


def downgrade() -> None:
    sorted_by("default")


def sorted_by(order: str) -> None:
    """Have PostgreSQL sort these names so; SQLite sorts by bytes whatever it is told."""
    if op.get_bind().dialect.name == "postgresql":
        for table, name in NAMES:
            op.execute(f'ALTER TABLE "{table}" ALTER COLUMN "{name}" TYPE varchar COLLATE "{order}"')
