"""What obligations froze is kept once a term; they are numbered, and verdicts and swept lines go by the number.

Every table is copied aside, dropped, made anew and filled, the same way on either database.  PostgreSQL drops with the
register whatever refers to it, and is told those references again; SQLite goes by the name and needs not be told.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
import sqlmodel  # noqa: F401
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

TERM = (
    ("pack", sa.String, False),
    ("pack_sha256", sa.String, False),
    ("rule", sa.String, False),
    ("calendar", sa.String, False),
    ("window_first", sa.Integer, False),
    ("window_last", sa.Integer, False),
    ("window_label", sa.String, False),
    ("safe", sa.Integer, False),
    ("hard", sa.Integer, True),
    ("grace_end", sa.Integer, True),
    ("provisional", sa.Boolean, False),
    ("due_because", sa.String, True),
    ("steps", sa.Text, False),
    ("original", sa.Integer, True),
    ("readings", sa.Text, False),
    ("ladder", sa.String, True),
)
FOUND_BY = ("rule", "window_first", "safe")
MOVING = (
    ("amended", sa.Text, True),
    ("next_look", sa.Integer, True),
    ("verdict", sa.Integer, False),
    ("standing", sa.String, True),
    ("plain", sa.Boolean, True),
    ("measured_on", sa.Integer, True),
    ("facts", sa.String, True),
    ("truth", sa.Integer, True),
    ("style", sa.Integer, True),
    ("applicable", sa.Boolean, True),
    ("reached_on", sa.Integer, True),
    ("proved_on", sa.Integer, True),
    ("possible_on", sa.Integer, True),
    ("broken_on", sa.Integer, True),
    ("next_change", sa.Integer, True),
)
VERDICT = (
    ("standing", sa.String, False),
    ("since", sa.Integer, True),
    ("as_of", sa.Integer, False),
    ("known_at", sa.Integer, False),
    ("position", sa.BigInteger, False),
    ("due", sa.Text, False),
    ("tally", sa.Text, False),
    ("because", sa.Text, False),
    ("next_look", sa.Integer, True),
    ("behind", sa.Boolean, False),
)
EVENT = (
    ("jurisdiction", sa.String, False),
    ("position", sa.BigInteger, False),
    ("at", sa.BigInteger, False),
    ("actor", sa.String, False),
    ("kind", sa.String, False),
    ("subject", sa.String, False),
    ("payload", sa.Text, False),
    ("previous", sa.String, False),
    ("hash", sa.String, False),
)
OWN = ("jurisdiction", "key", "bearer", "subject")
SWEPT = "('verdict.change', 'notice.decide')"
Shape = Sequence[tuple[str, Any, bool]]


def columns(shape: Shape) -> list[sa.Column[Any]]:
    return [sa.Column(name, kind(), nullable=nullable) for name, kind, nullable in shape]


def text(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.String(), nullable=False) for name in names]


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


def keep_logs() -> None:
    """What is once written here is never changed and never deleted, whoever asks."""
    for log in ("verdict", "event"):
        for verb in ("UPDATE", "DELETE"):
            refuse = f"BEGIN SELECT RAISE(ABORT, 'append-only: {log}'); END"
            if op.get_bind().dialect.name == "postgresql":
                refuse = "FOR EACH ROW EXECUTE FUNCTION duban_append_only()"
            op.execute(f"CREATE TRIGGER {log}_no_{verb.lower()} BEFORE {verb} ON {log} {refuse}")


def upgrade() -> None:
    with set_aside("obligation", "verdict", "event"):
        make_terms()
        make_register()
        make_verdicts()
        make_events()
    keep_logs()


def make_terms() -> None:
    op.create_table(
        "term",
        sa.Column("number", sa.Integer(), nullable=False),
        *text("jurisdiction", "sha256"),
        *columns(TERM),
        sa.ForeignKeyConstraint(
            ["jurisdiction", "ladder"],
            ["ladder.jurisdiction", "ladder.sha256"],
            name=op.f("fk_term_jurisdiction_ladder"),
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_term")),
        sa.UniqueConstraint("jurisdiction", "sha256", name=op.f("uq_term_jurisdiction_sha256")),
    )
    term = sa.table("term", *text("jurisdiction", "sha256"), *columns(TERM))
    order = "jurisdiction, safe, rule, window_first"
    found = sa.text(f"SELECT DISTINCT jurisdiction, {listed(TERM)} FROM obligation_was ORDER BY {order}")  # noqa: S608
    names = [name for name, _, _ in TERM]
    rows = []
    for jurisdiction, *values in op.get_bind().execute(found).all():
        row = dict(zip(names, values, strict=True))
        row["provisional"] = bool(row["provisional"])
        rows.append({"jurisdiction": jurisdiction, "sha256": digest_of(list(row.values())), **row})
    op.bulk_insert(term, rows)


def digest_of(values: list[Any]) -> str:
    written = json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(written.encode("utf-8")).hexdigest()


def make_register() -> None:
    op.create_table(
        "obligation",
        sa.Column("number", sa.Integer(), nullable=False),
        *text("jurisdiction", "key", "rule", "bearer", "subject"),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("window_first", "safe", "term")),
        *columns(MOVING),
        sa.ForeignKeyConstraint(["term"], ["term.number"], name=op.f("fk_obligation_term")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_obligation")),
        sa.UniqueConstraint("jurisdiction", "key", name=op.f("uq_obligation_jurisdiction_key")),
    )
    own, moving = ", ".join(f"o.{name}" for name in (*OWN, *FOUND_BY)), listed(MOVING, "o.")
    op.execute(
        f"INSERT INTO obligation ({', '.join((*OWN, *FOUND_BY))}, term, {listed(MOVING)}) "  # noqa: S608 - our own names
        f"SELECT {own}, t.number, {moving} FROM obligation_was o JOIN term t ON {same_term()} "
        "ORDER BY o.safe, o.rule, o.bearer, o.key"  # what falls due together shall stand together
    )
    for some in (("next_look", "number"), ("bearer", "safe"), ("rule", "bearer"), ("standing", "safe")):
        op.create_index(op.f(f"ix_obligation_jurisdiction_{'_'.join(some)}"), "obligation", ["jurisdiction", *some])


def same_term() -> str:
    """That a term is that of an obligation: those that may be missing are compared as if they were empty."""
    exact = ["jurisdiction", *(name for name, _, nullable in TERM if not nullable)]
    empty = {name: "''" if kind is sa.String else "-1" for name, kind, nullable in TERM if nullable}
    return " AND ".join(
        [f"t.{name} = o.{name}" for name in exact]
        + [f"coalesce(t.{name}, {none}) = coalesce(o.{name}, {none})" for name, none in empty.items()]
    )


def make_verdicts() -> None:
    op.create_table(
        "verdict",
        *text("jurisdiction"),
        sa.Column("obligation", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        *columns(VERDICT),
        sa.ForeignKeyConstraint(["obligation"], ["obligation.number"], name=op.f("fk_verdict_obligation")),
        sa.PrimaryKeyConstraint("jurisdiction", "obligation", "number", name=op.f("pk_verdict")),
        sqlite_with_rowid=False,
    )
    op.execute(
        f"INSERT INTO verdict (jurisdiction, obligation, number, {listed(VERDICT)}) "  # noqa: S608 - our own names
        f"SELECT v.jurisdiction, o.number, v.number, {listed(VERDICT, 'v.')} FROM verdict_was v "
        "JOIN obligation o ON o.jurisdiction = v.jurisdiction AND o.key = v.obligation ORDER BY 1, 2, 3"
    )


def make_events() -> None:
    op.create_table(
        "event",
        *columns(EVENT),
        sa.Column("about", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("jurisdiction", "position", name=op.f("pk_event")),
        sqlite_with_rowid=False,
    )
    op.execute(
        f"INSERT INTO event ({listed(EVENT)}, about) SELECT {listed(EVENT, 'e.')}, o.number FROM event_was e "  # noqa: S608
        "LEFT JOIN obligation o ON o.jurisdiction = e.jurisdiction AND o.key = e.subject "
        f"AND e.kind IN {SWEPT} ORDER BY e.jurisdiction, e.position"
    )
    for some, found in ((("jurisdiction", "subject"), "IS NULL"), (("about", "position"), "IS NOT NULL")):
        where = sa.text(f"about {found}")
        name = op.f(f"ix_event_{'_'.join(some)}")
        op.create_index(name, "event", list(some), sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    with set_aside("obligation", "verdict", "event"):
        unmake_register()
        unmake_verdicts()
        op.create_table("event", *columns(EVENT), sa.PrimaryKeyConstraint("jurisdiction", "position", name="pk_event"))
        op.execute(f"INSERT INTO event ({listed(EVENT)}) SELECT {listed(EVENT)} FROM event_was")  # noqa: S608
        op.create_index("ix_event_jurisdiction_subject", "event", ["jurisdiction", "subject"])
    op.drop_table("term")
    keep_logs()


def unmake_register() -> None:
    op.create_table(
        "obligation",
        *text(*OWN),
        *columns(TERM),
        *columns(MOVING),
        sa.ForeignKeyConstraint(
            ["jurisdiction", "ladder"],
            ["ladder.jurisdiction", "ladder.sha256"],
            name=op.f("fk_obligation_jurisdiction_ladder"),
        ),
        sa.PrimaryKeyConstraint("jurisdiction", "key", name=op.f("pk_obligation")),
    )
    own = ", ".join(f"o.{name}" for name in OWN)
    op.execute(
        f"INSERT INTO obligation ({', '.join(OWN)}, {listed(TERM)}, {listed(MOVING)}) "  # noqa: S608 - our own names
        f"SELECT {own}, {listed(TERM, 't.')}, {listed(MOVING, 'o.')} "
        "FROM obligation_was o JOIN term t ON t.number = o.term"
    )
    for some in (("next_look", "key"), ("bearer", "safe"), ("rule", "bearer"), ("standing", "safe")):
        op.create_index(op.f(f"ix_obligation_jurisdiction_{'_'.join(some)}"), "obligation", ["jurisdiction", *some])


def unmake_verdicts() -> None:
    op.create_table(
        "verdict",
        *text("jurisdiction", "obligation"),
        sa.Column("number", sa.Integer(), nullable=False),
        *columns(VERDICT),
        sa.ForeignKeyConstraint(
            ["jurisdiction", "obligation"],
            ["obligation.jurisdiction", "obligation.key"],
            name=op.f("fk_verdict_jurisdiction_obligation"),
        ),
        sa.PrimaryKeyConstraint("jurisdiction", "obligation", "number", name=op.f("pk_verdict")),
    )
    op.execute(
        f"INSERT INTO verdict (jurisdiction, obligation, number, {listed(VERDICT)}) "  # noqa: S608 - our own names
        f"SELECT v.jurisdiction, o.key, v.number, {listed(VERDICT, 'v.')} FROM verdict_was v "
        "JOIN obligation_was o ON o.number = v.obligation"
    )
