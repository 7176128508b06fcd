"""Choosing (挑选): which places of a board are meant by what is sought, and in what order a list has them."""

from collections.abc import Iterable
from datetime import date
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select

from engine.nouns import Standing
from store.lists import begins_so
from store.session import Session
from store.statements import HERE, ask, mine, read
from store.surveys.columns import CODE, STANDINGS, Board, Ints, Places, Words
from store.surveys.sought import InHand, Moment, Sought
from store.tables import AgencyRow, AliasRow, ObligationRow
from store.tables.row import table

OBLIGATION = table(ObligationRow)
AGENCY = table(AgencyRow)
ALIAS = table(AliasRow)
Mask: TypeAlias = NDArray[np.bool_]
EVER = Sought().span
LAST_DAY = date.max.toordinal()
WITH_KEYS = select(OBLIGATION.c.number).where(OBLIGATION.c.jurisdiction == HERE, begins_so(OBLIGATION.c.key))
BY_WORD = np.argsort(np.argsort([standing or "" for standing in STANDINGS])).astype(np.int8)
"""The place of each standing in the order of their names."""


def chosen(session: Session, board: Board, sought: Sought, moment: Moment | None) -> Places:
    """The places of the obligations that are meant, in the order of their numbers."""
    found = board.every
    if sought.agency or sought.agencies is not None:
        found = np.flatnonzero(flags(board.agencies, _agencies(sought))[board.bearers])
    of_terms = _terms(board, sought)
    if not of_terms.all():
        found = found[of_terms[board.of_term[found]]]
    if sought.span != EVER:
        found = found[_due_within(board, sought.span, moment, found)]
    if sought.standings:
        wanted = np.isin(np.arange(len(STANDINGS)), [CODE[each] for each in sought.standings])
        found = found[wanted[board.at(moment)[found]]]
    if sought.in_hand:
        found = found[_in_hand(board, sought.in_hand, moment, found)]
    return found[_mentioning(session, board, sought)[found]] if sought.text else found


def ordered(board: Board, places: Places, moment: Moment | None, order: str, *, descending: bool = False) -> Places:
    """The places in the order of a column, and then of their numbers."""
    ranks = _ranks(board, moment, order, places)
    turned = ranks.max(initial=0) - ranks if descending else ranks
    return places[np.argsort(turned, kind="stable")]


def coded(*columns: NDArray[Any]) -> tuple[NDArray[np.int64], tuple[int, ...]]:
    """A number for each row of the columns, and how large these can be in each column to tell them from it again."""
    sizes = tuple(int(column.max(initial=0)) + 1 for column in columns)
    rows = np.zeros(len(columns[0]), dtype=np.int64)
    for column, size in zip(columns, sizes, strict=True):
        rows = rows * size + column
    return rows, sizes


def placed(days: Ints) -> NDArray[Any]:
    """The place of each day among those there are; found by ticking them off, for sorting a million takes ten times."""
    first = days.min(initial=LAST_DAY)
    is_there = np.zeros(days.max(initial=first) - first + 1, dtype=np.bool_)
    is_there[days - first] = True
    ranks: NDArray[Any] = _small(np.cumsum(is_there, dtype=np.int32) - 1)[days - first]
    return ranks


def flags(words: Words, wanted: Iterable[str]) -> Mask:
    """By the number of each word whether it is one of those wanted."""
    found: Mask = np.zeros(len(words), dtype=np.bool_)
    found[[words[word] for word in wanted if word in words]] = True
    return found


def _ranks(board: Board, moment: Moment | None, order: str, places: Places) -> NDArray[Any]:
    """A number for each of the places that grows in the order of a column; small ones, which are sorted by counting."""
    terms = board.terms
    match order:
        case "agency":
            return _small(board.agencies.ranks)[board.bearers[places]]
        case "rule":
            return _small(terms.rule)[board.of_term[places]]
        case "window":
            return placed(terms.window_first)[board.of_term[places]]
        case "standing":
            return BY_WORD[board.at(moment)[places]]
        case _:
            return placed(board.due(moment)[places])


def _small(ranks: NDArray[Any]) -> NDArray[Any]:
    return ranks.astype(np.int16 if ranks.max(initial=0) < 2**15 else np.int32)


def _due_within(board: Board, span: tuple[date, date], moment: Moment | None, places: Places) -> Mask:
    """Which of the places are due in these days."""
    due, (first, last) = board.due(moment)[places], span
    within: Mask = (due >= first.toordinal()) & (due <= last.toordinal())
    return within


def _in_hand(board: Board, wanted: InHand, moment: Moment | None, places: Places) -> Mask:
    """Which of the places are not merely in hand, or are and are meant."""
    within = _due_within(board, (wanted.first, wanted.last), moment, places)
    is_meant: Mask = (board.at(moment)[places] != CODE[Standing.OPEN]) | (within == wanted.within)
    return is_meant


def _agencies(sought: Sought) -> Iterable[str]:
    if sought.agencies is None:
        return (sought.agency,) if sought.agency else ()
    return sought.agencies if not sought.agency else sought.agencies & {sought.agency}


def _terms(board: Board, sought: Sought) -> Mask:
    """The terms that may be meant."""
    terms = board.terms
    found: Mask = np.ones(len(terms.rows), dtype=np.bool_)
    if sought.rule:
        found &= np.array([row.rule == sought.rule for row in terms.rows], dtype=np.bool_)
    if sought.pack:
        found &= np.array([row.pack == sought.pack for row in terms.rows], dtype=np.bool_)
    return found


def _mentioning(session: Session, board: Board, sought: Sought) -> Mask:
    """Where the text is found in the name of agency, rule or window, in whom it is about, or begins the key."""
    text = sought.text.casefold()
    windows = [row.rule in sought.mentions or text in row.window_label.casefold() for row in board.terms.rows]
    found: Mask = np.array(windows, dtype=np.bool_)[board.of_term]
    found |= flags(board.people, (word for word in board.people if text in word.casefold()))[board.subjects]
    found |= flags(board.agencies, _called(session, sought.text))[board.bearers]
    found[board.places(_with_keys(session, sought.text))] = True
    return found


def _called(session: Session, text: str) -> list[str]:
    """The agencies that ever bore a name with a text in it."""
    named = select(AGENCY.c.id).where(mine(session, AGENCY), AGENCY.c.name.icontains(text, autoescape=True))
    aliased = select(ALIAS.c.agency).where(mine(session, ALIAS), ALIAS.c.name.icontains(text, autoescape=True))
    return [row[0] for row in read(session, named.union(aliased))]


def _with_keys(session: Session, text: str) -> Ints:
    """The numbers of the obligations whose key begins with a text."""
    return np.array([row.number for row in ask(session, WITH_KEYS, start=text)], dtype=np.int32)
