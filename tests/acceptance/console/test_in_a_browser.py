"""The console in a real browser: by keyboard, without JavaScript, on a phone, for a screen reader — and all from here.

Chromium is Debian's (`apt-get install chromium fonts-noto-cjk`); without it these tests are skipped, except in CI.
"""

import os
import re
import socket
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, sync_playwright

from duban.services import accounts
from duban.web.app import build
from duban.web.server import beside
from engine.nouns import Account, Role
from tests.acceptance.conftest import House
from tests.acceptance.console.conftest import DAY, OF_AGENCY, SECRET

CHROMIUM = Path("/usr/bin/chromium")
AXE = (Path(__file__).parents[2] / "vendor" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1200, "height": 800}
SCREENS = {
    Role.OFFICER: (
        "/today", "/ledger", "/matrix", "/duty/", "/task/", "/tasks", "/petitions", "/notices", "/letters", "/silences",
        "/evidence", "/plans", "/packs", "/simulate", "/roster", "/calendar", "/charts", "/training", "/scores",
    ),
    Role.CONTACT: ("/mine", "/mine/calendar", "/mine/deputies", "/evidence/new", "/hours"),
    Role.LEADER: ("/leader",),
    Role.ADMINISTRATOR: (
        "/house", "/house/rounds", "/house/log", "/house/accounts", "/house/upkeep", "/house/mail", "/secret",
    ),
}  # fmt: skip
"""The main screens of each role; a path that ends with / leads to the first thing of its kind."""


@dataclass
class Window:
    """A browser at the address of a running house, and every request that it made."""

    chromium: Any
    address: str
    house: House
    requests: list[str] = field(default_factory=list)

    def page(self, role: Role | None = None, *, script: bool = True, phone: bool = False) -> Page:
        """A page of a browser of its own, signed in as somebody of a role."""
        context = self.chromium.new_context(java_script_enabled=script, viewport=PHONE if phone else DESK)
        context.set_default_timeout(60_000)
        context.on("request", lambda request: self.requests.append(request.url))
        page: Page = context.new_page()
        if role is not None:
            self._sign_in(page, role)
        return page

    def _sign_in(self, page: Page, role: Role) -> None:
        name, opened = f"{role.value}-1", accounts.listed(self.house.database, self.house.settings)
        if name not in {each.name for each in opened}:
            account = Account(name, f"某{role.value}", role, OF_AGENCY.get(role))
            at = self.house.at(DAY, 9)
            accounts.open_account(self.house.database, self.house.settings, account, SECRET, by="试", now=at)
        page.goto(f"{self.address}/login")
        page.get_by_label("登录名").fill(name)
        page.get_by_label("口令").fill(SECRET)
        page.get_by_role("button", name="登录").click()
        page.wait_for_url(re.compile(r"/(today|mine|leader|house)$"))


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    if not CHROMIUM.exists() and not os.environ.get("CI"):
        pytest.skip("没有 chromium；apt-get install chromium fonts-noto-cjk")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def window(chromium: Any, office_hours: House) -> Iterator[Window]:
    """A running house with a browser before it; whatever the test did, nothing was asked of another host."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    app = build(office_hours.settings, lambda: office_hours.at(DAY, 10))
    with beside(app, "127.0.0.1", port):
        opened = Window(chromium, f"http://127.0.0.1:{port}", office_hours)
        yield opened
        for context in list(chromium.contexts):
            context.close()
    hosts = {urlsplit(url).netloc for url in opened.requests if not url.startswith(("data:", "blob:"))}
    assert hosts == {f"127.0.0.1:{port}"}


def first(page: Page, address: str, listing: str, wanted: str) -> str:
    """The path of the first thing that a list leads to."""
    page.goto(f"{address}{listing}")
    found = page.locator(f'main a[href^="{wanted}"]').first.get_attribute("href")
    assert found is not None
    return found


def paths(window: Window, page: Page, role: Role) -> list[str]:
    """The screens of a role, things in place of kinds of things."""
    lists = {"/duty/": "/ledger", "/task/": "/tasks"}
    return [first(page, window.address, lists[path], path) if path in lists else path for path in SCREENS[role]]


def test_the_ledger_is_walked_by_keyboard(window: Window) -> None:
    page = window.page(Role.OFFICER)
    page.goto(f"{window.address}/ledger")
    rows = page.locator("table[data-rows] tbody tr")
    assert rows.count() > 1
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert "chosen" in (rows.nth(1).get_attribute("class") or "")
    page.keyboard.press("k")
    assert "chosen" in (rows.nth(0).get_attribute("class") or "")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.type") == "search"
    page.goto(f"{window.address}/ledger")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "跳到正文"


def test_the_menu_of_a_phone_is_opened_walked_and_closed_by_keyboard(window: Window) -> None:
    page = window.page(Role.OFFICER, phone=True)
    menu, opener = page.locator("#menu"), page.locator("button[popovertarget=menu]")
    assert opener.inner_text() == "菜单：今天"
    assert not menu.is_visible()
    opener.press("Enter")
    assert menu.is_visible()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('#menu') !== null")
    page.keyboard.press("Escape")
    assert not menu.is_visible()
    opener.press("Enter")
    menu.get_by_role("link", name="台账", exact=True).press("Enter")
    page.wait_for_url(re.compile("/ledger$"))
    assert opener.inner_text() == "菜单：台账"


def test_a_past_day_is_picked_and_left_again(window: Window) -> None:
    page = window.page(Role.OFFICER)
    page.get_by_label("截至").fill("2026-02-02")
    page.get_by_role("button", name="查看").click()
    stamp = page.locator(".stamp")
    assert "正在查看 2026年2月2日（周一） 的情况" in stamp.inner_text()
    page.goto(f"{window.address}/ledger")
    assert "past" in (stamp.get_attribute("class") or "")
    page.get_by_role("link", name="回到今天").click()
    assert "截至今天 2026年3月16日（周一）" in stamp.inner_text()


def test_a_report_with_a_file_goes_in_without_javascript(window: Window) -> None:
    page = window.page(Role.CONTACT, script=False)
    path = first(page, window.address, "/mine", "/task/")
    page.goto(f"{window.address}{path}")
    accept = page.locator('form:has(input[name="deed"][value="accept"])')
    _opened(page, accept)
    accept.get_by_role("button").click()
    report = page.locator('form:has(input[name="deed"][value="report"])').first
    _opened(page, report)
    report.get_by_label("办理情况").fill("年度报告已报送，见附件。")
    kinds = report.locator('select[name="kind"]')
    if kinds.count():
        kinds.select_option(index=1)
    file = {"name": "年度报告.txt", "mimeType": "text/plain", "buffer": "一、工作情况……".encode()}
    report.locator('input[type="file"]').set_input_files(file)  # type: ignore[arg-type]
    report.get_by_role("button", name="反馈").click()
    said = page.locator("main").inner_text()
    assert "年度报告已报送，见附件。" in said
    assert "年度报告.txt" in said


def _opened(page: Page, form: Any) -> None:
    """Open the fold that a form lies in, as one does by clicking on its title."""
    fold = page.locator("details").filter(has=form)
    if fold.count() and fold.first.get_attribute("open") is None:
        fold.first.locator("summary").first.click()


@pytest.mark.parametrize("role", list(SCREENS))
def test_every_screen_can_be_read_on_a_phone(window: Window, role: Role) -> None:
    page = window.page(role, phone=True)
    wide = {}
    for path in paths(window, page, role):
        answer = page.goto(f"{window.address}{path}")
        assert answer is not None
        assert answer.status == 200, path
        spare = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if spare > 0:
            wide[path] = spare
        assert page.locator("h1").count() == 1, path
    assert wide == {}


@pytest.mark.parametrize("role", list(SCREENS))
def test_every_screen_is_accessible(window: Window, role: Role) -> None:
    page = window.page(role)
    found = {}
    for path in paths(window, page, role):
        page.goto(f"{window.address}{path}")
        if broken := violations(page):
            found[path] = broken
    assert found == {}


def test_the_door_is_accessible(window: Window) -> None:
    page = window.page()
    page.goto(f"{window.address}/login")
    assert violations(page) == []


def violations(page: Page) -> list[str]:
    """What axe finds serious or critical, with the first place of each."""
    page.evaluate(AXE)
    told = page.evaluate("axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']})")
    grave = [each for each in told["violations"] if each["impact"] in ("serious", "critical")]
    return [f"{each['id']} ×{len(each['nodes'])}: {each['nodes'][0]['html'][:160]}" for each in grave]
