"""The board (台面): the register in columns, read once and kept for this process, followed as the register moves.

Counting a million rows takes a database a second and numpy some milliseconds.  A board is never changed: when the
register has moved, the next reader makes another that differs in what was written meanwhile.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import bindparam, or_, select

from store import movements
from store.bulk import Values
from store.columns import as_stored
from store.lists import one_of
from store.movements import Version
from store.planner import unindexed
from store.session import Session
from store.statements import HERE, ask, chunks, stored
from store.surveys.columns import CODE, NONE, Board, Codes, Ints, Said, Term, Terms, empty
from store.surveys.kept import FEW, Kept
from store.surveys.sought import Moment
from store.tables import GroundsRow, ObligationRow, OfficeActRow, StandRow, TermRow, VerdictRow
from store.tables.row import table

OBLIGATION = table(ObligationRow)
STAND = table(StandRow)
TERM = table(TermRow)
VERDICT = table(VerdictRow)
GROUNDS = table(GroundsRow)
ACT = table(OfficeActRow)
# By the index of the jurisdiction the table would be read in another order.
ENTERED = (
    select(*(OBLIGATION.c[name] for name in ("number", "bearer", "subject", "term")), as_stored(STAND.c.standing))
    .join_from(OBLIGATION, STAND)
    .where(unindexed(OBLIGATION.c.jurisdiction) == HERE, OBLIGATION.c.number > bindparam("after"))
    .order_by(OBLIGATION.c.number)
)
WRITTEN = (
    select(OBLIGATION.c.number, OBLIGATION.c.term, as_stored(STAND.c.standing))
    .join_from(OBLIGATION, STAND)
    .where(unindexed(OBLIGATION.c.jurisdiction) == HERE, one_of(OBLIGATION.c.number))
    .order_by(OBLIGATION.c.number)
)
TERMS = (
    select(*(as_stored(TERM.c[name]) for name in Term._fields))
    .where(unindexed(TERM.c.jurisdiction) == HERE, TERM.c.number > bindparam("after"))
    .order_by(TERM.c.number)
)
IN_TURN = (VERDICT.c.obligation, VERDICT.c.number)
WHEN = (as_stored(VERDICT.c.as_of), as_stored(VERDICT.c.known_at))
GIVEN = (
    select(VERDICT.c.obligation, as_stored(VERDICT.c.standing), *WHEN)
    .where(VERDICT.c.jurisdiction == HERE)
    .order_by(*IN_TURN)
)
GIVEN_TO = GIVEN.where(one_of(VERDICT.c.obligation))
# As `engine.judging.office.in_force` has it, nothing else is due on another day than was frozen.
MAY_MOVE = or_(
    OBLIGATION.c.key.in_(select(ACT.c.obligation).where(ACT.c.jurisdiction == HERE)),
    OBLIGATION.c.term.in_(
        select(TERM.c.number).where(TERM.c.jurisdiction == HERE, TERM.c.provisional | TERM.c.due_because.is_not(None))
    ),
)
CALLED_DUE = (
    select(VERDICT.c.obligation, GROUNDS.c.due, *WHEN)
    .join(GROUNDS, GROUNDS.c.number == VERDICT.c.grounds)
    .where(VERDICT.c.jurisdiction == HERE)
    .order_by(*IN_TURN)
)
CALLED_DUE_OF = CALLED_DUE.where(one_of(VERDICT.c.obligation))
MOVABLE = select(OBLIGATION.c.number).where(OBLIGATION.c.jurisdiction == HERE, MAY_MOVE)
MOVABLE_OF = MOVABLE.where(one_of(OBLIGATION.c.number))

KEPT: Kept[Board] = Kept()


def board(session: Session, moment: Moment | None = None) -> Board:
    """The board of the register as the session sees it; with its history when a moment is asked for."""
    seen, with_history = movements.version(session), moment is not None

    def fits(each: Board) -> bool:
        return each.version == seen and (each.history is not None or not with_history)

    return KEPT.found(session, fits, lambda kept: _laid(session, kept, seen, with_history))


def _laid(session: Session, kept: Sequence[Board], seen: Version, with_history: bool) -> Board:
    """A board of what the session sees: made of the latest before it, if it can be told what was written since."""
    before = next((each for each in reversed(kept) if each.version.number <= seen.number), empty())
    moved = movements.since(session, before.version)
    if moved is None or len(moved) > FEW + len(before) // 4:
        before, moved = empty(), set()
    made = _rewritten(session, _entered(session, before), sorted(moved))
    past = before.history
    if past is not None:
        past = _told(session, past, sorted(moved))
    elif with_history:
        past = _standings(stored(session, GIVEN))
    return replace(made, version=seen, moved=_days(session, before, sorted(moved)), history=past, stood={})


def _entered(session: Session, before: Board) -> Board:
    """The board with what was entered after its last obligation."""
    new = tuple(Term(*row) for row in ask(session, TERMS, after=before.terms.last))
    terms = Terms((*before.terms.rows, *new)) if new else before.terms
    columns = {name: [getattr(before, name)] for name in ("numbers", "bearers", "subjects", "of_term", "standings")}
    for rows in stored(session, ENTERED, after=before.last):
        numbers, bearers, subjects, of_term, standings = zip(*rows, strict=True)
        columns["numbers"].append(_ints(numbers))
        columns["bearers"].append(_ints(map(before.agencies.__getitem__, bearers)))
        columns["subjects"].append(_ints(map(before.people.__getitem__, subjects)))
        columns["of_term"].append(terms.places[_ints(of_term)])
        columns["standings"].append(_codes(standings))
    grown: dict[str, Any] = {name: np.concatenate(parts) for name, parts in columns.items()}
    return replace(before, terms=terms, **grown)


def _rewritten(session: Session, before: Board, moved: Sequence[int]) -> Board:
    """The board with what was written anew of these obligations."""
    rows = [row for some in chunks(moved) for row in ask(session, WRITTEN, some=some)]
    if not rows:
        return before
    numbers, of_term, standings = zip(*rows, strict=True)
    places = before.places(_ints(numbers))
    stand, terms = before.standings.copy(), before.of_term.copy()
    stand[places] = _codes(standings)
    terms[places] = before.terms.places[_ints(of_term)]
    return replace(before, standings=stand, of_term=terms)


def _told(session: Session, past: Said, moved: Sequence[int]) -> Said:
    """The history with what was said anew of these obligations."""
    return _instead(past, moved, _standings(ask(session, GIVEN_TO, some=some) for some in chunks(moved)))


def _days(session: Session, before: Board, moved: Sequence[int]) -> Said:
    """The days on which those are due that may be due on another than was frozen, as the verdicts had them."""
    if not len(before):
        movable = [row.number for row in ask(session, MOVABLE)]
    else:
        movable = [row.number for some in chunks(moved) for row in ask(session, MOVABLE_OF, some=some)]
    return _instead(before.moved, moved, _dues(ask(session, CALLED_DUE_OF, some=some) for some in chunks(movable)))


def _instead(said: Said, obligations: Sequence[int], anew: Said) -> Said:
    """What was said, with what is said anew of these obligations in the place of what was said of them."""
    others = ~np.isin(said.obligations, _ints(obligations))
    columns: Iterable[tuple[NDArray[Any], NDArray[Any]]] = zip(said, anew, strict=True)
    return Said(*(np.concatenate((old[others], new)) for old, new in columns))


def _standings(given: Iterable[Sequence[Values]]) -> Said:
    """The standings of verdicts as columns."""
    return _said(given, _codes)


def _dues(given: Iterable[Sequence[Any]]) -> Said:
    """The due days of verdicts as columns."""
    return _said(given, lambda dues: _ints(due.safe.toordinal() for due in dues))


def _said(given: Iterable[Sequence[Values]], read: Callable[[Iterable[Any]], NDArray[Any]]) -> Said:
    parts: list[tuple[NDArray[Any], ...]] = [(NONE, read(()), NONE, NONE)]
    for rows in given:
        numbers, values, as_of, known_at = zip(*rows, strict=True) if rows else ((), (), (), ())
        parts.append((_ints(numbers), read(values), _ints(as_of), _ints(known_at)))
    return Said(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def _ints(values: Iterable[int]) -> Ints:
    return np.fromiter(values, dtype=np.int32)


def _codes(standings: Iterable[str | None]) -> Codes:
    return np.fromiter(map(CODE.__getitem__, standings), dtype=np.int8)
