"""通知清单：what was decided to be said — as a list, and one of them as it will be sent or was, and why."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from email import message_from_bytes
from email.policy import default

from duban.services.counter.deeds import Visit
from duban.services.desk import Desk
from duban.services.paperwork import papers
from duban.services.paperwork.worded import words_of
from duban.services.post import breaker
from duban.services.post.linking import without_links
from duban.services.post.posting import Post
from duban.services.powers import Deed
from duban.services.showing.ledger import titles_saying
from duban.services.showing.paged import PAGE, Paged, place
from duban.services.showing.tasks import matter_of
from duban.services.speech import notices
from duban.services.speech.matters import Matter, matters_of
from duban.services.speech.notices import REASON_ZH, STATE_ZH
from engine.nouns import Letter, Notice, NoticeState
from engine.source import Refused
from notifications.papers import Form, form_of
from notifications.policy import UNSENT
from notifications.quiet import slot_of
from notifications.release import OFFICE_ZH, needed
from store import letters, queues
from store.queues import About, Notices
from store.session import reading
from store.surveys import Sought

ADDRESS = re.compile(r"[^\s，：]+@[^\s，：]+")
HEADINGS = {
    "paper": "文书",
    "agency": "单位",
    "matter": "事项",
    "due_on": "应发日",
    "state_zh": "状态",
    "said_on": "发出日",
    "released_by": "签发人",
    "reason_zh": "说明",
    "key": "编号",
}


@dataclass(frozen=True)
class Asked:
    """What the list is narrowed to, in plain words."""

    text: str = ""
    state: str = ""
    agency: str = ""
    paper: str = ""
    due_from: date | None = None
    due_to: date | None = None


@dataclass(frozen=True)
class NoticeLine:
    """A notice as a list shows it (通知行)."""

    key: str
    paper: str
    agency: str
    agency_id: str
    matter: str
    obligation: str
    due_on: date
    state: NoticeState
    state_zh: str
    said_on: date | None
    released_by: str
    reason_zh: str


@dataclass(frozen=True)
class NoticeList:
    """A page of notices, how many of those otherwise asked for are in each state, and why sending stands still."""

    shown: Paged[NoticeLine]
    states: tuple[tuple[NoticeState, str, int], ...]
    papers: tuple[tuple[str, str], ...]
    paused: str = ""

    @property
    def every(self) -> int:
        """How many there are in any state."""
        return sum(many for _, _, many in self.states)


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
    can_release: bool
    can_undo: bool
    can_cancel: bool
    printable: bool


def notice_list(visit: Visit, asked: Asked, *, page: int = 1) -> NoticeList:
    """A page of the notices that were asked for, as they stand now."""
    visit.viewer.permit(Deed.LOOK)
    with reading(visit.database, visit.settings.jurisdiction) as session:
        desk = Desk(session)
        wanted = _wanted(desk, visit, asked)
        counted = queues.notices_by_state(session, replace(wanted, states=()))
        total = sum(many for state, many in counted.items() if not wanted.states or state in wanted.states)
        there, before = place(page, total)
        found = queues.notices(session, wanted, limit=PAGE, offset=before)
        lines = tuple(_line(desk, notice, about, visit.on) for notice, about in found)
        states = tuple((state, STATE_ZH[state], counted.get(state, 0)) for state in NoticeState)
        trip = breaker.paused(session)
        known = tuple((each, each) for each in queues.papers(session))
        return NoticeList(Paged(lines, total, there), states, known, trip.reason if trip else "")


def every_notice(visit: Visit, asked: Asked) -> Iterator[NoticeLine]:
    """All notices that were asked for, for an export."""
    visit.viewer.permit(Deed.LOOK)
    with reading(visit.database, visit.settings.jurisdiction) as session:
        desk = Desk(session)
        for notice, about in queues.notices(session, _wanted(desk, visit, asked)):
            yield _line(desk, notice, about, visit.on)


def notice(visit: Visit, key: str) -> NoticeShown:
    """One notice as it stands now.

    Raises Refused X447 when there is not exactly one of that number, X621 when it is not the viewer's to see.
    """
    found = _admitted(visit, key)
    database, settings = visit.database, visit.settings
    row = notices.shown(database, settings, found.key, on=visit.on)
    because = notices.why(database, settings, found.key, on=visit.on, now=visit.now)["because"]
    with reading(database, settings.jurisdiction) as session:
        posted = letters.find(session, notice=found.key)
        seen = _preview(visit, Desk(session), found, posted)
    held = found.state is NoticeState.HELD
    is_paper = form_of(found.paper) is not Form.DIGEST
    return NoticeShown(
        row=row,
        because=tuple(_for_all(visit, str(each)) for each in because) if isinstance(because, list) else (),
        preview=seen,
        signatory=OFFICE_ZH[needed(found.paper)],
        can_release=held,
        can_undo=found.released_by is not None and found.state is NoticeState.BUNDLED and found.said_on is None,
        can_cancel=found.said_on is None and found.state in UNSENT,
        printable=is_paper and (not posted or any(papers.carried(letter) for letter in posted)),
    )


def preview(visit: Visit, key: str) -> Preview:
    """How the mail of a notice reads.  Raises Refused as `notice` does."""
    found = _admitted(visit, key)
    with reading(visit.database, visit.settings.jurisdiction) as session:
        return _preview(visit, Desk(session), found, letters.find(session, notice=found.key))


def as_pdf(visit: Visit, key: str) -> tuple[str, bytes]:
    """The page of a paper as it was sent, or as it would be today; its name and bytes.

    Raises Refused X670 for a reminder, which has no page, N701 to N703 when it cannot be printed.
    """
    found = _admitted(visit, key)
    with reading(visit.database, visit.settings.jurisdiction) as session:
        posted = letters.find(session, notice=found.key)
        sent = next((each for one in posted for each in papers.carried(one) if each.name.endswith(".pdf")), None)
        if sent:
            return sent.name, sent.content
        if posted or form_of(found.paper) is Form.DIGEST:
            raise Refused("X670", "这份通知只发邮件，没有公文版面；请看邮件预览，或下载函件原件")
        desk = Desk(session)
        made = notices.draft_view(desk, visit.settings, _matter(visit, desk, found), visit.on)
        printed = papers.printed(visit.settings, made, words_of(session))
    return f"{printed.name}.pdf", printed.pdf


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


def _wanted(desk: Desk, visit: Visit, asked: Asked) -> Notices:
    text = asked.text.strip()[:100]
    about = Sought(
        agencies=visit.viewer.agencies,
        agency=asked.agency or None,
        text=text,
        mentions=titles_saying(desk, text) if text else frozenset(),
    )
    states = tuple(state for state in NoticeState if state == asked.state)
    return Notices(about, states, asked.paper or None, asked.due_from, asked.due_to)


def _line(desk: Desk, found: Notice, about: About, on: date) -> NoticeLine:
    return NoticeLine(
        key=found.key,
        paper=found.paper,
        agency=desk.name(about.bearer, on),
        agency_id=about.bearer,
        matter=matter_of(desk, about),
        obligation=found.obligation,
        due_on=found.due_on,
        state=found.state,
        state_zh=STATE_ZH[found.state],
        said_on=found.said_on,
        released_by=found.released_by or "",
        reason_zh=REASON_ZH.get(found.reason or "", found.reason or ""),
    )
