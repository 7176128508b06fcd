"""Promise 13: when the disk takes no more, work stops cleanly, nothing is half told, and goes on when there is room.

The database lies on a file system of its own that is really full (root may mount one), is read-only, or refuses to let
files grow (any user may be refused that).
"""

import os
import resource
import shutil
import subprocess
from collections.abc import Callable, Iterator
from datetime import date
from email import message_from_bytes
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from duban.daemon.jobs import JOBS
from duban.daemon.running import Daemon
from duban.services.care import audit, reserve
from duban.services.post import sending
from duban.services.setup import Office
from engine.nouns import LetterStage
from engine.source import Refused
from notifications.deliver import transport_for
from store import letters, verdicts
from store.session import open_database, reading

FRIDAY = date(2026, 2, 6)
ROOM = range(0, 200, 4 if os.environ.get("DUBAN_TRUST") == "full" else 80)  # KiB left when the work begins
SIZE = 24 * 1024 * 1024
TROUBLE = ("S111", "S112", "S113", "S103")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of a few megabytes."""
    disk = tmp_path / "disk"
    disk.mkdir()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(disk)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        pytest.skip(f"no file system can be mounted here ({done.stderr.strip()}); run as root to fill a disk")
    yield disk
    subprocess.run(["umount", "-l", str(disk)], check=True)


def moved(house: Any, folder: Path) -> Any:
    """The same office with its database and its mail in another folder."""
    house.database.dispose()  # the last to leave puts everything into the file
    shutil.copyfile(house.settings.database_file, folder / "duban.db")
    database, mail = f"sqlite:///{folder / 'duban.db'}", f"maildir:{folder / 'mail'}"
    settings = house.settings.model_copy(update={"database": SecretStr(database), "smtp_url": SecretStr(mail)})
    return type(house)(open_database(settings.database_url), settings, folder)


def fill(disk: Path, left: int) -> Path:
    """Fill a disk until so many bytes are left."""
    ballast, free = disk / "ballast", shutil.disk_usage(disk).free
    with ballast.open("wb", buffering=0) as file:  # takes what there is, if somebody else writes meanwhile
        file.write(bytes(max(0, free - left)))
    return ballast


def work(house: Any) -> str | None:
    """A day's work; the code of what stopped it."""
    try:
        house.sweep(FRIDAY)
        house.send(FRIDAY)
    except Refused as refused:
        return refused.code
    return None


def said(house: Any) -> tuple[object, ...]:
    """What came of it: verdicts, letters and how far they got, mails in the box; and that history is whole."""
    with reading(house.database, house.settings.jurisdiction) as session:
        standings = verdicts.standings(session)
        posted = sorted((letter.message_id, letter.sha256) for letter in letters.find(session))
        stages = {letter.stage for letter in letters.find(session)}
    mails = sorted(message_from_bytes(path.read_bytes())["Message-ID"] for path in house.mails())
    assert audit.verify(house.database, house.settings).sound
    assert stages == {LetterStage.ACCEPTED}
    return standings, posted, mails


@pytest.fixture
def expected(sqlite_house: Any, tmp_path: Path) -> tuple[object, ...]:
    """What comes of a day on a disk with room."""
    folder = tmp_path / "roomy"
    folder.mkdir()
    roomy = moved(sqlite_house, folder)
    assert work(roomy) is None
    return said(roomy)


def tidied(house: Any) -> Any:
    """The office after somebody made room, later in the morning: a lease may have to run out."""
    house.sweep(FRIDAY)
    for hour in (11, 14, 16):
        transport = transport_for(house.settings.transport_url)
        sending.send(house.database, house.settings, transport, now=house.at(FRIDAY, hour))
        transport.close()
    return house


def test_a_full_disk_stops_the_work_and_loses_nothing(sqlite_house: Any, small_disk: Path, expected: Any) -> None:
    stopped = []
    for left in ROOM:
        for file in small_disk.iterdir():
            shutil.rmtree(file) if file.is_dir() else file.unlink()
        house = moved(sqlite_house, small_disk)
        ballast = fill(small_disk, left * 1024)
        stopped.append(work(house))
        with reading(house.database, house.settings.jurisdiction) as session:
            assert verdicts.standings(session) is not None  # what is on file can be read all the while
        ballast.unlink()
        assert said(tidied(house)) == expected, left
        house.database.dispose()
    assert "S111" in stopped
    assert set(stopped) <= {*TROUBLE, None}


def test_a_disk_that_becomes_read_only_stops_the_work_and_loses_nothing(
    sqlite_house: Any, small_disk: Path, expected: Any
) -> None:
    house = moved(sqlite_house, small_disk)
    house.database.dispose()
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    assert work(house) in TROUBLE
    subprocess.run(["mount", "-o", "remount,rw", str(small_disk)], check=True)
    assert said(tidied(house)) == expected


def test_a_file_that_may_not_grow_stops_the_work_and_loses_nothing(
    sqlite_house: Any, tmp_path: Path, expected: Any
) -> None:
    folder = tmp_path / "limited"
    stopped = set()
    for left in ROOM:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        house = moved(sqlite_house, folder)
        house.database.dispose()
        stopped.add(_in_child(lambda house=house: work(house), left * 1024))
        assert said(tidied(house)) == expected, left
        house.database.dispose()
    assert "S112" in stopped
    assert stopped <= {*TROUBLE, "None"}


def test_the_reserve_is_given_up_so_that_work_can_end(sqlite_house: Any, small_disk: Path) -> None:
    house = moved(sqlite_house, small_disk)
    laid = reserve.file_of(house.settings)
    laid.write_bytes(bytes(4 * 1024 * 1024))
    fill(small_disk, 0)
    daemon = Daemon(Office(house.database, house.settings))
    assert not daemon.do(JOBS[0])
    assert not laid.exists()
    assert work(house) is None


def _in_child(act: Callable[[], object], room: int) -> str:
    """What an act answers in a process in which no file may grow beyond `room` bytes."""
    source, sink = os.pipe()
    child = os.fork()
    if child == 0:
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
        os.write(sink, str(act()).encode())
        os._exit(0)
    os.close(sink)
    os.waitpid(child, 0)
    with os.fdopen(source, "r", encoding="utf-8") as told:
        return told.read()
