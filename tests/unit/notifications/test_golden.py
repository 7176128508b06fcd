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
    "assign": "f97939a1c4e50850",
    "urge": "04429b138b045578",
    "supervise": "f739b8644f55c936",
    "circular": "ea63d1d43b4bb445",
    "talk": "6fa4ce85385ed5c2",
    "refer": "9389648c21cdce27",
    "rectify": "1c76162bdd0d7cf0",
    "extension": "6bbf48e8a06f36a4",
    "exemption": "3a838515f37678cb",
    "dispute": "acb524a6bce514e3",
    "appeal": "9e6b8540e130f74d",
    "brief": "f7bf2a95873297f1",
    "closing": "f4b0764637ed701c",
    "receipt": "f0f9b674d1e54c37",
    "digest": "3d1924ffd1fa27b8",
    "hostile": "5df9e51705b33c22",
    "hostile digest": "3f81cc0fc9d5b19d",
    "linked": "7e69664d27abee8a",
    "with files": "3539a60e06732c2d",
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
