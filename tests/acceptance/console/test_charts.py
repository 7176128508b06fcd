"""Charts: every one stands beside its numbers, and every number opens a list of that length."""

import csv
import io
import json
import re
from collections.abc import Callable
from datetime import date
from html import unescape

import pytest

from engine.nouns import Role
from tests.acceptance.conftest import House
from tests.acceptance.console.conftest import Browser
from tests.acceptance.console.test_handing_hours_in import _end, hand_in, hours, sheet, staffed, views_logged

Open = Callable[..., Browser]
LATER = date(2026, 4, 20)


@pytest.fixture
def office_hours(sqlite_house: House) -> House:
    """An office whose agencies owe hours of training for each of their staff."""
    return staffed(sqlite_house)


def total(page: str) -> int:
    return int(re.search(r"共 (?:<a [^>]+>)?(\d+) 件", page).group(1))  # type: ignore[union-attr]


def options(page: str, name: str) -> dict[str, object]:
    found = re.search(rf'id="{name}-options">(.*?)</script>', page, re.DOTALL)
    assert found
    told: dict[str, object] = json.loads(found.group(1))
    return told


def test_every_number_of_the_charts_opens_a_list_of_that_length(browser: Open, office_hours: House) -> None:
    office_hours.sweep(LATER)
    officer = browser(Role.OFFICER)
    officer.get(f"/view?on={LATER}")
    page = officer.page("/charts")
    links = re.findall(r'<a href="(/ledger\?[^"]+)">(\d+)</a>', page)
    assert len(links) > 10
    assert {int(many) for _, many in links} - {0}
    for path, many in links:
        assert total(officer.page(unescape(path))) == int(many), path
    told = options(page, "heat")
    spots = told["series"][0]["data"]  # type: ignore[index]
    rows = list(csv.DictReader(io.StringIO(officer.get("/charts.csv").content.decode("utf-8-sig"))))
    assert sum(int(row["逾期未办"]) for row in rows) == sum(spot["value"][3] for spot in spots) > 0
    assert len(rows) == len(spots)


def test_the_charts_of_a_contact_are_of_his_own_agency(browser: Open) -> None:
    whole, own = browser(Role.OFFICER).page("/charts"), browser(Role.CONTACT).page("/charts")
    assert 0 < total(own) < total(whole)


def test_what_each_person_has_is_drawn_listed_and_written_down(browser: Open, office_hours: House) -> None:
    contact, officer, leader = browser(Role.CONTACT), browser(Role.OFFICER), browser(Role.LEADER)
    hand_in(contact, sheet(["赵一", "区司法局", "train.hours", "2026-03-02", 5, "学时"],
                           ["赵一", "区司法局", "train.hours", "2026-03-03", 3.5, "学时"],
                           ["钱二", "区司法局", "train.hours", "2026-03-02", 60, "学时"]))  # fmt: skip
    (task,) = {each[3] for each in hours(office_hours)}
    contact.post(f"/task/{task}", deed="accept")
    contact.post(f"/task/{task}", deed="report", text="学时见表")
    assert officer.post(f"/task/{task}", deed="verify", reason="已核对").status_code == 303
    assert leader.get("/training").status_code == 403
    number = re.search(r'href="(/training/\w+)">', contact.page("/training")).group(1)  # type: ignore[union-attr]
    before = _end(office_hours)
    page = contact.page(number)
    assert views_logged(office_hours, before) == [("某contact", "区司法局")]
    told = options(page, "hours")
    names = told["xAxis"]["data"]  # type: ignore[index]
    have = [each["value"] for each in told["series"][0]["data"]]  # type: ignore[index]
    assert {("赵一", 8.5), ("钱二", 60.0)} <= set(zip(names, have, strict=True))
    assert "孙三" not in page
    for path, amount in re.findall(r'<a href="(/training/\w+/person[^"]+)">([\d.]+)</a>', page):
        listed = contact.page(path)
        assert f"合计 {amount} 学时" in listed
        assert len(re.findall(r'data-label="是否计入">计入', listed)) == {"8.5": 2, "60": 1, "0": 0}[amount]
    rows = list(csv.DictReader(io.StringIO(contact.get(f"{number}/people.csv").content.decode("utf-8-sig"))))
    assert {("钱二", "达到"), ("赵一", "还差")} <= {(row["人员"], row["情况"]) for row in rows}
    assert contact.get(f"{number}/person?member=nobody").status_code == 404


def test_agencies_are_drawn_by_name_once_an_officer_turned_it_on(browser: Open) -> None:
    officer = browser(Role.OFFICER)
    assert "agencies-options" not in officer.page("/scores")
    officer.post("/scores", deed="on", reason="季度例会")
    told = options(officer.page("/scores"), "agencies")
    names = told["yAxis"]["data"]  # type: ignore[index]
    assert names == sorted(names)
