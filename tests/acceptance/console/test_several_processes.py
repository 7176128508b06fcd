"""`duban serve --processes`: real processes on one port, which know of each other only what the database knows."""

import http.client
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

import pytest

from duban.services import accounts
from engine.nouns import Account, Role
from tests.acceptance.conftest import House
from tests.acceptance.console.conftest import DAY, SECRET

SERVE = (sys.executable, "-P", "-c", "from duban.cli.main import run; run()", "serve", "--port")
ROOT = Path(__file__).resolve().parents[3]
PATIENCE = 60  # seconds


class Served:
    """A server as whoever started it sees it: its process, its log, its port."""

    def __init__(self, process: subprocess.Popen[bytes], file: Path) -> None:
        self.process, self._file = process, file
        found = until(lambda: re.search(r"event=listening .*port=(\d+)", self.log))
        self.port = int(found.group(1))

    @property
    def log(self) -> str:
        return self._file.read_text(encoding="utf-8")

    def opened(self) -> list[int]:
        """The processes that opened, in their order."""
        return [int(pid) for pid in re.findall(r"event=process_opened pid=(\d+)", self.log)]

    def ask(self, method: str, path: str, cookie: str = "", **form: str) -> tuple[int, str, str]:
        """Ask over a connection of its own: status, text, and where it leads or what cookie it sets."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        told = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookie}
        line.request(method, path, urlencode(form), told)
        answer = line.getresponse()
        text = answer.read().decode()
        line.close()
        return answer.status, text, answer.headers.get("set-cookie") or answer.headers.get("location", "")


def until(found: Callable[[], object]) -> object:
    """What is waited for, when it has come."""
    end = time.monotonic() + PATIENCE
    while not (got := found()):
        assert time.monotonic() < end
        time.sleep(0.05)
    return got


def told(house: House) -> dict[str, str]:
    """What a command is told of the house that it is for."""
    settings = house.settings
    own = {"DATABASE": settings.database_url, "SMTP_URL": "maildir:mail", "JURISDICTION": settings.jurisdiction}
    return {**os.environ, **{f"DUBAN_{name}": value for name, value in own.items()}, "PYTHONPATH": str(ROOT)}


@contextmanager
def serving(house: House, *, processes: int, port: int = 0) -> Iterator[Served]:
    """A server of a house that is told to stop at the end."""
    file, words = house.folder / "serve.log", [*SERVE, str(port), "--processes", str(processes)]
    with file.open("wb") as log:
        process = subprocess.Popen(words, env=told(house), cwd=house.folder, stdout=log, stderr=log)
    try:
        served = Served(process, file)
        until(lambda: len(served.opened()) == (processes if processes > 1 else 0))
        yield served
    finally:
        process.terminate()
        process.wait(PATIENCE)


@pytest.fixture
def several(sqlite_house: House) -> Iterator[Served]:
    """Two processes at one port."""
    sqlite_house.sweep(DAY)
    officer = Account("wang", "王科长", Role.OFFICER)
    house, now = sqlite_house, sqlite_house.at(DAY)
    accounts.open_account(house.database, house.settings, officer, SECRET, by="试", now=now)
    with serving(sqlite_house, processes=2) as served:
        yield served


def test_what_died_is_begun_anew_and_the_port_closes_when_all_have_gone(several: Served) -> None:
    first, second = several.opened()
    assert several.ask("GET", "/healthz")[0] == 200
    os.kill(first, signal.SIGKILL)
    assert several.ask("GET", "/healthz")[0] == 200
    until(lambda: len(several.opened()) == 3)
    third = several.opened()[-1]
    assert third not in (first, second)
    until(lambda: {f"pid={each}" for each in (second, third)} <= answered(several))
    several.process.send_signal(signal.SIGTERM)
    assert several.process.wait(PATIENCE) == 0
    assert "event=closed" in several.log
    assert "Traceback" not in several.log
    with pytest.raises(ConnectionRefusedError):
        several.ask("GET", "/healthz")
    for pid in (second, third):
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def answered(served: Served) -> set[str]:
    """Which processes answered so far, after asking once more."""
    served.ask("GET", "/healthz")
    return set(re.findall(r"pid=\d+", "\n".join(line for line in served.log.splitlines() if "event=request" in line)))


def test_every_process_knows_who_sat_down_what_is_worked_on_and_who_tried_too_often(several: Served) -> None:
    entered = several.ask("POST", "/login", name="wang", secret=SECRET)
    assert entered[0] == 303
    seat = entered[2].split(";")[0]
    word = re.search(r'name="csrf" value="(\w+)"', several.ask("GET", "/ledger", seat)[1])
    assert word is not None
    until(lambda: len(answered(several)) == 2)
    span = {"csrf": word.group(1), "first": "2026-01-01", "last": "2026-06-30", "by": "day"}
    begun, text, where = several.ask("POST", "/simulate", seat, **span)
    assert begun == 303, text
    until(lambda: "正在推演" not in several.ask("GET", where, seat)[1])
    pages = {
        (status, "会发出的文书" in text) for status, text, _ in (several.ask("GET", where, seat) for _ in range(8))
    }
    assert pages == {(200, True)}
    tries = [several.ask("POST", "/login", name="guessed", secret="不是口令不是口令")[1] for _ in range(10)]
    assert [("X611" in each) for each in tries] == [False] * 8 + [True] * 2
    counted = re.search(r'requests_total\{method="POST",route="/login",status="403"\} (\d+)', metrics(several))
    assert counted is not None
    assert int(counted.group(1)) == 10


def metrics(served: Served) -> str:
    """The counts of all processes, as whichever is asked tells them."""
    return served.ask("GET", "/metrics")[1]


def test_stopping_by_hand_is_quiet_and_a_port_in_use_is_told(sqlite_house: House) -> None:
    with serving(sqlite_house, processes=1) as served:
        until(lambda: served.ask("GET", "/healthz")[0] == 200)
        words, where = [*SERVE, str(served.port)], sqlite_house.folder
        second = subprocess.run(
            words, env=told(sqlite_house), cwd=where, capture_output=True, encoding="utf-8", check=False
        )
        assert (second.returncode, "X775" in second.stderr) == (1, True)
        served.process.send_signal(signal.SIGINT)
        assert served.process.wait(PATIENCE) == 0
        assert "Traceback" not in served.log
        assert served.log.rstrip().endswith("event=closed")
