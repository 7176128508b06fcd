"""一件事：all there is to know of one obligation — its source, its day, its evidence, its papers and its course."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby
from typing import Any

from duban.services.casefile import casezip
from duban.services.casefile.listing import shown as task_shown
from duban.services.counter.deeds import Visit
from duban.services.desk import Desk
from duban.services.happenings import SYSTEM_ZH, happening_zh
from duban.services.judgement.explanation import explanation
from duban.services.lookup import obligation_called
from duban.services.paperwork.views import matter, said, window_zh
from duban.services.powers import Deed, Viewer
from duban.services.showing import bygone, personal
from duban.services.showing.view import View
from duban.services.speech.notices import STATE_ZH as NOTICE_ZH
from engine.nouns import Document, Event, Fact, FactStatus, Notice, Obligation, Standing, Task
from engine.telling.codes import REJECTED
from engine.telling.lamps import Lamp, lamp_of
from engine.telling.sentence import changes
from store import documents, events, facts, notices, tasks
from store.session import reading

STATUS_ZH = {FactStatus.ACCEPTED: "已采信", FactStatus.PENDING: "待审核", FactStatus.REJECTED: "未采信"}
AROUND = 120
"""How much of the source text is shown before and after a quote, in characters."""


@dataclass(frozen=True)
class Source:
    """Where a duty was written (出处): the words before the quote, the quote, and the words after it."""

    before: str
    quote: str
    after: str
    document: str | None = None


@dataclass(frozen=True)
class Proof:
    """A fact as the reader of a duty sees it, and why it does not count, if it does not."""

    id: str
    day: date
    recorded: date
    amount: str
    member: str
    to: str
    status: str
    why_not: str


@dataclass(frozen=True)
class Said:
    """A notice that was decided on, as the reader of a duty sees it."""

    key: str
    paper: str
    rung: str
    day: date
    state: str


@dataclass(frozen=True)
class Happening:
    """One line of the course of things: who did what when."""

    at: datetime
    actor: str
    said: str


@dataclass(frozen=True)
class Duty:
    """An obligation as its page shows it; `told` is the explanation of semantics 9."""

    key: str
    agency: str
    agency_id: str
    matter: str
    window: str
    lamp: Lamp
    told: dict[str, Any]
    changes: tuple[str, ...]
    """What would change the verdict, each tried before it is said."""
    source: Source
    elapsed: int
    """How much of the window has gone by on the day looked at, in percent."""
    proofs: tuple[Proof, ...]
    notices: tuple[Said, ...]
    course: tuple[Happening, ...]
    tasks: tuple[dict[str, object], ...]


def duty(visit: Visit, view: View, number: str) -> Duty:
    """The obligation called `number` as it stood on the day looked at, from what was known then.

    Raises Refused X401, X402 for a number that stands for none or several, X621 when it is not the viewer's to see.
    """
    viewer = visit.viewer
    viewer.permit(Deed.LOOK)
    with reading(visit.database, visit.settings.jurisdiction) as session:
        desk = Desk(session)
        one = obligation_called(session, number).obligation
        issued = tasks.of_obligations(session, [one.key]).get(one.key, ())
        viewer.admit([one.bearer, *(task.agency for task in issued)])
        shown, members = _on_file(desk, one, issued, viewer, view)
        own = [task for task in issued if viewer.sees(task.agency)]
        then = {} if view.live else {task.key: bygone.stood(desk, view, task) for task in own}
    every = tuple(
        {**task_shown(visit.database, visit.settings, task.key, on=view.as_of), **then.get(task.key, {})}
        for task in own
    )
    if viewer.may(Deed.LOOK_AT_PEOPLE):
        personal.note(visit, one.key, members)
    return replace(shown, tasks=every)


def _on_file(desk: Desk, one: Obligation, issued: Sequence[Task], viewer: Viewer, view: View) -> tuple[Duty, int]:
    """What is on file about an obligation, its tasks left out, and how many persons that names."""
    told = personal.told_to(viewer, explanation(desk, one, view.as_of, view.known))
    kinds = desk.kinds(one)
    on_file = facts.of_obligation(desk.session, one, kinds=kinds, known_at=view.known) if kinds else ()
    spoken = notices.of_obligations(desk.session, [one.key]).get(one.key, ())
    subjects = (one.key, *(task.key for task in issued))
    happened = [event for subject in subjects for event in events.of_subject(desk.session, subject)]
    shown = Duty(
        key=one.key,
        agency=desk.name(one.bearer, view.as_of),
        agency_id=one.bearer,
        matter=matter(one, desk.rule(one)),
        window=window_zh(one.window.label),
        lamp=lamp_of(Standing(str(told["verdict"])), behind=bool(told["behind"])),
        told=told,
        changes=tuple(changes(told)),
        source=_source(desk, one),
        elapsed=_elapsed(one, view.as_of),
        proofs=tuple(_proofs(desk, on_file, told, viewer)),
        notices=tuple(_said(each) for each in bygone.notices(desk, view, spoken)),
        course=tuple(course_of(happened, view)),
        tasks=(),
    )
    return shown, len({fact.member for fact in on_file if fact.member}) or personal.members_in(told)


def case_of(visit: Visit, number: str) -> tuple[str, bytes]:
    """Everything about one obligation in one file: its name and bytes.

    Raises Refused X620 for whoever may not read the log: letters carry names and addresses; else as `duty` does.
    """
    visit.viewer.permit(Deed.SEARCH_LOG)
    visit.viewer.permit(Deed.LOOK)
    with reading(visit.database, visit.settings.jurisdiction) as session:
        one = obligation_called(session, number).obligation
        key, kinds = one.key, Desk(session).kinds(one)
        on_file = facts.of_obligation(session, one, kinds=kinds, known_at=visit.on) if kinds else ()
    personal.note(visit, key, len({fact.member for fact in on_file if fact.member}))
    return f"卷宗-{key[:10]}.zip", casezip.exported(visit.database, visit.settings, key, on=visit.on)


def _source(desk: Desk, one: Obligation) -> Source:
    """The quote in the text that it was taken from, if that was kept."""
    rule, pack = desk.rule(one), desk.book.pack(one.pack_sha256)
    quote = rule.citation.quote
    for cited in pack.sources:
        kept = documents.get(desk.session, cited.sha256) if cited.sha256 and cited.id == rule.citation.doc else None
        if kept is not None and quote in kept.text:
            return _around(kept, quote)
    return Source("", quote, "")


def _around(kept: Document, quote: str) -> Source:
    at = kept.text.index(quote)
    end = at + len(quote)
    return Source(kept.text[max(0, at - AROUND) : at], quote, kept.text[end : end + AROUND], kept.sha256)


def _elapsed(one: Obligation, on: date) -> int:
    first, last = one.window.first, max(one.window.last, one.due.safe)
    days = (last - first).days + 1
    return max(0, min(100, round(100 * ((on - first).days + 1) / days))) if days > 0 else 100


def _proofs(desk: Desk, on_file: Iterable[Fact], told: dict[str, Any], viewer: Viewer) -> Iterable[Proof]:
    """The facts on file, latest first; names of persons only for those who may see them."""
    kept_out = {each["ev"]: REJECTED.get(each["code"], each["code"]) for each in told["test"]["rejected"]}
    names = {person.id: person.name for person in desk.roster.people}
    for fact in sorted(on_file, key=lambda each: (each.day, each.id), reverse=True):
        member = names.get(fact.member, fact.member) if fact.member else ""
        yield Proof(
            id=fact.id,
            day=fact.day,
            recorded=fact.recorded,
            amount=f"{said(fact.quantity)}{fact.unit or ''}" if fact.quantity is not None else "",
            member=member if viewer.may(Deed.LOOK_AT_PEOPLE) else ("（个人）" if member else ""),
            to=fact.to or "",
            status=STATUS_ZH[fact.status],
            why_not=kept_out.get(fact.id, ""),
        )


def _said(notice: Notice) -> Said:
    state = f"{notice.said_on} 已发出" if notice.said_on else NOTICE_ZH[notice.state]
    return Said(notice.key, notice.paper, notice.rung, notice.due_on, state)


def course_of(happened: Iterable[Event], view: View) -> Iterable[Happening]:
    """What happened up to the day that things are known to, latest first; what happened to many at once in one line."""
    told = (event for event in sorted(happened, key=lambda each: -each.position) if event.at <= view.until)
    lines = (
        Happening(each.at, SYSTEM_ZH if each.actor == "system" else each.actor, happening_zh(each)) for each in told
    )
    for line, alike in groupby(lines):
        many = len(list(alike))
        yield line if many == 1 else replace(line, said=f"{line.said}（{many} 件）")
