"""Durations: read as written, added from the anchor, never drifting."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.dates import add, add_months, half, month_end, parse_duration, quarter, say_duration
from engine.nouns import Duration
from engine.workdays import WorkCalendar

DAYS = st.dates(date(1950, 1, 1), date(2150, 1, 1))


@pytest.mark.parametrize(
    ("text", "duration"),
    [
        ("10d", Duration(days=10)),
        ("30wd", Duration(workdays=30)),
        ("2w", Duration(weeks=2)),
        ("1mo10d", Duration(months=1, days=10)),
        ("10d1mo", Duration(months=1, days=10)),
        ("1y6mo2w3d4wd", Duration(1, 6, 2, 3, 4)),
    ],
)
def test_a_duration_is_read_as_written(text: str, duration: Duration) -> None:
    assert parse_duration(text) == duration


@pytest.mark.parametrize("text", ["", "10", "d", "1.5d", "10 d", "10dd", "-3d", "一个月"])
def test_what_is_no_duration_is_refused_in_chinese(text: str) -> None:
    with pytest.raises(ValueError, match="不是时长"):
        parse_duration(text)


def test_a_duration_is_said_in_chinese() -> None:
    assert say_duration(Duration(1, 6, 0, 10, 5)) == "1年6个月10日5个工作日"
    assert say_duration(Duration()) == "0日"


@pytest.mark.parametrize(
    ("day", "text", "sign", "result"),
    [
        ("2024-01-31", "1mo", 1, "2024-02-29"),
        ("2024-01-31", "2mo", 1, "2024-03-31"),
        ("2024-02-29", "2y", 1, "2026-02-28"),
        ("2026-03-31", "1mo", -1, "2026-02-28"),  # ruling 26
        ("2026-01-31", "1mo10d", 1, "2026-03-10"),  # ruling 25: months first
        ("2026-06-30", "15wd", 1, "2026-07-21"),
        ("2026-02-13", "1wd", 1, "2026-02-14"),  # 调休 Saturday
        ("2026-10-08", "1wd", -1, "2026-09-30"),  # over the holiday
        ("2026-09-01", "1mo5wd", 1, "2026-10-13"),  # from 10-01, over the holiday
        ("2026-03-02", "2w", 1, "2026-03-16"),
    ],
)
def test_adding_ends_on_the_day_the_civil_code_says(
    china: WorkCalendar, day: str, text: str, sign: int, result: str
) -> None:
    assert add(date.fromisoformat(day), parse_duration(text), china, sign) == date.fromisoformat(result)


def test_quarters_halves_and_month_ends() -> None:
    assert [quarter(date(2026, month, 1)) for month in (1, 3, 4, 12)] == [1, 1, 2, 4]
    assert [half(date(2026, month, 1)) for month in (6, 7)] == [1, 2]
    assert month_end(2024, 2) == date(2024, 2, 29)


@settings(max_examples=60)
@given(day=DAYS, n=st.integers(-300, 300))
def test_adding_months_keeps_the_day_or_takes_the_last_of_the_month(day: date, n: int) -> None:
    moved = add_months(day, n)
    assert (moved.year * 12 + moved.month) - (day.year * 12 + day.month) == n
    assert moved.day == min(day.day, month_end(moved.year, moved.month).day)


@settings(max_examples=60)
@given(day=DAYS, n=st.integers(0, 60), m=st.integers(0, 60))
def test_adding_months_never_drifts_from_the_anchor(day: date, n: int, m: int) -> None:
    assert add_months(day, n + m) >= add_months(add_months(day, n), m)
    assert add_months(day, n + m).month == add_months(add_months(day, n), m).month


@settings(max_examples=40)
@given(a=DAYS, b=DAYS, n=st.integers(-60, 60))
def test_adding_months_keeps_the_order_of_days(a: date, b: date, n: int) -> None:
    early, late = sorted((a, b))
    assert add_months(early, n) <= add_months(late, n)
