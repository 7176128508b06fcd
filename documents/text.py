"""纯文本：bytes → text.  BOM first, then strict UTF-8, then GB18030 or Big5, whichever reads as Chinese.

Line ends are kept as one `\\n` each, so that offsets are the same on every system.
"""

import codecs
from collections import Counter
from pathlib import Path

from documents.grids import drawn_tables
from documents.layout import Layout
from engine.source import Refused

BOMS = (  # the longer first: the UTF-32 mark begins with that of UTF-16
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
LEGACY = ("gb18030", "big5hkscs")
COMMON = frozenset("的一是在和有政府工作各市部门行法责任单位務單責會關為與對發實制度加强以及要進行機關人員")


def decode(content: bytes, path: Path, encoding: str | None = None) -> str:
    """The text of a file with `\\n` line ends.

    Raises `Refused` D106 when the bytes are in none of the encodings, with byte offset and line.
    """
    name = encoding or _guess(content)
    try:
        text = content.decode(name)
    except LookupError as error:
        raise Refused("D107", f"不认识的编码“{encoding}”；请改用 utf-8、gb18030 或 big5hkscs") from error
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise Refused(
            "D106",
            f"{path}:{line}:0: 第 {error.start} 字节起不是有效的 {name} 文字；"
            "请用记事本或 WPS 打开，另存为 UTF-8 后重试",
        ) from error
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def read_text(content: bytes, path: Path, encoding: str | None = None) -> Layout:
    """A .txt or .md file: its text is the file's own."""
    text = decode(content, path, encoding)
    return Layout(text, drawn_tables(text))


def _guess(content: bytes) -> str:
    for mark, name in BOMS:
        if content.startswith(mark):
            return name
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        return _legacy(content, almost=error.start > len(content) // 2)
    return "utf-8"


def _legacy(content: bytes, *, almost: bool) -> str:
    """GB18030 or Big5; when neither reads it, or most of it was UTF-8, it is broken UTF-8."""
    if almost and b"\xe7\x9a\x84" in content[:4096]:  # 的 in UTF-8: the file was UTF-8 until it broke
        return "utf-8"
    readable = [name for name in LEGACY if _readable(content, name)]
    if not readable:
        return "utf-8"
    if len(readable) == 1:
        return readable[0]
    return _detected(content) or max(readable, key=lambda name: _commonness(content.decode(name)))


def _readable(content: bytes, name: str) -> bool:
    try:
        content.decode(name)
    except UnicodeDecodeError:
        return False
    return True


def _detected(content: bytes) -> str | None:
    """What chardet says, when it says one of the two."""
    import chardet

    found = (chardet.detect(content[:65536]).get("encoding") or "").lower()
    if found.startswith("gb"):
        return "gb18030"
    return "big5hkscs" if found.startswith("big5") else None


def _commonness(text: str) -> float:
    counts = Counter(text)
    return sum(counts[sign] for sign in COMMON) / max(1, len(text))
