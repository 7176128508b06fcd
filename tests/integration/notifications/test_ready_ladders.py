"""The ready ladders, spoken day by day: one duty that nobody does, and every paper signed on the day it is drafted.

The duty runs from Monday 1 June 2026 to Tuesday 30 June; 端午 (19 to 21 June) is not worked.
"""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest

from engine.nouns import Attrs, Due, Notice, NoticeState, Obligation, Standing, Tally, Truth, Verdict, Window
from engine.telling.posts import ALSO_CALLED, WHOLE_SCOPE
from engine.workdays import WorkCalendar
from notifications.audience import STAND_INS, SUPERVISION
from notifications.episode import Handling, episode_of
from notifications.papers import Form, form_of
from notifications.policy import speak
from rules.calendars import national
from rules.ladders import shipped

JUNE = Window(date(2026, 6, 1), date(2026, 6, 30), "once")
DUE = Due(JUNE.last, JUNE.last, JUNE.last)
DUTY = Obligation("K1", "pack", "sha", "report.half", "A01", JUNE, DUE)
REMIND, ASSIGN, URGE, SLIP = Form.DIGEST, Form.ASSIGN, Form.URGE, Form.SUPERVISE
CIRCULAR, TALK, REFER = Form.CIRCULAR, Form.TALK, Form.REFER

SPOKEN = {
    "standard": [
        ("06-08", "remind15", REMIND), ("06-18", "remind7", REMIND), ("06-25", "remind3", REMIND),
        ("07-02", "urge", URGE), ("07-09", "supervise", SLIP), ("07-23", "criticise", CIRCULAR),
        ("08-20", "summon", TALK), ("09-17", "refer", REFER),
    ],
    "sanming": [("07-02", "blue", SLIP), ("07-09", "orange", SLIP), ("07-16", "red", SLIP)],
    "suqian": [("06-18", "blue", REMIND), ("06-25", "yellow", REMIND), ("07-02", "red", SLIP)],
    "guangyuan": [("07-02", "yellow", SLIP), ("07-16", "letter", SLIP), ("07-30", "red", TALK)],
    "three-papers": [
        ("06-01", "assign", ASSIGN), ("07-02", "urge", URGE), ("07-09", "supervise", SLIP),
        ("07-23", "criticise", CIRCULAR),
    ],
    "case13710": [
        ("06-02", "day1", REMIND), ("06-04", "day3", REMIND), ("06-08", "day7", REMIND), ("07-02", "zero", SLIP),
    ],
    "changji": [
        ("06-08", "remind15", REMIND), ("06-25", "remind3", REMIND),
        ("07-02", "urge", URGE), ("07-16", "criticise", CIRCULAR), ("08-13", "refer", REFER),
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def calendar() -> WorkCalendar:
    return national()


def judged(on: date, done: date | None) -> Verdict:
    tally = Tally(Fraction(0), None, Truth.UNKNOWN)
    late = on > JUNE.last
    standing = Standing.BREACHED if late else Standing.OPEN
    if done is not None and on >= done:
        standing = Standing.CURED if done > JUNE.last else Standing.MET
    return Verdict(DUTY.key, standing, JUNE.last + timedelta(days=1) if late else JUNE.first, on, on, DUE, tally)


def diary(
    name: str, calendar: WorkCalendar, attrs: Attrs | None = None, done: date | None = None
) -> list[tuple[str, str, Form]]:
    """What the ladder says until the end of September, each paper leaving on the day it is drafted."""
    said: list[Notice] = []
    for n in range((date(2026, 9, 30) - JUNE.first).days + 1):
        on = JUNE.first + timedelta(days=n)
        episode = episode_of(DUTY, judged(on, done), shipped()[name], said, on, calendar, Handling(attrs=attrs or {}))
        for notice in speak(episode):
            left = None if notice.state is NoticeState.SKIPPED else on
            said.append(replace(notice, said_on=left))
    return [
        (f"{one.decided_on:%m-%d}", one.rung, form_of(one.paper))
        for one in said
        if one.state is not NoticeState.SKIPPED
    ]


def test_every_ready_ladder_has_a_diary() -> None:
    assert sorted(SPOKEN) == sorted(shipped())


@pytest.mark.parametrize("name", sorted(SPOKEN))
def test_a_duty_that_nobody_does_climbs_its_ladder_to_the_end(name: str, calendar: WorkCalendar) -> None:
    assert diary(name, calendar) == SPOKEN[name]


@pytest.mark.parametrize("name", sorted(SPOKEN))
def test_a_duty_done_before_it_is_due_hears_nothing_more(name: str, calendar: WorkCalendar) -> None:
    done = date(2026, 6, 12)
    assert diary(name, calendar, done=done) == [one for one in SPOKEN[name] if one[0] < "06-12"]


@pytest.mark.parametrize("name", sorted(SPOKEN))
def test_a_duty_cured_late_hears_nothing_more(name: str, calendar: WorkCalendar) -> None:
    done = date(2026, 7, 14)
    assert diary(name, calendar, done=done) == [one for one in SPOKEN[name] if one[0] < "07-14"]


@pytest.mark.parametrize("name", sorted(SPOKEN))
def test_every_rung_speaks_to_posts_that_somebody_can_hold(name: str) -> None:
    posts = {*STAND_INS, *ALSO_CALLED, *SUPERVISION, WHOLE_SCOPE}
    assert {role for rung in shipped()[name] for role in (*rung.to, *rung.cc)} <= posts


@pytest.mark.parametrize("name", sorted(SPOKEN))
def test_what_names_a_culprit_waits_for_a_person(name: str) -> None:
    sanctions = [rung for rung in shipped()[name] if form_of(rung.send) in (SLIP, CIRCULAR, TALK, REFER)]
    assert {rung.release for rung in sanctions} <= {"human"}


def test_an_urgent_matter_enters_sanming_at_orange_and_a_special_one_at_red(calendar: WorkCalendar) -> None:
    assert diary("sanming", calendar, {"item.urgent": True}) == [("07-02", "orange", SLIP), ("07-09", "red", SLIP)]
    assert diary("sanming", calendar, {"item.special": True}) == [("07-02", "red", SLIP)]


def test_in_guangyuan_a_second_yellow_card_within_a_year_is_a_letter_and_a_third_breach_a_red_one(
    calendar: WorkCalendar,
) -> None:
    assert diary("guangyuan", calendar, {"breaches.within.1y": 1}) == SPOKEN["guangyuan"]
    assert diary("guangyuan", calendar, {"breaches.within.1y": 2}) == [
        ("07-02", "letter", SLIP),
        ("07-16", "red", TALK),
    ]
    assert diary("guangyuan", calendar, {"breaches.within.1y": 3}) == [("07-02", "red", TALK)]
    # two that follow each other are no more than two
    assert diary("guangyuan", calendar, {"breaches.in_a_row": 3}) == SPOKEN["guangyuan"]


def test_a_second_breach_running_is_summoned_at_once_in_the_standard_ladder(calendar: WorkCalendar) -> None:
    after = [one for one in diary("standard", calendar, {"breaches.in_a_row": 2}) if one[0] > "06-30"]
    assert [one[1] for one in after] == ["urge", "summon", "refer"]
