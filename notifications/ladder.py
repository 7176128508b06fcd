"""升级阶梯 ladder: when each rung of a ladder may speak.  The ladders themselves are data and ship with the packs.

A *reminder* hangs on the window or on the due day and comes before a breach; a *formal* rung hangs on the breach
or on the rung before it and follows it up.  Whatever counts down to a day speaks, when its day is off, on the
working day before; all others wait for the next one.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from engine.fingerprint import fingerprint
from engine.nouns import Due, Moment, Rung, Window
from engine.workdays import WorkCalendar

ONE_CYCLE = 0
"""The cycle of rungs that hang on the window."""
EDITION = 100_000_000
"""More than any day written as a number; a cycle counts on top of its day how often it began anew."""


def is_reminder(rung: Rung) -> bool:
    """Whether `rung` warns ahead of the due day; all other rungs are formal."""
    return rung.at.base in ("due", "window.start", "window.end")


def cycle_of(due: Due) -> int:
    """The cycle of a ladder: the safe due day written as a number, so that it changes only if the due day moves."""
    return (due.safe.year * 100 + due.safe.month) * 100 + due.safe.day


def rung_cycle(rung: Rung, due: Due) -> int:
    """The cycle in which `rung` speaks; what hangs on the window is said once, however often the due day moves."""
    return ONE_CYCLE if rung.at.base.startswith("window") else cycle_of(due)


def begun_anew(cycle: int, times: int = 1) -> int:
    """The cycle after it began anew: because the breach came back, or because a paper is drawn up afresh."""
    return cycle + times * EDITION


def same_day(cycle: int, base: int) -> bool:
    """Whether `cycle` is `base`, or that begun anew."""
    return cycle % EDITION == base % EDITION


def notice_key(obligation: str, rung: str, cycle: int) -> str:
    """The intent key: what is said once for this obligation, rung and cycle (32 hex digits)."""
    return fingerprint(obligation, rung, str(cycle))[:32]


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
    counts_down = rung.at.base in ("due", "window.end")
    return calendar.previous_workday(day) if counts_down else calendar.next_workday(day)


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
