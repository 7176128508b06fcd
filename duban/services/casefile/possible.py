"""可办：what someone may do about a task now, what each deed needs, and why the others are closed.

Asked of the very functions that would do it, so that no button promises what is then refused.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from sqlalchemy import Engine

from duban.services.casefile import appeals
from duban.services.desk import Desk
from duban.services.judgement.casework import judged
from duban.services.lookup import task_called
from duban.settings import Settings
from engine.nouns import Obligation, OfficeAct, Petition, PetitionKind, PetitionState, Role, Rule, Task, Verdict
from engine.source import Refused
from store import acts, obligations
from store import petitions as register
from store.session import reading
from workflows import petitions as law
from workflows import requests
from workflows.advance import advance, moves
from workflows.standard import Action, Move

STARRED = "，"  # stands for a reason that will be given
NEEDS: dict[str, tuple[str, ...]] = {
    "extend": ("reason", "to_day"),
    "exempt": ("reason", "doc"),
    "toll": ("reason",),
    "resume": (),
    "transfer": ("reason", "to_agency"),
    "confirm": ("of", "value"),
    "judge": ("value",),
    "ask.extend": ("reason", "to_day"),
    "ask.exempt": ("reason",),
    "ask.dispute": ("reason",),
    "ask.appeal": ("reason", "against"),
    "remark": ("text",),
    "report": ("text",),
    "cancel": ("reason", "doc"),
}
POWERS_ZH = {
    "extend": "延期",
    "exempt": "豁免",
    "toll": "暂缓",
    "resume": "恢复计时",
    "transfer": "移交",
    "confirm": "确认读法",
    "judge": "人工判定",
}


@dataclass(frozen=True)
class Possible:
    """Something that could be done about a task (可办): what it needs, and when it is closed, by which code and why."""

    deed: str
    label: str
    needs: tuple[str, ...] = ()
    code: str | None = None
    why_not: str | None = None

    @property
    def is_open(self) -> bool:
        """Whether it may be done now."""
        return self.code is None


@dataclass(frozen=True)
class _Case:
    """All that must be known of a task to say what may be done about it."""

    desk: Desk
    task: Task
    one: Obligation
    rule: Rule
    verdict: Verdict
    acts: tuple[OfficeAct, ...]
    petitions: tuple[Petition, ...]
    actor: str
    role: Role
    on: date


def possible(
    database: Engine, settings: Settings, number: str, *, actor: str, role: Role, on: date
) -> tuple[Possible, ...]:
    """What someone in a role may do about the task called `number` on a day, open things and closed ones."""
    with reading(database, settings.jurisdiction) as session:
        desk, task = Desk(session), task_called(session, number)
        one = obligations.filed(session, [task.obligation])[task.obligation].obligation
        return offered(desk, task, one, judged(desk, [one], on)[one.key], actor=actor, role=role, on=on)


def offered(
    desk: Desk, task: Task, one: Obligation, verdict: Verdict, *, actor: str, role: Role, on: date
) -> tuple[Possible, ...]:
    """The same of a task on the desk, of whose duty the verdict is known."""
    session = desk.session
    asked = register.of_obligations(session, [one.key]).get(one.key, ())
    done = acts.of_obligation(session, one.key)
    case = _Case(desk, task, one, desk.rule(one), verdict, done, asked, actor, role, on)
    steps = steps_open_to(role, desk, task, actor=actor, on=on)
    return (*steps, *_petitions(case), *_powers(case), *_answers(case), *_remarks(case))


def steps_open_to(role: Role, desk: Desk, task: Task, *, actor: str, on: date) -> Iterator[Possible]:
    """The lines of the table that are open to a role, each tried; for them nothing but the task need be known."""
    for move in moves(task):
        if role in move.roles and move.action not in (Action.DISPUTE, Action.TRANSFER):  # both stand below
            step = partial(
                advance, task, move.action, actor=actor, role=role, on=on, calendar=desk.calendar, met=True,
                reason=STARRED,
            )  # fmt: skip
            yield _tried(move.action.value, move.label, _needs(move), step)


def _needs(move: Move) -> tuple[str, ...]:
    return NEEDS.get(move.action, ("reason",) if move.reason else ())


def _petitions(case: _Case) -> Iterator[Possible]:
    """What may be asked for."""
    if case.role not in law.ASKERS:
        return
    checks: dict[PetitionKind, Callable[[], object]] = {
        PetitionKind.EXTEND: lambda: law.check_extension(
            case.rule, case.verdict.due, to=_day_after(case), asked_on=case.on, granted=_extended(case)
        ),
        PetitionKind.EXEMPT: lambda: law.check_exemption(case.verdict.standing),
        PetitionKind.DISPUTE: lambda: advance(
            case.task, Action.DISPUTE, actor=case.actor, role=Role.CONTACT, on=case.on, calendar=case.desk.calendar,
            reason=STARRED,
        ),
        PetitionKind.APPEAL: lambda: law.check_appeal(
            appeals.decision_called(case.desk, case.task, None).on, case.on, case.desk.calendar
        ),
    }  # fmt: skip
    mine = [each for each in case.petitions if each.task == case.task.key]
    for kind, check in checks.items():
        first = partial(law.check_asking, kind, case.role, STARRED, mine)
        yield _tried(f"ask.{kind.value}", f"申请{law.KIND_ZH[kind]}", NEEDS[f"ask.{kind.value}"], first, check)


def _powers(case: _Case) -> Iterator[Possible]:
    """What the office may put on file of itself."""
    if case.role not in requests.GRANTORS or case.task.part != "lead":
        return
    standing, on, role = case.verdict.standing, case.on, case.role
    checks: dict[str, Callable[[], object]] = {
        "extend": lambda: requests.extension(
            case.rule, case.verdict.due, to=_day_after(case), asked_on=on, granted_on=on, role=role,
            earlier=case.acts, reason=STARRED,
        ),
        "exempt": lambda: requests.exemption(standing, on=on, role=role, reason=STARRED, doc=STARRED),
        "toll": lambda: requests.suspension(on=on, role=role, reason=STARRED),
        "resume": lambda: requests.resumption(requests.last_stop(case.acts), on=on, role=role),
        "transfer": lambda: requests.transfer(standing, bearer="-", to="", on=on, role=role, reason=STARRED),
        "judge": lambda: requests.judgement(case.rule, value="met", on=on, role=role),
    }  # fmt: skip
    for power, check in checks.items():
        yield _tried(power, POWERS_ZH[power], NEEDS[power], check)


def _answers(case: _Case) -> Iterator[Possible]:
    """The petitions that wait for an answer."""
    for each in case.petitions:
        if each.state is PetitionState.PENDING and case.role in law.ANSWERERS[each.kind]:
            check = partial(law.check_answering, each, case.actor, case.role)
            yield _tried(f"answer.{each.key}", f"答复{law.KIND_ZH[each.kind]}申请", ("granted", "reason"), check)


def _remarks(case: _Case) -> Iterator[Possible]:
    if case.role is Role.LEADER:
        yield Possible("remark", "批示", NEEDS["remark"])


def _tried(deed: str, label: str, needs: tuple[str, ...], *checks: Callable[[], object]) -> Possible:
    try:
        for check in checks:
            check()
    except Refused as refused:
        return Possible(deed, label, needs, refused.code, refused.message)
    return Possible(deed, label, needs)


def _day_after(case: _Case) -> date:
    """A day that would do for an extension."""
    due = case.verdict.due
    return (due.hard or due.safe) + timedelta(1)


def _extended(case: _Case) -> int:
    return sum(act.act == "extend" and act.granted is not None for act in case.acts)
