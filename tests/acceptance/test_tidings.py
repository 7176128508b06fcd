"""What happens to a task is told to the other side by mail, once, and to nobody else."""

from datetime import date
from typing import Any

from duban.services.casefile import asking, tasks
from duban.services.casefile.asking import Ask
from engine.nouns import PetitionKind, Role
from store import letters
from store.session import reading
from workflows.standard import Action

DAY, NEXT, LATER = date(2026, 2, 5), date(2026, 2, 6), date(2026, 2, 9)
CONTACT = tasks.Actor("甲", Role.CONTACT)


def told(house: Any, on: date) -> dict[str, str]:
    """What each reader is told on a day, in plain words."""
    from email import message_from_bytes, policy

    house.sweep(on)
    with reading(house.database, house.settings.jurisdiction) as session:
        found = [each for each in letters.find(session) if "办理动态" in each.subject and each.slot == on]
    bodies = {
        each.recipient: message_from_bytes(each.mime, policy=policy.default).get_body(("plain",)) for each in found
    }
    return {reader: str(body.get_content()) for reader, body in bodies.items() if body}


def test_a_return_reaches_the_contact_and_a_petition_the_office(house: Any) -> None:
    house.sweep(DAY)
    number = str(house.tasks(DAY, "区司法局")[0]["key"])
    assert told(house, DAY) == {}
    house.act(number, Action.ACCEPT, "甲", Role.CONTACT, DAY)
    house.act(number, Action.REPORT, "甲", Role.CONTACT, DAY)
    house.act(number, Action.RETURN, "督办甲", Role.OFFICER, DAY, reason="缺公章")
    asked = Ask(PetitionKind.EXTEND, "材料未齐", to="2026-04-30")
    asking.ask(house.database, house.settings, number, asked, CONTACT, on=DAY, now=house.at(DAY))
    said = told(house, NEXT)
    assert sorted(said) == ["contact@sfj.example", "dc@example.gov.cn"]
    assert "退回：缺公章" in said["contact@sfj.example"]
    assert "申请延期" not in said["contact@sfj.example"]
    assert "申请延期：材料未齐" in said["dc@example.gov.cn"]
    assert told(house, LATER) == {}


def test_good_news_alone_makes_no_letter(sqlite_house: Any) -> None:
    house = sqlite_house
    house.sweep(DAY)
    number = str(house.tasks(DAY, "区司法局")[0]["key"])
    house.act(number, Action.ACCEPT, "甲", Role.CONTACT, DAY)
    house.act(number, Action.REPORT, "甲", Role.CONTACT, DAY)
    house.act(number, Action.VERIFY, "督办甲", Role.OFFICER, DAY)
    assert sorted(told(house, NEXT)) == ["dc@example.gov.cn"]


def test_what_was_to_be_told_before_a_month_of_silence_is_told_after_it(house: Any) -> None:
    house.sweep(DAY)
    number = str(house.tasks(DAY, "区司法局")[0]["key"])
    house.act(number, Action.ACCEPT, "甲", Role.CONTACT, DAY)
    house.act(number, Action.REPORT, "甲", Role.CONTACT, DAY)
    house.act(number, Action.RETURN, "督办甲", Role.OFFICER, DAY, reason="缺公章")
    assert "退回：缺公章" in told(house, NEXT)["contact@sfj.example"]
    back = date(2026, 3, 9)
    assert "2月5日 退回：缺公章" in told(house, back)["contact@sfj.example"]
    house.send(back)
    assert len(house.mails()) == 2, "one to the contact, one to the office: what was written a month ago did not leave"
