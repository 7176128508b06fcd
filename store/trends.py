"""Trends (走势): breaches by agency and rule with the oldest of them."""

from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

import numpy as np

from engine.nouns import Standing
from store.session import Session
from store.surveys import Moment, Sought, chosen_on
from store.surveys.choosing import coded, ordered
from store.surveys.columns import CODE, Board, Ints, Places


class Late(NamedTuple):
    """How many obligations an agency has in breach, and when the first of them was due."""

    bearer: str
    many: int
    oldest: date


class Repeat(NamedTuple):
    """How many windows of one rule an agency has in breach, and when the first of them was due."""

    bearer: str
    rule: str
    many: int
    oldest: date


def late(session: Session, sought: Sought, moment: Moment | None = None) -> list[Late]:
    """The agencies with breaches, the one longest overdue first."""
    on, places = _breached(session, sought, moment)
    agencies = list(on.agencies)
    found = (
        Late(agencies[agency], many, day) for (agency,), many, day in _grouped(on, places, moment, on.bearers[places])
    )
    return sorted(found, key=lambda each: (each.oldest, each.bearer))


def repeats(session: Session, sought: Sought, moment: Moment | None = None, *, least: int) -> list[Repeat]:
    """The duties of which an agency has so many windows in breach, those longest overdue first."""
    on, places = _breached(session, sought, moment)
    agencies, rules = list(on.agencies), on.terms.rules
    rows = _grouped(on, places, moment, on.bearers[places], on.terms.rule[on.of_term[places]], least=least)
    found = (Repeat(agencies[agency], rules[rule], many, day) for (agency, rule), many, day in rows)
    return sorted(found, key=lambda each: (each.oldest, each.bearer, each.rule))


def _breached(session: Session, sought: Sought, moment: Moment | None) -> tuple[Board, Places]:
    """The places of what is in breach, the oldest first."""
    on, places = chosen_on(session, sought, moment)
    return on, ordered(on, places[on.at(moment)[places] == CODE[Standing.BREACHED]], moment, "due")


def _grouped(
    on: Board, places: Places, moment: Moment | None, *by: Ints, least: int = 1
) -> Iterator[tuple[Any, int, date]]:
    """Places by columns: what they have in common, how many there are, and when the first of them was due."""
    rows, sizes = coded(*by)
    kinds, first, many = np.unique(rows, return_index=True, return_counts=True)
    enough = many >= least
    oldest = on.due(moment)[places[first[enough]]]
    alike = zip(*(column.tolist() for column in np.unravel_index(kinds[enough], sizes)), strict=True)
    for kind, number, day in zip(alike, many[enough].tolist(), oldest.tolist(), strict=True):
        yield kind, number, date.fromordinal(day)
