"""告知：what happened to its tasks is told to an agency, and what agencies asked or reported to the office, once a day.

A return, an answer, a leader's note must not wait for the next reminder: who has nothing but e-mail hears of it in the
next post.  One letter a reader and day; each sees only what is his own agency's.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from duban.services.desk import Desk
from duban.services.paperwork import views
from duban.services.post.posting import SUMMARY, Post
from duban.services.speech.matters import office_people
from duban.settings import Settings
from engine.nouns import Letter, Person, Tiding
from notifications.audience import recipients
from notifications.summary import SectionView, SummaryView, render_summary, section
from store import letters, obligations, tidings

TITLE = "办理动态"
QUIET = frozenset({"verify", "inspect"})
"""What needs nobody's answer: it goes with the others, and makes no letter of its own."""
Reader = tuple[str, Person | None]


def due(desk: Desk, settings: Settings, *, on: date) -> list[Letter]:
    """The letters that tell what nobody was told yet; what is told is marked so."""
    groups: dict[tuple[str, str], list[Tiding]] = defaultdict(list)
    for each in tidings.untold(desk.session, on):
        groups[each.to, each.agency if each.to == "agency" else ""].append(each)
    post = Post(desk, settings, on, on)
    return [letter for (to, agency), some in groups.items() for letter in _told(post, to, agency, some)]


def _told(post: Post, to: str, agency: str, some: Sequence[Tiding]) -> list[Letter]:
    """The letters to all readers of one side, unless they had theirs today or all of it can wait."""
    found = list(readers(post, to, agency))
    about = f"{TITLE}\x1f{to}\x1f{agency}\x1f{post.slot}"
    ids = {post.message_id(address, about) for address, _ in found}
    if not found or all(each.action in QUIET for each in some) or letters.known(post.desk.session, ids):
        return []
    sections = tuple(_sections(post, some))
    made = [_letter(post, about, reader, agency, sections) for reader in found]
    tidings.told(post.desk.session, [each.key for each in some], made[0].message_id)
    return made


def readers(post: Post, to: str, agency: str) -> Iterable[Reader]:
    """The contacts of an agency, or those who work in the office; the office's own mailbox where nobody is on file."""
    desk, settings, on = post.desk, post.settings, post.on
    found = (
        recipients(("contact",), agency=agency, roster=desk.roster, on=on).people
        if to == "agency"
        else office_people(desk, settings, "supervisor", on)
    )
    reached: list[Reader] = [(who.email, who) for who in found if who.email]
    return reached or ([(settings.office_email, None)] if settings.office_email else [])


def _sections(post: Post, some: Sequence[Tiding]) -> Iterable[SectionView]:
    """A section for each task, in the order in which something happened first."""
    by_task: dict[str, list[Tiding]] = defaultdict(list)
    for each in some:
        by_task[each.task].append(each)
    filed = obligations.filed(post.desk.session, {each.obligation for each in some})
    for task, told in by_task.items():
        one = filed[told[0].obligation].obligation
        name = f"{views.matter(one, post.desk.rule(one))}（{views.window_zh(one.window.label)}，案号 {task}）"
        who = post.desk.name(told[0].agency, post.on)
        yield section(f"{who}：{name}", [f"{each.on.month}月{each.on.day}日 {each.said}" for each in told])


def _letter(post: Post, about: str, reader: Reader, agency: str, sections: tuple[SectionView, ...]) -> Letter:
    address, person = reader
    name = post.desk.name(agency, post.on) if agency else post.settings.office_name
    view = SummaryView(
        TITLE, person.name if person else "", name, post.slot, (), sections, views.office_view(post.settings)
    )
    return post.letter(render_summary(view), SUMMARY, address, person, about, ())
