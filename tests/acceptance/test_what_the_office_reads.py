"""The office reads the week on its first working day and its leaders the month, by mail, each once."""

from datetime import date
from email import message_from_bytes, policy
from typing import Any

import pytest

from duban.services.register import directory
from store import letters
from store.session import reading

MONDAY, TUESDAY = date(2026, 3, 9), date(2026, 3, 10)
FIRST, SECOND = date(2026, 4, 1), date(2026, 4, 2)
OFFICER, LEADER = "officer@example.gov.cn", "leader@example.gov.cn"
PEOPLE = f"""name,agency,post,email
庚,区政府办公室,联络员,{OFFICER}
辛,区政府办公室,主要负责人,{LEADER}
"""


@pytest.fixture
def office(house: Any) -> Any:
    """An office whose own people are on file."""
    file = house.folder / "office.csv"
    file.write_text(PEOPLE, encoding="utf-8")
    on = date(2026, 1, 4)
    directory.load_people(house.database, house.settings, file, by="管理员", on=on, now=house.at(on))
    return house


def summaries(house: Any, title: str) -> dict[tuple[date, str], str]:
    """What was written under a title, by day and reader, in plain words."""
    with reading(house.database, house.settings.jurisdiction) as session:
        found = [each for each in letters.find(session) if title in each.subject]
    bodies = {
        (each.slot, each.recipient): message_from_bytes(each.mime, policy=policy.default).get_body(("plain",))
        for each in found
    }
    return {about: str(body.get_content()) for about, body in bodies.items() if body}


def test_the_month_is_told_to_the_leaders_on_its_first_working_day_and_once(office: Any) -> None:
    for day in (FIRST, SECOND):
        office.sweep(day)
    told = summaries(office, "督办月度摘要")
    assert set(told) == {(FIRST, LEADER)}
    assert "督办事项" in told[FIRST, LEADER]
    assert "逾期未办结" in told[FIRST, LEADER]


def test_the_week_is_told_to_the_officers_on_monday_and_to_no_agency(office: Any) -> None:
    for day in (MONDAY, TUESDAY):
        office.sweep(day)
    told = summaries(office, "督办一周摘要")
    assert set(told) == {(MONDAY, OFFICER)}
    assert "逾期未办结" in told[MONDAY, OFFICER]
