"""守时 watch: cuts a mail line when an exchange on it takes too long in all, however busy the server looks.

A socket's own timeout begins anew with every byte, so that a server that drips them would keep us for ever.  One thread
watches all lines; it counts its own rounds and asks no clock.
"""

import smtplib
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

ROUND = 0.05
"""Seconds between two looks at the lines."""


class _Watch:
    """The lines in use, each with the rounds that it has left."""

    def __init__(self) -> None:
        self._lock = threading.Condition()
        self._left: dict[smtplib.SMTP, int] = {}
        self._thread: threading.Thread | None = None

    def begin(self, line: smtplib.SMTP, deadline: float) -> None:
        """Watch a line from now on."""
        with self._lock:
            self._left[line] = max(1, round(deadline / ROUND))
            if self._thread is None or not self._thread.is_alive():  # not alive: this process was forked
                self._thread = threading.Thread(target=self._run, name="smtp-watch", daemon=True)
                self._thread.start()
            elif len(self._left) == 1:
                self._lock.notify()

    def end(self, line: smtplib.SMTP) -> None:
        """The exchange is over."""
        with self._lock:
            self._left.pop(line, None)

    def _run(self) -> None:
        while True:
            with self._lock:
                while not self._left:
                    self._lock.wait()
                late = [line for line, left in self._left.items() if left <= 0]
                self._left = {line: left - 1 for line, left in self._left.items() if left > 0}
            for line in late:
                _cut(line)
            threading.Event().wait(ROUND)


_WATCH = _Watch()


@contextmanager
def watched(line: smtplib.SMTP, deadline: float) -> Iterator[None]:
    """Cut `line` unless what is done with it ends within `deadline` seconds."""
    _WATCH.begin(line, deadline)
    try:
        yield
    finally:
        _WATCH.end(line)


def _cut(line: smtplib.SMTP) -> None:
    if line.sock is not None:
        with suppress(OSError):
            line.sock.shutdown(socket.SHUT_RDWR)
