"""一份通知：how one notice reads as its mail and paper, why it left or has not, and what may be done about it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from email import message_from_bytes
from email.policy import default
from typing import Any

from duban.services.counter.deeds import Visit
from duban.services.desk import Desk
from duban.services.paperwork import papers
from duban.services.paperwork.worded import words_of
from duban.services.post.linking import without_links
from duban.services.post.posting import Post
from duban.services.powers import Deed
from duban.services.showing.ledger import then_of
from duban.services.showing.letters import as_posted, attempts_by
from duban.services.showing.view import View
from duban.services.speech import notices
from duban.services.speech.matters import Matter, matters_of, office_of
from duban.services.speech.notices import STAGE_ZH, STATE_ZH
from duban.services.speech.releasing import leaves_at
from engine.dates import say_day
from engine.nouns import Letter, Notice, NoticeState
from engine.source import Refused
from notifications.official import Attachment
from notifications.papers import Form, form_of
from notifications.policy import UNSENT
from notifications.quiet import slot_of
from notifications.release import OFFICE_ZH, needed, signatory
from store import letters, queues
from store.queues import Notices, Then
from store.session import Session, reading

ADDRESS = re.compile(r"[^\s，：]+@[^\s，：]+")


@dataclass(frozen=True)
class Preview:
    """A notice as its mail reads (预览): subject, plain text, and the page that a mail program draws."""

    subject: str
    text: str
    html: str
    is_draft: bool
    with_others: bool = False
    """Whether it goes as a line of a digest, beside others of the day."""


@dataclass(frozen=True)
class NoticeShown:
    """One notice: its row with letters and attempts, why it left or has not, and how it reads."""

    row: dict[str, object]
    because: tuple[str, ...]
    preview: Preview
    signatory: str
    printable: bool
    can_release: bool = False
    can_undo: bool = False
    can_cancel: bool = False
    leaves_at: datetime | None = None
    """When it leaves if it is released now; None: with the next mail."""


def notice(visit: Visit, view: View, key: str) -> NoticeShown:
    """One notice as it stood on the day looked at; nothing may be done about it while that is a past day.

    Raises Refused X447 when there is not exactly one of that number or it had not been decided on by then, X621 when
    it is not the viewer's to see.
    """
    found = _admitted(visit, key)
    then = then_of(view)
    if then:
        return _then(visit, view, found, then)
    database, settings = visit.database, visit.settings
    row = notices.shown(database, settings, found.key, on=visit.on)
    because = notices.why(database, settings, found.key, on=visit.on, now=visit.now)["because"]
    with reading(database, settings.jurisdiction) as session:
        posted = letters.find(session, notice=found.key)
        desk = Desk(session)
        seen, leaves = _preview(visit, desk, found, posted), leaves_at(desk, settings, visit.on, visit.now)
        is_his, is_unsaid = _may_sign(visit, desk, found), found.said_on is None
    return NoticeShown(
        row=row,
        because=tuple(_for_all(visit, str(each)) for each in because) if isinstance(because, list) else (),
        preview=seen,
        signatory=OFFICE_ZH[needed(found.paper)],
        can_release=is_his and found.state is NoticeState.HELD,
        can_undo=is_his and is_unsaid and found.released_by is not None and found.state is NoticeState.BUNDLED,
        can_cancel=is_unsaid and found.state in UNSENT,
        printable=_printable(found, posted),
        leaves_at=leaves,
    )


def _then(visit: Visit, view: View, found: Notice, then: Then) -> NoticeShown:
    """The same as it stood on a past day: its letters of that time, each with the attempts made by then."""
    database, settings = visit.database, visit.settings
    row = notices.shown(database, settings, found.key, on=view.as_of)
    with reading(database, settings.jurisdiction) as session:
        stood = queues.notices_then(session, [found], then)
        if not stood:
            raise Refused("X699", f"{say_day(view.seen)}还没有决定发这份通知；请看更晚的一天，或回到今天")
        posted = _posted(session, view, found)
        stages = {each.message_id: STAGE_ZH[each.stage] for each in posted}
        seen = _preview(visit, Desk(session), found, posted)
    row |= {"state_zh": STATE_ZH[stood[0].state], "said_on": stood[0].said_on, "released_by": stood[0].released_by}
    row["letters"] = [
        {**each, "stage_zh": stages[each["message_id"]], "attempts": attempts_by(view, each)}
        for each in _letters(row)
        if each["message_id"] in stages
    ]
    return NoticeShown(row, (), seen, OFFICE_ZH[needed(found.paper)], printable=_printable(found, posted))


def _posted(session: Session, view: View, found: Notice) -> list[Letter]:
    """The letters that told a notice by the day looked at, each in the stage that it was in by then."""
    every, then = letters.find(session, notice=found.key), then_of(view)
    if then is None:
        return every
    stood = queues.letters_then(session, [as_posted(each) for each in every], then)
    stages = {each.message_id: each.stage for each in stood}
    return [replace(each, stage=stages[each.message_id]) for each in every if each.message_id in stages]


def _letters(row: Mapping[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = row["letters"]
    return found


def _may_sign(visit: Visit, desk: Desk, found: Notice) -> bool:
    """Whether the paper is the visitor's to release; nobody is offered what would be refused to him."""
    who, office = visit.actor, office_of(desk, visit.settings)
    must = signatory(found.paper, who.name, who.role, roster=desk.roster, supervision=office, on=visit.on)
    return visit.viewer.may(Deed.RELEASE) and must is None


def _printable(found: Notice, posted: Sequence[Letter]) -> bool:
    is_paper = form_of(found.paper) is not Form.DIGEST
    return is_paper and (not posted or any(papers.carried(letter) for letter in posted))


def preview(visit: Visit, view: View, key: str) -> Preview:
    """How the mail of a notice reads.  Raises Refused as `notice` does."""
    found = _admitted(visit, key)
    with reading(visit.database, visit.settings.jurisdiction) as session:
        return _preview(visit, Desk(session), found, _posted(session, view, found))


def as_file(visit: Visit, view: View, key: str, kind: str) -> Attachment:
    """A paper as it was sent, or as it would be today: its page (`pdf`), or the file to go on editing (`docx`).

    Raises Refused X670 for a reminder, which has no page, N701 to N703 when it cannot be printed.
    """
    found = _admitted(visit, key)
    with reading(visit.database, visit.settings.jurisdiction) as session:
        posted = _posted(session, view, found)
        sent = (each for one in posted for each in papers.carried(one))
        if wanted := next((each for each in sent if each.name.endswith(f".{kind}")), None):
            return wanted
        if posted or form_of(found.paper) is Form.DIGEST:
            raise Refused("X670", "这份通知只发邮件，没有公文版面；请看邮件预览，或下载函件原件")
        desk = Desk(session)
        made = notices.draft_view(desk, visit.settings, _matter(visit, desk, found), visit.on)
        printed = papers.printed(visit.settings, made, words_of(session))
    return next(each for each in printed.attachments if each.name.endswith(f".{kind}"))


def _for_all(visit: Visit, line: str) -> str:
    """A line without anybody's address, unless the viewer may read the log anyway."""
    return line if visit.viewer.may(Deed.SEARCH_LOG) else ADDRESS.sub("收件人", line)


def _admitted(visit: Visit, key: str) -> Notice:
    visit.viewer.permit(Deed.LOOK)
    with reading(visit.database, visit.settings.jurisdiction) as session:
        found = notices.notice_called(session, key)
        about = queues.notices(session, Notices(keys=frozenset({found.key})))
    visit.viewer.admit([about[0][1].bearer])
    return found


def _matter(visit: Visit, desk: Desk, found: Notice) -> Matter:
    (matter,) = matters_of(desk, visit.settings, [found], visit.on, {})
    return matter


def _preview(visit: Visit, desk: Desk, found: Notice, posted: list[Letter]) -> Preview:
    """The frozen words where there are any, else those that would be written today."""
    with_others = form_of(found.paper) is Form.DIGEST
    if posted:
        return _of_bytes(posted[0].subject, posted[0].mime, is_draft=False, with_others=with_others)
    matter = _matter(visit, desk, found)
    if not with_others:
        made = papers.composed(notices.draft_view(desk, visit.settings, matter, visit.on), words_of(desk.session))
        return Preview(made.subject, made.text, made.html, is_draft=True)
    written = Post(desk, visit.settings, visit.on, slot_of(visit.now, desk.calendar)).digests([matter])
    if not written:
        return Preview("", "名册里找不到收件人，写不成信。", "", is_draft=True, with_others=True)
    return _of_bytes(written[0].subject, written[0].mime, is_draft=True, with_others=True)


def _of_bytes(subject: str, mime: bytes, *, is_draft: bool, with_others: bool) -> Preview:
    message = message_from_bytes(mime, policy=default)
    bodies = {kind: message.get_body((kind,)) for kind in ("plain", "html")}
    text, html = (str(body.get_content()) if body else "" for body in bodies.values())
    return Preview(subject, without_links(text), without_links(html), is_draft=is_draft, with_others=with_others)
