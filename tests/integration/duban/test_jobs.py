"""Long work: told of in the database, so that any process shows it, its end survives its process, and nothing is lost.

Two `Jobs` on one database stand for two processes; the stories with real ones are told by tests/acceptance.
"""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Engine

from duban.services import setup
from duban.services.care.copies import Looked, Tried
from duban.services.desk import Step
from duban.services.drafts.enacting import Foreseen
from duban.services.drafts.trying import Came, Played, Wanted
from duban.services.jobs import doing
from duban.services.jobs.doing import MOST_RUNNING, Errand, Job, Jobs
from duban.services.jobs.forgetting import KEPT, MOST_KEPT, forget_jobs
from duban.services.jobs.kinds import Kind, packed, unpacked
from duban.services.judgement.simulation import Count
from duban.services.plans.amendment import Change
from duban.services.showing.ledger import Tally
from duban.settings import Settings
from engine.nouns import Standing
from engine.source import Refused
from engine.telling.lamps import lamp_of
from store import jobs
from store.jobs import State
from store.session import reading, transaction

NOON = datetime(2026, 3, 16, 4, tzinfo=UTC)
TRIED = Tried((("0022", "long work"),), 1.5, 7, ("k1",))
ERRAND = Errand(Kind.UPGRADE, "wang", "王科长", {"name": "甲"})
Open = Callable[[], Jobs]


@pytest.fixture
def clock() -> list[datetime]:
    """What the clock of every process says."""
    return [NOON]


@pytest.fixture
def open_jobs(database: Engine, clock: list[datetime], monkeypatch: pytest.MonkeyPatch) -> Iterator[Open]:
    """Take part in the long work of one house, as one more process."""
    settings = Settings(jurisdiction="示例区")
    setup.init(database, settings, by="试", now=NOON)
    monkeypatch.setattr(doing, "BEAT", 0.05)
    monkeypatch.setattr(doing, "AT_FIRST", 20)
    opened: list[Jobs] = []

    def opener() -> Jobs:
        opened.append(Jobs(database, settings, lambda: clock[0]))
        return opened[-1]

    yield opener
    for each in opened:
        each.close()


@pytest.fixture
def here(open_jobs: Open) -> Jobs:
    """The long work as this process takes part in it."""
    return open_jobs()


def until(job: Callable[[], Job], wanted: Callable[[Job], bool]) -> Job:
    """The job when it is as wanted; it must be so in time."""
    for _ in range(400):
        if wanted(found := job()):
            return found
        time.sleep(0.05)
    raise AssertionError(found)


def test_another_process_tells_how_far_a_job_is_and_what_came_of_it(here: Jobs, open_jobs: Open) -> None:
    go_on, there = threading.Event(), open_jobs()

    def work(step: Step) -> Tried:
        step(5, 10)
        go_on.wait(20)
        return TRIED

    name = here.start(ERRAND, work)
    half = until(lambda: there.get("wang", name), lambda job: job.kept.done == 5)
    assert (half.percent, half.has_ended, half.outcome, half.refused) == (50, False, None, None)
    assert (half.kept.by, half.kept.asked) == ("王科长", {"name": "甲"})
    go_on.set()
    assert here.awaited("wang", name).outcome == TRIED
    assert there.get("wang", name).outcome == TRIED


def test_only_who_started_it_sees_it(here: Jobs) -> None:
    name = here.start(ERRAND, lambda step: TRIED)
    for owner, asked in (("li", name), ("wang", "another")):
        with pytest.raises(Refused, match="X695"):
            here.get(owner, asked)


def test_so_many_run_at_a_time_in_the_whole_house(here: Jobs, open_jobs: Open) -> None:
    go_on, there = threading.Event(), open_jobs()

    def work(step: Step) -> Tried:
        go_on.wait(20)
        return TRIED

    both = (here, there)
    names = [each.start(ERRAND, work) for each in both]
    assert len(names) == MOST_RUNNING
    for each in both:
        with pytest.raises(Refused, match="X694"):
            each.start(ERRAND, work)
    go_on.set()
    assert [each.awaited("wang", name).state for each, name in zip(both, names, strict=True)] == ["done"] * 2
    here.start(ERRAND, lambda step: TRIED)


def test_one_thing_is_worked_out_once_for_all_processes(here: Jobs, open_jobs: Open) -> None:
    go_on, runs, there = threading.Event(), [], open_jobs()

    def work(step: Step) -> Tried:
        runs.append(1)
        go_on.wait(20)
        return TRIED

    here.start(ERRAND, work, name="d1")
    assert not there.once(ERRAND, "d1", work).has_ended
    assert there.start(ERRAND, work, name="d1") == "d1"
    go_on.set()
    assert here.awaited("wang", "d1").outcome == TRIED
    assert there.once(ERRAND, "d1", work).outcome == TRIED
    assert len(runs) == 1


def test_what_was_refused_and_what_broke_are_told(here: Jobs, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doing, "LONGEST", -1)
    slow = here.awaited("wang", here.start(ERRAND, lambda step: step(1, 10)))
    broken = here.awaited("wang", here.start(ERRAND, lambda step: 1 // 0))
    assert slow.refused is not None
    assert broken.refused is not None
    assert (slow.refused.code, broken.refused.code) == ("X697", "X774")


def test_a_house_that_closes_stops_its_work_and_says_so(here: Jobs, open_jobs: Open) -> None:
    begun, go_on, stopped = threading.Event(), threading.Event(), threading.Event()

    def work(step: Step) -> Tried:
        begun.set()
        go_on.wait(20)
        try:
            step(1, 2)
        finally:
            stopped.set()
        return TRIED

    name = here.start(ERRAND, work)
    assert begun.wait(20)
    here.close()
    go_on.set()
    assert stopped.wait(20)
    found = open_jobs().get("wang", name)
    assert found.refused is not None
    assert (found.state, found.refused.code) == (State.CUT_OFF, "X698")


def left_behind(database: Engine, name: str, worker: str) -> None:
    """A job of a process that was killed."""
    with transaction(database, "示例区") as session:
        jobs.put(session, jobs.Job(name, Kind.UPGRADE, "wang", "王科长", {}, NOON, NOON, worker))


def test_what_ended_with_its_process_is_told_and_may_be_begun_anew(
    here: Jobs, database: Engine, clock: list[datetime]
) -> None:
    dead = doing.worker().rpartition("/")[0] + "/999999999"
    left_behind(database, "of-this-machine", dead)
    left_behind(database, "of-another", "elsewhere/7")
    assert here.get("wang", "of-this-machine").state is State.CUT_OFF
    assert here.get("wang", "of-another").state is State.RUNNING
    clock[0] += doing.SILENCE + timedelta(seconds=1)
    assert here.get("wang", "of-another").state is State.CUT_OFF
    assert here.settle() == ["of-another", "of-this-machine"]
    assert here.settle() == []
    assert here.once(ERRAND, "of-another", lambda step: TRIED).outcome == TRIED


def test_a_worker_that_could_not_speak_for_a_while_is_believed_again(
    here: Jobs, open_jobs: Open, clock: list[datetime]
) -> None:
    go_on = threading.Event()

    def work(step: Step) -> Tried:
        go_on.wait(20)
        return TRIED

    name = here.start(ERRAND, work)
    clock[0] += doing.SILENCE * 2
    there = open_jobs()
    there.settle()
    until(lambda: there.get("wang", name), lambda job: job.state is State.RUNNING)
    go_on.set()
    assert here.awaited("wang", name).outcome == TRIED


def test_outcomes_are_let_go_of_in_time_and_those_too_many(here: Jobs, database: Engine, clock: list[datetime]) -> None:
    first = here.start(ERRAND, lambda step: TRIED)
    here.awaited("wang", first)
    left_behind(database, "still", "elsewhere/7")
    clock[0] += KEPT + timedelta(seconds=1)
    here.awaited("wang", here.start(ERRAND, lambda step: TRIED))
    with pytest.raises(Refused, match="X695"):
        here.get("wang", first)
    with transaction(database, "示例区") as session:
        [kept] = [each for each in jobs.listed(session) if each.state is State.DONE]
        for number in range(MOST_KEPT + 3):
            jobs.put(session, replace(kept, name=f"n{number:03}", beat=kept.beat + timedelta(seconds=number)))
            jobs.end(session, replace(kept, name=f"n{number:03}"), State.DONE, at=kept.beat + timedelta(seconds=number))
        assert forget_jobs(session, clock[0]) == 4
    with reading(database, "示例区") as session:
        left = [each for each in jobs.listed(session) if each.state is State.DONE]
    assert (len(left), min(each.name for each in left)) == (MOST_KEPT, "n003")


RED = Tally(lamp_of(Standing.BREACHED), (Standing.BREACHED,), 2)


@pytest.mark.parametrize(
    ("kind", "outcome"),
    [
        (Kind.UPGRADE, TRIED),
        (Kind.BACKUP, Looked("a.db", "look/a.db", 9, NOON, 3, (RED,), 3, ())),
        (
            Kind.SIMULATION,
            Played(
                Wanted(date(2026, 1, 1), date(2026, 6, 30), Count.DAY, "draft:d1"),
                (Came("paper", "", "提醒函", date(2026, 2, 1), "区司法局", "报告", "2026"),),
                (("2026-02-01", "发《提醒函》", 1),),
                tried=True,
            ),
        ),
        (
            Kind.DIFFERENCE,
            Foreseen(
                NOON, "年度计划@2", "年度计划@1", date(2026, 3, 16),
                (Change("k1", "区司法局", "报告", "2026", "rebased", Standing.OPEN, Standing.BREACHED),),
                4, 1, 2, 0, 3,
            ),
        ),
    ],
)  # fmt: skip
def test_an_outcome_is_read_back_as_it_was(kind: Kind, outcome: object) -> None:
    assert unpacked(kind, packed(kind, outcome)) == outcome


def test_what_has_ended_is_never_said_to_be_worked_on_again(here: Jobs, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its worker speaks all the time, also while it writes what became of it."""
    monkeypatch.setattr(doing, "BEAT", 0)
    names = [here.start(ERRAND, lambda step: step(1, 10) or TRIED, name=f"n{each}") for each in range(2)]
    for name in names:
        here.awaited("wang", name)
    time.sleep(0.2)
    assert [here.get("wang", name).state for name in names] == [State.DONE] * 2
