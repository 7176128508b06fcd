"""书记员 clerk: writes down how letters fare, all that are waiting for it in one transaction.

Each sender waits until what it wants written is committed, and only then takes its next step; but several senders are
at work at once, and whoever comes to the desk first writes for all who stand there.  So every stage is on disk before
the step that follows it, and a transaction serves as many letters as there are lines.
A sender comes once a letter: with how the last one fared, and with that the next one's bytes are about to go out.
"""

import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Engine

from duban.services.post import breaker
from duban.services.post.breaker import Tripped
from duban.settings import Settings
from engine.nouns import Letter, LetterStage, NoticeState
from notifications.addresses import after_refusal, after_success
from notifications.outbox import Outcome, Result, settle, start_data
from store import addresses, events, letters, notices, obligations, office_notes
from store.events import Entry
from store.office_notes import Note
from store.session import Session, transaction

AT_ONCE = 8
"""Letters claimed for each line: at a minute each, the longest that one may take, no lease runs out."""
MOMENT = 0.002
"""Seconds that whoever writes waits for those of the others who are still to come: each that does saves work."""


@dataclass
class Slip:
    """What one sender wants written: the letter as it holds it, and how its attempt ended; None when it begins."""

    was: Letter
    outcome: Outcome | None = None
    moved: bool = False

    def after(self, now: datetime) -> Letter:
        """The letter as it is to stand from now on."""
        return start_data(self.was) if self.outcome is None else settle(self.was, self.outcome, now)


@dataclass
class Errand:
    """The slips with which one sender comes to the desk, and whether they are written."""

    slips: Sequence[Slip]
    written: threading.Event = field(default_factory=threading.Event)
    broken: BaseException | None = None


class Clerk:
    """The one who writes for all senders of one round."""

    def __init__(
        self, database: Engine, settings: Settings, clock: Callable[[], datetime], worker: str, lines: int
    ) -> None:
        self._database, self._settings, self._clock, self._worker = database, settings, clock, worker
        self._lines = lines
        self._claimed: deque[Letter] = deque()
        self._desk, self._door = threading.Lock(), threading.Lock()
        self._waiting: list[Errand] = []
        self._all_here = threading.Event()
        self._in_use: set[str] = set()

    def next(self, kinds: Callable[[datetime], Sequence[str]], may_go: Callable[[], bool]) -> Letter | None:
        """A letter whose time has come, now in the sender's hand; a handful is claimed at a time, for all senders.

        What is claimed is handed over even if we are told off meanwhile.  Raises Tripped when sending must stop.
        """
        with self._desk:
            if not self._claimed and may_go() and (now_going := kinds(self._clock())):
                self._claimed.extend(self._claim(now_going))
            return self._claimed.popleft() if self._claimed else None

    def _claim(self, kinds: Sequence[str]) -> list[Letter]:
        with transaction(self._database, self._settings.jurisdiction) as session:
            if trip := breaker.paused(session):
                raise Tripped(trip)
            now = self._clock()
            claimed = letters.claim(session, now, AT_ONCE * self._lines, self._worker, kinds=kinds)
            if claimed:
                breaker.check(session, claimed, self._in_use, now)
            return claimed

    def write(self, slips: Sequence[Slip]) -> None:
        """Write down how attempts ended and which begin; a slip says `moved` unless its letter is no longer ours."""
        if not slips:
            return
        errand = Errand(slips)
        with self._door:
            self._waiting.append(errand)
            if len(self._waiting) == self._lines:
                self._all_here.set()
        with self._desk:
            if not errand.written.is_set():
                self._all_here.wait(MOMENT)
                self._write_all()
        if errand.broken is not None:
            raise errand.broken

    def _write_all(self) -> None:
        with self._door:
            errands, self._waiting = self._waiting, []
            self._all_here.clear()
        try:
            self._write([slip for errand in errands for slip in errand.slips])
        except BaseException as broken:
            for errand in errands:
                errand.broken = broken
        finally:
            for errand in errands:
                errand.written.set()

    def _write(self, slips: Sequence[Slip]) -> None:
        now = self._clock()
        with transaction(self._database, self._settings.jurisdiction) as session:
            if any(slip.outcome for slip in slips):
                events.append(session, [])  # takes turns with a sweep: it holds the log and may want the same letter
            after = [slip.after(now) for slip in slips]
            moves = [(slip.was, letter) for slip, letter in zip(slips, after, strict=True)]
            moved = letters.move_many(session, moves, at=now)
            ended = [
                (letter, slip.outcome)
                for slip, letter in zip(slips, after, strict=True)
                if slip.outcome is not None and slip.was.message_id in moved
            ]
            follow(session, ended, now)
        for slip in slips:
            slip.moved = slip.was.message_id in moved


def follow(session: Session, ended: Sequence[tuple[Letter, Outcome]], now: datetime) -> None:
    """What follows from the ends of attempts: for the ladders, for the addresses, for the office, for the log."""
    if not ended:
        return
    _mark_said(session, [letter for letter, outcome in ended if outcome.result is Result.ACCEPTED], now)
    notes = _mark_addresses(session, ended, now)
    notes += [Note(now, "N106", letter.subject, _given_up(letter)) for letter, _ in ended if _is_dead(letter)]
    office_notes.add(session, notes)
    events.append(session, [_told(letter, outcome, now) for letter, outcome in ended])


def _mark_said(session: Session, accepted: Sequence[Letter], now: datetime) -> None:
    """The notices of accepted letters were said today; their ladders count from here."""
    told = notices.of_keys(session, {key for letter in accepted for key in letter.notices})
    state = NoticeState.BUNDLED
    fresh = [notice for notice in told if notice.said_on is None and notice.state is state]
    notices.set_state(session, [notice.key for notice in fresh], was=state, now=state, said_on=now.date())
    obligations.look_again(session, sorted({notice.obligation for notice in fresh}))


def _mark_addresses(session: Session, ended: Sequence[tuple[Letter, Outcome]], now: datetime) -> list[Note]:
    """Remember which addresses refused a letter for good, and which took one; say what the office must hear of it."""
    decided = [each for each in ended if each[1].result in (Result.ACCEPTED, Result.PERMANENT)]
    known = addresses.of(session, (letter.recipient for letter, _ in decided))
    notes: list[Note] = []
    for letter, outcome in decided:
        who = letter.recipient
        before = known.get(who)
        if outcome.result is Result.PERMANENT:
            known[who] = after_refusal(who, before, now.date(), outcome.answer)
            addresses.put(session, [known[who]])
            notes.append(Note(now, *_refused(letter, known[who].state, outcome)))
        elif before is not None:
            addresses.forget(session, [who])
            addresses.put(session, [better] if (better := after_success(before)) else [])
            known.pop(who)
    return notes


def _refused(letter: Letter, state: str, outcome: Outcome) -> tuple[str, str, str]:
    says = f"{letter.recipient} 拒收《{letter.subject}》：{outcome.answer[:120]}"
    if state == "bad":
        return "N103", letter.recipient, f"{says}；十四天内第二次，不再向该邮箱发信，请在名册中更正邮箱"
    return "N102", letter.recipient, f"{says}；请核对邮箱，并处理这封发不出的信"


def _given_up(letter: Letter) -> str:
    """What the office is told of a letter that nobody will send any more."""
    why = "两次发送都没有得到答复，不知对方是否收到" if letter.doubts > 1 else "多次发送没有成功"
    advice = "请在发不出的信里查看，改正邮箱、重新成文或注明原因了结"
    return f"发给 {letter.recipient} 的《{letter.subject}》{why}（{(letter.answer or '')[:120]}）；{advice}"


def _is_dead(letter: Letter) -> bool:
    return letter.stage is LetterStage.DEAD


def _told(letter: Letter, outcome: Outcome, now: datetime) -> Entry:
    payload = {"stage": letter.stage.value, "answer": outcome.answer[:200], "attempt": letter.attempts}
    return Entry(now, "system", "letter.attempt", letter.message_id, payload)
