"""Words that would be more than words on a page: whoever reads them reads them as they were typed."""

import re
from collections.abc import Callable

import pytest

from engine.nouns import Role
from tests.acceptance.console.conftest import Browser

Open = Callable[..., Browser]
HOSTILE = "\"'><img src=x onerror=alert(1)></textarea><script>alert(2)</script>{{ 7*7 }}"
RAW = re.compile(r"<img src=x|<script>alert|</textarea><script")
READ = ("/task/{task}", "/duty/{duty}", "/judging", "/evidence", "/evidence/{piece}", "/tasks?text={text}")


@pytest.fixture
def reported(browser: Open) -> dict[str, str]:
    """What a contact reported in hostile words, with a file, a number and a colleague called so."""
    contact = browser(Role.CONTACT)
    task = re.findall(r'href="/task/([^"]+)"', contact.page("/mine"))[0]
    contact.post("/mine/accept", task=task)
    contact.post("/mine/entrust", task=task, name=HOSTILE[:40])
    sent = {"csrf": contact.csrf, "deed": "report", "text": HOSTILE, "numbers": HOSTILE}
    files = {"files": (HOSTILE.replace("/", "") + ".txt", b"text")}
    answer = contact.client.post(f"/task/{task}", data=sent, files=files, follow_redirects=False)
    assert answer.status_code == 303, answer.text
    piece = re.findall(r"/evidence/(e-\w+)", contact.page("/evidence"))[0]
    duty = re.findall(r"/duty/(\w+)", contact.page(f"/task/{task}"))[0]
    return {"task": task, "duty": duty, "piece": piece, "text": HOSTILE}


@pytest.mark.parametrize(("role", "least"), [(Role.OFFICER, 5), (Role.CONTACT, 4), (Role.LEADER, 4)])
def test_hostile_words_are_shown_as_they_were_typed(
    role: Role, least: int, reported: dict[str, str], browser: Open
) -> None:
    shown = 0
    for path in READ:
        answer = browser(role).client.get(path.format_map(reported))
        assert RAW.findall(answer.text) == [], path
        shown += "onerror=alert(1)" in answer.text and "{{ 7*7 }}" in answer.text
    assert shown >= least
