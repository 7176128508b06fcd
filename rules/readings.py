"""What a duty's words come to as a rule (读法): its window, its due day and its test.

Only what a duty says is written down; what it leaves open is given the plainest reading and a question, and what no
machine can measure is left to the office (`None`).  `draft` puts the readings into a pack; a person confirms them.
"""

import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from engine.nouns import (
    Anchor,
    AnchorKind,
    DueTerm,
    Duration,
    Duty,
    Level,
    MonthDay,
    PartialDate,
    PDate,
    Ratio,
    Span,
    Test,
    Trend,
    WindowTerm,
)
from rules.yardsticks import test_for

_EVERY = {"year": "year", "half_year": "half", "quarter": "quarter", "month": "month"}
_NUMBERS = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_VAGUE_START = MonthDay(1, 31)
_BEFORE_DAY = "G101"
_LATEST_SAFE_DAY = 28


@dataclass(frozen=True)
class Reading:
    """How a duty can be written as a rule, and what must be asked about it."""

    window: WindowTerm
    due: DueTerm
    test: Test
    questions: tuple[str, ...] = ()


def reading_of(duty: Duty, name: str, issued: date | None) -> Reading | None:
    """The rule a duty comes to, its facts called `name`; None when no machine can test it."""
    test, questions = test_for(duty, name)
    if test is None:
        return None
    if duty.kind == "once_per_term" or duty.period == "term":
        return Reading(WindowTerm(anchor=Anchor(AnchorKind.TENURE)), DueTerm(), test, questions)
    if duty.kind == "duration_limit" and not duty.window:
        return _counted_from_event(duty, name, test, questions)
    if duty.kind == "headcount":
        return Reading(WindowTerm(every="month", level="continuous"), DueTerm(), test, questions)
    every = every_of(duty.period)
    if every is not None:
        return _recurring(duty, every, test, questions)
    if duty.period not in (None, "once"):
        return None
    if isinstance(test, Trend) or (isinstance(test, Ratio) and not duty.window):
        return Reading(WindowTerm(every="year"), DueTerm(), test, (*questions, "没有写明统计周期（拟按：每年）"))
    return _single(duty, issued, test, questions)


def every_of(period: str | None) -> str | None:
    """A period of the grammar in the words of a pack: two_years is 2y; None for what recurs faster than monthly."""
    if period in _EVERY:
        return _EVERY[period]
    number, _, unit = (period or "").partition("_")
    if number in _NUMBERS and unit in ("years", "months"):
        return f"{_NUMBERS.index(number) + 2}{'y' if unit == 'years' else 'mo'}"
    return None


def _counted_from_event(duty: Duty, name: str, test: Test, questions: tuple[str, ...]) -> Reading | None:
    """A limit such as 十五个工作日内: counted from an event that the words seldom name."""
    most, unit = duty.at_most or duty.at_least, duty.unit or ""
    if most is None or most.denominator != 1:
        return None
    length = _length(int(most), unit)
    if length is None:
        return None
    event = f"{name}.start"
    window = WindowTerm(anchor=Anchor(AnchorKind.EVENT, event=event))
    asked = f"时限从哪一事件起算？请把事实“{event}”的含义写清楚"
    return Reading(window, DueTerm(by=None, within=length, of=event), test, (*questions, asked))


def _length(number: int, unit: str) -> Duration | None:
    if "工作日" in unit:
        return Duration(workdays=number)
    units = {"日": "days", "天": "days", "周": "weeks", "月": "months", "个月": "months", "年": "years"}
    return Duration(**{units[unit]: number}) if unit in units else None


def _recurring(duty: Duty, every: str, test: Test, questions: tuple[str, ...]) -> Reading:
    about: Literal["previous", "this"] = "previous" if re.search("上(?:一)?年度?|上一?季度", duty.quote) else "this"
    level: Literal["window_end"] | None = (
        "window_end" if duty.kind == "ratio" and duty.of and re.search("总数|總數|编制|人员", duty.of) else None
    )
    due, more = _recurring_due(duty, every)
    window = WindowTerm(every=every, level=level, about=about)
    return Reading(window, due, test, (*questions, *more))


def _recurring_due(duty: Duty, every: str) -> tuple[DueTerm, tuple[str, ...]]:
    """The due day inside a recurring window: a month-day, a day of the month, or the window's end."""
    said = duty.window or {}
    if "months" in said:
        return DueTerm(), (f"应在 {said['months']} 月办理，未能写成时限；请确认各次的最后一日",)
    if "by_day" in said or "month_of_quarter" in said:
        return _day_of_month(said), ()
    named = _month_day(said) if every == "year" else None
    if named is None:
        return DueTerm(), ()
    if said.get("year_part") == "start":
        return DueTerm(by=named, boundary="inclusive", vague="年初"), ()
    asked = any(question.code == _BEFORE_DAY for question in duty.questions)
    return DueTerm(by=named, boundary="unspecified" if asked else "inclusive"), ()


def _month_day(said: Mapping[str, int | str]) -> MonthDay | None:
    """The last day that a yearly window names."""
    if "by" in said:
        found = re.fullmatch("(?:[0-9*]+-)?([0-9]{2})-([0-9]{2})", str(said["by"]))
        return _existing(int(found[1]), int(found[2])) if found else None
    if said.get("year_part") == "start":
        return _VAGUE_START
    month = {"quarter": 3, "half": 6, "month": 1}
    for key, months in month.items():
        if key in said:
            return _month_end(int(said[key]) * months)
    return None


def _existing(month: int, day: int) -> MonthDay | None:
    return MonthDay(month, day) if 1 <= month <= 12 and 1 <= day <= monthrange(2024, month)[1] else None


def _month_end(month: int) -> MonthDay:
    return MonthDay(month, monthrange(2024, month)[1])


def _day_of_month(said: Mapping[str, int | str]) -> DueTerm:
    """每月5日前, 每季度末月25日前: counted from the window's first day, which is day one."""
    months = int(said.get("month_of_quarter", 1)) - 1
    day = int(said.get("by_day", 31))
    if day > _LATEST_SAFE_DAY:
        length = Duration(months=months + 1)
        return DueTerm(by=None, within=length, of="window.start") if months else DueTerm()
    return DueTerm(by=None, within=Duration(months=months, days=day - 1), of="window.start")


def _single(duty: Duty, issued: date | None, test: Test, questions: tuple[str, ...]) -> Reading | None:
    """A duty to be done once, by a day or within a stretch of days."""
    said = duty.window or {}
    last = said.get("by", said.get("to"))
    end = _named_day(str(last), issued) if last is not None else _end_of_year(issued)
    if end is None:
        return None
    if last is None:
        questions = (*questions, f"没有写明完成期限（拟按：印发当年年底，{issued.year if issued else ''}年12月31日）")
    start = _named_day(str(said["from"]), issued) if "from" in said else _start(end, issued)
    asked = any(question.code == _BEFORE_DAY for question in duty.questions)
    due = DueTerm(by=end, boundary="unspecified" if asked else "inclusive") if "by" in said else DueTerm()
    level: Literal["window_end"] | None = "window_end" if isinstance(test, Level) else None
    return Reading(WindowTerm(once=Span(start, end), level=level), due, test, questions)


def _named_day(text: str, issued: date | None) -> PDate | None:
    """A day as the grammar writes it: whole, with a masked year, or with none (then of the year of issue, unsure)."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        pass
    found = re.fullmatch("([0-9]{2})-([0-9]{2})", text)
    if found and issued and _existing(int(found[1]), int(found[2])):
        day = min(int(found[2]), monthrange(issued.year, int(found[1]))[1])
        return PartialDate(text, (date(issued.year, int(found[1]), day),), "没有写年份，按印发当年推定")
    return PartialDate(text, (), "年份不明")


def _end_of_year(issued: date | None) -> PDate | None:
    if issued is None:
        return None
    return PartialDate("未写明期限", (date(issued.year, 12, 31),), "按印发当年年底推定")


def _start(end: PDate, issued: date | None) -> date | None:
    """The day of issue, or the first day of the year of a due day that lies before it."""
    if isinstance(end, PartialDate):
        return issued
    return issued if issued is not None and issued <= end else date(end.year, 1, 1)
