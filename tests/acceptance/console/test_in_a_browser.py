"""The console in a real browser: by keyboard, without script, on a phone, for a screen reader — and all from here."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pypdfium2
import pytest
from playwright.sync_api import Page

from duban.services import accounts
from duban.web.app import build
from duban.web.server import beside
from engine.nouns import Account, Role
from tests.acceptance.conftest import PACK, House
from tests.acceptance.console.browsers import DESK, PHONE, free_port, violations, words_of_another_language
from tests.acceptance.console.conftest import DAY, OF_AGENCY, SECRET
from workflows.standard import ROLE_ZH

PLAN = """关于做好2027年法治工作的通知
一、各部门应当于2027年6月30日前报送半年总结。
二、各部门每季度至少开展1次学法活动。
"""
LEAST = {
    Role.OFFICER: 33, Role.INSPECTOR: 24, Role.READER: 16, Role.LEADER: 12, Role.CONTACT: 9, Role.ADMINISTRATOR: 14
}  # fmt: skip
"""How many kinds of pages somebody of a role comes to from his first page, at least."""
NOT_PAGES = re.compile(r"\.(xlsx|csv|ics|pdf|docx|zip|eml|yaml|html)$|/(file|text)$|^/(view|sso)")
THING = re.compile(
    r"^/(duty|task|notices|letters|plans|drafts|training|simulate|roster/agency|house/accounts|packs/\w+)/"
)
LINKS = "Array.from(document.querySelectorAll('a[href^=\"/\"]'), (each) => each.getAttribute('href'))"
FOREIGN = """() => {
  const said = [], walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const where = walk.currentNode.parentElement;
    if (!where.closest("code, script, style, noscript, pre, textarea")) said.push(walk.currentNode.textContent);
  }
  for (const name of ["placeholder", "title", "aria-label", "alt"])
    for (const each of document.querySelectorAll(`[${name}]`)) said.push(each.getAttribute(name));
  return said;
}"""
"""All that a page says to a person, but for what it marks as code."""


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

    def furnish(self) -> None:
        """Have things of every kind in the house: letters, material, a plan and its draft, a trial of the rules."""
        self.house.send(DAY)
        page = self.page(Role.CONTACT)
        page.goto(f"{self.address}/evidence/new")
        page.set_input_files(
            "input[type=file]", {"name": "总结.txt", "mimeType": "text/plain", "buffer": "总结".encode()}
        )
        page.locator("main form button.btn-primary").first.click()
        page = self.page(Role.OFFICER)
        page.goto(f"{self.address}/plans")
        page.set_input_files(
            "input[type=file]", {"name": "要点.txt", "mimeType": "text/plain", "buffer": PLAN.encode()}
        )
        page.locator("main form:has(input[type=file]) button").click()
        page.locator("main form[action$='/draft'] button").first.click()
        page.wait_for_url(re.compile("/drafts/"))

    def _sign_in(self, page: Page, role: Role) -> None:
        name, opened = f"{role.value}-1", accounts.listed(self.house.database, self.house.settings)
        if name not in {each.name for each in opened}:
            account = Account(name, f"某{ROLE_ZH[role]}", role, OF_AGENCY.get(role))
            at = self.house.at(DAY, 9)
            accounts.open_account(self.house.database, self.house.settings, account, SECRET, by="试", now=at)
        page.goto(f"{self.address}/login")
        page.get_by_label("登录名").fill(name)
        page.get_by_label("口令").fill(SECRET)
        page.get_by_role("button", name="登录").click()
        page.wait_for_url(re.compile(r"/(today|mine|leader|house)$"))


@pytest.fixture
def window(chromium: Any, office_hours: House) -> Iterator[Window]:
    """A running house with a browser before it; whatever the test did, nothing was asked of another host."""
    port = free_port()
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


def pages_of(window: Window, page: Page) -> Iterator[str]:
    """Every page that a reader comes to by links from where he is, one of each kind; the page is there meanwhile."""
    ahead, been = [urlsplit(page.url).path], set[str]()
    while ahead:
        path = ahead.pop(0)
        kind = THING.sub(lambda found: f"/{found[1]}/*", urlsplit(path).path)
        kind = re.sub(r"\*[^/]+", "*", kind)
        if kind in been or NOT_PAGES.search(urlsplit(path).path):
            continue
        been.add(kind)
        answer = page.goto(f"{window.address}{path}")
        assert answer is not None
        assert answer.status == 200, path
        ahead += [str(each) for each in page.evaluate(LINKS)]
        yield path


def foreign(page: Page) -> list[str]:
    """Words on a page that are no Chinese."""
    return words_of_another_language(page.evaluate(FOREIGN))


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


def test_a_file_that_is_too_large_is_told_of_before_it_is_sent(window: Window, tmp_path: Path) -> None:
    page = window.page(Role.CONTACT)
    page.goto(f"{window.address}/evidence/new")
    with (tmp_path / "录像.mp4").open("wb") as film:
        film.truncate(51 * 1024 * 1024)
    picked = page.locator("input[type=file]")
    picked.set_input_files(tmp_path / "录像.mp4")
    assert "“录像.mp4”超过 50 MB" in picked.evaluate("box => box.validationMessage")
    page.locator("main form button.btn-primary").first.click()
    assert page.url.endswith("/evidence/new")
    picked.set_input_files({"name": "小.txt", "mimeType": "text/plain", "buffer": b"1"})
    assert picked.evaluate("box => box.validationMessage") == ""


def _opened(page: Page, form: Any) -> None:
    """Open the fold that a form lies in, as one does by clicking on its title."""
    fold = page.locator("details").filter(has=form)
    if fold.count() and fold.first.get_attribute("open") is None:
        fold.first.locator("summary").first.click()


@pytest.mark.parametrize("role", list(LEAST))
def test_every_page_is_read_on_a_phone_by_a_screen_reader_and_in_chinese(window: Window, role: Role) -> None:
    window.furnish()
    page, walked, found, titles = window.page(role), 0, {}, dict[str, str]()
    for path in pages_of(window, page):
        walked += 1
        page.set_viewport_size(DESK)  # type: ignore[arg-type]
        wrong = violations(page) + foreign(page)
        page.set_viewport_size(PHONE)  # type: ignore[arg-type]
        if spare := page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"):
            wrong.append(f"{spare} too wide")
        if (namesake := titles.setdefault(page.title(), page.url)) != page.url:
            wrong.append(f"titled as {namesake}")
        if page.locator("h1").count() != 1:
            wrong.append("not one h1")
        if wrong:
            found[path] = wrong
    assert found == {}
    assert walked >= LEAST[role]


def test_a_word_of_another_language_is_found(window: Window) -> None:
    page = window.page()
    page.goto(f"{window.address}/login")
    page.set_content("<p title='see below'>类别 street（<code>ag-104 county</code>）head@a.example</p>")
    assert foreign(page) == ["street", "below"]


def test_the_door_is_accessible(window: Window) -> None:
    page = window.page()
    page.goto(f"{window.address}/login")
    assert violations(page) == []


def test_the_page_of_a_leader_prints_on_one_sheet_with_its_chart(window: Window) -> None:
    page = window.page(Role.LEADER)
    page.goto(f"{window.address}/leader")
    page.wait_for_selector(".chart svg")
    printed = pypdfium2.PdfDocument(page.pdf(format="A4", prefer_css_page_size=True))
    text = printed[0].get_textpage().get_text_bounded()
    assert len(printed) == 1
    for said in ("现在怎样", "按期率", "12月", "宜过问的单位", "待签发的文书", "重复逾期"):
        assert said in text


def test_a_fold_of_the_list_is_reached_and_opened_by_keyboard(chromium: Any, twin_house: House) -> None:
    twin_house.publish(PACK.replace("window: {every: year}", "window: {every: month}"))
    twin_house.sweep(DAY)
    port = free_port()
    with beside(build(twin_house.settings, lambda: twin_house.at(DAY, 10)), "127.0.0.1", port):
        window = Window(chromium, f"http://127.0.0.1:{port}", twin_house)
        page = window.page(Role.CONTACT)
        page.goto(f"{window.address}/mine")
        page.locator("main").focus()
        page.keyboard.press("j")
        fold = page.locator("details.fold")
        assert fold.locator("summary").evaluate("each => each === document.activeElement")
        page.keyboard.press("Enter")
        assert fold.evaluate("each => each.open")
        assert fold.locator("a").count() == 3
        page.context.close()
