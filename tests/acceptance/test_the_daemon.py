"""The daemon as a service: it says that it is ready and alive, answers for its health, is alone on a file, and ends."""

import asyncio
import json
import os
import random
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from duban import clock
from duban.services.post import sending
from engine.nouns import LetterStage
from notifications.deliver import transport_for
from store import events, letters, notices
from store.session import reading

FRIDAY = date(2026, 2, 6)
KILLS = 10 if os.environ.get("DUBAN_TRUST") == "full" else 1
RUN = """
import datetime, sys, duban.clock, duban.daemon, duban.settings
began, ahead = datetime.datetime.fromisoformat("{began}"), {ahead}
start = datetime.datetime(2026, 2, 6, 9, 30, tzinfo=duban.clock.SHANGHAI)
real = duban.clock.now
duban.clock.now = lambda: start + (real() - began) * ahead
duban.daemon.run_for_ever(duban.settings.Settings(), {health})
"""


def started(
    house: Any, *, health: int = 0, ahead: int = 1, began: datetime | None = None, **more: str
) -> subprocess.Popen[bytes]:
    """A daemon in a process of its own, on a Friday on which letters are due; its clock may run faster.

    It is half past nine when it starts, or was at the moment `began`.
    """
    settings = house.settings
    environment = {
        **os.environ,
        "DUBAN_DATABASE": settings.database_url,
        "DUBAN_SMTP_URL": settings.transport_url,
        "DUBAN_MAIL_FROM": settings.mail_from,
        "DUBAN_MAIL_DOMAIN": settings.mail_domain,
        "DUBAN_JURISDICTION": settings.jurisdiction,
        "DUBAN_OFFICE_NAME": settings.office_name,
        "DUBAN_OFFICE_EMAIL": settings.office_email,
        "DUBAN_BACKUPS": str(house.folder / "backups"),
        "DUBAN_EVIDENCE": str(house.folder / "evidence"),
        **more,
    }
    words = RUN.format(
        health=("127.0.0.1", health) if health else None, ahead=ahead, began=(began or clock.now()).isoformat()
    )
    return subprocess.Popen([sys.executable, "-c", words], env=environment, stderr=subprocess.PIPE)


@pytest.fixture
def supervisor(tmp_path: Path) -> Iterator[socket.socket]:
    """A socket such as systemd listens on."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
        line.bind(str(tmp_path / "notify"))
        line.settimeout(60)
        yield line


def test_it_tells_its_supervisor_answers_for_its_health_and_ends(
    sqlite_house: Any, supervisor: socket.socket, tmp_path: Path
) -> None:
    port = free_port()
    told = {"NOTIFY_SOCKET": str(tmp_path / "notify"), "WATCHDOG_USEC": "1000000"}
    daemon = started(sqlite_house, health=port, **told)
    assert supervisor.recv(100) == b"READY=1"
    assert supervisor.recv(100) == b"WATCHDOG=1"
    # it is alone on its file
    second = started(sqlite_house)
    _, said = second.communicate(timeout=120)
    assert second.returncode != 0
    assert b"X455" in said
    # it answers for its health
    ready = json.loads(until_answered(f"http://127.0.0.1:{port}/readyz"))
    assert ready == {"ready": True, "trouble": None}
    assert b"duban_outbox" in until_answered(f"http://127.0.0.1:{port}/metrics")
    # and it ends when told to, after what it has in hand
    heard(supervisor)
    daemon.send_signal(signal.SIGTERM)
    _, log = daemon.communicate(timeout=120)
    assert daemon.returncode == 0, log.decode()
    assert b"event=stopped" in log
    assert heard(supervisor)[-1] == b"STOPPING=1"
    # the first night was made up for
    assert list((sqlite_house.folder / "backups").glob("duban-*.db"))


def heard(supervisor: socket.socket) -> list[bytes]:
    """All that was told and not listened to yet."""
    supervisor.setblocking(False)
    words = []
    with suppress(BlockingIOError):
        while True:
            words.append(supervisor.recv(100))
    return words


class Office:
    """A mail server that counts what it was given, and is slow enough for somebody to be killed meanwhile."""

    def __init__(self) -> None:
        self.mails: list[str] = []
        self.freezes: int | None = None
        """The process that is stopped in the middle of its first letter, before it hears that it was taken."""

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        if self.freezes is not None:
            os.kill(self.freezes, signal.SIGSTOP)
            self.freezes = None
        await asyncio.sleep(0.05)
        headers = envelope.content.decode("utf-8", "replace").splitlines()
        self.mails += [line.partition(":")[2].strip() for line in headers if line.lower().startswith("message-id:")]
        return "250 OK"


@pytest.fixture
def mail_office() -> Iterator[tuple[Office, int]]:
    office, port = Office(), free_port()
    server = Controller(office, hostname="127.0.0.1", port=port, ready_timeout=30)
    server.start()
    yield office, port
    server.stop()


def test_three_daemons_killed_at_random_lose_nothing_and_double_only_what_is_in_doubt(
    house: Any, mail_office: tuple[Office, int]
) -> None:
    if house.database.dialect.name != "postgresql":
        pytest.skip("a SQLite file has one daemon")
    office, port = mail_office
    secret = type(house.settings.smtp_url)
    settings = house.settings.model_copy(update={"smtp_url": secret(f"smtp://127.0.0.1:{port}")})
    house = type(house)(house.database, settings, house.folder)
    house.sweep(FRIDAY)
    chance = random.Random(12)
    began = clock.now()
    crew = [started(house, ahead=60, began=began) for _ in range(3)]
    for _ in range(KILLS):
        time.sleep(2 + 2 * chance.random())
        place = chance.randrange(3)
        crew[place].kill()
        crew[place].communicate()
        crew[place] = started(house, ahead=60, began=began)
    wait_for_all(house)
    for one in crew:
        one.send_signal(signal.SIGTERM)
    for one in crew:
        one.communicate(timeout=120)
    with reading(house.database, house.settings.jurisdiction) as session:
        posted = letters.find(session)
        said = [each for each in notices.find(session) if each.state == "bundled"]
        assert events.verify(session) == []
    doubts = sum(letter.doubts for letter in posted)
    assert {letter.stage for letter in posted} == {LetterStage.ACCEPTED}
    assert set(office.mails) == {letter.message_id for letter in posted}
    assert len(office.mails) - len(set(office.mails)) <= doubts
    assert all(each.said_on is not None for each in said)


def test_a_daemon_frozen_in_the_middle_of_a_letter_does_no_harm_when_it_wakes(
    house: Any, mail_office: tuple[Office, int]
) -> None:
    office, port = mail_office
    secret = type(house.settings.smtp_url)
    settings = house.settings.model_copy(update={"smtp_url": secret(f"smtp://127.0.0.1:{port}?lines=1")})
    house = type(house)(house.database, settings, house.folder)
    house.sweep(FRIDAY)
    frozen = started(house)
    office.freezes = frozen.pid
    until(lambda: office.freezes is None)
    until(lambda: len(office.mails) == 1)
    for hour in (11, 14, 16):  # its lease runs out, and somebody else takes over
        transport = transport_for(settings.transport_url)
        sending.send(house.database, settings, transport, now=house.at(FRIDAY, hour))
        transport.close()
    taken, doubts = left(house), 1
    os.kill(frozen.pid, signal.SIGCONT)
    time.sleep(3)  # it goes on with what it believes to hold
    frozen.send_signal(signal.SIGTERM)
    _, log = frozen.communicate(timeout=120)
    assert frozen.returncode == 0, log.decode()
    assert left(house) == taken  # what it held it could not write
    assert {stage for stage, _, _ in taken.values()} == {LetterStage.ACCEPTED}
    assert sum(doubtful for _, _, doubtful in taken.values()) == doubts
    assert set(office.mails) == set(taken)
    assert len(office.mails) == len(taken) + doubts


def left(house: Any) -> dict[str, tuple[LetterStage, int, int]]:
    """How far each letter got, its fencing token, and how often it was in doubt."""
    with reading(house.database, house.settings.jurisdiction) as session:
        return {each.message_id: (each.stage, each.attempts, each.doubts) for each in letters.find(session)}


def until(true: Callable[[], bool]) -> None:
    """Wait until something is true."""
    deadline = time.monotonic() + 90
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def wait_for_all(house: Any) -> None:
    """Wait until every letter is at its end."""
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline:
        with reading(house.database, house.settings.jurisdiction) as session:
            if {letter.stage for letter in letters.find(session)} <= {LetterStage.ACCEPTED}:
                return
        time.sleep(0.5)


def until_answered(address: str) -> bytes:
    """What is answered there, as soon as it is."""
    deadline = time.monotonic() + 60
    while True:
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:
                return bytes(answer.read())
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


def free_port() -> int:
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        return int(line.getsockname()[1])
