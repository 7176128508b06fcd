"""Rows of duties and their fulfilment (应办事项、督办件、事实、累计、判定)."""

from datetime import date
from fractions import Fraction

from sqlalchemy import BigInteger, Index, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from engine.nouns import Amended, Due, FactStatus, Rung, Scalar, Standing, Tally, TaskState, Window
from store.columns import Day, Exact, Frozen, Word
from store.tables.row import CLUSTERED, METADATA, Line, Numbered, Row, belongs

Words = Frozen(tuple[str, ...])


class LadderRow(Row, table=True):
    """A ladder as obligations froze it; kept once for all that froze the same rungs."""

    __tablename__ = "ladder"

    sha256: str = Field(primary_key=True)
    rungs: tuple[Rung, ...] = Field(sa_type=Frozen(tuple[Rung, ...]))


class TermRow(Numbered, table=True):
    """What an obligation froze, but for whose it is: kept once for all bearers that have the same on the same days.

    Of a rule laid on two thousand agencies each window is one row here; `sha256` is the digest of all that follows it.
    """

    __tablename__ = "term"

    sha256: str
    pack: str
    pack_sha256: str
    rule: str
    calendar: str
    window_first: date = Field(sa_type=Day)
    window_last: date = Field(sa_type=Day)
    window_label: str
    safe: date = Field(sa_type=Day)
    hard: date | None = Field(sa_type=Day)
    grace_end: date | None = Field(sa_type=Day)
    provisional: bool
    due_because: str | None
    steps: tuple[str, ...] = Field(sa_type=Words)
    original: date | None = Field(sa_type=Day)
    readings: tuple[tuple[Window, Due], ...] = Field(sa_type=Frozen(tuple[tuple[Window, Due], ...]))
    ladder: str | None
    __table_args__ = (belongs("ladder", "ladder.sha256"), UniqueConstraint("jurisdiction", "sha256"))


class ObligationRow(Numbered, table=True):
    """What an obligation is found by; how it stands has a row of its own, `StandRow`.

    Rows are numbered as they are entered, so that what falls due on one day mostly stands together; `rule`,
    `window_first` and `safe` repeat its term's for the indexes.
    """

    __tablename__ = "obligation"

    key: str
    rule: str
    bearer: str
    subject: str
    window_first: date = Field(sa_type=Day)
    safe: date = Field(sa_type=Day)
    term: int = Field(foreign_key="term.number")
    amended: Amended | None = Field(sa_type=Frozen(Amended))
    __table_args__ = (
        UniqueConstraint("jurisdiction", "key"),
        Index(None, "jurisdiction", "bearer", "safe"),
        Index(None, "jurisdiction", "rule", "bearer"),
    )


class StandRow(SQLModel, table=True):
    """How the obligation of that number stands: all of it that moves, which sweeps read and rewrite by the thousand.

    The row is short and in one index only, since each of them costs every rewriting.  `next_look` is `date.min` before
    the first look and NULL when nothing can change any more.  `verdict` numbers the latest verdict, 0 before the first;
    `standing` repeats its standing for the listings.  From `plain` on stands what a vectorised sweep reads of its
    tally, which speaks from `measured_on` on; `truth` and `style` are codes of `engine.judging.standing_columns`,
    `facts` is a digest of the facts that were measured.
    """

    metadata = METADATA
    __tablename__ = "stand"

    number: int = Field(primary_key=True, foreign_key="obligation.number", sa_column_kwargs={"autoincrement": False})
    jurisdiction: str
    next_look: date | None = Field(sa_type=Day)
    verdict: int
    standing: Standing | None = Field(sa_type=Word(Standing))
    plain: bool | None
    measured_on: date | None = Field(sa_type=Day)
    facts: str | None
    truth: int | None
    style: int | None
    applicable: bool | None
    reached_on: date | None = Field(sa_type=Day)
    proved_on: date | None = Field(sa_type=Day)
    possible_on: date | None = Field(sa_type=Day)
    broken_on: date | None = Field(sa_type=Day)
    next_change: date | None = Field(sa_type=Day)
    __table_args__ = (Index(None, "jurisdiction", "next_look", "number"),)


class MovementRow(Numbered, table=True):
    """Which obligations were written at one time, as a JSON list of their numbers; NULL for all of them."""

    __tablename__ = "movement"

    mark: str
    obligations: str | None = Field(sa_type=Text)
    __table_args__ = (Index(None, "jurisdiction", "number"),)


class TakeoverRow(Row, table=True):
    """That the obligation `heir` goes on in the place of `origin` from `day` on, at another agency."""

    __tablename__ = "takeover"

    heir: str = Field(primary_key=True)
    origin: str = Field(primary_key=True)
    day: date = Field(sa_type=Day)
    __table_args__ = (
        belongs("heir", "obligation.key"),
        belongs("origin", "obligation.key"),
        Index(None, "jurisdiction", "origin"),
    )


class TaskRow(Row, table=True):
    """`about` is the number of the obligation: by it a sweep finds the tasks of a batch together."""

    __tablename__ = "task"

    key: str = Field(primary_key=True)
    obligation: str
    agency: str
    part: str
    state: TaskState = Field(sa_type=Word(TaskState))
    left: TaskState | None = Field(sa_type=Word(TaskState))
    assigned_on: date | None = Field(sa_type=Day)
    returns: int
    verifier: str | None
    inspected_on: date | None = Field(sa_type=Day)
    about: int = Field(foreign_key="obligation.number")
    __table_args__ = (
        Index(None, "jurisdiction", "about"),
        Index(None, "jurisdiction", "agency", "state"),
    )


class FactRow(Line, table=True):
    __tablename__ = "fact"

    id: str
    kind: str
    agency: str
    day: date = Field(sa_type=Day)
    recorded: date = Field(sa_type=Day)
    quantity: Fraction | None = Field(sa_type=Exact)
    unit: str | None
    member: str | None
    to: str | None
    status: FactStatus = Field(sa_type=Word(FactStatus))
    decided: date | None = Field(sa_type=Day)
    retracted: date | None = Field(sa_type=Day)
    attrs: dict[str, Scalar] = Field(sa_type=Frozen(dict[str, Scalar]))
    __table_args__ = (UniqueConstraint("jurisdiction", "id"), Index(None, "jurisdiction", "agency", "kind"))


class FactDecisionRow(Line, table=True):
    """What the office later made of a fact: accepted, pending, rejected or retracted."""

    __tablename__ = "fact_decision"

    fact: str
    ruling: str
    day: date = Field(sa_type=Day)
    by: str
    reason: str
    __table_args__ = (belongs("fact", "fact.id"), Index(None, "jurisdiction", "fact"))


class OfficeActRow(Line, table=True):
    __tablename__ = "office_act"

    obligation: str
    act: str
    day: date = Field(sa_type=Day)
    recorded: date = Field(sa_type=Day)
    granted: date | None = Field(sa_type=Day)
    role: str | None
    of: str | None
    to: str | None
    member: str | None
    value: str | None
    doc: str | None
    by: str
    __table_args__ = (belongs("obligation", "obligation.key"), Index(None, "jurisdiction", "obligation"))


class TallyRow(Row, table=True):
    """The whole tally of the obligation of that number, which facts touch; what a sweep reads of it is in `StandRow`.

    As for verdicts, the database is not asked whether there is such an obligation.
    """

    __tablename__ = "tally"

    obligation: int = Field(primary_key=True)
    tally: Tally = Field(sa_type=Frozen(Tally))
    __table_args__ = CLUSTERED


class GroundsRow(Numbered, table=True):
    """The grounds of verdicts, in words: kept once for all that have the same; `sha256` is their digest."""

    __tablename__ = "grounds"

    sha256: str
    because: tuple[str, ...] = Field(sa_type=Words)
    due: Due = Field(sa_type=Frozen(Due))
    tally: Tally = Field(sa_type=Frozen(Tally))
    __table_args__ = (UniqueConstraint("jurisdiction", "sha256"),)


class VerdictRow(Row, table=True):
    """A row for each change, numbered from 1; `position` is that of the event log when it was recorded.

    Of an obligation stands its number, not its key: what is judged together is then written together, where by the
    digest in a key every row would land on another page (half the time of a sweep over a million).  The database is not
    asked whether there is such an obligation: only what was read in the same transaction is judged, and none is ever
    deleted.
    """

    __tablename__ = "verdict"

    obligation: int = Field(primary_key=True)
    number: int = Field(primary_key=True)
    standing: Standing = Field(sa_type=Word(Standing))
    since: date | None = Field(sa_type=Day)
    as_of: date = Field(sa_type=Day)
    known_at: date = Field(sa_type=Day)
    position: int = Field(sa_type=BigInteger)
    grounds: int
    next_look: date | None = Field(sa_type=Day)
    behind: bool
    __table_args__ = CLUSTERED
