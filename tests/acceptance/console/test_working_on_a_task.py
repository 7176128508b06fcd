"""A contact reports, an officer answers: by plain forms, without JavaScript, and nothing written is lost."""

import re
from collections.abc import Callable

from engine.nouns import Role
from tests.acceptance.console.conftest import Browser

Open = Callable[..., Browser]


def task_of(browser: Browser, agency: str = "区司法局") -> str:
    """The page of the first task of an agency that somebody sees."""
    for duty in re.findall(r"/duty/\w+", browser.page("/ledger")):
        page = browser.page(duty)
        found = re.search(rf'<a href="(/task/[^"]+)"><b>{agency}</b>', page)
        if found:
            return found.group(1)
    raise AssertionError("no task of that agency")


def deeds(page: str) -> set[str]:
    return set(re.findall(r'name="deed" value="([\w.-]+)"', page))


def version(page: str) -> str:
    return re.search(r'name="seen" value="(\d+)"', page).group(1)  # type: ignore[union-attr]


def test_a_report_with_a_file_goes_in_and_is_verified(browser: Open) -> None:
    contact, officer = browser(Role.CONTACT), browser(Role.OFFICER)
    path = task_of(contact)
    assert "accept" in deeds(contact.page(path))
    assert contact.post(path, deed="accept").headers["location"] == f"{path}?done=1"
    answer = contact.client.post(
        path,
        data={"csrf": contact.csrf, "deed": "report", "text": "已报送年度报告，见附件。"},
        files={"files": ("年度报告.txt", "一、工作情况……".encode(), "text/plain")},
        follow_redirects=False,
    )
    assert answer.status_code == 303, answer.text
    page = officer.page(path)
    assert "已报送年度报告，见附件。" in page
    assert "年度报告.txt" in page
    assert {"verify", "return"} <= deeds(page)
    assert "verify" not in deeds(contact.page(path))


def test_what_cannot_be_done_is_told_beside_what_was_written(browser: Open) -> None:
    contact = browser(Role.CONTACT)
    path = task_of(contact)
    contact.post(path, deed="accept")
    answer = contact.post(path, deed="ask.extend", reason="设备采购流标，需重新招标", to="2020-01-01")
    assert answer.status_code == 409
    assert "设备采购流标，需重新招标" in answer.text
    assert re.search(r"<small>W\d+</small>", answer.text)


def test_an_order_to_put_right_names_the_day_that_was_filled_in(browser: Open) -> None:
    contact, officer, inspector = browser(Role.CONTACT), browser(Role.OFFICER), browser(Role.INSPECTOR)
    path = task_of(contact)
    contact.post(path, deed="accept")
    contact.post(path, deed="report", text="已报送")
    assert officer.post(path, deed="verify").status_code == 303
    assert "整改到" in inspector.page(path)
    order = {"deed": "rectify", "reason": "报告缺少附表"}
    early = inspector.post(path, to="2020-01-01", **order)
    assert (early.status_code, "X434" in early.text, "报告缺少附表" in early.text) == (409, True, True)
    assert inspector.post(path, to="2099-03-20", **order).status_code == 303
    [letter] = set(re.findall(r"/letters/[0-9a-f]+", officer.page("/letters?text=整改")))
    assert "2099年3月20日（含当日）前完成整改" in officer.page(letter)


def test_the_second_of_two_is_told_that_something_changed(browser: Open) -> None:
    contact, officer = browser(Role.CONTACT), browser(Role.OFFICER)
    path = task_of(contact)
    seen = version(contact.page(path))
    assert contact.post(path, deed="accept", seen=seen).status_code == 303
    late = officer.post(path, deed="toll", reason="上级调整安排", seen="0")
    assert late.status_code in (303, 409)
    again = contact.post(path, deed="report", text="已完成", seen=seen)
    assert (again.status_code, "X411" in again.text) == (409, True)
    assert "已完成" in again.text


def test_nobody_acts_on_another_agencys_task_or_in_the_past(browser: Open) -> None:
    officer, contact = browser(Role.OFFICER), browser(Role.CONTACT)
    theirs = task_of(officer, "区教育局")
    assert contact.get(theirs).status_code == 404
    assert contact.post(theirs, deed="accept").status_code == 404
    own = task_of(contact)
    contact.get("/view", params={"on": "2026-02-02"})
    assert deeds(contact.page(own)) == set()
    assert "X630" in contact.post(own, deed="accept").text


def test_a_reader_is_offered_nothing(browser: Open) -> None:
    officer, reader = browser(Role.OFFICER), browser(Role.READER)
    path = task_of(officer)
    assert deeds(reader.page(path)) == set()
    assert reader.post(path, deed="accept").status_code == 409
