"""Tests and conditions as written (判定方法、条件), turned into nouns; the part of `convert` that recurses."""

from collections.abc import Mapping
from fractions import Fraction

from engine.nouns import (
    AllOf,
    AnyOf,
    Cap,
    Carry,
    Count,
    Deliver,
    Forbid,
    KOf,
    Level,
    Pred,
    Prorate,
    Ratio,
    Scalar,
    Spread,
    Sum,
    Test,
    Trend,
)
from rules.marks import Json


def quantity(text: str | None) -> Fraction | None:
    """An exact number from its decimal form; "5%" is one twentieth."""
    if text is None:
        return None
    return Fraction(text[:-1]) / 100 if text.endswith("%") else Fraction(text)


def predicate(text: Mapping[str, Json]) -> Pred:
    """A condition on attributes."""
    [(op, body)] = text.items()
    if op in ("all", "any"):
        return Pred(op, parts=tuple(predicate(part) for part in body))  # type: ignore[arg-type]
    if op == "not":
        return Pred("not", parts=(predicate(body),))
    if op == "has":
        return Pred("has", key=body)
    values: tuple[Scalar, ...] = tuple(body[1:])
    return Pred(op, key=str(body[0]), values=values)  # type: ignore[arg-type]


def test_of(text: Mapping[str, Json]) -> Test:
    """A test from its one-key mapping, such as {count: {of: …, at_least: "2"}}."""
    [(kind, body)] = text.items()
    if kind in ("all", "any"):
        parts = tuple(test_of(part) for part in body)
        return AllOf(parts) if kind == "all" else AnyOf(parts)
    if kind == "k_of":
        return KOf(body["k"], tuple(test_of(part) for part in body["of"]))
    if kind == "deliver":
        return Deliver(body["of"], tuple(body.get("evidence", ())), body.get("to_each", False))
    if kind in ("count", "sum"):
        return _aggregate(Count if kind == "count" else Sum, body)
    if kind == "ratio":
        return _ratio(body)
    if kind == "level":
        return Level(body["of"], quantity(body.get("at_least")), quantity(body.get("at_most")), _where(body))
    if kind == "trend":
        versus = body.get("versus", "previous_window")
        return Trend(body["of"], body["direction"], versus, quantity(body.get("baseline")))
    return Forbid(body["of"], quantity(body.get("at_most")) or Fraction(0), _where(body))


def _where(body: Mapping[str, Json]) -> Pred | None:
    return predicate(body["where"]) if "where" in body else None


def _ratio(body: Mapping[str, Json]) -> Ratio:
    return Ratio(
        num=body["num"],
        den=body["den"],
        where=_where(body),
        at_least=quantity(body.get("at_least")),
        at_most=quantity(body.get("at_most")),
        empty=body.get("empty", "not_applicable"),
        den_min=quantity(body.get("den_min")),
        round=body.get("round", "none"),
    )


def _aggregate(noun: type[Count] | type[Sum], body: Mapping[str, Json]) -> Count | Sum:
    return noun(
        of=body["of"],
        unit=body.get("unit"),
        where=_where(body),
        distinct=body.get("distinct"),
        at_least=quantity(body.get("at_least")),
        at_most=quantity(body.get("at_most")),
        spread=tuple(_spread(item) for item in body.get("spread", ())),
        prorate=_prorate(body["prorate"]) if "prorate" in body else None,
        carry=_carry(body["carry"]) if "carry" in body else None,
        cap=tuple(Cap(predicate(item["where"]), _number(item["max"])) for item in body.get("cap", ())),
        convert={unit: _number(rate) for unit, rate in body.get("convert", {}).items()},
    )


def _number(text: str) -> Fraction:
    return quantity(text) or Fraction(0)


def _spread(item: Mapping[str, Json]) -> Spread:
    return Spread(item["each"], _number(item["at_least"]), item.get("judged", "window_end"))


def _prorate(item: Mapping[str, Json]) -> Prorate:
    step = quantity(item.get("step"))
    return Prorate(item["by"], item.get("joining", "whole"), item.get("round", "up"), step or Fraction(1))


def _carry(item: Mapping[str, Json]) -> Carry:
    return Carry(quantity(item.get("max")), item.get("expires_after"), item.get("use_first", "own"))
