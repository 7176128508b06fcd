"""What we write on the wire is what a mail program reads: the standard library parses it back, header by header."""

import email
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import default

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.wire import address_header, header, multipart, text_header, text_part

CHINESE = "关于进一步落实年度重点工作任务的通知"
PRINTABLE = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")).filter(str.isprintable))
NAMES = [
    "王芳",
    "Wang Fang",
    "Wang, Fang (督查室)",
    'Smith, "J" \\ x',
    "=?utf-8?b?x?=",
    "J. Smith",
    "X" * 80,
    CHINESE,
    CHINESE * 3,
    "区政府督查室 A 组",
    "😀" * 20,
]


def read(written: bytes | str) -> EmailMessage:
    code = written if isinstance(written, bytes) else written.encode("ascii")
    message = email.message_from_bytes(code + b"\r\n", policy=default)
    assert isinstance(message, EmailMessage)
    return message


def plainly(headers: str, name: str) -> str:
    """A header as the older, stricter reader of RFC 2047 sees it."""
    return str(make_header(decode_header(email.message_from_string(headers + "\r\n")[name])))


@given(PRINTABLE)
def test_a_subject_is_read_back_as_it_was_written(subject: str) -> None:
    written = text_header("Subject", subject)
    if subject.strip():
        assert read(written)["Subject"] == subject
    assert written.isascii()
    assert max(map(len, written.split("\r\n"))) <= 76


@pytest.mark.parametrize(
    "subject",
    [" 前后有空格 ", "plain words", "word " * 40, CHINESE * 9, "a =?utf-8?b?eA==?= b", "x" * 66, "x" * 67, "x" * 68],
)
def test_both_readers_see_the_same_subject(subject: str) -> None:
    written = text_header("Subject", subject)
    assert read(written)["Subject"] == plainly(written, "Subject") == subject


def test_no_character_of_a_long_subject_is_cut_in_two() -> None:
    for word in text_header("Subject", "😀汉é" * 40).removeprefix("Subject:").split():
        (code, charset) = decode_header(word)[0]
        assert code.decode(charset)


@pytest.mark.parametrize("name", NAMES)
def test_a_mailbox_is_read_back_with_its_name(name: str) -> None:
    written = address_header("Reply-To", name, "case+t0k3n@qinghe.example")
    (mailbox,) = read(written)["Reply-To"].addresses
    # Python 3.11 puts a space between the encoded words of a phrase, which RFC 2047 6.2 forbids; `plainly` does not
    assert mailbox.display_name.replace(" ", "") == name.replace(" ", "")
    assert mailbox.addr_spec == "case+t0k3n@qinghe.example"
    assert plainly(written, "Reply-To") == f"{name} <case+t0k3n@qinghe.example>"
    assert max(map(len, written.split("\r\n"))) <= 76


def test_a_mailbox_without_a_name_is_the_bare_address() -> None:
    assert address_header("To", "", "wang@a01.example") == "To: wang@a01.example\r\n"


def test_an_identifier_is_never_cut() -> None:
    long = f"<{'a' * 40}@{'b' * 60}.example>"
    assert header("Message-ID", long) == f"Message-ID: {long}\r\n"


@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"))))
def test_a_text_part_is_read_back_as_it_was_written(text: str) -> None:
    part = read(text_part("plain", text)[:-2])
    assert part.get_content() == text + "\r\n"
    assert part.get_content_type() == "text/plain"


def test_parts_come_back_in_their_order() -> None:
    message = read(multipart("alternative", "=_b", [text_part("plain", "文"), text_part("html", "<p>文</p>")]))
    assert [part.get_content().strip() for part in message.iter_parts()] == ["文", "<p>文</p>"]
    assert [part.get_content_type() for part in message.walk()] == ["multipart/alternative", "text/plain", "text/html"]
    assert not any(part.defects for part in message.walk())
