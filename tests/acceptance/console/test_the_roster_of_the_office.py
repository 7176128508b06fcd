"""The register as of a day: searched, exported, imported by file; what is personal only for whoever may see it."""

import csv
import io
import re
from collections.abc import Callable

from engine.nouns import Role
from store import events
from store.session import reading
from tests.acceptance.conftest import House
from tests.acceptance.console.conftest import Browser

Open = Callable[..., Browser]


def total(page: str) -> int:
    return int(re.search(r"共 (\d+) [个人]", page).group(1))  # type: ignore[union-attr]


def test_agencies_are_found_by_alias_and_set_and_their_numbers_open_lists(browser: Open) -> None:
    officer = browser(Role.OFFICER)
    page = officer.page("/roster")
    assert total(page) == 3
    assert total(officer.page("/roster?text=司法局")) == 1
    assert "区政府办公室" in officer.page("/roster?text=区府办")
    counted = re.findall(r'href="(/roster/people\?agency=[^"]+)">(\d+) 人', page)
    assert len(counted) == 3
    for path, many in counted:
        assert total(officer.page(path)) == int(many)
    (many,) = re.findall(r"各部门（(\d+)）", page)
    assert total(officer.page("/roster?set=各部门")) == int(many)
    rows = csv.DictReader(io.StringIO(officer.get("/roster.csv").content.decode("utf-8-sig")))
    assert {row["名称"] for row in rows} == {"区政府办公室", "区司法局", "区教育局"}


def test_addresses_are_for_those_who_may_see_them_and_that_is_logged(browser: Open, office_hours: House) -> None:
    officer, reader, contact = browser(Role.OFFICER), browser(Role.READER), browser(Role.CONTACT)
    admin = browser(Role.ADMINISTRATOR)
    assert "contact@sfj.example" in officer.page("/roster/people")
    assert "甲" in admin.page("/roster/people")  # who keeps the roster sees who is on it, and no address
    assert "@" not in admin.get("/roster/people.csv").content.decode("utf-8-sig")
    assert "@sfj.example" not in admin.page("/roster/people")
    for stranger in (reader, browser(Role.LEADER)):
        assert stranger.get("/roster/people").status_code == 403
        ours = re.search(r'<a href="(/roster/agency/[^"]+)">区司法局', stranger.page("/roster"))
        assert ours
        page = stranger.page(ours.group(1))
        assert ("在册 4 人" in page, "主要负责人" in page) == (True, False)
    own = contact.page("/roster/people")
    assert ("contact@sfj.example" in own, "戊" in own) == (True, False)
    assert "区教育局" not in contact.page("/roster")
    with reading(office_hours.database, office_hours.settings.jurisdiction) as session:
        seen = [each.actor for each in events.of_subject(session, "所有单位") if each.kind == "people.viewed"]
    assert seen == ["某officer", "某administrator", "某administrator", "某administrator", "某contact"]


def test_one_agency_shows_its_people_and_another_is_not_there_for_a_contact(browser: Open) -> None:
    officer, contact = browser(Role.OFFICER), browser(Role.CONTACT)
    paths = dict(re.findall(r'<a href="(/roster/agency/[^"]+)">([^<]+)</a></td>', officer.page("/roster")))
    ours = next(path for path, name in paths.items() if name == "区司法局")
    theirs = next(path for path, name in paths.items() if name == "区教育局")
    assert "主要负责人" in officer.page(ours)
    assert contact.get(ours).status_code == 200
    assert (contact.get(theirs).status_code, "X708" in contact.get(theirs).text) == (404, True)


def test_a_file_with_a_wrong_row_is_told_by_row_and_a_right_one_is_taken_in(browser: Open) -> None:
    officer, inspector = browser(Role.OFFICER), browser(Role.INSPECTOR)

    def send(who: Browser, text: str, what: str = "people") -> str:
        sent = {"file": ("人员.csv", text.encode(), "text/csv")}
        return str(who.client.post("/roster/import", data={"csrf": who.csrf, "what": what}, files=sent).text)

    page = send(officer, "姓名,单位,岗位,邮箱\n庚,区水利局,联络员,geng@x.example\n辛,区教育局,科员,不是邮箱\n")
    assert "第 2 行" in page
    assert "第 3 行" in page
    assert "名册里没有单位“区水利局”" in page
    assert "/tmp" not in page
    assert "庚" not in officer.page("/roster/people")
    assert "已导入" in send(officer, "姓名,单位,岗位,邮箱\n庚,区教育局,办公室,geng@jyj.example\n")
    assert "geng@jyj.example" in officer.page("/roster/people?text=庚")
    assert "X707" in officer.post("/roster/import", what="people").text
    assert "X620" in send(inspector, "姓名,单位\n壬,区教育局\n")


def test_the_register_can_be_seen_as_it_stood(browser: Open) -> None:
    officer = browser(Role.OFFICER)
    sent = {"file": ("单位.csv", "名称,起\n区数据局,2026-03-01\n".encode(), "text/csv")}
    officer.client.post("/roster/import", data={"csrf": officer.csrf, "what": "agencies"}, files=sent)
    assert total(officer.page("/roster")) == 4
    officer.get("/view", params={"on": "2026-02-01"})
    assert total(officer.page("/roster")) == 3
    assert "没有单位更名" in officer.page("/roster/changes")
