"""核信：whether the file of a mail holds the bytes that this office sent, and who sent them to whom, when.

What was sent is in the outbox, its digest in the log; a file is compared with it to the last byte.  Two differences are
no forgery: an export blanks the reader's link (`linking.blanked`), and mail systems write headers before ours.
"""

from dataclasses import dataclass
from datetime import datetime
from email.parser import BytesHeaderParser

from duban.clock import SHANGHAI
from duban.services.post.linking import blanked
from duban.services.speech.notices import STAGE_ZH
from engine.nouns import Letter, LetterStage
from notifications.official import sha256
from store import events, letters, notices
from store.letters import FROZEN, Attempt
from store.session import Session

END_OF_HEADERS = b"\r\n\r\n"
AS_SENT, BLANKED, ON_ITS_WAY = "与发出的一字不差", "只抹去了签收链接的口令，其余与发出的一字不差", "途中加了信头，"


@dataclass(frozen=True)
class Provenance:
    """What is known of one file: `code` says what is wrong with it, "" when it is what this office sent."""

    file: str
    code: str
    says: str
    message_id: str = ""
    subject: str = ""
    recipient: str = ""
    sha256: str = ""
    blanked: bool = False
    signed_by: tuple[str, ...] = ()
    frozen_at: datetime | None = None
    sent_at: datetime | None = None
    answer: str = ""

    @property
    def is_genuine(self) -> bool:
        """Whether it is what this office sent."""
        return not self.code


def proved(session: Session, file: str, content: bytes) -> Provenance:
    """What is known of a mail, by the Message-ID that it bears."""
    named = str(BytesHeaderParser().parsebytes(content).get("Message-ID", "")).strip()
    if not named:
        return Provenance(file, "N801", "不是一封信（没有 Message-ID）；请给出导出的 .eml 文件，或卷宗")
    letter = letters.get(session, named)
    if letter is None:
        return Provenance(file, "N802", f"本库没有成文过 {named} 这封信；请核对是不是本办发出的", named)
    return _compared(session, file, content, letter)


def _compared(session: Session, file: str, content: bytes, letter: Letter) -> Provenance:
    """A file beside the letter whose id it bears, with what the outbox and the log know of it."""
    frozen = [each for each in events.of_subject(session, letter.message_id) if each.kind == FROZEN]
    tries = letters.attempts(session, letter.message_id)
    arrived = next((each for each in tries if each.stage is LetterStage.ACCEPTED), None)
    like = likeness(content, letter.mime)
    code, says = _judged(letter, {str(each.payload["sha256"]) for each in frozen}, like, tries)
    released = {each.released_by for each in notices.of_keys(session, letter.notices) if each.released_by}
    return Provenance(
        file, code, says, letter.message_id, letter.subject, letter.recipient, letter.sha256,
        blanked=like.endswith(BLANKED),
        signed_by=tuple(sorted(released or {each.actor for each in frozen} - {"system"})),
        frozen_at=frozen[0].at.astimezone(SHANGHAI) if frozen else None,
        sent_at=arrived.at.astimezone(SHANGHAI) if arrived else None,
        answer=(arrived.answer or "") if arrived else "",
    )  # fmt: skip


def _judged(letter: Letter, logged: set[str], like: str, tries: list[Attempt]) -> tuple[str, str]:
    """What is wrong with a file that is so like its letter, and the words for it."""
    if logged != {letter.sha256} or sha256(letter.mime) != letter.sha256:
        return "N803", "库里的这封信与日志所记的摘要不符，不能用来核对；请核对历史，查明原因"
    if not like:
        return "N804", "与发出的不符，被改动过；请以重新导出的为准"
    if not any(each.stage in (LetterStage.ACCEPTED, LetterStage.IN_DOUBT) for each in tries):
        return "N805", f"{like}，但这封信没有发出（{STAGE_ZH[letter.stage]}）；请查看它的去向"
    return "", like


def likeness(content: bytes, sent: bytes) -> str:
    """In which way a file is a letter that was sent, in words; "" when it is not.

    A mail program may have saved it with line ends of its own.
    """
    found = content.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    for way, mime in ((AS_SENT, sent), (BLANKED, blanked(sent))):
        if found == mime:
            return way
        before = found.removesuffix(mime)
        if before != found and before.endswith(b"\r\n") and END_OF_HEADERS not in before:
            return ON_ITS_WAY + way
    return ""
