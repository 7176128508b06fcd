"""进展（列式） standing over numpy columns: what `engine.standing` says of one, for a million at a time.

Days are int32 ordinals, codes int8, so that a sweep over tallies kept up to date reads no fact and makes no object.  It
is written as the scalar function is, rule by rule, the weakest first; a test proves the two equal.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from engine.nouns import Due, Standing, Tally, Truth, Window
from engine.standing import SETTLED, UNKNOWABLE

Days: TypeAlias = NDArray[np.int32]
Codes: TypeAlias = NDArray[np.int8]
Mask: TypeAlias = NDArray[np.bool_]
Put: TypeAlias = Callable[[Standing, Mask], None]

NEVER = 2**31 - 2
"""A day that does not come; one less than the largest, so that the day after it still fits."""
UNSET = 0
"""A day that is not known, where the earliest of all is the harmless reading."""

STANDINGS = tuple(Standing)
"""The standing that each code stands for."""
CODE = {standing: code for code, standing in enumerate(STANDINGS)}
TRUTHS = {Truth.FALSE: 0, Truth.UNKNOWN: 1, Truth.TRUE: 2}
STYLES = {"reach": 0, "at_end": 1, "limit": 2}
PLAIN, PROVISIONAL, UNKNOWABLE_DUE, EVENT_MISSING = range(4)

_RUNNING = (Standing.PENDING, Standing.OPEN, Standing.CONTESTED, Standing.IN_GRACE)
_CHUNK = 1 << 16


@dataclass(frozen=True)
class Columns:
    """Tallies with their windows and due days, one a row; days not known are UNSET or NEVER as `columns` sets them."""

    first: Days
    last: Days
    safe: Days
    hard: Days
    grace_end: Days
    reached: Days
    proved: Days
    possible: Days
    broken: Days
    next_change: Days
    truth: Codes
    style: Codes
    applicable: Mask
    doubt: Codes

    def rows(self, start: int, stop: int) -> "Columns":
        """A run of rows, sharing memory."""
        return Columns(**{name: column[start:stop] for name, column in vars(self).items()})

    def __len__(self) -> int:
        return len(self.first)


def columns(rows: Iterable[tuple[Tally, Due, Window]]) -> Columns:
    """Lay tallies out in columns."""
    table = list(zip(*(_row(*row) for row in rows), strict=True)) or [()] * 14
    types = [np.int32] * 10 + [np.int8, np.int8, np.bool_, np.int8]
    arrays: list[NDArray[Any]] = [np.array(column, dtype=kind) for column, kind in zip(table, types, strict=True)]
    return Columns(**dict(zip(Columns.__dataclass_fields__, arrays, strict=True)))


def _row(tally: Tally, due: Due, window: Window) -> tuple[int | bool, ...]:
    def day(when: date | None, missing: int) -> int:
        return missing if when is None else when.toordinal()

    return (
        *(day(when, NEVER) for when in (window.first, window.last, due.safe, due.hard, due.grace_end)),
        *(day(when, UNSET) for when in (tally.reached_on, tally.proved_on, tally.possible_on)),
        *(day(when, NEVER) for when in (tally.broken_on, tally.next_change)),
        TRUTHS[tally.truth],
        STYLES[tally.style],
        tally.applicable,
        doubt_of(due),
    )


def doubt_of(due: Due) -> int:
    """Why a due day has no hard day, as a code."""
    if due.hard is None and due.because == "EVENT_MISSING":
        return EVENT_MISSING
    if due.hard is None and due.because in UNKNOWABLE:
        return UNKNOWABLE_DUE
    return PROVISIONAL if due.provisional else PLAIN


def stand_columns(table: Columns, as_of: date) -> tuple[Codes, Days]:
    """Standing codes and next looks of every row; NEVER where no day changes anything."""
    standing = np.empty(len(table), dtype=np.int8)
    look = np.empty(len(table), dtype=np.int32)
    for start in range(0, len(table), _CHUNK):  # a chunk stays in the processor's cache
        stop = min(start + _CHUNK, len(table))
        part = table.rows(start, stop)
        standing[start:stop] = _place(part, as_of.toordinal())
        look[start:stop] = _next_look(part, standing[start:stop], as_of)
    return standing, look


def blend(codes: Codes, value: Codes | np.int8, where: Mask) -> None:
    """Put `value` where the mask holds, bit by bit: without a branch, ten times faster than a masked copy."""
    codes ^= (codes ^ value) & -where.view(np.int8)


def _place(t: Columns, on: int) -> Codes:
    """The rules of `standing.place`, the last that applies winning."""
    code = np.full(len(t), CODE[Standing.BREACHED], dtype=np.int8)
    reach, true = t.style == STYLES["reach"], t.truth == TRUTHS[Truth.TRUE]
    settled = _settled(t, on)

    def put(standing: Standing, where: Mask) -> None:
        blend(code, np.int8(CODE[standing]), where)

    put(Standing.UNKNOWN, (t.truth == TRUTHS[Truth.UNKNOWN]) & (t.possible <= t.grace_end))
    put(Standing.IN_GRACE, t.grace_end >= on)
    blend(code, settled, ~reach & true)
    put(Standing.NOT_APPLICABLE, ~t.applicable)
    late = (t.reached > t.grace_end) | (t.proved - 1 > t.grace_end)
    limited = (t.style == STYLES["limit"]) & (t.truth != TRUTHS[Truth.FALSE]) & ~late
    put(Standing.OPEN, limited & (t.last >= on))
    put(Standing.CONTESTED, t.hard >= on)
    put(Standing.OPEN, (t.safe >= on) | ((t.hard == NEVER) & (t.doubt != PROVISIONAL)))
    blend(code, settled, reach & (t.reached != UNSET))
    broken = t.broken <= on
    put(Standing.BREACHED, broken)
    put(Standing.CURED, broken & true)
    _put_doubtful(t, put, reach)
    put(Standing.PENDING, t.first > on)
    _put_waiting(t, put, on)
    return code


def _put_doubtful(t: Columns, put: Put, reach: Mask) -> None:
    unknowable = t.doubt == UNKNOWABLE_DUE
    if unknowable.any():
        put(Standing.UNKNOWN, unknowable)
        put(Standing.MET, unknowable & reach & (t.reached != UNSET) & (t.reached <= t.safe))


def _put_waiting(t: Columns, put: Put, on: int) -> None:
    waiting = t.doubt == EVENT_MISSING
    if waiting.any():
        put(Standing.PENDING, waiting)
        put(Standing.UNKNOWN, waiting & (t.last < on))


def _settled(t: Columns, on: int) -> Codes:
    code = np.full(len(t), CODE[Standing.MET], dtype=np.int8)
    blend(code, np.int8(CODE[Standing.MET_IN_GRACE]), t.reached > t.hard)
    overturned = (t.proved - 1 > t.grace_end) & (t.grace_end < on)
    blend(code, np.int8(CODE[Standing.OVERTURNED]), overturned)
    blend(code, np.int8(CODE[Standing.CURED]), t.reached > t.grace_end)
    return code


def _next_look(t: Columns, code: Codes, as_of: date) -> Days:
    """The rules of `standing.next_look`, in days from tomorrow; unsigned, so that what is past lies beyond NEVER."""
    tomorrow = as_of.toordinal() + 1
    never = np.uint32(NEVER - tomorrow)

    def ahead(days: Days) -> NDArray[np.uint32]:
        return (days - np.int32(tomorrow)).view(np.uint32)

    look = np.minimum(np.minimum(ahead(t.safe + 1), ahead(t.hard + 1)), ahead(t.grace_end + 1))
    np.copyto(look, np.uint32(date(as_of.year + 1, 1, 1).toordinal() - tomorrow), where=look >= never)
    np.copyto(look, ahead(t.last + 1), where=(code == CODE[Standing.OPEN]) & (t.safe + 1 < tomorrow))
    look |= _ones((t.hard == NEVER) & (t.doubt != PROVISIONAL))
    pending = code == CODE[Standing.PENDING]
    np.copyto(look, np.minimum(ahead(t.first), ahead(t.last + 1)), where=pending)
    look |= _ones(~_any_of(code, _RUNNING))
    for change in (t.next_change, t.broken):
        np.minimum(look, ahead(change), out=look)
    look |= _ones(_any_of(code, SETTLED))
    return np.minimum(look, never).view(np.int32) + np.int32(tomorrow)


def _any_of(code: Codes, standings: tuple[Standing, ...]) -> Mask:
    found: Mask = code == CODE[standings[0]]
    for standing in standings[1:]:
        found |= code == CODE[standing]
    return found


def _ones(where: Mask) -> NDArray[np.uint32]:
    """All bits where the mask holds, none elsewhere: or-ed to a day it makes it later than NEVER."""
    return -where.astype(np.uint32)
