"""全部重定 restanding: what stands of every plain obligation, from the columns of its kept tally, all at once.

Whoever changed what verdicts depend on behind the back of `next_look` — a calendar brought in, a backup taken over —
finds out here where the register no longer says what the calendar does.  Those obligations are looked at; the rest,
nearly all of a million, is read once and not written.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Engine

from duban.services.sweep import Swept, sweep
from duban.settings import Settings
from engine.judging.situations import PLAIN
from engine.judging.standing_columns import CODE, Columns, stand_columns
from engine.nouns import Standing
from store import events, looks, obligations
from store.bulk import Values
from store.session import transaction

CODES = {standing.value: code for standing, code in CODE.items()}
# What a rule that only recommends calls a breach; the calendar knows no difference.
CODES |= dict.fromkeys((Standing.BELOW_PRINCIPLE.value, Standing.NOT_DONE.value), CODE[Standing.BREACHED])
NARROW = {"truth": np.int8, "style": np.int8, "applicable": np.bool_}
PLACES = tuple(field.name for field in fields(Columns) if field.name != "doubt")


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
    read, differing = 0, 0
    with transaction(database, settings.jurisdiction) as session:
        events.append(session, [])  # no sweep meanwhile
        for rows in looks.every(session, on):
            keys = standing_otherwise(rows, on)
            obligations.look_again(session, keys)
            read, differing = read + len(rows), differing + len(keys)
    return Restood(read, differing, sweep(database, settings, on=on, now=now, halted=halted))


def standing_otherwise(rows: Sequence[Values], on: date) -> list[str]:
    """The keys of obligations, as `looks.every` tells them, that stand otherwise or must be looked at sooner."""
    keys, standings = [row[0] for row in rows], [CODES[row[1]] for row in rows]
    numbers = chain.from_iterable(row[2:] for row in rows)
    next_looks, *columns = np.fromiter(numbers, dtype=np.int32).reshape(len(rows), -1).T
    arrays: dict[str, NDArray[Any]] = {
        name: np.ascontiguousarray(column, dtype=NARROW.get(name, np.int32))
        for name, column in zip(PLACES, columns, strict=True)
    }
    table = Columns(**arrays, doubt=np.full(len(rows), PLAIN, dtype=np.int8))
    standing, look = stand_columns(table, on)
    otherwise = (standing != np.array(standings, dtype=np.int8)) | (look < next_looks)
    return [keys[place] for place in np.flatnonzero(otherwise)]
