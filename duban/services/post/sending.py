"""发信 sending: claim letters, hand them over, and have every stage written down before the step that follows it.

Whoever dies in between leaves a letter of which it is known how far it had come: before its bytes went out it is
simply sent again, after that it is in doubt and the same bytes go once more.  A slow server delays nobody's database:
no transaction is open while it is spoken to.  As many senders work as the transport has lines, each with one letter in
hand, so that one recipient whose server crawls keeps one of them and delays nobody else.
"""

import os
import socket
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine

from duban.services.post import breaker
from duban.services.post.breaker import Tripped
from duban.services.post.clerk import Clerk, Slip, follow
from duban.services.post.recalling import recall, recall_stale
from duban.services.rulebook import working_calendar
from duban.settings import Settings
from engine.nouns import Letter, LetterStage
from engine.workdays import WorkCalendar
from notifications.breaker import Trip
from notifications.deliver import Transport
from notifications.outbox import Result, recover, start_data, vanishing
from notifications.quiet import KINDS, kinds_now, next_slot
from store import events, letters, numbers
from store.session import Session, reading, transaction


class LeaseLost(Exception):
    """Somebody else holds the letter now; it must not be sent by us."""


@dataclass
class Sent:
    """What became of the letters that were due; `waiting_until` is set when this is no hour for sending."""

    accepted: int = 0
    temporary: int = 0
    permanent: int = 0
    in_doubt: int = 0
    waiting_until: datetime | None = None
    paused: Trip | None = None

    def count(self, result: Result) -> None:
        """Count one attempt."""
        setattr(self, result.value, getattr(self, result.value) + 1)


class Round:
    """One round of sending: where the letters are kept, how they go out, and what time it is at each step."""

    def __init__(
        self, database: Engine, settings: Settings, transport: Transport, clock: Callable[[], datetime]
    ) -> None:
        self._settings, self._transport = settings, transport
        self.clerk = Clerk(database, settings, clock, worker(), transport.lines)
        self.may_go: Callable[[], bool] = lambda: True
        self.results: list[Result] = []

    def work(self, kinds: Callable[[datetime], tuple[str, ...]]) -> None:
        """Hand letters over until there are none whose time has come, this is no hour for them, or we are told off."""
        over: list[Slip] = []
        try:
            while letter := self.clerk.next(kinds, self.may_go):
                self.hand_over(letter, over)
        except BaseException:
            self.may_go = lambda: False  # the others claim no more
            raise
        finally:
            self._write_down(over)

    def hand_over(self, claimed: Letter, over: list[Slip]) -> None:
        """Deliver one letter; that its bytes are going out is committed before they go.

        `over` are the attempts that have ended and are not written down yet: how a letter fared is committed together
        with the next one's beginning.  Who dies in between leaves it in doubt, as who died before its answer came.
        """
        begun = Slip(claimed)

        def before_data() -> None:
            self._write_down(over, begun)
            if not begun.moved:
                raise LeaseLost(claimed.message_id)

        try:
            outcome = self._transport.deliver(self._settings.mail_from, claimed.recipient, claimed.mime, before_data)
        except LeaseLost:
            return
        over.append(Slip(start_data(claimed) if begun.moved else claimed, outcome))
        if not begun.moved:  # refused before its bytes went out: whole runs may be
            self._write_down(over)

    def _write_down(self, over: list[Slip], *begun: Slip) -> None:
        """Have the ends of attempts written down, and the beginning of one."""
        ended, over[:] = tuple(over), ()
        self.clerk.write((*ended, *begun))
        self.results += [slip.outcome.result for slip in ended if slip.outcome and slip.moved]


def send(
    database: Engine,
    settings: Settings,
    transport: Transport,
    *,
    now: datetime,
    any_hour: bool = False,
    halted: Callable[[], bool] | None = None,
    clock: Callable[[], datetime] | None = None,
) -> Sent:
    """Send every letter whose time has come; outside working hours they wait unless `any_hour`.

    When `halted` says so it ends after the letters in hand.  A `clock` tells how late it gets meanwhile; without one it
    stays `now`.
    """
    done = Sent()
    with reading(database, settings.jurisdiction) as session:
        calendar = working_calendar(session)
        done.paused = breaker.paused(session)
    if done.paused is None and not any_hour and not kinds_now(now, calendar):
        done.waiting_until = next_slot(now, calendar)
    if done.paused or done.waiting_until:
        return done
    take_back(database, settings, calendar, now)
    round_ = Round(database, settings, transport, clock or (lambda: now))
    if halted:
        round_.may_go = lambda: not halted()
    try:
        _work(round_, transport.lines, lambda at: KINDS if any_hour else kinds_now(at, calendar))
    except Tripped as tripped:
        breaker.pause(database, settings, tripped.trip, now=now)
        done.paused = tripped.trip
    for result in round_.results:
        done.count(result)
    return done


def _work(round_: Round, lines: int, kinds: Callable[[datetime], tuple[str, ...]]) -> None:
    """Let as many senders work as there are lines; a single one without another thread."""
    if lines == 1:
        round_.work(kinds)
        return
    with ThreadPoolExecutor(lines, "send") as senders:
        for _ in senders.map(round_.work, [kinds] * lines):
            pass


def take_back(database: Engine, settings: Settings, calendar: WorkCalendar, now: datetime) -> None:
    """Take letters out of the hands of senders that vanished, and call back what was written for a day long past."""
    with transaction(database, settings.jurisdiction) as session:
        events.append(session, [])
        lost = [(each, recover(each, now)) for each in letters.lapsed(session, now)]
        moved = letters.move_many(session, lost, at=now)
        vanished = [(after, vanishing(was)) for was, after in lost if was.message_id in moved]
        follow(session, vanished, now)
        recall_stale(session, calendar, now)


def worker() -> str:
    """The name of this process among those that send."""
    return f"{socket.gethostname()}/{os.getpid()}"


def pull_back(session: Session, keys: Iterable[str], now: datetime) -> int:
    """Stop the formal papers of notices that were taken back before they left; say how many were stopped."""
    stopped = 0
    for key in keys:
        for letter in letters.find(session, notice=key, stages=(LetterStage.READY, LetterStage.TEMPORARY)):
            if letter.kind == "formal" and recall(session, letter, "通知已撤销，没有发出", now):
                numbers.annul(session, key, "通知已撤销，没有发出")
                stopped += 1
    return stopped
