"""凭链办理：what the link of a letter lets one do without an account — accept and report the tasks in it.

The link is the only authority: it reaches the tasks of its reader's agency that the letter speaks of and no others,
as long as it holds.  Each form carries the version of the task that it was drawn for, and counts once.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Engine

from duban.services.casefile import tasks
from duban.services.casefile.feedback import STATES_ZH
from duban.services.casefile.listing import told
from duban.services.casefile.possible import Possible, steps_open_to
from duban.services.casefile.tasks import Actor
from duban.services.counter.deeds import Filled, report_of
from duban.services.desk import Desk
from duban.services.judgement.casework import judged
from duban.services.post import receipts
from duban.services.post.receipts import Opened, Receipt
from duban.services.showing.task import Blank, blank_of
from duban.settings import Settings
from engine.fingerprint import fingerprint
from engine.nouns import Role, Task, Verdict
from engine.source import Refused
from store import feedback
from store.events import Entry
from store.session import reading
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
    with reading(database, settings.jurisdiction) as session:
        desk = Desk(session)
        opened = receipts.opened_by(desk, settings, token, on)
        verdicts = judged(desk, list(opened.duties.values()), on)
        shown = receipts.receipt(desk, opened, verdicts, on)
        return LetterShown(shown, tuple(_offer(desk, opened, task, verdicts, on) for task in opened.own))


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
    told = {"task": task.key, "deed": filled.deed, "recipient": opened.letter.recipient}
    tasks.act(
        database, settings, task.key, Action(filled.deed), actor, on=on, now=now, report=report_of(filled),
        seen=filled.seen, key=f"link-{key[:32]}", told=[Entry(now, actor.name, USED, opened.letter.message_id, told)],
    )  # fmt: skip


def _opened(database: Engine, settings: Settings, token: str, on: date) -> Opened:
    with reading(database, settings.jurisdiction) as session:
        return receipts.opened_by(Desk(session), settings, token, on)


def _reached(opened: Opened, number: str) -> Task:
    """The task of this number, if the link reaches it; that another exists is not told."""
    found = next((task for task in opened.own if task.key == number), None)
    if found is None:
        raise Refused("X665", "这封信里没有这一件，或它不属于您的单位；请从信里的链接重新打开")
    return found


def _offer(desk: Desk, opened: Opened, task: Task, verdicts: Mapping[str, Verdict], on: date) -> Offer:
    one = opened.duties[task.obligation]
    able = steps_open_to(Role.CONTACT, desk, task, actor=opened.called, on=on)
    return Offer(
        row=told(desk, task, one, verdicts[one.key], on),
        deeds=tuple(each for each in able if each.deed in DEEDS and each.is_open),
        blank=blank_of(desk.rule(one)),
        feedback=_fed_back(desk, task),
    )


def _fed_back(desk: Desk, task: Task) -> str:
    """How the last feedback on a task fared, in a few words."""
    written = feedback.of_obligations(desk.session, [task.obligation]).get(task.obligation, ())
    own = [each for each in written if each.task == task.key]
    return f"{STATES_ZH[own[-1].state]}：{own[-1].text}" if own else ""


def _signed(opened: Opened, name: str) -> str:
    """Under which name it is written down: the reader's, or of another whom he let use his link."""
    said = name.strip()[:LONGEST]
    return opened.called if said in ("", opened.called) else f"{said}（凭{opened.called}的链接）"
