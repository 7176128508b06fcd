"""安静时段 quiet: letters leave between 09:00 and 17:00 on working days; outside they wait, and no due day moves."""

from datetime import datetime, time, timedelta

from engine.workdays import WorkCalendar

OPENS = time(9, 0)
CLOSES = time(17, 0)


def may_send(at: datetime, calendar: WorkCalendar) -> bool:
    """Whether a letter may leave at `at`, an aware moment in the office's own time zone."""
    return calendar.is_workday(at.date()) and OPENS <= at.time() < CLOSES


def next_slot(at: datetime, calendar: WorkCalendar) -> datetime:
    """`at` itself inside a slot, else the opening of the next one."""
    if may_send(at, calendar):
        return at
    day = at.date() if at.time() < OPENS else at.date() + timedelta(days=1)
    return datetime.combine(calendar.next_workday(day), OPENS, tzinfo=at.tzinfo)
