"""发信 sending: claim letters, hand them over one by one, and write down every stage before the step that follows it.

Whoever dies in between leaves a letter of which it is known how far it had come: before its bytes went out it is
simply sent again, after that it is in doubt and the same bytes go once more.  A slow server delays nobody's database:
no transaction is open while it is spoken to.
"""

import os
import socket
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Engine
from sqlmodel import Session

from duban.services.rulebook import working_calendar
from duban.settings import Settings
from engine.nouns import Letter, LetterStage, NoticeState
from notifications.deliver import Transport
from notifications.outbox import Outcome, Result, recover, settle, start_data
from notifications.quiet import may_send, next_slot
from store import events, letters, notices, obligations
from store.events import Entry
from store.session import reading, transaction

AT_ONCE = 10


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

    def count(self, result: Result) -> None:
        """Count one attempt."""
        setattr(self, result.value, getattr(self, result.value) + 1)


@dataclass(frozen=True)
class Round:
    """One round of sending: where the letters are kept, how they go out, and when it is."""

    database: Engine
    settings: Settings
    transport: Transport
    now: datetime

    def claim(self) -> list[Letter]:
        """A few letters whose time has come, now in our hand."""
        with transaction(self.database, self.settings.jurisdiction) as session:
            return letters.claim(session, self.now, AT_ONCE, worker())

    def hand_over(self, claimed: Letter, done: Sent) -> None:
        """Deliver one letter; that its bytes are going out is committed before they go."""
        begun = start_data(claimed)

        def before_data() -> None:
            with transaction(self.database, self.settings.jurisdiction) as session:
                if not letters.move(session, claimed, begun, at=self.now):
                    raise LeaseLost(claimed.message_id)

        try:
            outcome = self.transport.deliver(self.settings.mail_from, claimed.recipient, claimed.mime, before_data)
        except LeaseLost:
            return
        with transaction(self.database, self.settings.jurisdiction) as session:
            held = letters.get(session, claimed.message_id)
            if held is not None and held.attempts == claimed.attempts:
                self._write(session, held, settle(held, outcome, self.now), outcome)
        done.count(outcome.result)

    def take_back_lapsed(self) -> None:
        """Letters whose sender vanished: sent again, or in doubt when their bytes were going out."""
        with transaction(self.database, self.settings.jurisdiction) as session:
            for lost in letters.lapsed(session, self.now):
                letters.move(session, lost, recover(lost, self.now), at=self.now)

    def _write(self, session: Session, held: Letter, after: Letter, outcome: Outcome) -> None:
        """Write down what became of an attempt, and what follows from it for the ladder."""
        events.append(session, [])  # takes turns with a sweep: it holds the log and may want the same letter
        if not letters.move(session, held, after, at=self.now):
            return
        if outcome.result is Result.ACCEPTED:
            _mark_said(session, held, self.now)
        events.append(session, [_told(after, outcome, self.now)])


def send(
    database: Engine,
    settings: Settings,
    transport: Transport,
    *,
    now: datetime,
    any_hour: bool = False,
    halted: Callable[[], bool] | None = None,
) -> Sent:
    """Send every letter whose time has come; outside working hours they wait unless `any_hour`.

    When `halted` says so it ends after the letters in hand.
    """
    done, round_ = Sent(), Round(database, settings, transport, now)
    with reading(database, settings.jurisdiction) as session:
        calendar = working_calendar(session)
    if not any_hour and not may_send(now, calendar):
        done.waiting_until = next_slot(now, calendar)
        return done
    round_.take_back_lapsed()
    while claimed := round_.claim():
        for letter in claimed:
            round_.hand_over(letter, done)
        if halted and halted():
            break
    return done


def worker() -> str:
    """The name of this process among those that send."""
    return f"{socket.gethostname()}/{os.getpid()}"


def _mark_said(session: Session, letter: Letter, now: datetime) -> None:
    """The notices of an accepted letter were said today; their ladders count from here."""
    told = notices.of_keys(session, letter.notices)
    fresh = [notice for notice in told if notice.said_on is None and notice.state is NoticeState.BUNDLED]
    state = NoticeState.BUNDLED
    notices.set_state(session, [notice.key for notice in fresh], was=state, now=state, said_on=now.date())
    obligations.look_again(session, sorted({notice.obligation for notice in fresh}))


def pull_back(session: Session, keys: Iterable[str], now: datetime) -> int:
    """Stop the formal papers of notices that were taken back before they left; say how many were stopped."""
    stopped = 0
    for key in keys:
        for letter in letters.find(session, notice=key, stages=(LetterStage.READY, LetterStage.TEMPORARY)):
            if letter.kind == "formal":
                dead = replace(letter, stage=LetterStage.DEAD, next_try_at=None, answer="通知已撤销，没有发出")
                stopped += letters.move(session, letter, dead, at=now)
    return stopped


def _told(letter: Letter, outcome: Outcome, now: datetime) -> Entry:
    payload = {"stage": letter.stage.value, "answer": outcome.answer[:200], "attempt": letter.attempts}
    return Entry(now, "system", "letter.attempt", letter.message_id, payload)
