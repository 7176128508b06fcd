"""A leader's page: every number opens a list of that length, papers are signed, notes go on file, and it prints."""

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


def counted(page: str, path: str) -> int:
    return int(re.search(r"共 (\d+) 件", page).group(1)) if path.startswith("/ledger") else -1  # type: ignore[union-attr]


def test_every_number_opens_a_list_of_that_length(browser: Open, office_hours: House) -> None:
    leader = browser(Role.LEADER)
    for on in (None, "2026-02-10"):
        if on:
            leader.get("/view", params={"on": on})
        page = leader.page("/leader")
        found = re.findall(r'<a href="(/ledger[^"]*)">(?:<span>[^<]*</span> |逾期 )?(?:<b>)?(\d+)', page)
        assert len(found) > 20
        for path, many in found:
            assert counted(leader.page(path.replace("&amp;", "&")), path) == int(many), path
    total, many, out = (
        int(re.search(pattern, page).group(1))  # type: ignore[union-attr]
        for pattern in (r"<b>(\d+)</b> 件</a>，计入", r"计入 <b>(\d+)</b>", r"不计入 (\d+) 件")
    )
    assert total == many + out
    shares = re.findall(r"<b>(\d+)</b> <small>([\d.]+)%", page)
    assert sum(int(each) for each, _ in shares) == many
    for each, percent in shares:
        assert abs(100 * int(each) / many - float(percent)) < 0.06


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
    assert "催办通知书" not in page  # an officer's word is enough
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
    assert (refused.status_code, "W28" in refused.text) == (409, True)


def test_the_page_is_a_paper_too(browser: Open) -> None:
    leader = browser(Role.LEADER)
    answer = leader.get("/leader.pdf")
    assert answer.headers["content-type"] == "application/pdf"
    document = pypdfium2.PdfDocument(answer.content)
    text = "".join(page.get_textpage().get_text_bounded() for page in document).replace("\r\n", "")
    assert len(document) <= 2  # one sheet
    for said in ("督办事项办理情况", "计入", "逾期未办", "区司法局"):
        assert said in text
    assert leader.get("/leader.docx").content.startswith(b"PK")


def test_the_page_is_for_those_who_may_compare(browser: Open) -> None:
    for role in (Role.CONTACT, Role.READER, Role.ADMINISTRATOR):
        for path in ("/leader", "/leader.pdf", "/leader.docx"):
            assert browser(role).get(path).status_code == 403, (role, path)
    leader = browser(Role.LEADER)
    assert leader.get("/").headers["location"] == "/leader"
    leader.get("/view", params={"on": str(date(2026, 2, 10))})
    assert "批示</summary>" not in leader.page("/leader")
    assert "X630" in leader.post("/leader/release", key="x").text
