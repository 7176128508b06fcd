"""办一件事：does to a task what a form asks for — a step, a petition, an answer, a power of the office, a note.

The names of deeds are those that `casefile.possible` gives; so what was offered and what is done are the same thing.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import Engine

from duban.services.casefile import answering, asking, remarks, requests, tasks
from duban.services.casefile.claims import Report, quantity_of
from duban.services.casefile.intake import Proof
from duban.services.casefile.possible import Possible, possible
from duban.services.casefile.tasks import Actor
from duban.services.lookup import task_called
from duban.services.powers import Deed, Viewer
from duban.settings import Settings
from engine.nouns import PetitionKind, Task
from engine.source import Refused
from store.session import reading
from workflows.standard import Action

ASKING, ANSWERING, REMARK = "ask.", "answer.", "remark"


@dataclass(frozen=True)
class Filled:
    """A form as it came back: which deed, and what was written and attached."""

    deed: str
    reason: str = ""
    text: str = ""
    to: str = ""
    doc: str = ""
    of: str = ""
    value: str = ""
    against: str = ""
    granted: bool = False
    kind: str = ""
    day: date | None = None
    quantity: str = ""
    unit: str = ""
    figures: Mapping[str, str] = field(default_factory=dict)
    recipients: tuple[str, ...] = ()
    answer_by: date | None = None
    proof: Proof = Proof()
    draft: str = ""
    seen: int | None = None
    key: str | None = None


@dataclass(frozen=True)
class Visit:
    """One person at the counter at one moment (来办事的人)."""

    database: Engine
    settings: Settings
    viewer: Viewer
    on: date
    now: datetime

    @property
    def actor(self) -> Actor:
        """Under which name and in which capacity it is written down."""
        return Actor(self.viewer.account.title, self.viewer.role)


def offered(visit: Visit, number: str) -> tuple[Possible, ...]:
    """What the visitor may do about a task, open deeds and closed ones."""
    admitted(visit, number)
    return possible(visit.database, visit.settings, number, actor=visit.actor.name, role=visit.viewer.role, on=visit.on)


def do(visit: Visit, number: str, filled: Filled) -> None:
    """Do what the form asks for. Raises Refused with what is possible instead; what was written is kept."""
    deed = filled.deed
    if deed == REMARK:
        visit.viewer.permit(Deed.COMMENT)
    admitted(visit, number)
    if deed.startswith(ASKING):
        _ask(visit, number, filled)
    elif deed.startswith(ANSWERING):
        _answer(visit, filled)
    elif deed in set(Action):
        _step(visit, number, Action(deed), filled)
    else:
        DEEDS.get(deed, _power)(visit, number, filled)


def admitted(visit: Visit, number: str) -> Task:
    """The task called `number`, if the visitor may see it."""
    visit.viewer.permit(Deed.LOOK)
    with reading(visit.database, visit.settings.jurisdiction) as session:
        task = task_called(session, number)
    visit.viewer.admit([task.agency])
    return task


def _step(visit: Visit, number: str, action: Action, filled: Filled) -> None:
    tasks.act(
        visit.database, visit.settings, number, action, visit.actor, on=visit.on, now=visit.now,
        reason=filled.reason or None, report=report_of(filled), doc=filled.doc or None, seen=filled.seen,
        key=filled.key, limit=requests.written_day(filled.to) if action is Action.RECTIFY and filled.to else None,
    )  # fmt: skip


def report_of(filled: Filled) -> Report:
    """What a form says was done.  Raises Refused F120 for a quantity that is no number."""
    return Report(
        kind=filled.kind or None,
        day=filled.day,
        quantity=quantity_of(filled.quantity),
        unit=filled.unit or None,
        figures={kind: number for kind, said in filled.figures.items() if (number := quantity_of(said)) is not None},
        to=filled.recipients,
        text=filled.text,
        proof=filled.proof,
        draft=filled.draft or None,
    )


def _ask(visit: Visit, number: str, filled: Filled) -> None:
    asked = asking.Ask(
        kind=PetitionKind(filled.deed.removeprefix(ASKING)),
        reason=filled.reason,
        to=filled.to or None,
        doc=filled.doc or None,
        against=filled.against or None,
        proof=filled.proof,
    )
    asking.ask(
        visit.database, visit.settings, number, asked, visit.actor, on=visit.on, now=visit.now,
        seen=filled.seen, key=filled.key,
    )  # fmt: skip


def _answer(visit: Visit, filled: Filled) -> None:
    given = answering.Answer(filled.granted, filled.reason, filled.doc or None, filled.to or None)
    key = filled.deed.removeprefix(ANSWERING)
    answering.answer(visit.database, visit.settings, key, given, visit.actor, on=visit.on, now=visit.now)


def _power(visit: Visit, number: str, filled: Filled) -> None:
    if filled.deed not in requests.POWERS:
        raise Refused("X633", "没有这种办理方式；请返回页面，从列出的办理方式里选")
    request = requests.Request(
        filled.deed, filled.reason, filled.to or None, filled.of or None, filled.value or None, filled.doc or None
    )
    requests.decide(visit.database, visit.settings, number, request, visit.actor, on=visit.on, now=visit.now)


def _remark(visit: Visit, number: str, filled: Filled) -> None:
    remarks.remark(
        visit.database, visit.settings, number, filled.text, visit.actor, on=visit.on, now=visit.now,
        answer_by=filled.answer_by, doc=filled.doc or None,
    )  # fmt: skip


DEEDS: dict[str, Callable[[Visit, str, Filled], None]] = {REMARK: _remark}
