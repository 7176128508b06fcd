"""Promise 21: with a copy that follows, losing the disk loses minutes; what a finished turn had, a restoration has.

`DUBAN_TRUST=full` kills a hundred times, else eight.
"""

import os
import random
import signal
import time
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from duban.clock import SHANGHAI
from duban.services.care import backup, following
from duban.services.care.doctor import nights
from engine.source import Refused
from store import events
from store import following as copying
from store.events import Entry
from store.session import open_database, reading, transaction

NIGHT = datetime(2026, 2, 7, 1, 30, tzinfo=SHANGHAI)
KILLS = 100 if os.environ.get("DUBAN_TRUST") == "full" else 8


@pytest.fixture
def office(sqlite_house: Any) -> Any:
    settings = sqlite_house.settings.model_copy(update={"following": str(sqlite_house.folder / "following")})
    return type(sqlite_house)(sqlite_house.database, settings, sqlite_house.folder)


def write(database: Engine, place: str, many: int) -> int:
    """So many transactions, each a line of the log; answer where the log ends."""
    last = 0
    for number in range(many):
        with transaction(database, place) as session:
            last = events.append(
                session, [Entry(NIGHT, "甲", "试写", f"第{number}条", {"words": "字" * (number % 500)})]
            )
    return last


def line(number: int, words: int) -> Entry:
    return Entry(NIGHT, "甲", "试写", f"第{number}条", {"words": "字" * words})


def restored(house: Any, folder: Path, to: Path) -> list[str]:
    """The hashes of the log in a database restored from a folder."""
    elsewhere = house.settings.model_copy(
        update={"database": type(house.settings.database)(f"sqlite:///{to}"), "evidence": str(to.parent / "files")}
    )
    backup.restore(elsewhere, folder, now=NIGHT)
    return chain(to, house.settings.jurisdiction)


def chain(file: Path, place: str) -> list[str]:
    database = open_database(f"sqlite:///{file}")
    with reading(database, place) as session:
        found = [each.hash for each in events.since(session)]
    database.dispose()
    return found


def test_each_turn_brings_what_was_committed_since(office: Any, tmp_path: Path) -> None:
    place, folder = office.settings.jurisdiction, office.settings.following_folder
    assert following.follow(office.database, office.settings, now=NIGHT).anew
    for turn in range(3):
        last = write(office.database, place, 40)
        done = following.follow(office.database, office.settings, now=NIGHT)
        assert (done.anew, done.written > 0) == (False, True)
        found = restored(office, folder, tmp_path / f"{turn}.db")
        assert len(found) == last
        assert found == chain(office.settings.database_file, place)
    assert following.follow(office.database, office.settings, now=NIGHT).written == 0
    assert sorted(path.name for path in folder.iterdir()) == ["000001", "lock", "turned-at"]


def test_what_is_not_committed_is_not_followed(office: Any, tmp_path: Path) -> None:
    place, folder = office.settings.jurisdiction, office.settings.following_folder
    following.follow(office.database, office.settings, now=NIGHT)
    last = write(office.database, place, 1)
    with transaction(office.database, place) as session:
        session.driver.execute("PRAGMA cache_size=10")  # so that the transaction is written out before it ends
        events.append(
            session, [Entry(NIGHT, "甲", "试写", str(number), {"words": "字" * 900}) for number in range(500)]
        )
        assert following.follow(office.database, office.settings, now=NIGHT).written > 0
        log = office.settings.database_file.with_name(f"{office.settings.database_file.name}-wal")
        assert log.stat().st_size > (folder / "000001" / copying.LOG).stat().st_size
    assert len(restored(office, folder, tmp_path / "found.db")) == last


def test_a_log_begun_anew_makes_a_whole_copy(office: Any, tmp_path: Path) -> None:
    place, folder = office.settings.jurisdiction, office.settings.following_folder
    turns = []
    for _ in range(4):
        write(office.database, place, 3)
        with transaction(office.database, place) as session:
            driver = session.driver
        driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        last = write(office.database, place, 3)
        turns.append(following.follow(office.database, office.settings, now=NIGHT).anew)
    assert turns == [True] * 4
    assert [copy.name for copy in copying.copies(folder)] == ["000004", "000003"]
    assert len(restored(office, folder, tmp_path / "found.db")) == last
    assert len(restored(office, folder / "000003", tmp_path / "before.db")) == last - 6


def test_a_torn_frame_is_not_kept(office: Any, tmp_path: Path) -> None:
    place, folder, file = office.settings.jurisdiction, office.settings.following_folder, office.settings.database_file
    following.follow(office.database, office.settings, now=NIGHT)
    last = write(office.database, place, 20)
    log = file.with_name(f"{file.name}-wal")
    whole = log.read_bytes()
    log.write_bytes(whole[:-100] + b"\0" * 100)  # as a power cut leaves the last page
    following.follow(office.database, office.settings, now=NIGHT)
    log.write_bytes(whole)
    assert len(restored(office, folder, tmp_path / "torn.db")) == last - 1
    following.follow(office.database, office.settings, now=NIGHT)
    assert len(restored(office, folder, tmp_path / "found.db")) == last


def test_killed_at_any_moment_it_has_what_the_last_turn_had(office: Any, tmp_path: Path) -> None:
    place, folder = office.settings.jurisdiction, office.settings.following_folder
    following.follow(office.database, office.settings, now=NIGHT)
    office.database.dispose()
    turns = []
    chance = random.Random(20260207)
    for kill in range(KILLS):
        told = tmp_path / f"told-{kill}"
        child = os.fork()
        if child == 0:
            work_and_follow(office.settings, told)
        time.sleep(0.1 + 1.5 * chance.random())
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        turns.append(int(told.read_text(encoding="utf-8")) if told.exists() else 0)
        found = restored(office, folder, tmp_path / f"{kill}.db")
        there = chain(office.settings.database_file, place)
        assert turns[-1] <= len(found)
        assert found == there[: len(found)]
    assert any(turns)


def work_and_follow(settings: Any, told: Path) -> None:
    """Write and follow in turn, and tell on disk where the log ended before each finished turn; never return."""
    database = open_database(settings.database_url)
    while True:
        last = write(database, settings.jurisdiction, 25)
        following.follow(database, settings, now=NIGHT)
        draft = told.with_name(f"{told.name}.draft")
        draft.write_text(str(last), encoding="utf-8")
        draft.replace(told)


def test_two_do_not_follow_into_one_folder(office: Any) -> None:
    folder = office.settings.following_folder
    folder.mkdir()
    with copying._alone(folder), pytest.raises(Refused, match="S140"):
        following.follow(office.database, office.settings, now=NIGHT)


def test_the_doctor_says_when_it_last_followed(office: Any) -> None:
    def says(hour: int) -> tuple[bool, str]:
        found = nights.findings(office.database, office.settings, NIGHT.replace(hour=hour))
        return next((each.ok, each.says) for each in found if each.subject == nights.FOLLOWING)

    assert not says(1)[0]
    following.follow(office.database, office.settings, now=NIGHT)
    assert says(1) == (True, "最近一次 2026-02-07 01:30")
    assert not says(2)[0]


def test_postgresql_has_its_own_way(house: Any) -> None:
    if house.settings.database_file is not None:
        assert following.follow(house.database, house.settings, now=NIGHT).anew
        return
    with pytest.raises(Refused, match="X308"):
        following.follow(house.database, house.settings, now=NIGHT)
    found = {each.subject: each for each in nights.findings(house.database, house.settings, NIGHT)}
    assert "最多丢一天" in found[nights.FOLLOWING].says
