"""停运：that nobody swept for more than a day, remembered until the first working day after it is over.

On that day the digests say so, and what would have gone out by itself waits for a person, however often the day is
swept and on whatever day of rest the office woke.
"""

from datetime import date, timedelta

from engine.workdays import WorkCalendar
from store import settings as marks
from store.session import Session

LAST = "sweep.last"
"""The day of the last finished sweep."""
ASLEEP = "sweep.asleep"
"""The day of the last sweep before the latest downtime, and of the first one after it."""
LONGEST = timedelta(days=1)


def last_swept(session: Session) -> date | None:
    """The day of the last finished sweep; None before the first."""
    written = marks.get(session, LAST)
    return date.fromisoformat(written) if written else None


def note(session: Session, on: date) -> None:
    """Before the day of this sweep is written down, see how long it is since the one before."""
    last = last_swept(session)
    if last is not None and on - last > LONGEST:
        marks.put(session, ASLEEP, f"{last} {on}")


def last_awake(session: Session, on: date, calendar: WorkCalendar) -> date | None:
    """The day of the sweep before, or before the downtime that the office is still waking from; None at the first."""
    waking = _waking(session, on, calendar)
    if waking is not None:
        return waking[0]
    return last_swept(session)


def lines(session: Session, on: date, calendar: WorkCalendar) -> tuple[str, ...]:
    """What the first digests after a downtime say."""
    waking = _waking(session, on, calendar)
    if waking is None:
        return ()
    last, woke = map(_day, waking)
    return (f"督办系统自{last}起停运，{woke}恢复；其间应发的提醒只发最近一次，并入本函。",)


def _waking(session: Session, on: date, calendar: WorkCalendar) -> tuple[date, date] | None:
    """The downtime that the office is waking from on a day: up to the first working day after it."""
    written = marks.get(session, ASLEEP)
    if not written:
        return None
    last, woke = (date.fromisoformat(day) for day in written.split())
    return (last, woke) if on <= calendar.next_workday(woke) else None


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
