"""A leader's page: every number opens a list of that length, papers are signed, notes go on file, and it prints."""

import csv
import json
import re
from collections.abc import Callable
from datetime import date

import pypdfium2
import pytest

from duban.services.speech import notices
from engine.nouns import Notice, NoticeState, Role
from store import notices as register
from store import obligations
from store.session import transaction
from tests.acceptance.conftest import House
from tests.acceptance.console.conftest import DAY, Browser

Open = Callable[..., Browser]
HELD = (("约谈通知书", "talk"), ("红色督办单", "red"), ("催办通知书", "urge"))


@pytest.fixture
def papers(office_hours: House) -> dict[str, str]:
    """The keys of papers that wait to be released, by what they are called."""
    with transaction(office_hours.database, office_hours.settings.jurisdiction) as session:
        one = next(each.obligation for each in obligations.find(session) if each.standing == "BREACHED")
        some = [
            Notice(
                f"n-{rung}{one.key[:10]}", one.key, rung, 1, paper, DAY, DAY, "human", ("head",), state=NoticeState.HELD
            )
            for paper, rung in HELD
        ]
        register.add_new(session, some)
    return {each.paper: each.key for each in some}


LINK = re.compile(r'<a href="(/[^"]*)">((?:(?!</a>).)*?\d(?:(?!</a>).)*?)</a>', re.DOTALL)
NUMBER = re.compile(r"(\d+)(?:</b>)?(?: 件| 份| 项| 期| 个单位|</b>|$)")
TOTAL = re.compile(r"(?:共 (\d+) [件份项])|(?:(\d+) 个单位，\d+ 条规则)")
LISTS = ("/ledger", "/notices?", "/matrix", "/leader/repeats")


def total_of(page: str) -> int:
    """How long the list of a page is, as the page says itself."""
    found = TOTAL.search(page.partition('role="status"')[2])
    assert found
    return int(found.group(1) or found.group(2))


@pytest.mark.parametrize("on", [None, "2026-02-10"])
def test_every_number_opens_a_list_of_that_length(browser: Open, papers: dict[str, str], on: str | None) -> None:
    leader = browser(Role.LEADER)
    if on:
        leader.get("/view", params={"on": on})
    page = leader.page("/leader")
    links = [
        (path.replace("&amp;", "&"), NUMBER.search(text)) for path, text in LINK.findall(page.partition("<main")[2])
    ]
    numbers = [(path, int(found.group(1))) for path, found in links if found and path.startswith(LISTS)]
    assert len(numbers) > 70
    assert {path.split("?")[0] for path, _ in numbers} >= {"/ledger", "/matrix", "/leader/repeats"}
    for path, many in dict.fromkeys(numbers):
        assert total_of(leader.page(path)) == many, path


def test_the_shares_are_of_what_counts(browser: Open) -> None:
    page = browser(Role.LEADER).page("/leader")
    total, many, out = (
        int(re.search(pattern, page).group(1))  # type: ignore[union-attr]
        for pattern in (r"<b>(\d+)</b> 件</a>，计入", r"计入 <a [^>]*><b>(\d+)</b>", r"不计入 <a [^>]*>(\d+) 件")
    )
    assert total == many + out
    shares = re.findall(r"<b>(\d+)</b> <small>([\d.]+)%", page)
    assert sum(int(each) for each, _ in shares) == many
    for each, percent in shares:
        assert abs(100 * int(each) / many - float(percent)) < 0.06


def test_repeats_are_listed_and_taken_away(browser: Open) -> None:
    leader = browser(Role.LEADER)
    assert "重复逾期" in leader.page("/leader/repeats")
    assert leader.get("/leader/repeats.xlsx").content.startswith(b"PK")
    assert leader.get("/leader/repeats.csv").content.decode("utf-8-sig").startswith("单位,事项,逾期期数,最早应办结")
    assert "没有符合条件的" in leader.page("/leader/repeats?text=没有这个单位")


def test_the_chart_says_what_the_table_says(browser: Open) -> None:
    page = browser(Role.LEADER).page("/leader")
    told = json.loads(re.search(r'id="trend-options">(.*?)</script>', page).group(1))  # type: ignore[union-attr]
    assert told["xAxis"]["data"] == [f"{(month + 2) % 12 + 1}月" for month in range(1, 13)]
    bars = {each["name"]: each["data"] for each in told["series"]}
    late = [int(each) for each in re.findall(r'data-label="逾期"><a [^>]*>(\d+)</a>', page)]
    assert bars["逾期未办"] == late
    assert sum(late) > 0


def test_what_needs_a_leader_is_signed_on_the_page(browser: Open, office_hours: House, papers: dict[str, str]) -> None:
    leader, officer = browser(Role.LEADER), browser(Role.OFFICER)
    page = leader.page("/leader")
    assert "约谈通知书" in page
    waiting = page.partition("待签发的文书")[2].partition("</section>")[0]
    assert "催办通知书" not in waiting  # an officer's word is enough
    answer = officer.post("/leader/release", key=papers["约谈通知书"])
    assert (answer.status_code, "X442" in answer.text) == (409, True)
    assert leader.post("/leader/release", key=papers["约谈通知书"]).headers["location"] == "/leader?done=released"
    shown = notices.shown(office_hours.database, office_hours.settings, papers["约谈通知书"], on=DAY)
    assert (shown["released_by"], shown["state_zh"]) == ("某leader", "已成文")
    again = leader.post("/leader/release", key=papers["约谈通知书"])
    assert (again.status_code, "X441" in again.text) == (409, True)
    contact = browser(Role.CONTACT)
    assert contact.post("/leader/release", key=papers["红色督办单"]).status_code == 403


def test_a_note_goes_on_file_and_waits_for_its_answer(browser: Open) -> None:
    leader = browser(Role.LEADER)
    (number, *_) = re.findall(r'name="number" value="(\w+)"', leader.page("/leader"))
    answer = leader.post("/leader/remark", number=number, text="请说明进度", answer_by="2026-03-01")
    assert (answer.status_code, "请说明进度" in answer.text) == (409, True)
    answer = leader.post("/leader/remark", number=number, text="请说明进度", answer_by="2026-03-20")
    assert answer.headers["location"] == "/leader?done=noted"
    page = leader.page("/leader?done=noted")
    assert "批示已记入案卷" in page
    assert "“请说明进度”" in page
    refused = browser(Role.OFFICER).post("/leader/remark", number=number, text="我也批一句")
    assert (refused.status_code, "X620" in refused.text) == (403, True)


def test_the_page_is_a_paper_too(browser: Open) -> None:
    leader = browser(Role.LEADER)
    answer = leader.get("/leader.pdf")
    assert answer.headers["content-type"] == "application/pdf"
    document = pypdfium2.PdfDocument(answer.content)
    text = "".join(page.get_textpage().get_text_bounded() for page in document).replace("\r\n", "")
    assert len(document) <= 2  # one sheet
    for said in ("督办事项办理情况", "计入", "逾期未办", "区司法局"):
        assert said in text
    share = re.search(r"已有结果的(\d+)件中按期办结(\d+)件，按期率([\d.]+)%", text)
    assert share is not None  # a rate without what it is of tells nothing
    assert float(share[3]) == round(100 * int(share[2]) / int(share[1]), 1)
    assert leader.get("/leader.docx").content.startswith(b"PK")


def test_the_page_is_a_table_for_a_meeting_too(browser: Open) -> None:
    leader = browser(Role.LEADER)
    heading, *lines = csv.reader(leader.get("/leader.csv").content.decode("utf-8-sig").splitlines())
    assert heading == ["部分", "内容", "数量", "说明"]
    many = {(part, what): int(number) for part, what, number, _ in lines}
    page = leader.page("/leader")
    assert f"<b>{many['总体', '计入']}</b> 件</a>，以下百分比" in page
    counted = [number for (part, what), number in many.items() if part == "总体" and what not in ("台账", "计入")]
    assert sum(counted) == many["总体", "计入"] > 0
    assert len([part for part, _ in many if part == "近十二个月"]) == 12
    assert leader.get("/leader.xlsx").content.startswith(b"PK")


def test_the_page_is_for_those_who_may_compare(browser: Open) -> None:
    for role in (Role.CONTACT, Role.READER, Role.ADMINISTRATOR):
        for path in ("/leader", "/leader.pdf", "/leader.docx", "/leader.xlsx"):
            assert browser(role).get(path).status_code == 403, (role, path)
    leader = browser(Role.LEADER)
    assert leader.get("/").headers["location"] == "/leader"
    leader.get("/view", params={"on": str(date(2026, 2, 10))})
    assert "批示</summary>" not in leader.page("/leader")
    assert "X630" in leader.post("/leader/release", key="x").text
