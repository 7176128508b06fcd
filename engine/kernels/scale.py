"""单位的细分 scale: amounts as whole numbers, so many to one of the rule's unit; never a float, nothing rounded.

The scale is the least common multiple of every denominator that a sheet's amounts and quotas have, times those of its
shares: 37.5 学时 and a third of one are 225 and 2 at six to one, and 5% of a whole number of twentieths has no rest.  A
row whose amounts could come to more than ROOM so scaled, or a scale that is itself too fine, is judged plainly.
"""

import math
from collections.abc import Iterable
from fractions import Fraction

from engine.nouns import Aggregate, Forbid, Level, Ratio, Test

ROOM = 2**56
"""What the amounts of one row may come to: far less than an amount without bound, and a share of it fits an int64."""
SMALL = 2**28
"""What they may come to for an int32."""
FINEST = 2**31
"""The finest scale: beyond it amounts are judged plainly."""


def scale_of(test: Test, amounts: Iterable[Fraction]) -> int | None:
    """So many to one unit; None if that would be too fine."""
    shares = [test.at_least, test.at_most] if isinstance(test, Ratio) else []
    parts = math.lcm(*(amount.denominator for amount in (*_limits(test), *amounts)))
    fine = parts * math.lcm(*(share.denominator for share in shares if share is not None))
    return fine if fine <= FINEST else None


def _limits(test: Test) -> list[Fraction]:
    """The quantities a test names."""
    if isinstance(test, Aggregate | Level):
        named = [test.at_least, test.at_most]
    elif isinstance(test, Forbid):
        named = [Fraction(math.floor(test.at_most))]
    else:
        named = [test.den_min] if isinstance(test, Ratio) else []
    return [one for one in named if one is not None]


def scaled(amount: Fraction, scale: int) -> int:
    """An amount in scaled units; the scale was chosen so that it has no rest."""
    whole = amount * scale
    assert whole.denominator == 1
    return whole.numerator
