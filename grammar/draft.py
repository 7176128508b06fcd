"""初稿：a duty still in plain spelling, before it is given its printed words."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from grammar.quantities import Quantity

Window = dict[str, int | str]
ONE = Fraction(1)

# 月通报, 季报, 年度终了: the short names of periods
PERIODS = {
    "日": "day",
    "周": "week",
    "旬": "ten_days",
    "月": "month",
    "季": "quarter",
    "季度": "quarter",
    "半年": "half_year",
    "年": "year",
}


@dataclass(frozen=True)
class Draft:
    """A duty still in plain spelling (初稿): its values, and the clauses `first`..`last` it is read from."""

    kind: str
    period: str | None = None
    window: Window | None = None
    at_least: Fraction | None = None
    at_most: Fraction | None = None
    unit: str | None = None
    doubts: tuple[str, ...] = ()
    words: str = ""
    day: str = ""
    amount: Quantity | None = None
    roll: Literal["next", "previous"] | None = None
