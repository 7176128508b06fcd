"""What a duty's words come to as a rule (读法): its window, its due day and its test.

Only what a duty says is written down; what it leaves open is given the plainest reading and a question.  What no
machine can measure has no test, what no window can hold has no window, and a question says why: such a duty is asked
after by the office.  `draft` puts the readings into a pack; a person confirms them.
"""

import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from engine.nouns import (
    Anchor,
    AnchorKind,
    DueTerm,
    Duty,
    Level,
    MonthDay,
    PartialDate,
    PDate,
    Question,
    Ratio,
    Span,
    Test,
    Trend,
    WindowTerm,
)
from grammar.cadence import EACH
from rules.drafting.monthdays import days_of_months, in_first_months
from rules.drafting.starting import running
from rules.drafting.yardsticks import is_growth, test_for

_EVERY = {"year": "year", "half_year": "half", "quarter": "quarter", "month": "month"}
_FASTER = {
    "half_month": "每半月",
    "week": "每周",
    "day": "每天",
    "ten_days": "每旬",
    "school_term": "每学期",
    "school_year": "每学年",
}
_NUMBERS = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_VAGUE_START = MonthDay(1, 31)
_BEFORE_DAY, _VAGUE_CADENCE = "G101", "G116"
_SINCE_WHEN = Question("R509", "没有写明从哪一年起算", "规则生效的那一年")  # 每两年
_BY_HAND = "由督办人员每半年判定一次"
_LASTING = ("headcount", "prohibition")
_MONTHS_OF = {"quarter": 3, "half": 6, "month": 1}
_EACH_TIME = re.compile(f"{EACH}[^，,、。；;]{{2,20}}")
_LOOKS_BACK = re.compile(
    "上一?年度?|上一?季度|上(?:半年|个?月)度?(?=工作|情况|数据|进展)"
    "|(?<![至到])次[年月](?=第?[\\d一二三四五六七八九十]|年?[初底末]|前|[上中下]旬|内|首)"  # 次年计划 looks ahead
)
_HANDED_IN = re.compile("报告|报送|上报|提交|报备|备案|公布|公开|公示|汇报|述职|述法")


@dataclass(frozen=True)
class Reading:
    """How a duty can be written as a rule, and what must be asked about it; without test or window a person judges."""

    window: WindowTerm | None
    due: DueTerm
    test: Test | None
    questions: tuple[Question, ...] = ()


def reading_of(duty: Duty, name: str, issued: date | None) -> Reading:
    """The rule a duty comes to, its facts called `name`; `issued` is the day of its document."""
    test, questions = test_for(duty, name)
    if test is None:
        asked = Question("R507", "没有可以由系统判定的标准", _BY_HAND)
        return Reading(None, DueTerm(), None, (*questions, asked))
    reading = _timed(duty, name, issued, test)
    due = replace(reading.due, roll=duty.roll) if duty.roll and reading.window else reading.due
    early = _early(duty) if reading.window and reading.window.every else ()
    return Reading(reading.window, due, test, (*questions, *reading.questions, *early))


def _early(duty: Duty) -> tuple[Question, ...]:
    """每年第四季度开展检查: the window is the year, a check made in spring would count; a report may be early."""
    first = _first_months(duty.window or {})
    if first in ("", "1") or _HANDED_IN.search(duty.action):
        return ()
    return (Question("R515", f"规则从周期首日算起，{first}月以前办的也会算数，请确认", "早办的也算"),)


def _first_months(said: Mapping[str, int | str]) -> str:
    """The months in which an act is to begin: 10 of a fourth quarter, 6、12 of 6月和12月各一次."""
    if "months" in said and not {"by_day", "days"} & said.keys():
        return str(said["months"]).replace(",", "、")
    if "from" in said:
        return str(int(str(said["from"])[-5:-3]))
    return next((str(int(said[key]) * long - long + 1) for key, long in _MONTHS_OF.items() if key in said), "")


def years_of(duty: Duty, issued: date | None) -> tuple[date, date | None] | None:
    """In which years a duty that recurs binds (自2027年起每年); None where that says no more than the day of issue."""
    first, last = _exact(duty.since), _exact(duty.until)
    if first is None or (last is None and issued is not None and first <= issued):
        return None
    return first, last


def _exact(day: str | None) -> date | None:
    try:
        return date.fromisoformat(day) if day else None
    except ValueError:
        return None


def every_of(period: str | None) -> str | None:
    """A period of the grammar in the words of a pack: two_years is 2y; None for what recurs faster than monthly."""
    if period in _EVERY:
        return _EVERY[period]
    number, _, unit = (period or "").partition("_")
    if number in _NUMBERS and unit in ("years", "months"):
        return f"{_NUMBERS.index(number) + 2}{'y' if unit == 'years' else 'mo'}"
    if number in _NUMBERS[:3] and unit == "quarters":
        return f"{(_NUMBERS.index(number) + 2) * 3}mo"
    return None


def _timed(duty: Duty, name: str, issued: date | None, test: Test) -> Reading:
    """Window and due day of a duty that has a test."""
    every = every_of(duty.period)
    if duty.kind == "once_per_term" or duty.period == "term":
        if duty.per == "agency" or (duty.per is None and "届" in duty.quote):
            return _no_window(test, Question("R514", "没有写明每届从哪天到哪天；请把届期写成阶段 phases", _BY_HAND))
        return Reading(WindowTerm(anchor=Anchor(AnchorKind.TENURE)), DueTerm(), test)
    if duty.kind in ("duration_limit", "deadline") and not duty.window:
        run = running(duty, name, every, issued)
        if run is not None:
            return Reading(run.window, run.due, test, run.questions)
    if duty.period is None and (each := _EACH_TIME.search(duty.quote)):
        asked = Question("R516", f"“{each[0]}”是对每一次的要求，不能按期累计；请写成计数的条件 where", _BY_HAND)
        return _no_window(test, asked)
    if duty.kind == "duration_limit" and not duty.window:
        return _no_window(test, Question("R508", f"时长“{duty.quote}”写不成时限", _BY_HAND))
    if duty.kind in _LASTING:
        lasting = WindowTerm(every="month", level="continuous") if duty.kind == "headcount" else WindowTerm("year")
        return Reading(lasting, DueTerm(), test)
    if every is not None:
        return _recurring(duty, every, test)
    if duty.period not in (None, "once"):
        said = _FASTER.get(duty.period or "", "这样的周期")
        return _no_window(test, Question("R506", f"规则包不能以“{said}”为周期", _BY_HAND))
    lasts = isinstance(test, Ratio) or (isinstance(test, Level) and is_growth(duty))
    if isinstance(test, Trend) or (lasts and not duty.window):
        return Reading(WindowTerm(every="year"), DueTerm(), test, (Question("R502", "没有写明统计周期", "每年"),))
    return _single(duty, issued, test)


def _no_window(test: Test, asked: Question) -> Reading:
    return Reading(None, DueTerm(), test, (asked,))


def _recurring(duty: Duty, every: str, test: Test) -> Reading:
    about: Literal["previous", "this"] = "previous" if _LOOKS_BACK.search(duty.quote) else "this"
    level: Literal["window_end"] | None = (
        "window_end" if duty.kind == "ratio" and duty.of and re.search("总数|總數|编制|人员", duty.of) else None
    )
    months = days_of_months(duty.window or {})
    if months is not None:
        return Reading(WindowTerm(every=months.every, about=about), months.due, test, months.questions)
    due, more = _recurring_due(duty, every)
    since = _exact(duty.since) if every.endswith("y") else None
    anchor = Anchor(AnchorKind.FIXED, since) if since else Anchor()
    window = WindowTerm(every=every, level=level, about=about, anchor=anchor)
    unsaid = every.endswith("y") and since is None
    return Reading(window, due, test, (*more, *((_SINCE_WHEN,) if unsaid else ())))


def _recurring_due(duty: Duty, every: str) -> tuple[DueTerm, tuple[Question, ...]]:
    """The due day inside a recurring window: a month-day, a day of the month, or the window's end."""
    said = duty.window or {}
    if {"by_day", "month_of_quarter", "month_of_half", "days"} & said.keys():
        return in_first_months(said, every)
    named = _month_day(said) if every == "year" else None
    if any(question.code == _VAGUE_CADENCE for question in duty.questions):
        return DueTerm(vague="定期"), ()
    if named is None:
        return DueTerm(), ()
    if said.get("year_part") == "start":
        return DueTerm(by=named, boundary="inclusive", vague="年初"), ()
    asked = any(question.code == _BEFORE_DAY for question in duty.questions)
    return DueTerm(by=named, boundary="unspecified" if asked else "inclusive"), ()


def _month_day(said: Mapping[str, int | str]) -> MonthDay | None:
    """The last day that a yearly window names."""
    last = said.get("by", said.get("to"))
    if last is not None:
        found = re.fullmatch("(?:[0-9*]+-)?([0-9]{2})-([0-9]{2})", str(last))
        return _existing(int(found[1]), int(found[2])) if found else None
    if said.get("year_part") == "start":
        return _VAGUE_START
    for key, months in _MONTHS_OF.items():
        if key in said:
            return _month_end(int(said[key]) * months)
    return None


def _existing(month: int, day: int) -> MonthDay | None:
    return MonthDay(month, day) if 1 <= month <= 12 and 1 <= day <= monthrange(2024, month)[1] else None


def _month_end(month: int) -> MonthDay:
    return MonthDay(month, monthrange(2024, month)[1])


def _single(duty: Duty, issued: date | None, test: Test) -> Reading:
    """A duty to be done once, by a day or within a stretch of days."""
    said = duty.window or {}
    last = said.get("by", said.get("to"))
    end = _named_day(str(last), issued) if last is not None else _end_of_year(issued)
    questions: tuple[Question, ...] = ()
    if last is None:
        proposal = f"印发当年年底，{issued.year}年12月31日" if issued else None
        questions = (Question("R503", "没有写明完成期限", proposal),)
    if end is None:
        return Reading(None, DueTerm(), test, questions)
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
