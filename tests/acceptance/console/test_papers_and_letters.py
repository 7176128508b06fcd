"""Notices and letters: previewed as they are sent, released, called back, taken back; dead letters; silences."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from docx import Document
from starlette.testclient import TestClient

from engine.nouns import LetterStage, Role
from store import letters
from store.session import transaction
from tests.acceptance.conftest import House
from tests.acceptance.console.conftest import DAY, Browser

Open = Callable[..., Browser]
LATER = date(2026, 4, 20)


@pytest.fixture
def late_hours(office_hours: House) -> House:
    """The same office, where papers wait for somebody to release them."""
    for day in (date(2026, 3, 30), DAY):
        office_hours.sweep(day)
    return office_hours


def keys(page: str) -> list[str]:
    return re.findall(r'<td data-label="文书"><a href="/notices/(\w+)">', page)


def test_a_held_paper_is_previewed_released_called_back_and_taken_back(browser: Open, late_hours: House) -> None:
    officer, leader = browser(Role.OFFICER), browser(Role.LEADER)
    (key, *_) = keys(officer.page("/notices?state=held"))
    page = officer.page(f"/notices/{key}")
    assert "预览：今天成文会是这样" in page
    assert "签发：" not in page.split("<h2>办理</h2>")[0]
    mail = officer.get(f"/notices/{key}/mail.html")
    assert "草稿" in mail.text
    assert "sandbox" in mail.headers["content-security-policy"]
    assert "script-src" not in mail.headers["content-security-policy"]
    assert officer.get(f"/notices/{key}/paper.pdf").content.startswith(b"%PDF")
    draft = Document(BytesIO(officer.get(f"/notices/{key}/paper.docx").content))
    written = "".join(each.text for each in draft.paragraphs)
    assert "区司法局" in written
    answer = leader.post(f"/notices/{key}", deed="release")
    assert answer.headers["location"] == f"/notices/{key}?done=released"
    page = leader.page(f"/notices/{key}")
    assert "成文的原文" in page
    undone = leader.post(f"/notices/{key}", deed="undo").headers["location"]
    fresh = undone.removeprefix("/notices/").partition("?")[0]
    assert fresh != key
    assert "X445" in leader.post(f"/notices/{fresh}", deed="cancel").text
    assert leader.post(f"/notices/{fresh}", deed="cancel", reason="已电话告知").status_code == 303
    assert "已电话告知" in leader.page(f"/notices/{fresh}")


def test_nobody_releases_whom_it_does_not_befit_nor_in_the_past(browser: Open, late_hours: House) -> None:
    officer, reader, contact = browser(Role.OFFICER), browser(Role.READER), browser(Role.CONTACT)
    (key, *_) = keys(officer.page("/notices?state=held"))
    assert "签发</button>" not in reader.page(f"/notices/{key}")
    assert reader.post(f"/notices/{key}", deed="release").status_code == 403
    theirs = next(each for each in keys(officer.page("/notices?text=区教育局")))
    assert contact.get(f"/notices/{theirs}").status_code == 404
    assert contact.get(f"/notices/{theirs}/mail.html").status_code == 404
    officer.get("/view", params={"on": "2026-03-01"})
    assert "X630" in officer.post(f"/notices/{key}", deed="release").text


def test_a_letter_shows_its_attempts_and_its_very_bytes(browser: Open, office_hours: House) -> None:
    office_hours.send(DAY)
    officer = browser(Role.OFFICER)
    (key, *_) = re.findall(r'<td data-label="主题"><a href="/letters/(\w+)">', officer.page("/letters?stage=accepted"))
    page = officer.page(f"/letters/{key}")
    assert "已送达邮件服务器" in page
    mail = officer.get(f"/letters/{key}/mail.eml")
    assert mail.headers["content-disposition"].startswith("attachment")
    assert mail.content in [path.read_bytes() for path in office_hours.mails()]
    assert officer.get("/letters/abcdef").status_code == 404
    (notice, *_) = re.findall(r'href="(/notices/\w+)">\w+（\w{10}）', page)
    assert "函件发给 收件人" in browser(Role.READER).page(notice)
    assert re.search(r"函件发给 \S+@\S+", officer.page(notice))


def test_a_dead_letter_is_settled(browser: Open, office_hours: House) -> None:
    with transaction(office_hours.database, office_hours.settings.jurisdiction) as session:
        first, second = [each for each in letters.find(session) if each.notices][:2]
        for each in (first, second):
            dead = replace(each, stage=LetterStage.DEAD, answer="550 no such user")
            letters.move(session, each, dead, at=office_hours.at(DAY))
    officer = browser(Role.OFFICER)
    page = officer.page("/letters?stage=dead")
    assert page.count("550 no such user") == 2
    one, two = (each.message_id.strip("<>").partition("@")[0] for each in (first, second))
    assert "X544" in officer.post(f"/letters/{one}", deed="fix", address="不是邮箱").text
    moved = officer.post(f"/letters/{one}", deed="fix", address="new@sfj.example").headers["location"]
    assert moved == "/letters?stage=dead&done=fix"
    assert "new@sfj.example" in officer.page("/letters?text=new@sfj.example")
    assert "X445" in officer.post(f"/letters/{two}", deed="close").text
    assert officer.post(f"/letters/{two}", deed="close", reason="当面送达").status_code == 303
    assert "共 0 封" in officer.page("/letters?stage=dead")
    assert browser(Role.INSPECTOR).post(f"/letters/{two}", deed="retry").status_code == 403


def test_silences_and_the_brake_are_kept_here(browser: Open) -> None:
    officer = browser(Role.OFFICER)
    assert "X672" in officer.post("/silences", scope="all", reason="机房搬迁").text
    told = {"scope": "agency", "of": "区司法局", "until": "2026-03-20", "reason": "机房搬迁"}
    assert officer.post("/silences", **told).status_code == 303
    page = officer.page("/silences")
    assert "机房搬迁" in page
    (key,) = re.findall(r'action="/silences/(\w+)/end"', page)
    assert officer.post(f"/silences/{key}/end").status_code == 303
    assert "提前结束" not in officer.page("/silences")
    assert "提前结束" in officer.page("/silences?every=1")
    assert "X445" in officer.post("/sending", deed="pause", reason=" ").text
    officer.post("/sending", deed="pause", reason="核对名单")
    assert "核对名单" in officer.page("/notices")
    assert officer.post("/sending", deed="resume", reason="已核对").headers["location"] == "/silences?done=going"
    assert "发信正常" in officer.page("/silences")


def test_material_is_judged_beside_the_words_of_the_rule(browser: Open) -> None:
    officer, contact = browser(Role.OFFICER), browser(Role.CONTACT)
    some = re.findall(r'<td data-label="事项"><a href="/task/([^"]+)">', contact.page("/tasks?state=assigned"))[:2]
    for number in some:
        contact.post(f"/task/{number}", deed="accept")
        contact.client.post(
            f"/task/{number}",
            data={"csrf": contact.csrf, "deed": "report", "text": f"{number}已办"},
            files={"files": ("凭证.txt", f"凭证{number}".encode(), "text/plain")},
        )
    page = officer.page("/judging")
    assert page.count("凭证.txt") == len(some) == 2
    assert page.count("<blockquote>") == 2
    assert "W1" in officer.post(f"/judging/{some[1]}", deed="return", reason="").text
    assert officer.post(f"/judging/{some[1]}", deed="return", reason="没有盖章").headers["location"].endswith("=return")
    asked = {"asked_text": "报告", "asked_agency": ""}
    where = officer.post(f"/judging/{some[0]}", deed="verify", **asked).headers["location"]
    assert where.startswith("/judging?text=")  # whoever narrowed the list goes on with it
    assert where.endswith("=verify")
    assert "没有待核验的材料" in officer.page("/judging")
    assert "没有盖章" in contact.page(f"/task/{some[1]}")
    assert contact.get("/judging").status_code == 403
    assert isinstance(contact.client, TestClient)
