"""日程 agenda: due days as a calendar file (.ics) that any calendar program reads.

Each due day is an all-day entry.  Its UID never changes, and `sequence` grows whenever its day moves (an extension, a
transfer), so that a reader who imports tomorrow's file sees the entry move instead of finding a second one::

    agenda([DueDay(key, matter, due, sequence=times_moved, about=where_it_stands)], domain=domain, made_at=moment)
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from icalendar import Alarm, Calendar, Event

MIME_TYPE = "text/calendar"
WARN_AHEAD = timedelta(days=3)


@dataclass(frozen=True)
class DueDay:
    """One last day (到期日): `key` is the obligation's, `sequence` how often its day has moved.

    `done` takes the entry back from the calendars that have it.
    """

    key: str
    matter: str
    day: date
    sequence: int = 0
    about: str = ""
    done: bool = False


def agenda(days: Iterable[DueDay], *, domain: str, made_at: datetime) -> bytes:
    """The due days in the order of day and key; the same days made at the same moment are the same bytes."""
    calendar = Calendar()
    calendar.add("prodid", "-//duban//督办日程//ZH")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", "督办事项")
    for one in sorted(days, key=lambda each: (each.day, each.key)):
        calendar.add_component(_entry(one, domain, made_at))
    return bytes(calendar.to_ical())


def _entry(one: DueDay, domain: str, made_at: datetime) -> Event:
    entry = Event()
    entry.add("uid", f"{one.key}@{domain}")
    entry.add("sequence", one.sequence)
    entry.add("dtstamp", made_at.astimezone(UTC))
    entry.add("dtstart", one.day)
    entry.add("dtend", one.day + timedelta(days=1))
    entry.add("summary", f"督办到期：{one.matter}")
    entry.add("description", one.about)
    entry.add("status", "CANCELLED" if one.done else "CONFIRMED")
    entry.add("transp", "TRANSPARENT")
    if not one.done:
        entry.add_component(_reminder(one))
    return entry


def _reminder(one: DueDay) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", f"督办到期：{one.matter}")
    alarm.add("trigger", -WARN_AHEAD)
    return alarm
