"""格式：which reader a file needs, told by its content first and by its suffix second.

A picture that calls itself .txt is refused, with what to do instead.
"""

import codecs
from collections.abc import Callable
from pathlib import Path

from documents.layout import Layout
from engine.source import Refused

Reader = Callable[[bytes, Path, str | None], Layout]

READ_NOW = ".txt .md .html .htm .docx .doc .wps .pdf .ofd .xlsx .xls"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # .doc, .xls, .wps, and any Office file under a password
LOCKED = "EncryptedPackage".encode("utf-16-le")  # the name of what an Office file under a password holds
PICTURES = {
    b"\x89PNG": "PNG 图片",
    b"\xff\xd8\xff": "JPEG 图片",
    b"GIF8": "GIF 图片",
    b"BM": "BMP 图片",
    b"II*\x00": "TIFF 图片",
    b"MM\x00*": "TIFF 图片",
    b"Rar!": "RAR 压缩包",
    b"7z\xbc\xaf": "7z 压缩包",
    b"\x1f\x8b": "gzip 压缩包",
    b"MZ": "程序",
    b"\x7fELF": "程序",
    b"{\\rtf": "RTF 文档",
}
ASCII_MARKS = {b"BM", b"MZ"}  # two letters that a text may begin with: believed only when zero bytes follow
UNICODE_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE)  # texts that hold zero bytes
WEB = (b"<!doctype html", b"<html", b"<table", b"<head", b"<body", b"<div", b"<meta", b"<?xml")


def layout_of(content: bytes, path: Path, encoding: str | None) -> Layout:
    """Read a file with the reader its content asks for.

    Raises `Refused` D105 for what is no text at all, and what its reader refuses.
    """
    return _reader(_format(content, path))(content, path, encoding)


def _format(content: bytes, path: Path) -> str:
    """The format's name; the suffix decides only between formats that share their first bytes."""
    suffix = path.suffix.lower().lstrip(".")
    for mark, name in PICTURES.items():
        if content.startswith(mark) and (mark not in ASCII_MARKS or b"\x00" in content[:64]):
            raise Refused("D105", f"{path}：这是{name}，不是文字文件；请提供文字版（{READ_NOW}）")
    if content.startswith(b"%PDF") or content[:1024].find(b"%PDF-") >= 0:
        return "pdf"
    if content.startswith(OLE):
        if LOCKED in content:
            raise Refused("D112", f"{path}：文件有打开密码；请解除密码后重试")
        return "xls" if suffix in ("xls", "et", "xlsx") else "doc"
    if content.startswith(b"PK\x03\x04"):
        return _packed(content, path)
    if b"\x00" in content[:4096] and not content.startswith(UNICODE_MARKS):
        raise Refused("D105", f"{path}：这不是文字文件；请提供文字版（{READ_NOW}）")
    start = content[:512].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if suffix in ("html", "htm", "shtml", "mht") or start.startswith(WEB):
        return "html"
    return "text"


def _packed(content: bytes, path: Path) -> str:
    """What a zip archive really is: Word, a workbook, OFD."""
    from documents.archive import DAMAGE, Archive  # with lxml, which a text file need not load

    try:
        names = Archive(content, path).names
    except DAMAGE as error:
        raise Refused("D109", f"{path}：文件不完整或已损坏；请重新导出或重新下载后重试") from error
    for member, name in (("word/document.xml", "docx"), ("xl/workbook.xml", "xlsx"), ("OFD.xml", "ofd")):
        if member in names:
            return name
    if "content.xml" in names and path.suffix.lower() == ".ods":
        return "xlsx"
    raise Refused("D105", f"{path}：这是压缩包，不是文字文件；请解压后提供其中的文件（{READ_NOW}）")


def _reader(name: str) -> Reader:
    """The reader of a format, loaded only now: lxml and calamine cost time that a text file need not pay."""
    if name == "html":
        from documents.html import read_html as reader
    elif name == "docx":
        from documents.docx import read_docx as reader
    elif name == "doc":
        from documents.doc import read_doc as reader
    elif name == "pdf":
        from documents.pdf import read_pdf as reader
    elif name == "ofd":
        from documents.ofd import read_ofd as reader
    elif name in ("xlsx", "xls"):
        from documents.xlsx import read_xlsx as reader
    else:
        from documents.text import read_text as reader
    return reader
