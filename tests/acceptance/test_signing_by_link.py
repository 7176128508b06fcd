"""A letter with a link: looking changes nothing, signing counts once, and the page obeys the rules of the house."""

import io
import json
import re
import zipfile
from dataclasses import replace
from datetime import date
from email import message_from_bytes
from email.policy import default
from hashlib import sha256
from typing import Any

import pytest
from starlette.testclient import TestClient

from duban.services.casefile import casezip
from duban.services.counter import by_link
from duban.services.counter.deeds import Visit
from duban.services.post import receipts
from duban.services.powers import Viewer
from duban.services.showing import letters as showing
from duban.services.showing.view import View
from duban.web import app as web
from engine.nouns import Account, Letter, Role, TaskState
from notifications.wire import with_texts
from store import events, letters, notices, tasks
from store.session import reading, transaction

FRIDAY = date(2026, 2, 6)
LATER = date(2026, 2, 9)
OFFICER = Account("officer-1", "督办甲", Role.OFFICER)


def posting(house: Any) -> Any:
    """The same office with letters in its outbox and an address on the intranet."""
    house.sweep(FRIDAY)
    settings = house.settings.model_copy(update={"public_url": "https://duban.example.gov.cn/"})
    return type(house)(house.database, settings, house.folder)


def browser_at(office: Any) -> TestClient:
    return TestClient(web.build(office.settings, lambda: office.at(LATER)), follow_redirects=False)


@pytest.fixture
def office(sqlite_house: Any) -> Any:
    return posting(sqlite_house)


@pytest.fixture
def browser(office: Any) -> TestClient:
    return browser_at(office)


def posted(office: Any, recipient: str = "contact@sfj.example") -> Letter:
    with reading(office.database, office.settings.jurisdiction) as session:
        return letters.find(session, recipient=recipient)[0]


def path_to(office: Any, letter: Letter) -> str:
    with transaction(office.database, office.settings.jurisdiction) as session:
        link = receipts.link_of(session, office.settings, letter.message_id)
    assert link is not None
    assert link.startswith("https://duban.example.gov.cn/r/")
    return link.removeprefix("https://duban.example.gov.cn")


def lines(office: Any) -> int:
    with reading(office.database, office.settings.jurisdiction) as session:
        return events.head(session).position


def states(office: Any) -> list[TaskState]:
    with reading(office.database, office.settings.jurisdiction) as session:
        found = tasks.find(session)
    assert found
    return [task.state for task in found]


def test_looking_shows_the_matters_and_changes_nothing(office: Any, browser: TestClient) -> None:
    path = path_to(office, posted(office))
    before = lines(office), states(office)
    page = browser.get(path)
    assert page.status_code == 200
    assert "甲" in page.text
    assert "区司法局" in page.text
    assert "点“签收”后记录" in page.text
    assert (lines(office), states(office)) == before


def test_signing_accepts_the_tasks_of_the_reader_once(house: Any) -> None:
    office = posting(house)
    browser = browser_at(office)
    letter = posted(office)
    path = path_to(office, letter)
    signed = browser.post(path, data={"name": "甲"}).headers["location"]
    assert signed == f"{path}?done=signed"  # read again, it signs nothing again
    assert "已由 甲 于 2026-02-09 09:30 签收" in browser.get(signed).text
    with reading(office.database, office.settings.jurisdiction) as session:
        told = [each for each in events.of_subject(session, letter.message_id) if each.kind == receipts.SIGNED]
        moved = [tasks.get(session, str(key)) for key in told[0].payload["tasks"]]  # type: ignore[attr-defined]
    assert moved
    assert {task.state for task in moved if task} == {TaskState.IN_PROGRESS}
    after = lines(office)
    browser.post(path, data={"name": "乙"})
    assert "已由 甲 于" in browser.get(path).text
    assert lines(office) == after


def test_a_link_that_is_none_of_ours_is_refused(office: Any, browser: TestClient) -> None:
    path = path_to(office, posted(office))
    for bad in (path[:-3] + "xyz", "/r/abc", path.replace("/r/", "/r/a")):
        for answer in (browser.get(bad), browser.post(bad)):
            assert answer.status_code == 409
            assert "X905" in answer.text


def test_no_public_address_no_link(sqlite_house: Any) -> None:
    with transaction(sqlite_house.database, sqlite_house.settings.jurisdiction) as session:
        assert receipts.link_of(session, sqlite_house.settings, "<a@b>") is None


def test_every_answer_keeps_the_page_to_this_host(office: Any, browser: TestClient) -> None:
    for path in (path_to(office, posted(office)), "/healthz", "/nowhere", "/static/house.css"):
        answer = browser.get(path)
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "http" not in answer.text.replace("<!doctype html>", "").replace("http-equiv", "")


def test_a_page_that_is_not_there_says_so_in_chinese(browser: TestClient) -> None:
    answer = browser.get("/nowhere")
    assert answer.status_code == 404
    assert "X901" in answer.text
    assert browser.get("/nowhere", headers={"Accept": "application/json"}).json()["code"] == "X901"
    assert "X902" in browser.delete("/healthz").text


def test_a_failure_nobody_foresaw_is_a_page_too_and_tells_no_secret(
    browser: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_: object, **__: object) -> None:
        raise RuntimeError("secret words")

    monkeypatch.setattr(by_link, "looked_at", breaks)
    answer = browser.get("/r/abc")
    assert answer.status_code == 500
    assert "X900" in answer.text
    assert "secret words" not in answer.text
    assert "Content-Security-Policy" in answer.headers


def test_more_than_may_be_sent_is_broken_off(browser: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("duban.web.front.LARGEST", 1000)
    answer = browser.post("/r/abc", data={"name": "甲" * 1000})
    assert answer.status_code == 413
    assert "X903" in answer.text


def test_the_words_of_what_was_broken_off_are_shown_and_the_way_back(
    browser: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("duban.web.front.LARGEST", 100_000)
    file = {"files": ("照片.jpg", b"\xff" * 200_000)}
    words = {"deed": "report", "seen": "3", "text": "会议已开过，<b>见照片</b>"}
    here = {"referer": f"{browser.base_url}/r/abc"}
    answer = browser.post("/r/abc/1", data=words, files=file, headers=here)
    assert answer.status_code == 413
    assert "会议已开过，&lt;b&gt;见照片&lt;/b&gt;" in answer.text
    assert 'href="/r/abc"' in answer.text
    stranger = browser.post("/r/abc/1", data=words, files=file, headers={"referer": "http://elsewhere.test/"})
    assert "会议已开过" not in stranger.text
    torn = browser.post("/r/abc/1", content=b"--x\r\n" * 50_000, headers=here | {"content-type": "multipart/form-data"})
    assert torn.status_code in (400, 413)


def test_it_says_whether_it_can_work_and_what_it_counts(office: Any, browser: TestClient) -> None:
    assert browser.get("/healthz").text == "ok\n"
    assert browser.get("/readyz").json() == {"ready": True, "trouble": None}
    browser.get(path_to(office, posted(office)))
    told = browser.get("/metrics").text
    assert 'duban_letters{stage="ready"}' in told
    assert 'route="/r/{token}"' in told
    assert "区司法局" not in told


def test_it_is_not_ready_before_the_jurisdiction_was_entered(office: Any) -> None:
    elsewhere = office.settings.model_copy(update={"jurisdiction": "别处"})
    answer = TestClient(web.build(elsewhere, lambda: office.at(LATER))).get("/readyz")
    assert answer.status_code == 503
    assert "X906" in answer.json()["trouble"]


def links_in(letter: Letter) -> list[str]:
    """The links of a mail, as its text and its HTML have them; files that go with it must have none."""
    parts = [part for part in message_from_bytes(letter.mime, policy=default).walk() if not part.is_multipart()]
    said = [part.get_content() for part in parts]
    assert all("/r/" not in one for one, part in zip(said, parts, strict=True) if part.get_filename())
    return [
        link for one in said if isinstance(one, str) for link in re.findall(r"签收：(?:<a href=\")?([^\s\"]+)", one)
    ]


def test_a_letter_arrives_with_its_link_and_is_signed_by_it_though_a_scanner_looked_first(house: Any) -> None:
    settings = house.settings.model_copy(update={"public_url": "https://duban.example.gov.cn/"})
    office = type(house)(house.database, settings, house.folder)
    office.sweep(FRIDAY)
    browser, letter = browser_at(office), posted(office)
    link, again = links_in(letter)
    assert link == again
    path = link.removeprefix("https://duban.example.gov.cn")
    assert path == path_to(office, letter)
    before = lines(office), states(office)
    assert [browser.get(path).status_code for _ in range(2)] == [200, 200]
    assert (lines(office), states(office)) == before
    assert TaskState.ASSIGNED in before[1]
    browser.post(path, data={"name": "甲"})
    with reading(office.database, office.settings.jurisdiction) as session:
        signed = receipts.signed_for(session, letter.message_id)
        assert signed is not None
        assert signed.actor == "甲"
        accepted = [tasks.get(session, str(key)) for key in signed.payload["tasks"]]  # type: ignore[attr-defined]
    assert {task.state for task in accepted if task} == {TaskState.IN_PROGRESS}
    officer = Visit(office.database, settings, Viewer(OFFICER), LATER, office.at(LATER))
    shown = showing.letter(officer, View(LATER, LATER), letter.message_id[1:].partition("@")[0])
    assert shown.signed == signed
    assert "签收：https://duban.example.gov.cn/r/…" in shown.text


def test_letters_have_no_link_without_a_public_address(sqlite_house: Any) -> None:
    sqlite_house.sweep(FRIDAY)
    assert links_in(posted(sqlite_house)) == []


def test_every_reader_has_a_link_of_the_own_letter(sqlite_house: Any) -> None:
    settings = sqlite_house.settings.model_copy(update={"public_url": "https://duban.example.gov.cn"})
    type(sqlite_house)(sqlite_house.database, settings, sqlite_house.folder).sweep(FRIDAY)
    with reading(sqlite_house.database, settings.jurisdiction) as session:
        found = letters.find(session)
    carried = [letter for letter in found if letter.notices]
    assert len(carried) > 1
    assert len({link for letter in carried for link in links_in(letter)}) == len(carried)
    assert not any(links_in(letter) for letter in found if not letter.notices)


def test_an_exported_case_holds_no_live_link_and_still_proves_what_was_sent(sqlite_house: Any) -> None:
    settings = sqlite_house.settings.model_copy(update={"public_url": "https://duban.example.gov.cn"})
    house = type(sqlite_house)(sqlite_house.database, settings, sqlite_house.folder)
    house.sweep(FRIDAY)
    with reading(house.database, settings.jurisdiction) as session:
        letter = next(each for each in letters.find(session) if each.notices)
        link = receipts.link_of(session, settings, letter.message_id) or ""
        (told, *_) = notices.of_keys(session, letter.notices)
    content = casezip.exported(house.database, settings, told.obligation, on=FRIDAY)
    with zipfile.ZipFile(io.BytesIO(content)) as box:
        row = next(each for each in json.loads(box.read("letters.json")) if each["message_id"] == letter.message_id)
        exported = box.read(row["file"])
    token = link.partition("/r/")[2].encode()
    assert {each.partition("/r/")[2] for each in links_in(replace(letter, mime=exported))} == {"x" * len(token)}
    restored = with_texts(exported, lambda text: text.replace(b"x" * len(token), token))
    assert row["blanked"]
    assert restored == letter.mime
    assert row["sha256"] == sha256(restored).hexdigest() == letter.sha256
