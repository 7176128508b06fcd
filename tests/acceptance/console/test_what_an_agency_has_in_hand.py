"""A contact's one screen: what falls due, what is asked, signed for in one go — and nothing of others."""

import csv
import io
import re
from collections.abc import Callable
from datetime import date, datetime

from python_calamine import CalamineWorkbook

from duban.services.register import directory
from engine.nouns import Role
from tests.acceptance.conftest import PACK, House
from tests.acceptance.console.conftest import Browser, doors

Open = Callable[..., Browser]


def tasks(page: str) -> list[str]:
    """The tasks of the list, those in a fold too."""
    _, _, table = page.partition("data-rows")
    return re.findall(r'href="/task/([^"]+)"', table)


def total(page: str) -> int:
    return int(re.search(r"共 (\d+) 件", page).group(1))  # type: ignore[union-attr]


def test_every_number_opens_a_list_of_that_length(browser: Open) -> None:
    contact = browser(Role.CONTACT)
    page = contact.page("/mine")
    assert total(page) == len(tasks(page)) > 0
    counted = re.findall(r'<a href="(/mine[^"]*)"[^>]*>[^<]*<b>(\d+)</b>', page)
    counted += re.findall(r'<a href="(/mine\?lamp=\w+)"[^>]*><b>(\d+)</b>', page)
    assert len(counted) >= 7
    for path, many in counted:
        found = contact.page(path.replace("&amp;", "&"))
        assert (total(found), len(tasks(found))) == (int(many), int(many)), path


def test_the_exports_hold_what_the_list_holds(browser: Open) -> None:
    contact = browser(Role.CONTACT)
    listed = tasks(contact.page("/mine"))
    for encoding in ("utf-8-sig", "gb18030"):
        text = contact.get("/mine.csv", params={"encoding": encoding}).content.decode(encoding)
        assert [row["编号"] for row in csv.DictReader(io.StringIO(text))] == listed
    book = CalamineWorkbook.from_filelike(io.BytesIO(contact.get("/mine.xlsx").content))
    assert [row[-1] for row in book.get_sheet_by_index(0).to_python()[1:]] == listed


def test_several_are_signed_for_at_once_and_each_is_told_in_the_log(browser: Open) -> None:
    contact = browser(Role.CONTACT)
    waiting = tasks(contact.page("/mine?state=assigned"))
    assert len(waiting) > 1
    answer = contact.client.post("/mine/accept", data={"csrf": contact.csrf, "task": waiting}, follow_redirects=False)
    assert answer.headers["location"] == "/mine?done=signed"
    assert "已签收。" in contact.page("/mine?done=signed")
    assert total(contact.page("/mine?state=assigned")) == 0
    assert total(contact.page("/mine?state=in_progress")) == len(waiting)
    for number in waiting:
        assert "某contact：签收" in contact.page(f"/task/{number}")


def test_ticking_nothing_is_told_and_ticking_anothers_is_refused(browser: Open) -> None:
    contact, officer = browser(Role.CONTACT), browser(Role.OFFICER)
    assert "X661" in contact.post("/mine/accept").text
    own = tasks(contact.page("/mine"))
    theirs = next(
        number
        for duty in re.findall(r"/duty/\w+", officer.page("/ledger"))
        for number in re.findall(r'/task/([^"]+)"><b>区教育局', officer.page(duty))
    )
    answer = contact.client.post(
        "/mine/accept", data={"csrf": contact.csrf, "task": [*own, theirs]}, follow_redirects=False
    )
    assert (answer.status_code, "X621" in answer.text) == (404, True)
    assert total(contact.page("/mine?state=assigned")) == len(own)
    assert contact.post("/mine/entrust", task=theirs, name="甲").status_code == 404


def test_only_an_agency_has_things_of_its_own(browser: Open) -> None:
    for role, code in ((Role.OFFICER, "X660"), (Role.LEADER, "X620"), (Role.READER, "X620")):
        for path in ("/mine", "/mine.xlsx", "/mine.csv", "/mine/deputies"):
            answer = browser(role).get(path)
            assert (answer.status_code, code in answer.text) == (403, True), (role, path)


def test_the_list_can_be_seen_as_it_stood(browser: Open) -> None:
    contact = browser(Role.CONTACT)
    waiting = tasks(contact.page("/mine?state=assigned"))
    contact.client.post("/mine/accept", data={"csrf": contact.csrf, "task": waiting})
    contact.get("/view", params={"on": "2026-03-15"})
    page = contact.page("/mine")
    assert "签收勾选的事项" not in page
    assert "X630" in contact.post("/mine/accept", task=waiting[0]).text
    contact.get("/view", params={"on": "2026-01-01"})
    assert "现在没有在办的事项" in contact.page("/mine")


def test_a_colleague_is_named_and_another_answers_for_one(browser: Open, office_hours: House) -> None:
    contact = browser(Role.CONTACT)
    (number, *_) = tasks(contact.page("/mine"))
    assert "X662" in contact.post("/mine/entrust", task=number, name=" ").text
    assert contact.post("/mine/entrust", task=number, name="小李").headers["location"] == "/mine?done=entrusted"
    assert "经办 小李" in contact.page("/mine")
    assert "交由小李经办" in contact.page(f"/task/{number}")
    page = contact.page("/mine/deputies")
    ids = dict(re.findall(r'<option value="([^"]+)">(\w)', page))
    names = {name: id_ for id_, name in ids.items()}
    assert set(names) == {"甲", "乙", "丙", "丁"}
    told = contact.post("/mine/deputies", of=names["甲"], to=names["乙"], reason="休假", until="2026-04-01")
    assert told.headers["location"] == "/mine?done=deputed"
    stranger = next(
        each.id for each in directory.roster(office_hours.database, office_hours.settings).people if each.name == "戊"
    )
    answer = contact.post("/mine/deputies", of=names["甲"], to=stranger, reason="休假")
    assert (answer.status_code, "X663" in answer.text) == (409, True)


def test_what_it_leads_comes_before_what_it_only_helps_with(unpublished_house: House, clock: list[datetime]) -> None:
    led, shared = PACK.index("- id: report.year"), PACK.index("- id: lecture")
    helped = PACK[led:shared].replace("set: depts, role: each", "set: pair, role: joint")
    unpublished_house.publish(
        PACK[:led].replace(
            "members: [各部门]}", "members: [各部门]}\n  pair: {of: agency, members: [区教育局, 区司法局]}"
        )
        + helped
        + PACK[shared:]
    )
    unpublished_house.sweep(date(2026, 3, 16))
    with doors(unpublished_house, clock) as browser:
        contact = browser(Role.CONTACT)
        page = contact.page("/mine")
        assert re.findall(r"· (牵头|配合区教育局)", page) == ["牵头", "配合区教育局"]
        assert [total(contact.page(f"/mine?part={part}")) for part in ("lead", "support")] == [1, 1]
        assert "· 配合区教育局 ·" in contact.page("/evidence/new")
        days = contact.get("/mine.ics").text.replace("\r\n ", "")
        assert re.findall(r"SUMMARY:.*（(.*)）\r\n", days) == ["配合区教育局"]
        contact.client.post("/mine/accept", data={"csrf": contact.csrf, "task": tasks(page)})
        assert "牵头单位已逾期，请尽快配合办理" in contact.page("/mine?part=support")


def test_many_of_one_matter_take_one_line_that_opens(unpublished_house: House, clock: list[datetime]) -> None:
    """An agency that helps with the same matter wherever it comes up reads it once; each is one press away."""
    monthly = PACK.replace("window: {every: year}", "window: {every: month}")
    unpublished_house.publish(monthly)
    unpublished_house.sweep(date(2026, 3, 16))
    with doors(unpublished_house, clock) as browser:
        contact = browser(Role.CONTACT)
        page = contact.page("/mine")
        assert re.findall(r"<summary>(\S+) <b>(\d+) 件</b></summary>", page) == [("举办两期以上法治专题讲座", "3")]
        assert len(re.findall("<tr>", page.partition("<tbody>")[2])) == 2
        assert total(page) == len(tasks(page)) == 4
        assert "同一事项的收在一行，共 2 行" in page
        assert "<small>最早</small> <time" in page
        last = re.findall(r'/task/([^"]+)', page.partition("</details></td>")[0])[-1]
        given = {"deed": "extend", "reason": "讲师未到", "to": "2026-04-30", "doc": "示府〔2026〕9号"}
        assert browser(Role.OFFICER).post(f"/task/{last}", **given).status_code == 303
        fold = contact.page("/mine").partition('<details class="fold">')[2].partition("</details>")[0]
        assert re.findall("原时限 ([^<]+)<", fold) == ["2026年3月31日（周二）"]
        signed = contact.client.post(
            "/mine/accept",
            data={"csrf": contact.csrf, "task": re.findall(r'name="task" value="([^"]+)" checked', page)},
        )
        assert "已签收。" in signed.text
        assert total(contact.page("/mine?state=in_progress")) == 4
        contact.client.get("/view", params={"on": "2026-02-10"})
        assert "<summary>" not in contact.page("/mine").partition("data-rows")[2]
