"""The console looked at as of the farthest days that may be named, and of days beyond them."""

from collections.abc import Callable
from datetime import date

import pytest

from engine.nouns import Role
from rules.years import YEARS
from tests.acceptance.console.conftest import Browser

Open = Callable[..., Browser]
PAGES = ("/today", "/ledger", "/matrix", "/tasks", "/calendar", "/leader", "/charts", "/notices", "/letters", "/roster")


def test_the_farthest_days_have_their_pages(browser: Open) -> None:
    officer = browser(Role.OFFICER)
    for day in (date(YEARS[0], 1, 1), date(YEARS[-1], 12, 31)):
        officer.get(f"/view?on={day}")
        assert [(path, officer.get(path).status_code) for path in PAGES] == [(path, 200) for path in PAGES]


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "1949-12-31", "2026-02-30"])
def test_a_day_that_may_not_be_named_is_refused(browser: Open, day: str) -> None:
    officer = browser(Role.OFFICER)
    assert "X632" in officer.get(f"/view?on={day}").text
    assert officer.get("/today").status_code == 200
