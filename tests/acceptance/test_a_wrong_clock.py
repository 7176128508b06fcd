"""Promise 8: while the clock is wrong nothing is judged and nothing is sent; when it is right again, all goes on."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from duban.clock import Reading
from duban.daemon.jobs import JOBS, Job
from duban.daemon.running import Daemon
from duban.services.care import timekeeping
from duban.services.setup import Office
from engine.source import Refused
from store import events, letters, verdicts
from store.session import reading

FRIDAY = date(2026, 2, 6)
TIMED = [job for job in JOBS if job.needs_time]


class Machine:
    """A machine whose wall clock can be set."""

    def __init__(self, at: datetime) -> None:
        self.reading = Reading("here", at, "boot-1", 1000.0, synchronised=False)

    def passes(self, time: timedelta) -> None:
        self.reading = replace(self.reading, at=self.reading.at + time, awake=self.reading.awake + time.total_seconds())

    def is_set(self, by: timedelta) -> None:
        self.reading = replace(self.reading, at=self.reading.at + by)

    def restarts(self, after: timedelta, boot: str = "boot-2") -> None:
        self.reading = replace(self.reading, at=self.reading.at + after, boot=boot, awake=10.0)


def said(house: Any) -> tuple[int, int, int]:
    """What was ever judged, written and logged."""
    with reading(house.database, house.settings.jurisdiction) as session:
        return sum(verdicts.standings(session).values()), len(letters.find(session)), events.head(session).position


@pytest.fixture
def machine(sqlite_house: Any) -> Machine:
    return Machine(sqlite_house.at(FRIDAY, 10))


@pytest.fixture
def daemon(sqlite_house: Any, machine: Machine) -> Daemon:
    return Daemon(Office(sqlite_house.database, sqlite_house.settings), lambda: machine.reading)


def work(daemon: Daemon) -> list[bool]:
    return [daemon.do(job) for job in TIMED]


@pytest.mark.parametrize(
    "jump",
    [timedelta(days=365), timedelta(days=3), timedelta(days=-1), timedelta(days=-20000)],
    ids=["a year ahead", "three days ahead", "a day back", "1970"],
)
def test_nothing_is_judged_or_sent_in_the_wrong_time(
    sqlite_house: Any, machine: Machine, daemon: Daemon, jump: timedelta
) -> None:
    assert all(work(daemon))
    before = said(sqlite_house)
    machine.is_set(jump)
    machine.passes(timedelta(hours=1))
    assert work(daemon) == [False] * len(TIMED)
    assert said(sqlite_house) == before
    # when the clock is put right the work goes on by itself
    machine.is_set(-jump)
    machine.passes(timedelta(days=3))
    assert all(work(daemon))
    assert said(sqlite_house)[0] >= before[0]


def test_a_job_works_by_the_very_time_that_was_found_right(sqlite_house: Any, machine: Machine) -> None:
    """The clock may be set in the moment between the look at it and the work."""
    worked_at: list[datetime] = []

    def set_meanwhile() -> Reading:
        seen = machine.reading
        machine.is_set(timedelta(days=365))
        return seen

    daemon = Daemon(Office(sqlite_house.database, sqlite_house.settings), set_meanwhile)
    right = machine.reading.at
    assert daemon.do(Job("look", 1, lambda shift: worked_at.append(shift.now)))
    assert worked_at == [right]


def test_a_small_step_of_a_time_server_is_nobodys_business(machine: Machine, daemon: Daemon) -> None:
    work(daemon)
    machine.is_set(timedelta(minutes=-2))
    assert all(work(daemon))
    machine.is_set(timedelta(hours=3))
    assert all(work(daemon))


def test_a_month_asleep_or_stopped_needs_nobody(machine: Machine, daemon: Daemon) -> None:
    work(daemon)
    machine.passes(timedelta(days=30))
    assert all(work(daemon))


def test_a_month_switched_off_asks_unless_a_time_server_is_followed(
    sqlite_house: Any, machine: Machine, daemon: Daemon
) -> None:
    work(daemon)
    machine.restarts(timedelta(days=30))
    assert work(daemon) == [False] * len(TIMED)
    office = daemon.office
    with pytest.raises(Refused, match="X454"):
        timekeeping.accept(office.database, office.settings, machine.reading, by="管理员", reason=" ")
    timekeeping.accept(office.database, office.settings, machine.reading, by="管理员", reason="停机检修")
    assert all(work(daemon))
    with reading(office.database, office.settings.jurisdiction) as session:
        (told,) = [each for each in events.since(session) if each.kind == "clock.accept"]
    assert (told.actor, told.payload["reason"]) == ("管理员", "停机检修")
    machine.restarts(timedelta(days=30), "boot-3")
    machine.reading = replace(machine.reading, synchronised=True)
    assert all(work(daemon))


def test_a_wrong_time_that_was_accepted_by_mistake_can_be_taken_back(machine: Machine, daemon: Daemon) -> None:
    work(daemon)
    machine.is_set(timedelta(days=365))
    office = daemon.office
    timekeeping.accept(office.database, office.settings, machine.reading, by="管理员", reason="误认")
    machine.is_set(timedelta(days=-365))
    assert work(daemon) == [False] * len(TIMED)
    timekeeping.accept(office.database, office.settings, machine.reading, by="管理员", reason="改正")
    assert all(work(daemon))
