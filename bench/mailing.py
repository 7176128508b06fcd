"""发信：how many mails a second leave a stored outbox for a mail server on this machine, every stage committed.

The server is a process of its own that says yes to everything and keeps nothing; each round has letters of its own in
a new SQLite file (synchronous=FULL), so that what is timed is claiming, handing over and writing down.
"""

import asyncio
import multiprocessing
import os
import time
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

from bench.rounds import Taken, Work, a_second, micros_each, peak
from duban.clock import SHANGHAI
from duban.services import setup
from duban.services.post import breaker, forecasting, sending
from duban.settings import Settings
from engine.nouns import Letter
from notifications.deliver import transport_for
from store import letters
from store.session import open_database, transaction

MANY = 4000
DAY = date(2026, 3, 2)
NINE = datetime(2026, 3, 2, 9, 30, tzinfo=SHANGHAI)
ANSWERS = {b"EHLO": b"250-bench\r\n250 PIPELINING\r\n", b"DATA": b"354 go\r\n", b"QUIT": b"221 bye\r\n"}
BODY = b"Subject: bench\r\n\r\n" + b"x" * 76 + b"\r\n" + (b"y" * 76 + b"\r\n") * 60


def works(folder: Path) -> list[Work]:
    """One line and sixteen to the same server."""
    handed = [
        Work(f"交给本机邮件服务器（{lines}条连接）", "800 封/秒", a_second, _handed_over(folder, lines), rounds=3)
        for lines in (1, 16)
    ]
    theirs, ours = _handed_over(folder, 16, _processor), _handed_over(folder, 16, lambda _: time.process_time())
    return [
        *handed,
        Work("其中我方所用的处理器时间（16条连接）", "", micros_each, ours, rounds=1),
        Work("其中收件方所用的处理器时间（16条连接）", "", micros_each, theirs, rounds=1),
    ]


def _processor(process: Any) -> float:
    """Seconds of processor time that another process has taken so far."""
    told = Path(f"/proc/{process.pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")


def _handed_over(
    folder: Path, lines: int, spent: Callable[[Any], float] = lambda _: time.perf_counter()
) -> Callable[[], Taken]:
    """All letters handed over; what they took by the clock, or by what `spent` says when it is shown the server."""

    def run() -> Taken:
        port, server = _server()
        settings = _filled(folder / f"mail{time.monotonic_ns()}.db", port, lines)
        database = open_database(settings.database_url)
        transport = transport_for(settings.transport_url)
        try:
            begun = spent(server)
            done = sending.send(database, settings, transport, now=NINE)
            taken = spent(server) - begun
        finally:
            transport.close()
            server.terminate()
        if done.accepted != MANY:
            raise AssertionError(f"{done.accepted} of {MANY} were taken")
        return Taken(taken, MANY, peak())

    return run


def _filled(file: Path, port: int, lines: int) -> Settings:
    """A new office with an outbox full of letters whose words are known and that were expected."""
    url = f"smtp://127.0.0.1:{port}?lines={lines}"
    settings = Settings(database=f"sqlite:///{file}", smtp_url=url, jurisdiction="测速区")
    database = open_database(settings.database_url)
    setup.init(database, settings, by="bench", now=NINE)
    with transaction(database, settings.jurisdiction) as session:
        letters.add_new(session, [_letter(number) for number in range(MANY)])
        forecasting.expect(session, NINE, MANY)
        breaker.approve(session, ["bench"])
    database.dispose()
    return settings


def _letter(number: int) -> Letter:
    return Letter(f"<{number:06}@bench>", "digest", f"r{number}@bench.example", "s", DAY, BODY, "s", template="bench")


def _server() -> tuple[int, Any]:
    """A server that says yes, in a process of its own."""
    near, far = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=_serve, args=(far,), daemon=True)
    process.start()
    return int(near.recv()), process


def _serve(told: Any) -> None:
    asyncio.run(_listen(told))


async def _listen(told: Any) -> None:
    server = await asyncio.get_running_loop().create_server(Taker, "127.0.0.1", 0)
    told.send(server.sockets[0].getsockname()[1])
    async with server:
        await server.serve_forever()


class Taker(asyncio.Protocol):
    """One line on which every command and every letter is good; no more work than that, for it is not what is timed."""

    def connection_made(self, transport: Any) -> None:
        self._line, self._heard, self._in_letter = transport, b"", False
        self._line.write(b"220 bench\r\n")

    def data_received(self, data: bytes) -> None:
        self._heard += data
        answers = []
        while (end := self._heard.find(b"\r\n.\r\n" if self._in_letter else b"\r\n")) >= 0:
            word, self._heard = self._heard[:4].upper(), self._heard[end + (5 if self._in_letter else 2) :]
            self._in_letter = not self._in_letter and word == b"DATA"
            answers.append(ANSWERS.get(b"DATA" if self._in_letter else word, b"250 ok\r\n"))
        self._line.write(b"".join(answers))
