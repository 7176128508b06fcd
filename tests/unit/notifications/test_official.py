"""The bytes of a letter: the same for the same letter, readable by any mail program, closed to injected headers."""

import email
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from email.message import EmailMessage
from email.policy import default

import pytest

from engine.source import Refused
from notifications.official import (
    Attachment,
    Envelope,
    Sender,
    message_id,
    mime_bytes,
    obligation_of,
    sha256,
    taken_apart,
    thread_id,
)
from notifications.render import Rendered

DATED = datetime(2026, 3, 3, 9, 0, tzinfo=timezone(timedelta(hours=8)))
SENDER = Sender("青禾区政府督查室", "ducha@qinghe.example", "qinghe.example")
LETTER = Rendered("〔督办·黄〕年度报告 应于3月1日前报送（区商务委）", "　　请按期报送。\n", "<p>请按期报送。</p>")
ENVELOPE = Envelope(
    SENDER,
    "wang@a01.example",
    "王芳",
    message_id("wang@a01.example", "2026-03-03", "qinghe.example"),
    "t0k3n",
    DATED,
    thread_id("K7F2", "qinghe.example"),
)


def read(mime: bytes) -> EmailMessage:
    message = email.message_from_bytes(mime, policy=default)
    assert isinstance(message, EmailMessage)
    return message


def test_the_same_letter_has_the_same_bytes() -> None:
    assert sha256(mime_bytes(ENVELOPE, LETTER)) == sha256(mime_bytes(ENVELOPE, LETTER))
    assert mime_bytes(ENVELOPE, LETTER) != mime_bytes(ENVELOPE, replace(LETTER, text="改"))


@pytest.mark.parametrize("files", [(), (Attachment("批复.pdf", b"%PDF-1.4\r\n", "application/pdf"),)])
def test_what_is_taken_apart_and_put_together_is_the_same_message(files: tuple[Attachment, ...]) -> None:
    for letter in (LETTER, Rendered("plain", "一\n\n  二", "<p>一</p>\n"), Rendered("x" * 200, "", "")):
        mime = mime_bytes(ENVELOPE, letter, files)
        assert mime_bytes(ENVELOPE, *taken_apart(mime)) == mime
    assert obligation_of(mime_bytes(ENVELOPE, LETTER, files)) == "K7F2"
    assert obligation_of(mime_bytes(replace(ENVELOPE, thread=None), LETTER, files)) is None


def test_a_mail_program_reads_subject_text_and_html() -> None:
    message = read(mime_bytes(ENVELOPE, LETTER))
    assert message["Subject"] == LETTER.subject
    text, html = message.get_body(("plain",)), message.get_body(("html",))
    assert text is not None
    assert html is not None
    assert text.get_content().replace("\r\n", "\n") == LETTER.text
    assert html.get_content().strip() == LETTER.html
    assert text["Content-Transfer-Encoding"] == "base64"


def test_the_headers_say_who_wrote_about_what_and_that_a_machine_sent_it() -> None:
    message = read(mime_bytes(ENVELOPE, LETTER))
    assert message["From"].addresses[0].display_name == "青禾区政府督查室"
    assert [address.addr_spec for address in message["To"].addresses] == ["wang@a01.example"]
    assert message["Reply-To"].addresses[0].addr_spec == "case+t0k3n@qinghe.example"
    assert message["Message-ID"] == ENVELOPE.message_id
    assert message["References"] == "<K7F2@qinghe.example>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["List-ID"] == "<duban.qinghe.example>"
    assert message["Date"].datetime == DATED


def test_the_wire_sees_only_ascii_lines_of_lawful_length() -> None:
    long = replace(LETTER, subject="〔督办·红〕" + "关于进一步落实" * 20 + "（区商务委）")
    mime = mime_bytes(ENVELOPE, long)
    assert mime.isascii()
    assert max(len(line) for line in mime.split(b"\r\n")) <= 998
    assert b"\n" not in mime.replace(b"\r\n", b"")
    assert read(mime)["Subject"] == long.subject


def test_papers_go_along_as_attachments_with_chinese_names() -> None:
    paper = Attachment("催办通知书.pdf", b"%PDF-1.7 ...", "application/pdf")
    mime = mime_bytes(ENVELOPE, LETTER, [paper])
    assert mime == mime_bytes(ENVELOPE, LETTER, [paper])
    (attached,) = read(mime).iter_attachments()
    assert (attached.get_filename(), attached.get_content()) == ("催办通知书.pdf", paper.content)


def test_identity_depends_on_recipient_and_matter_only() -> None:
    assert message_id("A@x.example", "s", "d") == message_id("a@x.example", "s", "d")
    assert len({message_id(who, what, "d") for who in ("a", "b") for what in ("s", "t")}) == 4


@pytest.mark.parametrize(
    "envelope",
    [
        replace(ENVELOPE, person="王芳\r\nBcc: spy@x.example"),
        replace(ENVELOPE, thread="<x@y>\nBcc: spy@x.example"),
        replace(ENVELOPE, sender=replace(SENDER, name="督查室\n")),
    ],
)
def test_a_line_break_in_a_header_is_refused(envelope: Envelope) -> None:
    with pytest.raises(Refused, match="N203"):
        mime_bytes(envelope, LETTER)
    with pytest.raises(Refused, match="N203"):
        mime_bytes(ENVELOPE, replace(LETTER, subject="a\r\nBcc: spy@x.example"))


@pytest.mark.parametrize("address", ["", "wang", "wang@", "王芳@a01.example", "a@b.example, c@d.example"])
def test_what_is_no_single_address_is_refused(address: str) -> None:
    with pytest.raises(Refused, match="N204"):
        mime_bytes(replace(ENVELOPE, recipient=address), LETTER)


def test_the_same_moment_in_two_zones_is_said_in_each() -> None:
    here, there = (
        read(mime_bytes(ENVELOPE, LETTER)),
        read(mime_bytes(replace(ENVELOPE, dated=DATED.astimezone(UTC)), LETTER)),
    )
    assert (str(here["Date"])[-14:], str(there["Date"])[-14:]) == ("09:00:00 +0800", "01:00:00 +0000")
