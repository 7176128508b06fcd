"""投递 deliver: an address of a mail system -> a transport; the outbox knows no more of the world than `Transport`.

maildir:/var/spool/duban                      a folder on this machine
smtp://name:word@mail.example.gov.cn:587      STARTTLS is required (starttls=0 gives it up, aloud)
smtps://mail.example.gov.cn                   TLS from the first byte
…?cafile=/etc/ssl/office.pem&timeout=30       an authority of the intranet's own; seconds a step may take
…?lines=4                                     how many connections at once
"""

from collections.abc import Callable
from pathlib import Path
from typing import Protocol
from urllib.parse import parse_qs, unquote, urlsplit

from engine.source import Refused
from notifications.maildir import MaildirTransport
from notifications.outbox import Outcome
from notifications.smtp import LINES, Security, SmtpServer, SmtpTransport

LOOPBACK = ("localhost", "127.0.0.1", "::1")
PORTS = {"smtp": 25, "smtps": 465}
OPTIONS = {"starttls", "cafile", "timeout", "lines"}
MOST_LINES = 32


class Transport(Protocol):
    """Something that takes a letter for one recipient; it answers and does not raise for the world's failures.

    So many as `lines` may call `deliver` at a time.
    """

    lines: int

    def deliver(self, sender: str, recipient: str, mime: bytes, before_data: Callable[[], None]) -> Outcome:
        """Hand one letter over; `before_data` is called, and may commit, just before the bytes go out."""

    def close(self) -> None:
        """Let go of what is kept open."""


def transport_for(url: str) -> Transport:
    """The transport that `url` names.

    Raises Refused N301 for an address it cannot read, N302 for passwords over an open line.
    """
    scheme, _, rest = url.partition(":")
    if scheme == "maildir" and rest:
        return MaildirTransport(Path(rest))
    if scheme in PORTS:
        return SmtpTransport(smtp_server(url))
    raise Refused("N301", "看不懂发信地址；请写成 maildir:目录、smtp://用户:口令@主机:端口 或 smtps://主机")


def smtp_server(url: str) -> SmtpServer:
    """What an smtp: or smtps: address says of its server; neither password nor address is repeated in a refusal."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port or PORTS[parts.scheme]
        options = {name: values[-1] for name, values in parse_qs(parts.query, strict_parsing=bool(parts.query)).items()}
        timeout, lines = float(options.get("timeout", "30")), int(options.get("lines", str(LINES)))
    except ValueError:
        host, lines = None, 0
    if (
        not host
        or not 1 <= lines <= MOST_LINES
        or options.keys() - OPTIONS
        or options.get("starttls", "1") not in ("0", "1")
    ):
        raise Refused("N301", "看不懂发信地址；请写成 smtp://用户:口令@主机:端口?starttls=1，口令中的特殊字符用%转写")
    security = _security(parts.scheme, host, options.get("starttls"))
    user, word = (unquote(part) if part else None for part in (parts.username, parts.password))
    if user and security is Security.OPEN and host not in LOOPBACK:
        raise Refused("N302", "不能在未加密的连接上发送口令；请去掉 starttls=0，或改用 smtps://")
    return SmtpServer(host, port, security, user, word, options.get("cafile"), timeout, lines)


def _security(scheme: str, host: str, starttls: str | None) -> Security:
    if scheme == "smtps":
        return Security.TLS
    wanted = starttls == "1" if starttls else host not in LOOPBACK
    return Security.STARTTLS if wanted else Security.OPEN
