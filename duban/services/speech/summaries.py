"""摘要：what the supervision office reads: notes of the day, the week on its first working day, and the month.

Whether a summary is due is asked of the outbox: if the one of this week is not there, it is written, however late in
the week; those that were slept through are not made up for.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import TypeAlias

from duban.clock import SHANGHAI
from duban.services.desk import Desk
from duban.services.paperwork import views
from duban.services.post import downtime
from duban.services.post.posting import SUMMARY, Post
from duban.services.speech.circulars import DONE
from duban.services.speech.matters import office_people
from duban.settings import Settings
from engine.nouns import Letter, LetterStage, Notice, NoticeState, Person, Standing
from notifications.hold import SCOPE_ZH
from notifications.summary import (
    MOST_LINES,
    TITLES,
    FigureView,
    SectionView,
    Slot,
    SummaryView,
    first_day,
    render_summary,
    section,
)
from store import letters, notices, obligations, office_notes, silences, standings, verdicts
from store.obligations import Filed

OPEN = (Standing.OPEN, Standing.CONTESTED, Standing.IN_GRACE, Standing.UNKNOWN, Standing.MANUAL)
Reader: TypeAlias = tuple[str, Person | None]
"""An address, and who reads there; nobody by name for the office's own mailbox."""
WAITING = (LetterStage.DEAD, LetterStage.PERMANENT)


def due(desk: Desk, settings: Settings, *, on: date) -> list[Letter]:
    """The summaries that are to be read on a working day; those with nothing in them are none."""
    post = Post(desk, settings, on, on)
    officers, leaders = (_readers(desk, settings, role, on) for role in ("supervisor", "leader"))
    made = _daily(post, officers or [(settings.office_email, None)] if officers or settings.office_email else [])
    for slot, readers in ((Slot.WEEK, officers), (Slot.MONTH, leaders)):
        day = first_day(slot, on, desk.calendar)
        if day <= on and readers:
            made += _periodical(post, slot, day, readers)
    return made


def _readers(desk: Desk, settings: Settings, role: str, on: date) -> list[Reader]:
    """Who holds a role in the supervision office, with address."""
    return [(who.email, who) for who in office_people(desk, settings, role, on) if who.email]


def _daily(post: Post, readers: list[Reader]) -> list[Letter]:
    """What the office was to be told and has not been."""
    session = post.desk.session
    notes = office_notes.untold(session)
    if not notes or not readers:
        return []
    told = [f"{note.at.astimezone(SHANGHAI):%m-%d} {note.message}" for note in notes.values()]
    part = section("请核对、处理", [*downtime.lines(session, post.on, post.desk.calendar), *told])
    about = f"{Slot.DAY}\x1f{min(notes)}\x1f{len(notes)}\x1f{post.slot}"
    made = [_letter(post, Slot.DAY, about, reader, (), (part,)) for reader in readers]
    office_notes.mark_told(session, notes, made[0].message_id)
    return made


def _periodical(post: Post, slot: Slot, day: date, readers: list[Reader]) -> list[Letter]:
    """The summary of the week or month that began on a day, unless its readers have it."""
    about = f"{slot}\x1f{day}"
    ids = {post.message_id(address, about) for address, _ in readers}
    if ids <= letters.known(post.desk.session, ids):
        return []
    sections = tuple(part for part in _sections(post, slot, day) if part.lines)
    figures = _figures(post)
    if not sections and not figures:
        return []
    return [_letter(post, slot, about, reader, figures, sections) for reader in readers]


def _letter(
    post: Post,
    slot: Slot,
    about: str,
    reader: Reader,
    figures: tuple[FigureView, ...],
    sections: tuple[SectionView, ...],
) -> Letter:
    address, person = reader
    name, office = person.name if person else "", post.settings.office_name
    view = SummaryView(TITLES[slot], name, office, post.slot, figures, sections, views.office_view(post.settings))
    return post.letter(render_summary(view), SUMMARY, address, person, about, ())


def _figures(post: Post) -> tuple[FigureView, ...]:
    """How the register stands: how many there are, done, under way and overdue."""
    counts = verdicts.standings(post.desk.session)
    done = sum(counts.get(standing, 0) for standing in DONE)
    late, under_way = counts.get(Standing.BREACHED, 0), sum(counts.get(standing, 0) for standing in OPEN)
    total = done + late + under_way
    if not total:
        return ()
    shares = (("督办事项", total), ("已办结", done), ("正在办理", under_way), ("逾期未办结", late))
    return tuple(FigureView(label, n, "" if n == total else f"{100 * n / total:.1f}%") for label, n in shares)


def _sections(post: Post, slot: Slot, day: date) -> Iterator[SectionView]:
    """What the week or month holds, the most pressing first."""
    session = post.desk.session
    late = standings.earliest(session, Standing.BREACHED, 10 * MOST_LINES)
    yield section("逾期未办结", [_matter(post, each) for each in late])
    held = notices.find(session, state=NoticeState.HELD)
    yield section("待签发的文书", [_paper(post, each) for each in held])
    if slot is Slot.MONTH:
        said = notices.said_between(session, day - timedelta(days=31), post.on)
        yield section("上月以来发出的正式文书", [_sent(post, each) for each in said if each.release == "human"])
        return
    coming = standings.between(session, Standing.OPEN, post.on, post.on + timedelta(days=7))
    yield section("七日内到期", [_matter(post, each) for each in coming])
    dead = letters.find(session, stages=WAITING)
    yield section("发不出的信", [f"{one.recipient}《{one.subject}》：{one.answer or ''}" for one in dead])
    quiet = [each for each in silences.open_on(session, post.on) if each.ended_on is None]
    says = [f"{SCOPE_ZH[one.scope]} {one.of}：到 {one.until}（{one.by}：{one.reason}）" for one in quiet]
    yield section("静默中", says)


def _matter(post: Post, each: Filed) -> str:
    one = each.obligation
    matter = views.matter(one, post.desk.rule(one))
    window = views.window_zh(one.window.label)
    return f"{post.desk.name(one.bearer, post.on)}：{matter}（{window}），应于 {one.due.safe} 前完成"


def _paper(post: Post, notice: Notice) -> str:
    one = obligations.get(post.desk.session, notice.obligation)
    assert one is not None
    matter = views.matter(one, post.desk.rule(one))
    return (
        f"{notice.paper} {notice.key[:8]}：{post.desk.name(one.bearer, post.on)}“{matter}”，起草于 {notice.decided_on}"
    )


def _sent(post: Post, notice: Notice) -> str:
    return f"{notice.said_on} {_paper(post, notice)}"
