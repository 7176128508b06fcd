"""Surveys (统计与清单): counts and pages of the register for people to read, as of the present or of any past day.

They are read off a board, which has the register in columns (`board`); only the lines of a page come from the tables.
At present the register itself says what stands.  As of a past day it is the latest verdict that had been given by that
day from what was known by another.
"""

from collections.abc import Iterator
from datetime import date
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select

from engine.dates import FOREVER
from engine.nouns import NoticeState, PetitionState, Standing
from store.lists import one_of
from store.planner import unindexed
from store.session import Session
from store.statements import HERE, ask, chunks, count, mine
from store.surveys.board import board
from store.surveys.choosing import chosen, coded, ordered
from store.surveys.columns import STANDINGS, Board, Places
from store.surveys.sought import Cell, DayCount, InHand, Line, Moment, Sought
from store.tables import NoticeRow, ObligationRow, PetitionRow
from store.tables.row import table

__all__ = [
    "Cell", "DayCount", "InHand", "Line", "Moment", "Sought", "burdens", "cells", "counts", "days",
    "held", "lay_out", "listed", "asked", "streamed", "total", "years",
]  # fmt: skip

OBLIGATION = table(ObligationRow)
PETITION = table(PetitionRow)
NOTICE = table(NoticeRow)
KEYS = select(OBLIGATION.c.number, OBLIGATION.c.key).where(
    unindexed(OBLIGATION.c.jurisdiction) == HERE,  # by whose index a million would be read
    one_of(OBLIGATION.c.number),
)
ORDERS = ("due", "agency", "rule", "window", "standing")
AT_ONCE = 2000
SPARSE = 2_000_000
"""Rows that can be of so many more kinds than there are of them are counted by sorting."""


def lay_out(session: Session) -> None:
    """Read the register, and then its history, before anybody waits for them."""
    board(session)
    board(session, Moment(date.max, date.max))


def counts(session: Session, sought: Sought, moment: Moment | None = None) -> dict[Standing | None, int]:
    """How many obligations stand how."""
    found, places = chosen_on(session, sought, moment)
    many = np.bincount(found.at(moment)[places], minlength=len(STANDINGS)).tolist()
    return {standing: number for standing, number in zip(STANDINGS, many, strict=True) if number}


def burdens(
    session: Session, sought: Sought, moment: Moment | None = None
) -> tuple[dict[str, dict[Standing | None, int]], list[str]]:
    """How many obligations of each agency stand how, and the rules there are among them all."""
    on, places = chosen_on(session, sought, moment)
    agencies = list(on.agencies)
    found: dict[str, dict[Standing | None, int]] = {}
    for (agency, standing), many in counted(on.bearers[places], on.at(moment)[places]):
        found.setdefault(agencies[agency], {})[STANDINGS[standing]] = many
    used = np.unique(on.terms.rule[np.unique(on.of_term[places])])
    return found, [on.terms.rules[rule] for rule in used.tolist()]


def cells(session: Session, sought: Sought, moment: Moment | None = None) -> list[Cell]:
    """How many obligations of each agency and rule stand how."""
    on, places = chosen_on(session, sought, moment)
    agencies, rules = list(on.agencies), on.terms.rules
    rows = counted(on.bearers[places], on.terms.rule[on.of_term[places]], on.at(moment)[places])
    return [Cell(agencies[agency], rules[rule], STANDINGS[stood], many) for (agency, rule, stood), many in rows]


def days(session: Session, sought: Sought, moment: Moment | None = None) -> list[DayCount]:
    """How many obligations are due on each day and stand how, the earliest day first."""
    on, places = chosen_on(session, sought, moment)
    rows = counted(on.due(moment)[places], on.at(moment)[places])
    return [DayCount(date.fromordinal(day), STANDINGS[standing], many) for (day, standing), many in rows]


def total(session: Session, sought: Sought, moment: Moment | None = None) -> int:
    """How many obligations are meant."""
    return len(chosen_on(session, sought, moment)[1])


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
    """A page of the obligations meant, in the order of one of `ORDERS` and then of their entry."""
    on, places = chosen_on(session, sought, moment)
    page = ordered(on, places, moment, order, descending=descending)[offset:]
    return list(_lines(session, on, moment, page[:limit]))


def streamed(session: Session, sought: Sought, moment: Moment | None = None) -> Iterator[Line]:
    """All obligations meant by agency and due day, so many at a time: there may be a million."""
    on, places = chosen_on(session, sought, moment)
    yield from _lines(session, on, moment, ordered(on, ordered(on, places, moment, "due"), moment, "agency"))


def asked(session: Session) -> int:
    """How many petitions wait for an answer."""
    return count(session, PETITION, mine(session, PETITION), PETITION.c.state == PetitionState.PENDING)


def held(session: Session) -> int:
    """How many papers wait for someone to release them."""
    return count(session, NOTICE, mine(session, NOTICE), NOTICE.c.state == NoticeState.HELD)


def years(session: Session) -> tuple[int, int] | None:
    """The first and the last year in which anything is due, or None when nothing ever is."""
    due = board(session).due(None)
    due = due[due < FOREVER.toordinal()]
    return (date.fromordinal(due.min()).year, date.fromordinal(due.max()).year) if len(due) else None


def chosen_on(session: Session, sought: Sought, moment: Moment | None) -> tuple[Board, Places]:
    """The board, and the places on it of the obligations that are meant."""
    on = board(session, moment)
    return on, chosen(session, on, sought, moment)


def counted(*columns: NDArray[Any]) -> Iterator[tuple[tuple[int, ...], int]]:
    """How often each row of the columns occurs, in the order of the rows."""
    rows, sizes = coded(*columns)
    if prod(sizes) <= len(rows) + SPARSE:
        many = np.bincount(rows)
        found = np.flatnonzero(many)
        many = many[found]
    else:
        found, many = np.unique(rows, return_counts=True)
    each = zip(*(place.tolist() for place in np.unravel_index(found, sizes)), strict=True)
    yield from zip(each, many.tolist(), strict=True)


def _lines(session: Session, on: Board, moment: Moment | None, places: Places) -> Iterator[Line]:
    """The lines at these places of a board, in their order, so many at a time."""
    agencies, people, due, stood = list(on.agencies), list(on.people), on.due(moment), on.at(moment)
    for some in chunks(places.tolist(), AT_ONCE):
        numbers = on.numbers[some].tolist()
        keys = {row.number: row.key for row in ask(session, KEYS, some=numbers)}
        columns = (on.bearers[some], on.subjects[some], on.of_term[some], due[some], stood[some])
        for number, bearer, subject, place, day, standing in zip(
            numbers, *(each.tolist() for each in columns), strict=True
        ):
            term = on.terms.rows[place]
            yield Line(
                keys[number], term.pack, term.pack_sha256, term.rule, agencies[bearer], people[subject],
                term.window_label, date.fromordinal(day), STANDINGS[standing],
            )  # fmt: skip
