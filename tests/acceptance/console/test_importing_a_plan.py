"""A real plan comes in at the console: uploaded, answered, compared, published by a second person — by plain forms."""

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from documents.read import read
from duban.services import accounts
from duban.services.plans.reading import Wishes, drafted_from
from duban.services.register import directory
from duban.web.app import build
from engine.nouns import Account, Role
from store import documents
from store.session import reading
from tests.acceptance.conftest import House
from tests.acceptance.console.conftest import SECRET, Browser

DAY = date(2022, 7, 11)
TOGETHER = re.compile("各|相关|有关|等")


@dataclass
class Desk:
    """An office with two officers, each at a browser, and the register that a plan calls for."""

    house: House
    wang: Browser
    li: Browser
    clock: list[datetime]

    def of(self, name: str) -> Browser:
        return {"wang": self.wang, "li": self.li}[name]


@pytest.fixture
def desk(sqlite_house: House, tmp_path: Path) -> Iterator[Desk]:
    """Two officers on a Monday in July."""
    now = [sqlite_house.at(DAY, 10)]
    app = build(sqlite_house.settings, lambda: now[0])
    for name, title in (("wang", "王科长"), ("li", "李科长")):
        account = Account(name, title, Role.OFFICER, None)
        accounts.open_account(sqlite_house.database, sqlite_house.settings, account, SECRET, by="试", now=now[0])
    with TestClient(app):
        yield Desk(sqlite_house, signed_in(app, "wang"), signed_in(app, "li"), now)


def signed_in(app: Any, name: str) -> Browser:
    found = Browser(TestClient(app, base_url="http://duban.test"))
    assert found.post("/login", name=name, secret=SECRET).status_code == 303
    found.csrf = re.search(r'name="csrf" value="(\w+)"', found.page("/drafts")).group(1)  # type: ignore[union-attr]
    return found


def upload(browser: Browser, name: str, content: bytes) -> Any:
    files = {"file": (name, content, "application/octet-stream")}
    return browser.client.post("/plans", data={"csrf": browser.csrf}, files=files, follow_redirects=False)


def said(page: str) -> str:
    """The words of a page, without its marks."""
    return html.unescape(re.sub(r"<[^>]+>", "", page))


def count(page: str, pattern: str) -> int:
    return int(re.search(pattern, page).group(1))  # type: ignore[union-attr]


def seen(page: str) -> str:
    return re.search(r'name="seen" value="(\d+)"', page).group(1)  # type: ignore[union-attr]


def load_units(house: House, plan: Path) -> None:
    """The units that the plan names, each in every set that is named together."""
    pack = drafted_from(read(plan), Wishes())
    names = sorted({name for term in pack.sets.values() if term.of == "agency" for name in term.members})
    together = "、".join(name for name in names if TOGETHER.search(name))
    units = [name for name in names if not TOGETHER.search(name) and name != "区府办"]  # it is on file already
    file = house.folder / "units.csv"
    rows = "".join(f"{name},{together}\n" for name in units)
    file.write_text("名称,单位组\n" + rows, encoding="utf-8")
    directory.load_agencies(house.database, house.settings, file, by="试", on=DAY, now=house.at(DAY))


def test_a_plan_is_led_from_upload_to_the_duties_of_next_year(desk: Desk, shared: Path) -> None:
    [plan] = (shared / "seeds").glob("002_*.txt")
    load_units(desk.house, plan)
    # given the plan, uploaded: its tasks beside its text
    answer = upload(desk.wang, "实施方案.txt", plan.read_bytes())
    assert answer.status_code == 303, answer.text
    where = answer.headers["location"]
    page = desk.wang.page(where)
    ids = re.findall(r'<div class="found" id="([\w.]+)">', page)
    assert len(ids) > 30
    for id_ in ids:
        assert f'id="s-{id_}"' in page  # every duty leads to its words, and they are there
    whole = re.search(r'aria-label="原文">\n(.*?)</div>', page, re.DOTALL).group(1)  # type: ignore[union-attr]
    assert html.unescape(re.sub(r"<[^>]+>", "", whole)) == read(plan).text.replace("\r\n", "\n")
    # when an officer drafts, answers the one question that has no proposal, and takes the others as proposed
    began = desk.wang.post(f"{where}/draft")
    draft = began.headers["location"]
    page = desk.wang.page(draft)
    assert count(page, r"待确认 (\d+) 条") == count(page, r"其中 (\d+) 条") + 1
    assert "接下来的时限" in page
    assert desk.wang.post(f"{draft}/answer", do="accept_all", seen=seen(page)).status_code == 303
    page = desk.wang.page(draft)
    [open_] = re.findall(r'<article class="card card-body question" id="([\w.]+)">', page)
    refused = desk.wang.post(f"{draft}/answer", do="accept", rule=open_, seen=seen(page))
    assert (refused.status_code, "X686" in refused.text) == (409, True)
    bearer = re.search(r"· 由 (\S+?)</footer>", page).group(1)  # type: ignore[union-attr]
    fields = {"set": bearer, "per": "person"}
    assert desk.wang.post(f"{draft}/answer", do="change", rule=open_, seen=seen(page), **fields).status_code == 303
    assert "没有待确认的规则" in desk.wang.page(draft)
    assert "王科长（wang）" in desk.wang.page(f"{draft}/steps")
    # then what publication would bring is told, and a second person brings it about
    page = desk.wang.page(f"{draft}/difference")
    added = count(page, r"<b>(\d+)</b><span>新增")
    assert added > 0
    assert desk.wang.post(f"{draft}/propose", seen=seen(page)).status_code == 303
    own = desk.wang.page(f"{draft}/difference")
    assert "批准并发布" not in own
    assert "X691" in desk.wang.post(f"{draft}/publish", seen=seen(own)).text
    page = desk.li.page(f"{draft}/difference")
    assert count(page, r"<b>(\d+)</b><span>新增") == added
    assert desk.li.post(f"{draft}/publish", seen=seen(page)).headers["location"] == "/drafts?done=published"
    # and the same is owed next year, each quote shown in the text that it comes from
    desk.house.sweep(date(2023, 1, 4))
    desk.clock[0] = desk.house.at(date(2023, 1, 4), 10)
    desk.wang.post("/login", name="wang", secret=SECRET)
    page = desk.wang.page("/ledger?year=2023")
    assert count(page, r"共 (\d+) 件") > 30
    duty = desk.wang.page(re.search(r'href="(/duty/\w+)"', page).group(1))  # type: ignore[union-attr]
    before = re.search(r"<blockquote><p>(.*?)<mark>", duty, re.DOTALL).group(1)  # type: ignore[union-attr]
    assert before.strip()


def test_a_file_that_cannot_be_read_is_told_and_not_kept(desk: Desk) -> None:
    for name, content in (
        ("方案.txt", b""),
        ("方案.docx", b"PK\x03\x04 broken"),
        ("照片.png", b"\x89PNG\r\n\x1a\n" + b"0" * 64),
        ("扫描.html", b"<html><body><img src='1.png'></body></html>"),
    ):
        answer = upload(desk.wang, name, content)
        assert answer.status_code == 409
        assert re.search(r"<small>D1\d\d</small>", answer.text), (name, said(answer.text))
        assert "/tmp/" not in answer.text
    assert "还没有文件" in desk.wang.page("/plans")
    with reading(desk.house.database, desk.house.settings.jurisdiction) as session:
        assert documents.listed(session) == []


def test_what_is_pressed_twice_is_done_once(desk: Desk) -> None:
    plan = "关于做好2027年法治工作的通知\n一、区司法局应当于2027年6月30日前报送半年总结。\n"
    where = upload(desk.wang, "要点.txt", plan.encode()).headers["location"]
    assert upload(desk.li, "同一份.txt", plan.encode()).headers["location"] == where
    draft, again = (desk.wang.post(f"{where}/draft").headers["location"] for _ in range(2))
    assert draft == again
    desk.wang.post(f"{draft}/answer", do="accept_all", seen="1")
    for _ in range(2):
        answer = desk.wang.post(f"{draft}/publish", seen="2")
        assert answer.headers["location"] == "/drafts?done=published"
    assert "X683" in desk.li.post(f"{draft}/publish", seen="2").text  # who comes later is told
    assert desk.wang.page(f"{draft}/steps").count("发布 draft.") == 1


def test_a_plan_without_tasks_says_what_else_may_be_done(desk: Desk) -> None:
    where = upload(desk.wang, "通知.txt", "关于放假的通知\n今天天气很好。\n".encode()).headers["location"]
    page = desk.wang.page(where)
    assert "据此起草规则" not in page
    for path in ("/plans", "/packs"):
        assert f'href="{path}">' in page.partition("没有读出任务")[2]


def test_a_file_that_is_not_taken_is_told_beside_its_field(desk: Desk) -> None:
    page = upload(desk.wang, "方案.docx", b"MZ\x90\x00" + b"\0" * 400).text
    form = re.search(r'<form method="post" action="/plans".*?</form>', page, re.DOTALL)
    assert form is not None
    assert "D121" in form[0]
    assert "佐证" not in form[0]


def test_only_officers_write_rules(browser: Callable[..., Browser]) -> None:
    for role in (Role.CONTACT, Role.LEADER, Role.INSPECTOR, Role.READER):
        somebody = browser(role)
        for path in ("/plans", "/drafts", "/simulate", "/drafts/abc", "/drafts/abc/text", "/plans/abc"):
            answer = somebody.get(path)
            assert (answer.status_code, "X620" in answer.text) == (403, True), (role, path)
        assert somebody.post("/packs/take", name="cn.central.fazhi").status_code == 403
