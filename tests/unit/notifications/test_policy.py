"""Timelines: days are stepped, what is said is written down, and the diary is read."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.nouns import (
    Due,
    Moment,
    Notice,
    NoticeState,
    Obligation,
    Pred,
    Rung,
    Standing,
    Tally,
    Truth,
    Verdict,
    Window,
)
from engine.workdays import WorkCalendar
from notifications.episode import Episode, Handling, came_back, episode_of
from notifications.policy import drawn_afresh, next_speech, speak, why_withdrawn

YEAR = Window(date(2026, 1, 1), date(2026, 12, 31), "2026")


def day(text: str) -> date:
    return date.fromisoformat(f"2026-{text}")


def due_on(text: str) -> Due:
    return Due(day(text), day(text), day(text))


DUTY = Obligation("K1", "pack", "sha", "report.dept", "A01", YEAR, due_on("06-30"))


def judged(standing: Standing, as_of: date, due: Due = DUTY.due, since: date | None = None, **more: object) -> Verdict:
    tally = Tally(Fraction(0), None, Truth.UNKNOWN)
    return replace(Verdict(DUTY.key, standing, since, as_of, as_of, due, tally), **more)  # type: ignore[arg-type]


def by_calendar(as_of: date, due: Due = DUTY.due) -> Verdict:
    """Open up to the due day, breached from the day after it: a duty that nobody does."""
    last = due.grace_end or due.safe
    if as_of <= last:
        return judged(Standing.OPEN, as_of, due)
    return judged(Standing.BREACHED, as_of, due, since=last + timedelta(days=1))


@dataclass
class Diary:
    """Steps through days as the daemon does; what is planned leaves the same day, what is held waits for a person."""

    calendar: WorkCalendar
    ladder: Sequence[Rung]
    verdict: Callable[[date], Verdict] = by_calendar
    handling: Callable[[date], Handling] = lambda _: Handling()
    said: list[Notice] = field(default_factory=list)
    last_tick: date | None = None

    def episode(self, on: date, verdict: Verdict | None = None) -> Episode:
        found = verdict or self.verdict(on)
        return episode_of(DUTY, found, self.ladder, self.said, on, self.calendar, self.handling(on))

    def tick(self, on: date) -> list[Notice]:
        spoken = speak(self.episode(on), self.last_tick)
        self.last_tick = on
        self.said += [replace(n, said_on=on) if n.state is NoticeState.PLANNED else n for n in spoken]
        return spoken

    def run(self, first: str, last: str) -> list[tuple[str, str, str]]:
        days = [day(first) + timedelta(days=n) for n in range((day(last) - day(first)).days + 1)]
        return [(f"{n.decided_on:%m-%d}", n.rung, n.state.value) for on in days for n in self.tick(on)]

    def release(self, rung: str, on: str) -> None:
        self.said = [replace(n, state=NoticeState.BUNDLED, said_on=day(on)) if n.rung == rung else n for n in self.said]

    def next(self, on: date) -> date | None:
        return next_speech(self.episode(on))


@pytest.fixture
def diary(calendar: WorkCalendar, standard: tuple[Rung, ...]) -> Diary:
    return Diary(calendar, standard)


def test_a_duty_nobody_does_is_reminded_three_times_urged_once_and_then_held_for_a_person(diary: Diary) -> None:
    # due Tuesday 06-30; 端午 06-19..21 is not worked, so fifteen working days before is 06-08
    assert diary.run("05-01", "07-31") == [
        ("06-08", "L0.15", "planned"),
        ("06-18", "L0.7", "planned"),
        ("06-25", "L0.3", "planned"),
        ("07-02", "L1", "planned"),
        ("07-09", "L2", "held"),
    ]


def test_the_next_rung_counts_from_the_day_the_paper_left_not_from_the_day_it_was_drafted(diary: Diary) -> None:
    diary.run("05-01", "07-20")
    diary.release("L2", "07-21")
    # ten working days after Tuesday 07-21
    assert diary.run("07-21", "08-31") == [("08-04", "L3", "held")]
    diary.release("L3", "08-06")
    assert diary.run("09-01", "09-30") == [("09-03", "L4", "held")]


def test_a_paper_that_a_person_cancelled_is_passed_over(diary: Diary) -> None:
    diary.run("05-01", "07-09")
    diary.said = [replace(n, state=NoticeState.CANCELLED) if n.rung == "L2" else n for n in diary.said]
    assert diary.run("07-10", "07-31") == [("07-16", "L3", "held")]  # ten working days after 催办 of 07-02


def test_a_second_tick_on_the_same_day_says_nothing(diary: Diary) -> None:
    assert [n.rung for n in diary.tick(day("06-08"))] == ["L0.15"]
    assert diary.tick(day("06-08")) == []


def test_nothing_is_said_on_a_day_off(calendar: WorkCalendar, standard: tuple[Rung, ...]) -> None:
    diary = Diary(calendar, standard, verdict=lambda on: by_calendar(on, due_on("09-30")))
    spoken = diary.run("08-01", "11-30")
    # Sunday 09-20 and Saturday 10-10 are worked in return for the holidays, and count
    assert [on for on, _, _ in spoken] == ["09-09", "09-20", "09-24", "10-08", "10-14"]
    assert all(calendar.is_workday(n.decided_on) for n in diary.said)


def test_a_reminder_that_falls_on_a_holiday_comes_before_it_not_after(calendar: WorkCalendar) -> None:
    ladder = (Rung("near", Moment("due", -3), "提醒", release="auto"),)
    diary = Diary(calendar, ladder, verdict=lambda on: by_calendar(on, due_on("10-07")))
    assert diary.run("09-20", "10-09") == [("09-30", "near", "planned")]


def test_sleeping_past_three_reminders_gives_one_and_records_the_others(diary: Diary) -> None:
    diary.tick(day("06-05"))
    spoken = diary.tick(day("06-26"))
    assert [(n.rung, n.state.value, n.reason) for n in spoken] == [
        ("L0.15", "skipped", "SKIPPED_CATCHUP"),
        ("L0.7", "skipped", "SKIPPED_CATCHUP"),
        ("L0.3", "planned", None),
    ]
    assert [n.due_on for n in spoken] == [day("06-08"), day("06-18"), day("06-25")]


def test_a_month_asleep_sends_no_formal_paper_by_itself_and_skips_none(diary: Diary) -> None:
    diary.tick(day("06-05"))
    spoken = diary.tick(day("08-10"))
    assert [(n.rung, n.state.value) for n in spoken] == [
        ("L0.15", "skipped"), ("L0.7", "skipped"), ("L0.3", "skipped"), ("L1", "held"),
    ]  # fmt: skip
    assert spoken[-1].reason == "HELD_AFTER_DOWNTIME"
    assert diary.run("08-11", "08-31") == []
    diary.release("L1", "09-01")
    assert diary.run("09-01", "09-08") == [("09-08", "L2", "held")]


def test_a_weekend_is_no_downtime(diary: Diary) -> None:
    diary.run("05-01", "07-01")
    diary.last_tick = day("07-01")
    assert [n.state.value for n in diary.tick(day("07-02"))] == ["planned"]


def test_a_granted_extension_starts_a_new_cycle_and_withdraws_what_waits(
    calendar: WorkCalendar, standard: tuple[Rung, ...]
) -> None:
    later = replace(due_on("08-31"), original=DUTY.due.safe)
    diary = Diary(calendar, standard, verdict=lambda on: by_calendar(on, DUTY.due if on < day("06-25") else later))
    assert [rung for _, rung, _ in diary.run("06-01", "07-31")] == ["L0.15", "L0.7"]
    assert [(on, rung) for on, rung, _ in diary.run("08-01", "09-02")] == [
        ("08-10", "L0.15"), ("08-20", "L0.7"), ("08-26", "L0.3"), ("09-02", "L1"),
    ]  # fmt: skip
    assert len({n.key for n in diary.said}) == len(diary.said)
    waiting = replace(diary.said[0], said_on=None)
    assert why_withdrawn(diary.verdict(day("07-01")), waiting) == "CANCELLED_DUE_MOVED"


def test_an_assignment_speaks_once_when_the_window_opens_however_the_due_day_moves(calendar: WorkCalendar) -> None:
    ladder = (
        Rung("assign", Moment("window.start"), "工作交办单", only_if="not_met", release="auto"),
        Rung("urge", Moment("breach", 1, True), "工作催办单", release="auto"),
    )
    moved = due_on("08-31")
    diary = Diary(calendar, ladder, verdict=lambda on: by_calendar(on, DUTY.due if on < day("06-25") else moved))
    # 01-01 to 01-03 is a holiday, Sunday 01-04 is worked in return
    assert diary.run("01-01", "12-31") == [("01-04", "assign", "planned"), ("09-02", "urge", "planned")]
    waiting = replace(diary.said[0], said_on=None)
    assert why_withdrawn(diary.verdict(day("07-01")), waiting) is None


@pytest.mark.parametrize("end", [Standing.MET, Standing.CURED, Standing.OVERTURNED, Standing.EXEMPT])
def test_when_it_is_done_or_let_off_nothing_more_is_said_and_drafts_are_withdrawn(diary: Diary, end: Standing) -> None:
    diary.run("05-01", "07-09")
    ended = judged(end, day("07-10"), since=day("07-10"))
    assert speak(diary.episode(day("07-10"), ended)) == []
    assert next_speech(diary.episode(day("07-10"), ended)) is None
    assert {n.rung: why for n in diary.said if (why := why_withdrawn(ended, n))} == {"L2": "CANCELLED_ENDED"}


def test_reminders_stop_as_soon_as_the_duty_is_met(calendar: WorkCalendar, standard: tuple[Rung, ...]) -> None:
    def met_in_june(on: date) -> Verdict:
        return judged(Standing.MET if on >= day("06-10") else Standing.OPEN, on)

    assert Diary(calendar, standard, verdict=met_in_june).run("05-01", "12-31") == [("06-08", "L0.15", "planned")]


def test_a_breach_that_comes_back_climbs_the_ladder_anew(diary: Diary) -> None:
    diary.run("05-01", "07-09")
    diary.said = [replace(n, state=NoticeState.CANCELLED) if n.rung == "L2" else n for n in diary.said]
    diary.last_tick = day("07-17")
    # the proof accepted on 07-10 is withdrawn: from 07-20 on the breach stands again
    diary.handling = lambda _: Handling(recurred=day("07-20"))
    assert diary.run("07-20", "07-31") == [("07-20", "L1", "planned"), ("07-27", "L2", "held")]
    assert len({n.key for n in diary.said}) == len(diary.said)
    waiting = replace(diary.said[-1], said_on=None)
    assert why_withdrawn(diary.verdict(day("07-31")), waiting) is None


def test_only_what_ended_can_come_back() -> None:
    breached, cured, unknown = Standing.BREACHED, Standing.CURED, Standing.UNKNOWN
    days = [day("07-01"), day("07-10"), day("07-20")]
    assert came_back(zip([breached, cured, breached], days, strict=True)) == day("07-20")
    assert came_back(zip([breached, unknown, breached], days, strict=True)) is None
    assert came_back(zip([cured, breached, breached], days, strict=True)) is None
    mistaken = [(breached, days[0]), (cured, days[1]), (breached, days[1])]
    assert came_back(mistaken) is None  # what was accepted by mistake and put right the same day


def test_a_paper_drawn_afresh_counts_for_the_one_it_replaces(diary: Diary) -> None:
    diary.run("05-01", "07-09")
    dead = diary.said[-1]
    fresh = drawn_afresh(dead, day("07-15"), NoticeState.HELD)
    assert (fresh.rung, fresh.key == dead.key, fresh.decided_on) == ("L2", False, day("07-15"))
    diary.said[-1] = replace(dead, state=NoticeState.CANCELLED)
    diary.said.append(fresh)
    assert diary.run("07-15", "07-31") == []  # the ladder waits for the fresh one as it waited for the other
    diary.said[-1] = replace(fresh, state=NoticeState.BUNDLED, said_on=day("07-31"))
    assert diary.run("08-03", "08-31") == [("08-14", "L3", "held")]


def test_a_report_that_waits_for_the_officer_pauses_the_ladder(
    calendar: WorkCalendar, standard: tuple[Rung, ...]
) -> None:
    diary = Diary(calendar, standard, handling=lambda on: Handling(reported=day("06-15") <= on < day("07-13")))
    assert [(on, rung) for on, rung, _ in diary.run("06-01", "07-13")] == [
        ("06-08", "L0.15"), ("07-13", "L0.7"), ("07-13", "L0.3"), ("07-13", "L1"),
    ]  # fmt: skip


def test_the_second_return_brings_the_supervision_slip_forward(
    calendar: WorkCalendar, standard: tuple[Rung, ...]
) -> None:
    diary = Diary(calendar, standard, handling=lambda on: Handling(returns=2 if on >= day("07-03") else 1))
    assert diary.run("06-30", "07-10")[-2:] == [("07-02", "L1", "planned"), ("07-03", "L2", "held")]


def test_an_urgent_matter_enters_higher_and_the_rungs_below_are_recorded(calendar: WorkCalendar) -> None:
    urgent = Pred("eq", "item.urgent", (True,))
    ladder = (
        Rung("blue", Moment("breach", 1, True), "蓝色督查单"),
        Rung("orange", Moment("prev", 5, True), "橙色督查单", enter_if=urgent),
        Rung("red", Moment("prev", 5, True), "红色督查单"),
    )
    diary = Diary(calendar, ladder, handling=lambda _: Handling(attrs={"item.urgent": True}))
    assert diary.run("06-01", "07-20") == [("07-02", "blue", "skipped"), ("07-02", "orange", "held")]
    assert diary.said[0].reason == "SKIPPED_ENTERED_HIGHER"
    diary.release("orange", "07-20")
    assert diary.run("07-21", "07-31") == [("07-27", "red", "held")]


def test_a_paper_that_goes_by_itself_is_not_passed_over_for_a_draft(calendar: WorkCalendar) -> None:
    again = Pred("ge", "breaches.in_a_row", (2,))
    ladder = (
        Rung("urge", Moment("breach", 1, True), "催办通知书", release="auto"),
        Rung("supervise", Moment("prev", 5, True), "督办通知单"),
        Rung("summon", Moment("prev", 20, True), "约谈通知书", enter_if=again),
    )
    diary = Diary(calendar, ladder, handling=lambda _: Handling(attrs={"breaches.in_a_row": 2}))
    assert diary.run("06-01", "07-20") == [
        ("07-02", "urge", "planned"),
        ("07-03", "supervise", "skipped"),
        ("07-03", "summon", "held"),
    ]


def test_a_rung_may_ask_whether_the_notice_was_acknowledged(calendar: WorkCalendar) -> None:
    ladder = (
        Rung("first", Moment("due", -10), "提醒", release="auto"),
        Rung("again", Moment("due", -5), "提醒", only_if="not_acked", release="auto"),
        Rung("last", Moment("due", -1), "提醒", release="auto", stop_on=("ack",)),
    )
    silent, acked = Diary(calendar, ladder), Diary(calendar, ladder, handling=lambda _: Handling(acked=True))
    assert [rung for _, rung, _ in silent.run("06-01", "06-30")] == ["first", "again", "last"]
    assert [rung for _, rung, _ in acked.run("06-01", "06-30")] == ["first"]


@pytest.mark.parametrize("standing", [Standing.NOT_DONE, Standing.BELOW_PRINCIPLE, Standing.TRANSFERRED])
def test_what_is_only_encouraged_or_gone_elsewhere_is_never_urged(diary: Diary, standing: Standing) -> None:
    diary.verdict = lambda on: judged(standing, on)
    assert diary.run("05-01", "08-31") == []


def test_an_unknown_verdict_is_reminded_of_but_never_urged(diary: Diary) -> None:
    diary.verdict = lambda on: judged(Standing.UNKNOWN, on)
    assert [rung for _, rung, _ in diary.run("05-01", "12-31")] == ["L0.15", "L0.7", "L0.3"]


def test_a_stopped_clock_is_silent(diary: Diary) -> None:
    diary.verdict = lambda on: judged(Standing.OPEN, on, because=("SUSPENDED",))
    assert diary.run("05-01", "12-31") == []


def test_the_ladder_says_on_which_day_it_will_speak_next(diary: Diary) -> None:
    assert diary.next(day("05-01")) == day("06-08")
    diary.run("05-01", "06-08")
    assert diary.next(day("06-08")) == day("06-18")
    diary.run("06-09", "07-01")
    assert diary.next(day("07-01")) == day("07-02")
    diary.run("07-02", "07-02")
    assert diary.next(day("07-02")) == day("07-09")
    diary.run("07-03", "07-09")
    assert diary.next(day("07-09")) is None  # it waits for a person
    diary.release("L2", "07-10")
    assert diary.next(day("07-10")) == day("07-24")


@settings(max_examples=60, deadline=None)
@given(looks=st.sets(st.integers(0, 120), min_size=1, max_size=40))
def test_however_the_daemon_sleeps_each_rung_is_recorded_once_and_one_voice_speaks_a_day(
    calendar: WorkCalendar, standard: tuple[Rung, ...], looks: set[int]
) -> None:
    diary = Diary(calendar, standard)
    for look in sorted(looks):
        spoken = diary.tick(day("05-20") + timedelta(days=look))
        assert sum(n.state is not NoticeState.SKIPPED for n in spoken) <= 1
    assert len({n.key for n in diary.said}) == len(diary.said)
    assert all(n.state is NoticeState.SKIPPED or n.due_on <= n.decided_on for n in diary.said)


@settings(max_examples=40, deadline=None)
@given(look=st.integers(0, 150))
def test_looking_only_on_the_days_it_names_loses_nothing(
    calendar: WorkCalendar, standard: tuple[Rung, ...], look: int
) -> None:
    start = day("05-01") + timedelta(days=look)
    every, named = Diary(calendar, standard), Diary(calendar, standard)
    days = [start + timedelta(days=n) for n in range(60)]
    for on in days:
        every.tick(on)
    wake: date | None = start
    for on in days:
        breach_begins = on == DUTY.due.safe + timedelta(days=1)  # a change of the verdict wakes it as well
        if on == wake or breach_begins:
            named.last_tick = None
            named.tick(on)
            wake = named.next(on)
    assert [(n.rung, n.decided_on) for n in named.said] == [(n.rung, n.decided_on) for n in every.said]
