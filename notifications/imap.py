"""收信 imap: reads one folder of a mail server, the oldest mail first, and disturbs nothing that it does not have to.

imap://name:word@mail.example.gov.cn            STARTTLS is required (starttls=0 gives it up, aloud)
imaps://name:word@mail.example.gov.cn/INBOX     TLS from the first byte
…?cafile=/etc/ssl/office.pem&timeout=30         an authority of the intranet's own; seconds a step may take
"""

import imaplib
import re
import ssl
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import parse_qsl, unquote, urlsplit

from engine.source import Refused
from notifications.deliver import LOOPBACK

PORTS = {"imap": 143, "imaps": 993}
OPTIONS = {"starttls", "cafile", "timeout"}
LARGEST = 60 * 1024 * 1024
"""Bytes of a mail that is fetched whole; of a larger one only the headers are."""
UNREADABLE = "看不懂收信地址；请写成 imaps://用户:口令@主机:端口/INBOX，口令中的特殊字符用%转写"


@dataclass(frozen=True)
class Fetched:
    """A mail as it lay in the folder, under the number that it has there; `cut` when it was too large to fetch."""

    uid: int
    mime: bytes
    cut: bool = False


class Mailbox(Protocol):
    """A folder of mail that is read from a number on."""

    name: str

    def open(self) -> int:
        """Enter, and answer the generation of the numbers: when it changes they mean other mails."""

    def after(self, uid: int) -> Iterator[Fetched]:
        """The mails with higher numbers, in order, each fetched when it is asked for."""

    def close(self) -> None:
        """Leave."""


@dataclass(frozen=True)
class ImapServer:
    """A mail server to read from, and how to enter it."""

    host: str
    port: int
    tls: bool
    starttls: bool
    user: str
    word: str = field(repr=False)
    folder: str = "INBOX"
    cafile: str | None = None
    timeout: float = 30.0


def imap_server(url: str) -> ImapServer:
    """What an imap: or imaps: address says; neither password nor address is repeated in a refusal.

    Raises Refused N311 for an address it cannot read, N312 for passwords over an open line.
    """
    try:
        parts = urlsplit(url)
        options = dict(parse_qsl(parts.query, strict_parsing=bool(parts.query)))
        port, timeout = parts.port or PORTS[parts.scheme], float(options.get("timeout", "30"))
    except (ValueError, KeyError):
        raise Refused("N311", UNREADABLE) from None
    host, user, word = parts.hostname, unquote(parts.username or ""), unquote(parts.password or "")
    if not (host and user and word) or options.keys() - OPTIONS:
        raise Refused("N311", UNREADABLE)
    tls = parts.scheme == "imaps"
    starttls = not tls and options.get("starttls", "0" if host in LOOPBACK else "1") == "1"
    if not (tls or starttls or host in LOOPBACK):
        raise Refused("N312", "不能在未加密的连接上发送口令；请去掉 starttls=0，或改用 imaps://")
    folder = unquote(parts.path.strip("/")) or "INBOX"
    return ImapServer(host, port, tls, starttls, user, word, folder, options.get("cafile"), timeout)


class ImapMailbox:
    """A folder on an IMAP server; whatever goes wrong on the line is Refused, to be tried again at the next round."""

    def __init__(self, server: ImapServer) -> None:
        self._server = server
        self._line: imaplib.IMAP4 | None = None
        self.name = f"{server.user}@{server.host}/{server.folder}"

    def open(self) -> int:
        """Log in and open the folder for reading; answer its UIDVALIDITY.  Raises Refused N313 when it cannot."""
        try:
            self._line = line = self._connect()
            _good(line.select(_quoted(self._server.folder), readonly=True))
            told = line.response("UIDVALIDITY")[1]
            return int(told[0] or b"0") if told else 0
        except (OSError, imaplib.IMAP4.error) as broken:
            self.close()
            raise Refused("N313", f"收不了信（{_said(broken)}）；请检查收信地址、口令和邮件服务器") from broken

    def after(self, uid: int) -> Iterator[Fetched]:
        """The mails with higher numbers.  Raises Refused N314 when the line breaks on the way."""
        try:
            for number in self._numbers(uid):
                yield self._fetch(number)
        except (OSError, imaplib.IMAP4.error) as broken:
            self.close()
            raise Refused(
                "N314", f"收信中断（{_said(broken)}）；下一次接着收，无须处理，一再出现请检查网络"
            ) from broken

    def close(self) -> None:
        """Log out; a server that is gone already is no trouble."""
        if self._line is not None:
            with suppress(OSError, imaplib.IMAP4.error):
                self._line.logout()
        self._line = None

    def _numbers(self, uid: int) -> list[int]:
        """The numbers above `uid`; the server answers the last mail even when its number is lower."""
        found = _good(self._now().uid("SEARCH", f"UID {uid + 1}:*"))
        numbers = sorted(int(each) for line in found if isinstance(line, bytes) for each in line.split())
        return [number for number in numbers if number > uid]

    def _fetch(self, uid: int) -> Fetched:
        sized = _good(self._now().uid("FETCH", str(uid), "(RFC822.SIZE)"))
        size = re.search(rb"RFC822\.SIZE (\d+)", b" ".join(each for each in sized if isinstance(each, bytes)))
        cut = size is not None and int(size[1]) > LARGEST
        told = _good(self._now().uid("FETCH", str(uid), "(BODY.PEEK[HEADER])" if cut else "(BODY.PEEK[])"))
        bodies = [each[1] for each in told if isinstance(each, tuple)]
        return Fetched(uid, bytes(bodies[0]) if bodies else b"", cut)

    def _now(self) -> imaplib.IMAP4:
        if self._line is None:
            raise imaplib.IMAP4.abort("not connected")
        return self._line

    def _connect(self) -> imaplib.IMAP4:
        server, context = self._server, ssl.create_default_context(cafile=self._server.cafile)
        if server.tls:
            line: imaplib.IMAP4 = imaplib.IMAP4_SSL(
                server.host, server.port, ssl_context=context, timeout=server.timeout
            )
        else:
            line = imaplib.IMAP4(server.host, server.port, timeout=server.timeout)
        try:
            if server.starttls:
                line.starttls(context)
            line.login(server.user, server.word)
        except BaseException:
            line.shutdown()
            raise
        return line


def _good(answer: tuple[str, list[Any]]) -> list[Any]:
    if answer[0] != "OK":
        raise imaplib.IMAP4.error(f"server said {answer[0]}")
    return answer[1]


def _quoted(folder: str) -> str:
    return '"' + folder.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _said(broken: Exception) -> str:
    """What broke, in one line; a refused login repeats no password."""
    return f"{type(broken).__name__}: {broken}"[:200]
