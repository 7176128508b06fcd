"""The grounds of verdicts are kept once each; tasks and notices are found by the number of their obligation.

Every table is copied aside, dropped, made anew and filled, the same way on either database, as in 0009.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
import sqlmodel  # noqa: F401
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

WORDS = (("because", sa.Text, False), ("due", sa.Text, False), ("tally", sa.Text, False))
VERDICT = (
    ("standing", sa.String, False),
    ("since", sa.Integer, True),
    ("as_of", sa.Integer, False),
    ("known_at", sa.Integer, False),
    ("position", sa.BigInteger, False),
    ("next_look", sa.Integer, True),
    ("behind", sa.Boolean, False),
)
NOTICE = (
    ("jurisdiction", sa.String, False),
    ("key", sa.String, False),
    ("obligation", sa.String, False),
    ("rung", sa.String, False),
    ("cycle", sa.Integer, False),
    ("paper", sa.String, False),
    ("due_on", sa.Integer, False),
    ("decided_on", sa.Integer, False),
    ("release", sa.String, False),
    ("to", sa.Text, False),
    ("cc", sa.Text, False),
    ("state", sa.String, False),
    ("reason", sa.String, True),
    ("released_by", sa.String, True),
    ("said_on", sa.Integer, True),
)
TASK = (
    ("jurisdiction", sa.String, False),
    ("key", sa.String, False),
    ("obligation", sa.String, False),
    ("agency", sa.String, False),
    ("part", sa.String, False),
    ("state", sa.String, False),
    ("left", sa.String, True),
    ("assigned_on", sa.Integer, True),
    ("returns", sa.Integer, False),
    ("verifier", sa.String, True),
    ("inspected_on", sa.Integer, True),
)
ABOUT = ("about", sa.Integer, False)
FOUND_BY = {"notice": ("state", "due_on"), "task": ("agency", "state")}
Shape = Sequence[tuple[str, Any, bool]]


def columns(*shape: tuple[str, Any, bool]) -> list[sa.Column[Any]]:
    return [sa.Column(name, kind(), nullable=nullable) for name, kind, nullable in shape]


def listed(shape: Shape, of: str = "") -> str:
    return ", ".join(f'{of}"{name}"' for name, _, _ in shape)


@contextmanager
def set_aside(*tables: str) -> Iterator[None]:
    """Have what these tables hold in `…_was` while they are made anew, and keep what refers to them."""
    for table in tables:
        op.execute(f"CREATE TABLE {table}_was AS SELECT * FROM {table}")  # noqa: S608 - our own names
    postgres = op.get_bind().dialect.name == "postgresql"
    told = list(referring(tables)) if postgres else []
    for table in reversed(tables):
        op.execute(f"DROP TABLE {table}{' CASCADE' if postgres else ''}")
    yield
    for table, key in told:
        op.create_foreign_key(
            key["name"], table, key["referred_table"], key["constrained_columns"], key["referred_columns"]
        )
    for table in tables:
        op.drop_table(f"{table}_was")


def referring(tables: Sequence[str]) -> Iterator[tuple[str, Any]]:
    """The references to these tables from others."""
    schema = sa.inspect(op.get_bind())
    for table in sorted(set(schema.get_table_names()) - set(tables)):
        yield from ((table, key) for key in schema.get_foreign_keys(table) if key["referred_table"] in tables)


def refuse(table: str, *verbs: str) -> None:
    """Have the database refuse to change or delete what was once written."""
    for verb in verbs:
        does = f"BEGIN SELECT RAISE(ABORT, 'append-only: {table}'); END"
        if op.get_bind().dialect.name == "postgresql":
            does = "FOR EACH ROW EXECUTE FUNCTION duban_append_only()"
        op.execute(f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} {does}")


def upgrade() -> None:
    with set_aside("verdict", "notice", "task"):
        make_grounds()
        make_verdicts()
        make("notice", NOTICE)
        make("task", TASK, sa.ForeignKeyConstraint(["about"], ["obligation.number"], name=op.f("fk_task_about")))
    for table in ("grounds", "verdict"):
        refuse(table, "UPDATE", "DELETE")
    refuse("obligation", "DELETE")


def make_grounds() -> None:
    op.create_table(
        "grounds",
        sa.Column("number", sa.Integer(), nullable=False),
        *columns(("jurisdiction", sa.String, False), ("sha256", sa.String, False), *WORDS),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_grounds")),
        sa.UniqueConstraint("jurisdiction", "sha256", name=op.f("uq_grounds_jurisdiction_sha256")),
    )
    named = (("jurisdiction", sa.String, False), ("sha256", sa.String, False), *WORDS)
    found = sa.text(f"SELECT DISTINCT jurisdiction, {listed(WORDS)} FROM verdict_was ORDER BY 1, 2, 3, 4")  # noqa: S608
    rows = [(row[0], digest_of(list(row[1:])), *row[1:]) for row in op.get_bind().execute(found).all()]
    grounds = sa.table("grounds", *columns(*named))
    op.bulk_insert(grounds, [dict(zip((name for name, _, _ in named), row, strict=True)) for row in rows])


def digest_of(values: list[Any]) -> str:
    written = json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(written.encode("utf-8")).hexdigest()


def make_verdicts() -> None:
    op.create_table(
        "verdict",
        *columns(("jurisdiction", sa.String, False), ("obligation", sa.Integer, False), ("number", sa.Integer, False)),
        *columns(*VERDICT, ("grounds", sa.Integer, False)),
        sa.PrimaryKeyConstraint("jurisdiction", "obligation", "number", name=op.f("pk_verdict")),
        sqlite_with_rowid=False,
    )
    same = " AND ".join(f"f.{name} = v.{name}" for name in ("jurisdiction", "because", "due", "tally"))
    op.execute(
        f"INSERT INTO verdict (jurisdiction, obligation, number, {listed(VERDICT)}, grounds) "  # noqa: S608 - our own names
        f"SELECT v.jurisdiction, v.obligation, v.number, {listed(VERDICT, 'v.')}, f.number "
        f"FROM verdict_was v JOIN grounds f ON {same} ORDER BY 1, 2, 3"
    )


def make(table: str, shape: Shape, *constraints: sa.Constraint) -> None:
    """Tasks or notices, by the number of their obligation."""
    op.create_table(
        table,
        *columns(*shape, ABOUT),
        *constraints,
        sa.PrimaryKeyConstraint("jurisdiction", "key", name=op.f(f"pk_{table}")),
    )
    op.execute(
        f"INSERT INTO {table} ({listed(shape)}, about) SELECT {listed(shape, 'w.')}, o.number "  # noqa: S608
        f"FROM {table}_was w JOIN obligation o ON o.jurisdiction = w.jurisdiction AND o.key = w.obligation "
        "ORDER BY o.number"
    )
    index(table)
    op.create_index(op.f(f"ix_{table}_jurisdiction_about"), table, ["jurisdiction", "about"])


def index(table: str) -> None:
    found_by = FOUND_BY[table]
    op.create_index(op.f(f"ix_{table}_jurisdiction_{'_'.join(found_by)}"), table, ["jurisdiction", *found_by])


def downgrade() -> None:
    on = " ON obligation" if op.get_bind().dialect.name == "postgresql" else ""
    op.execute(f"DROP TRIGGER obligation_no_delete{on}")
    with set_aside("verdict", "notice", "task"):
        unmake_verdicts()
        unmake("notice", NOTICE)
        unmake("task", TASK)
    op.drop_table("grounds")
    refuse("verdict", "UPDATE", "DELETE")


def unmake_verdicts() -> None:
    op.create_table(
        "verdict",
        *columns(("jurisdiction", sa.String, False), ("obligation", sa.Integer, False), ("number", sa.Integer, False)),
        *columns(*VERDICT, *WORDS),
        sa.ForeignKeyConstraint(["obligation"], ["obligation.number"], name=op.f("fk_verdict_obligation")),
        sa.PrimaryKeyConstraint("jurisdiction", "obligation", "number", name=op.f("pk_verdict")),
        sqlite_with_rowid=False,
    )
    op.execute(
        f"INSERT INTO verdict (jurisdiction, obligation, number, {listed(VERDICT)}, {listed(WORDS)}) "  # noqa: S608
        f"SELECT v.jurisdiction, v.obligation, v.number, {listed(VERDICT, 'v.')}, {listed(WORDS, 'f.')} "
        "FROM verdict_was v JOIN grounds f ON f.number = v.grounds ORDER BY 1, 2, 3"
    )


def unmake(table: str, shape: Shape) -> None:
    """Tasks or notices, by the key of their obligation."""
    op.create_table(
        table,
        *columns(*shape),
        sa.ForeignKeyConstraint(
            ["jurisdiction", "obligation"],
            ["obligation.jurisdiction", "obligation.key"],
            name=op.f(f"fk_{table}_jurisdiction_obligation"),
        ),
        sa.PrimaryKeyConstraint("jurisdiction", "key", name=op.f(f"pk_{table}")),
    )
    op.execute(f"INSERT INTO {table} ({listed(shape)}) SELECT {listed(shape)} FROM {table}_was")  # noqa: S608
    index(table)
    op.create_index(op.f(f"ix_{table}_jurisdiction_obligation"), table, ["jurisdiction", "obligation"])
