"""发件箱 outbox: how a letter moves from ready to accepted, through retries and doubt.  Pure; the caller commits.

    READY ─claim→ CLAIMED ─start_data→ DATA_STARTED ─settle→ ACCEPTED | TEMPORARY | PERMANENT | IN_DOUBT
    TEMPORARY, IN_DOUBT ─claim→ CLAIMED …                     a lease that ran out: recover
    TEMPORARY past its expiry, poison, a second doubt → DEAD    a person: retry → READY, close → CLOSED

Every stage is committed before the next step, so that whoever finds a letter after a crash knows what may have
happened to it.  `attempts` grows with every claim and is the fencing token: a sender that was asleep for longer
than its lease writes with a number that is no longer the letter's, and its update finds no row.

A server that asks us to come again (4xx), or that cannot be reached, is asked for three days.  A letter over which we
stumble before its bytes go out, five times in the same way, is poison and stops being tried.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from engine.nouns import Letter, LetterStage
from engine.workdays import WorkCalendar

LEASE = timedelta(minutes=10)
BACK_OFF = tuple(timedelta(minutes=minutes) for minutes in (5, 15, 60, 240))
GIVE_UP = timedelta(hours=72)
DOUBT_REST = timedelta(minutes=30)
MOST_DOUBTS = 2
MOST_STUMBLES = 5

WAITING = (LetterStage.READY, LetterStage.TEMPORARY, LetterStage.IN_DOUBT)
IN_HAND = (LetterStage.CLAIMED, LetterStage.DATA_STARTED)


class Result(StrEnum):
    """What became of one attempt to hand a letter over."""

    ACCEPTED = "accepted"
    TEMPORARY = "temporary"
    PERMANENT = "permanent"
    IN_DOUBT = "in_doubt"


@dataclass(frozen=True)
class Outcome:
    """One attempt: its result and the server's own words (or what broke).

    `stumbled` means that it failed over this letter, before its bytes went out, and that nobody asked us to come again.
    """

    result: Result
    answer: str
    stumbled: bool = False


def is_due(letter: Letter, now: datetime) -> bool:
    """Whether a sender may claim the letter now."""
    return letter.stage in WAITING and (letter.next_try_at is None or letter.next_try_at <= now)


def claim(letter: Letter, now: datetime) -> Letter:
    """The letter in one sender's hand, until the lease runs out at `next_try_at`."""
    expires = letter.expires_at or now + GIVE_UP
    attempts = letter.attempts + 1
    return replace(letter, stage=LetterStage.CLAIMED, attempts=attempts, next_try_at=now + LEASE, expires_at=expires)


def start_data(letter: Letter) -> Letter:
    """The letter just before its bytes go out: from here on a silence is a doubt."""
    return replace(letter, stage=LetterStage.DATA_STARTED)


def settle(letter: Letter, outcome: Outcome, now: datetime) -> Letter:
    """The letter after an attempt: done, to be tried again, or for a person to look at."""
    told = replace(letter, answer=outcome.answer, next_try_at=None)
    match outcome.result:
        case Result.ACCEPTED:
            return replace(told, stage=LetterStage.ACCEPTED)
        case Result.PERMANENT:
            return replace(told, stage=LetterStage.PERMANENT)
        case Result.IN_DOUBT:
            return _doubted(told, now)
        case Result.TEMPORARY:
            return _put_off(replace(told, stumbles=_stumbles(letter, outcome)), now)


def recover(letter: Letter, now: datetime) -> Letter:
    """The letter after its sender vanished: nothing was sent before DATA; after it nobody knows.

    It counts as given up when the lease ran out, however much later that was found.
    """
    if letter.stage not in IN_HAND or letter.next_try_at is None or now < letter.next_try_at:
        return letter
    return settle(letter, vanishing(letter), letter.next_try_at)


def vanishing(letter: Letter) -> Outcome:
    """How the attempt ended of a sender that vanished with the letter in hand."""
    if letter.stage is LetterStage.DATA_STARTED:
        return Outcome(Result.IN_DOUBT, "发送中断，未收到服务器答复")
    return Outcome(Result.TEMPORARY, "发送前中断，正文未发出", stumbled=True)


def delay(attempts: int) -> timedelta:
    """How long to wait after the `attempts`-th failure that may pass."""
    return BACK_OFF[min(attempts, len(BACK_OFF)) - 1]


def retry(letter: Letter, now: datetime) -> Letter:
    """The same bytes to be tried anew, three days long, because a person says that the trouble is over."""
    return replace(letter, stage=LetterStage.READY, next_try_at=now, expires_at=None, stumbles=0)


def is_final(letter: Letter) -> bool:
    """Whether nothing more happens to the letter by itself."""
    return letter.stage not in (*WAITING, *IN_HAND)


def is_stale(letter: Letter, now: datetime, calendar: WorkCalendar) -> bool:
    """Whether the letter was written for a day long past and must not leave as it reads.

    It may leave on the working day on which its time comes, or on the next; if nobody tried it by then, we were away.
    A decision is never stale: it tells of no day but its own, and holds since then.
    """
    if letter.stage not in WAITING or is_decision(letter):
        return False
    come = letter.next_try_at.astimezone(now.tzinfo).date() if letter.next_try_at else letter.slot
    return calendar.workdays_between(come, now.date()) > 1


def is_decision(letter: Letter) -> bool:
    """Whether it brings what a person decided (批复、决定书、整改通知书); all other papers carry a notice."""
    return letter.kind == "formal" and not letter.notices


def _put_off(letter: Letter, now: datetime) -> Letter:
    """A failure that may pass: tried again later, unless the time is up or it is no passing trouble."""
    next_try = now + delay(letter.attempts)
    if letter.stumbles >= MOST_STUMBLES or (letter.expires_at is not None and next_try > letter.expires_at):
        return replace(letter, stage=LetterStage.DEAD)
    return replace(letter, stage=LetterStage.TEMPORARY, next_try_at=next_try)


def _stumbles(letter: Letter, outcome: Outcome) -> int:
    """How often in a row it was stumbled over in the same way, by the code of the answer."""
    if not outcome.stumbled:
        return 0
    return letter.stumbles + 1 if (letter.answer or "")[:3] == outcome.answer[:3] else 1


def _doubted(letter: Letter, now: datetime) -> Letter:
    """The same bytes go once more after half an hour; a second doubt is for a person."""
    doubts = letter.doubts + 1
    if doubts >= MOST_DOUBTS:
        return replace(letter, stage=LetterStage.DEAD, doubts=doubts)
    return replace(letter, stage=LetterStage.IN_DOUBT, doubts=doubts, next_try_at=now + DOUBT_REST)
