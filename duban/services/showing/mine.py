"""我的事项：all that an agency has in hand — what falls due first, what is asked of it next, what it inherited."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from duban.services.counter import inhand
from duban.services.counter.deeds import Visit
from duban.services.desk import Desk
from duban.services.judgement.casework import judged
from duban.services.judgement.inheritance import inherited_breaches
from duban.services.paperwork.views import matter, window_zh
from duban.services.powers import Deed
from duban.services.showing import personal
from duban.services.showing.ledger import SOON as WEEK
from duban.services.showing.ledger import Tally
from duban.services.showing.paged import cut
from duban.services.showing.view import View
from duban.services.showing.worklines import Fold, Work, folded
from engine.nouns import (
    ExhibitState,
    Feedback,
    FeedbackState,
    Obligation,
    Person,
    Petition,
    PetitionState,
    Standing,
    Task,
    TaskState,
    Verdict,
)
from engine.telling.lamps import LAMPS, lamp_of
from store import evidence, feedback, obligations, petitions, worklists
from store.session import reading
from workflows import petitions as law
from workflows.standard import STATE_ZH

NEXT = timedelta(days=3)
OPEN = (TaskState.ASSIGNED, TaskState.IN_PROGRESS, TaskState.REPORTED, TaskState.SUSPENDED)
PENDING = (Standing.OPEN, Standing.CONTESTED, Standing.IN_GRACE, Standing.PENDING, Standing.UNKNOWN, Standing.MANUAL)
ASKED = {
    TaskState.ASSIGNED: "请签收",
    TaskState.IN_PROGRESS: "请办理并反馈",
    TaskState.REPORTED: "等督办机构核验",
    TaskState.SUSPENDED: "已挂起，暂不用办",
}
LATE = "已逾期，请尽快办理并反馈"
LATE_ELSEWHERE = "牵头单位已逾期，请尽快配合办理"
PARTS = {"lead": "牵头", "support": "配合"}
AFTER_RETURN = "已退回，请补正后再反馈"
HEADINGS = {
    "lamp_zh": "灯",
    "matter": "事项",
    "window": "周期",
    "due": "时限",
    "original": "原时限",
    "part_zh": "分工",
    "state_zh": "办理",
    "standing_zh": "进展",
    "asked": "下一步",
    "in_charge": "经办人",
    "key": "编号",
}


@dataclass(frozen=True)
class Wanted:
    """What the list is narrowed to."""

    text: str = ""
    lamp: str = ""
    state: str = ""
    soon: bool = False
    part: str = ""


@dataclass(frozen=True)
class Mine:
    """What an agency has in hand on a day: a page of the list, and what stands above it.

    `total` counts tasks, not the folds in which they are listed.
    """

    agency: str
    soon: tuple[Work, ...]
    folds: tuple[Fold, ...]
    total: int
    every: int
    page: int
    pages: int
    lamps: tuple[Tally, ...]
    parts: tuple[tuple[str, str, int], ...]
    """How many it leads and how many it helps with."""
    states: tuple[tuple[str, str, int], ...]
    inherited: tuple[dict[str, object], ...]
    suggested: int
    """How many pieces of evidence the house suggests for something, on which nobody has spoken yet."""

    @property
    def waiting(self) -> int:
        """How many on the page wait to be signed for."""
        return sum(each.waiting for each in self.folds)


def mine(visit: Visit, view: View, wanted: Wanted, *, page: int = 1) -> Mine:
    """What the visitor's agency has in hand on the day looked at.

    Raises Refused X620 for whoever does no such work, X660 for whoever works for no agency.
    """
    visit.viewer.permit(Deed.WORK)
    agency = visit.viewer.own
    with reading(visit.database, visit.settings.jurisdiction) as session:
        desk = Desk(session)
        every = in_hand(desk, agency, view)
        chosen = [each for each in every if is_wanted(each, wanted, view.as_of)]
        shown = cut(folded(chosen), page)
        inherited = [row for row in inherited_breaches(desk, agency) if _by(row["taken_over_on"], view.as_of)]
        return Mine(
            agency=desk.name(agency, view.as_of),
            soon=tuple(each for each in every if _is_soon(each, view.as_of)),
            folds=shown.lines,
            total=len(chosen),
            every=len(every),
            page=shown.page,
            pages=shown.pages,
            lamps=_lamps(every),
            parts=tuple((part, word, sum(each.part == part for each in every)) for part, word in PARTS.items()),
            states=tuple((state, STATE_ZH[state], sum(each.state is state for each in every)) for state in OPEN),
            inherited=tuple(inherited),
            suggested=evidence.many(session, agency=agency, use=ExhibitState.SUGGESTED) if view.live else 0,
        )


def colleagues(visit: Visit) -> tuple[Person, ...]:
    """Those who serve in the visitor's agency, to choose from; that somebody saw them is logged."""
    found = inhand.colleagues(visit)
    personal.note(visit, visit.viewer.own, len(found))
    return found


def every_line(visit: Visit, view: View, wanted: Wanted) -> list[Work]:
    """The whole list, for an export."""
    visit.viewer.permit(Deed.WORK)
    with reading(visit.database, visit.settings.jurisdiction) as session:
        every = in_hand(Desk(session), visit.viewer.own, view)
    return [each for each in every if is_wanted(each, wanted, view.as_of)]


def in_hand(desk: Desk, agency: str, view: View) -> list[Work]:
    """The open tasks of an agency on the day looked at: those it leads, then those it helps with, by what is due."""
    tasks = _open_tasks(desk, agency, view)
    filed = obligations.filed(desk.session, sorted({task.obligation for task in tasks}))
    verdicts = judged(desk, [each.obligation for each in filed.values()], view.as_of, view.known)
    notes = _notes(desk, agency, tasks, view)
    found = (_work(desk, task, filed[task.obligation].obligation, verdicts[task.obligation], view) for task in tasks)
    return sorted((notes.on(each) for each in found), key=lambda each: (each.part != "lead", each.due, each.key))


def is_wanted(each: Work, wanted: Wanted, on: date) -> bool:
    """Whether a line is among those the reader asked for."""
    return (
        (not wanted.text or wanted.text in f"{each.matter} {each.window} {each.key}")
        and wanted.lamp in ("", each.lamp.colour)
        and wanted.state in ("", each.state)
        and (not wanted.soon or _is_soon(each, on))
        and wanted.part in ("", each.part)
    )


def _open_tasks(desk: Desk, agency: str, view: View) -> list[Task]:
    if view.live:
        return worklists.of_agency(desk.session, agency, OPEN)
    every = worklists.of_agency(desk.session, agency)
    stood = worklists.as_they_stood(desk.session, every, view.as_of, view.until)
    return [task for task in stood if task.state in OPEN]


def _work(desk: Desk, task: Task, one: Obligation, verdict: Verdict, view: View) -> Work:
    due, on = verdict.due.safe, view.as_of
    return Work(
        key=task.key,
        obligation=one.key,
        matter=matter(one, desk.rule(one)),
        window=window_zh(one.window.label),
        due=due,
        original=verdict.due.original,
        part=task.part,
        state=task.state,
        standing=verdict.standing,
        lamp=lamp_of(verdict.standing, due_soon=on <= due <= on + WEEK, behind=verdict.behind),
        asked=(LATE if task.part == "lead" else LATE_ELSEWHERE) if _is_late(task, verdict) else ASKED[task.state],
        title=desk.rule(one).title,
        lead="" if task.part == "lead" else desk.name(one.bearer, on),
    )


def _is_late(task: Task, verdict: Verdict) -> bool:
    return task.state is TaskState.IN_PROGRESS and verdict.standing is Standing.BREACHED


@dataclass(frozen=True)
class _Notes:
    """What is added to the lines: who has each in hand, what was returned or asked for, what evidence is suggested."""

    in_charge: Mapping[str, str]
    returned: frozenset[str]
    asked_for: Mapping[str, str]
    suggested: Mapping[str, int]

    def on(self, each: Work) -> Work:
        """A line with its notes."""
        asked = AFTER_RETURN if each.state is TaskState.IN_PROGRESS and each.key in self.returned else each.asked
        if each.key in self.asked_for:
            asked = f"{asked}（{self.asked_for[each.key]}）"
        more = {"asked": asked, "in_charge": self.in_charge.get(each.key, "")}
        return Work(**{**vars(each), **more, "suggested": self.suggested.get(each.key, 0)})


def _notes(desk: Desk, agency: str, tasks: Sequence[Task], view: View) -> _Notes:
    session, keys = desk.session, [task.key for task in tasks]
    last = {each.task: each for some in _written(desk, tasks) for each in some if each.on <= view.seen}
    asked = [each for each in petitions.find(session, agency=agency) if _is_pending(each, view)]
    return _Notes(
        in_charge=worklists.entrusted(session, keys, view.until),
        returned=frozenset(key for key, each in last.items() if each.state is FeedbackState.RETURNED),
        asked_for={each.task: f"{law.KIND_ZH[each.kind]}申请待答复" for each in asked},
        suggested=evidence.suggested(session, keys) if view.live else {},
    )


def _written(desk: Desk, tasks: Sequence[Task]) -> Iterable[Sequence[Feedback]]:
    return feedback.of_obligations(desk.session, sorted({task.obligation for task in tasks})).values()


def _is_pending(each: Petition, view: View) -> bool:
    """Whether a petition waited for its answer on the day looked at."""
    if each.asked_on > view.known or each.state is PetitionState.WITHDRAWN:
        return False
    return each.state is PetitionState.PENDING or (each.decided_on is not None and each.decided_on > view.known)


def _is_soon(each: Work, on: date) -> bool:
    return on <= each.due <= on + NEXT and each.standing in PENDING


def _lamps(every: Sequence[Work]) -> tuple[Tally, ...]:
    counted = ((lamp, sum(each.lamp == lamp for each in every)) for lamp in LAMPS)
    return tuple(Tally(lamp, (), many) for lamp, many in counted if many)


def _by(day: object, on: date) -> bool:
    return isinstance(day, date) and day <= on
