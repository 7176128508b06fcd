"""进展（列式） standing over numpy columns: what `engine.judging.standing` says of one, for a million at a time.

Days are int32 ordinals, codes int8, so that a sweep over tallies kept up to date reads no fact and makes no object.  A
row's standing depends on a few comparisons alone, its situation; there are some fifty thousand.  `situations`
says what each comes to, once, by the rules of `standing`; a row only looks itself up.  A test proves that the
two never differ.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from engine.judging.situations import (
    CODE,
    ENDLESS,
    EVENT_MISSING,
    PLAIN,
    PROVISIONAL,
    SAID,
    STANDINGS,
    STYLES,
    TRUTHS,
    UNKNOWABLE_DUE,
    UNOPENED,
    Change,
    answers,
    number,
)
from engine.judging.standing import UNKNOWABLE
from engine.nouns import Due, Tally, Window

__all__ = ["CODE", "NEVER", "STANDINGS", "STYLES", "TRUTHS", "UNSET", "Columns", "columns", "doubt_of", "stand_columns"]

Days: TypeAlias = NDArray[np.int32]
Codes: TypeAlias = NDArray[np.int8]
Mask: TypeAlias = NDArray[np.bool_]

NEVER = 2**31 - 2
"""A day that does not come; one less than the largest, so that the day after it still fits."""
UNSET = -1
"""A day that is not known, where the earliest of all is the harmless reading; unsigned it is the last of all."""

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
    calendar = np.empty((len(Change), _CHUNK), dtype=np.int32)
    for start in range(0, len(table), _CHUNK):
        part = table.rows(start, start + _CHUNK)
        rows = slice(start, start + len(part))
        found = _situations(part, as_of.toordinal())
        said = np.take(answers().said, found, mode="wrap")
        np.bitwise_and(said, SAID, out=standing[rows])
        _next_look(part, found, as_of, calendar, look[rows])
        _or_sooner(look[rows], part, said, np.int32(as_of.toordinal() + 1))
    return standing, look


def _situations(t: Columns, on: int) -> NDArray[np.intp]:
    """The number of each row's situation: how its days lie to each other and to the day asked about."""
    return number(
        reached=_steps(t.reached != UNSET, t.reached > t.safe, t.reached > t.hard, t.reached > t.grace_end),
        turn=_steps(t.safe < on, t.hard < on, t.grace_end < on),
        running=t.last >= on,
        due=_due(t, on),
        style=t.style,
        truth=t.truth,
        applicable=t.applicable,
        proved_late=_proved_late(t),
        possible=t.possible <= t.grace_end,
        broken=t.broken <= on,
    )


def _steps(*passed: Mask) -> Codes:
    """How many of a row of days, each later than the one before, lie behind."""
    count: Codes = passed[0].view(np.int8)
    for one in passed[1:]:
        count += one.view(np.int8)
    return count


def _due(t: Columns, on: int) -> Codes:
    """The doubt of a due day; one that is plain but never hard has no end at all; all wait until the window opens."""
    endless, unopened = (t.hard == NEVER) & (t.doubt == PLAIN), t.first > on
    due: Codes = t.doubt + endless.view(np.int8) * np.int8(ENDLESS)
    np.maximum(due, unopened.view(np.int8) * np.int8(UNOPENED), out=due)
    return due


def _proved_late(t: Columns) -> Mask:
    """Where it was proved only after the first breach day; mostly nothing had to be proved."""
    if t.proved.max() == UNSET:
        return np.zeros(len(t), dtype=np.bool_)
    late: Mask = t.proved - np.int32(1) > t.grace_end
    return late


def _next_look(t: Columns, found: NDArray[np.intp], as_of: date, calendar: NDArray[np.int32], look: Days) -> None:
    """The day on which the calendar changes a standing, by the rules of `standing.next_look`."""
    width = calendar.shape[1]
    calendar[Change.NEVER, : len(t)] = NEVER
    calendar[Change.OPENS, : len(t)] = t.first
    for change, day in _AFTER.items():
        np.add(getattr(t, day), 1, out=calendar[change, : len(t)])
    which = np.take(_first_places(width), found, mode="wrap")
    which += _PLACES[: len(t)]
    np.take(calendar.reshape(-1), which, mode="wrap", out=look)
    if look.max() > NEVER:  # a calendar that is still to come will have been published by then (ruling 39)
        look[look > NEVER] = date(as_of.year + 1, 1, 1).toordinal()


@cache
def _first_places(width: int) -> NDArray[np.intp]:
    """Where the day that changes each situation begins in a calendar so wide."""
    return answers().change * width


def _or_sooner(look: Days, t: Columns, said: Codes, tomorrow: np.int32) -> None:
    """Let a change of the tally come before the calendar's; what is settled waits for nothing.

    In unsigned days from tomorrow, so that what is past lies beyond NEVER.
    """
    changes = [column for column in (t.next_change, t.broken) if column.min() < NEVER]
    if not changes:
        return
    waits_not = (said >> 7).astype(np.int32).view(np.uint32)
    look -= tomorrow
    sooner = look.view(np.uint32)
    for column in changes:
        wait = (column - tomorrow).view(np.uint32)
        wait |= waits_not
        np.minimum(sooner, wait, out=sooner)
    look += tomorrow
