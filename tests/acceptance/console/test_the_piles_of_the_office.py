"""What waits for the office: tasks, petitions, notices and letters, each as long as the number that leads to it."""

import csv
import html
import io
import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from python_calamine import CalamineWorkbook

from engine.nouns import Role
from tests.acceptance.conftest import House
from tests.acceptance.console.conftest import DAY, Browser

Open = Callable[..., Browser]


def total(page: str) -> int:
    return int(re.search(r"共 (\d+) [件份封]", page).group(1))  # type: ignore[union-attr]


def lines(page: str, label: str, path: str) -> list[str]:
    return re.findall(rf'<td data-label="{label}"><a href="{path}/([^"]+)">', page)


def tasks(page: str) -> list[str]:
    return lines(page, "事项", "/task")


def reported(browser: Open, agency: str = "区司法局") -> str:
    """The task of a contact who signed for it and reported."""
    contact = browser(Role.CONTACT)
    number = next(each for each in tasks(contact.page("/tasks?state=assigned")))
    contact.post(f"/task/{number}", deed="accept")
    contact.client.post(
        f"/task/{number}",
        data={"csrf": contact.csrf, "deed": "report", "text": "已办完，见附件。"},
        files={"files": ("台账.txt", "一、已办".encode(), "text/plain")},
        follow_redirects=False,
    )
    return number


def test_each_pile_leads_to_a_list_of_its_length(browser: Open) -> None:
    officer = browser(Role.OFFICER)
    reported(browser)
    contact = browser(Role.CONTACT)
    asked = next(each for each in tasks(contact.page("/tasks?state=assigned")))
    contact.post(f"/task/{asked}", deed="ask.exempt", reason="不属于本单位职责")
    piles = dict(re.findall(r'<h2><a href="(/(?:tasks|petitions|notices|letters)[^"]*)">[^<]*<b>(\d+)</b>',
                            officer.page("/today")))  # fmt: skip
    assert set(piles) == {"/tasks?state=reported", "/petitions", "/notices?state=held", "/letters?stage=dead"}
    assert [piles["/tasks?state=reported"], piles["/petitions"]] == ["1", "1"]
    for path, many in piles.items():
        assert total(officer.page(path)) == int(many), path
    assert "不属于本单位职责" in officer.page("/petitions")


def test_a_house_that_was_swept_by_hand_is_not_told_to_begin(browser: Open) -> None:
    assert "开办：从这里开始" not in browser(Role.OFFICER).page("/today")


def test_a_day_before_the_last_sweep_is_told_of_which_day_its_lamps_are(
    browser: Open, clock: list[datetime], office_hours: House
) -> None:
    assert "晚于今天" not in browser(Role.OFFICER).page("/today")
    clock[0] = office_hours.at(DAY - timedelta(3), 10)
    officer = browser(Role.OFFICER)
    [way] = re.findall(r'晚于今天；灯和件数是那一天的。<a href="([^"]+)"', officer.page("/today"))
    seen = re.search(r"正在查看 (?:<[^>]+>)*(\S+?日)", officer.page(html.unescape(way)))
    assert seen is not None
    assert seen[1] == f"{DAY.year}年{DAY.month}月{DAY.day}日"


def test_the_states_of_tasks_add_up_and_each_opens_its_list(browser: Open) -> None:
    officer = browser(Role.OFFICER)
    page = officer.page("/tasks")
    counted = {state: int(many) for state, many in re.findall(r'/tasks\?state=(\w+)"[^>]*>[^<]* <b>(\d+)</b>', page)}
    assert sum(counted.values()) == total(page) > 0
    for state, many in counted.items():
        found = officer.page(f"/tasks?state={state}")
        assert (total(found), len(tasks(found))) == (many, many)
    late = officer.page("/tasks?standing=BREACHED")
    assert 0 < total(late) < total(page)
    narrowed = officer.page("/tasks?text=区教育局")
    assert 0 < total(narrowed) < total(page)


@pytest.mark.parametrize(("path", "column"), [("/tasks", "编号"), ("/notices", "编号"), ("/letters", "编号")])
def test_the_exports_hold_what_the_lists_hold(browser: Open, office_hours: House, path: str, column: str) -> None:
    office_hours.send(DAY)
    officer = browser(Role.OFFICER)
    many = total(officer.page(path))
    assert many > 0
    for encoding in ("utf-8-sig", "gb18030"):
        text = officer.get(f"{path}.csv", params={"encoding": encoding}).content.decode(encoding)
        assert len({row[column] for row in csv.DictReader(io.StringIO(text))}) == many
    book = CalamineWorkbook.from_filelike(io.BytesIO(officer.get(f"{path}.xlsx").content))
    assert sum(len(book.get_sheet_by_name(name).to_python()) - 1 for name in book.sheet_names) == many


def test_many_are_counted_before_they_are_reminded_and_then_told_by_mail(browser: Open, office_hours: House) -> None:
    officer = browser(Role.OFFICER)
    assert "X674" in officer.post("/tasks/together", deed="remind").text
    waiting = tasks(officer.page("/tasks?state=assigned"))
    ticked = {"csrf": officer.csrf, "deed": "remind", "task": waiting}
    page = officer.client.post("/tasks/together", data=ticked).text
    assert f"可以办 <b>{len(waiting)}</b> 件" in page
    assert "督办专员催办" not in officer.page(f"/task/{waiting[0]}")
    page = officer.client.post("/tasks/together", data={**ticked, "sure": "1", "said": "下周一前请反馈"}).text
    assert f"已办 {len(waiting)} 件，没有办成 0 件" in page
    assert "催办：下周一前请反馈" in officer.page(f"/task/{waiting[0]}")
    after = DAY.replace(day=DAY.day + 1)
    office_hours.sweep(after)
    office_hours.send(after)
    letters = [path.read_bytes() for path in office_hours.mails()]
    assert any("办理动态" in str(_subject(each)) for each in letters)


def _subject(mime: bytes) -> str:
    from email import message_from_bytes
    from email.policy import default

    return str(message_from_bytes(mime, policy=default)["subject"])


def test_many_are_verified_at_once_and_those_that_cannot_say_why(browser: Open) -> None:
    officer = browser(Role.OFFICER)
    number = reported(browser)
    other = tasks(officer.page("/tasks?state=assigned"))[0]
    ticked = {"csrf": officer.csrf, "deed": "verify", "task": [number, other]}
    page = officer.client.post("/tasks/together", data=ticked).text
    assert ("可以办 <b>1</b> 件" in page, "不能办 <b>1</b> 件" in page) == (True, True)
    assert total(officer.page("/tasks?state=reported")) == 1
    page = officer.client.post("/tasks/together", data={**ticked, "sure": "1"}).text
    assert "已办 1 件，没有办成 1 件" in page
    assert total(officer.page("/tasks?state=verified")) == 1


def test_the_lists_keep_to_what_one_may_see_and_do(browser: Open) -> None:
    contact, reader = browser(Role.CONTACT), browser(Role.READER)
    assert "区教育局" not in contact.page("/tasks")
    assert "区教育局" not in contact.page("/notices")
    assert "材料待核验" not in contact.page("/today")
    for path in ("/letters", "/letters.csv", "/silences"):
        assert contact.get(path).status_code == 403
        assert reader.get(path).status_code == 403
    assert "发不出的信" not in reader.page("/today")
    some = tasks(reader.page("/tasks"))
    assert reader.post("/tasks/together", deed="remind", task=some[0]).status_code == 403


def test_tasks_and_petitions_can_be_seen_as_they_stood(browser: Open) -> None:
    officer, contact = browser(Role.OFFICER), browser(Role.CONTACT)
    asked = tasks(contact.page("/tasks?state=assigned"))
    contact.post(f"/task/{asked[0]}", deed="accept")
    assert total(officer.page("/tasks?state=in_progress")) == 1
    every = total(officer.page("/tasks"))
    officer.get("/view", params={"on": "2026-03-15"})
    assert total(officer.page("/tasks")) <= every
    assert "催办勾选的" not in officer.page("/tasks")
    officer.get("/view", params={"on": "2026-01-01"})
    assert total(officer.page("/tasks")) == 0
    assert total(officer.page("/petitions?state=all")) == 0
