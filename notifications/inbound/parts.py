"""拆信：a mail's headers, words and attachments, whatever is wrong with them.

Mail programs write Chinese in many ways that no standard knows: GBK called gb2312, encoded words inside parameters,
raw bytes in headers.  Each is read as it was meant; what cannot be read shows as a replacement character.
"""

import hashlib
import re
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses
from html.parser import HTMLParser

MOST_PARTS = 200
LARGEST_TEXT = 1_000_000
LONGEST_TEXT = 20_000
LONGEST_NAME = 120
SPOKEN = {"gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030", "us-ascii": "utf-8", "ascii": "utf-8"}
"""What is meant when a mail names one of these: it promises less than it contains."""
NAMED = re.compile(r'name="?([^";\r\n]+)')
UNSAFE = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
QUOTED = re.compile(
    r"^\s*(>|-{2,}\s*(原始邮件|原邮件|转发|Original)|(发件人|From)\s*[:：]\s*\S|在.{4,60}写道[:：]|On .{4,120} wrote:)",
    re.M,
)


@dataclass(frozen=True)
class Attached:
    """A file that came with a mail; its name is safe to show and holds no path."""

    name: str
    type: str
    content: bytes

    @property
    def sha256(self) -> str:
        """The digest of the bytes."""
        return hashlib.sha256(self.content).hexdigest()


def parsed(mime: bytes) -> Message:
    """The mail as a tree of parts; the old policy, because the new one raises on headers that it cannot parse."""
    return message_from_bytes(mime, policy=policy.compat32)


def header(mail: Message, name: str) -> str:
    """A header as a person reads it, on one line; "" when there is none."""
    return " ".join(decoded(next(iter(_raw(mail, name)), "")).split())


def addresses(mail: Message, *names: str) -> list[str]:
    """The bare addresses in these headers, in lower case."""
    given = [value.encode("ascii", "replace").decode() for name in names for value in _raw(mail, name)]
    return [address.lower() for _, address in getaddresses(given) if "@" in address]


def decoded(raw: str) -> str:
    """Encoded words and raw bytes as text, without characters that do not show."""
    return UNSAFE.sub(" ", _meant(raw))


def leaves(mail: Message) -> list[Message]:
    """The parts that hold something, up to a limit; a mail in a mail is one part."""
    found: list[Message] = []
    waiting = [mail]
    while waiting and len(found) < MOST_PARTS:
        part = waiting.pop(0)
        inner = part.get_payload() if part.get_content_maintype() == "multipart" else None
        if isinstance(inner, list):
            waiting[:0] = [each for each in inner if isinstance(each, Message)]
        else:
            found.append(part)
    return found


def text_of(mail: Message) -> str:
    """What the mail says: its first plain part, or its first HTML part without the markup."""
    shown = [part for part in leaves(mail) if not is_attachment(part)]
    for kind, plain in (("text/plain", _stripped), ("text/html", without_markup)):
        for part in shown:
            if part.get_content_type() == kind:
                written = content_of(part)[:LARGEST_TEXT]
                return plain(_decoded_bytes(written, part.get_content_charset()))[:LONGEST_TEXT]
    return ""


def own_words(text: str) -> str:
    """What the writer wrote, without what is quoted below."""
    cut = QUOTED.search(text)
    return (text[: cut.start()] if cut else text).strip()


def attachments(mail: Message) -> tuple[Attached, ...]:
    """The files that came with a mail, in order; one without a name is called by its place."""
    found = [part for part in leaves(mail) if is_attachment(part)]
    return tuple(
        Attached(safe_name(_name(part)) or f"附件{place}", part.get_content_type(), content_of(part))
        for place, part in enumerate(found, start=1)
    )


def is_attachment(part: Message) -> bool:
    """Whether a part is a file rather than words: it says so, it has a name, or it is no text."""
    declared = part.get_content_disposition() == "attachment" or bool(_name(part))
    return declared or part.get_content_maintype() not in ("text", "multipart")


def content_of(part: Message) -> bytes:
    """The bytes of a part; of a mail within a mail, the mail."""
    inner = part.get_payload()
    if isinstance(inner, list):
        return b"".join(each.as_bytes(policy=policy.compat32) for each in inner if isinstance(each, Message))
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def safe_name(name: str) -> str:
    """A file name without path, control or direction characters, and not longer than a file name may be."""
    last = re.split(r"[/\\]", UNSAFE.sub("", name))[-1].strip(" .")
    if len(last) <= LONGEST_NAME:
        return last
    stem, dot, ending = last.rpartition(".")
    return stem[: LONGEST_NAME - len(ending) - 1] + dot + ending if dot and len(ending) < 10 else last[:LONGEST_NAME]


def without_markup(html: str) -> str:
    """The words of a page: no tags, no scripts, no styles."""
    reader = _Words()
    reader.feed(html)
    return _stripped("".join(reader.words))


class _Words(HTMLParser):
    """Collects what a reader would see."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - not ours to name
        """Hide what is not shown; break lines where the page does."""
        self._hidden += tag in ("script", "style", "head")
        if tag in ("p", "br", "div", "tr", "li", "blockquote"):
            self.words.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """Show again."""
        if tag in ("script", "style", "head") and self._hidden:
            self._hidden -= 1

    def handle_data(self, data: str) -> None:
        """Keep the words that are shown."""
        if not self._hidden:
            self.words.append(data)


def _stripped(text: str) -> str:
    lines = [UNSAFE.sub("", line).rstrip() for line in text.splitlines()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _name(part: Message) -> str:
    """The name of a file; one in raw bytes is taken from the header as it came, which the parser would blot out."""
    raw = " ".join([*_raw(part, "Content-Disposition"), *_raw(part, "Content-Type")])
    blotted = any("\udc80" <= char <= "\udcff" for char in raw)
    found = NAMED.search(raw) if blotted else None
    return _meant(found[1] if found else part.get_filename() or "")


def _raw(mail: Message, name: str) -> list[str]:
    """The headers of this name as they came, raw bytes as surrogates."""
    return [str(value) for key, value in mail.raw_items() if key.lower() == name.lower()]


def _meant(raw: str) -> str:
    return "".join(_word(content, charset) for content, charset in _words(raw))


def _words(raw: str) -> list[tuple[bytes | str, str | None]]:
    try:
        return list(decode_header(raw))
    except Exception:  # binascii, HeaderParseError, ValueError: whatever a stranger's header provokes, it is shown raw
        return [(raw, None)]


def _word(content: bytes | str, charset: str | None) -> str:
    raw = content.encode("utf-8", "surrogateescape") if isinstance(content, str) else content
    return _decoded_bytes(raw, charset)


def _decoded_bytes(raw: bytes, charset: str | None) -> str:
    """Bytes as text: by the charset named, else as UTF-8, else as GB18030."""
    wanted = SPOKEN.get((charset or "").lower(), charset or "utf-8")
    for codec in dict.fromkeys((wanted, "utf-8", "gb18030")):
        try:
            return raw.decode(codec)
        except (UnicodeDecodeError, LookupError):
            continue
    return raw.decode("utf-8", "replace")
