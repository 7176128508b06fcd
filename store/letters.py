"""The outbox (函件): letters with frozen bytes, claimed under a lease, moved only by whoever holds it.

A claim gives a fencing token that grows each time; a sender who slept past its lease writes with an old token and is
not heard.  A letter claimed but not begun is simply claimed again; one whose bytes had begun to flow is in doubt.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select, update
from sqlmodel import Session

from engine.nouns import Letter, LetterStage
from store.statements import Found, chunks, inserted, keyed, mine, read, write
from store.tables import DeliveryAttemptRow, LetterNoticeRow, LetterRow
from store.tables.row import table

LETTER = table(LetterRow)
TELLS = table(LetterNoticeRow)
ATTEMPT = table(DeliveryAttemptRow)
FIELDS = tuple(name for name in Letter.__dataclass_fields__ if name != "notices")
LEASE = timedelta(minutes=10)
HELD = (LetterStage.CLAIMED, LetterStage.DATA_STARTED)
WAITING = (LetterStage.READY, LetterStage.TEMPORARY, LetterStage.IN_DOUBT)
TRIED = (LetterStage.ACCEPTED, LetterStage.TEMPORARY, LetterStage.PERMANENT, LetterStage.IN_DOUBT)


@dataclass(frozen=True)
class Claimed:
    """A letter under a lease: the token to write with, until when, for whom, and the stage it was claimed from."""

    letter: Letter
    token: int
    lease_until: datetime
    worker: str
    was: LetterStage


@dataclass(frozen=True)
class Attempt:
    """One attempt to deliver a letter, and what came of it."""

    message_id: str
    token: int
    at: datetime
    stage: LetterStage
    answer: str | None


def add_new(session: Session, letters: Sequence[Letter]) -> list[Letter]:
    """Put letters into the outbox; answer those that were not there, in the order given."""
    idle = {"token": 0, "worker": None, "lease_until": None}
    rows = [{name: getattr(letter, name) for name in FIELDS} | idle for letter in letters]
    ids = {key for some in chunks(rows) for key in inserted(session, LETTER, some, LETTER.c.message_id)}
    new = list({letter.message_id: letter for letter in letters if letter.message_id in ids}.values())
    tells = [
        {"notice": notice, "recipient": letter.recipient, "message_id": letter.message_id, "position": position}
        for letter in new
        for position, notice in enumerate(letter.notices)
    ]
    write(session, TELLS.insert(), keyed(session, tells))
    return new


def told(session: Session, notices: Iterable[str]) -> set[tuple[str, str]]:
    """Which of these notices already stand in a letter to whom, as (notice, recipient)."""
    queries = (
        select(TELLS.c.notice, TELLS.c.recipient).where(mine(session, TELLS), TELLS.c.notice.in_(some))
        for some in chunks(notices)
    )
    return {(row.notice, row.recipient) for query in queries for row in read(session, query)}


def claim(session: Session, now: datetime, limit: int, worker: str, *, lease: timedelta = LEASE) -> list[Claimed]:
    """Lease up to `limit` letters whose time has come, those of the earliest slot first; no one else gets them."""
    query = select(LETTER).where(mine(session, LETTER), _due(now)).order_by(LETTER.c.slot, LETTER.c.message_id)
    rows = read(session, query.limit(limit).with_for_update(skip_locked=True))
    until = now + lease
    held = {"stage": LetterStage.CLAIMED, "token": LETTER.c.token + 1, "worker": worker, "lease_until": until}
    for some in chunks(row.message_id for row in rows):
        these = update(LETTER).where(mine(session, LETTER), LETTER.c.message_id.in_(some))
        write(session, these.values(held))
    letters = _letters(session, rows, stage=LetterStage.CLAIMED)
    return [Claimed(letter, row.token + 1, until, worker, row.stage) for letter, row in zip(letters, rows, strict=True)]


def stage(
    session: Session,
    claimed: Claimed,
    now: LetterStage,
    *,
    at: datetime,
    answer: str | None = None,
    next_try_at: datetime | None = None,
) -> bool:
    """Move a claimed letter on, unless its lease went to someone else; say whether we did.

    An outcome ends the lease, and every try that reached the server is written down as an attempt.
    """
    message_id, tried = claimed.letter.message_id, now in TRIED
    values = {"stage": now, "answer": answer, "next_try_at": next_try_at, "attempts": LETTER.c.attempts + tried}
    if now not in HELD:
        values |= {"worker": None, "lease_until": None}
    ours = and_(LETTER.c.message_id == message_id, LETTER.c.token == claimed.token, LETTER.c.stage.in_(HELD))
    if not write(session, update(LETTER).where(mine(session, LETTER), ours).values(values)):
        return False
    if tried:
        attempt = {"message_id": message_id, "token": claimed.token, "at": at, "stage": now, "answer": answer}
        write(session, ATTEMPT.insert(), keyed(session, [attempt]))
    return True


def set_stage(
    session: Session, message_id: str, *, was: LetterStage, now: LetterStage, next_try_at: datetime | None = None
) -> bool:
    """Move a letter that nobody is sending, as an officer decides; say whether it still was in the stage `was`."""
    still = and_(LETTER.c.message_id == message_id, LETTER.c.stage == was, LETTER.c.stage.not_in(HELD))
    query = update(LETTER).where(mine(session, LETTER), still)
    return write(session, query.values(stage=now, next_try_at=next_try_at)) == 1


def abandoned(session: Session, now: datetime) -> list[Claimed]:
    """Letters whose bytes had begun to flow when their sender's lease ran out; what came of them is in doubt."""
    lost = and_(LETTER.c.stage == LetterStage.DATA_STARTED, LETTER.c.lease_until <= now)
    rows = read(session, select(LETTER).where(mine(session, LETTER), lost).order_by(LETTER.c.message_id))
    letters = _letters(session, rows)
    return [
        Claimed(letter, row.token, row.lease_until, row.worker, row.stage)
        for letter, row in zip(letters, rows, strict=True)
    ]


def due(session: Session, now: datetime) -> int:
    """How many letters could be claimed now."""
    query = select(func.count()).select_from(LETTER).where(mine(session, LETTER), _due(now))
    return int(read(session, query)[0][0])


def get(session: Session, message_id: str) -> Letter | None:
    """The letter with this Message-ID, or None."""
    rows = read(session, select(LETTER).where(mine(session, LETTER), LETTER.c.message_id == message_id))
    return next(iter(_letters(session, rows)), None)


def find(
    session: Session,
    *,
    stages: Collection[LetterStage] | None = None,
    recipient: str | None = None,
    notice: str | None = None,
    limit: int | None = None,
    offset: int = 0,
) -> list[Letter]:
    """The letters that match all that is given, the latest slot first."""
    query = select(LETTER).where(mine(session, LETTER))
    if stages is not None:
        query = query.where(LETTER.c.stage.in_(sorted(stages)))
    if recipient is not None:
        query = query.where(LETTER.c.recipient == recipient)
    if notice is not None:
        telling = select(TELLS.c.message_id).where(mine(session, TELLS), TELLS.c.notice == notice)
        query = query.where(LETTER.c.message_id.in_(telling))
    query = query.order_by(LETTER.c.slot.desc(), LETTER.c.message_id).limit(limit).offset(offset or None)
    return _letters(session, read(session, query))


def attempts(session: Session, message_id: str) -> list[Attempt]:
    """Every attempt to deliver a letter, oldest first."""
    query = select(*(ATTEMPT.c[name] for name in Attempt.__dataclass_fields__)).where(mine(session, ATTEMPT))
    rows = read(session, query.where(ATTEMPT.c.message_id == message_id).order_by(ATTEMPT.c.number))
    return [Attempt(*row) for row in rows]


def counts(session: Session) -> dict[LetterStage, int]:
    """How many letters are in which stage."""
    stage_of = LETTER.c.stage
    query = select(stage_of, func.count()).where(mine(session, LETTER)).group_by(stage_of)
    return {LetterStage(row[0]): int(row[1]) for row in sorted(read(session, query))}


def _due(now: datetime) -> ColumnElement[bool]:
    come = or_(LETTER.c.next_try_at.is_(None), LETTER.c.next_try_at <= now)
    lapsed = and_(LETTER.c.stage == LetterStage.CLAIMED, LETTER.c.lease_until <= now)
    return or_(and_(LETTER.c.stage.in_(WAITING), come), lapsed)


def _letters(session: Session, rows: Sequence[Found], **changed: Any) -> list[Letter]:
    notices: dict[str, list[str]] = defaultdict(list)
    for some in chunks(row.message_id for row in rows):
        query = select(TELLS).where(mine(session, TELLS), TELLS.c.message_id.in_(some)).order_by(TELLS.c.position)
        for tells in read(session, query):
            notices[tells.message_id].append(tells.notice)
    return [
        Letter(**{name: getattr(row, name) for name in FIELDS} | changed, notices=tuple(notices[row.message_id]))
        for row in rows
    ]
