"""A month of due days: every number opens its list; what the office sets otherwise is told and counts."""

import re
from collections.abc import Callable

from duban.services.rulebook import working_calendar
from engine.nouns import Role
from store import events
from store.session import reading
from tests.acceptance.conftest import House
from tests.acceptance.console.conftest import DAY, Browser

Open = Callable[..., Browser]


def total(page: str) -> int:
    return int(re.search(r"共 (\d+) 件", page).group(1))  # type: ignore[union-attr]


def test_every_number_of_a_month_opens_a_list_of_that_length(browser: Open) -> None:
    officer = browser(Role.OFFICER)
    page = officer.page("/calendar?month=2026-03")
    days = re.findall(r'<a class="due" href="([^"]+)">(\d+)', page)
    lamps = re.findall(
        r'<a class="lamp-\w+" href="(/ledger\?due[^"]+)"[^>]*><span.*?</span><span.*?</span>(\d+)</a>', page
    )
    (month,) = re.findall(r'本月到期 <a href="([^"]+)"><b>(\d+)</b>', page)
    assert days
    assert lamps
    for path, many in (month, *days, *lamps):
        assert total(officer.page(path.replace("&amp;", "&"))) == int(many), path


def test_rest_and_work_days_are_marked_and_the_unpublished_year_is_told(browser: Open) -> None:
    officer = browser(Role.OFFICER)
    february = officer.page("/calendar?month=2026-02")
    assert re.search(r'2026-02-14">14<b class="mark">班', february)
    assert re.search(r'2026-02-17">17<b class="mark">休', february)
    assert re.search(r"▲ 2027 年</span>：未公布", february)
    assert officer.page("/calendar?month=不是月份").count("2026年3月") > 0
    assert officer.get("/calendar?month=9999-12").status_code == 200


def test_a_local_day_is_set_with_a_reason_counted_logged_and_taken_back(browser: Open, office_hours: House) -> None:
    officer, reader = browser(Role.OFFICER), browser(Role.READER)
    told = {"deed": "set", "kind": "rest", "first": "2026-03-18", "reason": "防汛演练，区府办〔2026〕3号"}
    assert reader.post("/calendar", **told).status_code == 403
    assert "X445" in officer.post("/calendar", **{**told, "reason": " "}).text
    assert "X705" in officer.post("/calendar", **told, last="2026-03-01").text
    assert "X704" in officer.post("/calendar", **{**told, "first": ""}).text
    assert officer.post("/calendar", **told).headers["location"] == "/calendar?month=2026-03&done=set"
    page = officer.page("/calendar?month=2026-03")
    assert re.search(r'2026-03-18">18<b class="mark">休', page)
    assert "防汛演练" in page
    with reading(office_hours.database, office_hours.settings.jurisdiction) as session:
        assert not working_calendar(session).is_workday(DAY.replace(day=18))
        (entry,) = events.of_subject(session, "2026-03-18")
    assert (entry.kind, entry.actor) == ("calendar.set", "某officer")
    assert "X706" in officer.post("/calendar", deed="unset", first="2026-03-19", reason="错").text
    officer.post("/calendar", deed="unset", first="2026-03-18", reason="演练改期")
    with reading(office_hours.database, office_hours.settings.jurisdiction) as session:
        assert working_calendar(session).is_workday(DAY.replace(day=18))
