"""邮件目录 maildir: letters put into a local Maildir, for trials and for offices without a mail server.

The file is named after Message-ID and recipient, so that a letter delivered twice is there once.
"""

import hashlib
import os
from collections.abc import Callable
from email.parser import BytesHeaderParser
from pathlib import Path

from engine.failures import reason_of
from engine.fingerprint import fingerprint
from notifications.outbox import Outcome, Result


class MaildirTransport:
    """Delivers into the Maildir at `path`, which is made if it is not there."""

    lines = 1

    def __init__(self, path: Path) -> None:
        self._path = path
        for part in ("tmp", "new", "cur"):
            (path / part).mkdir(mode=0o700, parents=True, exist_ok=True)

    def deliver(self, sender: str, recipient: str, mime: bytes, before_data: Callable[[], None]) -> Outcome:
        """Write the letter and make it last; a full or broken disk is a temporary failure."""
        del sender  # a Maildir has no envelope
        name = _name(recipient, mime)
        if self._holds(name):
            before_data()
            return Outcome(Result.ACCEPTED, f"此前已投入 {name}")
        before_data()
        try:
            self._write(name, mime)
        except OSError as broken:
            return Outcome(Result.TEMPORARY, f"写入邮件目录失败：{reason_of(broken)}")
        return Outcome(Result.ACCEPTED, f"已投入 {name}")

    def close(self) -> None:
        """Nothing is kept open."""

    def _holds(self, name: str) -> bool:
        """Whether the letter is there, new or read (a reader moves it to cur and adds flags)."""
        read = (each.name for each in (self._path / "cur").iterdir())
        return (self._path / "new" / name).exists() or any(each.startswith(name) for each in read)

    def _write(self, name: str, mime: bytes) -> None:
        draft = self._path / "tmp" / name
        with draft.open("wb") as file:
            file.write(mime)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self._path / "new" / name)


def _name(recipient: str, mime: bytes) -> str:
    headers, _, _ = mime.partition(b"\r\n\r\n")  # the parser would read the whole letter
    identity = BytesHeaderParser().parsebytes(headers).get("Message-ID") or hashlib.sha256(mime).hexdigest()
    return fingerprint(recipient.lower(), identity)[:32] + ".duban"
