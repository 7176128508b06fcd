"""Which test measures a duty (以何衡量): deliveries, counts, sums, shares, headcounts, trends."""

import re
from collections.abc import Callable
from fractions import Fraction
from typing import TypeAlias

from engine.exact import ends
from engine.nouns import Count, Deliver, Duty, Forbid, Level, Question, Ratio, Sum, Test, Trend
from grammar.units import split_units
from rules.drafting.starting import precedes

Found: TypeAlias = tuple[Test | None, tuple[Question, ...]]

_SUMMED = re.compile("学时|學時|课时|課時|学分|學分|小时|小時|天|日|月|元|公里|千米|米|亩|公顷|吨|度|千瓦|人次|%")
_STANDING = re.compile("至(?!少)|[达到設设配备備保持有]")
_BOTH = re.compile("(?<=[委会府门局办])[和及与](?=[^和及与]{2,}[委会府门局办]$)")  # 区委和区人大常委会
_COMPARED = "同比|环比|[比较]上一?年|[比较]去年"
_GROWTH = re.compile(f"{_COMPARED}|增长|增速|增幅|降幅")  # no part of a whole
_LASTS = re.compile("(?:有效期|任期|会期|学制|工期)[^，,。；;]{0,8}(?:不得?超过|不得?多于|最长|最多|控制在)")
_STEPWISE = re.compile(f"逐[年季月步]|{_COMPARED}")
_RISING = re.compile("增加|提高|上升|增长|扩大|增強|提升")
_KEPT = re.compile("只增不减|不(?:低于|少于)(?:上年|上一年|去年)")
_FALLING = re.compile("减少|降低|下降|压减|压缩|減少")


def test_for(duty: Duty, name: str) -> Found:
    """The test for a duty, whose facts are called `name`, and what must be asked; None if no machine can test it."""
    if not all(limit is None or ends(limit) for limit in (duty.at_least, duty.at_most)):
        return None, ()
    if duty.strength == "forbid":
        return Forbid(name), ()
    teller = _TELLERS.get(duty.kind)
    return teller(duty, name) if teller else (None, ())


def is_growth(duty: Duty) -> bool:
    """Whether the figure of a duty says how much more or less than before: 比上年下降10%."""
    return _GROWTH.search(duty.quote) is not None


def recipients_of(duty: Duty) -> tuple[str, ...]:
    """To whom a duty is owed, each by name: one report to three bodies is owed to each of them."""
    if not duty.recipient:
        return ()
    names = [name for part in split_units(duty.recipient) for name in _BOTH.split(part)]
    return tuple(dict.fromkeys(names))


def _once_a_period(duty: Duty, name: str) -> Found:
    """Something that recurs: handed in where somebody receives it, else done at least once."""
    if duty.recipient is not None:
        return _delivered(duty, name)
    if duty.at_least is None and _STEPWISE.search(duty.quote):
        return _changing(duty, name)
    return _counted(duty, name)


def _delivered(duty: Duty, name: str) -> Found:
    return Deliver(name, to_each=len(recipients_of(duty)) > 1), ()


def _in_time(duty: Duty, name: str) -> Found:
    """Something handed in within a time; one to spend (培训不少于12天) or to last (有效期不超过5年) limits no act."""
    spent = (duty.at_most is None and not precedes(duty.quote)) or _LASTS.search(duty.quote)
    return (None, ()) if spent else _delivered(duty, name)


def _counted(duty: Duty, name: str) -> Found:
    """Acts are counted; hours, days and money are added."""
    least = duty.at_least if duty.at_least is not None or duty.at_most is not None else Fraction(1)
    noun = Sum if _SUMMED.search(duty.unit or "") else Count
    return noun(name, unit=duty.unit, at_least=least, at_most=duty.at_most), ()


def _share(duty: Duty, name: str) -> Found:
    if duty.at_least is None and duty.at_most is None:
        return _changing(duty, name)
    if duty.unit != "%":
        return _figure(duty, name)
    least, most = (None if limit is None else limit / 100 for limit in (duty.at_least, duty.at_most))
    if max(least or 0, most or 0) > 1 or is_growth(duty):
        return _figure(duty, name)
    return Ratio(f"{name}.part", f"{name}.whole", at_least=least, at_most=most), ()


def _figure(duty: Duty, name: str) -> Found:
    if duty.at_least is None and duty.at_most is None:
        return None, ()
    return Level(name, duty.at_least, duty.at_most), ()


def _quantified(duty: Duty, name: str) -> Found:
    """Some number of things: a standing figure (扩大至28个) or acts to be counted (选取2—3家)."""
    if duty.at_least is None and duty.at_most is None:
        return _changing(duty, name)
    held = _STANDING.search(duty.quote) or (duty.unit or "").endswith("百分点")
    return _figure(duty, name) if held else _counted(duty, name)


def _changing(duty: Duty, name: str) -> Found:
    """A direction without a number: up or down against the year before, if nobody says otherwise."""
    if _KEPT.search(duty.quote):
        return Trend(name, "not_down"), ()
    if _RISING.search(duty.quote):
        return Trend(name, "up"), (_how_much("每期高于上期"),)
    if _FALLING.search(duty.quote):
        return Trend(name, "down"), (_how_much("每期低于上期"),)
    return None, ()


def _how_much(proposal: str) -> Question:
    return Question("R501", "没有写明数值", proposal)


def _reduced(duty: Duty, name: str) -> Found:
    return _changing(duty, name) if duty.at_least is None and duty.at_most is None else _figure(duty, name)


_TELLERS: dict[str, Callable[[Duty, str], Found]] = {
    "cadence": _once_a_period,
    "quota": _counted,
    "once_per_term": _counted,
    "count_by_deadline": _counted,
    "deadline": _delivered,
    "duration_limit": _in_time,
    "ratio": _share,
    "headcount": _figure,
    "other_quantified": _quantified,
    "reduction_target": _reduced,
}
