"""Civil days, spelled out (semantics 3, rulings 25, 26, 39-43): the calendar walked day by day, nothing remembered.

Part of the reference evaluator: a second reading of the pages, written without a look at how the engine does it.  It is
slow on purpose; whatever it does can be checked by eye against the clause that it names.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import yaml

from engine.nouns import Duration
from rules import calendars

ONE = timedelta(days=1)
NEVER = date(2190, 1, 1)
FIRST_NOTICE = 2004
PROVISIONAL = "CALENDAR_PROVISIONAL"
MISSING = "CALENDAR_MISSING"


@dataclass(frozen=True)
class Notices:
    """What the State Council's notices say, as they are written: days off, weekend days worked, and for which years."""

    rest: frozenset[date]
    work: frozenset[date]
    years: frozenset[int]

    def doubt(self, day: date) -> str | None:
        """Why nothing sure can be said of a day: before 2004 (ruling 42) or its notice still to come (39)."""
        if day.year in self.years:
            return None
        return MISSING if day.year < FIRST_NOTICE else PROVISIONAL

    def works(self, day: date, sign: int = 1) -> bool:
        """Mon-Fri but for days off, and 调休 weekends (semantics 3c).

        In an unpublished year a count onward takes every day but the fixed holidays (39), so that it ends no later than
        the truth; a count back leaves weekends out as well, to the same end.
        """
        if day.year not in self.years:
            return not fixed_holiday(day) and (sign > 0 or day.weekday() < 5)
        return day in self.work or (day.weekday() < 5 and day not in self.rest)


@cache
def published() -> Notices:
    """The notices that duban ships, read from their files by a plain YAML reader."""
    pages = [
        yaml.safe_load(path.read_text(encoding="utf-8")) for path in Path(calendars.__file__).parent.glob("[0-9]*.yaml")
    ]
    return Notices(
        frozenset(date.fromisoformat(day) for page in pages for day in page["rest"]),
        frozenset(date.fromisoformat(day) for page in pages for day in page["work"]),
        frozenset(page["year"] for page in pages),
    )


def fixed_holiday(day: date) -> bool:
    """元旦, 劳动节 and 国庆节 have fixed days (全国年节及纪念日放假办法); 5月2日 since 2025."""
    fixed = {(1, 1), (5, 1), (10, 1), (10, 2), (10, 3)} | ({(5, 2)} if day.year >= 2025 else set())
    return (day.month, day.day) in fixed


@dataclass(frozen=True)
class Reached:
    """Where a count ended, and what made it unsure on the way."""

    day: date
    doubt: str | None = None


def days_in(year: int, month: int) -> int:
    return (date(year + month // 12, month % 12 + 1, 1) - ONE).day


def plus_months(day: date, months: int) -> date:
    """Same day number, else the last day of the month (民法典 202; ruling 26 for going back)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, days_in(year, month + 1)))


def walk(notices: Notices, origin: date, workdays: int, sign: int, off: frozenset[date] = frozenset()) -> Reached:
    """The n-th working day after (or before) `origin`, which is not counted itself; days in `off` do not count."""
    day, left, doubt = origin, workdays, None
    while left:
        day += sign * ONE
        doubt = worse(doubt, notices.doubt(day))
        left -= notices.works(day, sign) and day not in off
    return Reached(day, doubt)


def worse(*doubts: str | None) -> str | None:
    """A missing calendar outweighs one that is only not out yet."""
    said = [doubt for doubt in doubts if doubt]
    return None if not said else (MISSING if MISSING in said else said[0])


def shift(notices: Notices, origin: date, span: Duration, sign: int = 1, off: frozenset[date] = frozenset()) -> Reached:
    """`origin` and a span, largest unit first (ruling 25); days in `off` lengthen a forward count (ruling 111)."""
    day = plus_months(origin, sign * (12 * span.years + span.months)) + sign * timedelta(7 * span.weeks + span.days)
    day = lengthened(origin, day, off)
    return walk(notices, day, span.workdays, sign, off) if span.workdays else Reached(day)


def lengthened(origin: date, day: date, off: frozenset[date]) -> date:
    """`day` moved on by one for every day off that falls in the running count, those in the added days too."""
    end, passed = day, origin
    while passed < end:
        passed += ONE
        if passed in off:
            end += ONE
    return end


def each_day(first: date, last: date) -> Iterable[date]:
    day = first
    while day <= last:
        yield day
        day += ONE
