"""The outbox (函件): letters with frozen bytes, moved only by whoever holds them.

What a stage means and what follows it is decided in `notifications.outbox`; here it is kept.  `attempts` grows with
every claim and is the fencing token: a sender who slept past its lease moves a letter that is no longer as it saw it,
finds no row, and is not heard.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, and_, bindparam, func, or_, select

from engine.nouns import Letter, LetterStage
from notifications import outbox
from store.bulk import Values, pour, put
from store.columns import stamp
from store.lists import any_of, one_of
from store.planner import unindexed
from store.session import Session
from store.statements import HERE, Found, ask, chunks, insert, inserted, mine, read
from store.tables import DeliveryAttemptRow, LetterNoticeRow, LetterRow
from store.tables.row import table

LETTER = table(LetterRow)
TELLS = table(LetterNoticeRow)
ATTEMPT = table(DeliveryAttemptRow)
FIELDS = tuple(name for name in Letter.__dataclass_fields__ if name != "notices")
OF_ID = select(LETTER).where(LETTER.c.jurisdiction == HERE, LETTER.c.message_id == bindparam("id"))
OF_IDS = (
    select(LETTER)
    .where(LETTER.c.jurisdiction == HERE, one_of(LETTER.c.message_id))
    .order_by(LETTER.c.slot, LETTER.c.message_id)
)
BEFORE = (
    select(LETTER)
    .where(LETTER.c.jurisdiction == HERE, one_of(LETTER.c.stage), LETTER.c.slot < bindparam("slot"))
    .order_by(LETTER.c.slot, LETTER.c.message_id)
)
LAPSED = select(LETTER).where(
    LETTER.c.jurisdiction == HERE, any_of(LETTER.c.stage, outbox.IN_HAND), LETTER.c.next_try_at <= bindparam("now")
)
"""Sorted by hand: asked for an order, SQLite walks every letter by its id instead of the few in these stages."""
FROZEN = "letter.freeze"
"""What the log calls it that a letter was written."""
KINDS = ("digest", "formal", "summary")
TOLD_BY = select(TELLS).where(TELLS.c.jurisdiction == HERE, one_of(TELLS.c.message_id)).order_by(TELLS.c.position)
MOVING = ("stage", "attempts", "next_try_at", "answer", "doubts", "expires_at", "stumbles")
HELD = (
    select(LETTER.c.message_id, LETTER.c.stage, LETTER.c.attempts)
    .where(LETTER.c.jurisdiction == HERE, one_of(LETTER.c.message_id))
    .with_for_update()
)
DUE = and_(
    any_of(LETTER.c.stage, outbox.WAITING),
    or_(LETTER.c.next_try_at.is_(None), LETTER.c.next_try_at <= bindparam("now")),
)
"""What `outbox.is_due` says, in the words of the database."""
ALL_DUE = select(func.count()).select_from(LETTER).where(LETTER.c.jurisdiction == HERE, DUE)
LATE = select(func.min(LETTER.c.slot)).where(
    LETTER.c.jurisdiction == HERE,
    any_of(LETTER.c.stage, (*outbox.WAITING, *outbox.IN_HAND)),
    or_(LETTER.c.attempts > 0, LETTER.c.next_try_at.is_(None), LETTER.c.next_try_at <= bindparam("now")),
)
LATEST = (
    select(ATTEMPT.c.stage, ATTEMPT.c.at)
    .where(ATTEMPT.c.jurisdiction == HERE)
    .order_by(ATTEMPT.c.number.desc())
    .limit(bindparam("most"))
)
SINCE = (
    select(func.count())
    .select_from(ATTEMPT)
    .where(
        ATTEMPT.c.jurisdiction == HERE,
        ATTEMPT.c.at > bindparam("since"),
        any_of(ATTEMPT.c.stage, (LetterStage.ACCEPTED, LetterStage.IN_DOUBT)),
    )
)


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


def claim(session: Session, now: datetime, limit: int, worker: str, *, kinds: Collection[str] = KINDS) -> list[Letter]:
    """Lease up to `limit` letters whose time has come, those of the earliest slot first; no one else gets them."""
    come = ask(session, _claimable(tuple(sorted(kinds))), now=now, most=limit)
    found = _letters(session, ask(session, OF_IDS, some=[row.message_id for row in come]))
    claimed = [outbox.claim(letter, now) for letter in found]
    put(session, LETTER, "message_id", (*MOVING, "worker"), [(*_values(letter), worker) for letter in claimed])
    return claimed


@cache
def _claimable(kinds: tuple[str, ...]) -> Select[Any]:
    """Which letters of these kinds are to go first, locked for whoever asks; their bytes are read when it is known."""
    of_kind = any_of(unindexed(LETTER.c.kind), kinds)  # no index on the kind: few letters wait, many were sent
    query = select(LETTER.c.message_id).where(LETTER.c.jurisdiction == HERE, DUE, of_kind)
    query = query.order_by(LETTER.c.slot, LETTER.c.message_id).limit(bindparam("most"))
    return query.with_for_update(skip_locked=True)


def lapsed(session: Session, now: datetime) -> list[Letter]:
    """Letters still in a sender's hand after its lease; `outbox.recover` says what becomes of them."""
    return _letters(session, sorted(ask(session, LAPSED, now=now), key=lambda row: row.message_id))


def before(session: Session, slot: date, stages: Collection[LetterStage]) -> list[Letter]:
    """The letters of earlier slots that are in one of these stages."""
    return _letters(session, ask(session, BEFORE, some=sorted(stages), slot=slot))


def move(session: Session, was: Letter, now: Letter, *, at: datetime) -> bool:
    """Move a letter unless it is no longer as its mover saw it; say whether we did."""
    return move_many(session, [(was, now)], at=at) == {was.message_id}


def move_many(session: Session, moves: Sequence[tuple[Letter, Letter]], *, at: datetime) -> set[str]:
    """Move each letter, from the first of a pair to the second, that is still as its mover saw it; answer their ids.

    Letting a letter out of one's hand ends an attempt, which is written down with the server's answer.
    """
    held = _held(session, moves)
    moved = [(was, now) for was, now in moves if (was.stage, was.attempts) == held.get(was.message_id)]
    kept = [_values(now) for _, now in moved if now.stage in outbox.IN_HAND]
    loose = [(*_values(now), None) for _, now in moved if now.stage not in outbox.IN_HAND]
    put(session, LETTER, "message_id", MOVING, kept)
    put(session, LETTER, "message_id", (*MOVING, "worker"), loose)
    over = [(was.attempts, now) for was, now in moved if _ends(was, now)]
    ended = [(now.message_id, number, stamp(at), now.stage.value, now.answer) for number, now in over]
    pour(session, ATTEMPT, ("message_id", "attempt", "at", "stage", "answer"), ended)
    return {was.message_id for was, _ in moved}


def _held(session: Session, moves: Sequence[tuple[Letter, Letter]]) -> dict[str, tuple[LetterStage, int]]:
    """In which stage each letter is, and its fencing token; nobody moves them before we do."""
    some = sorted({was.message_id for was, _ in moves})
    rows = (row for part in chunks(some) for row in ask(session, HELD, some=part))
    return {row.message_id: (row.stage, row.attempts) for row in rows}


def _values(letter: Letter) -> Values:
    """What moves of a letter, as it is stored, after its id."""
    return (
        letter.message_id, letter.stage.value, letter.attempts, stamp(letter.next_try_at), letter.answer,
        letter.doubts, stamp(letter.expires_at), letter.stumbles,
    )  # fmt: skip


def _ends(was: Letter, now: Letter) -> bool:
    return was.stage in outbox.IN_HAND and now.stage not in outbox.IN_HAND


def due(session: Session, now: datetime) -> int:
    """How many letters could be claimed now."""
    return int(ask(session, ALL_DUE, now=now)[0][0])


def late_since(session: Session, now: datetime) -> date | None:
    """The day of the oldest letter that was to have left by now and has not arrived; None when there is none."""
    found: date | None = ask(session, LATE, now=now)[0][0]
    return found


def get(session: Session, message_id: str) -> Letter | None:
    """The letter with this Message-ID, or None."""
    return next(iter(_letters(session, ask(session, OF_ID, id=message_id))), None)


def known(session: Session, ids: Collection[str]) -> set[str]:
    """Those of these Message-IDs that stand in the outbox."""
    some = select(LETTER.c.message_id).where(mine(session, LETTER), LETTER.c.message_id.in_(sorted(ids)))
    return {row.message_id for row in read(session, some)}


def find(
    session: Session,
    *,
    stages: Collection[LetterStage] | None = None,
    recipient: str | None = None,
    notice: str | None = None,
    kind: str | None = None,
    slot: date | None = None,
    limit: int | None = None,
    offset: int = 0,
) -> list[Letter]:
    """The letters that match all that is given, the latest slot first."""
    query = select(LETTER).where(mine(session, LETTER))
    if kind is not None:
        query = query.where(LETTER.c.kind == kind)
    if slot is not None:
        query = query.where(LETTER.c.slot == slot)
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


def served(session: Session, slot: date) -> set[str]:
    """Who has a digest of a slot, by address in small letters; one that was called back does not count."""
    query = select(LETTER.c.recipient).where(mine(session, LETTER), LETTER.c.slot == slot, LETTER.c.kind == "digest")
    rows = read(session, query.where(LETTER.c.stage != LetterStage.CLOSED))
    return {row.recipient.lower() for row in rows}


def outcomes(session: Session, most: int, since: datetime) -> list[LetterStage]:
    """What came of the latest attempts, at most so many, none of them before a moment."""
    return [row.stage for row in ask(session, LATEST, most=most) if row.at >= since]


def handed_over(session: Session, since: datetime) -> int:
    """How many letters a server took, or may have taken, after a moment."""
    return int(ask(session, SINCE, since=since)[0][0])


def was_used(session: Session, template: str) -> bool:
    """Whether a letter made with this template was ever accepted."""
    query = select(LETTER.c.message_id).where(mine(session, LETTER), LETTER.c.template == template)
    return bool(read(session, query.where(LETTER.c.stage == LetterStage.ACCEPTED).limit(1)))


def waiting(session: Session) -> dict[str, int]:
    """How many recipients have a letter made with each template coming to them."""
    who = func.count(LETTER.c.recipient.distinct())
    coming = LETTER.c.stage.in_((*outbox.WAITING, *outbox.IN_HAND))
    query = select(LETTER.c.template, who).where(mine(session, LETTER), coming)
    return {row[0]: int(row[1]) for row in read(session, query.group_by(LETTER.c.template))}


def counts(session: Session) -> dict[LetterStage, int]:
    """How many letters are in which stage."""
    stage_of = LETTER.c.stage
    query = select(stage_of, func.count()).where(mine(session, LETTER)).group_by(stage_of)
    return {LetterStage(row[0]): int(row[1]) for row in sorted(read(session, query))}


def _letters(session: Session, rows: Sequence[Found]) -> list[Letter]:
    notices: dict[str, list[str]] = defaultdict(list)
    for some in chunks(row.message_id for row in rows):
        for tells in ask(session, TOLD_BY, some=some):
            notices[tells.message_id].append(tells.notice)
    return [
        Letter(**{name: getattr(row, name) for name in FIELDS}, notices=tuple(notices[row.message_id])) for row in rows
    ]
