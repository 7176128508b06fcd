"""条件 predicates: three-valued truth over attributes, and Kleene's tables for joining truths.

PASS  {eq: [kind, dept]}           on {kind: dept}        -> T
FAIL  {ge: [leave.continuous, 6mo]} on {leave…: 3mo}      -> F
OPEN  {ge: [level, county]}        on {}                  -> U  (a missing attribute is not a no)

Keys are flat: `report.classified` is one key (semantics-rulings 58).  Booleans only equal booleans; integers and
decimals compare as numbers (57).  `ge` and `le` compare numbers, days, durations, or ranks of an order (56).
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction
from typing import TypeAlias

from engine.dates.durations import parse_duration
from engine.nouns import Attrs, Pred, Scalar, Truth

Orders: TypeAlias = Mapping[str, Mapping[str, int]]

ORDERS: Orders = {
    "level": {
        "village": 0, "村": 0, "社区": 0,
        "township": 1, "town": 1, "street": 1, "乡": 1, "镇": 1, "街道": 1, "乡镇": 1,
        "county": 2, "district": 2, "县": 2, "区": 2, "县级": 2,
        "prefecture": 3, "city": 3, "州": 3, "市": 3, "市级": 3, "地级": 3,
        "province": 4, "省": 4, "省级": 4,
        "central": 5, "国家": 5, "中央": 5,
    }
}  # fmt: skip
"""Ranks that every pack may use: the administrative levels (行政层级), lowest first."""

_DECIMAL = re.compile(r"-?\d+(\.\d+)?")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def matches(pred: Pred | None, attrs: Attrs, orders: Orders = ORDERS) -> Truth:
    """Whether `attrs` satisfy `pred`; unknown when an attribute is missing or cannot be compared; None always holds."""
    if pred is None:
        return Truth.TRUE
    if pred.op == "all":
        return all_of(matches(part, attrs, orders) for part in pred.parts)
    if pred.op == "any":
        return any_of(matches(part, attrs, orders) for part in pred.parts)
    if pred.op == "not":
        return negation(matches(pred.parts[0], attrs, orders))
    if pred.op == "has":
        return truth(pred.key in attrs)
    if pred.key not in attrs:
        return Truth.UNKNOWN
    have = attrs[pred.key]
    if pred.op in ("eq", "in"):
        return truth(any(same(have, value) for value in pred.values))
    return _ordered(have, pred.values[0], pred.op, orders.get(pred.key, {}))


def keys_of(pred: Pred) -> tuple[str, ...]:
    """The attributes that a condition asks for, in the order written."""
    own = (pred.key,) if pred.key else ()
    return own + tuple(key for part in pred.parts for key in keys_of(part))


def truth(holds: bool) -> Truth:
    """A two-valued answer as a truth."""
    return Truth.TRUE if holds else Truth.FALSE


def all_of(truths: Iterable[Truth]) -> Truth:
    """Strong Kleene "and": false if one is false, else unknown if one is unknown; nothing at all is true."""
    seen = set(truths)
    if Truth.FALSE in seen:
        return Truth.FALSE
    return Truth.UNKNOWN if Truth.UNKNOWN in seen else Truth.TRUE


def any_of(truths: Iterable[Truth]) -> Truth:
    """Strong Kleene "or": true if one is true, else unknown if one is unknown; nothing at all is false."""
    seen = set(truths)
    if Truth.TRUE in seen:
        return Truth.TRUE
    return Truth.UNKNOWN if Truth.UNKNOWN in seen else Truth.FALSE


def negation(one: Truth) -> Truth:
    """Kleene "not": unknown stays unknown."""
    return {Truth.TRUE: Truth.FALSE, Truth.FALSE: Truth.TRUE, Truth.UNKNOWN: Truth.UNKNOWN}[one]


def same(have: Scalar, wanted: Scalar) -> bool:
    """Whether two attribute values are equal: booleans by kind, a number with a number, else as text."""
    if isinstance(have, bool) or isinstance(wanted, bool):
        return have is wanted
    if isinstance(have, int) or isinstance(wanted, int):
        left, right = _decimal(have), _decimal(wanted)
        return left is not None and left == right
    return have == wanted


def _ordered(have: Scalar, wanted: Scalar, op: str, ranks: Mapping[str, int]) -> Truth:
    for measure in (_decimal, _day, _duration, lambda value: ranks.get(str(value))):
        left, right = measure(have), measure(wanted)
        if left is not None and right is not None:
            return truth(left >= right if op == "ge" else left <= right)  # type: ignore[operator]
    return Truth.UNKNOWN


def _decimal(value: Scalar) -> Fraction | None:
    if isinstance(value, bool) or not _DECIMAL.fullmatch(str(value)):
        return None
    return Fraction(value)


def _day(value: Scalar) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) and _DAY.fullmatch(value) else None
    except ValueError:
        return None


def _duration(value: Scalar) -> tuple[int, int] | None:
    """Months, then days (semantics-rulings 56): a month is not so many days."""
    try:
        duration = parse_duration(value) if isinstance(value, str) else None
    except ValueError:
        return None
    if duration is None:
        return None
    return duration.years * 12 + duration.months, duration.weeks * 7 + duration.days + duration.workdays
