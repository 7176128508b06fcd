"""累加与末值 running totals and latest figures: the two ways in which the facts of a row come together.

`Total` adds amounts up rank by rank and notes the day on which the need was reached; `Latest` keeps the number of the
last report.  Each has the state of all rows in its columns, (n,) each, and takes in one rank of a block at a time.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.judging.standing_columns import NEVER, Mask
from engine.kernels.bits import NO_DAY, Bits, Days, Ints, earliest, negative, put, where
from engine.kernels.ranks import Block
from engine.kernels.sheet import VAST, Facts, Sheet
from engine.kernels.witness import Asked, witnessed


@dataclass(frozen=True)
class Total:
    """What a row has beyond its need (less than nothing while it is short), and the day on which it had enough."""

    over: Ints
    enough: NDArray[np.uint32]

    @classmethod
    def begun(cls, sheet: Sheet, need: Ints) -> "Total":
        """Nothing counted yet; what needs nothing has enough from its first day on."""
        enough = np.full(len(need), NO_DAY)
        if need.min() <= 0:
            earliest(enough, sheet.by_row().first, negative(-need))
        return cls(-need, enough)

    def add(self, facts: Facts, block: Block, masks: Sequence[Bits]) -> None:
        """Count the facts of a block, rank by rank."""
        for run, mask in zip(block.runs, masks, strict=True):
            over, enough = self.over[block.places][: len(mask)], self.enough[block.places][: len(mask)]
            over += mask & (facts.unit if facts.amount is None else facts.amount[run])
            if facts.amount is not None and self.over.itemsize > 4:  # an amount without bound stays so
                np.minimum(over, VAST, out=over)
            mark = facts.day if facts.mark is None else facts.mark
            earliest(enough, mark[run], negative(over))

    @property
    def reached(self) -> Days:
        """The day on which there was enough; UNSET, which is NO_DAY unsigned, if there is not."""
        return self.enough.view(np.int32)

    @property
    def broken(self) -> Days:
        """The same of what there should not be enough of; NEVER if there is not."""
        return np.minimum(self.enough, np.uint32(NEVER)).view(np.int32)


@dataclass(frozen=True)
class Totals:
    """The two ends of the interval: what counts for sure, and what counts if all that is pending is accepted."""

    low: Total
    high: Total

    @property
    def certain(self) -> bool:
        """Whether the two ends are one."""
        return self.high is self.low


def totals(sheet: Sheet, facts: Facts, asked: Asked, need: Ints) -> Totals:
    """Add up the facts of every row against its need."""
    low = Total.begun(sheet, need)
    high = low if facts.log is None else Total.begun(sheet, need)
    for seen in witnessed(facts, sheet.limits, asked):
        low.add(facts, seen.block, seen.sure)
        if high is not low:
            high.add(facts, seen.block, seen.every)
    return Totals(low, high)


@dataclass(frozen=True)
class Figure:
    """An interval of figures for each row, `told` where there is one at all; VAST above stands for no bound."""

    low: Ints
    high: Ints
    told: Mask

    @property
    def certain(self) -> bool:
        """Whether nothing is pending, so that the two ends are one, and it has both."""
        return self.high is self.low


def latest(sheet: Sheet, facts: Facts, asked: Asked) -> Figure:
    """The last accepted number of every row, widened by what was claimed after it (ruling 76)."""
    assert facts.amount is not None
    low, told = np.zeros(facts.ranks.rows, dtype=facts.amount.dtype), np.zeros(facts.ranks.rows, dtype=np.int32)
    high = low if facts.log is None else low.copy()
    for seen in witnessed(facts, sheet.limits, asked):
        for run, sure, every in zip(seen.block.runs, seen.sure, seen.every, strict=True):
            places = slice(seen.block.places.start, seen.block.places.start + len(sure))
            number = facts.amount[run]
            put(low[places], number, sure)
            told[places] |= sure
            if high is not low:
                put(high[places], number, sure)
                _widen(low[places], high[places], told[places], number, sure, every)
    return Figure(low, high, told != 0)


def _widen(low: Ints, high: Ints, told: Bits, number: Ints, sure: Bits, every: Bits) -> None:
    """Take in one rank of claims; an accepted report without a number leaves nothing known."""
    unsized = where(number == VAST)
    told &= ~(sure & unsized)
    claimed = every & ~sure & told
    put(low, np.minimum(low, number), claimed & ~unsized)
    put(low, np.zeros_like(low), claimed & (unsized | where(high == VAST)))
    put(high, np.maximum(high, number), claimed)


def added(sheet: Sheet, facts: Facts, asked: Asked) -> Figure:
    """The sum of every row: no fact is zero, what is pending widens the upper end (rulings 70, 76)."""
    found = totals(sheet, facts, asked, np.zeros_like(sheet.limits.need))
    return Figure(found.low.over, found.high.over, np.ones(sheet.rows, dtype=np.bool_))
