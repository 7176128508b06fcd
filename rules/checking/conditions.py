"""Conditions that can never hold (条件): one that contradicts itself, and one that compares what has no order.

{all: [{eq: [kind, dept]}, {eq: [kind, street]}]}   no unit is both
{ge: [level, 60学时]}                                 neither a number nor a day, a length or a known rank
"""

import re
from collections.abc import Iterator
from fractions import Fraction

from engine.dates import parse_duration
from engine.nouns import Pred, Scalar
from engine.predicates import ORDERS
from engine.source import Problem
from rules.measures import predicate
from rules.spots import Spot

_DECIMAL = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
_CONDITIONS = ("when", "where", "if", "enter_if")
_MOST_WAYS = 64


def condition_problems(part: Spot) -> Iterator[Problem]:
    """Everything wrong with the conditions anywhere inside a part of a pack."""
    for key, spot in _conditions(part):
        yield from _unordered(spot)
        if not satisfiable(predicate(spot.value)):
            yield spot.wrong("R272", f"{key} 的条件自相矛盾，永远不会成立；请核对各项取值")


def exemption_problems(rule: Spot) -> Iterator[Problem]:
    """Exemptions that cannot come about where the rule applies at all."""
    if "when" not in rule:
        return
    applies = predicate(rule.get("when"))
    for one in rule.at("exempt").items():
        let_off = predicate(one.get("if"))
        if satisfiable(applies) and satisfiable(let_off) and not satisfiable(Pred("all", parts=(applies, let_off))):
            yield one.at("if").doubtful("R270", "免除条件与适用条件 when 互斥，用不到；请删去或核对")


def _conditions(part: Spot) -> Iterator[tuple[str, Spot]]:
    """Every condition inside, each whole."""
    for step, value in _entries(part):
        spot = part.at(step)
        if step in _CONDITIONS and isinstance(value, dict):
            yield str(step), spot
        elif isinstance(value, dict | list) and step != "tests":
            yield from _conditions(spot)


def _entries(part: Spot) -> list[tuple[str | int, object]]:
    value = part.value
    if isinstance(value, dict):
        return list(value.items())
    return list(enumerate(value)) if isinstance(value, list) else []


def _unordered(spot: Spot) -> Iterator[Problem]:
    """`ge` and `le` on values that have no order (semantics-rulings 56)."""
    for op, body in _entries(spot):
        if op in ("ge", "le") and isinstance(body, list):
            key, value = body
            if not _comparable(str(key), value):
                message = f"“{value}”不能比较大小；请写数（单位写在属性名里）、日期、时长（如 6mo）或已知的层级"
                yield spot.at(op, 1).wrong("R274", message)
        elif isinstance(body, dict | list):
            yield from _unordered(spot.at(op))


def _comparable(key: str, value: Scalar) -> bool:
    if isinstance(value, bool):
        return False
    text = str(value)
    return bool(_DECIMAL.fullmatch(text) or _DAY.fullmatch(text) or _is_length(text) or text in ORDERS.get(key, {}))


def _is_length(text: str) -> bool:
    try:
        parse_duration(text)
    except ValueError:
        return False
    return True


def satisfiable(pred: Pred) -> bool:
    """Whether some attributes fulfil a condition; what would take too long to know is taken to be so."""
    ways = _ways(pred, wanted=True)
    return len(ways) > _MOST_WAYS or any(_consistent(way) for way in ways)


Way = tuple[tuple[Pred, bool], ...]


def _ways(pred: Pred, *, wanted: bool) -> list[Way]:
    """The combinations of plain conditions, held or not, that make a condition what is wanted."""
    if pred.op == "not":
        return _ways(pred.parts[0], wanted=not wanted)
    if pred.op not in ("all", "any"):
        return [((pred, wanted),)]
    parts = [_ways(part, wanted=wanted) for part in pred.parts]
    if (pred.op == "any") == wanted:
        return [way for ways in parts for way in ways]
    joined: list[Way] = [()]
    for ways in parts:
        joined = [(*one, *other) for one in joined for other in ways][: _MOST_WAYS + 1]
    return joined


def _consistent(way: Way) -> bool:
    """Whether plain conditions can hold together: one key at a time."""
    return all(_agree([each for each in way if each[0].key == key]) for key in dict.fromkeys(one.key for one, _ in way))


def _agree(conditions: list[tuple[Pred, bool]]) -> bool:
    allowed = [set(map(_plain, one.values)) for one, held in conditions if held and one.op in ("eq", "in")]
    refused = {_plain(value) for one, held in conditions if not held and one.op in ("eq", "in") for value in one.values}
    has = {held for one, held in conditions if one.op == "has"}
    if len(has) > 1 or (has == {False} and allowed):
        return False
    values = set.intersection(*allowed) - refused if allowed else None
    low = [rank for one, held in conditions if (rank := _rank(one)) is not None and (one.op, held) == ("ge", True)]
    high = [rank for one, held in conditions if (rank := _rank(one)) is not None and (one.op, held) == ("le", True)]
    if low and high and max(low) > min(high):
        return False
    return values is None or bool(values)


def _plain(value: Scalar) -> str:
    return f"{type(value).__name__}:{value}" if isinstance(value, bool) else str(value)


def _rank(pred: Pred) -> Fraction | None:
    """The bound of `ge` or `le` as a number; None for what is no number or rank."""
    if pred.op not in ("ge", "le"):
        return None
    text = str(pred.values[0])
    if _DECIMAL.fullmatch(text):
        return Fraction(text)
    rank = ORDERS.get(pred.key, {}).get(text)
    return None if rank is None else Fraction(rank)
