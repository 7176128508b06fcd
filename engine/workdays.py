"""工作日历 work calendar: which days are worked, 调休 Saturdays included, and how sure that is.

A year is *published* (the State Council's notice is on file), *provisional* (its notice is still to come) or *unknown*
(before 2004, when no notice can be had).  In a year that is not published Monday to Friday are taken as worked, less
the holidays that the law fixes by the solar calendar.  春节, 清明, 端午 and 中秋 follow the moon or a solar term and
are not guessed: they count as possibly worked, which makes every forward count end no later than the truth; nothing
is overdue by such a count (semantics-rulings 39), so a guess never harms anyone.

Every calendar builds its arrays once; a look-up is one index or one bisection.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Days: TypeAlias = NDArray[np.int64]
"""Days as proleptic ordinals (`date.toordinal`), for work on whole columns."""

FIRST = date(1900, 1, 1)
LAST = date(2200, 12, 31)
FIRST_NOTICE_YEAR = 2004


class YearStatus(StrEnum):
    """How well the working days of a year are known."""

    PUBLISHED = "published"
    PROVISIONAL = "provisional"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class CalendarYear:
    """One year as its notice (放假安排) orders it: days off, and weekend days worked in return (调休)."""

    year: int
    notice: str
    rest: frozenset[date] = frozenset()
    work: frozenset[date] = frozenset()
    status: YearStatus = YearStatus.PUBLISHED


def fixed_holidays(year: int) -> tuple[date, ...]:
    """The statutory holidays of `year` that need no almanac (全国年节及纪念日放假办法 第二条)."""
    days = [date(year, 1, 1), date(year, 5, 1)]
    if year >= 2025:  # 国务院令第795号 made 5月2日 a holiday from 2025 on
        days.append(date(year, 5, 2))
    return (*days, *(date(year, 10, day) for day in (1, 2, 3)))


@dataclass(frozen=True)
class WorkCalendar:
    """A versioned calendar of working days; `sha256` names the version that a verdict was reached with."""

    id: str
    years: Mapping[int, CalendarYear] = field(default_factory=dict)
    sha256: str = ""

    @cached_property
    def version(self) -> str:
        """The calendar's name and content, as frozen in every obligation."""
        return f"{self.id}@{self.sha256}" if self.sha256 else self.id

    def status(self, year: int) -> YearStatus:
        """How well `year` is known; a year without an entry is provisional, before 2004 unknown."""
        if year in self.years:
            return self.years[year].status
        return YearStatus.PROVISIONAL if year >= FIRST_NOTICE_YEAR else YearStatus.UNKNOWN

    def certain(self, first: date, last: date) -> bool:
        """Whether every year that `first` to `last` touches is published; the two may come in either order."""
        low, high = min(first.year, last.year), max(first.year, last.year)
        return all(self.status(year) is YearStatus.PUBLISHED for year in range(low, high + 1))

    def is_workday(self, day: date) -> bool:
        """Whether `day` is worked, by notice where there is one, else Monday to Friday less fixed holidays."""
        return bool(self._worked[_index(day)])

    def shift(self, day: date, n: int) -> date:
        """The `n`-th working day after `day` (before it if negative); `day` itself is not counted."""
        return _shift(self._workdays, day, n)

    def earliest(self, day: date, n: int) -> date:
        """The earliest that `shift` can come to once all notices are out (semantics-rulings 39).

        Forwards every day that is not surely off counts as worked; backwards, where fewer working days lead to an
        earlier day, Monday to Friday do.
        """
        return min(_shift(self._possible, day, n), _shift(self._workdays, day, n))

    def next_workday(self, day: date) -> date:
        """`day` if it is worked, else the next day that is."""
        return day if self.is_workday(day) else self.shift(day, 1)

    def previous_workday(self, day: date) -> date:
        """`day` if it is worked, else the last day before it that is."""
        return day if self.is_workday(day) else self.shift(day, -1)

    def workdays_between(self, a: date, b: date) -> int:
        """Working days in (a, b]; negative when `b` is before `a`."""
        return bisect_right(self._workdays, b.toordinal()) - bisect_right(self._workdays, a.toordinal())

    @cached_property
    def workday_ordinals(self) -> Days:
        """Ordinals of all working days from 1900 to 2200, ascending: the array for vectorised work."""
        return np.flatnonzero(self._worked) + FIRST.toordinal()

    def workdays_between_columns(self, a: Days, b: Days) -> Days:
        """`workdays_between` over columns of ordinals."""
        days = self.workday_ordinals
        count: Days = np.searchsorted(days, b, side="right") - np.searchsorted(days, a, side="right")
        return count

    def shift_columns(self, days: Days, n: int) -> Days:
        """`shift` over a column of ordinals."""
        side, step = ("right", n - 1) if n > 0 else ("left", n)
        if n == 0:
            return days
        shifted: Days = self.workday_ordinals[np.searchsorted(self.workday_ordinals, days, side=side) + step]  # type: ignore[call-overload]
        return shifted

    @cached_property
    def _workdays(self) -> list[int]:
        return [int(day) for day in self.workday_ordinals]

    @cached_property
    def _possible(self) -> list[int]:
        """Ordinals of the days that may turn out to be worked."""
        return [int(day) for day in np.flatnonzero(self._mask(unpublished_weekends=True)) + FIRST.toordinal()]

    @cached_property
    def _worked(self) -> NDArray[np.bool_]:
        return self._mask(unpublished_weekends=False)

    def _mask(self, *, unpublished_weekends: bool) -> NDArray[np.bool_]:
        """One truth a day: worked by notice; in unpublished years weekdays, weekends too if so told."""
        ordinals = np.arange(FIRST.toordinal(), LAST.toordinal() + 1)
        weekday = (ordinals + 6) % 7 < 5
        worked = np.full(len(ordinals), True) if unpublished_weekends else weekday.copy()
        for year in range(FIRST.year, LAST.year + 1):
            if self.status(year) is not YearStatus.PUBLISHED:
                worked[[_index(day) for day in fixed_holidays(year)]] = False
                continue
            whole = slice(_index(date(year, 1, 1)), _index(date(year, 12, 31)) + 1)
            worked[whole] = weekday[whole]
        for entry in self.years.values():  # a notice may order days of the year before it: 元旦 2007 moved 2006-12-31
            worked[[_index(day) for day in sorted(entry.rest)]] = False
            worked[[_index(day) for day in sorted(entry.work)]] = True
        return worked


def _index(day: date) -> int:
    if not FIRST <= day <= LAST:
        raise ValueError(f"the work calendar reaches from {FIRST} to {LAST}, not to {day}")
    return day.toordinal() - FIRST.toordinal()


def _shift(workdays: list[int], day: date, n: int) -> date:
    if n == 0:
        return day
    ordinal = day.toordinal()
    at = bisect_right(workdays, ordinal) + n - 1 if n > 0 else bisect_left(workdays, ordinal) + n
    if not 0 <= at < len(workdays):
        raise ValueError(f"the work calendar reaches from {FIRST} to {LAST}: no {n} working days from {day}")
    return date.fromordinal(workdays[at])
