"""A day as a page prints it: its weekday, and where the calendar says other than the week does."""

from datetime import date

import pytest

from duban.web.days import day_zh, drawn_by
from engine.source import Refused
from engine.workdays import CalendarYear, WorkCalendar, YearStatus
from rules.calendars import overlaid


@pytest.mark.parametrize(
    ("day", "printed"),
    [
        (date(2026, 3, 1), "2026年3月1日（周日）"),
        (date(2026, 2, 28), "2026年2月28日（周六，班）"),
        (date(2026, 10, 1), "2026年10月1日（周四，休）"),
        (date(2199, 10, 1), "2199年10月1日（周二）"),  # not announced: nothing is said
        (date(1901, 1, 1), "1901年1月1日（周二）"),
        (date.max, "长期"),
    ],
)
def test_a_day_is_marked_where_the_calendar_differs_from_the_week(day: date, printed: str) -> None:
    assert day_zh(day) == printed


def test_a_page_is_drawn_by_the_calendar_of_its_office_read_once() -> None:
    monday, reads = date(2026, 3, 16), []

    def own() -> WorkCalendar:
        reads.append(1)
        return overlaid([CalendarYear(2026, "", rest=frozenset({monday}), status=YearStatus.PUBLISHED)])

    with drawn_by(own):
        assert [day_zh(monday), day_zh(monday)] == ["2026年3月16日（周一，休）"] * 2
    assert len(reads) == 1
    assert day_zh(monday) == "2026年3月16日（周一）"


def test_a_house_in_trouble_prints_by_the_nations_calendar() -> None:
    def broken() -> WorkCalendar:
        raise Refused("S112", "磁盘读写出错")

    with drawn_by(broken):
        assert day_zh(date(2026, 2, 28)) == "2026年2月28日（周六，班）"
