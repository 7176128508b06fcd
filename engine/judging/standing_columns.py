"""进展（列式） standing over numpy columns: what `engine.judging.standing` says of one, for a million at a time.

Days are int32 ordinals, codes int8, so that a sweep over tallies kept up to date reads no fact and makes no object.  A
row's standing depends on a few comparisons alone, its situation; there are some fifty thousand.  `situations`
says what each comes to, once, by the rules of `standing`; a row only looks itself up.  A test proves that the
two never differ.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from engine.judging.situations import (
    CODE,
    ENDLESS,
    EVENT_MISSING,
    PLAIN,
    PROVISIONAL,
    SETTLED_CODES,
    STANDINGS,
    STYLES,
    TRUTHS,
    UNKNOWABLE_DUE,
    Change,
    answers,
    number,
)
from engine.judging.standing import UNKNOWABLE
from engine.nouns import Due, Standing, Tally, Window

__all__ = ["CODE", "NEVER", "STANDINGS", "STYLES", "TRUTHS", "UNSET", "Columns", "columns", "doubt_of", "stand_columns"]

Days: TypeAlias = NDArray[np.int32]
Codes: TypeAlias = NDArray[np.int8]
Mask: TypeAlias = NDArray[np.bool_]

NEVER = 2**31 - 2
"""A day that does not come; one less than the largest, so that the day after it still fits."""
UNSET = 0
"""A day that is not known, where the earliest of all is the harmless reading."""

_CHUNK = 1 << 16
"""As many rows as stay in the processor's cache."""
_PLACES = np.arange(_CHUNK)
_AFTER = {
    Change.AFTER_LAST: "last",
    Change.AFTER_SAFE: "safe",
    Change.AFTER_HARD: "hard",
    Change.AFTER_GRACE: "grace_end",
}


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
    for start in range(0, len(table), _CHUNK):
        part = table.rows(start, start + _CHUNK)
        rows = slice(start, start + len(part))
        found = _situations(part, as_of.toordinal())
        np.take(answers().standing, found, out=standing[rows], mode="wrap")
        look[rows] = _next_look(part, found, standing[rows], as_of)
    return standing, look


def _situations(t: Columns, on: int) -> NDArray[np.intp]:
    """The number of each row's situation: how its days lie to each other and to the day asked about."""
    eve = t.proved - np.int32(1)
    return number(
        reached=_steps(t.reached != UNSET, t.reached > t.safe, t.reached > t.hard, t.reached > t.grace_end),
        turn=_steps(t.safe < on, t.hard < on, t.grace_end < on),
        unopened=t.first > on,
        running=t.last >= on,
        style=t.style,
        truth=t.truth,
        applicable=t.applicable,
        proved_late=eve > t.grace_end,
        possible=t.possible <= t.grace_end,
        broken=t.broken <= on,
        due=_due(t),
    )


def _steps(*passed: Mask) -> Codes:
    """How many of a row of days, each later than the one before, lie behind."""
    count: Codes = passed[0].view(np.int8)
    for one in passed[1:]:
        count = count + one.view(np.int8)
    return count


def _due(t: Columns) -> Codes:
    """The doubt of a due day; one that is plain but never hard has no end at all."""
    endless: Codes = ((t.hard == NEVER) & (t.doubt == PLAIN)).view(np.int8)
    return t.doubt + endless * np.int8(ENDLESS)


def _next_look(t: Columns, found: NDArray[np.intp], standing: Codes, as_of: date) -> Days:
    """The rules of `standing.next_look`: the day on which the calendar, or else the tally, changes."""
    calendar = np.empty((len(Change), len(t)), dtype=np.int32)
    calendar[Change.NEVER] = NEVER
    calendar[Change.OPENS] = t.first
    for change, day in _AFTER.items():
        np.add(getattr(t, day), 1, out=calendar[change])
    which = np.take(answers().change, found, mode="wrap")
    which *= len(t)
    which += _PLACES[: len(t)]
    look = np.take(calendar.reshape(-1), which, mode="wrap")
    unpublished = look > NEVER
    if unpublished.any():  # a calendar that is still to come will have been published by then (ruling 39)
        look[unpublished] = date(as_of.year + 1, 1, 1).toordinal()
    return _or_sooner(look, t, standing, as_of.toordinal() + 1)


def _or_sooner(look: Days, t: Columns, standing: Codes, tomorrow: int) -> Days:
    """The next look, or a change of the tally before it; what is settled waits for nothing.

    In unsigned days from tomorrow, so that what is past lies beyond NEVER.
    """
    changes = [column for column in (t.next_change, t.broken) if column.min() < NEVER]
    if not changes:
        return look
    start, settled = np.int32(tomorrow), np.zeros(len(t), dtype=np.bool_)
    for code in SETTLED_CODES:
        settled |= standing == code
    settled &= (t.style != STYLES["limit"]) | (standing == CODE[Standing.NOT_APPLICABLE])
    waits_not, found = -settled.astype(np.uint32), (look - start).view(np.uint32)
    for column in changes:
        np.minimum(found, (column - start).view(np.uint32) | waits_not, out=found)
    return found.view(np.int32) + start
