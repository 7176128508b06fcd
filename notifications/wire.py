"""线上格式 wire: headers and parts as they travel (RFC 5322, 2045, 2047): ASCII, CRLF, no header line past 76 columns.

Only what our letters need is written here, because `email.message` folds its headers by parsing them and takes twenty
times as long for the same content.  Whatever is not plain ASCII, or could be taken for something else, becomes encoded
words; an identifier stays on its line however long it is, for it must not be cut.
"""

import re
from base64 import b64encode
from collections.abc import Iterable, Sequence
from functools import lru_cache

CRLF = b"\r\n"
_COLUMNS = 76
_FRAME = "=?utf-8?b?{}?="
_ROOM = 75 - len(_FRAME) + len("{}")  # RFC 2047: an encoded word has at most 75 columns
_PHRASE = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+( [A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")


def text_header(name: str, value: str) -> bytes:
    """A header of free text, such as a subject: as it is when short and plain, else in encoded words."""
    plain = value.isascii() and "=?" not in value and value == value.strip()
    fits = len(name) + 2 + len(value) <= _COLUMNS
    return _folded(name, [value] if plain and fits else _words(value, len(name) + 2))


def address_header(name: str, person: str, address: str) -> bytes:
    """A header of one mailbox, with the person's name before it if there is one."""
    if not person:
        return _folded(name, [address])
    plain = _PHRASE.fullmatch(person) and "=?" not in person and len(name) + 2 + len(person) <= _COLUMNS
    return _folded(name, [*([person] if plain else _words(person, len(name) + 2)), f"<{address}>"])


def header(name: str, value: str) -> bytes:
    """A header of identifiers or fixed words, which is never folded."""
    return f"{name}: {value}".encode("ascii") + CRLF


def text_part(subtype: str, text: str) -> bytes:
    """A part of text: UTF-8 with CRLF line ends, in base64."""
    lines = text.encode("utf-8").splitlines()
    described = f'Content-Type: text/{subtype}; charset="utf-8"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
    return described.encode("ascii") + _base64(CRLF.join(lines) + CRLF)


def multipart(subtype: str, boundary: str, parts: Iterable[bytes]) -> bytes:
    """Parts between boundaries; the caller sees to it that no line of a part can be one."""
    mark = b"--" + boundary.encode("ascii")
    described = f'Content-Type: multipart/{subtype};\r\n boundary="{boundary}"\r\n\r\n'.encode("ascii")
    return described + b"".join(mark + CRLF + part + CRLF for part in parts) + mark + b"--" + CRLF


def _folded(name: str, words: Sequence[str]) -> bytes:
    """A header whose words go to the next line when they do not fit on this one; the first always stays."""
    lines = [f"{name}: {words[0]}"]
    for word in words[1:]:
        if len(lines[-1]) + 1 + len(word) <= _COLUMNS:
            lines[-1] += f" {word}"
        else:
            lines.append(f" {word}")
    return "".join(f"{line}\r\n" for line in lines).encode("ascii")


@lru_cache(maxsize=4096)
def _words(value: str, column: int) -> tuple[str, ...]:
    """Encoded words, the first of which begins at `column`; no character is cut in two.

    The office writes thousands of letters a day under one name to the same people: each is encoded once.
    """
    words: list[str] = []
    run, room = b"", _bytes_in(_COLUMNS - column)
    for char in value:
        code = char.encode("utf-8")
        if len(run) + len(code) > room:
            words.append(_word(run))
            run, room = b"", _bytes_in(_COLUMNS - 1)
        run += code
    return (*words, _word(run))


def _bytes_in(columns: int) -> int:
    """How many bytes an encoded word of so many columns holds."""
    return min(_ROOM, columns - len(_FRAME) + len("{}")) // 4 * 3


def _word(run: bytes) -> str:
    return _FRAME.format(b64encode(run).decode("ascii"))


def _base64(content: bytes) -> bytes:
    code = b64encode(content)
    lines = [code[start : start + _COLUMNS] for start in range(0, len(code), _COLUMNS)]
    return CRLF.join([*lines, b""])
