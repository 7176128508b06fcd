"""What an officer may do to a duty and to a notice, and what each act changes."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from duban.clock import SHANGHAI
from duban.services.casefile import facts, requests, tasks
from duban.services.post import sending
from duban.services.speech import notices as office
from duban.services.speech import releasing
from engine.nouns import LetterStage, NoticeState, Role
from engine.source import Refused
from notifications.outbox import Outcome, Result
from store import events, letters, notices, obligations
from store import tasks as register
from store.session import reading
from store.worklists import as_they_stood

OFFICER, LEADER = tasks.Actor("督办甲", Role.OFFICER), tasks.Actor("领导丁", Role.LEADER)
REMINDED, LATE, URGED = date(2026, 2, 6), date(2026, 3, 2), date(2026, 3, 3)


def decide(house: Any, number: str, on: date, act: str, who: tasks.Actor = OFFICER, **asked: str) -> Any:
    request = requests.Request(act, **{"reason": "客观原因", **asked})
    return requests.decide(house.database, house.settings, number, request, who, on=on, now=house.at(on))


def number_of(house: Any, on: date, matter: str = "报告") -> str:
    house.sweep(on)
    return str(house.tasks(on, "区司法局", matter)[0]["key"])


def ladder_of(house: Any, number: str) -> list[Any]:
    with reading(house.database, house.settings.jurisdiction) as session:
        return [each for each in notices.find(session) if each.obligation.startswith(number)]


def test_an_extension_moves_the_due_day_and_starts_the_reminders_anew(house: Any) -> None:
    number = number_of(house, REMINDED)
    verdict = decide(house, number, REMINDED, "extend", to="2026-04-30")
    assert (verdict.due.safe, verdict.due.original) == (date(2026, 4, 30), date(2026, 3, 1))
    house.sweep(LATE)
    assert house.explain(number, LATE)["verdict"] == "OPEN"
    house.sweep(date(2026, 4, 9))
    cycles = {notice.cycle for notice in ladder_of(house, number)}
    assert cycles == {20260301, 20260430}
    with pytest.raises(Refused, match="W206"):
        decide(house, number, date(2026, 4, 9), "extend", to="2026-05-30")
    assert decide(house, number, date(2026, 4, 9), "extend", LEADER, to="2026-05-30").due.safe == date(2026, 5, 30)


def test_the_list_shows_the_day_in_force_and_puts_the_earliest_first(sqlite_house: Any) -> None:
    number = number_of(sqlite_house, REMINDED)
    assert sqlite_house.tasks(REMINDED, "区司法局", "")[0]["key"] == number
    decide(sqlite_house, number, REMINDED, "extend", LEADER, to="2027-04-30")
    rows = sqlite_house.tasks(REMINDED, "区司法局", "")
    assert [row["due"] for row in rows] == sorted(row["due"] for row in rows)
    assert (rows[-1]["key"], rows[-1]["due"]) == (number, date(2027, 4, 30))
    assert [row["original_due"] for row in rows] == [*[None] * (len(rows) - 1), date(2026, 3, 1)]


def test_a_fact_taken_back_counts_no_more_and_stays_on_file(house: Any) -> None:
    number, how = number_of(house, REMINDED), {"by": "督办甲", "on": REMINDED, "now": house.at(REMINDED)}
    cells = {"kind": "report.annual", "agency": "区司法局", "day": "2026-02-05", "id": "f1"}
    facts.add(house.database, house.settings, cells, **how)
    assert house.explain(number, REMINDED)["verdict"] == "MET"
    facts.retract(house.database, house.settings, "f1", reason="误登", **how)
    assert house.explain(number, REMINDED)["verdict"] == "OPEN"
    with pytest.raises(Refused, match="F123"):
        facts.retract(house.database, house.settings, "f1", reason="误登", **how)
    with pytest.raises(Refused, match="S302"):
        facts.retract(house.database, house.settings, "f2", reason="误登", **how)
    with reading(house.database, house.settings.jurisdiction) as session:
        assert [event.kind for event in events.of_subject(session, "f1")] == ["fact.record", "fact.retract"]


def test_an_extension_asked_late_is_refused_and_leaves_no_trace(sqlite_house: Any) -> None:
    number = number_of(sqlite_house, LATE)
    before = sqlite_house.explain(number, LATE)
    with pytest.raises(Refused, match="W202"):
        decide(sqlite_house, number, LATE, "extend", to="2026-04-30")
    assert sqlite_house.explain(number, LATE) == before


def test_what_is_judged_by_its_facts_is_not_judged_by_hand(sqlite_house: Any) -> None:
    number = number_of(sqlite_house, LATE)
    before = sqlite_house.explain(number, LATE)
    with pytest.raises(Refused, match="W241"):
        decide(sqlite_house, number, LATE, "judge", value="met")
    with pytest.raises(Refused, match="W244"):
        decide(sqlite_house, number, LATE, "confirm", value="2026-03-31")
    assert sqlite_house.explain(number, LATE) == before


def test_an_exemption_ends_the_ladder_and_takes_back_what_has_not_left(sqlite_house: Any) -> None:
    number = number_of(sqlite_house, URGED)
    assert [each.state for each in ladder_of(sqlite_house, number)][-1] is NoticeState.BUNDLED
    assert decide(sqlite_house, number, URGED, "exempt", LEADER, doc="示府阅〔2026〕3号").standing == "EXEMPT"
    sqlite_house.sweep(URGED)
    states = {each.state for each in ladder_of(sqlite_house, number)}
    assert states == {NoticeState.SKIPPED, NoticeState.CANCELLED}
    with reading(sqlite_house.database, sqlite_house.settings.jurisdiction) as session:
        mine = [each for each in letters.find(session) if each.recipient.endswith("sfj.example")]
    assert {each.stage for each in mine} == {LetterStage.CLOSED}
    sqlite_house.send(URGED)
    assert all(b"sfj.example" not in path.read_bytes() for path in sqlite_house.mails())


def test_a_transfer_hands_the_duty_and_its_due_day_to_another_agency(sqlite_house: Any) -> None:
    house = sqlite_house
    number = number_of(house, REMINDED)
    assert decide(house, number, REMINDED, "transfer", to="区府办").standing == "TRANSFERRED"
    house.sweep(REMINDED)
    [taken] = house.tasks(REMINDED, "区政府办公室")
    assert (taken["due"], taken["state"]) == (date(2026, 3, 1), "assigned")
    with reading(house.database, house.settings.jurisdiction) as session:
        assert register.get(session, number).state == "transferred"
    assert stood(house, number, REMINDED) == "transferred"


def test_a_stopped_clock_suspends_the_task_until_it_is_resumed(sqlite_house: Any) -> None:
    house = sqlite_house
    number = number_of(house, REMINDED)
    decide(house, number, REMINDED, "toll")
    assert house.tasks(REMINDED, "区司法局")[0]["state"] == "suspended"
    decide(house, number, REMINDED + timedelta(3), "resume")
    assert house.tasks(REMINDED + timedelta(3), "区司法局")[0]["state"] == "assigned"
    assert [stood(house, number, REMINDED + timedelta(day)) for day in (1, 3)] == ["suspended", "assigned"]


def stood(house: Any, number: str, day: date) -> str:
    """How the task of an obligation stood in the evening of a past day, as the log tells it."""
    with reading(house.database, house.settings.jurisdiction) as session:
        night = datetime.combine(day, time(23), tzinfo=SHANGHAI)
        [then] = as_they_stood(session, [register.get(session, number)], day, night)
    return then.state.value


def test_a_formal_paper_waits_for_the_right_person_and_then_leaves(house: Any) -> None:
    number = number_of(house, URGED)
    house.send(URGED)
    later = date(2026, 3, 10)
    house.sweep(later)
    held = next(each for each in ladder_of(house, number) if each.state is NoticeState.HELD)
    assert held.paper == "督办通知单"
    draft = office.shown(house.database, house.settings, held.key, on=later)["draft"]
    assert "区司法局" in draft
    contact = tasks.Actor("甲", Role.CONTACT)
    with pytest.raises(Refused, match="X442"):
        releasing.release(house.database, house.settings, held.key, contact, on=later, now=house.at(later))
    done = releasing.release(house.database, house.settings, held.key[:8], OFFICER, on=later, now=house.at(later))
    assert sorted(letter.recipient for letter in done.letters) == ["deputy@sfj.example", "office@sfj.example"]
    with pytest.raises(Refused, match="X441"):
        releasing.release(house.database, house.settings, held.key, OFFICER, on=later, now=house.at(later))
    assert house.send(later).accepted == 2
    # the next rung counts from the day this one left, and only a leader may release it
    after = date(2026, 3, 24)
    house.sweep(after)
    circular = next(each for each in ladder_of(house, number) if each.state is NoticeState.HELD)
    with pytest.raises(Refused, match="X442"):
        releasing.release(house.database, house.settings, circular.key, OFFICER, on=after, now=house.at(after))


def test_a_cancelled_paper_never_leaves(sqlite_house: Any) -> None:
    house = sqlite_house
    number = number_of(house, URGED)
    urged = next(each for each in ladder_of(house, number) if each.state is NoticeState.BUNDLED)
    how = {"reason": "已电话催办", "now": house.at(URGED)}
    assert releasing.cancel(house.database, house.settings, urged.key, OFFICER, **how).state is NoticeState.CANCELLED
    house.send(URGED)
    assert all(b"sfj.example" not in path.read_bytes() for path in house.mails())


class Server:
    """A mail server that misbehaves as told, once for each letter."""

    lines = 1

    def __init__(self, *results: Result) -> None:
        self.results, self.taken = list(results), 0

    def deliver(self, sender: str, recipient: str, mime: bytes, before_data: Callable[[], None]) -> Outcome:
        del sender, recipient, mime
        before_data()
        self.taken += 1
        return Outcome(self.results.pop(0) if self.results else Result.ACCEPTED, "答复")

    def close(self) -> None:
        """Nothing to close."""


def test_a_letter_in_doubt_goes_once_more_and_what_failed_for_now_is_tried_again(house: Any) -> None:
    house.sweep(REMINDED)
    server, now = Server(Result.IN_DOUBT, Result.TEMPORARY), house.at(REMINDED, 10)
    first = sending.send(house.database, house.settings, server, now=now)
    assert (first.in_doubt, first.temporary, first.accepted) == (1, 1, 0)
    assert sending.send(house.database, house.settings, server, now=now + timedelta(minutes=1)).accepted == 0
    assert sending.send(house.database, house.settings, server, now=now + timedelta(minutes=6)).accepted == 1
    assert sending.send(house.database, house.settings, server, now=now + timedelta(minutes=31)).accepted == 1
    assert server.taken == 4
    with reading(house.database, house.settings.jurisdiction) as session:
        assert obligations.next_look(session) is not None
        assert letters.counts(session) == {LetterStage.ACCEPTED: 2}
        doubted = next(each for each in letters.find(session) if each.doubts)
    (shown,) = office.shown(house.database, house.settings, doubted.notices[0], on=REMINDED)["letters"]
    assert [tried["stage_zh"] for tried in shown["attempts"]] == ["存疑", "已送达邮件服务器"]
    assert shown["attempts"][0]["at"] == now


def test_nothing_leaves_outside_working_hours(sqlite_house: Any) -> None:
    house = sqlite_house
    house.sweep(REMINDED)
    for moment in (house.at(REMINDED, 8) - timedelta(hours=1), house.at(REMINDED, 17), house.at(date(2026, 2, 8), 10)):
        done = sending.send(house.database, house.settings, Server(), now=moment)
        assert done.waiting_until is not None
        assert done.accepted == 0
