"""A letter's way through failures and doubts, in minutes."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.nouns import Letter, LetterStage
from engine.workdays import WorkCalendar
from notifications.outbox import (
    LEASE,
    WAITING,
    Outcome,
    Result,
    claim,
    is_due,
    is_stale,
    recover,
    retry,
    settle,
    start_data,
)

NOW = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)
LETTER = Letter("<m@x>", "digest", "wang@a01.example", "s", date(2026, 3, 3), b"", "")


def minutes(number: int) -> datetime:
    return NOW + timedelta(minutes=number)


def test_a_letter_that_is_accepted_keeps_the_servers_words() -> None:
    sent = settle(start_data(claim(LETTER, NOW)), Outcome(Result.ACCEPTED, "250 queued as 42"), NOW)
    assert (sent.stage, sent.answer, sent.attempts, sent.next_try_at) == (
        LetterStage.ACCEPTED, "250 queued as 42", 1, None,
    )  # fmt: skip
    assert not is_due(sent, minutes(10_000))


def test_temporary_failures_wait_5_15_60_240_minutes_and_then_every_four_hours_up_to_72_hours() -> None:
    letter, now, waits = LETTER, NOW, []
    while letter.stage is not LetterStage.DEAD:
        letter = settle(claim(letter, now), Outcome(Result.TEMPORARY, "451 later"), now)
        if letter.next_try_at is not None:
            assert not is_due(letter, letter.next_try_at - timedelta(seconds=1))
            waits.append(letter.next_try_at - now)
            now = letter.next_try_at
    assert [wait // timedelta(minutes=1) for wait in waits[:6]] == [5, 15, 60, 240, 240, 240]
    assert timedelta(hours=68) < now - NOW <= timedelta(hours=72)
    assert letter.answer == "451 later"


def test_a_permanent_refusal_stops_at_once() -> None:
    dead = settle(claim(LETTER, NOW), Outcome(Result.PERMANENT, "550 no such user"), NOW)
    assert dead.stage is LetterStage.PERMANENT
    assert not is_due(dead, minutes(10_000))


def test_a_doubt_sends_the_same_bytes_once_more_and_a_second_one_asks_a_person() -> None:
    doubt = Outcome(Result.IN_DOUBT, "SMTPServerDisconnected")
    once = settle(start_data(claim(LETTER, NOW)), doubt, NOW)
    assert (once.stage, once.doubts, once.next_try_at) == (LetterStage.IN_DOUBT, 1, minutes(30))
    assert not is_due(once, minutes(29))
    assert is_due(once, minutes(30))
    twice = settle(start_data(claim(once, minutes(30))), doubt, minutes(31))
    assert (twice.stage, twice.doubts, twice.mime) == (LetterStage.DEAD, 2, LETTER.mime)


def test_a_sender_that_vanished_before_data_did_no_harm_and_after_it_leaves_a_doubt() -> None:
    held = claim(LETTER, NOW)
    assert recover(held, minutes(9)) == held
    assert recover(held, minutes(10)).stage is LetterStage.TEMPORARY
    assert recover(start_data(held), minutes(10)).stage is LetterStage.IN_DOUBT
    assert recover(LETTER, minutes(10)) == LETTER


def test_what_vanished_a_month_ago_is_as_old_as_its_lease_and_not_sent_as_it_reads(calendar: WorkCalendar) -> None:
    woke = NOW + timedelta(days=30)
    for held in (claim(LETTER, NOW), start_data(claim(LETTER, NOW))):
        found = recover(held, woke)
        assert found.stage in WAITING
        assert is_stale(found, woke, calendar)


def test_every_claim_has_a_number_of_its_own() -> None:
    first = claim(LETTER, NOW)
    second = claim(replace(first, stage=LetterStage.TEMPORARY), minutes(5))
    assert (first.attempts, second.attempts) == (1, 2)


def test_waiting_for_the_hours_of_sending_moves_no_expiry() -> None:
    letter = settle(claim(LETTER, NOW), Outcome(Result.TEMPORARY, "451 later"), NOW)
    assert letter.expires_at == NOW + timedelta(hours=72)
    # nobody sends over a week of holidays; the first try after them is the last
    after = NOW + timedelta(days=8)
    assert is_due(letter, after)
    assert settle(claim(letter, after), Outcome(Result.TEMPORARY, "451 later"), after).stage is LetterStage.DEAD
    assert settle(claim(letter, after), Outcome(Result.ACCEPTED, "250"), after).stage is LetterStage.ACCEPTED


def fail(letter: Letter, outcome: Outcome, times: int) -> Letter:
    for _ in range(times):
        letter = settle(claim(letter, NOW), outcome, NOW)
    return letter


def test_what_is_stumbled_over_five_times_alike_before_its_bytes_go_out_is_poison() -> None:
    stumble = Outcome(Result.TEMPORARY, "553 sender not allowed", stumbled=True)
    assert fail(LETTER, stumble, 4).stage is LetterStage.TEMPORARY
    assert fail(LETTER, stumble, 5).stage is LetterStage.DEAD
    other = Outcome(Result.TEMPORARY, "552 too large", stumbled=True)
    assert fail(fail(LETTER, stumble, 4), other, 1).stumbles == 1
    assert fail(LETTER, Outcome(Result.TEMPORARY, "450 greylisted"), 10).stage is LetterStage.TEMPORARY


def test_a_letter_that_fells_whoever_takes_it_up_is_poison_too() -> None:
    letter, now = LETTER, NOW
    for _ in range(5):
        letter = recover(claim(letter, now), now + LEASE)
        now = letter.next_try_at or now
    assert letter.stage is LetterStage.DEAD


def test_a_person_may_have_the_same_bytes_tried_for_three_days_more() -> None:
    again = retry(fail(LETTER, Outcome(Result.TEMPORARY, "553 no", stumbled=True), 5), NOW)
    assert (again.stage, again.mime, is_due(again, NOW)) == (LetterStage.READY, LETTER.mime, True)
    assert claim(again, minutes(9000)).expires_at == minutes(9000) + timedelta(hours=72)


def test_what_nobody_tried_to_send_in_time_is_not_sent_as_it_reads(calendar: WorkCalendar) -> None:
    # slot Tuesday 03-03; 2026-03-05 is the second working day after it
    assert [n for n in range(6) if is_stale(LETTER, NOW + timedelta(days=n), calendar)] == [2, 3, 4, 5]
    put_off = settle(claim(LETTER, NOW), Outcome(Result.TEMPORARY, "451"), NOW + timedelta(days=2))
    assert not is_stale(put_off, NOW + timedelta(days=3), calendar)
    assert is_stale(put_off, NOW + timedelta(days=30), calendar)
    assert not is_stale(settle(LETTER, Outcome(Result.ACCEPTED, "250"), NOW), NOW + timedelta(days=30), calendar)


class Fate(StrEnum):
    """What an attempt may meet, and whether the server then has the letter."""

    ACCEPTED = "accepted"
    GREYLISTED = "greylisted"
    REFUSED = "refused"
    DROPPED_BEFORE_DATA = "dropped before data"
    LOST_WITH_THE_LETTER = "dropped after the dot, letter lost"
    LOST_AFTER_TAKING = "dropped after the dot, letter taken"
    KILLED_BEFORE_DATA = "killed before data"
    KILLED_AFTER_TAKING = "killed after the dot"


ENDS = {
    Fate.ACCEPTED: Result.ACCEPTED,
    Fate.GREYLISTED: Result.TEMPORARY,
    Fate.REFUSED: Result.PERMANENT,
    Fate.DROPPED_BEFORE_DATA: Result.TEMPORARY,
    Fate.LOST_WITH_THE_LETTER: Result.IN_DOUBT,
    Fate.LOST_AFTER_TAKING: Result.IN_DOUBT,
}
TAKEN = (Fate.ACCEPTED, Fate.LOST_AFTER_TAKING, Fate.KILLED_AFTER_TAKING)


def attempt(letter: Letter, fate: Fate, now: datetime) -> Letter:
    """One sender's try; a killed one leaves the letter to whoever finds it after the lease."""
    held = claim(letter, now)
    if fate is Fate.KILLED_BEFORE_DATA:
        return recover(held, now + LEASE)
    if fate is Fate.KILLED_AFTER_TAKING:
        return recover(start_data(held), now + LEASE)
    return settle(start_data(held), Outcome(ENDS[fate], fate), now)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(Fate), min_size=1, max_size=30))
def test_no_letter_is_lost_silently_and_copies_are_no_more_than_doubts(fates: list[Fate]) -> None:
    letter, now, copies = LETTER, NOW, 0
    for fate in fates:
        if letter.stage not in WAITING:
            break
        now = max(now, letter.next_try_at or now)
        letter = attempt(letter, fate, now)
        copies += fate in TAKEN
    assert copies <= 1 + letter.doubts
    assert copies <= 2
    if letter.stage is LetterStage.ACCEPTED:
        assert copies >= 1
    if letter.stage in (LetterStage.PERMANENT, LetterStage.DEAD):
        assert letter.answer, "whoever looks at it is told why"
    if letter.stage in (LetterStage.TEMPORARY, LetterStage.IN_DOUBT):
        assert letter.next_try_at is not None


@pytest.mark.parametrize("stage", [stage for stage in LetterStage if stage not in WAITING])
def test_only_waiting_letters_may_be_claimed(stage: LetterStage) -> None:
    assert not is_due(replace(LETTER, stage=stage), minutes(10_000))


def test_a_decision_is_sent_as_it_reads_however_late(calendar: WorkCalendar) -> None:
    paper = replace(LETTER, kind="formal", notices=("n1",))
    assert is_stale(paper, NOW + timedelta(days=30), calendar)
    assert not is_stale(replace(paper, notices=()), NOW + timedelta(days=30), calendar)
