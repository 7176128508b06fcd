"""The tasks in columns are those of the table: after every move that the log tells, and on every day gone by."""

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import Engine

from engine.nouns import Due, Notice, NoticeState, Obligation, Standing, Task, TaskState, Verdict
from store import events, notices, obligations, queues, tasks, verdicts, worklists
from store.events import Entry
from store.queues import Notices, Tasks, Then
from store.queues.work import work
from store.session import Session, reading, transaction
from store.surveys import Moment, Sought

FIRST = date(2026, 2, 1)
STATES = (TaskState.ASSIGNED, TaskState.IN_PROGRESS, TaskState.REPORTED, TaskState.VERIFIED)


def at(day: date) -> datetime:
    """Noon of a day."""
    return datetime(day.year, day.month, day.day, 4, tzinfo=UTC)


def issue(session: Session, some: list[Task], on: date) -> None:
    """Issue tasks as the house does: with a line of the log for each."""
    tasks.add_new(session, some)
    events.append(session, [Entry(at(on), "system", "task.assign", task.key, {"part": task.part}) for task in some])


def move(session: Session, was: Task, state: TaskState, on: date) -> Task:
    """Move a task as people do: told in the log."""
    now = replace(was, state=state)
    assert tasks.move(session, was, now)
    events.append(session, [Entry(at(on), "王", "task.move", was.key, {"from": was.state, "to": state})])
    return now


def agrees(session: Session) -> bool:
    """Whether the columns say of every question what the table says, for now and for two days gone by."""
    every = tasks.find(session)
    due = {
        key: filed.obligation.due.safe
        for key, filed in obligations.filed(session, {t.obligation for t in every}).items()
    }
    for day in (None, FIRST + timedelta(days=5), FIRST + timedelta(days=11)):
        then = None if day is None else Then(Moment(day, day), at(day))
        stood = every if day is None else worklists.as_they_stood(session, every, day, at(day))
        for wanted in (Tasks(), Tasks(agency="a02"), Tasks(agencies=frozenset({"a01", "a02"}), states=STATES[1:3])):
            meant = [
                task
                for task in stood
                if (not wanted.agency or task.agency == wanted.agency)
                and (wanted.agencies is None or task.agency in wanted.agencies)
            ]
            counted = queues.tasks_by_state(session, replace(wanted, states=()), then)
            assert counted == Counter(task.state for task in meant)
            chosen = [task for task in meant if not wanted.states or task.state in wanted.states]
            listed = queues.tasks(session, wanted, then)
            assert [task for task, _ in listed] == sorted(chosen, key=lambda task: (due[task.obligation], task.key))
            assert [about.due for _, about in listed] == sorted(due[task.obligation] for task in chosen)
            assert queues.tasks(session, wanted, then, limit=2, offset=1) == listed[1:3]
            assert list(queues.streamed_tasks(session, wanted, then)) == listed
    return True


def test_the_columns_follow_every_move(database: Engine, here: str, duty: Callable[..., Obligation]) -> None:
    chance, known = random.Random(5), dict[str, Task]()
    for step in range(7):
        on = FIRST + timedelta(days=2 * step)
        with transaction(database, here) as session:
            due = [Due(day := date(2026, 3, 1 + chance.randrange(28)), day, day) for _ in range(3)]
            duties = [replace(duty(f"d{step}{place}"), due=day) for place, day in enumerate(due)]
            obligations.add_new(session, duties)
            new = [Task(f"{one.key}", one.key, f"a0{chance.randrange(1, 4)}", "lead", assigned_on=on) for one in duties]
            issue(session, new, on)
            known |= {task.key: task for task in new}
            for key in chance.sample(sorted(known), min(4, len(known))):
                known[key] = move(session, known[key], chance.choice(STATES), on)
        with reading(database, here) as session:
            assert agrees(session)


def test_a_helper_who_takes_over_is_seen_though_only_the_leaver_is_in_the_log(
    database: Engine, here: str, duty: Callable[..., Obligation]
) -> None:
    with transaction(database, here) as session:
        obligations.add_new(session, [duty("k1")])
        lead, helper = (
            Task("t", "k1", "a01", "lead", assigned_on=FIRST),
            Task("t-1", "k1", "a02", "support", assigned_on=FIRST),
        )
        issue(session, [lead, helper], FIRST)
    with reading(database, here) as session:
        kept = work(session)
        assert work(session) is kept
    with transaction(database, here) as session:
        move(session, helper, TaskState.TRANSFERRED, FIRST)
        tasks.add_new(session, [Task("t-2", "k1", "a03", "support", assigned_on=FIRST)])
    with reading(database, here) as session:
        assert {task.agency: task.state for task, _ in queues.tasks(session, Tasks())} == {
            "a01": TaskState.ASSIGNED, "a02": TaskState.TRANSFERRED, "a03": TaskState.ASSIGNED,
        }  # fmt: skip


def test_tasks_are_narrowed_by_what_they_are_about(
    database: Engine, here: str, duty: Callable[..., Obligation], verdict: Callable[..., Verdict]
) -> None:
    with transaction(database, here) as session:
        obligations.add_new(session, [duty("k1"), duty("k2", rule="training")])
        issue(session, [Task("t1", "k1", "a01", "lead", assigned_on=FIRST), Task("t2", "k2", "a01", "lead")], FIRST)
        verdicts.record(session, [verdict("k1", Standing.BREACHED)])
    with reading(database, here) as session:
        late = Tasks(about=Sought(standings=(Standing.BREACHED,)))
        assert [(task.key, about.standing) for task, about in queues.tasks(session, late)] == [
            ("t1", Standing.BREACHED)
        ]
        assert queues.tasks_by_state(session, Tasks(about=Sought(rule="training"))) == {TaskState.ASSIGNED: 1}
        assert [task.key for task, _ in queues.tasks(session, Tasks(keys=frozenset({"t2", "none"})))] == ["t2"]


def test_notices_are_counted_and_listed_alike_however_they_are_narrowed(
    database: Engine, here: str, duty: Callable[..., Obligation], notice: Callable[..., Notice]
) -> None:
    with transaction(database, here) as session:
        obligations.add_new(session, [duty("k1"), duty("k2", bearer="a02")])
        some = [notice("n1"), notice("n2", "k2"), replace(notice("n3", "k2"), paper="督办通知", state=NoticeState.HELD)]
        notices.add_new(session, some)
    with reading(database, here) as session:
        for wanted, keys in (
            (Notices(), ["n1", "n2", "n3"]),
            (Notices(about=Sought(agency="a02")), ["n2", "n3"]),
            (Notices(about=Sought(agency="a02"), states=(NoticeState.HELD,)), ["n3"]),
            (Notices(paper="督办通知"), ["n3"]),
            (Notices(decided_by=date(2026, 1, 1)), []),
        ):
            listed = queues.notices(session, wanted)
            assert [each.key for each, _ in listed] == [trace.key for trace in queues.traces(session, wanted)] == keys
            assert sum(queues.notices_by_state(session, wanted).values()) == len(keys)
            assert queues.notices(session, wanted, limit=1, offset=1) == listed[1:2]
            assert all(about.bearer == ("a01" if each.key == "n1" else "a02") for each, about in listed)
