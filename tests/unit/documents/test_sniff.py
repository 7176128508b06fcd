"""A file is what its bytes say, never what its name says; programs are kept out, and what is odd is told."""

import io
import zipfile

import pytest

from documents.formats import OLE
from documents.sniff import FLAGS, LONGEST_NAME, PDF, shown_name, sniff
from engine.source import Refused


def packed(*members: str, content: bytes = b"<x/>") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for member in members:
            archive.writestr(member, content)
    return out.getvalue()


DOCX = packed("[Content_Types].xml", "word/document.xml")
PROGRAM = b"MZ" + b"\x00" * 76 + b"This program cannot be run in DOS mode.\r\r\n$"


@pytest.mark.parametrize(
    ("name", "content", "media", "flags"),
    [
        ("报告.pdf", b"%PDF-1.7\n1 0 obj", PDF, ()),
        ("报告.docx", DOCX, "application/vnd.openxmlformats-officedocument.wordprocessingml.document", ()),
        ("公文.ofd", packed("OFD.xml", "Doc_0/Document.xml"), "application/ofd", ()),
        ("说明.txt", "本局已完成".encode(), "text/plain", ()),
        ("说明.txt", "本局已完成".encode("gbk"), "text/plain", ()),
        ("说明.txt", b"BMW MZ", "text/plain", ()),
        ("照片.jpg", b"\xff\xd8\xff\xe0" + b"\x00" * 20, "image/jpeg", ()),
        ("台账.zip", packed("a.txt"), "application/zip", ("ARCHIVE",)),
        ("报告.docm", packed("word/document.xml", "word/vbaProject.bin"), None, ("MACRO",)),
        ("旧报告.doc", OLE + "_VBA_PROJECT".encode("utf-16-le"), None, ("MACRO",)),
        ("加密.docx", OLE + "EncryptedPackage".encode("utf-16-le"), None, ("ENCRYPTED", "SUFFIX")),
        ("加密.pdf", b"%PDF-1.7 /Encrypt 5 0 R", PDF, ("ENCRYPTED",)),
        ("脚本.pdf", b"%PDF-1.7 /OpenAction << /S /JavaScript >>", PDF, ("ACTIVE",)),
        ("图.pdf", b"\x89PNG\r\n\x1a\n" + b"\x00" * 20, "image/png", ("SUFFIX",)),
        ("图.png", b"\x89PNG\r\n\x1a\n" + packed("a.txt"), "image/png", ("POLYGLOT",)),
        ("图.gif", b"GIF89a" + b"\x00" * 9 + b"<script>x</script>", "image/gif", ("ACTIVE",)),
        ("两面.gif", b"GIF89a" + b"\x00" * 9 + b"%PDF-1.4", "image/gif", ("POLYGLOT",)),
        ("网页.txt", b"<html><script>1</script>", "text/html", ("ACTIVE", "SUFFIX")),
        ("什么", b"\x00\x01\x02\x03", "application/octet-stream", ("UNKNOWN",)),
    ],
)
def test_the_bytes_tell_what_a_file_is(name: str, content: bytes, media: str | None, flags: tuple[str, ...]) -> None:
    found = sniff(content, name)
    assert (found.name, found.flags) == (name, flags)
    assert media in (None, found.media)
    assert set(flags) <= set(FLAGS)


def test_an_encrypted_archive_is_flagged() -> None:
    content = bytearray(packed("a.txt"))
    content[6] |= 1
    assert sniff(bytes(content), "a.zip").flags == ("ARCHIVE", "ENCRYPTED")


@pytest.mark.parametrize(
    "content",
    [
        PROGRAM,
        b"\x7fELF\x02\x01\x01",
        b"#!/bin/sh\nrm -rf /",
        b"\x4c\x00\x00\x00\x01\x14\x02\x00\x00\x00",
        packed("META-INF/MANIFEST.MF", "A.class"),
        b"\x89PNG\r\n\x1a\n" + PROGRAM,
        b"%PDF-1.4\n" + PROGRAM,
    ],
)
def test_a_program_is_refused_whatever_it_calls_itself(content: bytes) -> None:
    with pytest.raises(Refused, match="D121"):
        sniff(content, "报告.pdf")


def test_an_empty_file_is_refused() -> None:
    with pytest.raises(Refused, match="D120"):
        sniff(b"", "报告.pdf")


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("关于（试行）的报告.pdf", "关于（试行）的报告.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\共享\\报告.doc", "报告.doc"),
        ("\u202efdp.exe", "fdp.exe"),
        ("a\r\nX: 1.pdf", "aX: 1.pdf".replace(":", "_")),
        ("报\x00告.pdf", "报告.pdf"),
        ("con.pdf", "_con.pdf"),
        ("...", "未命名文件"),
        ("", "未命名文件"),
        ("报告. ", "报告"),
        ("报告.pdf".encode("gbk").decode("utf-8", "surrogateescape"), "报告.pdf"),
    ],
)
def test_a_name_is_shown_without_what_could_deceive(name: str, shown: str) -> None:
    assert shown_name(name) == shown


def test_a_long_name_keeps_its_suffix() -> None:
    told = shown_name("长" * 300 + ".pdf")
    assert (len(told), told[-4:]) == (LONGEST_NAME, ".pdf")
    assert sniff(b"%PDF-", "长" * 300 + ".pdf").flags == ("NAME",)
