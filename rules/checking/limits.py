"""Tests that cannot be meant (判定方法): no limit, a share above one hundred per cent, five of three parts."""

import re
from collections.abc import Iterator
from fractions import Fraction

from engine.source import Problem
from rules.measures import quantity
from rules.spots import Spot

_LIMITED = ("count", "sum", "ratio", "level")
_LENGTH = re.compile("([0-9]+(d|wd|w|mo|y))+")
_WHOLE = ("count", "forbid")
_HEADS = ("count", "sum", "forbid")


def limit_problems(rule: Spot) -> Iterator[Problem]:
    """Everything about a rule's test and shares that contradicts itself."""
    yield from _share(rule.at("bearer", "roll_up", "met_share_at_least"))
    for test in tests_in(rule.at("test")):
        [kind] = test.value
        yield from _one(rule, kind, test.at(kind))
    yield from _nothing_to_shorten(rule)


def tests_in(test: Spot) -> Iterator[Spot]:
    """A test and all tests inside it."""
    if not test:
        return
    yield test
    [kind] = test.value
    inside = {"all": test.at("all"), "any": test.at("any"), "k_of": test.at("k_of", "of")}.get(kind)
    for part in inside.items() if inside else ():
        yield from tests_in(part)


def _one(rule: Spot, kind: str, body: Spot) -> Iterator[Problem]:
    if kind in _LIMITED and "at_least" not in body and "at_most" not in body:
        yield body.wrong("R231", f"{kind} 没有写标准；请写 at_least（不少于）或 at_most（不超过）")
    yield from _order(body)
    if kind == "deliver" and body.get("to_each") and not rule.get("to"):
        yield body.at("to_each").wrong("R230", "to_each 要求逐个送达，却没有写 to（送给谁）；请在规则上写 to: […]")
    if kind == "k_of":
        yield from _some_of(body)
    if kind == "ratio":
        yield from _share(body.at("at_least"))
        yield from _share(body.at("at_most"))
    if kind == "trend" and (body.get("versus") == "baseline") != ("baseline" in body):
        yield body.wrong("R236", "versus: baseline 与 baseline（基数）要一起写；请补上或删去")
    if kind in _HEADS:
        yield from _counts(body)
    if kind in _WHOLE:
        yield from _whole(body)
    if kind in ("count", "sum"):
        yield from _extras(body)
        yield from _nothing_before(rule, body)


def _order(body: Spot) -> Iterator[Problem]:
    low, high = quantity(body.get("at_least")), quantity(body.get("at_most"))
    if low is not None and high is not None and low > high:
        yield body.at("at_most").wrong(
            "R234", f"不超过 {body.get('at_most')}，却要不少于 {body.get('at_least')}；请核对"
        )


def _some_of(body: Spot) -> Iterator[Problem]:
    k, n = body.get("k"), len(body.get("of", ()))
    if not 1 <= k <= n:
        yield body.at("k").wrong("R232", f"{n} 项之中不能要求 {k} 项；k 应在 1 到 {n} 之间")


def _share(share: Spot) -> Iterator[Problem]:
    value = quantity(share.value)
    if value is not None and value > Fraction(1):
        meant = f'；若是百分之{share.value}，请写成 "{share.value}%"' if not share.value.endswith("%") else "；请核对"
        yield share.wrong("R233", f"{share.value} 超过 100%{meant}")
    elif share.value == "1":
        yield share.doubtful("R282", '"1" 会按 100% 理解；请写成 "100%" 或 "1%"，免得误会')


def _nothing_before(rule: Spot, body: Spot) -> Iterator[Problem]:
    """Surplus can only come from a window before, and only windows of the calendar follow one another."""
    window = rule.at("window")
    chained = window.at("anchor").get("kind") in ("last_met", "event", "tenure")
    if "carry" in body and (chained or "every" not in window):
        message = "carry 要有按历法循环的上一周期可结转；请写 window.every（起算不用 last_met 等），或删去"
        yield body.at("carry").wrong("R237", message)


def _nothing_to_shorten(rule: Spot) -> Iterator[Problem]:
    """Time away shortens a quota; where there is none it can only let off."""
    tests = [(kind, test.at(kind)) for test in tests_in(rule.at("test")) for kind in test.value]
    quota = any(kind in ("count", "sum") and "at_least" in body for kind, body in tests)
    for one in rule.at("exempt").items():
        if one.get("effect") == "prorate" and not quota:
            message = "折减（prorate）只用于次数、累计的下限 at_least；请改为 effect: exempt，或改用 count、sum"
            yield one.at("effect").wrong("R238", message)


def _extras(body: Spot) -> Iterator[Problem]:
    """Surplus that expires at no known time, caps that cap nothing, a unit that is not one of itself."""
    expires = body.at("carry", "expires_after")
    if expires and not _LENGTH.fullmatch(expires.value):
        yield expires.wrong("R286", f"“{expires.value}”不是时长；请写成 1y、6mo 这样的形式")
    least = quantity(body.get("at_least"))
    for cap in body.at("cap").items():
        most = quantity(cap.get("max"))
        if least is not None and most is not None and most >= least:
            yield cap.at("max").doubtful(
                "R284", f"单类上限 {cap.get('max')} 不低于总数 {body.get('at_least')}，不起作用；请核对"
            )
    own = body.at("convert", body.get("unit") or "")
    if own and quantity(own.value) != 1:
        yield own.wrong("R285", f"1{body.get('unit')} 只能折合 1{body.get('unit')}；请删去这一项")


def _whole(body: Spot) -> Iterator[Problem]:
    """Times and findings come whole: one and a half lectures is meant of hours."""
    for spot in [body.at("at_least"), body.at("at_most"), *(part.at("at_least") for part in body.at("spread").items())]:
        value = quantity(spot.value)
        if value is not None and not spot.value.endswith("%") and value.denominator != 1:
            yield spot.wrong("R275", f"次数没有 {spot.value} 这样的小数；数量请改用 sum，比率请改用 ratio")


def _counts(body: Spot) -> Iterator[Problem]:
    """A number of times, hours or findings is no percentage."""
    spots = [body.at("at_least"), body.at("at_most"), body.at("prorate", "step"), body.at("carry", "max")]
    spots += [part.at("at_least") for part in body.at("spread").items()]
    spots += [part.at("max") for part in body.at("cap").items()]
    spots += list(body.at("convert").items())
    for spot in spots:
        if isinstance(spot.value, str) and spot.value.endswith("%"):
            yield spot.wrong("R235", f"这里要的是个数，不是百分比 {spot.value}；比率请改用 ratio")
