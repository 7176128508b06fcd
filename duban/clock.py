"""时钟：the one place that asks the time; everybody else is handed `now` or `on`."""

import time
from datetime import date, datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    """The present moment, aware, in Beijing time."""
    return datetime.now(SHANGHAI)


def today() -> date:
    """The present civil day in Beijing, whatever the time zone of the machine."""
    return now().date()


def running() -> float:
    """Seconds on a clock that nobody can set, for telling whether the other one was."""
    return time.monotonic()
