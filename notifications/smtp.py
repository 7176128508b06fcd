"""邮局 smtp: one letter, one recipient, one transaction, and an honest account of how it ended.

Before the bytes go out a failure is temporary and harmless.  After the final dot a silence is a doubt: the server
may have the letter.  Only the server's own word on this recipient or these bytes is permanent; a wrong password
or an untrusted certificate is our own trouble and never a letter's fault.  One connection serves many letters, and
several connections serve several senders at once.
"""

import smtplib
import socket
import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from queue import Empty as NoneIdle
from queue import LifoQueue
from typing import TypeAlias

from notifications.addresses import is_address
from notifications.outbox import Outcome, Result
from notifications.watch import watched

DEADLINE = 30.0
"""Seconds that each half of a letter may take, envelope and bytes; a server that drips a byte a second delays the
others no longer than a minute."""
LINES = 8
Answer: TypeAlias = tuple[int, bytes]
"""What a server says: its code and its words."""


class Security(StrEnum):
    """How the line is protected."""

    STARTTLS = "starttls"
    TLS = "tls"
    OPEN = "open"


@dataclass(frozen=True)
class SmtpServer:
    """A mail server and how to enter it, over how many `lines` at once; `timeout` is in seconds for each step."""

    host: str
    port: int
    security: Security
    user: str | None = None
    word: str | None = field(default=None, repr=False)
    cafile: str | None = None
    timeout: float = 30.0
    lines: int = LINES


class SmtpTransport:
    """Speaks SMTP to one server, over as many lines as there are senders at a time."""

    def __init__(self, server: SmtpServer, deadline: float = DEADLINE) -> None:
        self.lines = server.lines
        self._server = server
        self._deadline = deadline
        self._idle: LifoQueue[SmtpLine] = LifoQueue()

    def deliver(self, sender: str, recipient: str, mime: bytes, before_data: Callable[[], None]) -> Outcome:
        """Hand one letter over in a transaction of its own, on the line that was used last of those not in use."""
        try:
            line = self._idle.get_nowait()
        except NoneIdle:
            line = SmtpLine(self._server, self._deadline)
        try:
            return line.deliver(sender, recipient, mime, before_data)
        finally:
            self._idle.put(line)

    def close(self) -> None:
        """Say goodbye on every line."""
        while not self._idle.empty():
            self._idle.get_nowait().close()


class SmtpLine:
    """One connection to a server, made late and kept while it is good."""

    def __init__(self, server: SmtpServer, deadline: float) -> None:
        self._server = server
        self._deadline = deadline
        self._line: smtplib.SMTP | None = None

    def deliver(self, sender: str, recipient: str, mime: bytes, before_data: Callable[[], None]) -> Outcome:
        """Hand one letter over in a transaction of its own."""
        if not is_address(recipient):  # smtplib would quietly send to the part that it can read
            return Outcome(Result.PERMANENT, "收件地址不是可用的邮箱地址")
        refused = self._address(sender, recipient)
        if refused is not None:
            self._reset()
            return refused
        try:
            before_data()
        except BaseException:
            self._reset()
            raise
        return self._send(mime)

    def close(self) -> None:
        """Say goodbye and hang up; a server that is gone already is no trouble."""
        if self._line is not None:
            with suppress(OSError, smtplib.SMTPException):
                self._line.quit()
        self._drop()

    def _address(self, sender: str, recipient: str) -> Outcome | None:
        """MAIL and RCPT; None when the server is ready for the letter.  A stale connection is renewed once."""
        fresh = self._line is None
        try:
            line = self._line or self._connect()
            with watched(line, self._deadline):
                from_us, to_one = _addressed(line, sender, recipient)
            if not _is_good(from_us):
                return self._refusal(from_us, final=False)
            return None if _is_good(to_one) else self._refusal(to_one, final=True)
        except (OSError, smtplib.SMTPException) as broken:
            self._drop()
            return Outcome(Result.TEMPORARY, _said(broken)) if fresh else self._address(sender, recipient)

    def _send(self, mime: bytes) -> Outcome:
        """DATA, the bytes, the dot, and the server's word on them."""
        line, sent = self._line, False
        assert line is not None
        try:
            with watched(line, self._deadline):
                answer = line.docmd("DATA")
                if answer[0] == 354:
                    sent = True
                    line.send(_stuffed(mime))
                    answer = line.getreply()
        except (OSError, smtplib.SMTPException) as broken:
            self._drop()
            return Outcome(Result.IN_DOUBT if sent else Result.TEMPORARY, _said(broken))
        if sent and _is_good(answer):
            return Outcome(Result.ACCEPTED, _text(answer))
        if sent and not 400 <= answer[0] < 600:  # no answer that SMTP knows: it may have the letter
            self._drop()
            return Outcome(Result.IN_DOUBT, _text(answer))
        refused = self._refusal(answer, final=True)
        self._reset()
        return refused

    def _refusal(self, answer: Answer, *, final: bool) -> Outcome:
        """What a bad answer means: 5xx on recipient or bytes is final, everything else may pass."""
        if answer[0] == 421:
            self._drop()
        never = 500 <= answer[0] < 600
        if never and final:
            return Outcome(Result.PERMANENT, _text(answer))
        return Outcome(Result.TEMPORARY, _text(answer), stumbled=never)

    def _connect(self) -> smtplib.SMTP:
        server, line = self._server, self._new_line()
        try:
            with watched(line, self._deadline):
                code, greeting = line.connect(server.host, server.port)
                if code != 220:
                    raise smtplib.SMTPConnectError(code, greeting)
                if server.security is Security.STARTTLS:
                    line.starttls(context=self._context())
                line.ehlo_or_helo_if_needed()
                if server.user is not None:
                    line.login(server.user, server.word or "")
        except BaseException:
            line.close()
            raise
        self._line = line
        return line

    def _new_line(self) -> smtplib.SMTP:
        """A line not yet connected, so that the watch covers the greeting too."""
        server = self._server
        line = (
            smtplib.SMTP_SSL(timeout=server.timeout, context=self._context(), local_hostname=own_name())
            if server.security is Security.TLS
            else smtplib.SMTP(timeout=server.timeout, local_hostname=own_name())
        )
        line._host = server.host  # type: ignore[attr-defined]  # what the certificate must name
        return line

    def _context(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=self._server.cafile)

    def _reset(self) -> None:
        """RSET, so that nothing of a failed letter clings to the next one."""
        if self._line is None:
            return
        try:
            self._line.rset()
        except (OSError, smtplib.SMTPException):
            self._drop()

    def _drop(self) -> None:
        if self._line is not None:
            self._line.close()
            self._line = None


def own_name() -> str:
    """What this machine calls itself to a mail server: as it is set up here, without asking any other."""
    return socket.gethostname()


def _addressed(line: smtplib.SMTP, sender: str, recipient: str) -> tuple[Answer, Answer]:
    """The answers to MAIL and to RCPT; a server that takes commands ahead of its answers gets both at once (RFC 2920).

    What it says to RCPT counts only when it was content with MAIL.
    """
    from_us, to_one = f"MAIL FROM:{_quoted(sender)}\r\n", f"RCPT TO:<{recipient}>\r\n"
    ahead = line.has_extn("pipelining")
    line.send(from_us + to_one if ahead else from_us)
    first = line.getreply()
    if not ahead and _is_good(first):
        line.send(to_one)
    return first, line.getreply() if _is_good(first) or (ahead and first[0] != 421) else first


_quoted = lru_cache(maxsize=16)(smtplib.quoteaddr)


def _is_good(answer: Answer) -> bool:
    return 200 <= answer[0] < 300


def _stuffed(mime: bytes) -> bytes:
    """The bytes with leading dots doubled, closed by the final dot (RFC 5321 4.5.2)."""
    body = mime.replace(b"\n.", b"\n..")
    body = b"." + body if body.startswith(b".") else body
    return (body if body.endswith(b"\r\n") else body + b"\r\n") + b".\r\n"


def _text(answer: Answer) -> str:
    return f"{answer[0]} {answer[1].decode('utf-8', 'replace')}"


def _said(broken: Exception) -> str:
    """What broke, in one line and without the words of a login."""
    if isinstance(broken, smtplib.SMTPAuthenticationError):
        return f"登录邮件服务器失败：{broken.smtp_code}"
    if isinstance(broken, smtplib.SMTPResponseException):
        words = broken.smtp_error
        return _text((broken.smtp_code, words if isinstance(words, bytes) else words.encode()))
    return f"{type(broken).__name__}: {broken}"
