"""退信：what a mail server reports of a letter of ours — RFC 3464 where it speaks it, else the words of the trade.

Every letter of ours has one recipient, so a report is about the letter; whose address it names is not believed.
"""

import re
from dataclasses import dataclass
from email.message import Message
from enum import StrEnum

from flufl.bounce import all_failures

from notifications.inbound.parts import addresses, content_of, header, leaves, text_of


class Fate(StrEnum):
    """What a mail server says became of a letter."""

    FAILED = "failed"
    DELAYED = "delayed"
    DELIVERED = "delivered"


@dataclass(frozen=True)
class Report:
    """What a mail server says of one letter: its fate, the status code (5.1.1), its own words, and which letter."""

    fate: Fate
    status: str = ""
    words: str = ""
    original: str | None = None


FATES = {
    "failed": Fate.FAILED,
    "delayed": Fate.DELAYED,
    "delivered": Fate.DELIVERED,
    "relayed": Fate.DELIVERED,
    "expanded": Fate.DELIVERED,
}
DAEMONS = re.compile(r"^(mailer-daemon|postmaster|mail-daemon|mdaemon)@", re.I)
SUBJECTS = re.compile(
    r"退信|退回|无法投递|投递失败|undeliver|returned mail|delivery (status|fail)|failure notice", re.I
)
CODE = re.compile(r"\b([45]\.\d{1,3}\.\d{1,3})\b|\b([45])\d\d[ -]")
COPIES = ("message/rfc822", "text/rfc822-headers", "message/global", "message/global-headers")
MESSAGE_ID = re.compile(r"^Message-ID:\s*(<[^>\s]+>)", re.I | re.M)


def report_of(mail: Message) -> Report | None:
    """What the mail reports of a letter of ours; None when it is no report of a mail server."""
    if mail.get_content_type() == "multipart/report" or any(_is_status(part) for part in leaves(mail)):
        found = _standard(mail)
        if found is not None:
            return found
    return _informal(mail) if looks_like_a_bounce(mail) else None


def looks_like_a_bounce(mail: Message) -> bool:
    """Whether a mail server wrote it, or it has no one to answer to and says that something came back."""
    nobody = header(mail, "Return-Path") in ("<>", "< >")
    daemon = any(DAEMONS.match(address) for address in addresses(mail, "From"))
    return (daemon or nobody) and bool(SUBJECTS.search(header(mail, "Subject")))


def _standard(mail: Message) -> Report | None:
    """A report by RFC 3464: its per-recipient fields, the worst fate first."""
    fields = [block for part in leaves(mail) if _is_status(part) for block in _blocks(part)]
    told = [(FATES[action], block) for block in fields if (action := _field(block, "Action").lower()) in FATES]
    if not told:
        return None
    fate, block = min(told, key=lambda each: list(Fate).index(each[0]))
    return Report(fate, _field(block, "Status"), _field(block, "Diagnostic-Code")[:500], _original(mail))


def _informal(mail: Message) -> Report | None:
    """A report in words of its own: failed only when a status or a known form of bounce says so."""
    text = text_of(mail)
    code = CODE.search(text)
    temporary, permanent = _recognised(mail)
    failed = bool(permanent) or (code is not None and (code[1] or code[2]).startswith("5"))
    fate = Fate.FAILED if failed and not temporary else Fate.DELAYED
    return Report(fate, (code[1] or "") if code else "", text[:500], _original(mail))


def _recognised(mail: Message) -> tuple[frozenset[bytes], frozenset[bytes]]:
    """The addresses that a detector of known forms finds, delayed and failed."""
    try:
        temporary, permanent = all_failures(mail)
    except Exception:  # the detectors trust what they read; a mail that breaks one is simply not recognised
        return frozenset(), frozenset()
    return frozenset(temporary), frozenset(permanent)


def _is_status(part: Message) -> bool:
    return part.get_content_type() in ("message/delivery-status", "message/global-delivery-status")


def _blocks(part: Message) -> list[Message]:
    """The groups of fields of a delivery status, as the parser splits them."""
    inner = part.get_payload()
    return [block for block in inner if isinstance(block, Message)] if isinstance(inner, list) else []


def _field(block: Message, name: str) -> str:
    value = header(block, name)
    return value.partition(";")[2].strip() if name == "Diagnostic-Code" and ";" in value else value


def _original(mail: Message) -> str | None:
    """The Message-ID of the letter that is reported on, from the copy that came back."""
    for part in leaves(mail):
        if part.get_content_type() in (
            "message/rfc822",
            "text/rfc822-headers",
            "message/global",
            "message/global-headers",
        ):
            found = MESSAGE_ID.search(content_of(part)[:100_000].decode("utf-8", "replace"))
            if found:
                return found[1]
    found = MESSAGE_ID.search(text_of(mail))
    return found[1] if found else None
