"""报到 supervisor: tells systemd that we are ready, alive, or stopping; says nothing where nobody listens."""

import os
import socket
from contextlib import suppress


def tell(word: str) -> None:
    """Send a word such as READY=1 or WATCHDOG=1 to whoever supervises this process (sd_notify)."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if address:
        place = "\0" + address[1:] if address.startswith("@") else address
        with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
            line.setblocking(False)  # a supervisor that does not listen must not stop the work
            line.sendto(word.encode(), place)


def watchdog_seconds(longest: float) -> float:
    """How often to say that we live: twice in the time that the supervisor allows, at the least every `longest`."""
    allowed = os.environ.get("WATCHDOG_USEC", "")
    return min(longest, int(allowed) / 2_000_000) if allowed.isdigit() and int(allowed) else longest
