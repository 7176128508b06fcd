"""安静时段 quiet: letters leave between 09:00 and 17:00 on working days; outside they wait, and no due day moves.

The office's own summary may be read half an hour before the others begin.  What a person has signed leaves at the
hours that the office set for its papers, so that a signature can be taken back for some hours; the last of them may go
until half past five.
"""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from engine.workdays import WorkCalendar

OPENS = time(9, 0)
CLOSES = time(17, 0)
OFFICE_OPENS = time(8, 30)
PAPERS_CLOSE = time(17, 30)
KINDS = ("digest", "formal", "summary")


def may_send(at: datetime, calendar: WorkCalendar) -> bool:
    """Whether a letter may leave at `at`, an aware moment in the office's own time zone."""
    return calendar.is_workday(at.date()) and OPENS <= at.time() < CLOSES


def kinds_now(at: datetime, calendar: WorkCalendar) -> tuple[str, ...]:
    """The kinds of letter that may leave at a moment."""
    if may_send(at, calendar):
        return KINDS
    if not calendar.is_workday(at.date()):
        return ()
    if CLOSES <= at.time() < PAPERS_CLOSE:
        return ("formal",)
    return ("summary",) if OFFICE_OPENS <= at.time() < OPENS else ()


def papers_leave(at: datetime, hours: Sequence[time], calendar: WorkCalendar) -> datetime:
    """When a paper leaves that is signed at a moment: at the next of these hours of a working day, if there are any."""
    if not hours:
        return next_slot(at, calendar)
    later = [hour for hour in sorted(hours) if calendar.is_workday(at.date()) and hour > at.time()]
    if later:
        return datetime.combine(at.date(), later[0], tzinfo=at.tzinfo)
    day = calendar.next_workday(at.date() + timedelta(days=1))
    return datetime.combine(day, min(hours), tzinfo=at.tzinfo)


def next_slot(at: datetime, calendar: WorkCalendar) -> datetime:
    """`at` itself inside a slot, else the opening of the next one."""
    if may_send(at, calendar):
        return at
    day = at.date() if at.time() < OPENS else at.date() + timedelta(days=1)
    return datetime.combine(calendar.next_workday(day), OPENS, tzinfo=at.tzinfo)


def slot_of(at: datetime, calendar: WorkCalendar) -> date:
    """The day on which what is written at a moment can leave."""
    return next_slot(at, calendar).date()
