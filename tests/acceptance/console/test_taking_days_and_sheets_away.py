"""The calendar and the sheet of the year: an agency's own days and matters, at an address that can be taken away."""

import io
import re
from collections.abc import Callable

from icalendar import Calendar
from itsdangerous import URLSafeSerializer
from python_calamine import CalamineWorkbook

from duban.services.care.keys import drawn_key
from engine.nouns import Role
from store.session import transaction
from tests.acceptance.conftest import House
from tests.acceptance.console.conftest import DAY, Browser
from tests.acceptance.console.test_what_an_agency_has_in_hand import tasks

Open = Callable[..., Browser]


def entries(content: bytes) -> dict[str, tuple[str, str, int, str]]:
    """Day, state, sequence and words of each entry by its UID."""
    found = Calendar.from_ical(content).walk("VEVENT")
    return {
        str(one["uid"]): (str(one["dtstart"].dt), str(one["status"]), int(one["sequence"]), str(one["description"]))
        for one in found
    }


def feed_in(browser: Browser) -> str:
    return re.search(r'value="http://duban.test(/calendar/[^"]+)"', browser.page("/mine/calendar")).group(1)  # type: ignore[union-attr]


def test_the_days_follow_the_work(browser: Open) -> None:
    contact, officer = browser(Role.CONTACT), browser(Role.OFFICER)
    own = tasks(contact.page("/mine"))
    file = contact.get("/mine.ics")
    assert file.headers["content-type"] == "text/calendar; charset=utf-8"
    before = entries(file.content)
    assert len(before) == len(own)
    assert {state for _, state, _, _ in before.values()} == {"CONFIRMED"}
    moved = next(number for number in own if "办理中" in contact.page(f"/duty/{number}"))
    answer = officer.post(
        f"/task/{moved}", deed="extend", reason="设备采购流标", to="2027-03-01", doc="示府〔2026〕9号"
    )
    assert answer.status_code == 303, answer.text
    after = entries(contact.get("/mine.ics").content)
    assert after.keys() == before.keys()
    (changed,) = [uid for uid in after if after[uid][0] != before[uid][0]]
    assert (after[changed][0], after[changed][2]) == ("2027-03-01", before[changed][2] + 1)


def test_the_office_takes_the_days_of_any_agency_from_its_page(browser: Open) -> None:
    contact, officer = browser(Role.CONTACT), browser(Role.OFFICER)
    page = next(path for path in re.findall(r'href="(/roster/agency/[^"]+)">区司法局', officer.page("/roster")))
    [path] = re.findall(r'href="([^"]+\.ics)"', officer.page(page))
    file = officer.get(path)
    assert file.headers["content-type"] == "text/calendar; charset=utf-8"
    assert entries(file.content) == entries(contact.get("/mine.ics").content)
    other = next(path for path in re.findall(r'href="(/roster/agency/[^"]+)">区教育局', officer.page("/roster")))
    assert (contact.get(f"{other}/days.ics").status_code, officer.get(f"{page}x/days.ics").status_code) == (404, 404)


def test_the_address_opens_its_agency_until_another_is_drawn(browser: Open, office_hours: House) -> None:
    contact, anybody = browser(Role.CONTACT), browser()
    path = feed_in(contact)
    assert entries(anybody.get(path).content) == entries(contact.get("/mine.ics").content)
    assert "区教育局" not in anybody.get(path).text
    with transaction(office_hours.database, office_hours.settings.jurisdiction) as session:
        key = drawn_key(session)
    token = path.removeprefix("/calendar/").removesuffix(".ics")
    agency = URLSafeSerializer(key, salt="agenda").loads(token)[0]
    for forged in (
        URLSafeSerializer("guessed", salt="agenda").dumps([agency, 0]),
        URLSafeSerializer(key, salt="receipt").dumps([agency, 0]),
        URLSafeSerializer(key, salt="agenda").dumps([agency, 1]),
        URLSafeSerializer(key, salt="agenda").dumps(["nobody", 0]),
        URLSafeSerializer(key, salt="agenda").dumps("text"),
        token[:-1],
        "x",
    ):
        answer = anybody.get(f"/calendar/{forged}.ics")
        assert (answer.status_code, "X741" in answer.text) == (404, True)
    assert contact.post("/mine/calendar").headers["location"] == "/mine/calendar?done=drawn"
    assert anybody.get(path).status_code == 404
    assert anybody.get(feed_in(contact)).status_code == 200


def test_the_sheet_of_the_year_is_filled_in_with_ones_own(browser: Open) -> None:
    contact = browser(Role.CONTACT)
    own = tasks(contact.page("/mine"))
    contact.client.post("/mine/accept", data={"csrf": contact.csrf, "task": own})
    contact.post(f"/task/{own[0]}", deed="report", text="已报送，见附件", numbers="示司〔2026〕3号")
    book = CalamineWorkbook.from_filelike(io.BytesIO(contact.get("/mine/year.xlsx?year=2026").content))
    (head, *rows) = book.get_sheet_by_index(0).to_python()
    lines = [dict(zip(head, row, strict=True)) for row in rows]
    assert [line["序号"] for line in lines] == list(range(1, len(lines) + 1))
    told = next(line for line in lines if line["办理情况（最近一次反馈）"])
    assert (told["办理情况（最近一次反馈）"], told["佐证"]) == ("已报送，见附件", "示司〔2026〕3号")
    assert {line["分工"] for line in lines} <= {"牵头", "配合", ""}
    assert all(line["依据"] and line["进展"] and not line["本单位补充说明"] for line in lines)
    empty = CalamineWorkbook.from_filelike(io.BytesIO(contact.get("/mine/year.xlsx?year=2019").content))
    assert len(empty.get_sheet_by_index(0).to_python()) == 1


def test_this_year_is_offered_first_then_those_before_then_those_to_come(browser: Open) -> None:
    offered = [
        int(year)
        for year in re.findall(r"/mine/year\.xlsx\?year=(\d{4})", browser(Role.CONTACT).page("/mine/calendar"))
    ]
    before = [year for year in offered if year < DAY.year]
    to_come = [year for year in offered if year > DAY.year]
    assert offered == [DAY.year, *sorted(before, reverse=True), *sorted(to_come)]
    assert to_come


def test_only_an_agency_takes_its_days_away(browser: Open) -> None:
    for role in (Role.OFFICER, Role.LEADER, Role.READER):
        for path in ("/mine.ics", "/mine/calendar", "/mine/year.xlsx"):
            assert browser(role).get(path).status_code == 403, (role, path)
    assert browser().get("/mine.ics").status_code == 303
