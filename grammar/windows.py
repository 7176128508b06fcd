"""时限：which day or stretch governs an act; a clause and what was said before it -> a window.

One-off: {"by": 2026-12-31} or {"from", "to"}.  Recurring: by 03-31, quarter 1, by_day 5, year_part start, months 1,7.
"""

import regex

from grammar.cadence import CadenceMark
from grammar.draft import Window
from grammar.numerals import parse_number
from grammar.reading import Reading, Scope
from grammar.zhdates import DateMark


def deadline_of(reading: Reading, scope: Scope) -> DateMark | None:
    """The day that governs a clause: its own, else the sentence's, else the goal of the passage."""
    own = next((date for date in reading.dates if date.bound in ("before", "stretch") or whole_year(date)), None)
    return own or scope.date or scope.goal


def whole_year(date: DateMark) -> bool:
    """2026年新建20个: a bare year dates an amount by its end, though it dates no act."""
    return date.bound == "" and bool(date.year) and (date.first[-5:], date.last[-5:]) == ("01-01", "12-31")


def by_day(date: DateMark, scope: Scope) -> tuple[Window, tuple[str, ...]]:
    """The window of a one-off act, and the doubts its wording leaves."""
    if date.bound == "stretch":
        return dict(date.window), date.doubts
    last, doubts = date.last, date.doubts
    if date.year is None and "year_relative" not in doubts:
        if scope.year:
            last = f"{scope.year}-{last}"
        else:
            doubts = (*doubts, "year_missing")
    return {"by": last}, doubts


def is_day_itself(date: DateMark) -> bool:
    """每年12月4日: one day of the year, without 前."""
    return date.bound == "" and date.year is None and not date.window and date.first == date.last


_MONTH_DAY = regex.compile(
    r"(?:的|次|下|月|逢)?(?P<place>首月|第一个月|第[二三]个月|最后一个月|末月|底|末|初)?(?:的|"
    r"月)?(?:前)?(?P<day>3[01]|[12]\d|0?[1-9])?(?:日|号)?(?:(?:至|到|—|-)+(?P<last>月[底末]|(?:3[01]|[12]\d|[1-9])[日号]))?(?P<before>之前|以前|前)?"
)
_ONE_MONTH = (
    r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])月"
    r"(?:份|底|末|[上中下]旬|(?:3[01]|[12]\d|0?[1-9])[日号])?(?:之?前)?"
)
_MONTHS = regex.compile(rf"{_ONE_MONTH}(?:(?:和|、|与|及){_ONE_MONTH})+")
_IN_MONTH = regex.compile(
    r"(?P<month>\d{1,2}|[一二三四五六七八九十]{1,2})月(?:份|(?P<end>[底末]|下旬)|(?P<day>\d{1,2})[日号]|(?P<tenth>[上中])旬)?"
)
_DAYS = regex.compile(r"\d{1,2}[日号](?:(?:和|、|与|及)\d{1,2}[日号])+")
_PLACES = {"首月": 1, "第一个月": 1, "第二个月": 2, "第三个月": 3}
_LAST_PLACES = ("最后一个月", "末月", "末", "底")
_TENTHS = {"上": 10, "中": 20}
_MONTHS_LONG = {"quarter": 3, "half_year": 6}


def cadence_window(reading: Reading, cadence: CadenceMark, scope: Scope) -> Window | None:
    """Where in its period a recurring act falls: by 03-31, quarter 1, by_day 5, year_part start."""
    if cadence.period in ("month", "quarter", "two_months"):
        return _day_of_month(reading, cadence)
    if cadence.period == "half_year" and (within := _day_of_month(reading, cadence)) is not None:
        return within
    months = _MONTHS.search(reading.text)
    if months and reading.cadences:
        return _months(months[0])
    for date in reading.dates:
        if date.year is not None or date.bound in ("from", "since"):
            continue
        if date.bound == "before" or (date.bound == "" and not date.window):
            return {"by": date.last}
        if date.window:
            return dict(date.window)
    return dict(scope.cadence_window) if scope.cadence_window and cadence is scope.cadence else None


def day_as_printed(reading: Reading, cadence: CadenceMark) -> str:
    """每季度首月10日前: a cadence with the day of the month that follows it."""
    found = _MONTH_DAY.match(reading.text, cadence.end)
    return reading.text[cadence.start : found.end() if found else cadence.end]


def _months(text: str) -> Window:
    """1月15日和7月15日 -> months 1,7 by_day 15; days that differ are kept apart; a month's end is its 31st."""
    found = list(_IN_MONTH.finditer(text))
    window: Window = {"months": ",".join(str(int(parse_number(each["month"]) or 0)) for each in found)}
    days = [int(each["day"] or (31 if each["end"] else _TENTHS.get(each["tenth"], 0))) for each in found]
    named = [day for day in days if day]
    if not named:
        return window
    same = len(set(named)) == 1
    return window | ({"by_day": named[0]} if same else {"days": ",".join(map(str, days))})


def _day_of_month(reading: Reading, cadence: CadenceMark) -> Window | None:
    if cadence not in reading.cadences:
        return None
    found = _MONTH_DAY.match(reading.text, cadence.end)
    if not found or not (found["place"] or found["day"]):
        return None
    several = _DAYS.search(reading.text, cadence.end)
    if several:
        return {"days": ",".join(regex.findall(r"\d+", several[0]))}
    if cadence.period == "two_months":
        return None  # of a pair of months 逢双月10日前 does not say which the tenth is of; it is asked
    window: Window = {}
    long = _MONTHS_LONG.get(cadence.period)
    place = long if found["place"] in _LAST_PLACES else _PLACES.get(found["place"])
    if long is not None and place is not None:
        window["month_of_quarter" if long == 3 else "month_of_half"] = place
    if found["last"]:
        window["by_day"] = int(found["last"][:-1]) if found["last"][:-1].isdigit() else 31
    elif found["day"] and "日" in found[0]:
        window["by_day"] = int(found["day"])
    elif found["place"] in ("底", "末") and cadence.period == "month":
        window["by_day"] = 31
    return window or None
