"""申请与处置：extend, exempt, stop and resume the clock, transfer, confirm a reading, judge by hand — acts on the file.

None of them edits a verdict: each is put on file, and the verdict is found anew (semantics 8).
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Engine

from duban.services.casefile import decided
from duban.services.casefile.setting_aside import follow
from duban.services.casefile.steps import Actor
from duban.services.desk import Desk
from duban.services.judgement.casework import judged
from duban.services.judgement.news import judge_at_once
from duban.services.lookup import agency_called, obligation_called
from duban.services.paperwork import papers
from duban.services.register.handing_over import Occasion, hand_over
from duban.settings import Settings
from engine.nouns import (
    Obligation,
    OfficeAct,
    Petition,
    PetitionKind,
    PetitionState,
    Role,
    Rule,
    Task,
    TaskState,
    Verdict,
)
from engine.source import Refused
from rules.years import day_named
from store import acts, events, obligations, petitions, tasks
from store.events import Entry
from store.session import transaction
from workflows import requests
from workflows.advance import advance, allowed
from workflows.petitions import answered
from workflows.standard import Action

POWERS = ("extend", "exempt", "toll", "resume", "transfer", "confirm", "judge")


@dataclass(frozen=True)
class Request:
    """What is asked for: `to` is a day or an agency, `of` a reading, `value` what it is or how it is judged."""

    act: str
    reason: str = ""
    to: str | None = None
    of: str | None = None
    value: str | None = None
    doc: str | None = None
    asked_on: date | None = None


def decide(
    database: Engine, settings: Settings, number: str, request: Request, actor: Actor, *, on: date, now: datetime
) -> Verdict:
    """Grant a request on the obligation called `number`; answer what then holds.

    Raises Refused W2xx with what is possible instead, X401 or X402 for an unknown number.
    """
    with transaction(database, settings.jurisdiction) as session:
        desk = Desk(session)
        one = obligation_called(session, number).obligation
        before = judged(desk, [one], on)[one.key]
        act = _granted(desk, one, before, request, actor, on)
        put_on_file(desk, one, act, request, actor, on=on, now=now)
        answers = _answer_petitions(desk, one, act, request, actor, on)
        judge_at_once(desk, [(one.rule, one.bearer)], on, now)
        after = judged(desk, [one], on)[one.key]
        what = decided.Decided(desk, settings, one, actor.name, on, now)
        posted = [letter for each in answers for letter in decided.of_answer(what, each, after)]
    papers.keep(settings, posted)
    return after


def put_on_file(
    desk: Desk, one: Obligation, act: OfficeAct, request: Request, actor: Actor, *, on: date, now: datetime
) -> None:
    """Put an act on the file of an obligation, let its tasks follow, and have it looked at again."""
    events.append(desk.session, [Entry(now, actor.name, f"act.{act.act}", one.key, _told(act, request))])
    if act.act == "transfer":
        occasion = Occasion(act.day, actor.name, on, now, request.reason, request.doc)
        hand_over(desk, [one], {one.rule: act.to or ""}, occasion)
    else:
        acts.add(desk.session, one.key, act, by=actor.name)
        _move_tasks(desk, one, act, actor, request, on=on, now=now)
    obligations.look_again(desk.session, [one.key])


def _answer_petitions(
    desk: Desk, one: Obligation, act: OfficeAct, request: Request, actor: Actor, on: date
) -> list[Petition]:
    """What the office grants of itself also answers whoever had asked for it; answer the petitions answered so."""
    kind, answers = ANSWERS.get(act.act), []
    for waiting in petitions.of_obligations(desk.session, [one.key]).get(one.key, ()):
        if waiting.kind is kind and waiting.state is PetitionState.PENDING:
            given = answered(
                waiting, PetitionState.GRANTED, by=actor.name, role=actor.role, on=on,
                reason=request.reason, doc=request.doc, granted_to=act.to,
            )  # fmt: skip
            petitions.answer(desk.session, given)
            answers.append(given)
    return answers


def _granted(desk: Desk, one: Obligation, before: Verdict, request: Request, actor: Actor, on: date) -> OfficeAct:
    """The act that grants the request, if the workflow lets it be granted."""
    earlier = acts.of_obligation(desk.session, one.key)
    match request.act:
        case "extend":
            return requests.extension(
                desk.rule(one),
                before.due,
                to=written_day(request.to),
                asked_on=request.asked_on or on,
                granted_on=on,
                role=actor.role,
                earlier=earlier,
                reason=request.reason,
                doc=request.doc,
            )
        case "exempt":
            return requests.exemption(before.standing, on=on, role=actor.role, reason=request.reason, doc=request.doc)
        case "toll":
            return requests.suspension(on=on, role=actor.role, reason=request.reason, doc=request.doc)
        case "resume":
            return requests.resumption(requests.last_stop(earlier), on=on, role=actor.role, doc=request.doc)
        case "transfer":
            to = agency_called(desk.session, request.to or "").id
            return requests.transfer(
                before.standing,
                bearer=one.bearer,
                to=to,
                on=on,
                role=actor.role,
                reason=request.reason,
                doc=request.doc,
            )
        case _:
            return _by_the_office(desk.rule(one), request, actor, on)


def _by_the_office(rule: Rule, request: Request, actor: Actor, on: date) -> OfficeAct:
    """A reading confirmed or a judgement by hand, which are the office's own."""
    if request.act not in ("confirm", "judge"):
        raise Refused("X431", f"没有“{request.act}”这种处置；可用：{'、'.join(POWERS)}")
    if not request.value:
        raise Refused("X432", "没有写明结论；请写明确认的读法，或判定结果")
    if request.act == "judge":
        return requests.judgement(rule, value=request.value, on=on, role=actor.role, doc=request.doc)
    return requests.confirmation(rule, of=request.of, value=request.value, on=on, role=actor.role, doc=request.doc)


def written_day(written: str | None) -> date:
    """The day that was written.  Raises Refused X433 when it is none."""
    found = day_named(written or "")
    if found is None:
        raise Refused("X433", "没有写明新的时限；请写明到哪一天，如 2026-11-30")
    return found


ANSWERS = {"extend": PetitionKind.EXTEND, "exempt": PetitionKind.EXEMPT, "transfer": PetitionKind.DISPUTE}
MOVES = {"toll": Action.SUSPEND, "resume": Action.RESUME}


def _move_tasks(
    desk: Desk, one: Obligation, act: OfficeAct, actor: Actor, request: Request, *, on: date, now: datetime
) -> None:
    """Let the tasks follow: suspended or resumed with the duty; settled ones stay as they are."""
    action = MOVES.get(act.act)
    if action is None:
        return
    role = Role.OFFICER if actor.role is Role.LEADER else actor.role
    issued = tasks.of_obligations(desk.session, [one.key]).get(one.key, ())
    moves: list[tuple[Task, Task]] = [
        (
            task,
            advance(task, action, actor=actor.name, role=role, on=on, calendar=desk.calendar, reason=request.reason),
        )
        for task in issued
        if action in allowed(task, role) and (action is not Action.RESUME or task.state is TaskState.SUSPENDED)
    ]
    events.append(desk.session, follow(desk, moves, action, actor, on=on, now=now, reason=request.reason))


def _told(act: OfficeAct, request: Request) -> dict[str, object]:
    told = {"day": act.day.isoformat(), "to": act.to, "of": act.of, "value": act.value, "doc": act.doc}
    return {"reason": request.reason, **{name: value for name, value in told.items() if value}}
