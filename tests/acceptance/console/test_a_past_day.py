"""The console of a past day: every list reads as it read on the evening of that day, whatever was done since.

The lists are kept as the exports have them on the evening itself; then a month of work goes by; then the same exports
are asked for as of that day.
"""

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

import pytest

from duban.services.speech import notices
from engine.nouns import NoticeState, Role
from tests.acceptance.conftest import House
from tests.acceptance.console.conftest import DAY, Browser, doors
from tests.acceptance.console.test_who_may_see_what import first
from workflows.standard import Action

LATER = date(2026, 4, 20)
LISTS = {
    Role.OFFICER: ("/ledger", "/tasks", "/petitions?state=all", "/evidence", "/notices", "/letters"),
    Role.CONTACT: ("/mine", "/ledger", "/evidence"),
}
PAGES = ("/today", "/matrix", "/leader", "/calendar?month=2026-03")
Evening = dict[tuple[Role, str], object]


def rows(browser: Browser, path: str) -> list[list[str]]:
    """The lines of a list, as its export has them, in whatever order."""
    listing, _, narrowed = path.partition("?")
    answer = browser.get(f"{listing}.csv?{narrowed}")
    assert answer.status_code == 200, path
    return sorted(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


def figures(browser: Browser, path: str) -> list[str]:
    """Every figure of a page, with the word that it stands beside."""
    page = browser.page(path).partition("<main")[2]
    return [part.partition("</b>")[0] for part in page.split("<b>")[1:] if part[:1].isdecimal()]


def as_it_reads(people: dict[Role, Browser]) -> Evening:
    """Everything that is looked at."""
    found: Evening = {(role, path): rows(people[role], path) for role, paths in LISTS.items() for path in paths}
    return found | {(Role.OFFICER, path): figures(people[Role.OFFICER], path) for path in PAGES}


@pytest.fixture
def at_work(house: House) -> House:
    """An office that was swept and wrote its letters, on either database."""
    house.sweep(date(2026, 3, 9))
    house.send(date(2026, 3, 9))
    return house


@dataclass
class Staff:
    """An officer, a contact and a leader; they sign in anew whenever the clock moves on."""

    clock: list[datetime]
    door: Callable[[Role], Browser]
    people: dict[Role, Browser] = field(default_factory=dict)

    def at(self, moment: datetime) -> dict[Role, Browser]:
        """The same people at another moment."""
        self.clock[0] = moment
        self.people = {role: self.door(role) for role in (Role.OFFICER, Role.CONTACT, Role.LEADER)}
        return self.people


@pytest.fixture
def staff(at_work: House, clock: list[datetime]) -> Iterator[Staff]:
    with doors(at_work, clock) as open_browser:
        yield Staff(clock, open_browser)


def task_of(house: House, agency: str, matter: str = "报告") -> str:
    return str(house.tasks(DAY, agency, matter)[0]["key"])


def work_of_the_day(house: House, staff: Staff) -> None:
    """What had happened by the evening: a task accepted and reported with evidence, another one put off."""
    contact, number = staff.at(house.at(DAY, 10))[Role.CONTACT], task_of(house, "区司法局")
    assert contact.post(f"/task/{number}", deed="accept").status_code == 303
    said = {"csrf": contact.csrf, "deed": "report", "text": "年度报告已报送，见附件。"}
    file = {"files": ("年度报告.txt", "一、工作情况".encode(), "text/plain")}
    assert contact.client.post(f"/task/{number}", data=said, files=file, follow_redirects=False).status_code == 303
    other = task_of(house, "区司法局", "讲座")
    assert contact.post(f"/task/{other}", deed="accept").status_code == 303
    asked = contact.post(f"/task/{other}", deed="ask.extend", to="2027-03-31", reason="师资未定")
    assert asked.status_code == 303, asked.text[-2000:]
    house.sweep(DAY)
    house.send(DAY)


def a_month_of_work(house: House, staff: Staff) -> None:
    """What was done afterwards: returned, judged, answered, swept, released, sent, cancelled, reported."""
    officer, number = staff.at(house.at(date(2026, 3, 18), 10))[Role.OFFICER], task_of(house, "区司法局")
    assert officer.post(f"/judging/{number}", deed="return", reason="附件不全").status_code == 303
    again = staff.people[Role.CONTACT].post(f"/task/{number}", deed="report", text="已补齐附件，年度报告见前次材料。")
    assert again.status_code == 303, again.text[-2000:]
    assert officer.post(f"/judging/{number}", deed="verify").status_code == 303
    petition = first(officer.page(f"/task/{task_of(house, '区司法局', '讲座')}"), r'value="(answer\.[^"]+)"')
    granted = officer.post(
        f"/task/{task_of(house, '区司法局', '讲座')}", deed=petition, granted="yes", reason="同意", doc="督〔2026〕3号",
        to="2027-02-28",
    )  # fmt: skip
    assert granted.status_code == 303, granted.text[-2000:]
    for day in (date(2026, 3, 18), date(2026, 3, 31)):
        house.sweep(day)
        house.send(day)
    officer = staff.at(house.at(date(2026, 4, 1), 10))[Role.OFFICER]
    held = notices.listed(house.database, house.settings, on=date(2026, 4, 1), state=NoticeState.HELD)
    assert held
    assert officer.post(f"/notices/{held[0]['key']}", deed="release").status_code == 303
    house.act(task_of(house, "区教育局"), Action.ACCEPT, "戊", Role.CONTACT, LATER)
    house.sweep(LATER)
    house.send(LATER)


def test_a_past_day_reads_as_it_read_that_evening(at_work: House, staff: Staff) -> None:
    work_of_the_day(at_work, staff)
    that_evening = as_it_reads(staff.at(at_work.at(DAY, 22)))
    a_month_of_work(at_work, staff)
    now = as_it_reads(staff.at(at_work.at(LATER, 15)))
    assert sum(now[key] != that_evening[key] for key in now) > len(now) // 2
    for browser in staff.people.values():
        browser.get(f"/view?on={DAY}")
    then = as_it_reads(staff.people)
    assert {key: (then[key], that_evening[key]) for key in then if then[key] != that_evening[key]} == {}
