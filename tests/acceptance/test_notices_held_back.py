"""Silence, delegation, downtime, bad addresses, dead letters, the breaker: what keeps a letter back, and why."""

import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest

from duban.services.casefile import casezip, tasks
from duban.services.post import breaker, deadletters, sending
from duban.services.register import delegations
from duban.services.speech import notices, releasing, silences
from engine.nouns import Letter, LetterStage, Notice, NoticeState, Role
from engine.source import Refused
from notifications.outbox import Outcome, Result
from store import letters, office_notes
from store import notices as register
from store.session import reading, transaction

REMINDED, URGED = date(2026, 2, 6), date(2026, 3, 3)
LEADER = tasks.Actor("领导丁", Role.LEADER)


def outbox(house: Any) -> list[Letter]:
    with reading(house.database, house.settings.jurisdiction) as session:
        return letters.find(session)


def said(house: Any, state: NoticeState | None = None) -> list[Notice]:
    with reading(house.database, house.settings.jurisdiction) as session:
        return register.find(session, state=state)


def silence(house: Any, on: date, days: int, scope: str = "agency", of: str = "区司法局") -> Any:
    told = {"since": on, "until": on + timedelta(days - 1), "reason": "机构改革", "by": "督办甲", "now": house.at(on)}
    return silences.add(house.database, house.settings, scope=scope, of=of, **told)


def test_what_falls_due_in_a_silence_is_decided_and_shown_and_waits(sqlite_house: Any, words_of: Any) -> None:
    house = sqlite_house
    silence(house, REMINDED, 10)
    house.sweep(REMINDED)
    assert {letter.recipient for letter in outbox(house)} == {"contact@jyj.example"}
    (waiting,) = said(house, NoticeState.PLANNED)
    rows = notices.listed(house.database, house.settings, on=REMINDED, state=NoticeState.PLANNED)
    assert (rows[0]["held"], rows[0]["held_zh"]) == ("silence", "静默到 2026-02-15（督办甲：机构改革）")
    found = notices.why(house.database, house.settings, waiting.key[:8], on=REMINDED, now=house.at(REMINDED))
    assert any("静默到 2026-02-15" in str(line) for line in found["because"])
    # the day after its end the latest reminder goes out once, the one that waited is skipped, the office is told
    after = date(2026, 2, 24)
    for day in range(1, 19):
        house.sweep(REMINDED + timedelta(days=day))
    mine = [each for each in outbox(house) if each.recipient == "contact@sfj.example"]
    assert len(mine) == 1
    assert mine[0].slot <= after
    assert [each.reason for each in said(house, NoticeState.SKIPPED) if each.key == waiting.key] in (
        [], ["SKIPPED_CATCHUP"],
    )  # fmt: skip
    told = [words_of(each) for each in outbox(house) if each.kind == "summary"]
    assert any("静默已于 2026-02-15 到期" in text for text in told)


def test_a_silence_is_no_longer_than_thirty_days_and_has_a_reason(sqlite_house: Any) -> None:
    with pytest.raises(Refused, match="N412"):
        silence(sqlite_house, REMINDED, 31)
    with pytest.raises(Refused, match="X404"):
        silence(sqlite_house, REMINDED, 5, of="没有的单位")
    assert silence(sqlite_house, REMINDED, 30).until == REMINDED + timedelta(29)


def test_a_silence_ended_early_lets_what_waited_go(sqlite_house: Any) -> None:
    house = sqlite_house
    key = silence(house, REMINDED, 20, scope="all", of="").key
    house.sweep(REMINDED)
    assert outbox(house) == []
    monday = REMINDED + timedelta(3)
    silences.end(house.database, house.settings, key, by="督办甲", on=monday, now=house.at(monday))
    house.sweep(monday)
    assert {each.recipient for each in outbox(house) if each.kind == "digest"} == {
        "contact@sfj.example", "contact@jyj.example",
    }  # fmt: skip
    with pytest.raises(Refused, match="X407"):
        silences.end(house.database, house.settings, key, by="督办甲", on=monday, now=house.at(monday))


def test_whoever_answers_for_the_contact_gets_the_mail_while_it_lasts(sqlite_house: Any) -> None:
    house = sqlite_house
    told = {"since": REMINDED, "until": date(2026, 2, 20), "reason": "出差", "by": "督办甲", "now": house.at(REMINDED)}
    delegations.delegate(house.database, house.settings, "甲", "乙", **told)
    house.sweep(REMINDED)
    assert {letter.recipient for letter in outbox(house)} == {"office@sfj.example", "contact@jyj.example"}
    assert delegations.listed(house.database, house.settings, on=REMINDED)[0]["to_name"] == "乙"
    with pytest.raises(Refused, match="X546"):
        delegations.delegate(house.database, house.settings, "甲", "甲", **told)


@pytest.mark.parametrize("days", [3, 30, 400])
def test_after_a_downtime_nobody_gets_two_digests_nothing_formal_leaves_and_it_is_said(
    sqlite_house: Any, days: int, words_of: Callable[[Letter], str]
) -> None:
    house = sqlite_house
    house.sweep(date(2026, 1, 5))
    house.sweep(REMINDED)  # frozen, and then the lights go out before anything is sent
    woke = REMINDED + timedelta(days=days)
    while not house.sweep(woke).as_of or not _is_workday(house, woke):
        woke += timedelta(1)
    house.sweep(woke)
    house.send(woke)
    left = [letter for letter in outbox(house) if letter.stage is LetterStage.ACCEPTED and letter.kind != "summary"]
    assert len({letter.recipient for letter in left}) == len(left), "one digest a person"
    assert {letter.kind for letter in left} <= {"digest"}, "nothing formal left by itself"
    reminded = [key for letter in left for key in letter.notices]
    by_key = {notice.key: notice.obligation for notice in said(house)}
    assert len({by_key[key] for key in reminded}) == len(reminded), "one reminder an obligation"
    if left:
        assert all("停运" in words_of(letter) for letter in left)
    house.sweep(woke)
    assert house.send(woke).accepted == 0


def _is_workday(house: Any, on: date) -> bool:
    from duban.services.rulebook import working_calendar

    with reading(house.database, house.settings.jurisdiction) as session:
        return working_calendar(session).is_workday(on)


class Server:
    """A mail server that answers each recipient as told, and takes every other letter."""

    lines = 1

    def __init__(self, **answers: Result) -> None:
        self.answers = {name.replace("_at_", "@"): result for name, result in answers.items()}
        self.got: list[str] = []

    def deliver(self, sender: str, recipient: str, mime: bytes, before_data: Callable[[], None]) -> Outcome:
        del sender, mime
        result = self.answers.get(recipient.partition(".")[0], Result.ACCEPTED)
        if result is not Result.PERMANENT:
            before_data()
        if result is Result.ACCEPTED:
            self.got.append(recipient)
        return Outcome(result, "550 no such user" if result is Result.PERMANENT else "答复")

    def close(self) -> None:
        """Nothing is kept open."""


def post(house: Any, server: Server, at: datetime) -> sending.Sent:
    return sending.send(house.database, house.settings, server, now=at)


def test_an_address_that_refuses_is_told_to_the_office_and_its_letter_can_be_fixed(house: Any, words_of: Any) -> None:
    house.sweep(REMINDED)
    server = Server(contact_at_sfj=Result.PERMANENT)
    assert post(house, server, house.at(REMINDED, 10)).permanent == 1
    (dead,) = deadletters.listed(house.database, house.settings)
    assert (dead["recipient"], dead["stage"]) == ("contact@sfj.example", "permanent")
    assert breaker.ailing(house.database, house.settings)[0]["state_zh"] == "可疑"
    # the next day's letter to the office says so, once
    monday = REMINDED + timedelta(3)
    house.sweep(monday)
    told = [words_of(each) for each in outbox(house) if each.kind == "summary"]
    assert sum("contact@sfj.example 拒收" in text for text in told) == 1
    # written anew to the right address, it arrives; nothing is left to settle
    how = {"by": "督办甲", "on": monday, "now": house.at(monday)}
    (fresh,) = deadletters.fix(house.database, house.settings, str(dead["key"]), "new@sfj.example", **how)
    assert fresh.recipient == "new@sfj.example"
    post(house, server, house.at(monday, 10))
    assert "new@sfj.example" in server.got
    assert deadletters.listed(house.database, house.settings) == []


def test_a_dead_letter_is_tried_again_or_settled_with_a_reason(sqlite_house: Any) -> None:
    house = sqlite_house
    house.sweep(REMINDED)
    post(house, Server(contact_at_sfj=Result.PERMANENT, contact_at_jyj=Result.PERMANENT), house.at(REMINDED, 10))
    one, two = (str(each["key"]) for each in deadletters.listed(house.database, house.settings))
    who = {"by": "督办甲", "now": house.at(REMINDED, 11)}
    deadletters.retry(house.database, house.settings, one, **who)
    with pytest.raises(Refused, match="X445"):
        deadletters.close(house.database, house.settings, two, reason=" ", **who)
    deadletters.close(house.database, house.settings, two, reason="已当面送达", **who)
    with pytest.raises(Refused, match="X541"):
        deadletters.close(house.database, house.settings, two, reason="已当面送达", **who)
    server = Server()
    assert post(house, server, house.at(REMINDED, 12)).accepted == 1
    assert len(server.got) == 1
    assert [each.reason for each in said(house, NoticeState.CANCELLED)] == ["已当面送达"]


def test_a_paper_drawn_afresh_takes_the_place_of_the_one_that_died(sqlite_house: Any) -> None:
    house = sqlite_house
    house.sweep(REMINDED)
    post(house, Server(contact_at_sfj=Result.PERMANENT), house.at(REMINDED, 10))
    (dead,) = deadletters.listed(house.database, house.settings)
    monday = REMINDED + timedelta(3)
    how = {"by": "督办甲", "on": monday, "now": house.at(monday)}
    (fresh,) = deadletters.redrawn(house.database, house.settings, str(dead["key"]), **how)
    house.sweep(monday)
    server = Server()
    assert post(house, server, house.at(monday, 10)).accepted >= 1
    assert "contact@sfj.example" in server.got
    ladder = [each for each in said(house) if each.obligation == fresh.obligation and each.rung == fresh.rung]
    assert sorted(each.state for each in ladder) == [NoticeState.BUNDLED, NoticeState.CANCELLED]
    house.sweep(monday + timedelta(1))
    assert len([each for each in said(house) if each.rung == fresh.rung and each.obligation == fresh.obligation]) == 2


def test_too_many_refusals_stop_sending_until_a_person_has_looked(sqlite_house: Any) -> None:
    house = sqlite_house
    with transaction(house.database, house.settings.jurisdiction) as session:
        letters.add_new(session, [letter_to(f"a{n}@bad.example") for n in range(12)])
    server = Server(**{f"a{n}_at_bad": Result.PERMANENT for n in range(12)})
    done = post(house, server, house.at(REMINDED, 10))
    assert done.paused is not None
    assert (done.paused.code, done.permanent) == ("N402", 8)
    assert post(house, server, house.at(REMINDED, 11)).permanent == 0
    with reading(house.database, house.settings.jurisdiction) as session:
        assert "N402" in {note.code for note in office_notes.untold(session).values()}
    how = {"by": "督办甲", "reason": "名册已更正", "now": house.at(REMINDED, 12)}
    assert breaker.resume(house.database, house.settings, **how) == 4
    assert post(house, Server(), house.at(REMINDED, 13)).accepted == 4
    with pytest.raises(Refused, match="X448"):
        breaker.resume(house.database, house.settings, **how)


def letter_to(who: str, template: str = "digest") -> Letter:
    return Letter(f"<{who}>", "digest", who, "督办", REMINDED, b"Subject: x\r\n\r\nx\r\n", "s", template=template)


def test_words_that_nobody_was_sent_before_do_not_go_to_many_at_once(sqlite_house: Any) -> None:
    house = sqlite_house
    with transaction(house.database, house.settings.jurisdiction) as session:
        letters.add_new(session, [letter_to(f"a{n}@x.example", "urge") for n in range(21)])
    server = Server()
    done = post(house, server, house.at(REMINDED, 10))
    assert (done.paused and done.paused.code, server.got) == ("N403", [])
    breaker.resume(house.database, house.settings, by="督办甲", reason="看过一封", now=house.at(REMINDED, 11))
    assert post(house, server, house.at(REMINDED, 12)).accepted == 21


def test_more_letters_than_anybody_expected_stop_within_the_hour(sqlite_house: Any) -> None:
    house = sqlite_house
    with transaction(house.database, house.settings.jurisdiction) as session:
        letters.add_new(session, [letter_to(f"a{n}@x.example") for n in range(20)])
    post(house, Server(), house.at(REMINDED, 9))
    with transaction(house.database, house.settings.jurisdiction) as session:
        letters.add_new(session, [letter_to(f"b{n}@x.example") for n in range(400)])
    done = post(house, Server(), house.at(REMINDED, 9))
    assert done.paused is not None
    assert done.paused.code == "N401"
    assert 180 <= done.accepted <= 200


def test_a_release_can_be_called_back_until_it_has_left(sqlite_house: Any) -> None:
    house = sqlite_house
    house.sweep(URGED)
    house.send(URGED)
    later = date(2026, 3, 10)
    house.sweep(later)
    held = next(each for each in said(house, NoticeState.HELD) if each.paper == "督办通知单")
    releasing.release(house.database, house.settings, held.key, LEADER, on=later, now=house.at(later))
    fresh = releasing.undo(house.database, house.settings, held.key, LEADER, on=later, now=house.at(later))
    assert (fresh.state, fresh.key != held.key, fresh.rung) == (NoticeState.HELD, True, held.rung)
    assert house.send(later).accepted == 0
    again = releasing.release(house.database, house.settings, fresh.key, LEADER, on=later, now=house.at(later))
    assert house.send(later).accepted == len(again.letters) == 1
    with pytest.raises(Refused, match="X449"):
        releasing.undo(house.database, house.settings, fresh.key, LEADER, on=later, now=house.at(later))


def test_what_was_signed_in_the_morning_leaves_in_the_evening_unless_it_is_urgent(sqlite_house: Any) -> None:
    house = replace(sqlite_house, settings=sqlite_house.settings.model_copy(update={"papers_at": "17:00"}))
    house.sweep(URGED)
    house.send(URGED)
    later = date(2026, 3, 10)
    house.sweep(later)
    held = next(each for each in said(house, NoticeState.HELD) if each.paper == "督办通知单")
    where = {"on": later, "now": house.at(later, 9)}
    done = releasing.release(house.database, house.settings, held.key, LEADER, **where)
    evening = house.at(later, 17).replace(minute=0)
    assert done.leaves_at == evening
    because = notices.why(house.database, house.settings, held.key, **where)["because"]
    assert any("2026-03-10 17:00 发出，此前可以撤回签发" in line for line in because)
    server = Server()
    for hour in (10, 13, 16):
        assert post(house, server, house.at(later, hour)).accepted == 0
    fresh = releasing.undo(house.database, house.settings, held.key, LEADER, on=later, now=house.at(later, 16))
    again = releasing.release(house.database, house.settings, fresh.key, LEADER, on=later, now=house.at(later, 16))
    assert post(house, server, evening).accepted == len(again.letters) == 1


def test_an_urgent_paper_leaves_with_the_next_mail(sqlite_house: Any) -> None:
    house = replace(sqlite_house, settings=sqlite_house.settings.model_copy(update={"papers_at": "17:00"}))
    house.sweep(URGED)
    house.send(URGED)
    later = date(2026, 3, 10)
    house.sweep(later)
    held = next(each for each in said(house, NoticeState.HELD) if each.paper == "督办通知单")
    where = {"on": later, "now": house.at(later, 9)}
    done = releasing.release(house.database, house.settings, held.key, LEADER, **where, urgent=True)
    assert done.leaves_at is None
    assert post(house, Server(), house.at(later, 9)).accepted == len(done.letters) == 1


def test_a_case_is_exported_whole_and_can_be_checked(sqlite_house: Any) -> None:
    house = sqlite_house
    house.sweep(REMINDED)
    house.send(REMINDED)
    number = str(house.tasks(REMINDED, "区司法局")[0]["key"])
    content = casezip.exported(house.database, house.settings, number, on=REMINDED)
    assert content == casezip.exported(house.database, house.settings, number, on=REMINDED)
    with zipfile.ZipFile(io.BytesIO(content)) as box:
        files = {name: box.read(name) for name in box.namelist()}
    sums = dict(reversed(line.split("  ")) for line in files["SHA256SUMS"].decode().splitlines())
    assert sums == {name: sha256(body).hexdigest() for name, body in files.items() if name != "SHA256SUMS"}
    (eml,) = (name for name in files if name.endswith(".eml"))
    assert files[eml] in [path.read_bytes() for path in house.mails()]
    (letter,) = json.loads(files["letters.json"])
    assert letter["attempts"][0]["stage"] == "accepted"
    kinds = {each["kind"] for each in json.loads(files["events.json"])}
    assert {"verdict.change", "task.assign", "letter.freeze", "letter.attempt"} <= kinds
