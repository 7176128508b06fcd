"""The menu: its parts, the one entry where one is, and the same by keyboard on a phone (see test_in_a_browser)."""

import re
from collections.abc import Callable

import pytest

from duban.services.powers import Deed, viewer
from duban.web.frame import GROUPS, Way, menu_of
from engine.nouns import Account, Role
from tests.acceptance.console.conftest import Browser

Open = Callable[..., Browser]
CURRENT = re.compile(r'<a href="([^"]+)" aria-current="page">[^<]+</a></li>')
OFFICER = viewer(Account("wang", "王科长", Role.OFFICER))


def entries(page: str) -> list[str]:
    """The paths of the menu of a page."""
    menu = page.partition('id="menu"')[2].partition("</nav>")[0]
    return re.findall(r'<a href="([^"]+)"', menu)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SYSTEM])
def test_every_entry_opens_and_is_then_the_only_one_that_is_current(browser: Open, role: Role) -> None:
    someone = browser(role)
    found = entries(someone.page("/"))
    assert found
    assert len(found) == len(set(found))
    for path in found:
        menu = someone.page(path).partition('id="menu"')[2].partition("</nav>")[0]
        assert CURRENT.findall(menu) == [path]


def test_a_long_menu_has_its_parts_in_order_and_a_short_one_has_none(browser: Open) -> None:
    long, short = browser(Role.OFFICER).page("/"), browser(Role.CONTACT).page("/")
    parts = re.findall(r'class="menu-part"[^>]*>([^<]+)<', long)
    assert parts == [name for name in GROUPS if name in parts]
    assert len(parts) > 3
    assert "menu-part" not in short


def test_a_single_thing_lies_under_its_list() -> None:
    ways = (
        Way("/house", "系统", "管理", Deed.LOOK),
        Way("/house/log", "日志", "管理", Deed.LOOK),
        Way("/ledger", "台账", "台账", Deed.LOOK, also=("/duty",)),
    )
    at = {path: menu_of(ways, OFFICER, path).current for path in ("/house/log", "/house/x", "/duty/1", "/housekeeping")}
    assert [way and way.path for way in at.values()] == ["/house/log", "/house", "/ledger", None]
