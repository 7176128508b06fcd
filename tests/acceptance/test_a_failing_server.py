"""Promise 13 on PostgreSQL: its disk refuses a write or a sync, or is full; nothing acknowledged is lost or half told.

The server stops itself over a write-ahead log that it cannot write and recovers when it is started again; the office
stops with words that an operator understands, and goes on where it was.  `DUBAN_TRUST=full` refuses every write of a
day's work, once and from then on, and fills the disk to every sixteen KiB.
"""

import shutil
import subprocess
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from duban.daemon.jobs import JOBS
from duban.daemon.running import Daemon
from duban.services.casefile import facts
from duban.services.desk import Desk
from duban.services.setup import Office
from engine.nouns import Fact
from engine.source import Refused
from store import facts as register
from store.session import migrate, open_database, reading, transaction
from tests.acceptance.conftest import settled
from tests.acceptance.test_a_failing_disk import FOR_GOOD
from tests.acceptance.test_a_full_disk import FRIDAY, fill, said, tidied, work
from tests.clusters import Cluster
from tests.trials import FULL

POINTS = 4
"""So many writes of a day's work are refused in `make test`."""
ROOM = range(0, 2048, 16) if FULL else range(0, 2048, 700)
FACTS = 5
MEMORY = Path("/dev/shm")
SIZE = 160 * 1024 * 1024
TROUBLE = {"S111", "S112", "S116", "S117"}


@pytest.fixture(scope="module")
def folder(postgres_server: object) -> Iterator[Path]:
    """A folder in memory that whoever the server runs as can reach; where PostgreSQL is left out this is too."""
    made = Path(tempfile.mkdtemp(prefix="duban-pg-", dir=MEMORY if MEMORY.is_dir() else None))
    made.chmod(0o755)
    yield made
    shutil.rmtree(made, ignore_errors=True)


@dataclass
class Days:
    """One morning of an office again and again, each on a database of its own in a server that is hurt meanwhile."""

    cluster: Cluster
    office: Any
    folder: Path
    lived: int = 0
    codes: list[str] = field(default_factory=list)

    def morning(self) -> Any:
        """The office as it was that morning."""
        self.lived += 1
        name, mail = f"day_{self.lived}", f"maildir:{self.folder / f'mail-{self.lived}' / 'mail'}"
        # copied by its log, a database repeats numbers of its sequences after a crash; by its files it has a checkpoint
        self.cluster.run(f"CREATE DATABASE {name} TEMPLATE office STRATEGY FILE_COPY")
        told = {"database": SecretStr(self.cluster.url(name)), "smtp_url": SecretStr(mail)}
        settings = self.office.settings.model_copy(update=told)
        return type(self.office)(open_database(settings.database_url), settings, self.folder / f"mail-{self.lived}")

    def over(self, house: Any) -> None:
        """Forget a day."""
        house.database.dispose()
        self.cluster.run(f"DROP DATABASE day_{self.lived} WITH (FORCE)")

    def busy(self, house: Any) -> list[str]:
        """A day's work, then facts one by one; answers those that were acknowledged."""
        acknowledged: list[str] = []
        self.codes.append(work(house) or "done")
        for number in range(FACTS):
            try:
                record(house, number)
            except Refused as refused:
                self.codes.append(refused.code)
            else:
                acknowledged.append(f"f{number}")
        return acknowledged

    def mended(self, house: Any, acknowledged: list[str]) -> tuple[object, ...]:
        """What came of the day once the server is back and everybody has done what was not done yet."""
        self.cluster.recover()
        there = on_file(house)
        assert set(acknowledged) <= there
        for number in range(FACTS):
            if f"f{number}" not in there:
                record(house, number)
        return said(tidied(house)), sorted(on_file(house))


def record(house: Any, number: int) -> None:
    with transaction(house.database, house.settings.jurisdiction) as session:
        desk = Desk(session)
        bearer = next(each.id for each in desk.roster.agencies if each.name == "区司法局")
        made = Fact(f"f{number}", "lecture.law", bearer, date(2026, 2, 5), FRIDAY, Fraction(1))
        facts.record(desk, [made], by="督办甲", on=FRIDAY, now=house.at(FRIDAY, 15))


def on_file(house: Any) -> set[str]:
    with reading(house.database, house.settings.jurisdiction) as session:
        return set(register.of_ids(session, [f"f{number}" for number in range(FACTS)]))


def opened(cluster: Cluster, folder: Path) -> Days:
    """A server with the office of the stories in it, as it was before that Friday."""
    cluster.start()
    cluster.run("CREATE DATABASE office")
    database = open_database(cluster.url("office"))
    migrate(database)
    house = settled(database, folder)
    house.publish()
    database.dispose()
    return Days(cluster, house, folder)


@pytest.fixture(scope="module")
def failing(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Days]:
    """A server whose disk refuses what it is told to refuse."""
    compiler, shim, place = shutil.which("cc"), folder / "failing_disk.so", folder / "failing"
    if compiler is None:
        pytest.fail("there is no C compiler (cc); install gcc and libc6-dev")
    source = Path(__file__).with_name("failing_disk.c")
    subprocess.run([compiler, "-shared", "-fPIC", "-o", str(shim), str(source), "-ldl"], check=True)
    place.mkdir()
    days = opened(Cluster(place, shim), tmp_path_factory.mktemp("failing"))
    yield days
    days.cluster.stop()


@pytest.fixture
def filling(folder: Path, tmp_path: Path) -> Iterator[Days]:
    """A server on a file system of its own, which can be filled."""
    place = folder / "filling"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(place)]
    done = subprocess.run(mount, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"no file system can be mounted here ({done.stderr.strip()}); run as root to fill a disk")
    cluster = Cluster(place)
    yield opened(cluster, tmp_path)
    cluster.stop()
    subprocess.run(["umount", "-l", str(place)], check=True)


def test_whichever_write_of_the_server_is_refused_nothing_acknowledged_is_lost(failing: Days) -> None:
    cluster, house = failing.cluster, failing.morning()
    cluster.fail(0, 0)
    acknowledged = failing.busy(house)
    writes, expected = cluster.written(), failing.mended(house, acknowledged)
    assert set(failing.codes) == {"done"}
    failing.over(house)
    for first in range(1, writes + 1, 1 if FULL else writes // POINTS):
        for last in (first, FOR_GOOD):
            house = failing.morning()
            cluster.fail(first, last)
            acknowledged = failing.busy(house)
            cluster.fail(0, 0)
            assert failing.mended(house, acknowledged) == expected, (first, last, failing.codes[-1 - FACTS :])
            failing.over(house)
    print(f"{writes} writes and syncs; ended {dict(Counter(failing.codes))}")
    assert "S116" in failing.codes
    assert set(failing.codes) <= TROUBLE | {"done"}


def test_the_disk_of_the_server_may_be_full_and_nothing_acknowledged_is_lost(filling: Days) -> None:
    house = filling.morning()
    expected = filling.mended(house, filling.busy(house))
    filling.over(house)
    for left in ROOM:
        house = filling.morning()
        ballast = fill(filling.cluster.folder, left * 1024)
        acknowledged = filling.busy(house)
        ballast.unlink()
        assert filling.mended(house, acknowledged) == expected, (left, filling.codes[-1 - FACTS :])
        filling.over(house)
    print(f"filled {len(ROOM)} times; ended {dict(Counter(filling.codes))}")
    assert {"S111", "S116"} & set(filling.codes)
    assert set(filling.codes) <= TROUBLE | {"done"}


def test_a_daemon_outlives_its_server(failing: Days) -> None:
    house = failing.morning()
    daemon = Daemon(Office(house.database, house.settings))
    health = next(job for job in JOBS if job.name == "health")
    assert daemon.do(health)
    failing.cluster.stop()
    assert not daemon.do(health)
    with pytest.raises(Refused, match="S117 数据库服务器没有应答"):
        house.sweep(FRIDAY)
    failing.cluster.recover()
    assert daemon.do(health)
    assert house.sweep(FRIDAY).verdicts_changed
    house.database.dispose()
