"""升级阶梯 ladder: when each rung of a ladder may speak.  The ladders themselves are data and ship with the packs.

A *reminder* hangs on the due day or on the window and warns ahead; on a day off it speaks on the working day
before.  A *formal* rung hangs on the breach or on the rung before it and follows up; on a day off it waits for
the next working day.
"""

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta

from engine.nouns import Due, Moment, Rung, Window
from engine.workdays import WorkCalendar


def is_reminder(rung: Rung) -> bool:
    """Whether `rung` warns ahead of the due day; all other rungs are formal."""
    return rung.at.base in ("due", "window.start", "window.end")


def cycle_of(due: Due) -> int:
    """The cycle of a ladder: the safe due day written as a number, so that it changes only if the due day moves."""
    return int(due.safe.strftime("%Y%m%d"))


def notice_key(obligation: str, rung: str, cycle: int) -> str:
    """The intent key: what is said once for this obligation, rung and cycle (32 hex digits)."""
    return hashlib.sha256(f"{obligation}\x1f{rung}\x1f{cycle}".encode()).hexdigest()[:32]


@dataclass(frozen=True)
class Anchors:
    """The days that a rung can hang on; breach and prev are None while there is none."""

    due: date
    window: Window
    breach: date | None = None
    prev: date | None = None


def speaking_day(rung: Rung, anchors: Anchors, calendar: WorkCalendar) -> date | None:
    """The working day on which `rung` is due to speak, None while what it hangs on has not happened."""
    day = _nominal(rung.at, anchors, calendar)
    if day is None:
        return None
    return calendar.previous_workday(day) if is_reminder(rung) else calendar.next_workday(day)


def _nominal(at: Moment, anchors: Anchors, calendar: WorkCalendar) -> date | None:
    start = {
        "due": anchors.due,
        "breach": anchors.breach,
        "prev": anchors.prev,
        "window.start": anchors.window.first,
        "window.end": anchors.window.last,
    }[at.base]
    if start is None:
        return None
    return calendar.shift(start, at.days) if at.working and at.days else start + timedelta(days=at.days)
