"""今天：what waits for an officer — each pile with its number, its first few, and where its whole list is.

A house that is new shows what it still lacks before anything can wait.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import Engine

from duban.services.care.ticking import SWEEP
from duban.services.desk import Desk
from duban.services.post import breaker
from duban.services.post.downtime import last_swept
from duban.services.powers import Deed, Viewer
from duban.services.showing import petitions
from duban.services.showing.ledger import (
    DOABLE,
    Entry,
    Tally,
    due_soon,
    entry,
    lamps,
    moment_of,
    then_of,
    within,
)
from duban.services.showing.opening import Step, opening
from duban.services.showing.view import View
from duban.settings import Settings
from engine.nouns import LetterStage, NoticeState, PetitionState, Standing, TaskState
from store import drafts, queues, surveys, ticks
from store.drafts import Stage
from store.queues import Notices, Tasks, Then
from store.session import Session, reading
from store.surveys import Sought

FEW = 5
DAY, WEEK = timedelta(days=1), timedelta(days=7)


@dataclass(frozen=True)
class Pile:
    """Something that waits (待办): what it is, how much of it there is, where it is listed, and its first few."""

    title: str
    many: int
    path: str
    first: tuple[Entry, ...] = ()
    also: tuple[tuple[str, str], ...] = ()
    """Where else it leads: in what words, and to which list."""


@dataclass(frozen=True)
class Today:
    """What an officer sees first: the piles, the lamps of all duties, when it was last swept, what stops the letters.

    `unseen` of the duties were not swept yet; `steps` are what a new house still lacks.  `ahead` is the day of the last
    sweep where that is still to come: the demonstration plays a whole year, and a clock may have been wrong.
    """

    piles: tuple[Pile, ...]
    lamps: tuple[Tally, ...]
    total: int
    unseen: int
    swept: datetime | None
    paused: str
    steps: tuple[Step, ...]
    ahead: date | None = None


def today(database: Engine, settings: Settings, viewer: Viewer, view: View) -> Today:
    """What waits on the day looked at."""
    viewer.permit(Deed.LOOK)
    with reading(database, settings.jurisdiction) as session:
        desk = Desk(session)
        wanted, moment = within(desk, viewer, Sought()), moment_of(view)
        counted = surveys.counts(session, wanted, moment)
        soon = surveys.total(session, due_soon(wanted, view.as_of), moment)
        total, last = sum(counted.values()), ticks.last(session, SWEEP)
        trip = breaker.paused(session) if viewer.agencies is None else None
        swept_on = last_swept(session)
        was_swept = last is not None or swept_on is not None  # by a daemon, or by hand
        is_new = view.live and not (total and was_swept)
        return Today(
            piles=(
                *_duties(desk, viewer, view),
                *(_work(session, viewer) if view.live and viewer.agencies is None else ()),
                *(_work_then(desk, viewer, view) if not view.live and viewer.agencies is None else ()),
            ),
            lamps=lamps(counted, soon),
            total=total,
            unseen=counted.get(None, 0),
            swept=last.at if last and view.live else None,
            paused=trip.reason if trip else "",
            steps=opening(desk, settings, viewer, swept=was_swept) if is_new else (),
            ahead=swept_on if swept_on and view.live and swept_on > view.today else None,
        )


def _duties(desk: Desk, viewer: Viewer, view: View) -> Sequence[Pile]:
    """The duties that ask for attention, by what stands on the day looked at."""
    soon = Sought(standings=DOABLE, due_from=view.as_of, due_to=view.as_of + WEEK)
    return (
        _pile(desk, viewer, view, "逾期未办", Sought(standings=(Standing.BREACHED,)), "/ledger?lamp=red"),
        _pile(desk, viewer, view, "时限存疑", Sought(standings=(Standing.CONTESTED,)), "/ledger?standing=CONTESTED"),
        _pile(desk, viewer, view, "七天内到期", soon, f"/ledger?soon=1&due_from={soon.due_from}&due_to={soon.due_to}"),
        _pile(desk, viewer, view, "数据待确认", Sought(standings=(Standing.UNKNOWN,)), "/ledger?standing=UNKNOWN"),
        _to_be_judged(desk, viewer, view),
    )


def _to_be_judged(desk: Desk, viewer: Viewer, view: View) -> Pile:
    """What a person has to judge this week; of a year's duties most are due much later, and told as a number only."""
    week, manual = view.as_of + WEEK, (Standing.MANUAL,)
    asked = f"standing=MANUAL&due_to={week}"
    now = _pile(desk, viewer, view, "待人工判定", Sought(standings=manual, due_to=week), f"/ledger?{asked}")
    later = within(desk, viewer, Sought(standings=manual, due_from=week + DAY))
    ahead = surveys.total(desk.session, later, moment_of(view))
    also = [("勾选几件一起判定", f"/tasks?{asked}")] if now.many and view.live and viewer.may(Deed.JUDGE) else []
    if ahead:
        also.append((f"另有 {ahead} 件时限在七天以后", f"/ledger?standing=MANUAL&due_from={week + DAY}"))
    return replace(now, also=tuple(also))


def _pile(desk: Desk, viewer: Viewer, view: View, title: str, sought: Sought, path: str) -> Pile:
    wanted, moment = within(desk, viewer, sought), moment_of(view)
    first = surveys.listed(desk.session, wanted, moment, limit=FEW)
    many = surveys.total(desk.session, wanted, moment)
    return Pile(title, many, path, tuple(entry(desk, line, view.as_of) for line in first))


def _work(session: Session, viewer: Viewer) -> Iterator[Pile]:
    """What people of the office have to do at present, besides the duties themselves."""
    yield from _by_hand(viewer, queues.tasks_by_state(session, Tasks()))
    yield Pile("申请待答复", surveys.asked(session), "/petitions")
    yield Pile("文书待签发", surveys.held(session), "/notices?state=held")
    if viewer.may(Deed.WRITE_RULES):
        yield _proposed(session)
    if viewer.may(Deed.SEARCH_LOG):
        yield _dead(session, None)


def _work_then(desk: Desk, viewer: Viewer, view: View) -> Iterator[Pile]:
    """What they had to do on a past day, counted from the same lists that the piles open."""
    then = then_of(view)
    asked = [each for each in petitions.stood(desk, viewer, view) if each.state is PetitionState.PENDING]
    held = queues.notices_by_state(desk.session, Notices(), then).get(NoticeState.HELD, 0)
    yield from _by_hand(viewer, queues.tasks_by_state(desk.session, Tasks(), then))
    yield Pile("申请待答复", len(asked), "/petitions")
    yield Pile("文书待签发", held, "/notices?state=held")
    if viewer.may(Deed.WRITE_RULES):
        yield _proposed(desk.session, view.until)
    if viewer.may(Deed.SEARCH_LOG):
        yield _dead(desk.session, then)


def _by_hand(viewer: Viewer, counted: Mapping[TaskState, int]) -> Iterator[Pile]:
    """The tasks that wait for the office: first those that wait for the viewer himself."""
    if viewer.may(Deed.INSPECT):
        yield Pile("待督查销号", counted.get(TaskState.VERIFIED, 0), "/tasks?state=verified")
    yield Pile("材料待核验", counted.get(TaskState.REPORTED, 0), "/tasks?state=reported")


def _proposed(session: Session, until: datetime | None = None) -> Pile:
    return Pile("草案待批准", drafts.many(session, Stage.PROPOSED, until), "/drafts?stage=proposed")


def _dead(session: Session, then: Then | None) -> Pile:
    dead = queues.posted_by_stage(session, then=then).get(LetterStage.DEAD, 0)
    return Pile("发不出的信", dead, "/letters?stage=dead")
