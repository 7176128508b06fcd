"""申请：an agency asks for more time, to be let off, to be spared an assignment, or for a review of a decision."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import Engine

from duban.services.casefile import appeals, intake, tidings
from duban.services.casefile.changes import check_unchanged
from duban.services.casefile.intake import Proof, Sender
from duban.services.casefile.once import Once, done_before, keep_outcome
from duban.services.casefile.petitions import petition_called
from duban.services.casefile.requests import written_day
from duban.services.casefile.steps import Actor
from duban.services.desk import Desk
from duban.services.judgement.casework import judged
from duban.services.lookup import task_called
from duban.settings import Settings
from engine.fingerprint import fingerprint
from engine.nouns import (
    Evidence,
    Exhibit,
    ExhibitState,
    Obligation,
    Petition,
    PetitionKind,
    Role,
    Task,
)
from store import acts, events, obligations
from store import evidence as proofs
from store import petitions as register
from store.events import Entry
from store.session import reading, transaction
from workflows import petitions as law
from workflows.advance import advance
from workflows.standard import Action


@dataclass(frozen=True)
class Ask:
    """What is asked for and why: `to` is the day or the agency, `against` the decision, received on a day."""

    kind: PetitionKind
    reason: str
    to: str | None = None
    doc: str | None = None
    against: str | None = None
    received_on: date | None = None
    proof: Proof = Proof()


def ask(
    database: Engine, settings: Settings, number: str, asked: Ask, actor: Actor, *, on: date, now: datetime,
    seen: int | None = None, key: str | None = None,
) -> Petition:  # fmt: skip
    """Put a petition about the task called `number` on file, with what comes with it.

    Raises Refused W2xx with what is possible instead, X411 when the task changed since version `seen`, X412 when `key`
    was used for something else.
    """
    with reading(database, settings.jurisdiction) as session:
        agency = task_called(session, number).agency
    evidence = intake.take_in(settings, asked.proof, Sender(agency, actor.name, on, now))
    once = _once(key, number, asked, actor, evidence)
    with transaction(database, settings.jurisdiction) as session:
        earlier = done_before(session, once, now)
        if earlier is not None:
            return petition_called(Desk(session), str(earlier["petition"]))
        desk, task = Desk(session), task_called(session, number)
        check_unchanged(events.of_subject(session, task.key), seen)
        filed = file_petition(desk, task, asked, actor, on=on, now=now)
        proofs.add(session, evidence)
        proofs.exhibit(
            session,
            [Exhibit(one.key, task.key, ExhibitState.CONFIRMED, actor.name, on, filed.key) for one in evidence],
        )
        keep_outcome(session, once, {"petition": filed.key})
    return filed


def file_petition(desk: Desk, task: Task, asked: Ask, actor: Actor, *, on: date, now: datetime) -> Petition:
    """Put a petition on file if it may be asked now."""
    one = obligations.filed(desk.session, [task.obligation])[task.obligation].obligation
    earlier = register.of_obligations(desk.session, [one.key]).get(one.key, ())
    law.check_asking(asked.kind, actor.role, asked.reason, [each for each in earlier if each.task == task.key])
    filed = Petition(
        key=f"p-{fingerprint(task.key, asked.kind, asked.reason, asked.to or '', now.isoformat())[:12]}",
        kind=asked.kind, task=task.key, obligation=one.key, agency=task.agency, reason=asked.reason.strip(),
        by=actor.name, asked_on=on, at=now, to=asked.to, doc=asked.doc,
    )  # fmt: skip
    filed = _checked(desk, task, one, filed, asked, on)
    register.add(desk.session, filed)
    payload = {
        "petition": filed.key,
        "said": f"申请{law.KIND_ZH[filed.kind]}",
        "reason": filed.reason,
        "on": on.isoformat(),
    }
    position = events.append(desk.session, [Entry(now, actor.name, f"petition.{filed.kind.value}", task.key, payload)])
    said = f"申请{law.KIND_ZH[filed.kind]}：{filed.reason}"
    tidings.write_down(desk.session, [tidings.tiding(task, "ask", position, on, said)])
    return filed


def _checked(desk: Desk, task: Task, one: Obligation, filed: Petition, asked: Ask, on: date) -> Petition:
    """The petition as it may be asked, with what the law adds to it."""
    match filed.kind:
        case PetitionKind.EXTEND:
            granted = sum(
                act.act == "extend" and act.granted is not None for act in acts.of_obligation(desk.session, one.key)
            )
            due, to = judged(desk, [one], on)[one.key].due, written_day(asked.to)
            nth = law.check_extension(desk.rule(one), due, to=to, asked_on=on, granted=granted)
            return replace(filed, nth=nth, to=to.isoformat())
        case PetitionKind.EXEMPT:
            law.check_exemption(judged(desk, [one], on)[one.key].standing)
            return filed
        case PetitionKind.DISPUTE:
            how = {"actor": filed.by, "role": Role.CONTACT, "on": on, "calendar": desk.calendar, "reason": filed.reason}
            advance(task, Action.DISPUTE, **how)  # type: ignore[arg-type]
            return filed
        case PetitionKind.APPEAL:
            decision = appeals.decision_called(desk, task, asked.against)
            received = asked.received_on or decision.on
            answer_by = law.check_appeal(received, on, desk.calendar)
            return replace(filed, against=decision.id, author=decision.author, answer_by=answer_by)


def _once(key: str | None, number: str, asked: Ask, actor: Actor, evidence: list[Evidence]) -> Once | None:
    if key is None:
        return None
    said = (asked.kind, asked.reason, asked.to, asked.doc, asked.against, asked.received_on)
    return Once(key, (number, actor.name, actor.role, *map(str, said), *(each.key for each in evidence)))
