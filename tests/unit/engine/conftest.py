"""A calendar and a plain rule.

The calendar of 2004 to 2026 comes from a package that nothing but tests may use.
"""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import pytest
from chinese_calendar import constants

from engine.nouns import Bearer, Citation, Count, Rule
from engine.workdays import CalendarYear, WorkCalendar


@pytest.fixture(scope="session")
def china() -> WorkCalendar:
    years = {
        year: CalendarYear(
            year,
            notice="chinesecalendar",
            rest=frozenset(day for day in constants.holidays if day.year == year),
            work=frozenset(day for day in constants.workdays if day.year == year),
        )
        for year in range(2004, 2027)
    }
    return WorkCalendar("cn.workdays", years, sha256="c0ffee")


@pytest.fixture(scope="session")
def a_rule() -> Callable[..., Rule]:
    """Make an active rule on the set `offices` that wants one `report`, changed as told."""
    plain = Rule(
        id="report.year",
        title="报告一次",
        citation=Citation("d1", "1", "每年报告一次"),
        strength="must",
        bearer=Bearer("offices"),
        test=Count("report", at_least=Fraction(1)),
        state="active",
    )
    return lambda **changes: replace(plain, **changes)
