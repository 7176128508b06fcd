"""The bytes of a letter are frozen: the same paper gives the same bytes after every change of how they are made.

Whoever changes a word of a template on purpose changes the digest here too, and says so in the changelog.
"""

from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest

from notifications.official import Attachment, Envelope, Sender, message_id, mime_bytes, sha256
from notifications.papers import Form
from notifications.render import Rendered, render_digest, render_letter, with_link
from notifications.wording.samples import OFFICE, REMINDER, SAMPLES, letter

NINE = datetime(2026, 3, 10, 9, tzinfo=timezone(timedelta(hours=8)))
SENDER = Sender(OFFICE.name, "duban@qinghe.example", "qinghe.example")
NASTY = "甲&乙<b>\"丙\"</b>'丁'\u200b  \ufdd1假栏\ufdd5\n一、假标题\r\n标题：假 "
"""What a value may hold: signs of HTML, signs that nobody sees, our own marks, lines that look like headings."""


def hostile() -> Rendered:
    nasty = letter(
        "督办通知单", "青政督办〔2026〕9号", grade_reason=NASTY, support=(NASTY, "乙"), cc=(NASTY,), consequence=NASTY,
        urgency=NASTY, opinion=NASTY, role=NASTY,
    )  # fmt: skip
    return render_letter(nasty)


def hostile_digest() -> Rendered:
    first = replace(
        REMINDER.items[0], missing=NASTY, source=NASTY, reckoned=NASTY, verb="<i>报送</i>", matter="甲 < 乙"
    )
    notes = (NASTY, "<script>", "")
    return render_digest(
        replace(REMINDER, items=(first, *REMINDER.items), notes=notes, more=3, console="https://x/?a&b")
    )


LETTERS: dict[str, Rendered] = {
    **{form.value: render_letter(view) for form, view in SAMPLES.items()},
    "digest": render_digest(REMINDER),
    "hostile": hostile(),
    "hostile digest": hostile_digest(),
    "linked": with_link(render_letter(SAMPLES[Form.URGE]), "https://duban.qinghe.example/r/abc?d&e"),
}
DIGESTS = {
    "assign": "a42e82eeaaea9681",
    "urge": "12d3fa1d0de760a8",
    "supervise": "7bbbdcab40f07116",
    "circular": "68b352c33a7fc0b3",
    "talk": "706a96762a39f40d",
    "refer": "02c3716d0471a57a",
    "rectify": "573b14a4a79996f8",
    "extension": "85233f76f99e3d92",
    "exemption": "561927aa79d98eed",
    "dispute": "2de8a1ab0b88358b",
    "appeal": "8846409f8f69c492",
    "brief": "403d1359d34b736d",
    "closing": "bc25c5dc2e944472",
    "receipt": "6c49e1afea9ae6af",
    "digest": "d5ae51c6aed3d87e",
    "hostile": "6b550b78a79db67a",
    "hostile digest": "fb85f2d850868532",
    "linked": "b1e94894efce1baa",
    "with files": "305c7ab3f36910f9",
}


def frozen(rendered: Rendered, *attachments: Attachment) -> str:
    """The digest of a letter's bytes."""
    identity = message_id("chen@qinghe.example", "about", SENDER.domain)
    envelope = Envelope(SENDER, "chen@qinghe.example", "陈静", identity, "token", NINE, "<thread@qinghe.example>")
    return sha256(mime_bytes(envelope, rendered, attachments))[:16]


@pytest.mark.parametrize("name", LETTERS)
def test_the_bytes_of_a_letter_stay_what_they_were(name: str) -> None:
    assert frozen(LETTERS[name]) == DIGESTS[name]


def test_the_bytes_of_a_letter_with_files_stay_what_they_were() -> None:
    files = (
        Attachment("青政督催〔2026〕3号 催办通知书.pdf", b"%PDF" * 99, "application/pdf"),
        Attachment("a.bin", b"\0"),
    )
    assert frozen(LETTERS["urge"], *files) == DIGESTS["with files"]
