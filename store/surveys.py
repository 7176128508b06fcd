"""Surveys (统计与清单): counts and pages of the register for people to read, as of the present or of any past day.

At present the register itself says what stands.  As of a past day it is the latest verdict that had been given by that
day from what was known by another.  What has had no verdict since still stands as the register says; only for the
others is there a look into the verdicts.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Column, ColumnElement, Select, Table, and_, case, func, or_, select
from sqlmodel import Session

from engine.nouns import NoticeState, PetitionState, Standing, TaskState
from store.statements import Found, first, line, mine, read
from store.tables import AgencyRow, AliasRow, NoticeRow, ObligationRow, PetitionRow, TaskRow, TermRow, VerdictRow
from store.tables.row import table

OBLIGATION = table(ObligationRow)
TERM = table(TermRow)
TASK = table(TaskRow)
PETITION = table(PetitionRow)
NOTICE = table(NoticeRow)
VERDICT = table(VerdictRow)
AGENCY = table(AgencyRow)
ALIAS = table(AliasRow)
ORDERS = {"due": "safe", "agency": "bearer", "rule": "rule", "window": "window_first", "standing": "standing"}


@dataclass(frozen=True)
class Moment:
    """A day looked at, and the day up to which things had been recorded; the present is no moment at all."""

    as_of: date
    known_at: date


@dataclass(frozen=True)
class Sought:
    """Which obligations are meant; what is None or empty does not narrow. `agencies` is what the reader may see."""

    agencies: frozenset[str] | None = None
    agency: str | None = None
    rule: str | None = None
    pack: str | None = None
    standings: tuple[Standing, ...] = ()
    year: int | None = None
    due_from: date | None = None
    due_to: date | None = None
    text: str = ""
    mentions: frozenset[str] = frozenset()
    """Rules whose title says `text`: titles stand in the packs, not in the register."""


@dataclass(frozen=True)
class Line:
    """One obligation on a list."""

    key: str
    pack: str
    pack_sha256: str
    rule: str
    bearer: str
    subject: str
    window: str
    due: date
    original: date | None
    standing: Standing | None


class Cell(NamedTuple):
    """How many obligations of an agency and a rule stand so."""

    bearer: str
    rule: str
    standing: Standing | None
    many: int


def counts(session: Session, sought: Sought, moment: Moment | None = None) -> dict[Standing | None, int]:
    """How many obligations stand how."""
    return {_word(row.stood): row.many for row in _grouped(session, sought, moment)}


def burdens(
    session: Session, sought: Sought, moment: Moment | None = None
) -> tuple[dict[str, dict[Standing | None, int]], list[str]]:
    """How many obligations of each agency stand how, and the rules there are among them all."""
    found: dict[str, dict[Standing | None, int]] = defaultdict(dict)
    for row in _grouped(session, sought, moment, OBLIGATION.c.bearer):
        found[row.bearer][_word(row.stood)] = row.many
    query = select(OBLIGATION.c.rule).where(*conditions(session, sought, moment)).distinct()
    return dict(found), sorted(row.rule for row in read(session, query))


def cells(session: Session, sought: Sought, moment: Moment | None = None) -> list[Cell]:
    """How many obligations of each agency and rule stand how."""
    rows = _grouped(session, sought, moment, OBLIGATION.c.bearer, OBLIGATION.c.rule)
    return [Cell(row.bearer, row.rule, _word(row.stood), row.many) for row in rows]


def days(session: Session, sought: Sought, moment: Moment | None = None) -> list[tuple[date, Standing | None, int]]:
    """How many obligations are due on each day and stand how."""
    rows = _grouped(session, sought, moment, OBLIGATION.c.safe)
    return sorted(((row.safe, _word(row.stood), row.many) for row in rows), key=lambda each: (each[0], each[1] or ""))


def total(session: Session, sought: Sought, moment: Moment | None = None) -> int:
    """How many obligations are meant."""
    return _many(session, OBLIGATION, and_(*conditions(session, sought, moment)))


def listed(
    session: Session,
    sought: Sought,
    moment: Moment | None = None,
    *,
    order: str = "due",
    descending: bool = False,
    limit: int | None = None,
    offset: int = 0,
) -> list[Line]:
    """A page of the obligations meant, in the order of one of `ORDERS` and then of the key.

    The page is cut by number, and only its own lines are read whole: a late page has a million before it.
    """
    by: ColumnElement[Any] = OBLIGATION.c[ORDERS[order]]
    ordered = (by.desc() if descending else by, OBLIGATION.c.key)
    if limit is None:
        query = _lines(session, sought, moment).offset(offset or None)
    else:
        page = select(OBLIGATION.c.number).where(*conditions(session, sought, moment)).order_by(*ordered)
        numbers = [row.number for row in read(session, page.limit(limit).offset(offset or None))]
        query = _shown(moment).where(mine(session, OBLIGATION), OBLIGATION.c.number.in_(numbers))
    return [_line(row) for row in read(session, query.order_by(*ordered))]


def streamed(session: Session, sought: Sought, moment: Moment | None = None) -> Iterator[Line]:
    """All obligations meant by agency and due day, so many at a time: there may be a million."""
    query = _lines(session, sought, moment).order_by(OBLIGATION.c.bearer, OBLIGATION.c.safe, OBLIGATION.c.key)
    yield from map(_line, line(session).execute(query, execution_options={"yield_per": 5000}))


def _lines(session: Session, sought: Sought, moment: Moment | None) -> Select[Any]:
    return _shown(moment).where(*conditions(session, sought, moment))


def _shown(moment: Moment | None) -> Select[Any]:
    own = (OBLIGATION.c[name] for name in ("key", "rule", "bearer", "subject", "safe"))
    terms = (TERM.c[name] for name in ("pack", "pack_sha256", "window_label", "original"))
    return select(*own, *terms, standing_at(moment).label("stood")).join_from(OBLIGATION, TERM)


def reported(session: Session) -> int:
    """How many tasks wait for the office to look at what was reported."""
    return _many(session, TASK, TASK.c.state == TaskState.REPORTED)


def asked(session: Session) -> int:
    """How many petitions wait for an answer."""
    return _many(session, PETITION, PETITION.c.state == PetitionState.PENDING)


def held(session: Session) -> int:
    """How many papers wait for someone to release them."""
    return _many(session, NOTICE, NOTICE.c.state == NoticeState.HELD)


def packs_and_rules(session: Session, sought: Sought) -> list[tuple[str, str]]:
    """The packs and rules that have obligations, for choosing from."""
    columns = OBLIGATION.c
    used = select(columns.term).where(*conditions(session, sought, None))
    query = select(TERM.c.pack, TERM.c.rule).where(mine(session, TERM), TERM.c.number.in_(used)).distinct()
    return [(row.pack, row.rule) for row in read(session, query.order_by(TERM.c.pack, TERM.c.rule))]


def years(session: Session) -> tuple[int, int] | None:
    """The first and the last year in which anything is due, or None when nothing is on the register.

    The terms know: their days are those of their obligations, of which there are thousands to each.
    """
    query = select(func.min(TERM.c.safe), func.max(TERM.c.safe)).where(mine(session, TERM))
    row = first(session, query)
    return None if row is None or row[0] is None else (row[0].year, row[1].year)


def _many(session: Session, whole: Table, which: ColumnElement[bool]) -> int:
    row = first(session, select(func.count()).select_from(whole).where(mine(session, whole), which))
    return 0 if row is None else int(row[0])


def _grouped(session: Session, sought: Sought, moment: Moment | None, *by: Column[Any]) -> Sequence[Found]:
    """Counts by columns and standing; the standing is named inside, since PostgreSQL groups by no subquery."""
    each = select(*by, standing_at(moment).label("stood")).where(*conditions(session, sought, moment)).subquery()
    return read(session, select(*each.c, func.count().label("many")).group_by(*each.c))


def standing_at(moment: Moment | None) -> ColumnElement[Any]:
    """What stood at a moment."""
    columns = OBLIGATION.c
    if moment is None:
        return columns.standing
    return case((columns.number.in_(_changed_since(moment)), _looked_up(moment)), else_=columns.standing)


def _changed_since(moment: Moment) -> Select[Any]:
    """The obligations that have a verdict which had not been given at a moment; the others stand as they stood."""
    since = or_(VERDICT.c.as_of > moment.as_of, VERDICT.c.known_at > moment.known_at)
    return select(VERDICT.c.obligation).where(since)


def _looked_up(moment: Moment) -> ColumnElement[Any]:
    """The standing of the latest verdict that had been given at a moment."""
    columns = OBLIGATION.c
    said = select(VERDICT.c.standing).where(
        VERDICT.c.jurisdiction == columns.jurisdiction,
        VERDICT.c.obligation == columns.number,
        VERDICT.c.as_of <= moment.as_of,
        VERDICT.c.known_at <= moment.known_at,
    )
    return said.order_by(VERDICT.c.number.desc()).limit(1).scalar_subquery()


def conditions(session: Session, sought: Sought, moment: Moment | None) -> list[ColumnElement[bool]]:
    """What holds of the obligations that are meant, in the words of the database."""
    columns = OBLIGATION.c
    exact = {"bearer": sought.agency, "rule": sought.rule}
    wanted = [mine(session, OBLIGATION), *(columns[name] == value for name, value in exact.items() if value)]
    if sought.agencies is not None:
        wanted.append(columns.bearer.in_(sorted(sought.agencies)))
    if sought.pack:
        wanted.append(_of_terms(session, TERM.c.pack == sought.pack))
    if sought.standings:
        wanted.append(standing_at(moment).in_(sought.standings))
    first_day = date(sought.year, 1, 1) if sought.year else None
    last_day = date(sought.year, 12, 31) if sought.year else None
    wanted += [columns.safe >= day for day in (sought.due_from, first_day) if day]
    wanted += [columns.safe <= day for day in (sought.due_to, last_day) if day]
    return [*wanted, *([_mentions(session, sought)] if sought.text else [])]


def _mentions(session: Session, sought: Sought) -> ColumnElement[bool]:
    columns, text = OBLIGATION.c, sought.text
    named = select(AGENCY.c.id).where(mine(session, AGENCY), AGENCY.c.name.contains(text, autoescape=True))
    aliased = select(ALIAS.c.agency).where(mine(session, ALIAS), ALIAS.c.name.contains(text, autoescape=True))
    return or_(
        columns.subject.contains(text, autoescape=True),
        _of_terms(session, TERM.c.window_label.contains(text, autoescape=True)),
        columns.rule.in_(sorted(sought.mentions)),
        columns.key.startswith(text, autoescape=True),
        columns.bearer.in_(named.union(aliased)),
    )


def _line(row: Found) -> Line:
    days = (row.window_label, row.safe, row.original, _word(row.stood))
    return Line(row.key, row.pack, row.pack_sha256, row.rule, row.bearer, row.subject, *days)


def _of_terms(session: Session, which: ColumnElement[bool]) -> ColumnElement[bool]:
    return OBLIGATION.c.term.in_(select(TERM.c.number).where(mine(session, TERM), which))


def _word(standing: str | None) -> Standing | None:
    return None if standing is None else Standing(standing)
