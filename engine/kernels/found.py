"""累计（列式） what a kernel finds: the columns of a tally, one for each row of a sheet."""

from dataclasses import dataclass

import numpy as np

from engine.judging.situations import TRUTHS
from engine.judging.standing_columns import NEVER, UNSET, Codes, Mask
from engine.kernels.bits import Days, Ints, either
from engine.kernels.constants import constant
from engine.kernels.sheet import VAST
from engine.kernels.totals import Figure
from engine.nouns import Truth

FALSE, UNKNOWN, TRUE = (np.int8(TRUTHS[truth]) for truth in (Truth.FALSE, Truth.UNKNOWN, Truth.TRUE))
"""In this order, so that the lesser of two truths is their strong Kleene "and"."""

NO_BOUND = VAST // 2
"""At or above it an amount is without bound."""


@dataclass(frozen=True)
class Found:
    """The tallies of a sheet's rows, (n,) each, days as `Columns` has them; a `need` below nothing is not known.

    `over` is what there is for sure beyond the need, less than nothing where it is short; `over_at_most` the same if
    all that is pending is accepted.
    """

    over: Ints
    over_at_most: Ints
    need: Ints
    truth: Codes
    style: str
    reached: Days
    possible: Days
    broken: Days
    applicable: Mask

    @property
    def low(self) -> Ints:
        """What there is for sure."""
        return self.over + self.need

    @property
    def high(self) -> Ints:
        """What there is if all that is pending is accepted."""
        return self.over_at_most + self.need

    @property
    def lack(self) -> Ints:
        """What is missing for sure: nothing where the need is met."""
        short: Ints = -self.over
        np.maximum(short, constant(short.dtype.type(0), len(short)), out=short)
        return short


def plain(low: Ints, high: Ints, need: Ints, truth: Codes, style: str) -> Found:
    """A tally without days."""
    rows = len(truth)
    none, never = constant(UNSET, rows), constant(NEVER, rows)
    return Found(low - need, high - need, need, truth, style, none, none, never, constant(True, rows))


def truths(sure: Mask, possible: Mask) -> Codes:
    """True where something holds for sure, unknown where it is but possible, false where it is neither."""
    return sure.view(np.int8) + (sure | possible).view(np.int8)


def shown(figure: Figure) -> tuple[Ints, Ints]:
    """The two ends of a figure as a tally shows them; one that is not known has no upper one."""
    return figure.low * figure.told, either(figure.told, figure.high, VAST)
