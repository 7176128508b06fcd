"""Notices and letters: said once, told once to each, sent by one hand at a time."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DatabaseError, IntegrityError

from engine.nouns import Letter, LetterStage, Notice, NoticeState
from notifications import outbox
from notifications.outbox import Outcome, Result
from store import letters, notices
from store.session import reading, transaction

NOW = datetime(2026, 2, 25, 1, tzinfo=UTC)
SLOT = date(2026, 2, 25)
Say = Callable[..., Notice]


def letter(number: int = 1, *told: str) -> Letter:
    return Letter(
        f"<{number:03}@example.gov.cn>", "digest", f"p{number}@example.gov.cn", "督办", SLOT, b"\x00\xff", "s", told
    )


def test_a_notice_is_said_once(office: Engine, here: str, notice: Say) -> None:
    one, two = notice(), notice("n2", "k2")
    with transaction(office, here) as session:
        assert notices.add_new(session, [one]) == [one]
        assert notices.add_new(session, [two, replace(one, rung="L9")]) == [two]
        assert notices.add_new(session, [one, two]) == []
        assert notices.of_obligations(session, ["k1", "k2", "k3"]) == {"k1": (one,), "k2": (two,)}
        assert notices.get(session, "n1") == one


def test_of_two_sweeps_at_once_only_one_says_a_notice(office: Engine, here: str, notice: Say) -> None:
    def sweep(_: int) -> int:
        with transaction(office, here) as session:
            return len(notices.add_new(session, [notice(f"n{number}") for number in range(20)]))

    with ThreadPoolExecutor(2) as daemons:
        assert sorted(daemons.map(sweep, range(4))) == [0, 0, 0, 20]


def test_a_notice_leaves_a_state_once(office: Engine, here: str, notice: Say) -> None:
    held = replace(notice("n2"), state=NoticeState.HELD, release="human", due_on=date(2026, 2, 26))
    with transaction(office, here) as session:
        notices.add_new(session, [held, notice()])
        both = ["n1", "n2", "n9"]
        released = notices.set_state(
            session, both, was=NoticeState.HELD, now=NoticeState.PLANNED, released_by="李主任", reason="同意"
        )
        assert released == ("n2",)
        assert notices.set_state(session, both, was=NoticeState.HELD, now=NoticeState.CANCELLED) == ()
        bundled = notices.set_state(session, both, was=NoticeState.PLANNED, now=NoticeState.BUNDLED, said_on=SLOT)
        assert bundled == ("n1", "n2")
        said = replace(held, state=NoticeState.BUNDLED, released_by="李主任", reason="同意", said_on=SLOT)
        assert notices.get(session, "n2") == said


def test_notices_are_found_by_state_release_and_day(office: Engine, here: str, notice: Say) -> None:
    later = replace(notice("n2", "k2"), due_on=date(2026, 3, 1), release="human")
    with transaction(office, here) as session:
        notices.add_new(session, [later, notice()])
        assert notices.find(session, state=NoticeState.PLANNED) == [notice(), later]
        assert notices.find(session, due_by=SLOT) == [notice()]
        assert notices.find(session, release="human") == notices.find(session, obligation="k2") == [later]
        assert notices.find(session, limit=1, offset=1) == [later]


def test_a_letter_is_kept_once_with_what_it_tells(office: Engine, here: str, notice: Say) -> None:
    one = letter(1, "n2", "n1")
    with transaction(office, here) as session:
        notices.add_new(session, [notice(), notice("n2")])
        assert letters.add_new(session, [one]) == [one]
        assert letters.add_new(session, [one]) == []
        assert letters.told(session, ["n1", "n3"]) == {("n1", "p1@example.gov.cn")}
        assert letters.get(session, one.message_id) == one
        assert letters.find(session, stages=[LetterStage.READY], recipient=one.recipient, notice="n1") == [one]
        assert letters.find(session, notice="n3") == []
        assert letters.counts(session) == {LetterStage.READY: 1}


def test_nobody_is_told_the_same_notice_in_two_letters(office: Engine, here: str, notice: Say) -> None:
    again = replace(letter(2, "n1"), recipient=letter().recipient)
    with transaction(office, here) as session:
        notices.add_new(session, [notice()])
    with pytest.raises(IntegrityError), transaction(office, here) as session:
        letters.add_new(session, [letter(1, "n1"), again])
    with reading(office, here) as session:
        assert letters.find(session) == []


def test_no_letter_is_in_two_hands(office: Engine, here: str) -> None:
    with transaction(office, here) as session:
        letters.add_new(session, [letter(number) for number in range(40)])

    def work(worker: int) -> list[str]:
        mine: list[str] = []
        while True:
            with transaction(office, here) as session:
                claimed = letters.claim(session, NOW, 7, f"w{worker}")
            if not claimed:
                return mine
            mine += [each.message_id for each in claimed]

    with ThreadPoolExecutor(2) as workers:
        one, two = workers.map(work, range(2))
    assert sorted(one + two) == [letter(number).message_id for number in range(40)]


def test_a_letter_is_delivered_step_by_step(office: Engine, here: str) -> None:
    with transaction(office, here) as session:
        letters.add_new(session, [letter()])
        assert letters.due(session, NOW) == 1
        (claimed,) = letters.claim(session, NOW, 10, "w1")
        assert claimed == outbox.claim(letter(), NOW)
        assert letters.due(session, NOW) == 0
        started = outbox.start_data(claimed)
        assert letters.move(session, claimed, started, at=NOW)
        refused = outbox.settle(started, Outcome(Result.TEMPORARY, "451 稍后再试"), NOW)
        assert letters.move(session, started, refused, at=NOW)
        assert letters.claim(session, NOW, 10, "w1") == []
        (again,) = letters.claim(session, NOW + timedelta(hours=1), 10, "w1")
        done = outbox.settle(again, Outcome(Result.ACCEPTED, "250 ok"), NOW)
        assert letters.move(session, again, done, at=NOW + timedelta(hours=1))
        assert letters.get(session, done.message_id) == done
        tries = letters.attempts(session, done.message_id)
        assert [(each.attempt, each.stage, each.answer) for each in tries] == [
            (1, LetterStage.TEMPORARY, "451 稍后再试"),
            (2, LetterStage.ACCEPTED, "250 ok"),
        ]
        assert tries[0].at == NOW


def test_a_sender_who_slept_past_the_lease_is_not_heard(office: Engine, here: str) -> None:
    later = NOW + outbox.LEASE
    with transaction(office, here) as session:
        letters.add_new(session, [letter()])
        (asleep,) = letters.claim(session, NOW, 1, "w1")
        assert letters.lapsed(session, later - timedelta(seconds=1)) == []
        assert letters.lapsed(session, later) == [asleep]
        assert letters.move(session, asleep, outbox.recover(asleep, later), at=later)
        (awake,) = letters.claim(session, later + timedelta(hours=1), 1, "w2")
        assert not letters.move(session, asleep, outbox.start_data(asleep), at=later)
        assert letters.move(session, awake, outbox.start_data(awake), at=later)


def test_an_attempt_once_written_cannot_be_changed(office: Engine, here: str) -> None:
    with transaction(office, here) as session:
        letters.add_new(session, [letter()])
        (claimed,) = letters.claim(session, NOW, 1, "w1")
        letters.move(session, claimed, outbox.settle(claimed, Outcome(Result.PERMANENT, "550"), NOW), at=NOW)
    with pytest.raises(DatabaseError, match="append-only"), office.begin() as connection:
        connection.execute(text("UPDATE delivery_attempt SET answer = '250'"))
