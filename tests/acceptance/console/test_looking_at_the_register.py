"""The ledger, the matrix and the page of a duty: every number opens a list as long as it says, on any day."""

import csv
import io
import re
from collections.abc import Callable
from datetime import date

import pytest
from python_calamine import CalamineWorkbook

from duban.services.desk import Desk
from duban.services.judgement.expansion import expand_new
from duban.services.powers import viewer
from duban.services.showing import ledger, matrix, today
from duban.services.showing.view import View
from engine.nouns import Account, Role
from engine.telling.lamps import YELLOW
from store.session import transaction
from store.surveys import Sought
from tests.acceptance.conftest import PACK, House

Open = Callable[..., "object"]
CELLS = re.compile(r'<td><a class="lamp-\w+" href="([^"]+)" aria-label="[^"]+">')


def rows(page: str) -> int:
    return len(re.findall(r'href="/duty/\w+"', page))


def lamps(page: str) -> dict[str, int]:
    return {colour: int(many) for colour, many in re.findall(r'class="lamp-(\w+)"><b>(\d+)</b>', page)}


def test_every_number_opens_a_list_of_that_length(browser: Open) -> None:
    officer = browser(Role.OFFICER)
    counted = lamps(officer.page("/today"))
    assert sum(counted.values()) > 0
    for colour, many in counted.items():
        page = officer.page(f"/ledger?lamp={colour}")
        assert f"共 {many} 件" in page
        assert rows(page) == many
    piles = re.findall(r'<h2><a href="(/ledger[^"]*)">[^<]*<b>(\d+)</b>', officer.page("/today"))
    assert len(piles) == 5
    for path, many in piles:
        assert f"共 {many} 件" in officer.page(path.replace("&amp;", "&"))


def test_under_a_lamp_are_those_that_show_it(sqlite_house: House) -> None:
    house, day = sqlite_house, date(2026, 2, 24)
    house.publish(PACK)
    house.sweep(day)
    seen = (house.database, house.settings, viewer(Account("wang", "王科长", Role.OFFICER, None)), View(day, day))
    whole = ledger.ledger(*seen, Sought())
    assert matrix.matrix(*seen, Sought()).lamps == today.today(*seen).lamps == whole.lamps
    for each in whole.lamps:
        shown = ledger.ledger(*seen, ledger.under(each.lamp, Sought(), day))
        assert [entry.lamp for entry in shown.lines] == [each.lamp] * each.many
        assert shown.total == each.many
    assert next(each.many for each in whole.lamps if each.lamp == YELLOW) == 2, "due on 1 March, and in hand"


def test_what_waits_for_its_first_sweep_opens_a_list_of_that_length(office_hours: House, browser: Open) -> None:
    with transaction(office_hours.database, office_hours.settings.jurisdiction) as session:
        expand_new(Desk(session), date(2027, 3, 1))
    for path in ("/ledger", "/leader"):
        role = Role.LEADER if path == "/leader" else Role.OFFICER
        page = browser(role).page(path)
        ((link, many),) = re.findall(r'<a href="(/ledger[^"]*standing=UNSEEN[^"]*)">(\d+) 件待巡查</a>', page)
        listed = browser(role).page(link.replace("&amp;", "&"))
        assert int(many) > 0
        assert f"共 {many} 件" in listed
        assert "只看“待巡查”" in listed
        assert listed.count("待巡查</td>") == int(many)


def test_an_export_holds_what_the_list_holds(browser: Open) -> None:
    officer = browser(Role.OFFICER)
    listed = rows(officer.page("/ledger"))
    for encoding in ("utf-8-sig", "gb18030"):
        text = officer.get("/ledger.csv", params={"encoding": encoding}).content.decode(encoding)
        table = list(csv.reader(io.StringIO(text)))
        assert table[0][:2] == ["责任单位", "事项"]
        assert len(table) - 1 == listed
    book = CalamineWorkbook.from_filelike(io.BytesIO(officer.get("/ledger.xlsx").content))
    sheets = [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]
    assert sum(len(sheet) - 1 for sheet in sheets) == listed


def test_the_page_of_a_duty_says_why_and_whence(browser: Open) -> None:
    officer = browser(Role.OFFICER)
    (first, *_) = re.findall(r"/duty/\w+", officer.page("/ledger?lamp=red"))
    page = officer.page(first)
    for part in ("逾期未办：为什么", "怎样会改变", "依据", "<mark>", "材料与数据", "督办件", "经过"):
        assert part in page
    assert officer.get("/duty/ffffffffff").status_code == 404


def test_a_contact_sees_his_own_agency_and_never_another(browser: Open) -> None:
    officer, contact = browser(Role.OFFICER), browser(Role.CONTACT)
    own = re.findall(r"/duty/\w+", contact.page("/ledger"))
    every = re.findall(r"/duty/\w+", officer.page("/ledger"))
    assert own
    assert set(own) < set(every)
    for path in set(every) - set(own):
        answer = contact.get(path)
        assert (answer.status_code, "X621" in answer.text) == (404, True)
    for path in own:
        contact.page(path)
    assert "区教育局" not in contact.page("/ledger")
    assert "区教育局" not in contact.get("/ledger.csv").content.decode("utf-8-sig")


def test_the_house_can_be_seen_as_it_stood(browser: Open, office_hours: House) -> None:
    officer = browser(Role.OFFICER)
    now = lamps(officer.page("/today"))
    officer.get("/view", params={"on": "2026-01-06"})
    then = lamps(officer.page("/today"))
    assert then != now
    assert then["red"] == 0 < now["red"]
    assert "正在查看 2026年1月6日" in officer.page("/ledger")
    answer = officer.get("/view")
    assert answer.status_code == 303
    assert lamps(officer.page("/today")) == now
    assert officer.get("/view", params={"on": "三月"}).status_code == 409
    assert date(2026, 1, 6) < office_hours.at(date(2026, 3, 16)).date()


def test_a_matrix_of_many_rules_is_leafed_through_both_ways(browser: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    officer = browser(Role.OFFICER)
    columns = re.compile(r'<th scope="col" title="([^"]+)">')
    whole = officer.get("/matrix").text
    monkeypatch.setattr(matrix, "RULES_A_PAGE", 1)
    pages = [officer.get(f"/matrix?across={number}").text for number in range(1, len(columns.findall(whole)) + 1)]
    assert [title for page in pages for title in columns.findall(page)] == columns.findall(whole)
    assert len(pages) > 1
    assert sorted(cell for page in pages for cell in CELLS.findall(page)) == sorted(CELLS.findall(whole))
    assert officer.get("/matrix?across=99").text.count("<th scope") == pages[-1].count("<th scope")
