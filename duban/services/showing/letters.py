"""函件清单：the outbox as people read it — letters by stage, one with every attempt, and what waits for a person."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from email import message_from_bytes
from email.policy import default
from typing import Any

from duban.services.counter.deeds import Visit
from duban.services.paperwork import papers
from duban.services.post import deadletters, receipts
from duban.services.post.linking import blanked, without_links
from duban.services.powers import Deed
from duban.services.showing.ledger import then_of
from duban.services.showing.paged import PAGE, Paged, place
from duban.services.showing.view import View
from duban.services.speech.notices import STAGE_ZH, posted_row
from engine.dates import say_day
from engine.nouns import Event, Letter, LetterStage
from engine.source import Refused
from store import letters, notices, queues
from store.queues import Posted
from store.session import Session, reading

KINDS_ZH = {"digest": "每日提醒", "formal": "文书", "summary": "动态与摘要"}
HEADINGS = {
    "slot": "日期",
    "kind_zh": "种类",
    "recipient": "收件人",
    "subject": "主题",
    "stage_zh": "投递",
    "attempts": "次数",
    "answer": "服务器答复",
    "key": "编号",
}


@dataclass(frozen=True)
class LetterLine:
    """A letter as a list shows it (函件行); `key` is the beginning of its Message-ID."""

    key: str
    kind_zh: str
    recipient: str
    subject: str
    slot: date
    stage: LetterStage
    stage_zh: str
    attempts: int
    answer: str


@dataclass(frozen=True)
class LetterList:
    """A page of letters, how many are in each stage, and the notices that could not be written at all."""

    shown: Paged[LetterLine]
    stages: tuple[tuple[LetterStage, str, int], ...]
    unwritten: tuple[dict[str, object], ...] = ()


@dataclass(frozen=True)
class LetterShown:
    """One letter: how far it came, what the server said each time, its text, and whether a person must settle it."""

    row: dict[str, object]
    key: str
    text: str
    files: tuple[str, ...]
    about: tuple[tuple[str, str], ...]
    """The notices it carries: the key of each, and what it is called."""
    waits: bool
    slot: date
    signed: Event | None = None


def letter_list(visit: Visit, view: View, *, stage: str = "", text: str = "", page: int = 1) -> LetterList:
    """A page of the letters in a stage, or of all, as they stood on the day looked at."""
    visit.viewer.permit(Deed.SEARCH_LOG)
    said = text.strip()[:100]
    then, stages = then_of(view), _stages(stage)
    with reading(visit.database, visit.settings.jurisdiction) as session:
        counted = queues.posted_by_stage(session, said, then)
        total = sum(many for each, many in counted.items() if not stages or each in stages)
        there, before = place(page, total)
        lines = tuple(map(_line, queues.posted(session, stages, said, then, limit=PAGE, offset=before)))
    waiting = deadletters.listed(visit.database, visit.settings) if view.live else []
    unwritten = tuple(row for row in waiting if row["stage"] == "unwritten")
    return LetterList(Paged(lines, total, there), _counts(counted), unwritten)


def every_letter(visit: Visit, view: View, *, stage: str = "", text: str = "") -> Iterator[LetterLine]:
    """All letters in a stage, for an export."""
    visit.viewer.permit(Deed.SEARCH_LOG)
    said = text.strip()[:100]
    with reading(visit.database, visit.settings.jurisdiction) as session:
        yield from map(_line, queues.streamed_posted(session, _stages(stage), said, then_of(view)))


def letter(visit: Visit, view: View, key: str) -> LetterShown:
    """One letter with its attempts, as it stood on the day looked at.

    Raises Refused X671 when there is not exactly one of that number, X699 when it had not been written by then.
    """
    visit.viewer.permit(Deed.SEARCH_LOG)
    found = _called(visit, key)
    with reading(visit.database, visit.settings.jurisdiction) as session:
        body = message_from_bytes(found.mime, policy=default).get_body(("plain",))
        row, signed = posted_row(session, found), receipts.signed_for(session, found.message_id)
        about = tuple(_about(session, notice) for notice in found.notices)
        if then := then_of(view):
            stood = queues.letters_then(session, [as_posted(found)], then)
            if not stood:
                raise Refused("X699", f"{say_day(view.seen)}还没有写这封信；请看更晚的一天，或回到今天")
            row |= {"stage_zh": STAGE_ZH[stood[0].stage], "attempts": attempts_by(view, row)}
            signed = signed if signed and signed.at <= view.until else None
    return LetterShown(
        row=row,
        key=_short(found.message_id),
        text=without_links(str(body.get_content())) if body else "",
        signed=signed,
        files=tuple(each.name for each in papers.carried(found)),
        about=about,
        waits=view.live and found.stage in deadletters.WAITING,
        slot=found.slot,
    )


def _about(session: Session, key: str) -> tuple[str, str]:
    """The key of a notice, and its paper with the beginning of its number."""
    notice = notices.get(session, key)
    return key, f"{notice.paper if notice else '通知'}（{key[:10]}）"


def attempts_by(view: View, row: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The attempts at a letter that had been made by the day looked at."""
    return [tried for tried in row["attempts"] if tried["at"] <= view.until]


def as_posted(found: Letter) -> Posted:
    """A letter without its bytes."""
    return Posted(*(getattr(found, name) for name in Posted.__dataclass_fields__))


def as_mail(visit: Visit, key: str) -> tuple[str, bytes]:
    """The bytes of a letter without its reader's link, and a name for them.  Raises Refused X671 as `letter` does."""
    visit.viewer.permit(Deed.SEARCH_LOG)
    found = _called(visit, key)
    return f"{found.slot.isoformat()}-{_short(found.message_id)}.eml", blanked(found.mime)


def _called(visit: Visit, key: str) -> Letter:
    with reading(visit.database, visit.settings.jurisdiction) as session:
        ids = [each.message_id for each in queues.posted(session, (), key, limit=3) if _short(each.message_id) == key]
        found = letters.get(session, ids[0]) if len(ids) == 1 else None
    if found is None:
        raise _none(key)
    return found


def _none(key: str) -> Refused:
    return Refused("X671", f"没有（或不止一封）编号为 {key} 的函件；请从函件清单里打开")


def _counts(counted: Mapping[LetterStage, int]) -> tuple[tuple[LetterStage, str, int], ...]:
    return tuple((each, STAGE_ZH[each], counted.get(each, 0)) for each in LetterStage)


def _stages(stage: str) -> tuple[LetterStage, ...]:
    return tuple(each for each in LetterStage if each == stage)


def _short(message_id: str) -> str:
    return message_id.strip("<>").partition("@")[0]


def _line(found: Posted) -> LetterLine:
    return LetterLine(
        key=_short(found.message_id),
        kind_zh=KINDS_ZH[found.kind],
        recipient=found.recipient,
        subject=found.subject,
        slot=found.slot,
        stage=found.stage,
        stage_zh=STAGE_ZH[found.stage],
        attempts=found.attempts,
        answer=found.answer or "",
    )
