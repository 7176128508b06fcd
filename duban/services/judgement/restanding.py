"""全部重定 restanding: what stands of every plain obligation, from the columns of its kept tally, all at once.

Whoever changed what verdicts depend on behind the back of `next_look` — a calendar brought in, a backup taken over —
finds out here where the register no longer says what the calendar does.  Those obligations are looked at; the rest,
nearly all of a million, is read once and not written.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from itertools import chain
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Engine

from duban.services.judgement.sweep import Swept, sweep
from duban.settings import Settings
from engine.judging.situations import PLAIN
from engine.judging.standing_columns import CODE, NEVER, Columns, stand_columns
from engine.nouns import Standing
from store import events, looks, terms
from store.bulk import Values
from store.session import transaction
from store.terms import Term

CODES = {standing.value: code for standing, code in CODE.items()}
# What a rule that only recommends calls a breach; the calendar knows no difference.
CODES |= dict.fromkeys((Standing.BELOW_PRINCIPLE.value, Standing.NOT_DONE.value), CODE[Standing.BREACHED])
NARROW = {"truth": np.int8, "style": np.int8, "applicable": np.bool_}
OF_TERM = ("window_first", "window_last", "safe", "hard", "grace_end")
PLACES = tuple(field.name for field in fields(Columns) if field.name != "doubt")
Days: TypeAlias = NDArray[np.int32]


@dataclass(frozen=True)
class Restood:
    """How many plain obligations were read, how many of them stood otherwise, and what looking at those came to."""

    read: int
    differing: int
    swept: Swept


def restand(
    database: Engine, settings: Settings, *, on: date, now: datetime, halted: Callable[[], bool] | None = None
) -> Restood:
    """Find every plain obligation that stands otherwise on `on` than is written, and sweep those with all that is due.

    Obligations that are not plain are looked at on their own days.
    """
    read, otherwise = 0, list[int]()
    with transaction(database, settings.jurisdiction) as session:
        events.append(session, [])  # no sweep meanwhile
        days = term_days(terms.every(session))
        for rows in looks.every(session, on):
            otherwise += standing_otherwise(rows, days, on)
            read += len(rows)
        looks.look_again(session, otherwise)
    return Restood(read, len(otherwise), sweep(database, settings, on=on, now=now, halted=halted))


def term_days(some: Sequence[Term]) -> Days:
    """The days of every term, a row each at the place of its number."""
    days = np.full((max((term.number for term in some), default=0) + 1, len(OF_TERM)), NEVER, dtype=np.int32)
    for term in some:
        known = (getattr(term, name) for name in OF_TERM)
        days[term.number] = [NEVER if day is None else day for day in known]
    return days


def standing_otherwise(rows: Sequence[Values], days: Days, on: date) -> list[int]:
    """The numbers of obligations, as `looks.every` tells them, that stand otherwise or must be looked at sooner."""
    standings = np.fromiter((CODES[row[0]] for row in rows), dtype=np.int8, count=len(rows))
    values = chain.from_iterable(row[1:] for row in rows)
    numbers, of_terms, next_looks, *of_tally = np.fromiter(values, dtype=np.int32).reshape(len(rows), -1).T
    places = zip(PLACES, (*days[of_terms].T, *of_tally), strict=True)
    arrays: dict[str, NDArray[Any]] = {
        name: np.ascontiguousarray(column, dtype=NARROW.get(name, np.int32)) for name, column in places
    }
    table = Columns(**arrays, doubt=np.full(len(rows), PLAIN, dtype=np.int8))
    standing, look = stand_columns(table, on)
    otherwise: list[int] = numbers[(standing != standings) | (look < next_looks)].tolist()
    return otherwise
