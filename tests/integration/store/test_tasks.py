"""Tasks: issued once, moved only from where their mover saw them."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date

from sqlalchemy import Engine

from engine.nouns import Task, TaskState
from store import tasks
from store.session import reading, transaction

LEAD = Task("t1", "k1", "a01", assigned_on=date(2026, 1, 5))
SUPPORT = Task("t2", "k1", "a02", "support", assigned_on=date(2026, 1, 6))
OTHER = Task("t3", "k2", "a02")
ACCEPTED = replace(LEAD, state=TaskState.IN_PROGRESS)


def test_tasks_are_issued_once_and_found(office: Engine, here: str) -> None:
    with transaction(office, here) as session:
        assert tasks.add_new(session, [SUPPORT, LEAD, OTHER]) == 3
        assert tasks.add_new(session, [ACCEPTED]) == 0
        assert tasks.get(session, "t1") == LEAD
        assert tasks.get(session, "t9") is None
        assert tasks.of_obligations(session, ["k1", "k3"]) == {"k1": (LEAD, SUPPORT)}
        assert tasks.find(session) == [LEAD, SUPPORT, OTHER]
        assert tasks.find(session, agency="a02", state=TaskState.ASSIGNED, limit=1) == [SUPPORT]
        assert tasks.find(session, obligation="k2") == [OTHER]


def test_a_task_moves_only_from_where_it_was_seen(office: Engine, here: str) -> None:
    suspended = replace(ACCEPTED, state=TaskState.SUSPENDED, left=TaskState.IN_PROGRESS, verifier="王科长", returns=1)
    with transaction(office, here) as session:
        tasks.add_new(session, [LEAD])
        assert tasks.move(session, LEAD, ACCEPTED)
        assert not tasks.move(session, LEAD, suspended)
        assert tasks.move(session, ACCEPTED, suspended)
        assert tasks.get(session, "t1") == suspended


def test_many_tasks_move_at_once_except_those_that_moved_before(office: Engine, here: str) -> None:
    moved = replace(SUPPORT, state=TaskState.IN_PROGRESS)
    with transaction(office, here) as session:
        tasks.add_new(session, [LEAD, SUPPORT])
        tasks.move(session, LEAD, replace(LEAD, state=TaskState.CANCELLED))
        assert tasks.move_many(session, [(LEAD, ACCEPTED), (SUPPORT, moved)]) == (moved,)


def test_of_two_people_at_once_only_one_moves_a_task(office: Engine, here: str) -> None:
    with transaction(office, here) as session:
        tasks.add_new(session, [LEAD])

    def accept(_: int) -> bool:
        with transaction(office, here) as session:
            return tasks.move(session, LEAD, ACCEPTED)

    with ThreadPoolExecutor(2) as people:
        assert sorted(people.map(accept, range(6))) == [False] * 5 + [True]
    with reading(office, here) as session:
        assert tasks.get(session, "t1") == ACCEPTED
