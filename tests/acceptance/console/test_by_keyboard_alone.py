"""The wizard, a letter's link and a paper by keyboard alone: what is focused is seen, and nothing holds one back.

Whoever has no mouse finds a button by going from one place to the next; a file is chosen as the system lets him.
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from duban.services.post import receipts
from duban.web.app import build
from duban.web.server import beside
from engine.nouns import Role
from store import letters
from store.session import transaction
from tests.acceptance.conftest import House
from tests.acceptance.console.browsers import free_port, violations
from tests.acceptance.console.conftest import DAY
from tests.acceptance.console.test_in_a_browser import PLAN, Window

MOST = 120
"""How many places a page may have before the one that is looked for."""
HERE = """() => {
  const at = document.activeElement;
  const look = () => {
    const style = getComputedStyle(at);
    return [style.outlineStyle, style.outlineWidth, style.boxShadow, style.backgroundColor, style.borderColor].join();
  };
  const whole = at !== document.body && at.type !== "date" && at.tagName !== "IFRAME";
  at.style.transition = "none";
  const focused = look();
  if (whole) at.blur();
  const left = look();
  if (whole) at.focus({focusVisible: true});
  const box = at.getBoundingClientRect();
  return {
    name: (at.innerText || at.getAttribute("aria-label") || at.name || "").trim(),
    seen: !whole || focused !== left,
    shown: at === document.body || (box.width > 0 && box.height > 0),
    below: box.top + window.scrollY,
    inside: at.closest("main") !== null,
  };
}"""
"""Where one is: a place must look otherwise than when it is left; the parts of a day's field are not asked."""


@pytest.fixture
def hands(chromium: object, office_hours: House) -> Iterator[Window]:
    """A running house with a browser before it, whose letters bear links."""
    port = free_port()
    settings = office_hours.settings.model_copy(update={"public_url": f"http://127.0.0.1:{port}"})
    house = House(office_hours.database, settings, office_hours.folder)
    with beside(build(settings, lambda: house.at(DAY, 10)), "127.0.0.1", port):
        opened = Window(chromium, settings.public_url, house)
        yield opened
        for context in list(opened.chromium.contexts):
            context.close()


def walk_to(page: Page, name: str) -> None:
    """Go from place to place until the one of that name is focused; each is seen, and none holds one back."""
    assert violations(page) == [], page.url
    for _ in range(MOST):
        page.keyboard.press("Tab")
        at = page.evaluate(HERE)
        assert at["shown"], (page.url, at)
        assert at["seen"] or not at["inside"], (page.url, at)
        if at["inside"] and at["name"].startswith(name):
            return
    pytest.fail(f"{name} is not reached on {page.url}")


def press(page: Page, name: str) -> None:
    """Press the button, or follow the link, of that name."""
    walk_to(page, name)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_a_plan_goes_from_upload_to_publication(hands: Window) -> None:
    page = hands.page(Role.OFFICER)
    page.goto(f"{hands.address}/plans")
    page.locator("input[type=file]").set_input_files(
        {"name": "要点.txt", "mimeType": "text/plain", "buffer": PLAN.encode()}
    )
    press(page, "上传并阅读")
    press(page, "据此起草规则")
    while page.locator("article.question").count():
        press(page, "照拟定读法" if page.get_by_role("button", name="照拟定读法").count() else "不督办，删去")
    press(page, "下一步：看发布会带来什么变化")
    page.wait_for_selector("ul.lamps")
    press(page, "发布")
    assert "应办事项已进台账" in page.locator("main").inner_text()


def test_a_letter_is_signed_for_by_its_link(hands: Window) -> None:
    house = hands.house
    with transaction(house.database, house.settings.jurisdiction) as session:
        letter = next(each for each in letters.find(session) if each.notices)
        link = receipts.link_of(session, house.settings, letter.message_id)
    page = hands.page()
    page.goto(str(link))
    assert violations(page) == []
    for _ in range(MOST):
        page.keyboard.press("Tab")
        at = page.evaluate(HERE)
        assert (at["shown"], at["seen"]) == (True, True), at
        if at["name"] == "签收":
            break
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "已由" in page.locator("body").inner_text()


def test_a_held_paper_is_released(hands: Window) -> None:
    hands.house.sweep(DAY.replace(day=30))
    hands.house.sweep(DAY)
    page = hands.page(Role.OFFICER)
    page.goto(f"{hands.address}/notices?state=held")
    path = page.locator("td[data-label=文书] a").first.get_attribute("href")
    page.goto(f"{hands.address}{path}")
    press(page, "签发")
    assert "撤回签发" in page.locator("main").inner_text()
