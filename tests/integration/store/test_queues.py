"""Tasks, notices and letters in columns are those of the tables: after every move told, and on days gone by."""

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import Engine

from engine.nouns import (
    Due,
    Letter,
    LetterStage,
    Notice,
    NoticeState,
    Obligation,
    Standing,
    Task,
    TaskState,
    Verdict,
)
from store import events, letters, notices, obligations, queues, tasks, verdicts, worklists
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
            (Notices(due_from=date(2026, 3, 1)), []),
            (Notices(due_to=date(2026, 2, 25), keys=frozenset({"n2", "none"})), ["n2"]),
        ):
            listed = queues.notices(session, wanted)
            assert [each.key for each, _ in listed] == keys
            assert list(queues.streamed_notices(session, wanted)) == listed
            assert sum(queues.notices_by_state(session, wanted).values()) == len(keys)
            assert sum(queues.notices_by_paper(session, wanted).values()) == len(keys)
            assert queues.notices(session, wanted, limit=1, offset=1) == listed[1:2]
            assert all(about.bearer == ("a01" if each.key == "n1" else "a02") for each, about in listed)


DAYS = tuple(FIRST + timedelta(days=each) for each in range(0, 14, 2))


def turn(session: Session, was: Notice, state: NoticeState, on: date) -> Notice:
    """Move a notice as the house does: told in the log, by the letter if it goes into one."""
    assert notices.set_state(session, [was.key], was=was.state, now=state) == (was.key,)
    if state is NoticeState.BUNDLED:
        post(session, f"{was.key}-{on}", on, was.key)
    else:
        events.append(session, [Entry(at(on), "王", "notice.turn", was.key, {"from": was.state, "to": state})])
    return replace(was, state=state)


def post(session: Session, name: str, on: date, *told: str) -> Letter:
    """Freeze a letter as the house does."""
    letter = Letter(f"<{name}@bench>", "formal", f"{name[:2]}@example.gov.cn", "督办", on, b"x", "s", told)
    letters.add_new(session, [letter])
    events.append(session, [Entry(at(on), "system", letters.FROZEN, letter.message_id, {"notices": list(told)})])
    return letter


def then_by(day: date) -> Then:
    """The evening of a day."""
    return Then(Moment(day, day), at(day))


def test_every_evening_has_the_notices_that_the_log_tells_of(
    database: Engine, here: str, duty: Callable[..., Obligation], notice: Callable[..., Notice]
) -> None:
    chance, stood = random.Random(7), dict[date, dict[str, NoticeState]]()
    known = dict[str, Notice]()
    for step, on in enumerate(DAYS):
        with transaction(database, here) as session:
            obligations.add_new(session, [duty(f"d{step}")])
            number = obligations.numbers(session, [f"d{step}"])[f"d{step}"]
            new = [
                replace(notice(f"n{step}{place}", f"d{step}"), decided_on=on, due_on=on, release=release, state=state)
                for place, (release, state) in enumerate(DECIDED)
            ]
            notices.add_new(session, new)
            events.append(session, [Entry(at(on), "system", "verdict.change", f"d{step}", {}, number)])
            known |= {each.key: each for each in new}
            for key in chance.sample(sorted(known), min(4, len(known))):
                state = chance.choice([state for state in NoticeState if state is not known[key].state])
                known[key] = turn(session, known[key], state, on)
        stood[on] = {key: each.state for key, each in known.items()}
        with reading(database, here) as session:
            assert queues.notices_by_state(session, Notices()) == Counter(each.state for each in known.values())
            for day, states in stood.items():
                assert_told(session, then_by(day), states)


DECIDED = (("auto", NoticeState.PLANNED), ("human", NoticeState.HELD), ("auto", NoticeState.SKIPPED))


def assert_told(session: Session, then: Then, states: dict[str, NoticeState]) -> None:
    """The lists and the numbers of an evening are those that were written down that evening."""
    listed = queues.notices(session, Notices(), then)
    assert {each.key: each.state for each, _ in listed} == states
    assert [each.due_on for each, _ in listed] == sorted((each.due_on for each, _ in listed), reverse=True)
    assert queues.notices_by_state(session, Notices(), then) == Counter(states.values())
    assert queues.notices_by_paper(session, Notices(), then) == {"提醒函": len(states)}
    held = Notices(about=Sought(agency="a01"), states=(NoticeState.HELD,))
    chosen = [each for each in listed if each[0].state is NoticeState.HELD]
    assert queues.notices(session, held, then) == list(queues.streamed_notices(session, held, then)) == chosen
    assert queues.notices(session, held, then, limit=2, offset=1) == chosen[1:3]


def test_a_notice_that_was_taken_back_without_a_word_is_gone_from_the_next_verdict_on(
    database: Engine, here: str, duty: Callable[..., Obligation], notice: Callable[..., Notice],
    verdict: Callable[..., Verdict],
) -> None:  # fmt: skip
    again = DAYS[2]
    with transaction(database, here) as session:
        obligations.add_new(session, [duty("k1")])
        notices.add_new(session, [replace(notice("n1"), decided_on=FIRST)])
        post(session, "m1", FIRST, "n1")
        notices.set_state(session, ["n1"], was=NoticeState.PLANNED, now=NoticeState.CANCELLED)
        verdicts.record(session, [replace(verdict("k1", Standing.MET), as_of=again, known_at=again)])
    with reading(database, here) as session:
        for day, state in ((DAYS[1], NoticeState.BUNDLED), (again, NoticeState.CANCELLED)):
            assert queues.notices_by_state(session, Notices(), then_by(day)) == {state: 1}


def test_every_evening_has_the_letters_that_the_log_tells_of(database: Engine, here: str) -> None:
    with transaction(database, here) as session:
        first, second = post(session, "m1", DAYS[0]), post(session, "m2", DAYS[2])
        tell_of(session, first, "letter.attempt", DAYS[1], {"stage": "temporary"})
        tell_of(session, first, "letter.attempt", DAYS[3], {"stage": "dead"})
    with reading(database, here) as session:
        assert letters_by(session, DAYS[0]) == {"m1": LetterStage.READY}
        assert letters_by(session, DAYS[2]) == {"m2": LetterStage.READY, "m1": LetterStage.TEMPORARY}
    with transaction(database, here) as session:
        tell_of(session, first, "letter.retry", DAYS[4], {})
        tell_of(session, second, "letter.recall", DAYS[4], {"why": "过时"})
        tell_of(session, first, "letter.receipt", DAYS[5], {})
    with reading(database, here) as session:
        assert letters_by(session, DAYS[3])["m1"] is LetterStage.DEAD
        assert letters_by(session, DAYS[5]) == {"m2": LetterStage.CLOSED, "m1": LetterStage.READY}
        then = then_by(DAYS[5])
        assert [each.recipient for each in queues.posted(session, (), "m1@", then)] == ["m1@example.gov.cn"]
        assert queues.posted_by_stage(session, "m1@", then) == {LetterStage.READY: 1}
        assert queues.posted_by_stage(session, "m1@") == {LetterStage.READY: 1}
        assert queues.posted(session, (LetterStage.CLOSED,), then=then, limit=5, offset=1) == []


def tell_of(session: Session, letter: Letter, kind: str, on: date, payload: dict[str, str]) -> None:
    """Write a line about a letter."""
    events.append(session, [Entry(at(on), "system", kind, letter.message_id, payload)])


def letters_by(session: Session, day: date) -> dict[str, LetterStage]:
    """The letters of an evening in the order of the list, and their numbers are those of the list."""
    listed = queues.posted(session, (), then=then_by(day))
    assert listed == list(queues.streamed_posted(session, (), then=then_by(day)))
    assert queues.posted_by_stage(session, then=then_by(day)) == Counter(each.stage for each in listed)
    return {each.message_id[1:3]: each.stage for each in listed}
