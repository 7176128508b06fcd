"""The terms a rule is written in (规则的用语): dates, windows, due days, tests, rungs.

One frozen dataclass for each shape of the rule language (docs/reference/rulepack.md); `nouns.py` builds
`Rule` and `RulePack` from them.  Quantities are exact `Fraction`s, shares too ("5%" is 1/20); days are
`date`s.  Nothing here computes: the words only say what an author wrote.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Literal, TypeAlias

Scalar: TypeAlias = str | bool | int


@dataclass(frozen=True)
class Pred:
    """A condition on attributes (条件): total, three-valued, no loops and no patterns."""

    op: Literal["eq", "in", "ge", "le", "has", "all", "any", "not"]
    key: str = ""
    values: tuple[Scalar, ...] = ()
    parts: tuple["Pred", ...] = ()


@dataclass(frozen=True)
class Duration:
    """A span of time as written, largest unit first: "1mo10d", "30wd" (semantics-rulings 25)."""

    years: int = 0
    months: int = 0
    weeks: int = 0
    days: int = 0
    workdays: int = 0


@dataclass(frozen=True)
class Confirmation:
    """Who settled an open reading (确认), when, and by which document."""

    by: str
    on: date
    doc: str | None = None


@dataclass(frozen=True)
class PartialDate:
    """A date whose text leaves something open (残缺日期): masked years, 年初; every candidate is kept.

    `confirmed` is the full date that was settled on, `confirmation` who settled it.
    """

    text: str
    candidates: tuple[date, ...] = ()
    basis: str = ""
    confirmed: str | None = None
    confirmation: Confirmation | None = None


@dataclass(frozen=True, order=True)
class MonthDay:
    """A day that returns every year (月日), such as 03-01; 02-29 means the last day of February."""

    month: int
    day: int


PDate: TypeAlias = date | PartialDate


class AnchorKind(StrEnum):
    """What a row of windows is hung on (起算)."""

    CALENDAR = "calendar"
    FIXED = "fixed"
    LAST_MET = "last_met"
    EVENT = "event"
    TENURE = "tenure"


@dataclass(frozen=True)
class Anchor:
    """The day or event that windows start from."""

    kind: AnchorKind = AnchorKind.CALENDAR
    at: PDate | None = None
    event: str | None = None


@dataclass(frozen=True)
class Span:
    """A stretch of days with either end possibly partial; `to` is the last day, included."""

    start: PDate | None = None
    to: PDate | None = None


@dataclass(frozen=True)
class WindowTerm:
    """`window:` of a rule (周期): which stretches of time each carry one obligation."""

    every: str | None = None
    anchor: Anchor = Anchor()
    once: Span | None = None
    phase: str | None = None
    level: Literal["continuous", "window_end", "window_mean"] | None = None
    about: Literal["this", "previous"] = "this"
    first: Literal["full", "prorate", "skip"] = "full"
    tolling: tuple[str, ...] = ()


@dataclass(frozen=True)
class DueTerm:
    """`due:` of a rule (时限): how the last day is found, and what happens at its edges.

    No `due` at all means the window's end, inclusive (semantics-rulings 13).
    """

    by: MonthDay | PDate | Literal["end"] | None = "end"
    within: Duration | None = None
    of: str | None = None
    before: Duration | None = None
    boundary: Literal["inclusive", "exclusive", "unspecified"] = "unspecified"
    roll: Literal["none", "next", "previous", "by_direction"] = "none"
    cutoff: str = "24:00"
    grace: Duration | None = None
    statutory: bool = False
    vague: str | None = None


@dataclass(frozen=True)
class Deliver:
    """报送 deliver: something handed in, to each recipient if `to_each`."""

    of: str
    evidence: tuple[str, ...] = ()
    to_each: bool = False


@dataclass(frozen=True)
class Spread:
    """A part quota: so many in each half, quarter or month of the window."""

    each: Literal["half", "quarter", "month"]
    at_least: Fraction
    judged: Literal["own_end", "window_end"] = "window_end"


@dataclass(frozen=True)
class Prorate:
    """Quota shortened for those who joined inside the window (semantics-rulings 85-87)."""

    by: Literal["days", "months"]
    joining: Literal["whole", "none"] = "whole"
    round: Literal["up", "half_up", "down", "none"] = "up"
    step: Fraction = Fraction(1)


@dataclass(frozen=True)
class Carry:
    """Surplus brought over from the window before."""

    max: Fraction | None = None
    expires_after: str | None = None
    use_first: Literal["carried", "own"] = "own"


@dataclass(frozen=True)
class Cap:
    """At most `max` units of one category count."""

    where: Pred
    max: Fraction


@dataclass(frozen=True)
class Aggregate:
    """What 次数 and 累计 share: which facts, told apart by what, how many at least and at most."""

    of: str
    unit: str | None = None
    where: Pred | None = None
    distinct: str | None = None
    at_least: Fraction | None = None
    at_most: Fraction | None = None
    spread: tuple[Spread, ...] = ()
    prorate: Prorate | None = None
    carry: Carry | None = None
    cap: tuple[Cap, ...] = ()
    convert: Mapping[str, Fraction] = field(default_factory=dict)


@dataclass(frozen=True)
class Count(Aggregate):
    """次数 count: facts are counted, whatever their quantity (semantics-rulings 59)."""


@dataclass(frozen=True)
class Sum(Aggregate):
    """累计 sum: quantities are added in the unit of the rule."""


@dataclass(frozen=True)
class Ratio:
    """比率 ratio: numerator over denominator, compared cross-multiplied, never divided."""

    num: str
    den: str
    where: Pred | None = None
    at_least: Fraction | None = None
    at_most: Fraction | None = None
    empty: Literal["not_applicable", "met", "unknown"] = "not_applicable"
    den_min: Fraction | None = None
    round: Literal["none", "people_up"] = "none"


@dataclass(frozen=True)
class Level:
    """水平 level: a standing figure such as a headcount."""

    of: str
    at_least: Fraction | None = None
    at_most: Fraction | None = None
    where: Pred | None = None


@dataclass(frozen=True)
class Trend:
    """趋势 trend: a figure against that of the window before, or against a baseline."""

    of: str
    direction: Literal["up", "down", "not_down"]
    versus: Literal["previous_window", "baseline"] = "previous_window"
    baseline: Fraction | None = None


@dataclass(frozen=True)
class Forbid:
    """禁止 forbid: findings of what must not happen."""

    of: str
    at_most: Fraction = Fraction(0)
    where: Pred | None = None


@dataclass(frozen=True)
class AllOf:
    """Every part must hold."""

    parts: tuple["Test", ...]


@dataclass(frozen=True)
class AnyOf:
    """One part must hold."""

    parts: tuple["Test", ...]


@dataclass(frozen=True)
class KOf:
    """At least `k` of the parts must hold."""

    k: int
    parts: tuple["Test", ...]


Test: TypeAlias = Deliver | Count | Sum | Ratio | Level | Trend | Forbid | AllOf | AnyOf | KOf


@dataclass(frozen=True)
class Manual:
    """人工判定 manual: no machine can test it; the office is asked and judges."""

    ask: str
    by: Literal["office", "agency"] = "office"
    every: Literal["year", "half", "quarter", "month"] | None = None
