"""认信：what a mail is, and which of our letters it answers.

The token in the address it came to says which letter; failing that, the Message-ID that it refers to.
"""

import hashlib
import re
from dataclasses import dataclass
from email.message import Message
from enum import StrEnum

from notifications.inbound.bounces import Report, report_of
from notifications.inbound.parts import (
    Attached,
    addresses,
    attachments,
    header,
    own_words,
    parsed,
    text_of,
)


class Kind(StrEnum):
    """What a mail is: only a reply was written by a person."""

    REPORT = "report"
    READ = "read"
    AUTOMATIC = "automatic"
    REPLY = "reply"
    BROKEN = "broken"


@dataclass(frozen=True)
class Incoming:
    """A mail that came in (来信); `token` and `refers` say which letter it is about, `report` what a server said."""

    key: str
    kind: Kind
    sender: str
    subject: str
    words: str = ""
    message_id: str = ""
    tokens: tuple[str, ...] = ()
    refers: tuple[str, ...] = ()
    attached: tuple[Attached, ...] = ()
    report: Report | None = None


TO = ("To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To")
TOKEN = re.compile(r"^(?:case|bounce)\+([0-9a-f]{8,40})@")
IDENTIFIER = re.compile(r"<[^<>\s]{3,200}>")
AWAY = re.compile(r"自动回复|自动答复|自動回覆|外出|休假|auto(matic)?[ -]?(reply|response)|out of (the )?office", re.I)
READ = re.compile(r"^(已读|已讀|read|读取)[:：]", re.I)
MACHINES = ("X-Autoreply", "X-Autorespond", "X-Auto-Reply")


def read(mime: bytes) -> Incoming:
    """What a mail is.  Never raises: a mail that cannot be read is a broken one."""
    try:
        return _read(mime)
    except Exception as trouble:  # anything a stranger's bytes can provoke, recursion included, ends with this mail
        return Incoming(key_of(b"", mime), Kind.BROKEN, "", "", words=f"{type(trouble).__name__}: {trouble}"[:200])


def key_of(headers: bytes, body: bytes) -> str:
    """The identity of a mail: the same one fetched twice, or delivered by two ways, is one."""
    return hashlib.sha256(headers + b"\x1f" + body).hexdigest()


def _read(mime: bytes) -> Incoming:
    mail = parsed(mime)
    message_id, sender = header(mail, "Message-ID"), next(iter(addresses(mail, "From", "Sender")), "")
    _, _, body = re.sub(rb"\r\n", b"\n", mime).partition(b"\n\n")
    report = report_of(mail)
    kind = _kind(mail, report)
    refers = IDENTIFIER.findall(f"{header(mail, 'In-Reply-To')} {header(mail, 'References')}")
    if report is not None and report.original:
        refers.insert(0, report.original)
    return Incoming(
        key=key_of(f"{message_id}\x1f{sender}".encode(), body.rstrip()) if message_id else key_of(b"", mime),
        kind=kind,
        sender=sender,
        subject=header(mail, "Subject")[:300],
        words=own_words(text_of(mail)),
        message_id=message_id,
        tokens=_tokens(mail),
        refers=tuple(dict.fromkeys(refers)),
        attached=attachments(mail) if kind is Kind.REPLY else (),
        report=report,
    )


def _kind(mail: Message, report: Report | None) -> Kind:
    if report is not None:
        return Kind.REPORT
    if mail.get_param("report-type") == "disposition-notification" or READ.search(header(mail, "Subject")):
        return Kind.READ
    return Kind.AUTOMATIC if is_automatic(mail) else Kind.REPLY


def is_automatic(mail: Message) -> bool:
    """Whether a machine answered (RFC 3834, and what mail programs do instead)."""
    submitted = header(mail, "Auto-Submitted").partition(";")[0].strip().lower()
    if submitted not in ("", "no") or any(mail.get(name) for name in MACHINES):
        return True
    if header(mail, "Precedence").lower() in ("bulk", "junk", "list", "auto_reply"):
        return True
    if header(mail, "X-Auto-Response-Suppress").lower() == "all" or header(mail, "Return-Path") == "<>":
        return True
    return bool(AWAY.search(header(mail, "Subject")))


def _tokens(mail: Message) -> tuple[str, ...]:
    found = (TOKEN.match(address) for address in addresses(mail, *TO))
    return tuple(dict.fromkeys(match[1] for match in found if match))
