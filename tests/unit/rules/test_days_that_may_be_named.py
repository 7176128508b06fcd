"""A day may be named if there is such a day, in the years that the work calendar reaches around."""

from datetime import date, timedelta

import pytest

from rules.calendars import national
from rules.years import YEARS, day_named


@pytest.mark.parametrize("text", ["", "x", "2026-02-30", "1949-12-31", "2140-01-01", "9999-12-31", "0001-01-01"])
def test_no_such_day_is_no_day(text: str) -> None:
    assert day_named(text) is None


@pytest.mark.parametrize("day", [date(YEARS[0], 1, 1), date(2026, 2, 28), date(YEARS[-1], 12, 31)])
def test_from_every_day_that_may_be_named_the_calendar_reaches_fifty_years_on(day: date) -> None:
    assert day_named(day.isoformat()) == day
    for far in (day - timedelta(days=49 * 366), day + timedelta(days=60 * 366)):
        national().is_workday(far)
