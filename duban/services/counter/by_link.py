"""凭链办理：what the link of a letter lets one do without an account — accept and report the tasks in it.

The link is the only authority: it reaches the tasks of its reader's agency that the letter speaks of and no others,
as long as it holds.  Each form carries the version of the task that it was drawn for, and counts once.
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Engine

from duban.services.casefile import feedback, listing, tasks
from duban.services.casefile.possible import Possible, possible
from duban.services.casefile.tasks import Actor
from duban.services.counter.deeds import Filled, report_of
from duban.services.desk import Desk
from duban.services.post import receipts
from duban.services.post.receipts import Opened, Receipt
from duban.services.showing.task import Blank, blank_of
from duban.settings import Settings
from engine.fingerprint import fingerprint
from engine.nouns import Role, Task
from engine.source import Refused
from store import events
from store.events import Entry
from store.session import reading, transaction
from workflows.standard import Action

DEEDS = (Action.ACCEPT, Action.REPORT)
"""What may be done by link; everything else wants an account."""
USED = "letter.used"
LONGEST = 40  # characters of a name


@dataclass(frozen=True)
class Offer:
    """A task in a letter as its reader may work on it: how it stands, what he may do, what was fed back."""

    row: dict[str, object]
    deeds: tuple[Possible, ...]
    blank: Blank
    feedback: str


@dataclass(frozen=True)
class LetterShown:
    """The page of a link: what the letter is about, and what its reader may do."""

    receipt: Receipt
    offers: tuple[Offer, ...]


def looked_at(database: Engine, settings: Settings, token: str, *, on: date) -> LetterShown:
    """What a link shows; looking changes nothing.

    Raises Refused X905 when it is none of ours, X664 when it no longer holds.
    """
    receipt = receipts.looked_at(database, settings, token, on=on)
    opened = _opened(database, settings, token, on)
    return LetterShown(receipt, tuple(_offer(database, settings, opened, task, on) for task in opened.own))


def act(
    database: Engine, settings: Settings, token: str, number: str, filled: Filled, *, name: str, on: date, now: datetime
) -> None:
    """Accept or report a task of the letter; the same form sent twice has one effect.

    Raises Refused X665 for a task that this link does not reach, X666 for a deed that wants an account, X667 for a form
    without the version of its task, and what `tasks.act` raises.
    """
    opened = _opened(database, settings, token, on)
    task = _reached(opened, number)
    if filled.deed not in DEEDS:
        raise Refused("X666", "凭链接只能签收和反馈；申请延期、提出异议等请登录办公台办理，或回复邮件")
    if filled.seen is None:
        raise Refused("X667", "这张表单不完整，没有办理；请重新打开信里的链接再填")
    actor = Actor(_signed(opened, name), Role.CONTACT)
    key = fingerprint(USED, opened.letter.message_id, task.key, filled.deed, str(filled.seen))
    done = tasks.act(
        database, settings, task.key, Action(filled.deed), actor, on=on, now=now, report=report_of(filled),
        seen=filled.seen, key=f"link-{key[:32]}",
    )  # fmt: skip
    if not done.again:
        told = {"task": task.key, "deed": filled.deed, "recipient": opened.letter.recipient}
        with transaction(database, settings.jurisdiction) as session:
            events.append(session, [Entry(now, actor.name, USED, opened.letter.message_id, told)])


def _opened(database: Engine, settings: Settings, token: str, on: date) -> Opened:
    with reading(database, settings.jurisdiction) as session:
        return receipts.opened_by(Desk(session), settings, token, on)


def _reached(opened: Opened, number: str) -> Task:
    """The task of this number, if the link reaches it; that another exists is not told."""
    found = next((task for task in opened.own if task.key == number), None)
    if found is None:
        raise Refused("X665", "这封信里没有这一件，或它不属于您的单位；请从信里的链接重新打开")
    return found


def _offer(database: Engine, settings: Settings, opened: Opened, task: Task, on: date) -> Offer:
    able = possible(database, settings, task.key, actor=opened.called, role=Role.CONTACT, on=on)
    overview = feedback.overview(database, settings, task.key, on=on)
    with reading(database, settings.jurisdiction) as session:
        blank = blank_of(Desk(session).rule(opened.duties[task.obligation]))
    return Offer(
        row=listing.shown(database, settings, task.key, on=on),
        deeds=tuple(each for each in able if each.deed in DEEDS and each.is_open),
        blank=blank,
        feedback=_fed_back(overview, task),
    )


def _fed_back(overview: dict[str, object], task: Task) -> str:
    """How the last feedback on a task fared, in a few words."""
    rows = overview["rows"]
    assert isinstance(rows, list)
    return next((f"{row['feedback_zh']}：{row['text']}" for row in rows if row["task"] == task.key and row["on"]), "")


def _signed(opened: Opened, name: str) -> str:
    """Under which name it is written down: the reader's, or of another whom he let use his link."""
    said = name.strip()[:LONGEST]
    return opened.called if said in ("", opened.called) else f"{said}（凭{opened.called}的链接）"
