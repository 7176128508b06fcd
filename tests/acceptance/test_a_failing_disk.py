"""Promise 13: whichever write or sync of a day's work the disk refuses with EIO, nothing is half told or lost.

The calls are really refused, by a few lines of C loaded in front of the C library; SQLite, the mail folder and Python
see what a dying disk shows them.  Each is refused once, and in another run from then on for good.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from store import verdicts
from store.session import reading
from tests.acceptance.test_a_full_disk import FRIDAY, moved, said, tidied, work

FOR_GOOD = 10**9
STEP = 1 if os.environ.get("DUBAN_TRUST") == "full" else 40
"""Of how many writes one is refused."""
SOURCE = Path(__file__).with_name("failing_disk.c")
RUN = """
import ctypes, os, sys
from datetime import date, datetime, time
from duban.clock import SHANGHAI
from duban.services.judgement.sweep import sweep
from duban.services.post.sending import send
from duban.settings import Settings
from engine.source import Refused
from notifications.deliver import transport_for
from store.session import open_database

disk = ctypes.CDLL(os.environ["LD_PRELOAD"])
day, settings = date.fromisoformat(sys.argv[1]), Settings()

def work():
    try:
        database = open_database(settings.database_url)
        sweep(database, settings, on=day, now=datetime.combine(day, time(8, 30), tzinfo=SHANGHAI))
        transport = transport_for(settings.transport_url)
        send(database, settings, transport, now=datetime.combine(day, time(10, 30), tzinfo=SHANGHAI))
    except Refused as refused:
        return refused.code
    return "done"

for line in sys.stdin:
    if os.fork() == 0:
        disk.fail(*map(int, line.split()))
        print(work(), disk.written(), flush=True)
        os._exit(0)
    os.wait()
"""


class Worker:
    """A process that does a day's work on a disk that fails when it is told to."""

    def __init__(self, disk: Path, shim: Path, settings: Any) -> None:
        environment = {
            **os.environ,
            "LD_PRELOAD": str(shim),
            "DISK": str(disk),
            "DUBAN_DATABASE": f"sqlite:///{disk / 'duban.db'}",
            "DUBAN_SMTP_URL": f"maildir:{disk / 'mail'}",
            "DUBAN_MAIL_FROM": settings.mail_from,
            "DUBAN_MAIL_DOMAIN": settings.mail_domain,
            "DUBAN_JURISDICTION": settings.jurisdiction,
            "DUBAN_OFFICE_NAME": settings.office_name,
            "DUBAN_OFFICE_EMAIL": settings.office_email,
            "DUBAN_PAPERS": str(disk / "papers"),
        }
        words, pipe = [sys.executable, "-P", "-c", RUN, FRIDAY.isoformat()], subprocess.PIPE
        self._process = subprocess.Popen(words, env=environment, stdin=pipe, stdout=pipe, text=True, encoding="utf-8")

    def works(self, first: int, last: int) -> tuple[str, int]:
        """How the work ended when the writes from `first` to `last` fail, and how many there were."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{first} {last}\n")
        self._process.stdin.flush()
        code, written = self._process.stdout.readline().split()
        return code, int(written)

    def end(self) -> None:
        """Have it end."""
        self._process.communicate(timeout=60)


@pytest.fixture(scope="session")
def shim(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The lines of C, made ready to be loaded."""
    compiler, made = shutil.which("cc"), tmp_path_factory.mktemp("shim") / "failing_disk.so"
    if compiler is None:
        pytest.fail("there is no C compiler (cc); install gcc and libc6-dev")
    subprocess.run([compiler, "-shared", "-fPIC", "-o", str(made), str(SOURCE), "-ldl"], check=True)
    return made


@pytest.fixture
def worker(sqlite_house: Any, tmp_path: Path, shim: Path) -> Iterator[Worker]:
    """Somebody to do the work on a folder of its own."""
    made = Worker(tmp_path / "disk", shim, sqlite_house.settings)
    yield made
    made.end()


def test_whichever_write_is_refused_the_work_stops_cleanly_and_loses_nothing(
    sqlite_house: Any, tmp_path: Path, worker: Worker
) -> None:
    disk = tmp_path / "disk"
    settled_on(sqlite_house, disk)
    code, writes = worker.works(0, 0)
    assert code == "done"
    expected = said(settled_on(sqlite_house, disk, work))
    codes = []
    for first in range(1, writes + 1, STEP):
        for last in (first, FOR_GOOD):
            house = settled_on(sqlite_house, disk)
            codes.append(worker.works(first, last)[0])
            with reading(house.database, house.settings.jurisdiction) as session:
                assert verdicts.standings(session) is not None  # what is on file can be read all the while
            assert said(tidied(house)) == expected, (first, last, codes[-1])
            house.database.dispose()
    print(f"{writes} writes; {len(codes)} runs ended: { ({code: codes.count(code) for code in sorted(set(codes))}) }")
    assert "S112" in codes


def settled_on(house: Any, disk: Path, after: Any = None) -> Any:
    """The office on that disk as on the morning, and what somebody did then."""
    shutil.rmtree(disk, ignore_errors=True)
    disk.mkdir()
    there = moved(house, disk)
    if after:
        assert after(there) is None
    return there
