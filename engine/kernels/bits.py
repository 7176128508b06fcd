"""真值的位 truths as bits: all ones where something holds, none where it does not.

Such a mask joins amounts and days by plain `and`, `or` and `min`, without a branch and without a copy; numpy does four
to eight numbers at a time.  A comparison is a subtraction whose sign is spread over the whole word: days lie well
within half an int32, so none of them overflows.
"""

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Days: TypeAlias = NDArray[np.int32]
Ints: TypeAlias = NDArray[np.signedinteger[Any]]
"""Amounts: as wide as the sums of a sheet need."""
Bits: TypeAlias = NDArray[np.int32]

NO_DAY = np.uint32(2**32 - 1)


def negative(numbers: Ints) -> Bits:
    """Where a number is below zero."""
    spread: NDArray[Any] = numbers >> (numbers.itemsize * 8 - 1)
    return spread.astype(np.int32, copy=False)


def not_after(day: Days, other: Days) -> Bits:
    """Where a day does not come after another."""
    return ~negative(other - day)


def between(first: Days, day: Days, last: Days) -> Bits:
    """Where a day lies in first..last."""
    found: Bits = day - first
    found |= last - day
    found >>= 31
    return np.invert(found, out=found)


def where(mask: NDArray[np.bool_]) -> Bits:
    """A mask of booleans as bits."""
    return -mask.astype(np.int32)


def either(mask: NDArray[np.bool_], one: Any, other: Any) -> NDArray[Any]:
    """One where the mask holds, the other where it does not: `np.where`, but as quick where nobody can guess which."""
    bits: NDArray[Any] = -mask.astype(np.result_type(one, other))
    chosen: NDArray[Any] = other ^ (bits & (one ^ other))
    return chosen


def put(numbers: NDArray[Any], value: NDArray[Any], mask: Bits) -> None:
    """Put `value` where the mask holds, in place."""
    numbers ^= (numbers ^ value) & mask


def earliest(days: NDArray[np.uint32], day: Days, unless: Bits) -> None:
    """Let `day` come into an array of earliest days, in place, unless the mask holds; it is used up by this."""
    unless |= day
    np.minimum(days, unless.view(np.uint32), out=days)
