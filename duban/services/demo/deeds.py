"""办理：what contacts and officers of the demo do with their tasks in a day, by the same table as everybody else."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from duban.services.casefile.tasks import Actor, move_entry
from duban.services.demo.conduct import fate_of, lot
from duban.services.demo.scene import CONTACT, INSPECTOR, OFFICER
from duban.services.desk import Desk
from engine.nouns import OfficeAct, Role, Standing, Task, TaskState, Verdict
from store import acts, events, obligations, tasks, verdicts
from store.events import Entry
from workflows.advance import advance
from workflows.standard import Action

DONE = {Standing.MET, Standing.MET_IN_GRACE, Standing.CURED, Standing.OVERTURNED}
STEPS = (TaskState.ASSIGNED, TaskState.IN_PROGRESS, TaskState.REPORTED, TaskState.VERIFIED)


@dataclass(frozen=True)
class Deed:
    """One move of one task by someone in a role."""

    task: Task
    action: Action
    who: str
    role: Role
    met: bool | None = None


def work(desk: Desk, on: date, now: datetime) -> None:
    """Move every task that someone would move today."""
    waiting, working, told, checked = (tasks.find(desk.session, state=state) for state in STEPS)
    deeds = [*_accepted(waiting, on), *_reported(desk, working, on), *_verified(desk, told)]
    deeds += [Deed(task, Action.INSPECT, INSPECTOR, Role.INSPECTOR) for task in checked]
    _judge_by_hand(desk, told, on, now)
    _carry_out(desk, deeds, on, now)


def _accepted(waiting: Iterable[Task], on: date) -> list[Deed]:
    """Contacts sign within a few days; a silent one not before it is a month late."""
    return [
        Deed(task, Action.ACCEPT, CONTACT, Role.CONTACT)
        for task in waiting
        if task.assigned_on is not None and (on - task.assigned_on).days > _patience(task)
    ]


def _patience(task: Task) -> int:
    return 30 if fate_of(task.obligation) == "silent" else lot(task.key) % 4


def _reported(desk: Desk, working: list[Task], on: date) -> list[Deed]:
    """Contacts report what is done; of a matter that nobody can count they report before its window ends."""
    latest = verdicts.latest(desk.session, [task.obligation for task in working])
    return [
        Deed(task, Action.REPORT, CONTACT, Role.CONTACT)
        for task in working
        if (verdict := latest.get(task.obligation)) and (verdict.standing in DONE or _time_to_tell(verdict, on))
    ]


def _time_to_tell(verdict: Verdict, on: date) -> bool:
    told = fate_of(verdict.obligation) != "silent"
    return verdict.standing is Standing.MANUAL and told and (verdict.due.safe - on).days < 12


def _verified(desk: Desk, waiting: list[Task]) -> list[Deed]:
    latest = verdicts.latest(desk.session, [task.obligation for task in waiting])
    return [
        Deed(task, Action.VERIFY, OFFICER, Role.OFFICER, met=True)
        for task in waiting
        if (verdict := latest.get(task.obligation)) and verdict.standing in DONE
    ]


def _judge_by_hand(desk: Desk, waiting: list[Task], on: date, now: datetime) -> None:
    """The office judges what no machine can test once its bearer has reported."""
    latest = verdicts.latest(desk.session, [task.obligation for task in waiting])
    asked = dict.fromkeys(
        task.obligation
        for task in waiting
        if (verdict := latest.get(task.obligation)) and verdict.standing is Standing.MANUAL
    )
    for key in asked:
        value = "breached" if fate_of(key) == "short" else "met"
        acts.add(desk.session, key, OfficeAct("judge", on, on, on, "officer", value=value), by=OFFICER)
        events.append(desk.session, [Entry(now, OFFICER, "act.judge", key, {"value": value})])
    obligations.look_again(desk.session, asked)


def _carry_out(desk: Desk, deeds: list[Deed], on: date, now: datetime) -> None:
    moves, entries = [], []
    for deed in deeds:
        became = advance(
            deed.task, deed.action, actor=deed.who, role=deed.role, on=on, calendar=desk.calendar, met=deed.met
        )
        moves.append((deed.task, became))
        entries.append(move_entry(deed.task, became, deed.action, Actor(deed.who, deed.role), on=on, now=now))
    tasks.move_many(desk.session, moves)
    events.append(desk.session, entries)
    obligations.look_again(desk.session, dict.fromkeys(deed.task.obligation for deed in deeds))
