"""Working days: by notice where there is one, with doubt where there is none."""

from datetime import date, timedelta

import chinese_calendar
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.workdays import FIRST, LAST, CalendarYear, WorkCalendar, YearStatus, fixed_holidays

PUBLISHED = st.dates(date(2004, 1, 1), date(2026, 12, 31))
ANY_DAY = st.dates(date(1950, 1, 1), date(2150, 12, 31))


def test_every_day_of_every_notice_is_told_as_the_notice_says(china: WorkCalendar) -> None:
    days = [date(2004, 1, 1) + timedelta(days=n) for n in range((date(2027, 1, 1) - date(2004, 1, 1)).days)]
    assert [day for day in days if china.is_workday(day) != chinese_calendar.is_workday(day)] == []


def test_a_make_up_saturday_is_worked_and_a_free_monday_is_not(china: WorkCalendar) -> None:
    assert china.is_workday(date(2026, 2, 28))  # 调休
    assert not china.is_workday(date(2026, 2, 16))  # 除夕


def test_a_year_is_published_provisional_or_unknown(china: WorkCalendar) -> None:
    assert china.status(2026) is YearStatus.PUBLISHED
    assert china.status(2027) is YearStatus.PROVISIONAL
    assert china.status(2003) is YearStatus.UNKNOWN


def test_an_unpublished_year_knows_its_fixed_holidays_and_no_others(china: WorkCalendar) -> None:
    assert fixed_holidays(2024) == (
        date(2024, 1, 1), date(2024, 5, 1), date(2024, 10, 1), date(2024, 10, 2), date(2024, 10, 3),
    )  # fmt: skip
    assert date(2027, 5, 2) in fixed_holidays(2027)
    assert not china.is_workday(date(2027, 10, 1))  # Friday
    assert china.is_workday(date(2027, 2, 8))  # a Monday that the moon makes a holiday: not guessed


def test_certainty_ends_with_the_last_published_year(china: WorkCalendar) -> None:
    assert china.certain(date(2004, 1, 1), date(2026, 12, 31))
    assert china.certain(date(2026, 12, 31), date(2025, 1, 1))
    assert not china.certain(date(2026, 12, 31), date(2027, 1, 1))
    assert not china.certain(date(2003, 12, 31), date(2004, 1, 1))


def test_a_status_on_file_wins_over_the_year(china: WorkCalendar) -> None:
    calendar = WorkCalendar("x", {2026: CalendarYear(2026, "草案", status=YearStatus.PROVISIONAL)})
    assert calendar.status(2026) is YearStatus.PROVISIONAL
    assert not calendar.is_workday(date(2026, 10, 1))


def test_the_earliest_reading_of_an_unpublished_stretch_works_through_weekends(china: WorkCalendar) -> None:
    # from 2026-12-31 every day but 元旦 may be worked: 2 to 16 January are fifteen days
    assert china.earliest(date(2026, 12, 31), 15) == date(2027, 1, 16)
    assert china.shift(date(2026, 12, 31), 15) == date(2027, 1, 22)


def test_rolling_leaves_a_working_day_alone(china: WorkCalendar) -> None:
    assert china.next_workday(date(2026, 3, 2)) == china.previous_workday(date(2026, 3, 2)) == date(2026, 3, 2)
    assert china.next_workday(date(2026, 3, 1)) == date(2026, 3, 2)
    assert china.previous_workday(date(2026, 3, 1)) == date(2026, 2, 28)


def test_a_day_beyond_the_arrays_is_a_bug_that_crashes(china: WorkCalendar) -> None:
    with pytest.raises(ValueError, match="reaches from"):
        china.is_workday(LAST + timedelta(days=1))
    with pytest.raises(ValueError, match="working days from"):
        china.shift(FIRST, -1)


@settings(max_examples=60, deadline=None)
@given(day=ANY_DAY, n=st.integers(1, 400))
def test_shifting_and_counting_are_inverse(china: WorkCalendar, day: date, n: int) -> None:
    later = china.shift(day, n)
    assert china.is_workday(later)
    assert china.workdays_between(day, later) == n
    assert china.workdays_between(later, day) == -n
    earlier = china.shift(day, -n)
    assert china.is_workday(earlier)
    assert china.workdays_between(earlier - timedelta(days=1), day - timedelta(days=1)) == n


@settings(max_examples=60, deadline=None)
@given(a=PUBLISHED, b=PUBLISHED, c=PUBLISHED)
def test_counts_add_up(china: WorkCalendar, a: date, b: date, c: date) -> None:
    assert china.workdays_between(a, c) == china.workdays_between(a, b) + china.workdays_between(b, c)


@settings(max_examples=60, deadline=None)
@given(day=ANY_DAY, n=st.integers(-400, 400))
def test_the_earliest_reading_is_never_later(china: WorkCalendar, day: date, n: int) -> None:
    assert china.earliest(day, n) <= china.shift(day, n)


@settings(max_examples=30, deadline=None)
@given(days=st.lists(ANY_DAY, min_size=1, max_size=20), n=st.integers(-50, 50))
def test_columns_and_single_days_agree(china: WorkCalendar, days: list[date], n: int) -> None:
    column = np.array([day.toordinal() for day in days])
    assert china.shift_columns(column, n).tolist() == [china.shift(day, n).toordinal() for day in days]
    counted = china.workdays_between_columns(column, column[::-1])
    assert counted.tolist() == [china.workdays_between(a, b) for a, b in zip(days, reversed(days), strict=True)]
