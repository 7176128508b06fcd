"""情形 situations: every way in which the days of a duty can lie to each other, and what the calendar says of each.

A situation is a number of ten digits, each the answer to a comparison of days or a code of the tally; `number` finds
those of a million rows at a time.  `answers` goes through the rules of `standing` once for every number there
is, and keeps what they say as short tables: the standing, and which day changes it.
"""

from dataclasses import dataclass
from enum import IntEnum
from functools import cache

import numpy as np
from numpy.typing import NDArray

from engine.judging.standing import SETTLED
from engine.nouns import Standing, Truth

STANDINGS = tuple(Standing)
"""The standing that each code stands for."""
CODE = {standing: code for code, standing in enumerate(STANDINGS)}
TRUTHS = {Truth.FALSE: 0, Truth.UNKNOWN: 1, Truth.TRUE: 2}
STYLES = {"reach": 0, "at_end": 1, "limit": 2}
PLAIN, PROVISIONAL, UNKNOWABLE_DUE, EVENT_MISSING, ENDLESS, UNOPENED = range(6)
"""Why a due day has no hard day; what is plain and has none either is endless.  Before its window opens it waits."""

NOT_YET, BY_SAFE, BY_HARD, BY_GRACE, TOO_LATE = range(5)
"""When a duty was done."""
PAST_SAFE, PAST_HARD, PAST_GRACE = 1, 2, 3
"""How many of its last days lie behind the day asked about."""

_CALENDAR = {"reached": 5, "turn": 4, "running": 2, "due": 6}
_TALLY = {"style": 3, "truth": 3, "applicable": 2, "proved_late": 2, "possible": 2, "broken": 2}
"""How many values each digit has: a byte holds either half of a number."""


class Change(IntEnum):
    """The day on which the calendar itself changes a standing: the opening, or the day after another day."""

    NEVER = 0
    OPENS = 1
    AFTER_LAST = 2
    AFTER_SAFE = 3
    AFTER_HARD = 4
    AFTER_GRACE = 5


SAID = 0x0F
"""Which bits of an answer are the code of the standing."""


@dataclass(frozen=True)
class Answers:
    """What is said of each situation, by its number.

    `said` is the code of the standing; below zero, the other bits apart, where nothing that happens by itself moves it.
    `change` is which day of the calendar changes it.
    """

    said: NDArray[np.int8]
    change: NDArray[np.intp]


@dataclass(frozen=True)
class _Digits:
    """The digits of every situation, each an array as long as there are situations.

    `reached`: not yet, by the safe day, by the hard day, by the end of grace, too late.  `turn`: how many of those days
    lie behind the day asked about.  `proved_late`: proved when the breach had been found; `possible`: by the end of
    grace, if all that is pending is accepted; `broken`: by the day asked about.
    """

    reached: NDArray[np.int8]
    turn: NDArray[np.int8]
    running: NDArray[np.bool_]
    due: NDArray[np.int8]
    style: NDArray[np.int8]
    truth: NDArray[np.int8]
    applicable: NDArray[np.bool_]
    proved_late: NDArray[np.bool_]
    possible: NDArray[np.bool_]
    broken: NDArray[np.bool_]


def number(**digits: NDArray[np.int8] | NDArray[np.bool_]) -> NDArray[np.intp]:
    """The numbers of situations, given their digits; bytes as long as they will do, for they are quick."""
    found = _joined(digits, _CALENDAR).astype(np.uint16)
    found *= np.uint16(np.prod([*_TALLY.values()]))
    found += _joined(digits, _TALLY).astype(np.uint16)
    return found.astype(np.intp)


def _joined(digits: dict[str, NDArray[np.int8] | NDArray[np.bool_]], sizes: dict[str, int]) -> NDArray[np.uint8]:
    (first, _), *others = sizes.items()
    found = digits[first].astype(np.uint8)
    for name, size in others:
        found *= np.uint8(size)
        found += digits[name].view(np.uint8)
    return found


@cache
def answers() -> Answers:
    """The standing of every situation, and its next change."""
    sizes = _CALENDAR | _TALLY
    grid = np.indices(tuple(sizes.values()), dtype=np.int8).reshape(len(sizes), -1)
    held = {name: row.astype(np.bool_) if sizes[name] == 2 else row for name, row in zip(sizes, grid, strict=True)}
    digits = _Digits(**held)  # type: ignore[arg-type]
    standing = _placed(digits)
    said = np.where(_moves_not(digits, standing), standing | ~np.int8(SAID), standing)
    return Answers(said, _changes(digits, standing).astype(np.intp))


def _placed(s: _Digits) -> NDArray[np.int8]:
    """The rules of `standing.place`, the weakest first: the last that applies wins."""
    code = np.full(len(s.turn), CODE[Standing.BREACHED], dtype=np.int8)
    reach, limit = s.style == STYLES["reach"], s.style == STYLES["limit"]
    true, unknown = s.truth == TRUTHS[Truth.TRUE], s.truth == TRUTHS[Truth.UNKNOWN]
    late = (s.reached == TOO_LATE) | s.proved_late
    settled = _settled(s)
    code[unknown & s.possible & ~s.proved_late] = CODE[Standing.UNKNOWN]
    code[s.turn < PAST_GRACE] = CODE[Standing.IN_GRACE]
    np.copyto(code, settled, where=~reach & true)
    code[~s.applicable] = CODE[Standing.NOT_APPLICABLE]
    code[limit & (true | unknown) & ~late & s.running] = CODE[Standing.OPEN]
    code[s.turn < PAST_HARD] = CODE[Standing.CONTESTED]
    code[(s.turn < PAST_SAFE) | (s.due == ENDLESS)] = CODE[Standing.OPEN]
    np.copyto(code, settled, where=reach & (s.reached > NOT_YET))
    code[s.broken] = CODE[Standing.BREACHED]
    code[s.broken & true] = CODE[Standing.CURED]
    code[s.due == UNKNOWABLE_DUE] = CODE[Standing.UNKNOWN]
    code[(s.due == UNKNOWABLE_DUE) & reach & (s.reached == BY_SAFE)] = CODE[Standing.MET]
    code[s.due == EVENT_MISSING] = CODE[Standing.PENDING]
    code[(s.due == EVENT_MISSING) & ~s.running] = CODE[Standing.UNKNOWN]
    code[s.due == UNOPENED] = CODE[Standing.PENDING]
    return code


def _settled(s: _Digits) -> NDArray[np.int8]:
    """What a duty that is done comes to, as in `standing._settled`."""
    code = np.full(len(s.turn), CODE[Standing.MET], dtype=np.int8)
    code[s.reached > BY_HARD] = CODE[Standing.MET_IN_GRACE]
    code[s.proved_late & (s.turn == PAST_GRACE)] = CODE[Standing.OVERTURNED]
    code[s.reached == TOO_LATE] = CODE[Standing.CURED]
    return code


def _moves_not(s: _Digits, standing: NDArray[np.int8]) -> NDArray[np.bool_]:
    """What is settled waits for nothing; but a limit may still be overstepped by an act dated ahead."""
    settled: NDArray[np.bool_] = np.isin(standing, [CODE[one] for one in SETTLED])
    settled &= (s.style != STYLES["limit"]) | (standing == CODE[Standing.NOT_APPLICABLE])
    return settled


def _changes(s: _Digits, standing: NDArray[np.int8]) -> NDArray[np.int8]:
    """The rules of `standing.next_look`, as far as they are the calendar's."""
    change = np.full(len(standing), Change.NEVER, dtype=np.int8)
    pending, still = standing == CODE[Standing.PENDING], standing == CODE[Standing.OPEN]
    change[pending] = Change.AFTER_LAST
    change[s.due == UNOPENED] = Change.OPENS
    change[still] = Change.AFTER_LAST
    change[still & (s.turn < PAST_SAFE)] = Change.AFTER_SAFE
    change[still & (s.due == ENDLESS)] = Change.NEVER
    change[standing == CODE[Standing.CONTESTED]] = Change.AFTER_HARD
    change[standing == CODE[Standing.IN_GRACE]] = Change.AFTER_GRACE
    return change
