"""线上格式 wire: headers and parts as they travel (RFC 5322, 2045, 2047): ASCII, CRLF, no header line past 76 columns.

Only what our letters need is written here, because `email.message` folds its headers by parsing them and takes twenty
times as long for the same content.  Whatever is not plain ASCII, or could be taken for something else, becomes encoded
words; an identifier stays on its line however long it is, for it must not be cut.
"""

import re
from binascii import a2b_base64, b2a_base64
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from struct import Struct

CRLF = b"\r\n"
_COLUMNS = 76
_FRAME = "=?utf-8?b?{}?="
_ROOM = 75 - len(_FRAME) + len("{}")  # RFC 2047: an encoded word has at most 75 columns
_TEXTS = re.compile(
    rb'(?P<head>Content-Type: text/\w+; charset="utf-8"\r\nContent-Transfer-Encoding: base64\r\n\r\n)'
    rb"(?P<body>(?:[A-Za-z0-9+/=]+\r\n)+)"
)
_PHRASE = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+( [A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")


def text_header(name: str, value: str) -> str:
    """A header of free text, such as a subject: as it is when short and plain, else in encoded words."""
    plain = value.isascii() and "=?" not in value and value == value.strip()
    fits = len(name) + 2 + len(value) <= _COLUMNS
    return _folded(name, [value] if plain and fits else _words(value, len(name) + 2))


def address_header(name: str, person: str, address: str) -> str:
    """A header of one mailbox, with the person's name before it if there is one."""
    if not person:
        return _folded(name, [address])
    plain = _PHRASE.fullmatch(person) and "=?" not in person and len(name) + 2 + len(person) <= _COLUMNS
    return _folded(name, [*([person] if plain else _words(person, len(name) + 2)), f"<{address}>"])


def header(name: str, value: str) -> str:
    """A header of identifiers or fixed words, which is never folded."""
    return f"{name}: {value}\r\n"


def text_part(subtype: str, text: str) -> bytes:
    """A part of text: UTF-8 with CRLF line ends, in base64."""
    code = text.encode("utf-8")
    content = CRLF.join(code.splitlines()) if b"\r" in code else code.removesuffix(b"\n").replace(b"\n", CRLF)
    described = f'Content-Type: text/{subtype}; charset="utf-8"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
    return described.encode("ascii") + _base64(content + CRLF)


def with_texts(message: bytes, change: Callable[[bytes], bytes]) -> bytes:
    """A message of ours with every part of text changed, and nothing else: what is changed back is the same bytes."""
    return _TEXTS.sub(lambda found: found["head"] + _base64(change(a2b_base64(found["body"]))), message)


def multipart(subtype: str, boundary: str, parts: Iterable[bytes]) -> bytes:
    """Parts between boundaries; the caller sees to it that no line of a part can be one."""
    mark = b"--" + boundary.encode("ascii")
    described = f'Content-Type: multipart/{subtype};\r\n boundary="{boundary}"\r\n\r\n'.encode("ascii")
    return described + b"".join(mark + CRLF + part + CRLF for part in parts) + mark + b"--" + CRLF


def _folded(name: str, words: Sequence[str]) -> str:
    """A header whose words go to the next line when they do not fit on this one; the first always stays."""
    folded = f"{name}: {words[0]}"
    column = len(folded)
    for word in words[1:]:
        column += 1 + len(word)
        if column > _COLUMNS:
            column = 1 + len(word)
            folded += "\r\n"
        folded += f" {word}"
    return f"{folded}\r\n"


@lru_cache(maxsize=4096)
def _words(value: str, column: int) -> tuple[str, ...]:
    """Encoded words, the first of which begins at `column`; no character is cut in two.

    The office writes thousands of letters a day under one name to the same people: each is encoded once.
    """
    code, begin, room = value.encode("utf-8"), 0, _bytes_in(_COLUMNS - column)
    words: list[str] = []
    while len(code) - begin > room:
        end = begin + room
        while code[end] & 0b1100_0000 == 0b1000_0000:  # in the middle of a character
            end -= 1
        words.append(_word(code[begin:end]))
        begin, room = end, _bytes_in(_COLUMNS - 1)
    return (*words, _word(code[begin:]))


def _bytes_in(columns: int) -> int:
    """How many bytes an encoded word of so many columns holds."""
    return min(_ROOM, columns - len(_FRAME) + len("{}")) // 4 * 3


def _word(run: bytes) -> str:
    return _FRAME.format(b2a_base64(run, newline=False).decode("ascii"))


def _base64(content: bytes) -> bytes:
    code = b2a_base64(content, newline=False)
    many, over = divmod(len(code), _COLUMNS)
    return CRLF.join([*_cut(many, over).unpack(code), b""])


@lru_cache(maxsize=2048)
def _cut(many: int, over: int) -> Struct:
    """How so many full lines and what is over are cut apart, all at once: a letter has a hundred lines."""
    return Struct(f"{_COLUMNS}s" * many + (f"{over}s" if over else ""))
