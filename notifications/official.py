"""封装 official: a rendered letter -> the bytes that will be sent, the same bytes for the same letter, for ever.

Nothing here is random and nothing asks the time: Message-ID and boundary are hashes, the date is handed in, so
that the SHA-256 in the log can be recomputed years later.  One recipient a message; a copy is a letter of its own.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email import message_from_bytes
from email.message import MIMEPart
from email.policy import SMTP
from email.utils import format_datetime
from functools import lru_cache

from engine.fingerprint import fingerprint
from engine.source import Refused
from notifications import wire
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
    return f"<{fingerprint(recipient.lower(), about)[:40]}@{domain}>"


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
    outer = _boundary(envelope.message_id, 0)
    words = [wire.text_part("plain", rendered.text), wire.text_part("html", rendered.html)]
    if attachments:
        body = wire.multipart("alternative", _boundary(envelope.message_id, 1), words)
        content = wire.multipart("mixed", outer, [body, *(_attached(one) for one in attachments)])
    else:
        content = wire.multipart("alternative", outer, words)
    return _headers(envelope, rendered.subject) + content


def taken_apart(mime: bytes) -> tuple[Rendered, tuple[Attachment, ...]]:
    """The words and the files of a message of ours; put into an envelope again they are the same message."""
    message = message_from_bytes(mime, policy=SMTP)
    text, html = (message.get_body((kind,)) for kind in ("plain", "html"))
    assert text is not None
    assert html is not None
    words = (str(part.get_content()).replace("\r\n", "\n") for part in (text, html))
    files = (
        Attachment(str(part.get_filename()), bytes(part.get_content()), part.get_content_type())
        for part in message.iter_attachments()
    )
    return Rendered(str(message["Subject"]), *words), tuple(files)


def obligation_of(mime: bytes) -> str | None:
    """The obligation that a message of ours refers to, if it is about one alone."""
    referred = message_from_bytes(mime, policy=SMTP)["References"]
    return str(referred).strip().strip("<>").partition("@")[0] if referred else None


def _headers(envelope: Envelope, subject: str) -> bytes:
    sender, thread = envelope.sender, envelope.thread
    answers = f"case+{envelope.token}@{sender.domain}"
    threaded = (_fixed("In-Reply-To", thread), _fixed("References", thread)) if thread else ()
    lines = (
        _fixed("Message-ID", envelope.message_id),
        wire.header("Date", _date(envelope.dated, envelope.dated.utcoffset())),
        _from(sender),
        _mailbox("To", envelope.person, envelope.recipient),
        _mailbox("Reply-To", sender.name, answers),
        wire.text_header("Subject", _line("主题", subject)),
        "Auto-Submitted: auto-generated\r\nX-Auto-Response-Suppress: OOF, AutoReply\r\n",
        _fixed("List-ID", f"<duban.{sender.domain}>"),
        *threaded,
        "MIME-Version: 1.0\r\n",
    )
    return "".join(lines).encode("ascii")


def _fixed(name: str, value: str) -> str:
    return wire.header(name, _line(name, value))


@lru_cache(maxsize=64)
def _date(moment: datetime, offset: timedelta | None) -> str:
    """A moment as mail says it; `offset` tells apart moments that are equal though said in two time zones."""
    del offset
    return format_datetime(moment)


@lru_cache(maxsize=64)
def _from(sender: Sender) -> str:
    return _mailbox("From", sender.name, sender.email)


def _mailbox(header: str, name: str, email: str) -> str:
    if not is_address(email):
        raise Refused("N204", f"“{_shown(email)}”不是可用的邮箱地址；请在名册中更正后重新生成")
    return wire.address_header(header, _line("姓名", name), email)


def _attached(one: Attachment) -> bytes:
    """An attachment as a part; few letters have one, and file names are an art of their own, so `email` writes it."""
    main, _, sub = one.type.partition("/")
    part = MIMEPart(policy=SMTP)
    part.set_content(one.content, maintype=main, subtype=sub, disposition="attachment", filename=one.name)
    return part.as_bytes()


def _line(what: str, value: str) -> str:
    if not value.isprintable():
        raise Refused("N203", f"邮件的{what}“{_shown(value)}”中有换行或控制字符；请更正后重新生成")
    return value


def _shown(value: str) -> str:
    return "".join(char if char.isprintable() else "·" for char in value)[:60]


def _boundary(seed: str, place: int) -> str:
    """A boundary by hash instead of by chance; the parts are base64, so that no line of them can be a boundary."""
    return f"=_{fingerprint(seed, str(place))[:32]}"
