"""Facts (事实): append-only, on two clocks; what the office later makes of one is a later row, never an edit."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Select, bindparam, case, func, or_, select

from engine.copies import changed
from engine.nouns import Fact, FactStatus, Obligation
from engine.owing.going_on import OnFile
from engine.source import Refused
from store.bulk import Values, pour_new
from store.columns import as_stored, ordinal_of
from store.frozen import fraction_text, freeze
from store.lists import among, as_pairs, none_of, one_of
from store.planner import unindexed
from store.session import Session
from store.statements import HERE, Found, ask, chunks, first, here, insert, mine, read
from store.tables import AgencyRow, FactDecisionRow, FactRow
from store.tables.row import table

FACT = table(FactRow)
DECISION = table(FactDecisionRow)
AGENCY = table(AgencyRow)
FIELDS = tuple(name for name in Fact.__dataclass_fields__ if name in FACT.c)
WRITTEN = tuple(name for name in FIELDS if name != "number")
"""All but its place in the log, which it gets by being written."""
AS_TOLD = select(*(FACT.c[name] for name in FIELDS))
IN_ORDER = (FACT.c.day, FACT.c.recorded, FACT.c.number)
OF_IDS = AS_TOLD.where(FACT.c.jurisdiction == HERE, one_of(FACT.c.id))
RULINGS = select(DECISION).order_by(DECISION.c.number)
RETRACTED = "retracted"


def enter(session: Session, facts: Sequence[Fact]) -> list[Fact]:
    """Record those facts whose ids are not taken yet; answer them, each with its place in the log."""
    numbers = pour_new(session, FACT, WRITTEN, map(_values, facts))
    return [changed(fact, number=numbers[fact.id]) for fact in facts if fact.id in numbers]


def add(session: Session, facts: Sequence[Fact]) -> tuple[str, ...]:
    """Record facts; answer the ids that are new, in the order given. The same fact twice is recorded once.

    Raises:
        Refused: S301 when an id is already taken by a fact with other content.
    """
    new = {fact.id for fact in enter(session, facts)}
    known = of_ids(session, [fact.id for fact in facts if fact.id not in new] if len(new) < len(facts) else [])
    for fact in facts:
        if fact.id in known and known[fact.id] != fact:
            raise Refused(
                "S301",
                f"事实编号 {fact.id} 已被占用，内容不同；更正请用新编号登记，并撤回原来的",
            )
    return tuple(dict.fromkeys(fact.id for fact in facts if fact.id in new))


def decide(session: Session, fact: str, status: FactStatus, *, on: date, by: str, reason: str = "") -> None:
    """Accept, reject or put off a fact (认定), from the day `on`.

    Raises:
        Refused: S302 when there is no such fact.
    """
    _rule(session, fact, status.value, on, by, reason)


def retract(session: Session, fact: str, *, on: date, by: str, reason: str = "") -> None:
    """Take a fact back (撤回) from the day `on`; it stays on file.

    Raises:
        Refused: S302 when there is no such fact.
    """
    _rule(session, fact, RETRACTED, on, by, reason)


def get(session: Session, fact: str) -> Fact | None:
    """The fact of this id with all that was decided about it, or None."""
    return next(iter(_facts(session, [FACT.c.id == fact])), None)


def of_ids(session: Session, ids: Iterable[str]) -> dict[str, Fact]:
    """The facts of these ids as they were recorded, whatever was decided about them since."""
    rows = (row for some in chunks(ids) for row in ask(session, OF_IDS, some=some))
    return {row.id: _fact(row) for row in rows}


def of_bearers(
    session: Session, pairs: Iterable[tuple[str, str]], *, known_at: date = date.max
) -> dict[tuple[str, str], tuple[Fact, ...]]:
    """The facts of each (agency, kind), by day and in the order recorded; pairs without facts are left out."""
    found: dict[tuple[str, str], list[Fact]] = defaultdict(list)
    held, ruled = _of_pairs(among(session, FACT.c.agency, FACT.c.kind))
    for some in chunks(sorted(set(pairs)), 500):
        asked = {**as_pairs(session, some), "known_at": known_at}
        rows = ask(session, held, **asked)
        for fact in _as_ruled(rows, ask(session, ruled, **asked) if rows else ()):
            found[fact.agency, fact.kind].append(fact)
    return {pair: tuple(facts) for pair, facts in sorted(found.items())}


@cache
def _of_pairs(wanted: ColumnElement[bool]) -> tuple[Select[Any], Select[Any]]:
    """The standing queries for the facts of some pairs known on a day, and for what was decided about them by then."""
    held = (FACT.c.jurisdiction == HERE, wanted)
    told = (DECISION.c.jurisdiction == HERE, DECISION.c.fact.in_(select(FACT.c.id).where(*held)))
    known_at: BindParameter[date] = bindparam("known_at")
    return (
        AS_TOLD.where(*held, FACT.c.recorded <= known_at).order_by(*IN_ORDER),
        RULINGS.where(*told, DECISION.c.day <= known_at),
    )


def on_file(session: Session, pairs: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """Of these (agency, kind) pairs those that any fact is on file of."""
    found: set[tuple[str, str]] = set()
    wanted = among(session, FACT.c.agency, FACT.c.kind)
    for some in chunks(sorted(set(pairs)), 500):
        rows = ask(session, _pairs_on_file(wanted), **as_pairs(session, some))
        found |= {(row.agency, row.kind) for row in rows}
    return found


@cache
def _pairs_on_file(wanted: ColumnElement[bool]) -> Select[Any]:
    return select(FACT.c.agency, FACT.c.kind).where(FACT.c.jurisdiction == HERE, wanted).distinct()


def before(session: Session, fresh: Mapping[tuple[str, str], Sequence[Fact]]) -> dict[tuple[str, str], OnFile]:
    """What is on file of each (agency, kind) besides its fresh facts, as entered; pairs without any are left out."""
    found: dict[tuple[str, str], OnFile] = {}
    query = _before(among(session, FACT.c.agency, FACT.c.kind))
    for some in chunks(sorted(fresh), 500):
        numbers = [fact.number for pair in some for fact in fresh[pair]]
        rows = ask(session, query, **as_pairs(session, some), some=numbers)
        found |= {(row.agency, row.kind): _on_file(row) for row in rows}
    return found


@cache
def _before(wanted: ColumnElement[bool]) -> Select[Any]:
    day, recorded, ruled = (as_stored(column) for column in (FACT.c.day, FACT.c.recorded, DECISION.c.day))
    of_it = (DECISION.c.jurisdiction == FACT.c.jurisdiction) & (DECISION.c.fact == FACT.c.id)
    query = select(
        FACT.c.agency,
        FACT.c.kind,
        func.max(day).label("day"),
        func.max(recorded).label("recorded"),
        func.max(FACT.c.number).label("number"),
        func.count(FACT.c.member).label("persons"),
        func.min(case((or_(recorded > day + 1, ruled > day + 1), day))).label("late"),
        func.max(case((recorded > day + 1, recorded))).label("recorded_late"),
        func.max(case((ruled > day + 1, ruled))).label("ruled_late"),
    ).join_from(FACT, DECISION, of_it, isouter=True)
    held = (FACT.c.jurisdiction == HERE, wanted, none_of(FACT.c.number))
    return query.where(*held).group_by(FACT.c.agency, FACT.c.kind)


def _on_file(row: Found) -> OnFile:
    known = [late for late in (row.recorded_late, row.ruled_late) if late is not None]
    late = (date.fromordinal(row.late), date.fromordinal(max(known))) if known else None
    latest = date.fromordinal(row.day), date.fromordinal(row.recorded), row.number
    return OnFile(*latest, of_persons=row.persons > 0, late=late)


def of_kinds(session: Session, kinds: Collection[str]) -> tuple[Fact, ...]:
    """The facts of these kinds that agencies of the roster have on file, by agency and kind, then as recorded."""
    known = select(AGENCY.c.id).where(mine(session, AGENCY))  # with it the index on agency and kind is enough
    found = _facts(session, [FACT.c.agency.in_(known), FACT.c.kind.in_(sorted(kinds))])
    return tuple(sorted(found, key=lambda fact: (fact.agency, fact.kind)))


def latest(session: Session) -> tuple[int, int]:
    """The numbers of the last fact and of the last decision about one; 0 where there is none.

    By the index of the jurisdiction all of it would be read and sorted.
    """
    numbers = [
        first(
            session,
            select(log.c.number)
            .where(unindexed(log.c.jurisdiction) == here(session))
            .order_by(log.c.number.desc())
            .limit(1),
        )
        for log in (FACT, DECISION)
    ]
    return (numbers[0][0] if numbers[0] else 0, numbers[1][0] if numbers[1] else 0)


def of_obligation(
    session: Session, obligation: Obligation, *, kinds: Collection[str] | None = None, known_at: date | None = None
) -> tuple[Fact, ...]:
    """All facts of an obligation's bearer (of these kinds): which window each one serves is for the engine to say."""
    conditions = [FACT.c.agency == obligation.bearer]
    if kinds is not None:
        conditions.append(FACT.c.kind.in_(sorted(kinds)))
    return tuple(_facts(session, conditions, known_at))


def _facts(session: Session, conditions: list[ColumnElement[bool]], known_at: date | None = None) -> list[Fact]:
    """The facts as known on a day: what was recorded and decided up to it."""
    held = [mine(session, FACT), *conditions]
    told = [mine(session, DECISION), DECISION.c.fact.in_(select(FACT.c.id).where(*held))]
    if known_at is not None:
        held.append(FACT.c.recorded <= known_at)
        told.append(DECISION.c.day <= known_at)
    rows = read(session, AS_TOLD.where(*held).order_by(*IN_ORDER))
    return _as_ruled(rows, read(session, RULINGS.where(*told)) if rows else ())


def _as_ruled(rows: Iterable[Found], rulings: Iterable[Found]) -> list[Fact]:
    """Facts with what was decided about them, in order."""
    decided: dict[str, list[Found]] = defaultdict(list)
    for ruling in rulings:
        decided[ruling.fact].append(ruling)
    return [_ruled(_fact(row), decided[row.id]) for row in rows]


def _ruled(fact: Fact, rulings: Iterable[Found]) -> Fact:
    for ruling in rulings:
        if ruling.ruling == RETRACTED:
            fact = changed(fact, retracted=ruling.day)
        else:
            fact = changed(fact, status=FactStatus(ruling.ruling), decided=ruling.day)
    return fact


def _rule(session: Session, fact: str, ruling: str, on: date, by: str, reason: str) -> None:
    if not of_ids(session, [fact]):
        raise Refused("S302", f"没有编号为 {fact} 的事实；请核对编号")
    row = {"fact": fact, "ruling": ruling, "day": on, "by": by, "reason": reason}
    insert(session, DECISION, [row])


def _fact(row: Found) -> Fact:
    return Fact(*row)


def _values(fact: Fact) -> Values:
    """A fact as it is stored."""
    return (
        fact.id, fact.kind, fact.agency, fact.day.toordinal(), fact.recorded.toordinal(),
        None if fact.quantity is None else fraction_text(fact.quantity), fact.unit, fact.member, fact.to,
        fact.status.value, ordinal_of(fact.decided), ordinal_of(fact.retracted), freeze(fact.attrs),
    )  # fmt: skip
