"""Letters leave between nine and five on working days."""

from datetime import datetime, timedelta, timezone

import pytest

from engine.workdays import WorkCalendar
from notifications.quiet import may_send, next_slot

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
