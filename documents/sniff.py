"""辨认 sniff: what a file really is, told by its bytes alone, and what about it a person should know before opening it.

Nothing is parsed and nothing is unpacked here, so nothing in a file can do harm: marks are looked for in the raw bytes.
A name only ever serves to be shown, and to say when it promises something else than what the file holds.
"""

import re
import unicodedata
from dataclasses import dataclass
from mmap import mmap
from pathlib import PurePosixPath
from typing import TypeAlias

from documents.formats import ASCII_MARKS, OLE
from engine.source import Refused

Content: TypeAlias = bytes | mmap

LONGEST_NAME = 120  # characters
HEAD = 4096
NAMELESS = "未命名文件"
OLE_FILE = "application/x-ole-storage"
ARCHIVES = ("application/zip", "application/vnd.rar", "application/x-7z-compressed", "application/gzip")
PROGRAM = "application/x-executable"
SCRIPT = "text/x-script"
TEXT, UNKNOWN, ZIP, PDF = "text/plain", "application/octet-stream", "application/zip", "application/pdf"

MARKS: tuple[tuple[bytes, int, str], ...] = (
    (b"MZ", 0, PROGRAM),
    (b"\x7fELF", 0, PROGRAM),
    (b"\xca\xfe\xba\xbe", 0, PROGRAM),
    (b"\xcf\xfa\xed\xfe", 0, PROGRAM),
    (b"\xce\xfa\xed\xfe", 0, PROGRAM),
    (b"\x4c\x00\x00\x00\x01\x14\x02\x00", 0, PROGRAM),  # a Windows shortcut, which runs what it names
    (b"#!", 0, SCRIPT),
    (b"%PDF-", 0, PDF),
    (OLE, 0, OLE_FILE),
    (b"\x89PNG\r\n\x1a\n", 0, "image/png"),
    (b"\xff\xd8\xff", 0, "image/jpeg"),
    (b"GIF87a", 0, "image/gif"),
    (b"GIF89a", 0, "image/gif"),
    (b"II*\x00", 0, "image/tiff"),
    (b"MM\x00*", 0, "image/tiff"),
    (b"RIFF", 0, "image/webp"),
    (b"BM", 0, "image/bmp"),
    (b"ftyp", 4, "video/mp4"),
    (b"ID3", 0, "audio/mpeg"),
    (b"Rar!", 0, "application/vnd.rar"),
    (b"7z\xbc\xaf\x27\x1c", 0, "application/x-7z-compressed"),
    (b"\x1f\x8b", 0, "application/gzip"),
    (b"{\\rtf", 0, "application/rtf"),
)
"""What a file begins with (or holds at an offset) when it is of a kind."""

PACKED: tuple[tuple[bytes, str], ...] = (
    (b"word/document", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    (b"xl/workbook", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    (b"ppt/presentation", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    (b"OFD.xml", "application/ofd"),
    (b"META-INF/MANIFEST.MF", PROGRAM),
)
"""The name of a member by which an archive tells what it really is; names lie in it as plain bytes."""

SUFFIXES: dict[str, tuple[str, ...]] = {
    "pdf": (PDF,),
    "docx": (PACKED[0][1],),
    "xlsx": (PACKED[1][1],),
    "pptx": (PACKED[2][1],),
    "ofd": (PACKED[3][1],),
    "doc": (OLE_FILE, "application/rtf"),
    "xls": (OLE_FILE,),
    "ppt": (OLE_FILE,),
    "wps": (OLE_FILE,),
    "et": (OLE_FILE,),
    "png": ("image/png",),
    "jpg": ("image/jpeg",),
    "jpeg": ("image/jpeg",),
    "gif": ("image/gif",),
    "tif": ("image/tiff",),
    "tiff": ("image/tiff",),
    "bmp": ("image/bmp",),
    "webp": ("image/webp",),
    "zip": (ZIP,),
    "rar": ("application/vnd.rar",),
    "7z": ("application/x-7z-compressed",),
    "mp4": ("video/mp4",),
    "txt": (TEXT,),
    "csv": (TEXT,),
    "md": (TEXT,),
}
"""What a suffix promises."""

FLAGS: dict[str, str] = {
    "MACRO": "带有宏，打开时可能执行程序",
    "ENCRYPTED": "加了密，内容无法查验",
    "POLYGLOT": "一个文件里藏着另一种文件",
    "SUFFIX": "文件名的后缀与内容不符",
    "ACTIVE": "内含脚本、自动动作或嵌入文件",
    "NAME": "文件名含有路径、控制字符或伪装字符，已改写",
    "ARCHIVE": "是压缩包，内容未查验",
    "UNKNOWN": "认不出是什么格式",
}
"""What a person is told of a file that was kept although something about it is odd."""

_OLE_MACROS = "_VBA_PROJECT".encode("utf-16-le")
_OLE_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_ZIP_MACROS = re.compile(rb"vbaProject\.bin|xl/macrosheets|vbaData\.xml")
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_OFFICE = "application/vnd.openxml"
_PROGRAM_INSIDE = re.compile(rb"MZ.{56,512}?This program cannot be run in DOS mode", re.DOTALL)
_PDF_ACTIVE = re.compile(rb"/(JavaScript|JS|Launch|EmbeddedFile|OpenAction|RichMedia)\b")
_WEB = re.compile(rb"<\s*(script|html|svg|iframe|object|embed)\b", re.IGNORECASE)
_HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
_CONTROLS = bytes([*range(9), *range(14, 27)])  # no text has these
_RESERVED = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)


@dataclass(frozen=True)
class Sniffed:
    """What a file is: how its name may be shown, its type, and the codes of `FLAGS` that apply."""

    name: str
    media: str
    flags: tuple[str, ...] = ()


def sniff(content: Content, name: str) -> Sniffed:
    """Say what a file is.

    Raises `Refused` D120 when it is empty, D121 when it is a program or hides one.
    """
    kept = shown_name(name)
    if not len(content):
        raise Refused("D120", f"{kept}：文件是空的（0 字节）；请重新导出或重新上传")
    media = _media(content)
    if media in (PROGRAM, SCRIPT) or (media != TEXT and _PROGRAM_INSIDE.search(content)):
        raise Refused("D121", f"{kept}：这是程序，或里面藏着程序，不能收；请提供文档、图片或扫描件")
    flags = {*_flags(content, media), *({"NAME"} if kept != name else ()), *_suffix_flag(kept, media)}
    return Sniffed(kept, media, tuple(sorted(flags)))


def shown_name(name: str) -> str:
    """A name as it may be shown and offered for download: no folder, nothing hidden, nothing reserved, not too long."""
    told = _decoded(name).replace("\\", "/")
    told = PurePosixPath(told).name if told.strip("/.") else ""
    told = "".join(letter for letter in told if unicodedata.category(letter) not in _HIDDEN)
    told = unicodedata.normalize("NFC", re.sub(r'[<>:"|?*]', "_", told)).strip(" .")
    if _RESERVED.match(told):
        told = f"_{told}"
    stem, dot, suffix = told.rpartition(".")
    if len(told) > LONGEST_NAME and dot and len(suffix) <= 8:
        told = f"{stem[: LONGEST_NAME - len(suffix) - 1]}.{suffix}"
    return told[:LONGEST_NAME] or NAMELESS


def _decoded(name: str) -> str:
    """A name whose bytes were no UTF-8 is read as GBK, in which old Windows machines write it."""
    if not any("\udc80" <= letter <= "\udcff" for letter in name):
        return name
    raw = name.encode("utf-8", "surrogateescape")
    return raw.decode("gb18030", "replace").replace("\ufffd", "_")


def _media(content: Content) -> str:
    """The type that the bytes tell."""
    if content[:4] in _ZIP:
        names = _names_in_zip(content)
        return next((media for member, media in PACKED if member in names), ZIP)
    is_text = _is_text(content)
    for mark, place, media in MARKS:
        if content[place : place + len(mark)] == mark and not (mark in ASCII_MARKS and is_text):
            return media
    if b"%PDF-" in content[:1024]:
        return PDF
    if is_text:
        return "text/html" if _WEB.search(content[:HEAD]) else TEXT
    return UNKNOWN


def _names_in_zip(content: Content) -> bytes:
    """The directory at the end of an archive, in which the names of its members stand as plain bytes."""
    end = content.rfind(b"PK\x05\x06")
    length = int.from_bytes(content[end + 12 : end + 16], "little") if end >= 0 else 0
    return content[max(0, end - length) : end] if end >= 0 else b""


def _is_text(content: Content) -> bool:
    start = content[:HEAD]
    if start[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return True
    return len(start.translate(None, _CONTROLS)) == len(start)


def _flags(content: Content, media: str) -> set[str]:
    found = {
        "MACRO": media.startswith(_OFFICE) and bool(_ZIP_MACROS.search(_names_in_zip(content))),
        "ENCRYPTED": content[:4] == _ZIP[0] and bool(content[6] & 1),
        "ACTIVE": media == "text/html" or (media.startswith("image/") and bool(_WEB.search(content))),
        "ARCHIVE": media in ARCHIVES,
        "UNKNOWN": media == UNKNOWN,
        "POLYGLOT": _is_two_things(content, media),
    }
    if media == OLE_FILE:
        found |= {"MACRO": content.find(_OLE_MACROS) >= 0, "ENCRYPTED": content.find(_OLE_ENCRYPTED) >= 0}
    if media == PDF:
        found |= {"ENCRYPTED": content.find(b"/Encrypt") >= 0, "ACTIVE": bool(_PDF_ACTIVE.search(content))}
    return {flag for flag, applies in found.items() if applies}


def _is_two_things(content: Content, media: str) -> bool:
    """Whether another reader would open the same bytes as something else: as a PDF, or from the end as an archive."""
    begins_late = b"%PDF-" in content[:1024] and content[:5] != b"%PDF-"
    ends_as_zip = b"PK\x05\x06" in content[-65557:] and content.find(b"PK\x01\x02") >= 0
    return begins_late or (ends_as_zip and content[:4] not in _ZIP and media != OLE_FILE)


def _suffix_flag(name: str, media: str) -> set[str]:
    """Whether the name promises something else."""
    promised = SUFFIXES.get(PurePosixPath(name).suffix.lower().lstrip("."))
    return set() if promised is None or media in promised else {"SUFFIX"}
