"""停运：that nobody swept for more than a day, remembered until the first digests after it have said so."""

from datetime import date, timedelta

from sqlmodel import Session

from store import settings as marks

LAST = "sweep.last"
"""The day of the last finished sweep."""
ASLEEP = "sweep.asleep"
LONGEST = timedelta(days=1)


def note(session: Session, on: date) -> None:
    """Before the day of this sweep is written down, see how long it is since the one before."""
    written = marks.get(session, LAST)
    if written is None:
        return
    last = date.fromisoformat(written)
    if on - last > LONGEST and not marks.get(session, ASLEEP):
        marks.put(session, ASLEEP, f"{last.isoformat()} {on.isoformat()}")


def lines(session: Session) -> tuple[str, ...]:
    """What the first digests after a downtime say."""
    written = marks.get(session, ASLEEP)
    if not written:
        return ()
    last, woke = (date.fromisoformat(day) for day in written.split())
    return (f"督办系统自{_day(last)}起停运，{_day(woke)}恢复；其间应发的提醒只发最近一次，并入本函。",)


def forget(session: Session) -> None:
    """The digests of the day have said so."""
    if marks.get(session, ASLEEP):
        marks.put(session, ASLEEP, "")


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
