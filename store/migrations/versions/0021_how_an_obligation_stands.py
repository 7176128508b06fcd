"""How an obligation stands has a row of its own, short and in one index, since a sweep rewrites it by the thousand."""

import sqlalchemy as sa
import sqlmodel  # noqa: F401
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

MOVING = (
    ("next_look", sa.Integer),
    ("verdict", sa.Integer),
    ("standing", sa.String),
    ("plain", sa.Boolean),
    ("measured_on", sa.Integer),
    ("facts", sa.String),
    ("truth", sa.Integer),
    ("style", sa.Integer),
    ("applicable", sa.Boolean),
    ("reached_on", sa.Integer),
    ("proved_on", sa.Integer),
    ("possible_on", sa.Integer),
    ("broken_on", sa.Integer),
    ("next_change", sa.Integer),
)
STAYING = (
    ("jurisdiction", sa.String),
    ("key", sa.String),
    ("rule", sa.String),
    ("bearer", sa.String),
    ("subject", sa.String),
    ("window_first", sa.Integer),
    ("safe", sa.Integer),
    ("term", sa.Integer),
    ("amended", sa.Text),
)
NAMES = ", ".join(name for name, _ in MOVING)
LOOKED_UP = ["jurisdiction", "next_look", "number"]
LISTED = ["jurisdiction", "standing", "safe"]
FOUND_BY = (["jurisdiction", "bearer", "safe"], ["jurisdiction", "rule", "bearer"])


def upgrade() -> None:
    op.create_table(
        "stand",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("jurisdiction", sa.String(), nullable=False),
        *(sa.Column(name, kind(), nullable=name != "verdict") for name, kind in MOVING),
        sa.ForeignKeyConstraint(["number"], ["obligation.number"], name=op.f("fk_stand_number")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_stand")),
    )
    op.execute(
        f"INSERT INTO stand (number, jurisdiction, {NAMES}) "  # noqa: S608 - our own names
        f"SELECT number, jurisdiction, {NAMES} FROM obligation ORDER BY number"
    )
    op.create_index(op.f("ix_stand_jurisdiction_next_look_number"), "stand", LOOKED_UP)
    op.drop_index(op.f("ix_obligation_jurisdiction_next_look_number"), "obligation")
    op.drop_index(op.f("ix_obligation_jurisdiction_standing_safe"), "obligation")
    if op.get_bind().dialect.name == "sqlite":
        rebuild()
    else:
        for name, _ in MOVING:
            op.drop_column("obligation", name)


def rebuild() -> None:
    """Keep what stays of obligations in a new table: SQLite writes the whole of it anew for each column dropped."""
    op.create_table(
        "obligation_anew",
        sa.Column("number", sa.Integer(), nullable=False),
        *(sa.Column(name, kind(), nullable=name == "amended") for name, kind in STAYING),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_obligation")),
        sa.ForeignKeyConstraint(["term"], ["term.number"], name=op.f("fk_obligation_term")),
        sa.UniqueConstraint("jurisdiction", "key", name=op.f("uq_obligation_jurisdiction_key")),
    )
    names = ", ".join(("number", *(name for name, _ in STAYING)))
    op.execute(f"INSERT INTO obligation_anew ({names}) SELECT {names} FROM obligation ORDER BY number")  # noqa: S608
    op.drop_table("obligation")
    op.rename_table("obligation_anew", "obligation")
    for columns in FOUND_BY:
        op.create_index(op.f(f"ix_obligation_{'_'.join(columns)}"), "obligation", columns)
    op.execute(
        "CREATE TRIGGER obligation_no_delete BEFORE DELETE ON obligation "
        "BEGIN SELECT RAISE(ABORT, 'append-only: obligation'); END"
    )


def downgrade() -> None:
    for name, kind in MOVING:
        zero = {"nullable": False, "server_default": "0"} if name == "verdict" else {"nullable": True}
        op.add_column("obligation", sa.Column(name, kind(), **zero))
    op.execute(
        f"UPDATE obligation SET ({NAMES}) = "  # noqa: S608 - our own names
        f"(SELECT {NAMES} FROM stand WHERE stand.number = obligation.number)"
    )
    op.create_index(op.f("ix_obligation_jurisdiction_next_look_number"), "obligation", LOOKED_UP)
    op.create_index(op.f("ix_obligation_jurisdiction_standing_safe"), "obligation", LISTED)
    op.drop_table("stand")
