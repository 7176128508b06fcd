"""答复：the office answers a petition, once; what is granted holds by the same law as when it acts of itself.

Granting puts an act on the file; the verdict is found anew.  The answer to an extension or an appeal leaves as the
office's paper (`decided`), any other is told with the next post.  What is withdrawn needs no answer.
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Engine

from duban.services.casefile import appeals, decided, tidings
from duban.services.casefile.disputes import uphold
from duban.services.casefile.petitions import petition_called
from duban.services.casefile.requests import Request, put_on_file, written_day
from duban.services.casefile.steps import Actor, move_entry
from duban.services.desk import Desk
from duban.services.judgement.casework import judged
from duban.services.judgement.news import duties_of, judge_at_once
from duban.services.lookup import task_called
from duban.services.paperwork import papers
from duban.settings import Settings
from engine.nouns import (
    Letter,
    Obligation,
    Petition,
    PetitionKind,
    PetitionState,
    Task,
    Verdict,
)
from store import acts, events, obligations
from store import petitions as register
from store import tidings as told
from store.events import Entry
from store.session import transaction
from workflows import petitions as law
from workflows import requests
from workflows.standard import Action


@dataclass(frozen=True)
class Answer:
    """How the office answers: `to` is the day granted, or the agency that takes over."""

    granted: bool
    reason: str = ""
    doc: str | None = None
    to: str | None = None


@dataclass(frozen=True)
class Answered:
    """A petition with its answer, what then holds, and the letters with the paper that says so.

    `late` when an appeal was decided after its last day.
    """

    petition: Petition
    verdict: Verdict
    late: bool = False
    letters: tuple[Letter, ...] = ()


def answer(
    database: Engine, settings: Settings, key: str, given: Answer, actor: Actor, *, on: date, now: datetime
) -> Answered:
    """Answer a petition; what is granted holds from now on.

    Raises Refused W2xx when it may not be answered so, or not by this person; X436 when there is no such petition.
    """
    with transaction(database, settings.jurisdiction) as session:
        desk = Desk(session)
        waiting = petition_called(desk, key)
        law.check_answering(waiting, actor.name, actor.role)
        one = obligations.filed(session, [waiting.obligation])[waiting.obligation].obligation
        task = task_called(session, waiting.task)
        granted_to = _grant(desk, task, one, waiting, given, actor, on=on, now=now) if given.granted else None
        state = PetitionState.GRANTED if given.granted else PetitionState.REFUSED
        done = law.answered(
            waiting, state, by=actor.name, role=actor.role, on=on, reason=given.reason, doc=given.doc,
            granted_to=granted_to,
        )  # fmt: skip
        tiding = _tell(desk, task, done, on, now)
        judge_at_once(desk, duties_of(desk, one, task.agency), on, now)
        verdict = judged(desk, [one], on)[one.key]
        what = decided.Decided(desk, settings, one, actor.name, on, now)
        posted = decided.of_answer(what, done, verdict)
        if posted:
            told.told(session, [tiding], posted[0].message_id)
    papers.keep(settings, posted)
    return Answered(done, verdict, law.is_late(done, on), posted)


def _tell(desk: Desk, task: Task, done: Petition, on: date, now: datetime) -> str:
    """Keep an answer, log it, and have it told; answer the key of what is to be told."""
    register.answer(desk.session, done)
    said = f"{law.KIND_ZH[done.kind]}申请{law.STATE_ZH[done.state]}"
    payload = {
        "petition": done.key, "said": said, "reason": done.answer, "doc": done.answer_doc, "granted": done.granted_to,
        "on": on.isoformat(),
    }  # fmt: skip
    entry = Entry(now, done.decided_by or "", "petition.answer", task.key, {k: v for k, v in payload.items() if v})
    position = events.append(desk.session, [entry])
    news = tidings.tiding(task, "answer", position, on, f"{said}：{done.answer}" if done.answer else said)
    tidings.write_down(desk.session, [news])
    obligations.look_again(desk.session, [done.obligation])
    return news.key


def _grant(
    desk: Desk, task: Task, one: Obligation, waiting: Petition, given: Answer, actor: Actor, *, on: date, now: datetime
) -> str | None:
    """Let what was asked for hold; answer the day or the agency that was granted."""
    request = Request(waiting.kind.value, given.reason or waiting.reason, doc=given.doc)
    before = judged(desk, [one], on)[one.key]
    match waiting.kind:
        case PetitionKind.EXTEND:
            asked = written_day(waiting.to)
            to = law.day_granted(asked, written_day(given.to) if given.to else None)
            act = requests.extension(
                desk.rule(one), before.due, to=to, asked_on=waiting.asked_on, granted_on=on, role=actor.role,
                earlier=acts.of_obligation(desk.session, one.key), reason=request.reason, doc=given.doc,
            )  # fmt: skip
            put_on_file(desk, one, act, request, actor, on=on, now=now)
            return to.isoformat()
        case PetitionKind.EXEMPT:
            act = requests.exemption(before.standing, on=on, role=actor.role, reason=request.reason, doc=given.doc)
            put_on_file(desk, one, act, request, actor, on=on, now=now)
            return None
        case PetitionKind.DISPUTE:
            return uphold(desk, task, one, waiting, request, given.to, actor, before.standing, on=on, now=now)
        case PetitionKind.APPEAL:
            return _undo(desk, task, one, waiting, given, actor, on=on, now=now)


def _undo(
    desk: Desk, task: Task, one: Obligation, waiting: Petition, given: Answer, actor: Actor, *, on: date, now: datetime
) -> str | None:
    """Undo the decision that an appeal succeeds against: what was refused is granted, what was returned is restored."""
    decision = appeals.decision_called(desk, task, waiting.against)
    if decision.kind == "petition":
        refused = petition_called(desk, decision.id)
        granted_to = _grant(desk, task, one, refused, given, actor, on=on, now=now)
        return granted_to or refused.key
    restored = appeals.undo(desk, task, decision, reason=given.reason, on=on, now=now, by=actor.name)
    if restored is not None:
        entry = move_entry(task, restored, Action.RESTORE, actor, on=on, now=now, reason=given.reason)
        events.append(desk.session, [entry])
    return decision.id


def withdraw(database: Engine, settings: Settings, key: str, actor: Actor, *, on: date, now: datetime) -> Petition:
    """Take a petition back that was not answered yet.  Raises Refused W260, W269 or W270."""
    with transaction(database, settings.jurisdiction) as session:
        desk = Desk(session)
        waiting = petition_called(desk, key)
        task = task_called(session, waiting.task)
        law.check_withdrawing(waiting, task.agency)
        law.check_asking(PetitionKind.APPEAL, actor.role, "撤回", ())
        done = law.answered(waiting, PetitionState.WITHDRAWN, by=actor.name, role=actor.role, on=on, reason="")
        _tell(desk, task, done, on, now)
        return done
