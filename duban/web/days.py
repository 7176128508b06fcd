"""日子：a day as people read it — its weekday, and 班 or 休 where the office's calendar says other than the week.

A page is drawn by one calendar, which is read only when the first day is printed.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from functools import cache

from duban.services.showing.almanac import mark_of
from engine.dates import FOREVER
from engine.source import Refused
from engine.workdays import WorkCalendar, YearStatus
from rules.calendars import national

ENDLESS = "长期"
WEEKDAYS = "一二三四五六日"
Calendar = Callable[[], WorkCalendar]

_drawn_by: ContextVar[Calendar] = ContextVar("drawn_by", default=national)


@contextmanager
def drawn_by(read: Calendar) -> Iterator[None]:
    """Print days by a calendar; by the national one where the house is in trouble and cannot read its own."""

    @cache
    def once() -> WorkCalendar:
        try:
            return read()
        except Refused:
            return national()

    before = _drawn_by.set(once)
    try:
        yield
    finally:
        _drawn_by.reset(before)


def day_zh(day: date) -> str:
    """A day as people read it: 2026年3月1日（周日）, 2026年2月28日（周六，班）; 长期 for one that never comes."""
    if day >= FOREVER:
        return ENDLESS
    return f"{day.year}年{day.month}月{day.day}日（周{WEEKDAYS[day.weekday()]}{_mark(day)}）"


def _mark(day: date) -> str:
    calendar = _drawn_by.get()()
    marked = mark_of(calendar, day) if calendar.status(day.year) is YearStatus.PUBLISHED else ""
    return f"，{marked}" if marked else ""
