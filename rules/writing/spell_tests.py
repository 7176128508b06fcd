"""Tests, conditions and quantities back in the words of a pack; the part of `spell` that recurses."""

from collections.abc import Mapping
from fractions import Fraction

from engine.exact import decimal
from engine.nouns import (
    Aggregate,
    AllOf,
    AnyOf,
    Carry,
    Count,
    Deliver,
    Forbid,
    KOf,
    Level,
    Pred,
    Prorate,
    Ratio,
    Spread,
    Test,
    Trend,
)
from rules.marks import Json


def without_nothing(values: Mapping[str, Json]) -> dict[str, Json]:
    """The values that say something: None and empty lists and mappings are left out."""
    return {key: value for key, value in values.items() if value is not None and value != [] and value != {}}


def share(value: Fraction) -> str:
    """A share as a percentage, such as 95%."""
    return f"{decimal(value * 100)}%"


def spell_predicate(pred: Pred | None) -> Json:
    """A condition as its one-key mapping."""
    if pred is None:
        return None
    if pred.op in ("all", "any"):
        return {pred.op: [spell_predicate(part) for part in pred.parts]}
    if pred.op == "not":
        return {"not": spell_predicate(pred.parts[0])}
    return {pred.op: pred.key if pred.op == "has" else [pred.key, *pred.values]}


def spell_test(test: Test | None) -> Json:
    """A test as its one-key mapping."""
    if test is None:
        return None
    if isinstance(test, AllOf | AnyOf):
        return {"all" if isinstance(test, AllOf) else "any": [spell_test(part) for part in test.parts]}
    if isinstance(test, KOf):
        return {"k_of": {"k": test.k, "of": [spell_test(part) for part in test.parts]}}
    if isinstance(test, Aggregate):
        return {"count" if isinstance(test, Count) else "sum": _aggregate(test)}
    if isinstance(test, Ratio):
        return {"ratio": _ratio(test)}
    return _simple(test)


def _simple(test: Deliver | Level | Trend | Forbid) -> Json:
    if isinstance(test, Deliver):
        spelt = {"of": test.of, "to_each": test.to_each or None, "evidence": list(test.evidence)}
        return {"deliver": without_nothing(spelt)}
    if isinstance(test, Level):
        where = {"where": spell_predicate(test.where)}
        return {"level": without_nothing({"of": test.of, **_limits(test.at_least, test.at_most), **where})}
    if isinstance(test, Forbid):
        spelt = {"of": test.of, "at_most": decimal(test.at_most), "where": spell_predicate(test.where)}
        return {"forbid": without_nothing(spelt)}
    baseline = None if test.baseline is None else decimal(test.baseline)
    versus = None if test.versus == "previous_window" else test.versus
    return {
        "trend": without_nothing({"of": test.of, "direction": test.direction, "versus": versus, "baseline": baseline})
    }


def _limits(least: Fraction | None, most: Fraction | None) -> dict[str, Json]:
    return {
        "at_least": None if least is None else decimal(least),
        "at_most": None if most is None else decimal(most),
    }


def _ratio(test: Ratio) -> Json:
    return without_nothing(
        {
            "num": test.num,
            "den": test.den,
            "where": spell_predicate(test.where),
            "at_least": None if test.at_least is None else share(test.at_least),
            "at_most": None if test.at_most is None else share(test.at_most),
            "empty": None if test.empty == "not_applicable" else test.empty,
            "den_min": None if test.den_min is None else decimal(test.den_min),
            "round": None if test.round == "none" else test.round,
        }
    )


def _aggregate(test: Aggregate) -> Json:
    return without_nothing(
        {
            "of": test.of,
            "unit": test.unit,
            "where": spell_predicate(test.where),
            "distinct": test.distinct,
            **_limits(test.at_least, test.at_most),
            "spread": [_spread(part) for part in test.spread],
            "prorate": None if test.prorate is None else _prorate(test.prorate),
            "carry": None if test.carry is None else _carry(test.carry),
            "cap": [{"where": spell_predicate(cap.where), "max": decimal(cap.max)} for cap in test.cap],
            "convert": {unit: decimal(rate) for unit, rate in test.convert.items()},
        }
    )


def _carry(carry: Carry) -> Json:
    most = None if carry.max is None else decimal(carry.max)
    return without_nothing({"max": most, "expires_after": carry.expires_after, "use_first": carry.use_first})


def _spread(part: Spread) -> Json:
    judged = None if part.judged == "window_end" else part.judged
    return without_nothing({"each": part.each, "at_least": decimal(part.at_least), "judged": judged})


def _prorate(prorate: Prorate) -> Json:
    return {"by": prorate.by, "joining": prorate.joining, "round": prorate.round, "step": decimal(prorate.step)}
