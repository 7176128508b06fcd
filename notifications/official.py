"""封装 official: a rendered letter -> the bytes that will be sent, the same bytes for the same letter, for ever.

Nothing here is random and nothing asks the time: Message-ID and boundary are hashes, the date is handed in, so
that the SHA-256 in the log can be recomputed years later.  One recipient a message; a copy is a letter of its own.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from engine.source import Refused
from notifications.addresses import is_address
from notifications.render import Rendered


@dataclass(frozen=True)
class Sender:
    """Who writes (发件人); `domain` makes Message-ID, List-ID and the reply address."""

    name: str
    email: str
    domain: str


@dataclass(frozen=True)
class Attachment:
    """A file that goes with a letter, such as the paper as PDF or a list as XLSX."""

    name: str
    content: bytes
    type: str = "application/octet-stream"


@dataclass(frozen=True)
class Envelope:
    """Everything about a message but its words: `token` is the reply address, `thread` what it refers to."""

    sender: Sender
    recipient: str
    person: str
    message_id: str
    token: str
    dated: datetime
    thread: str | None = None


def message_id(recipient: str, about: str, domain: str) -> str:
    """`<hash of recipient and slot or intent key@domain>`: the same letter always has the same id."""
    digest = hashlib.sha256(f"{recipient.lower()}\x1f{about}".encode()).hexdigest()[:40]
    return f"<{digest}@{domain}>"


def thread_id(obligation: str, domain: str) -> str:
    """The id that all letters about one obligation refer to."""
    return f"<{obligation}@{domain}>"


def sha256(mime: bytes) -> str:
    """The fingerprint that the log keeps of a letter."""
    return hashlib.sha256(mime).hexdigest()


def mime_bytes(envelope: Envelope, rendered: Rendered, attachments: Sequence[Attachment] = ()) -> bytes:
    """The message as it goes over the wire: text and HTML, base64, CRLF.

    Raises Refused N203 for a line break in a header, N204 for an address that is none.
    """
    message = EmailMessage(policy=SMTP)
    for name, value in _headers(envelope, rendered.subject).items():
        message[name] = value
    message.set_content(rendered.text, subtype="plain", charset="utf-8", cte="base64")
    message.add_alternative(rendered.html, subtype="html", charset="utf-8", cte="base64")
    for one in attachments:
        main, _, sub = one.type.partition("/")
        message.add_attachment(one.content, maintype=main, subtype=sub, filename=one.name)
    _set_boundaries(message, envelope.message_id)
    return message.as_bytes()


def _headers(envelope: Envelope, subject: str) -> dict[str, str | Address]:
    sender = envelope.sender
    headers: dict[str, str | Address] = {
        "Message-ID": envelope.message_id,
        "Date": format_datetime(envelope.dated),
        "From": _address(sender.name, sender.email),
        "To": _address(envelope.person, envelope.recipient),
        "Reply-To": _address(sender.name, f"case+{envelope.token}@{sender.domain}"),
        "Subject": _line("主题", subject),
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "OOF, AutoReply",
        "List-ID": f"<duban.{sender.domain}>",
    }
    if envelope.thread:
        headers |= {"In-Reply-To": envelope.thread, "References": envelope.thread}
    return {name: value if isinstance(value, Address) else _line(name, value) for name, value in headers.items()}


def _address(name: str, email: str) -> Address:
    if not is_address(email):
        raise Refused("N204", f"“{_shown(email)}”不是可用的邮箱地址；请在名册中更正后重新生成。")
    return Address(display_name=_line("姓名", name), addr_spec=email)


def _line(what: str, value: str) -> str:
    if any(not char.isprintable() for char in value):
        raise Refused("N203", f"邮件的{what}“{_shown(value)}”中有换行或控制字符；请更正后重新生成。")
    return value


def _shown(value: str) -> str:
    return "".join(char if char.isprintable() else "·" for char in value)[:60]


def _set_boundaries(message: EmailMessage, seed: str) -> None:
    """Boundaries by hash instead of by chance; the parts are base64, so that no line of them can be a boundary."""
    parts = [part for part in message.walk() if part.is_multipart()]
    for place, part in enumerate(parts):
        part.set_boundary("=_" + hashlib.sha256(f"{seed}\x1f{place}".encode()).hexdigest()[:32])
