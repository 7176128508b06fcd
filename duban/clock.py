"""时钟：the one place that asks the time; everybody else is handed `now` or `on`."""

import ctypes
import socket
import time
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
BOOT = Path("/proc/sys/kernel/random/boot_id")
TIMEX_BYTES = 256  # more than `struct timex` has on any machine; all zeros asks and sets nothing
NOT_SYNCHRONISED = 5


@dataclass(frozen=True)
class Reading:
    """All that a machine's clocks say at one moment: for telling whether somebody set the one on the wall.

    `awake` are seconds since this start of the machine, sleep included, on a clock that nobody can set; `boot` names
    that start; `synchronised` is the kernel's word that the wall clock follows a time server.
    """

    host: str
    at: datetime
    boot: str
    awake: float
    synchronised: bool


def now() -> datetime:
    """The present moment, aware, in Beijing time."""
    return datetime.now(SHANGHAI)


def today() -> date:
    """The present civil day in Beijing, whatever the time zone of the machine."""
    return now().date()


def running() -> float:
    """Seconds on a clock that nobody can set, for telling how long something took."""
    return time.monotonic()


def reading() -> Reading:
    """What every clock of this machine says now."""
    boot = BOOT.read_text(encoding="ascii").strip() if BOOT.is_file() else ""
    awake = time.clock_gettime(time.CLOCK_BOOTTIME) if boot else time.monotonic()
    return Reading(socket.gethostname(), now(), boot, awake, _synchronised())


def _synchronised() -> bool:
    """Whether the kernel says that a time server keeps the wall clock right; False where it cannot be asked."""
    try:
        ask = ctypes.CDLL(None).adjtimex
    except (OSError, AttributeError, TypeError):
        return False
    return bool(0 <= ask(ctypes.create_string_buffer(TIMEX_BYTES)) < NOT_SYNCHRONISED)
