"""Letters leave between nine and five on working days."""

from datetime import datetime, time, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.workdays import WorkCalendar
from notifications.quiet import KINDS, OPENS, kinds_now, may_send, next_slot, papers_leave, slot_of

BEIJING = timezone(timedelta(hours=8))


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=BEIJING)


@pytest.mark.parametrize(
    ("moment", "slot"),
    [
        ("07-02T09:00", "07-02T09:00"),
        ("07-02T16:59", "07-02T16:59"),
        ("07-02T08:59", "07-02T09:00"),
        ("07-02T17:00", "07-03T09:00"),
        ("09-30T18:00", "10-08T09:00"),
        ("10-10T10:00", "10-10T10:00"),
        ("10-11T10:00", "10-12T09:00"),
    ],
)
def test_a_letter_waits_for_the_next_slot(calendar: WorkCalendar, moment: str, slot: str) -> None:
    assert next_slot(at(moment), calendar) == at(slot)
    assert may_send(at(slot), calendar)
    assert may_send(at(moment), calendar) == (moment == slot)


@settings(max_examples=200, deadline=None)
@given(minutes=st.integers(0, 400 * 24 * 60))
def test_whenever_it_is_written_it_leaves_in_the_first_slot_from_then_on(calendar: WorkCalendar, minutes: int) -> None:
    moment = at("01-01T00:00") + timedelta(minutes=minutes)
    slot = next_slot(moment, calendar)
    assert slot >= moment
    assert may_send(slot, calendar)
    assert slot == moment or slot.time() == OPENS
    between = (slot - moment) // timedelta(hours=1)
    assert not any(may_send(moment + timedelta(hours=n), calendar) for n in range(between))
    assert slot_of(moment, calendar) == slot.date()


@pytest.mark.parametrize(
    ("moment", "kinds"),
    [("07-02T08:29", ()), ("07-02T08:30", ("summary",)), ("07-02T09:00", KINDS), ("07-04T10:00", ())],
)
def test_the_offices_own_summary_is_there_before_the_others_begin(
    calendar: WorkCalendar, moment: str, kinds: tuple[str, ...]
) -> None:
    assert kinds_now(at(moment), calendar) == kinds


@pytest.mark.parametrize(
    ("signed", "hours", "leaves"),
    [
        ("07-02T09:30", "17:00", "07-02T17:00"),
        ("07-02T09:30", "11:30,17:00", "07-02T11:30"),
        ("07-02T12:00", "17:00,11:30", "07-02T17:00"),
        ("07-02T17:00", "11:30,17:00", "07-03T11:30"),
        ("07-02T22:00", "17:00", "07-03T17:00"),
        ("09-30T18:00", "17:00", "10-08T17:00"),
        ("10-10T10:00", "17:00", "10-10T17:00"),
        ("07-02T22:00", "", "07-03T09:00"),
    ],
)
def test_what_was_signed_leaves_at_the_next_hour_for_papers(
    calendar: WorkCalendar, signed: str, hours: str, leaves: str
) -> None:
    times = [time.fromisoformat(each) for each in hours.split(",") if each]
    assert papers_leave(at(signed), times, calendar) == at(leaves)
    assert "formal" in kinds_now(at(leaves), calendar)


def test_after_five_only_papers_leave_and_only_for_half_an_hour(calendar: WorkCalendar) -> None:
    assert kinds_now(at("07-02T17:00"), calendar) == kinds_now(at("07-02T17:29"), calendar) == ("formal",)
    assert kinds_now(at("07-02T17:30"), calendar) == kinds_now(at("07-04T17:00"), calendar) == ()
