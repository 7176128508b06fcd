"""时长 durations and months: adding them to a day without drifting (民法典 第201、202条).

PASS  2024-01-31 + 1mo             -> 2024-02-29 (no such day: the month's last)
PASS  2024-01-31 + 2mo             -> 2024-03-31 (from the anchor, not from 02-29)
PASS  2026-06-30 + 15wd            -> 2026-07-21 (the start day is not counted)
"""

import re
from calendar import monthrange
from datetime import date, timedelta

from engine.nouns import Duration
from engine.workdays import WorkCalendar

SHORTEST_MONTH = 28
_PART = re.compile(r"(\d+)(wd|mo|d|w|y)")
_WHOLE = re.compile(r"(?:\d+(?:wd|mo|d|w|y))+")
_FIELDS = {"y": "years", "mo": "months", "w": "weeks", "d": "days", "wd": "workdays"}
_SPOKEN = (("years", "年"), ("months", "个月"), ("weeks", "周"), ("days", "日"), ("workdays", "个工作日"))


def parse_duration(text: str) -> Duration:
    """Read a duration such as "1mo10d" or "30wd"; the same unit twice adds up.

    Raises ValueError when the text is not of that form.
    """
    if not _WHOLE.fullmatch(text):
        raise ValueError(f"“{text}”不是时长；请写成 10d、15wd、2w、6mo、1y 或它们的组合")
    parts = dict.fromkeys(_FIELDS.values(), 0)
    for number, unit in _PART.findall(text):
        parts[_FIELDS[unit]] += int(number)
    return Duration(**parts)


def say_duration(duration: Duration) -> str:
    """The duration in Chinese, largest unit first: 1个月10日."""
    return "".join(f"{getattr(duration, name)}{unit}" for name, unit in _SPOKEN if getattr(duration, name)) or "0日"


def month_end(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, monthrange(year, month)[1])


def add_months(day: date, n: int) -> date:
    """`day` moved by `n` months (negative: back): the same day number, else the month's last day (民法典 202)."""
    year, month = divmod(day.year * 12 + day.month - 1 + n, 12)
    if day.day <= SHORTEST_MONTH:
        return date(year, month + 1, day.day)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def add(day: date, duration: Duration, calendar: WorkCalendar, sign: int = 1) -> date:
    """`day` moved by `duration`, forwards or (`sign` -1) back, largest unit first (semantics-rulings 25, 26)."""
    moved = add_plain(day, duration, sign)
    return calendar.shift(moved, sign * duration.workdays) if duration.workdays else moved


def add_plain(day: date, duration: Duration, sign: int = 1) -> date:
    """`day` moved by all of `duration` but its working days: years and months at once, from the anchor."""
    moved = add_months(day, sign * (duration.years * 12 + duration.months))
    return moved + timedelta(days=sign * (duration.weeks * 7 + duration.days))


def quarter(day: date) -> int:
    """The quarter of the year that `day` lies in, 1 to 4."""
    return (day.month + 2) // 3


def half(day: date) -> int:
    """The half of the year that `day` lies in, 1 or 2."""
    return 1 if day.month <= 6 else 2
