"""决定成文：what the office decides on a petition, or orders to be put right, leaves as a paper (批复、决定书、通知书).

Paper, number and letters are made in the transaction of the decision: they stand together, or none of them does.
What cannot be printed here still leaves as a mail, and the office is told why it had no page.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from duban.services.casefile import appeals, telling
from duban.services.desk import Desk
from duban.services.lookup import task_called
from duban.services.paperwork import papers, views
from duban.services.paperwork.serials import number_for
from duban.services.paperwork.worded import words_of
from duban.services.post import forecasting
from duban.services.post.letters import into_outbox
from duban.services.post.posting import Post
from duban.settings import Settings
from engine.dates.spoken import say_day
from engine.nouns import Letter, Obligation, Petition, PetitionKind, PetitionState, Task, Verdict
from engine.source import Refused
from notifications.decisions import PAPER_NAMES, AnyPaper
from notifications.official import Attachment
from notifications.papers import Form
from notifications.quiet import slot_of
from notifications.render import Rendered
from store import evidence, numbers, office_notes
from store.office_notes import Note

MOST_NAMED = 5
"""So many pieces of evidence are named in a finding."""


@dataclass(frozen=True)
class Decided:
    """Where and when something was decided, by whom, about which obligation."""

    desk: Desk
    settings: Settings
    one: Obligation
    by: str
    on: date
    now: datetime

    @property
    def matter(self) -> str:
        """What it is about, with the window it falls into."""
        named = views.matter(self.one, self.desk.rule(self.one))
        return f"{named}（{views.window_zh(self.one.window.label)}）"


def of_answer(what: Decided, answer: Petition, verdict: Verdict) -> tuple[Letter, ...]:
    """The letters with the paper that answers a petition."""
    task = task_called(what.desk.session, answer.task)
    match answer.kind:
        case PetitionKind.EXTEND:
            return _leave(what, task, Form.EXTENSION, answer.key, _extension(what, answer, verdict))
        case PetitionKind.EXEMPT:
            return _leave(what, task, Form.EXEMPTION, answer.key, _exemption(what, answer, verdict))
        case PetitionKind.DISPUTE:
            return _leave(what, task, Form.DISPUTE, answer.key, _dispute(what, answer))
        case PetitionKind.APPEAL:
            return _leave(what, task, Form.APPEAL, answer.key, _appeal(what, task, answer))


def of_rectifying(what: Decided, task: Task, order: int, reason: str, limit: date | None = None) -> tuple[Letter, ...]:
    """The letters with the 督查整改通知书 of an inspector's order, which stands in the log at the place `order`.

    No statute says how many days there are, so that the notice must: the `limit` that was ordered, else as many working
    days as is usual here.  Raises Refused X434 for a limit that does not lie ahead.
    """
    if limit is not None and limit <= what.on:
        raise Refused("X434", f"整改时限 {limit} 已到或已过；请写明 {what.on} 以后的日子")
    rule = what.desk.rule(what.one)
    basis = views.basis_view(rule, what.desk.book.pack(what.one.pack_sha256))
    cited = f"《{basis.file}》{f'（{basis.number}）' if basis.number else ''}{basis.locator}"
    given = {
        "matter": what.matter,
        "basis": f"{cited}和《政府督查工作条例》",
        "inspected": say_day(what.on),
        "findings": [{
            "fact": _clause(reason),
            "evidence": _on_file(what, task),
            "violated": f"{cited}“{_clause(basis.quote)}”",
            "demand": "按上述规定办理，并报送佐证材料",
        }],
        "limit": limit or what.desk.calendar.shift(what.on, what.settings.rectify_workdays),
    }  # fmt: skip
    return _leave(what, task, Form.RECTIFY, appeals.order_key(task, order), given)


def _extension(what: Decided, answer: Petition, verdict: Verdict) -> dict[str, object]:
    granted, due = answer.state is PetitionState.GRANTED, verdict.due
    said = _clause(answer.answer)
    return {
        "matter": what.matter,
        "applied_on": answer.asked_on,
        "reason": _clause(answer.reason),
        "original_due": (due.original if granted else None) or due.safe,
        "asked_for": answer.to,
        "granted": granted,
        "new_due": answer.granted_to if granted else None,
        "why_not": "" if granted else said,
        "nth": answer.nth,
        "conditions": [f"批复意见：{said}"] if granted and said else [],
        "approved_by": answer.decided_by or "",
    }


def _exemption(what: Decided, answer: Petition, verdict: Verdict) -> dict[str, object]:
    return {
        **_decision(what, answer),
        "original_due": verdict.due.original or verdict.due.safe,
        "approval": answer.answer_doc or "",
    }


def _dispute(what: Decided, answer: Petition) -> dict[str, object]:
    return {**_decision(what, answer), "heir": answer.granted_to or ""}


def _decision(what: Decided, answer: Petition) -> dict[str, object]:
    """What every decision on a petition says: what was asked for and why, whether it is granted, why, by whom."""
    return {
        "matter": what.matter,
        "applied_on": answer.asked_on,
        "reason": _clause(answer.reason),
        "granted": answer.state is PetitionState.GRANTED,
        "opinion": _clause(answer.answer),
        "approved_by": answer.decided_by or "",
    }


def _appeal(what: Decided, task: Task, answer: Petition) -> dict[str, object]:
    granted = answer.state is PetitionState.GRANTED
    decision = appeals.decision_called(what.desk, task, answer.against)
    number = views.number_of(numbers.of_subject(what.desk.session, appeals.number_subject(task, decision)))
    changed = decision.kind == "petition"
    return {
        "matter": what.matter,
        "decision": f"{decision.said}{f'（{number}）' if number else ''}",
        "decided_on": decision.on,
        "applied_on": answer.asked_on,
        "grounds": _clause(answer.reason),
        "found": [_clause(answer.answer) or "申请理由成立"],
        "outcome": ("变更" if changed else "撤销") if granted else "维持",
        "result": _result(answer, changed=changed) if granted else "原决定继续有效，请按原决定办理",
        "reviewers": [what.by],
    }


def _result(answer: Petition, *, changed: bool) -> str:
    """What a review that succeeds changes."""
    if not changed:
        return "原决定自本决定作出之日起不再有效"
    try:
        to = f"，办理时限延至{say_day(date.fromisoformat(answer.granted_to or ''))}（含当日）"
    except ValueError:  # what was granted is no day
        to = ""
    return f"原申请改为同意{to}"


def _on_file(what: Decided, task: Task) -> str:
    """The evidence that lies with a task, by its titles."""
    found = [proof.title for proof, _ in evidence.of_tasks(what.desk.session, [task.key]).get(task.key, ())]
    return "、".join(dict.fromkeys(found[:MOST_NAMED])) or "在案反馈材料"


def _leave(what: Decided, task: Task, form: Form, subject: str, given: Mapping[str, object]) -> tuple[Letter, ...]:
    """Number a paper, put it into a letter to each reader and into the outbox; nothing when nobody can be told."""
    session, settings, paper = what.desk.session, what.settings, PAPER_NAMES[form]
    calendar = what.desk.calendar
    slot = slot_of(what.now, calendar) if what.now.date() == what.on else calendar.next_workday(what.on)
    post = Post(what.desk, settings, what.on, slot)
    readers = list(telling.readers(post, "agency", task.agency))
    if not readers:
        return ()
    head = {
        "paper": paper,
        "number": number_for(session, settings, paper, subject, what.on),
        "agency": what.desk.name(task.agency, what.on),
        "signed_on": what.on,
        "ticket": task.key,
        "signer": what.by,
    }
    rendered, files = _printed(what, papers.view_of(settings, form, {**head, **given}))
    written = [
        post.letter(rendered, form, address, person, subject, (), what.one.key, files) for address, person in readers
    ]
    fresh = into_outbox(what.desk, written, what.now, what.by)
    forecasting.expect(session, what.now, len(fresh))
    return tuple(fresh)


def _printed(what: Decided, view: AnyPaper) -> tuple[Rendered, tuple[Attachment, ...]]:
    """A paper with its page, or without one where none can be printed: a decision waits for no font."""
    words = words_of(what.desk.session)
    try:
        return papers.as_sent(what.settings, view, words, by_a_person=True)
    except Refused as refused:
        says = f"{view.paper}{view.number}只发了邮件正文，没有附公文：{refused.message}"
        office_notes.add(what.desk.session, [Note(what.now, refused.code, what.one.key, says)])
        return papers.composed(view, words), ()


def _clause(said: str) -> str:
    """What somebody wrote, to stand in the middle of a sentence."""
    return said.strip().rstrip("。；;.")
