"""Long work outlives the process that did it: what came of it is shown by the next one, what was cut off is told."""

import re
from collections.abc import Callable
from datetime import datetime

import pytest

from duban.services.jobs.kinds import Kind
from engine.nouns import Role
from store import jobs
from store.session import transaction
from tests.acceptance.conftest import House
from tests.acceptance.console.conftest import Browser, doors

Open = Callable[..., Browser]
SPAN = {"first": "2026-01-01", "last": "2026-06-30", "by": "day"}


def test_what_came_of_a_run_is_there_after_a_restart(office_hours: House, clock: list[datetime]) -> None:
    with doors(office_hours, clock) as open_browser:
        officer = open_browser(Role.OFFICER)
        where = officer.post("/simulate", **SPAN).headers["location"]
        before = shown(officer.page(where))
    with doors(office_hours, clock) as open_browser:
        officer = open_browser(Role.OFFICER)
        assert shown(officer.page(where)) == before
        assert f'href="{where}"' in officer.page("/simulate")


def shown(page: str) -> list[str]:
    """The numbers of the table and its chart."""
    numbers = re.findall(r'data-label="件数"[^>]*>(?:<[^>]+>)?(\d+)', page)
    found = numbers + re.findall(r'id="played-options">([^<]+)<', page)
    assert len(found) > 1
    return found


@pytest.fixture
def cut_off(office_hours: House, clock: list[datetime]) -> str:
    """The name of a run whose process was killed."""
    worker, asked = "elsewhere/7", {**SPAN, "pack": ""}
    left = jobs.Job("r1", Kind.SIMULATION, "officer-1", "某officer", asked, clock[0], clock[0], worker, done=3, total=9)
    with transaction(office_hours.database, office_hours.settings.jurisdiction) as session:
        jobs.put(session, left)
    clock[0] = clock[0].replace(hour=clock[0].hour + 1)
    return left.name


def test_what_was_cut_off_is_told_and_may_be_asked_again_as_it_was(browser: Open, cut_off: str) -> None:
    officer, keeper = browser(Role.OFFICER), browser(Role.ADMINISTRATOR)
    answer = officer.get(f"/simulate/{cut_off}")
    assert (answer.status_code, "X698" in answer.text) == (409, True)
    assert 'name="last" value="2026-06-30"' in answer.text
    page = keeper.page("/house/jobs")
    assert "中断" in page
    assert "X698" in page
    assert 'href="/simulate?by=day&amp;first=2026-01-01&amp;last=2026-06-30"' in page
    again = officer.page("/simulate?first=2026-01-01&last=2026-06-30&by=day")
    assert 'name="last" value="2026-06-30"' in again
    assert officer.post("/simulate", **SPAN).status_code == 303
    assert "办完" in keeper.page("/house/jobs")
    assert "共 1 件" in keeper.page("/house/jobs?work=simulation&state=cut_off")
    assert "共 0 件" in keeper.page("/house/jobs?work=upgrade")
    assert "某officer,2026-03-16" in keeper.get("/house/jobs.csv?state=cut_off&text=X698").content.decode("utf-8-sig")


def test_where_there_was_no_long_work_the_page_says_so(browser: Open) -> None:
    assert "近一星期没有后台工作" in browser(Role.ADMINISTRATOR).page("/house/jobs")
