"""What an officer does all day, in a real browser: by keyboard, many at once, and beside a colleague."""

import re

from engine.nouns import Role
from tests.acceptance.console.test_in_a_browser import Window, window

__all__ = ["window"]


def test_a_check_asked_for_leaves_the_editor_as_it_is_and_shows_what_was_found(window: Window) -> None:
    page = window.page(Role.OFFICER)
    page.goto(f"{window.address}/packs")
    page.locator('main a[href^="/packs/published/"]').first.click()
    page.get_by_role("button", name="起草修订版").click()
    page.wait_for_url(re.compile("/drafts/.*/text"))
    here, text = page.url, page.locator("#pack-text")
    text.press("Control+End")
    page.keyboard.insert_text("\nfoo: bar\n")
    checked = page.get_by_role("button", name="检查", exact=True)
    checked.focus()
    with page.expect_response(re.compile("/check$")):
        page.keyboard.press("Enter")
    page.locator("#proof").get_by_text("R102").wait_for()
    assert (page.url, text.input_value().endswith("foo: bar\n")) == (here, True)
    assert checked.evaluate("each => each === document.activeElement")
    assert page.locator("#proof").evaluate("each => each.getBoundingClientRect().top < innerHeight")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # the first mistake leads back to its line
    assert text.evaluate("each => each === document.activeElement && getSelection().toString()") == "foo: bar"
