"""What holds a notice back: silences, a breached forerunner, a paper on its way; and what is overtaken meanwhile."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.nouns import (
    After,
    Due,
    Notice,
    NoticeState,
    Obligation,
    Silence,
    Standing,
    Tally,
    Truth,
    Verdict,
    Window,
)
from engine.source import Refused
from notifications.hold import check_silence, inhibited, overtaken, silenced, stopped, under_paper

ON = date(2026, 6, 10)
DUE = Due(date(2026, 6, 30), date(2026, 6, 30), date(2026, 6, 30))
DUTY = Obligation("K1", "pack", "sha", "report", "A01", Window(date(2026, 1, 1), date(2026, 12, 31), "2026"), DUE)
QUIET = Silence("s1", "agency", "A01", "机构改革", "督办甲", ON, ON + timedelta(9))
REMINDER = Notice("n1", "K1", "L0", 20260630, "提醒函", ON, ON, "auto", ("contact",))


def judged(standing: Standing, *because: str) -> Verdict:
    return Verdict("K1", standing, None, ON, ON, DUE, Tally(Fraction(0), None, Truth.UNKNOWN), because)


@pytest.mark.parametrize(
    ("scope", "of", "covered"),
    [
        ("agency", "A01", True), ("agency", "A02", False), ("rule", "report", True), ("rule", "other", False),
        ("obligation", "K1", True), ("obligation", "K2", False), ("all", "", True),
    ],
)  # fmt: skip
def test_a_silence_covers_what_it_names(scope: str, of: str, covered: bool) -> None:
    quiet = replace(QUIET, scope=scope, of=of)
    assert (silenced(DUTY, [quiet], ON) is not None) is covered


def test_a_silence_holds_from_its_first_to_its_last_day_unless_it_was_ended() -> None:
    holds = [n for n in range(-1, 12) if silenced(DUTY, [QUIET], ON + timedelta(n))]
    assert holds == list(range(10))
    ended = replace(QUIET, ended_on=ON + timedelta(3), ended_by="督办乙")
    assert [n for n in range(-1, 12) if silenced(DUTY, [ended], ON + timedelta(n))] == [0, 1, 2]


@given(st.integers(-5, 60))
@settings(max_examples=60, deadline=None)
def test_a_silence_lasts_one_to_thirty_days(days: int) -> None:
    quiet = replace(QUIET, until=QUIET.since + timedelta(days - 1))
    if 1 <= days <= 30:
        check_silence(quiet)
    else:
        with pytest.raises(Refused, match="N412"):
            check_silence(quiet)


def test_a_silence_says_why() -> None:
    with pytest.raises(Refused, match="N411"):
        check_silence(replace(QUIET, reason=" "))


def test_what_follows_a_breached_duty_keeps_quiet_unless_the_breach_brings_it_about() -> None:
    breached = judged(Standing.BREACHED)
    assert inhibited(After("first"), breached) is not None
    assert inhibited(After("first", upon="breached"), breached) is None
    assert inhibited(After("first"), judged(Standing.CURED)) is None
    assert inhibited(None, breached) is None
    assert inhibited(After("first"), None) is None


def test_a_stopped_clock_and_a_report_under_review_hold_back() -> None:
    assert stopped(judged(Standing.OPEN, "SUSPENDED"), reported=False) is not None
    assert stopped(judged(Standing.OPEN), reported=True) is not None
    assert stopped(judged(Standing.OPEN), reported=False) is None


def test_under_a_paper_that_left_there_are_no_reminders_beside() -> None:
    slip = replace(REMINDER, key="n9", rung="L2", paper="督办通知单", state=NoticeState.BUNDLED, said_on=ON)
    assert under_paper(REMINDER, [slip]) is not None
    assert under_paper(REMINDER, [replace(slip, said_on=None)]) is None
    assert under_paper(REMINDER, [replace(slip, state=NoticeState.CANCELLED)]) is None
    assert under_paper(REMINDER, [replace(slip, cycle=20260831)]) is None, "an extension ended it"
    assert under_paper(replace(REMINDER, paper="督查通报"), [slip]) is None


def test_a_reminder_that_waited_is_overtaken_by_whatever_speaks_later() -> None:
    later = replace(REMINDER, key="n2", rung="L0.3", due_on=ON + timedelta(5))
    assert overtaken(REMINDER, [REMINDER, later])
    assert not overtaken(later, [REMINDER, later])
    assert overtaken(REMINDER, [replace(later, paper="催办通知书", state=NoticeState.HELD)])
    assert not overtaken(REMINDER, [replace(later, state=NoticeState.CANCELLED)])
    assert not overtaken(replace(REMINDER, paper="催办通知书"), [later])
