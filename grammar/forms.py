"""句式：the forms a duty takes; a clause and what governs it -> Drafts.

One function a form, tried in order: a bounded amount, a date, a cadence, a yearly paper, a carried report.
"""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

import regex

from grammar.bearer import RECIPIENT
from grammar.cadence import EACH, CadenceMark
from grammar.draft import ONE, PERIODS, Draft, Window
from grammar.quantities import EVENTS, LENGTHS, Quantity
from grammar.reading import Reading, Scope
from grammar.windows import by_day, cadence_window, day_as_printed, deadline_of, is_day_itself, whole_year
from grammar.worth import STUDY, is_demand, is_dwelling, is_headcount, is_one_off, is_within
from grammar.zhdates import DateMark


def amounts(reading: Reading, scope: Scope) -> Iterator[Draft]:
    """The duties that the amounts of a clause lay down."""
    for amount in reading.quantities:
        if amount.sense == "max" and is_within(amount, reading.text):
            yield within(amount, reading)
        elif is_demand(amount, reading, scope):
            yield _amount(amount, reading, scope)


# 年度终了之日起30日内, 季度结束后15日内: a limit that comes round with its period.
_CLOSING = regex.compile(
    "(?P<period>周|月|季度?|半年|年)度?(?:(?:终了|结束|期满)(?:之日)?[后起]|(?<=季度?|半年|每[月年])后)的?$"
)


def within(amount: Quantity, reading: Reading) -> Draft:
    """N日内: a deadline after a single event, a limit after one that recurs."""
    once = is_one_off(amount, reading.text)
    closing = _CLOSING.search(reading.text[: amount.start])
    period = "once" if once else PERIODS[closing["period"]] if closing else None
    kind = "deadline" if once else "duration_limit"
    return Draft(kind, period, at_most=amount.at_most, unit=amount.unit, amount=amount)


# 每次不少于2小时: a length of each event, not of the period
_EACH_TIME = regex.compile(f"{EACH}(?:[^,、。;\\d每]{{0,8}})$|单次$|单场$")


def _amount(amount: Quantity, reading: Reading, scope: Scope) -> Draft:
    alone = _EACH_TIME.search(reading.text[: amount.start]) or is_dwelling(amount, reading)
    cadence = None if alone else _nearest(reading, amount) or scope.cadence
    doubts: tuple[str, ...] = ("about",) if amount.about else ()
    if amount.rate:
        cadence = CadenceMark(0, 0, _rate_period(amount.rate))
    date = None if alone else _own_day(amount, reading) or _own_part(reading) or deadline_of(reading, scope)
    kind, period = _kind(amount, reading, cadence, date is not None, scope.counted)
    window: Window | None = None
    if period == "once" and date is not None:
        window, more = by_day(date, scope)
        words = reading.text[date.start : date.end] if date in reading.dates else str(window.get("by", ""))
        return _filled(kind, period, window, amount, doubts + more, words)
    words = day = ""
    if cadence is not None and period == cadence.period:
        window = cadence_window(reading, cadence, scope)
        more, words, day = _left_open(reading, cadence, window)
        doubts += more
    return replace(_filled(kind, period, window, amount, doubts, words), day=day)


def _own_day(amount: Quantity, reading: Reading) -> DateMark | None:
    """2026年、2027年分别完成20个和30个: to each amount its own year."""
    days = [date for date in reading.dates if date.bound == "before" or whole_year(date)]
    amounts_ = [each for each in reading.quantities if each.unit == amount.unit]
    told_apart = "分别" in reading.text and len(days) == len(amounts_) > 1 and days[-1].end <= amounts_[0].start
    return days[amounts_.index(amount)] if told_apart and amount in amounts_ else None


def _own_part(reading: Reading) -> DateMark | None:
    """上半年完成50%, 一季度完成25%: the part of the year that a figure is to be reached in."""
    parts = (date for date in reading.dates if _is_part(date) and not reading.cadences)
    return next((date for date in parts if _ATTAINS.match(reading.text, date.end)), None)


def _is_part(date: DateMark) -> bool:
    """上半年, 一季度: a part of a year, with nothing said of how it ties the act."""
    return date.bound == "" and bool({"half", "quarter"} & date.window.keys())


def _nearest(reading: Reading, amount: Quantity) -> CadenceMark | None:
    """The cadence of an amount: the last one said before it in its clause, else the clause's first."""
    before = [mark for mark in reading.cadences if mark.end <= amount.number_at]
    return before[-1] if before else reading.cadences[0] if reading.cadences else None


def _filled(
    kind: str, period: str | None, window: Window | None, amount: Quantity, doubts: tuple[str, ...], words: str
) -> Draft:
    day = str((window or {}).get("by", ""))
    return Draft(kind, period, window, amount.at_least, amount.at_most, amount.unit, doubts, words, day, amount)


def _rate_period(rate: str) -> str:
    return {"年": "year", "季": "quarter", "月": "month", "周": "week"}[rate[1]]


def _kind(
    amount: Quantity, reading: Reading, cadence: CadenceMark | None, dated: bool, counted: str | None
) -> tuple[str, str | None]:
    """The kind of an amount and the period it is counted in; what was `counted` before by a cadence goes on so."""
    once = "once" if dated else None
    if amount.unit == "%" or amount.sense == "down":
        kind = "reduction_target" if amount.sense == "down" else "ratio"
        return kind, cadence.period if cadence and reading.cadences else once
    goes_on = not dated and amount.sense == "min" and amount.unit == counted
    governed = bool(reading.cadences) or reading.text.startswith("其中") or goes_on
    if cadence is not None and (governed or amount.unit in (*EVENTS, *LENGTHS)):
        if cadence.period == "term":
            return "once_per_term", "term"
        bare = amount.sense == "" and amount.low == ONE and amount.high is None
        return ("cadence" if bare else "quota"), cadence.period
    if amount.unit in LENGTHS and amount.unit not in STUDY:
        return "duration_limit", once
    if is_headcount(amount, reading):
        return "headcount", once
    if dated and amount.sense != "reach":
        return "count_by_deadline", once
    return "other_quantified", once


_AND = ("、", "和", "及", "与", "前、", "前和", "")
_APART = regex.compile(",?(?:分别|各)")
_LABEL = regex.compile("(?:时限|时间|期限|时间节点):$")
_ATTAINS = regex.compile("(?:全面|基本|如期)?(?:建成|实现|建立|达到|完成)")


def _goes_on(date: DateMark, scope: Scope) -> bool:
    """每年年初制定计划，年中开展检查，12月份进行总结: each part of the year has its own act."""
    parts = scope.cadence_window or {}
    named = {"year_part", "half", "quarter", "month"}
    yearly = scope.cadence is not None and scope.cadence.period == "year" and named & parts.keys()
    return bool(yearly and date.bound == "" and date.year is None and named & date.window.keys())


def _attains(reading: Reading, date: DateMark) -> bool:
    """为2035年基本建成…, 上半年完成…: a bare stretch that something is reached in; 完成时限：2026年9月."""
    if _LABEL.search(reading.text[: date.start]) and date.bound == "":
        return True
    part = date.year is None and _is_part(date)
    return (whole_year(date) or part) and bool(_ATTAINS.match(reading.text, date.end))


def dated(reading: Reading, scope: Scope) -> Draft | None:
    """An act by a day: 2026年底前完成…; with a cadence and no year it recurs."""
    date = next(
        (
            date
            for date in reading.dates
            if date.bound in ("before", "stretch") or _attains(reading, date) or _goes_on(date, scope)
        ),
        None,
    )
    if date is None:
        return None
    cadence = reading.cadences[0] if reading.cadences else scope.cadence
    carried_on = cadence is not None and not reading.cadences and cadence.period != "year"
    if (cadence is None or carried_on) and "次年" in reading.text[date.start : date.end] and scope.year is None:
        cadence = CadenceMark(date.start, date.start, "year")
    if cadence is not None and cadence.period.endswith("year") and date.year is None:
        return recurring(reading, cadence, scope)
    if date.year is None and any(mark.start < date.start for mark in reading.cadences):
        return recurring(reading, reading.cadences[0], scope)  # 每季度末（6月、9月和12月底）报送
    window, doubts = by_day(date, scope)
    words = reading.text[date.start : date.end]
    day = str(window.get("by", window.get("to", "")))
    return Draft("deadline", "once", window, doubts=doubts, words=words, day=day)


def each_day(reading: Reading, scope: Scope) -> list[Draft]:
    """6月30日、12月15日前分别报送: several days of one year, the act due by each."""
    days = [date for date in reading.dates if date.first == date.last]
    joined = all(reading.text[a.end : b.start] in _AND for a, b in pairwise(days))
    apart = days and _APART.match(reading.text, days[-1].end)
    if reading.cadences or scope.cadence or len(days) < 2 or not joined or not apart or days[-1].bound != "before":
        return []
    drafts = []
    for date in days:
        window, doubts = by_day(date, scope)
        words = reading.text[date.start : date.end]
        drafts.append(Draft("deadline", "once", window, doubts=doubts, words=words, day=str(window["by"])))
    return drafts


def recurring(reading: Reading, cadence: CadenceMark, scope: Scope) -> Draft:
    """An act that recurs with no count printed: once a period is what the words imply."""
    window = cadence_window(reading, cadence, scope)
    doubts, words, day = _left_open(reading, cadence, window)
    if cadence.rising:
        return Draft("cadence", "year", doubts=doubts, words=words)
    kind = "once_per_term" if cadence.period == "term" else "cadence"
    return Draft(kind, cadence.period, window, ONE, None, "次", doubts, words, day)


def _left_open(reading: Reading, cadence: CadenceMark, window: Window | None) -> tuple[tuple[str, ...], str, str]:
    """What the day of a recurring act leaves open, the words that do, and the day in its plainest reading."""
    doubts = cadence.doubts + tuple(
        doubt for date in reading.dates if date.year is None for doubt in date.doubts if doubt != "year_relative"
    )
    if window and "by" in window and any(is_day_itself(date) for date in reading.dates) and _HELD.search(reading.text):
        doubts += ("on_day",)
    places = [(mark.start, mark.end) for mark in ((cadence,) if cadence in reading.cadences else ()) + reading.dates]
    first, last = min((start for start, _ in places), default=0), max((end for _, end in places), default=0)
    words = reading.text[first:last] or ("年内" if cadence.within else "")
    day = str((window or {}).get("by", ""))
    if window and window.get("by_day", 31) != 31 and "before_day" not in doubts:
        doubts += ("before_day",)
        words = day_as_printed(reading, cadence) if cadence in reading.cadences else words
        day = f"{window['by_day']}日"
    return doubts, words, day


_HELD = regex.compile("开展|举办|举行|组织|召开|进行|宣誓|活动")  # what is held on a day; a report may come before it
_REPORTS_TO = regex.compile("向[^,。;]{1,40}(?:报告|报送|述职|述法|汇报)")


def carried(reading: Reading, scope: Scope) -> Draft | None:
    """A further report under a cadence said before: 每年第一季度，甲向乙报告，丙向丁报告."""
    if scope.cadence is None or not RECIPIENT.search(reading.text):
        return None
    if not _REPORTS_TO.search(reading.text) or "及时" in reading.text:
        return None
    return recurring(reading, scope.cadence, scope)


_WHOLE = regex.compile("(?:实现|推动|推进|推行|做到|确保|达到|实行|深化)[^,。;]{0,50}?全覆盖")
_SOME_SHARE = regex.compile("(?:占|有|达到|不低于|具有|按)一定(?:的)?比例")


def implied(reading: Reading, scope: Scope) -> Draft | None:
    """全覆盖 and 一定比例: a share is meant, and the text leaves open which."""
    if _SOME_SHARE.search(reading.text):
        return Draft("ratio", None, doubts=("share_unknown",), words="一定比例")
    if _WHOLE.search(reading.text):
        date = deadline_of(reading, scope)
        window, more = by_day(date, scope) if date else (None, ())
        return Draft("ratio", "once" if date else None, window, Fraction(100), None, "%", ("whole", *more), "全覆盖")
    return None
