"""A contact without an account reports from the link in his mail; the link opens that letter and nothing else."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from itsdangerous import URLSafeSerializer

from duban.services.care.keys import drawn_key
from duban.services.counter import by_link
from duban.services.post import receipts
from duban.web.app import build
from engine.nouns import TaskState
from store import events, letters, notices, tasks
from store.session import reading, transaction
from tests.acceptance.conftest import House

SENT = date(2026, 2, 6)
LATER = date(2026, 2, 9)
OURS, THEIRS = "contact@sfj.example", "contact@jyj.example"
Links = Callable[[str], str]


@pytest.fixture
def office(sqlite_house: House) -> House:
    """An office whose letters of this morning bear links."""
    sqlite_house.sweep(SENT)
    settings = sqlite_house.settings.model_copy(update={"public_url": "https://duban.example.gov.cn"})
    return House(sqlite_house.database, settings, sqlite_house.folder)


@pytest.fixture
def link(office: House) -> Links:
    """The path of the link in the first letter to an address."""

    def made(recipient: str) -> str:
        with transaction(office.database, office.settings.jurisdiction) as session:
            letter = letters.find(session, recipient=recipient)[0]
            found = receipts.link_of(session, office.settings, letter.message_id)
        return str(found).removeprefix(office.settings.public_url)

    return made


def browser(office: House, on: date = LATER) -> TestClient:
    return TestClient(build(office.settings, lambda: office.at(on)), follow_redirects=False)


def forms(page: str) -> dict[str, dict[str, str]]:
    """The forms of a page by where they lead, with their hidden fields."""
    found = re.findall(r'<form method="post" action="([^"]+)" enctype.*?</form>', page, re.DOTALL)
    whole = re.findall(r'(<form method="post" action="[^"]+" enctype.*?</form>)', page, re.DOTALL)
    hidden = [dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', each)) for each in whole]
    return dict(zip(found, hidden, strict=True))


def states(office: House) -> dict[str, TaskState]:
    with reading(office.database, office.settings.jurisdiction) as session:
        return {task.key: task.state for task in tasks.find(session)}


def told(office: House, key: str) -> list[str]:
    with reading(office.database, office.settings.jurisdiction) as session:
        return [each.kind for each in events.of_subject(session, key)]


def test_a_report_with_a_file_goes_in_by_link_and_counts_once(office: House, link: Links) -> None:
    client, path = browser(office), link(OURS)
    ((where, hidden),) = forms(client.get(path).text).items()
    assert hidden["deed"] == "accept"
    number = where.rpartition("/")[2]
    assert client.get(where).status_code in (404, 405)  # looking never acts
    assert states(office)[number] is TaskState.ASSIGNED
    assert client.post(where, data=hidden).headers["location"] == f"{path}?done=accept"
    page = client.get(f"{path}?done=accept").text
    assert "已签收并承办" in page
    ((where, hidden),) = forms(page).items()
    assert hidden["deed"] == "report"
    said: dict[str, Any] = {
        "data": {**hidden, "text": "已报送年度报告", "name": "小李", "numbers": "示司〔2026〕3号"},
        "files": {"files": ("年度报告.txt", "一、工作情况……".encode(), "text/plain")},
    }
    assert client.post(where, **said).headers["location"] == f"{path}?done=report"
    after = told(office, number)
    assert client.post(where, **said).status_code == 303
    assert told(office, number) == after
    assert after.count("task.report") == 1
    page = client.get(path).text
    assert "待审核：已报送年度报告" in page
    assert forms(page) == {}
    with reading(office.database, office.settings.jurisdiction) as session:
        (last,) = [each for each in events.of_subject(session, number) if each.kind == "task.report"]
        letter = letters.find(session, recipient=OURS)[0]
        lines = events.of_subject(session, letter.message_id)
        used = [each.payload["deed"] for each in lines if each.kind == by_link.USED]
    assert last.actor == "小李（凭甲的链接）"
    assert used == ["accept", "report"]


def test_what_could_not_be_done_is_told_beside_what_was_written(office: House, link: Links) -> None:
    client, path = browser(office), link(OURS)
    ((where, hidden),) = forms(client.get(path).text).items()
    client.post(where, data=hidden)
    ((where, hidden),) = forms(client.get(path).text).items()
    answer = client.post(where, data={**hidden, "text": "写了半天的话", "links": "ftp://x"})
    assert (answer.status_code, "X416" in answer.text, "写了半天的话" in answer.text) == (409, True, True)


def test_a_link_reaches_no_other_task(office: House, link: Links) -> None:
    client, path, theirs = browser(office), link(OURS), link(THEIRS)
    own = next(iter(forms(client.get(path).text)))
    foreign = next(iter(forms(client.get(theirs).text))).rpartition("/")[2]
    with reading(office.database, office.settings.jurisdiction) as session:
        letter = letters.find(session, recipient=OURS)[0]
        spoken = {each.obligation for each in notices.of_keys(session, letter.notices)}
        unspoken = next(t.key for t in tasks.find(session) if t.obligation not in spoken and t.key != foreign)
        duty = next(iter(spoken))
    before = states(office)
    for number in (foreign, unspoken, duty, duty[:10], "x", "..%2F" + foreign, f"{foreign}%00"):
        for deed in ("accept", "report"):
            answer = client.post(f"{path}/{number}", data={"deed": deed, "seen": "1", "text": "抢先办了"})
            assert answer.status_code == 404, (number, answer.status_code)
            assert "抢先办了" not in answer.text
    assert states(office) == before
    for deed in ("verify", "cancel", "extend", "judge", "ask.exempt", "remark", "inspect", ""):
        answer = client.post(own, data={"deed": deed, "seen": "1", "reason": "想自己核验", "doc": "x"})
        assert (answer.status_code, "X666" in answer.text) == (409, True), deed
    for seen in ("", "-1", "9" * 5000, "0"):
        answer = client.post(own, data={"deed": "accept", "seen": seen})
        assert (answer.status_code, re.search("X667|X411", answer.text) is not None) == (409, True)
    assert states(office) == before


def test_a_forged_or_old_link_opens_nothing(office: House, link: Links) -> None:
    client, path = browser(office), link(OURS)
    number = next(iter(forms(client.get(path).text))).rpartition("/")[2]
    with transaction(office.database, office.settings.jurisdiction) as session:
        key, letter = drawn_key(session), letters.find(session, recipient=OURS)[0].message_id.strip("<>")
    forged = [URLSafeSerializer(k, salt=s).dumps(letter) for k, s in ((key, "agenda"), ("guessed", "receipt"))]
    for token in (*forged, path[3:-1], path[3:] + "a", ""):
        answer = client.post(f"/r/{token}/{number}", data={"deed": "accept", "seen": "1"})
        assert answer.status_code in (404, 409)
        assert "X905" in answer.text or "X901" in answer.text
    last = SENT + timedelta(office.settings.link_days)
    assert browser(office, last).get(path).status_code == 200
    late = browser(office, last + timedelta(1))
    for answer in (
        late.get(path),
        late.post(path),
        late.post(f"{path}/{number}", data={"deed": "accept", "seen": "1"}),
    ):
        assert (answer.status_code, "X664" in answer.text) == (410, True)
    assert states(office)[number] is TaskState.ASSIGNED
