"""督办件：what people do about their tasks — accept, report, return, verify, inspect — and who did what when.

A contact's report is evidence that waits for the office: verifying accepts it, returning it does not.  Each act is one
transaction: the task, the feedback with its evidence, the log, what the other side is to be told, and the tallies of
what the evidence touches.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import partial

from sqlalchemy import Engine

from duban.services.casefile import claims, decided, feedback, intake, matching, tidings
from duban.services.casefile.asking import Ask, file_petition
from duban.services.casefile.changes import check_unchanged, overtaken, version, with_last_change
from duban.services.casefile.claims import Report
from duban.services.casefile.listing import listed as listed
from duban.services.casefile.listing import shown as shown
from duban.services.casefile.once import done_before, keep_outcome
from duban.services.casefile.setting_aside import set_aside
from duban.services.casefile.steps import Actor as Actor
from duban.services.casefile.steps import Done as Done
from duban.services.casefile.steps import Step, met, reopen_until
from duban.services.casefile.steps import move_entry as move_entry
from duban.services.desk import Desk
from duban.services.judgement.casework import judged
from duban.services.judgement.news import duties_of, judge_at_once
from duban.services.judgement.upkeep import measure_again
from duban.services.lookup import task_called
from duban.services.paperwork import papers
from duban.settings import Settings
from engine.nouns import Evidence, FactStatus, Feedback, FeedbackState, Letter, Obligation, PetitionKind, Task, Verdict
from engine.source import Refused
from store import acts, events, obligations
from store import evidence as proofs
from store import tasks as register
from store.events import Entry
from store.session import reading, transaction
from workflows.advance import advance
from workflows.requests import exemption
from workflows.standard import Action

KEEPS_NOTHING = frozenset({"W102", "X401", "X402", "X403", "X412", "X413", "X418", "X419"})
"""Refusals after which there is nothing to keep for another attempt."""
DECIDING = (Action.VERIFY, Action.RETURN, Action.CANCEL)
"""Steps of the office that change what stands."""


def act(
    database: Engine,
    settings: Settings,
    number: str,
    action: Action,
    actor: Actor,
    *,
    on: date,
    now: datetime,
    reason: str | None = None,
    report: Report | None = None,
    doc: str | None = None,
    seen: int | None = None,
    key: str | None = None,
    limit: date | None = None,
    told: Sequence[Entry] = (),
) -> Done:
    """Move the task called `number`, with its evidence; an order to put something right may name its last day.

    The log says `told` besides, as often as the step is taken: once.

    Raises Refused W1xx when the table forbids it, X411 when it changed since version `seen`, X412 when `key` was used
    for something else, X4xx for an unknown number.  What was written and attached is kept as a draft then.
    """
    step = Step(number, action, actor, on, now, reason, report or Report(), doc, seen, key, (), limit, tuple(told))
    step = replace(step, evidence=_come_in(database, settings, step))
    try:
        with transaction(database, settings.jurisdiction) as session:
            done = _taken(Desk(session), settings, step)
    except Refused as refused:
        raise _kept_aside(database, settings, step, refused) from refused
    if done.letters:
        papers.keep(settings, done.letters)
    return done


def _come_in(database: Engine, settings: Settings, step: Step) -> tuple[Evidence, ...]:
    """Take in what comes with a report, before the database is touched."""
    proof = step.report.proof
    if not proof:
        return ()
    with reading(database, settings.jurisdiction) as session:
        agency = task_called(session, step.number).agency
    sender = intake.Sender(agency, step.actor.name, step.on, step.now)
    return tuple(intake.take_in(settings, proof, sender))


def _taken(desk: Desk, settings: Settings, step: Step) -> Done:
    """Take a step, unless the same was taken before under its key."""
    earlier = done_before(desk.session, step.once, step.now)
    task = task_called(desk.session, step.number)
    one = obligations.filed(desk.session, [task.obligation])[task.obligation].obligation
    if earlier is not None:
        return _again(desk, task, one, step, earlier)
    happened = events.of_subject(desk.session, task.key)
    check_unchanged(happened, step.seen)
    try:
        done = _moved(desk, settings, task, one, step, version(happened))
    except Refused as refused:
        raise with_last_change(happened, refused) if refused.code == "W101" else refused from None
    keep_outcome(desk.session, step.once, {name: getattr(done, name) for name in ("facts", "feedback", "evidence")})
    return done


def _again(desk: Desk, task: Task, one: Obligation, step: Step, earlier: Mapping[str, object]) -> Done:
    """What came of a step that was taken before, and how the task stands now."""
    told = {name: tuple(value) if isinstance(value, list) else value for name, value in earlier.items()}
    happened = version(events.of_subject(desk.session, task.key))
    return Done(task, judged(desk, [one], step.on)[one.key], **told, version=happened, again=True)  # type: ignore[arg-type]


def _moved(desk: Desk, settings: Settings, task: Task, one: Obligation, step: Step, was: int) -> Done:
    session = desk.session
    move = partial(
        advance, task, step.action, actor=step.actor.name, role=step.actor.role, on=step.on, calendar=desk.calendar,
        reason=step.reason, reopen_until=reopen_until(settings, task),
    )  # fmt: skip
    move(met=True)  # what the table forbids is refused before any evidence is asked for
    facts = _evidence(desk, task, one, step)
    verdict = judged(desk, [one], step.on)[one.key]
    moved = move(met=met(verdict) if task.part == "lead" else True)
    if not register.move(session, task, moved):
        raise overtaken([each for each in events.of_subject(session, task.key) if each.position > was])
    filed = _filed(desk, task, step, facts)
    more = _called_off(desk, task, one, verdict, step) if step.action is Action.CANCEL else []
    entry = move_entry(
        task, moved, step.action, step.actor, on=step.on, now=step.now, reason=step.reason, facts=facts,
        feedback=filed.key if filed else None, missing=filed.missing if filed else (), limit=step.limit,
    )  # fmt: skip
    position = events.append(session, [*step.told, *more, entry])
    tidings.write_down(session, tidings.of_move(task, step.action, position, step.on, step.reason or ""))
    posted = _ordered(desk, settings, task, one, step, position)
    if step.action is Action.DISPUTE:
        asked = Ask(PetitionKind.DISPUTE, step.reason or "")
        file_petition(desk, task, asked, step.actor, on=step.on, now=step.now)
    obligations.look_again(session, [one.key])
    if step.action in DECIDING:
        judge_at_once(desk, duties_of(desk, one, task.agency), step.on, step.now)
    if more:
        verdict = judged(desk, [one], step.on)[one.key]
    return Done(
        moved, verdict, facts, filed.key if filed else None, tuple(each.key for each in step.evidence),
        filed.missing if filed else (), position, letters=posted,
    )  # fmt: skip


def _ordered(
    desk: Desk, settings: Settings, task: Task, one: Obligation, step: Step, position: int
) -> tuple[Letter, ...]:
    """The letters with the paper of an order to put something right; no other step has one."""
    if step.action is not Action.RECTIFY:
        return ()
    what = decided.Decided(desk, settings, one, step.actor.name, step.on, step.now)
    return decided.of_rectifying(what, task, position, step.reason or "", step.limit)


def _evidence(desk: Desk, task: Task, one: Obligation, step: Step) -> tuple[str, ...]:
    """Record what is reported, or decide about what was; answer the ids of the facts concerned."""
    on, by = step.on, step.actor.name
    match step.action:
        case Action.REPORT:
            return claims.reported(desk, task, one, step.report, by=by, role=step.actor.role, on=on, now=step.now)
        case Action.VERIFY:
            status, state = FactStatus.ACCEPTED, FeedbackState.ACCEPTED
        case Action.RETURN:
            status, state = FactStatus.REJECTED, FeedbackState.RETURNED
        case _:
            return ()
    touched = claims.decide(desk, task, one, status, on=on, by=by, reason=step.reason or "")
    feedback.settled(desk.session, task, state)
    measure_again(desk, touched, on)
    return tuple(fact.id for fact in touched)


def _filed(desk: Desk, task: Task, step: Step, facts: Sequence[str]) -> Feedback | None:
    """Put the words of a report and what came with them on file."""
    if step.action is not Action.REPORT:
        return None
    session, said = desk.session, step.report
    known = feedback.known_evidence(session, said.proof.known, task.agency)
    text = said.text or step.reason or ""
    if said.draft is not None:
        draft = feedback.draft_called(session, said.draft, task)
        text = feedback.as_sent(draft, text)
        known += [proof for proof, use in proofs.of_tasks(session, [task.key])[task.key] if use.feedback == draft.key]
    given = [*step.evidence, *known]
    filed = feedback.file_feedback(session, task, text, given, facts, by=step.actor.name, on=step.on, now=step.now)
    matching.suggest(desk, given, step.on)
    return filed


def _called_off(desk: Desk, task: Task, one: Obligation, verdict: Verdict, step: Step) -> list[Entry]:
    """Call the whole matter off with its lead: nobody is held any longer to what a leader has cancelled.

    Raises Refused W212 without the document that cancels it, W213 when the duty is settled already.
    """
    if task.part != "lead":
        return []
    how = exemption(verdict.standing, on=step.on, role=step.actor.role, reason=step.reason or "", doc=step.doc)
    acts.add(desk.session, one.key, how, by=step.actor.name)
    told = {"reason": step.reason, "doc": step.doc, "day": step.on.isoformat()}
    others = set_aside(
        desk, [one.key], Action.CANCEL, by=step.actor.name, on=step.on, now=step.now, reason=step.reason or ""
    )
    return [Entry(step.now, step.actor.name, "act.exempt", one.key, told), *others]


def _kept_aside(database: Engine, settings: Settings, step: Step, refused: Refused) -> Refused:
    """The refusal of a report, which says where its words and what came with it are kept."""
    text = step.report.text or step.reason or ""
    is_lost = step.action is Action.REPORT and step.report.draft is None and (text or step.evidence)
    if not is_lost or refused.code in KEEPS_NOTHING:
        return refused
    key = feedback.keep_aside(
        database, settings, step.number, text, step.evidence, by=step.actor.name, on=step.on, now=step.now
    )
    return feedback.KeptAside(refused, key)
