"""Who gets in, who is kept out, and what a form must carry."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from html import unescape
from typing import Any

import pytest
from fastapi.testclient import TestClient

from engine.nouns import Role
from tests.acceptance.console.conftest import SECRET

Open = Callable[..., "object"]


@pytest.mark.parametrize("path", ["/", "/today", "/ledger", "/matrix", "/ledger.csv", "/duty/abcdef"])
def test_nobody_sees_a_page_without_signing_in(browser: Open, path: str) -> None:
    answer = browser().get(path)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/login?to=")


def test_a_wrong_secret_is_told_and_opens_nothing(browser: Open) -> None:
    somebody = browser()
    answer = somebody.post("/login", name="officer-1", secret="不是口令不是口令")
    assert answer.status_code == 403
    assert "X610" in answer.text
    assert somebody.get("/today").status_code == 303


def test_guessing_is_slowed_down(browser: Open) -> None:
    somebody = browser()
    told = [somebody.post("/login", name="guessed", secret="不是口令不是口令").text for _ in range(9)]
    assert all("X610" in each for each in told[:8])
    assert "X611" in told[8]


def test_one_is_never_led_to_another_host(browser: Open) -> None:
    officer = browser(Role.OFFICER)
    for to in ("https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"):
        assert officer.get("/view", params={"to": to}).headers["location"] == "/"
    assert officer.get("/view", params={"to": "/ledger?page=2"}).headers["location"] == "/ledger?page=2"


def test_a_form_from_elsewhere_is_refused(browser: Open) -> None:
    officer = browser(Role.OFFICER)
    client: TestClient = officer.client
    for fields, headers in (
        ({}, {}),
        ({"csrf": "x"}, {}),
        ({"csrf": officer.csrf}, {"origin": "https://evil.example"}),
    ):
        answer = client.post("/logout", data=fields, headers=headers, follow_redirects=False)
        assert (answer.status_code, "X631" in answer.text) == (403, True)
    assert officer.post("/logout").headers["location"] == "/login?left=1"
    assert officer.get("/today").status_code == 303


def test_cookies_are_kept_from_scripts_and_pages_bind_themselves_to_this_host(browser: Open) -> None:
    browser(Role.OFFICER)
    fresh = browser()
    answer = fresh.post("/login", name="officer-1", secret="河道巡查每季一次记台账2026")
    assert "HttpOnly" in answer.headers["set-cookie"]
    assert "SameSite=lax" in answer.headers["set-cookie"]
    page = fresh.get("/today")
    assert "script-src 'self'" in page.headers["content-security-policy"]
    assert "<script>" not in page.text
    assert " style=" not in page.text


def test_every_page_names_a_seal_that_is_there(browser: Open) -> None:
    [named] = re.findall(r'<link rel="icon" href="([^"]+)"', browser().get("/login").text)
    seal = browser().get(named)
    assert (seal.status_code, seal.headers["content-type"].partition(";")[0]) == (200, "image/svg+xml")


def test_whose_secret_another_chose_goes_nowhere_before_he_chose_his_own(browser: Open) -> None:
    admin, given = browser(Role.ADMINISTRATOR), browser()
    page = admin.post("/house/accounts", name="liu", title="刘科长", role="officer", agency="").text
    once = re.search(r"<code>([^<]+)</code>", page).group(1)  # type: ignore[union-attr]
    assert given.post("/login", name="liu", secret=once).status_code == 303
    for path in ("/", "/today", "/ledger.csv", "/house"):
        answer = given.get(path)
        assert (answer.status_code, answer.headers["location"]) == (303, "/secret"), path
    token = given.client.post("/api/v1/seat", json={"name": "liu", "secret": once}).json()["token"]
    told = given.client.get("/api/v1/lamps", headers={"Authorization": f"Bearer {token}"})
    assert (told.status_code, told.json()["code"]) == (403, "X731")
    form = given.page("/secret")
    given.csrf = re.search(r'name="csrf" value="(\w+)"', form).group(1)  # type: ignore[union-attr]
    assert "先换成只有您自己知道的" in form
    same = given.post("/secret", old=once, new=once, again=once)
    assert (same.status_code, "X725" in same.text) == (409, True)
    own = "刘家有女初长成在二〇二六年"
    assert given.post("/secret", old=once, new=own, again=own).headers["location"] == "/login"
    assert given.post("/login", name="liu", secret=own).status_code == 303
    assert "今天" in given.page("/today")
    renewed = admin.post("/house/accounts/liu", deed="secret").text
    once = re.search(r"<code>([^<]+)</code>", renewed).group(1)  # type: ignore[union-attr]
    given.post("/login", name="liu", secret=once)
    assert given.get("/today").headers["location"] == "/secret"


def test_what_was_typed_is_shown_when_the_seat_is_gone(browser: Any, clock: list[datetime]) -> None:
    officer, here = browser(Role.OFFICER), {"referer": "http://duban.test/silences"}
    sent = {"csrf": officer.csrf, "reason": "系统停电检修，<b>暂停</b>", "secret": "绝不重复"}
    stale = officer.client.post("/silences", data={**sent, "csrf": "旧"}, headers=here)
    clock[0] += timedelta(days=3)
    gone = officer.client.post("/silences", data=sent, headers=here)
    assert ("X631" in stale.text, stale.status_code, "X908" in gone.text, gone.status_code) == (True, 403, True, 401)
    for kept in (stale.text, gone.text):
        assert "系统停电检修，&lt;b&gt;暂停&lt;/b&gt;" in kept
        assert "绝不重复" not in kept
    assert '<input type="hidden" name="to" value="/silences">' in gone.text
    elsewhere = officer.client.post("/silences", data=sent, headers={"referer": "http://elsewhere.test/"})
    assert "系统停电检修" not in elsewhere.text


def test_what_was_sent_without_a_seat_is_sent_by_one_press_after_signing_in(
    browser: Any, clock: list[datetime]
) -> None:
    officer = browser(Role.OFFICER)
    clock[0] += timedelta(days=3)
    sent = {"csrf": officer.csrf, "deed": "pause", "reason": "系统停电检修 & “断网”", "secret": "绝不重复"}
    gone = officer.client.post("/sending", data=sent, headers={"referer": "http://duban.test/silences?page=2"})
    carried = {"to": hidden(gone.text, "to"), "kept": hidden(gone.text, "kept")}
    assert carried["to"] == "/silences?page=2"
    assert "绝不重复" not in gone.text
    wrong = officer.client.post("/login", data={**carried, "name": "officer-1", "secret": "不对的口令"})
    assert (wrong.status_code, hidden(wrong.text, "kept")) == (403, carried["kept"])
    back = officer.client.post("/login", data={**carried, "name": "officer-1", "secret": SECRET})
    assert "断网" not in officer.page("/silences"), "nothing is sent before he presses"
    again = {name: hidden(back.text, name) for name in ("csrf", "deed", "reason")}
    assert again["reason"] == sent["reason"]
    assert 'action="/sending"' in back.text
    officer.client.post("/sending", data=again)
    assert "断网" in officer.page("/silences")


@pytest.mark.parametrize(
    "kept", ["{", "[]", '["//elsewhere.test/", [], []]', '["/x", [["a", 1]], []]', '["/x", [], 1]']
)
def test_what_is_no_form_of_ours_is_not_carried_through_the_door(browser: Any, kept: str) -> None:
    officer = browser(Role.OFFICER)
    answer = officer.client.post(
        "/login", data={"name": "officer-1", "secret": SECRET, "kept": kept}, follow_redirects=False
    )
    assert (answer.status_code, answer.headers["location"]) == (303, "/")


def hidden(page: str, name: str) -> str:
    """What a field that nobody sees holds."""
    found = re.search(rf'<input type="hidden" name="{name}" value="([^"]*)"', page)
    assert found is not None, name
    return unescape(found.group(1))
