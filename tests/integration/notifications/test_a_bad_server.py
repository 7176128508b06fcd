"""Promises 10 and 11: an outbox emptied through a mail server that behaves as badly as a seed says, hour after hour.

Time is injected: the sender is told what hour it is.  Whatever the server does, nothing is lost in silence, nobody sees
what was meant for another, and there are no more copies than doubts.
"""

import os
import random
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from email import message_from_bytes
from io import BufferedRWPair
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine

from duban.services import setup
from duban.services.post import breaker, sending
from duban.settings import Settings
from engine.nouns import Letter, LetterStage
from notifications.deliver import smtp_server
from notifications.outbox import WAITING
from notifications.smtp import SmtpTransport
from store import letters, office_notes
from store.session import reading, transaction

SEEDS = range(200 if os.environ.get("DUBAN_TRUST") == "full" else 4)
MANY = 24
SHANGHAI = ZoneInfo("Asia/Shanghai")
MONDAY = date(2026, 3, 2)
MISDEEDS = (
    "greylist", "shut", "later after the dot", "drop after rcpt", "drop after data", "drop after the dot", "good",
)  # fmt: skip


@dataclass
class BadServer:
    """Speaks just enough SMTP over a plain socket to do everything wrong that a server can do."""

    chance: random.Random
    mending: bool = False
    got: list[tuple[list[str], bytes]] = field(default_factory=list)
    greyed: set[str] = field(default_factory=set)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def start(self) -> str:
        self.listener = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self._accept, daemon=True).start()
        return f"smtp://127.0.0.1:{self.listener.getsockname()[1]}?lines=3&timeout=2"

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                visitor, _ = self.listener.accept()
                threading.Thread(target=self._serve, args=(visitor,), daemon=True).start()

    def _misdeed(self, recipient: str) -> str:
        with self.lock:
            if self.mending:
                return "good"
            if recipient.startswith("nobody"):
                return "never"
            deed = self.chance.choice(MISDEEDS)
            if deed == "greylist" and recipient in self.greyed:
                return "good"
            self.greyed.add(recipient)
            return deed

    def _serve(self, visitor: socket.socket) -> None:
        with suppress(OSError), visitor, visitor.makefile("rwb") as line:
            self._talk(line)

    def _talk(self, line: BufferedRWPair) -> None:
        def say(text: str) -> None:
            line.write(f"{text}\r\n".encode())
            line.flush()

        say("220 hello")
        recipients: list[str] = []
        deed = "good"
        while raw := line.readline():
            word = raw.decode().strip()
            verb = word[:4].upper()
            if verb == "MAIL":
                recipients, deed = [], "good"
                say("250 ok")
            elif verb == "RCPT":
                who = word.partition("<")[2].partition(">")[0]
                deed = self._misdeed(who)
                answers = {"greylist": "450 come again", "shut": "421 closing", "never": "550 no such user"}
                say(answers.get(deed, "250 ok"))
                if deed not in answers:
                    recipients.append(who)
                if deed in ("shut", "drop after rcpt"):
                    return
            elif verb == "DATA":
                if deed == "drop after data":
                    return
                say("354 go")
                body = b""
                while not body.endswith(b"\r\n.\r\n"):
                    body += line.readline()
                if deed == "later after the dot":
                    say("452 disk full")
                    continue
                with self.lock:
                    self.got.append((recipients, body[:-3]))
                if deed == "drop after the dot":
                    return
                say("250 taken")
            elif verb == "QUIT":
                say("221 bye")
                return
            else:
                say("250 ok")


@pytest.fixture
def settings(sqlite_database: Engine) -> Settings:
    found = Settings(
        database=sqlite_database.url.render_as_string(hide_password=False),
        jurisdiction="示例区",
        office_email="dc@example.gov.cn",
        mail_from="dc@example.gov.cn",
    )
    setup.init(sqlite_database, found, by="管理员", now=at(MONDAY, 8))
    return found


def at(on: date, hour: int, minute: int = 0) -> datetime:
    return datetime(on.year, on.month, on.day, hour, minute, tzinfo=SHANGHAI)


def letter(number: int) -> Letter:
    who = f"nobody{number}@x.example" if number % 8 == 7 else f"p{number}@x.example"
    mime = f"To: {who}\r\nMessage-ID: <{number}@duban>\r\n\r\nonly for {who}\r\n".encode()
    return Letter(f"<{number}@duban>", "digest", who, "督办", MONDAY, mime, "s", template="digest")


@pytest.fixture
def filled(sqlite_database: Engine, settings: Settings) -> Engine:
    with transaction(sqlite_database, settings.jurisdiction) as session:
        letters.add_new(session, [letter(number) for number in range(MANY)])
    return sqlite_database


def hours() -> Iterator[datetime]:
    """Every quarter of an hour of five working days, as the daemon wakes."""
    for day in range(5):
        for quarter in range(9 * 4, 17 * 4):
            yield at(MONDAY + timedelta(day), quarter // 4, quarter % 4 * 15)


def work(database: Engine, settings: Settings, transport: SmtpTransport, now: datetime) -> None:
    """One waking of the daemon; a person lets go what the breaker stopped."""
    done = sending.send(database, settings, transport, now=now)
    if done.paused:
        breaker.resume(database, settings, by="督办甲", reason="已核对", now=now)


@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_is_lost_nobody_sees_anothers_and_copies_are_no_more_than_doubts(
    filled: Engine, settings: Settings, seed: int
) -> None:
    server = BadServer(random.Random(seed))
    transport = SmtpTransport(smtp_server(server.start()), deadline=2)
    for now in hours():
        with reading(filled, settings.jurisdiction) as session:
            if not letters.find(session, stages=WAITING):
                break
        work(filled, settings, transport, now)
    transport.close()
    server.listener.close()
    with reading(filled, settings.jurisdiction) as session:
        ended = {one.recipient: one for one in letters.find(session)}
        told = {note.subject for note in office_notes.untold(session).values()}
    assert len(ended) == MANY
    # exactly one envelope recipient, and nothing in it but his own
    for recipients, body in server.got:
        (who,) = recipients
        assert message_from_bytes(body)["To"] == who
        assert body.decode().count("only for ") == 1
        assert f"only for {who}" in body.decode()
    arrived = Counter(recipients[0] for recipients, _ in server.got)
    for who, one in ended.items():
        assert one.stage in (LetterStage.ACCEPTED, LetterStage.PERMANENT, LetterStage.DEAD)
        assert arrived[who] <= 1 + min(one.doubts, 1), "one more copy at most, and only in doubt"
        if one.stage is LetterStage.ACCEPTED:
            assert arrived[who] >= 1
        else:
            assert who in told or one.subject in told, "whoever was given up on is told to the office"
        assert one.stage is not LetterStage.PERMANENT or who.startswith("nobody")


def test_a_server_that_was_away_for_two_days_gets_everything_when_it_is_back(
    filled: Engine, settings: Settings
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    away = SmtpTransport(smtp_server(f"smtp://127.0.0.1:{port}?lines=1&timeout=1"))
    moments = [moment for moment in hours() if moment.minute == 0]
    for now in moments[:16]:
        work(filled, settings, away, now)
    server = BadServer(random.Random(0), mending=True)
    back = SmtpTransport(smtp_server(server.start()))
    for now in moments[16:]:
        work(filled, settings, back, now)
    assert len(server.got) == len({recipients[0] for recipients, _ in server.got}) == MANY
    back.close()
    server.listener.close()


def test_one_crawling_server_delays_nobody_else_beyond_its_deadline(filled: Engine, settings: Settings) -> None:
    def crawl(visitor: socket.socket) -> None:
        with suppress(OSError), visitor:
            for byte in b"220 hello and welcome, do come in, sit down " * 50:
                visitor.sendall(bytes([byte]))
                time.sleep(0.02)

    slow = socket.create_server(("127.0.0.1", 0))
    good = BadServer(random.Random(0), mending=True)
    ready = SmtpTransport(smtp_server(good.start()), deadline=1)
    crawling = SmtpTransport(smtp_server(f"smtp://127.0.0.1:{slow.getsockname()[1]}"), deadline=0.5)

    def visit() -> None:
        with suppress(OSError):
            while True:
                threading.Thread(target=crawl, args=(slow.accept()[0],), daemon=True).start()

    threading.Thread(target=visit, daemon=True).start()

    class Route:
        """Sends one recipient to the crawling server and all others to the good one."""

        lines = 2

        def deliver(self, sender: str, recipient: str, mime: bytes, before_data: Callable[[], None]) -> object:
            return (crawling if recipient.startswith("p0@") else ready).deliver(sender, recipient, mime, before_data)

        def close(self) -> None:
            ready.close()

    begun = time.monotonic()
    done = sending.send(filled, settings, Route(), now=at(MONDAY, 9))  # type: ignore[arg-type]
    if done.paused:
        breaker.resume(filled, settings, by="督办甲", reason="已核对", now=at(MONDAY, 9))
        sending.send(filled, settings, Route(), now=at(MONDAY, 9))  # type: ignore[arg-type]
    assert time.monotonic() - begun < 20
    assert len(good.got) == MANY - 1
    with reading(filled, settings.jurisdiction) as session:
        (crawled,) = letters.find(session, stages=[LetterStage.TEMPORARY])
    assert crawled.recipient.startswith("p0@")
    slow.close()
    good.listener.close()
