"""签收：the link in a letter by which its reader signs for it — what it shows, and what signing does, once.

The link names the letter, signed with the key of this installation, and holds for so many days (`link_days`).
Looking changes nothing; signing is written to the log and accepts (签收) the tasks of the reader's agency that the
letter speaks of and that nobody accepted yet.  What else may be done by it is in `counter.by_link`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Engine

from duban.services.casefile.tasks import Actor, move_entry
from duban.services.desk import Desk
from duban.services.judgement.casework import judged
from duban.services.paperwork.views import matter, window_zh
from duban.services.post.linking import link_of as link_of
from duban.services.post.linking import linked
from duban.settings import Settings
from engine.nouns import Event, Letter, Obligation, Person, Role, Task, Verdict
from engine.source import Refused
from engine.telling.codes import STANDING_ZH
from store import events, letters, notices, obligations, tasks
from store.events import Entry
from store.session import Session, transaction
from workflows.advance import advance, allowed
from workflows.standard import STATE_ZH, Action

SIGNED = "letter.receipt"


@dataclass(frozen=True)
class Item:
    """One matter that a letter speaks of, as its reader sees it."""

    number: str
    agency: str
    matter: str
    window: str
    due: date
    standing: str
    state: str


@dataclass(frozen=True)
class Receipt:
    """What a link is about: the letter, its matters, and who signed for it when, if anybody did."""

    subject: str
    reader: str
    sent_on: date
    items: tuple[Item, ...]
    signed_by: str | None = None
    signed_at: datetime | None = None


@dataclass(frozen=True)
class Opened:
    """A letter called up by its link: whom it went to, and the tasks it speaks of."""

    letter: Letter
    reader: Person | None
    duties: dict[str, Obligation]
    tasks: tuple[Task, ...]

    @property
    def own(self) -> tuple[Task, ...]:
        """The tasks of the reader's own agency; none for a reader who is no longer on the roster."""
        agency = self.reader.agency if self.reader else None
        return tuple(each for each in self.tasks if each.agency == agency)

    @property
    def called(self) -> str:
        """The name of the reader, or the address if nobody's is known."""
        return self.reader.name if self.reader else self.letter.recipient


def sign(database: Engine, settings: Settings, token: str, *, name: str, on: date, now: datetime) -> Receipt:
    """Sign for the letter of a link; a second time changes nothing.  Raises Refused X905 when it is none of ours."""
    with transaction(database, settings.jurisdiction) as session:
        events.append(session, [])  # two clicks take turns
        desk = Desk(session)
        opened = opened_by(desk, settings, token, on)
        if signed_for(session, opened.letter.message_id) is None:
            _accept(desk, opened, name.strip() or opened.called, on=on, now=now)
        opened = opened_by(desk, settings, token, on)
        return receipt(desk, opened, judged(desk, list(opened.duties.values()), on), on)


def _accept(desk: Desk, opened: Opened, name: str, *, on: date, now: datetime) -> None:
    """Write down the receipt, and accept the tasks that wait for the reader's agency."""
    actor = Actor(name, Role.CONTACT)
    moved = tasks.move_many(desk.session, [(task, _accepted(desk, task, actor, on)) for task in _waiting(opened)])
    was = {task.key: task for task in opened.tasks}
    told = {"recipient": opened.letter.recipient, "tasks": [task.key for task in moved]}
    lines = [move_entry(was[task.key], task, Action.ACCEPT, actor, on=on, now=now) for task in moved]
    events.append(desk.session, [Entry(now, name, SIGNED, opened.letter.message_id, told), *lines])
    obligations.look_again(desk.session, sorted({task.obligation for task in moved}))


def _accepted(desk: Desk, task: Task, actor: Actor, on: date) -> Task:
    return advance(task, Action.ACCEPT, actor=actor.name, role=actor.role, on=on, calendar=desk.calendar)


def _waiting(opened: Opened) -> list[Task]:
    """The tasks of the reader's own agency that nobody accepted yet."""
    return [each for each in opened.own if Action.ACCEPT in allowed(each, Role.CONTACT)]


def opened_by(desk: Desk, settings: Settings, token: str, on: date) -> Opened:
    """What a link opens.  Raises Refused X905 when it is none of ours, X664 when it no longer holds."""
    letter = _letter(desk.session, token)
    if on > letter.slot + timedelta(settings.link_days):
        raise Refused(
            "X664",
            f"链接自 {letter.slot} 起 {settings.link_days} 天内有效，现已过期；请登录办公台，或回信联系督办机构",
        )
    told = notices.of_keys(desk.session, letter.notices)
    filed = obligations.filed(desk.session, sorted({notice.obligation for notice in told}))
    issued = tasks.of_obligations(desk.session, sorted(filed))
    return Opened(
        letter,
        desk.register.person_at(letter.recipient, on),
        {key: one.obligation for key, one in filed.items()},
        tuple(task for key in sorted(issued) for task in issued[key]),
    )


def signed_for(session: Session, message_id: str) -> Event | None:
    """Who signed for a letter and when, as the log has it; None as long as nobody did."""
    return next((each for each in events.of_subject(session, message_id) if each.kind == SIGNED), None)


def _letter(session: Session, token: str) -> Letter:
    """The letter that a token was made for."""
    named = linked(session, token)
    letter = letters.get(session, named) if named else None
    if letter is None:
        raise Refused("X905", "签收链接无效或已失效；请核对地址是否完整，或直接回复邮件说明已收到")
    return letter


def receipt(desk: Desk, opened: Opened, verdicts: Mapping[str, Verdict], on: date) -> Receipt:
    """What an opened letter is about, of whose duties the verdicts are known."""
    signed = signed_for(desk.session, opened.letter.message_id)
    return Receipt(
        opened.letter.subject,
        opened.called,
        opened.letter.slot,
        tuple(_items(desk, opened, verdicts, on)),
        signed.actor if signed else None,
        signed.at if signed else None,
    )


def _items(desk: Desk, opened: Opened, verdicts: Mapping[str, Verdict], on: date) -> Iterator[Item]:
    """The matters of the letter, the earliest due first; each with the lead's task if one was issued."""
    leads = {task.obligation: task for task in reversed(opened.tasks) if task.part == "lead"}
    for key, one in sorted(opened.duties.items(), key=lambda item: (verdicts[item[0]].due.safe, item[0])):
        verdict, task = verdicts[key], leads.get(key)
        yield Item(
            task.key if task else key[:16],
            desk.name(one.bearer, on),
            matter(one, desk.rule(one)),
            window_zh(one.window.label),
            verdict.due.safe,
            STANDING_ZH[verdict.standing],
            STATE_ZH[task.state] if task else "未交办",
        )
