"""The outbox (函件): letters with frozen bytes, moved only by whoever holds them.

What a stage means and what follows it is decided in `notifications.outbox`; here it is kept.  `attempts` grows with
every claim and is the fencing token: a sender who slept past its lease moves a letter that is no longer as it saw it,
finds no row, and is not heard.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, func, or_, select, update
from sqlmodel import Session

from engine.nouns import Letter, LetterStage
from notifications import outbox
from store.statements import HERE, Found, ask, chunks, insert, inserted, mine, read, set_each, write
from store.tables import DeliveryAttemptRow, LetterNoticeRow, LetterRow
from store.tables.row import table

LETTER = table(LetterRow)
TELLS = table(LetterNoticeRow)
ATTEMPT = table(DeliveryAttemptRow)
FIELDS = tuple(name for name in Letter.__dataclass_fields__ if name != "notices")
OF_ID = select(LETTER).where(LETTER.c.jurisdiction == HERE, LETTER.c.message_id == bindparam("id"))
LAPSED = (
    select(LETTER)
    .where(LETTER.c.jurisdiction == HERE, LETTER.c.stage.in_(outbox.IN_HAND), LETTER.c.next_try_at <= bindparam("now"))
    .order_by(LETTER.c.message_id)
)
TOLD_BY = (
    select(TELLS)
    .where(TELLS.c.jurisdiction == HERE, TELLS.c.message_id.in_(bindparam("some")))
    .order_by(TELLS.c.position)
)
MOVING = ("stage", "attempts", "next_try_at", "answer", "doubts", "worker")


@dataclass(frozen=True)
class Attempt:
    """One attempt to deliver a letter, its number, and what came of it."""

    message_id: str
    attempt: int
    at: datetime
    stage: LetterStage
    answer: str | None


def add_new(session: Session, letters: Sequence[Letter]) -> list[Letter]:
    """Put letters into the outbox; answer those that were not there, in the order given."""
    rows = [{name: getattr(letter, name) for name in FIELDS} | {"worker": None} for letter in letters]
    ids = {key for some in chunks(rows) for key in inserted(session, LETTER, some, LETTER.c.message_id)}
    new = list({letter.message_id: letter for letter in letters if letter.message_id in ids}.values())
    tells = [
        {"notice": notice, "recipient": letter.recipient, "message_id": letter.message_id, "position": position}
        for letter in new
        for position, notice in enumerate(letter.notices)
    ]
    insert(session, TELLS, tells)
    return new


def told(session: Session, notices: Iterable[str]) -> set[tuple[str, str]]:
    """Which of these notices already stand in a letter to whom, as (notice, recipient)."""
    queries = (
        select(TELLS.c.notice, TELLS.c.recipient).where(mine(session, TELLS), TELLS.c.notice.in_(some))
        for some in chunks(notices)
    )
    return {(row.notice, row.recipient) for query in queries for row in read(session, query)}


def claim(session: Session, now: datetime, limit: int, worker: str) -> list[Letter]:
    """Lease up to `limit` letters whose time has come, those of the earliest slot first; no one else gets them."""
    query = select(LETTER).where(mine(session, LETTER), _due(now)).order_by(LETTER.c.slot, LETTER.c.message_id)
    waiting = _letters(session, read(session, query.limit(limit).with_for_update(skip_locked=True)))
    claimed = [outbox.claim(letter, now) for letter in waiting]
    rows = [{"_key": letter.message_id, **_state(letter), "worker": worker} for letter in claimed]
    set_each(session, LETTER, LETTER.c.message_id, rows)
    return claimed


def lapsed(session: Session, now: datetime) -> list[Letter]:
    """Letters still in a sender's hand after its lease; `outbox.recover` says what becomes of them."""
    return _letters(session, ask(session, LAPSED, now=now))


def move(session: Session, was: Letter, now: Letter, *, at: datetime) -> bool:
    """Move a letter unless it is no longer as its mover saw it; say whether we did.

    Letting a letter out of one's hand ends an attempt, which is written down with the server's answer.
    """
    still = and_(LETTER.c.message_id == was.message_id, LETTER.c.stage == was.stage, LETTER.c.attempts == was.attempts)
    held = now.stage in outbox.IN_HAND
    values = _state(now) if held else _state(now) | {"worker": None}
    if not write(session, update(LETTER).where(mine(session, LETTER), still).values(values)):
        return False
    if was.stage in outbox.IN_HAND and not held:
        tried = {"attempt": was.attempts, "at": at, "stage": now.stage, "answer": now.answer}
        insert(session, ATTEMPT, [{"message_id": was.message_id, **tried}])
    return True


def due(session: Session, now: datetime) -> int:
    """How many letters could be claimed now."""
    query = select(func.count()).select_from(LETTER).where(mine(session, LETTER), _due(now))
    return int(read(session, query)[0][0])


def get(session: Session, message_id: str) -> Letter | None:
    """The letter with this Message-ID, or None."""
    return next(iter(_letters(session, ask(session, OF_ID, id=message_id))), None)


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
    """What `outbox.is_due` says, in the words of the database."""
    come = or_(LETTER.c.next_try_at.is_(None), LETTER.c.next_try_at <= now)
    return and_(LETTER.c.stage.in_(outbox.WAITING), come)


def _state(letter: Letter) -> dict[str, Any]:
    return {name: getattr(letter, name) for name in MOVING if name != "worker"}


def _letters(session: Session, rows: Sequence[Found]) -> list[Letter]:
    notices: dict[str, list[str]] = defaultdict(list)
    for some in chunks(row.message_id for row in rows):
        for tells in ask(session, TOLD_BY, some=some):
            notices[tells.message_id].append(tells.notice)
    return [
        Letter(**{name: getattr(row, name) for name in FIELDS}, notices=tuple(notices[row.message_id])) for row in rows
    ]
