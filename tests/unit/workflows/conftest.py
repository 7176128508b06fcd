"""A calendar for the room's tests: 2026 as its notice orders it around the Labour Day holiday."""

from datetime import date

import pytest

from engine.workdays import CalendarYear, WorkCalendar


@pytest.fixture(scope="session")
def calendar() -> WorkCalendar:
    """May 2026: 05-01 to 05-05 off, Saturday 05-09 worked."""
    rest = frozenset(date(2026, 5, day) for day in (1, 4, 5))
    year = CalendarYear(2026, "国办发明电〔2025〕7号", rest=rest, work=frozenset({date(2026, 5, 9)}))
    return WorkCalendar("cn.workdays", {2026: year})
