"""Every list can be narrowed and taken away: the menu of each role is walked, and what it leads to is held to that.

A page that is no list stands in EXCEPTIONS with the reason; a new entry of the menu is held to the rule by itself.
"""

import io
import json
import re
from collections.abc import Callable
from urllib.parse import quote
from zipfile import ZipFile

import pytest

from duban.services.counter.scores import SHOWN
from engine.nouns import Role
from store import settings as marks
from store.session import transaction
from tests.acceptance.conftest import House
from tests.acceptance.console.conftest import DAY, Browser
from tests.acceptance.console.test_the_menu import entries

Open = Callable[..., Browser]
EXCEPTIONS = {
    "/today": "the figures of the day; each opens a list",
    "/charts": "figures by rule and month, taken away whole; each opens a list",
    "/leader": "one page to read, printed as a paper; each figure opens a list",
    "/calendar": "a month to look at; each figure opens the ledger",
    "/mine/calendar": "addresses and files to take away",
    "/mine/deputies": "a form",
    "/hours": "a form with its sheet",
    "/simulate": "a form; what came of a run is a list of its own",
    "/house": "how the house runs, on one page; taken away in the bundle",
    "/house/rounds": "how the house runs, on one page; taken away in the bundle",
    "/house/mail": "a form",
    "/house/upkeep": "forms",
}
NO_MENU = {
    Role.OFFICER: ("/leader/repeats", "/roster/people", "/roster/changes"),
    Role.ADMINISTRATOR: ("/roster/people", "/roster/changes"),
}
FOR_NOW = "只有现在的，不随所看的日期变化"
AS_IT_STOOD = {
    "/today", "/leader", "/leader/repeats", "/ledger", "/matrix", "/mine", "/tasks", "/petitions", "/evidence",
    "/notices", "/letters", "/drafts", "/packs", "/roster", "/roster/people", "/roster/changes", "/scores",
    "/house/log", "/charts", "/training",
}  # fmt: skip
"""What reads on a past day as it read then; everything else says that it does not."""


@pytest.fixture
def compared(office_hours: House) -> None:
    """Somebody turned on that agencies are shown side by side."""
    with transaction(office_hours.database, office_hours.settings.jurisdiction) as session:
        told = {"shown": True, "by": "王科长", "reason": "例会要用"}
        marks.put(session, SHOWN, json.dumps(told, ensure_ascii=False))


def lists_of(browser: Browser, role: Role) -> list[str]:
    """Where the menu of a role leads, and the lists behind it."""
    return [*entries(browser.page("/")), *NO_MENU.get(role, ())]


def exports(page: str) -> list[str]:
    """The addresses under which a page offers itself as a file."""
    return [each.replace("&amp;", "&") for each in re.findall(r'href="([^"]+\.(?:xlsx|csv)[^"]*)"', page)]


@pytest.mark.usefixtures("compared")
@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SYSTEM])
def test_every_list_is_narrowed_taken_away_and_says_of_which_day_it_is(browser: Open, role: Role) -> None:
    someone = browser(role)
    paths = lists_of(someone, role)
    for path in paths:
        page = someone.page(path)
        assert FOR_NOW not in page, path
        if path not in EXCEPTIONS:
            assert 'role="search"' in page, path
            assert_taken_away(someone, path, page)
            assert_narrowed(someone, path, page)
    someone.get(f"/view?on={DAY.replace(day=2)}")
    for path in paths:
        assert (FOR_NOW in someone.page(path)) == (path not in AS_IT_STOOD), path


def assert_taken_away(someone: Browser, path: str, page: str) -> None:
    files = exports(page)
    assert {each.partition("?")[0].rpartition(".")[2] for each in files} == {"xlsx", "csv"}, path
    assert any("encoding=gb18030" in each for each in files), path
    for each in files:
        answer = someone.get(each)
        assert answer.status_code == 200, each
        if ".xlsx" in each:
            assert "xl/workbook.xml" in ZipFile(io.BytesIO(answer.content)).namelist(), each
        else:
            answer.content.decode("gb18030" if "gb18030" in each else "utf-8-sig")


def assert_narrowed(someone: Browser, path: str, page: str) -> None:
    """Words that nobody wrote find nothing."""
    field = re.search(r'type="search" name="(\w+)"', page)
    if field:
        nothing = someone.page(f"{path}?{field.group(1)}={quote('谁也没有写过的字')}")
        assert "data-rows" not in nothing.partition("<h2>随软件提供")[0], path


def test_the_exceptions_are_pages_of_the_house(browser: Open) -> None:
    found = {path for role in Role if role is not Role.SYSTEM for path in entries(browser(role).page("/"))}
    assert EXCEPTIONS.keys() <= found
