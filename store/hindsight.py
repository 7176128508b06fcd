"""Hindsight (回看): what notices and letters were at an earlier moment, as the log and the attempts tell it.

A notice that the house took back by itself left no line of its own in the log; it counts as taken back from the day of
the next verdict on its obligation, which is what took it back.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import select

from engine.nouns import LetterStage, Notice, NoticeState
from store.events import EVENT
from store.letters import ATTEMPT, TELLS
from store.notices import NOTICE
from store.planner import nearly_all
from store.queues import Posted
from store.session import Session
from store.statements import chunks, mine, read
from store.tables import ObligationRow, VerdictRow
from store.tables.row import table

OBLIGATION = table(ObligationRow)
VERDICT = table(VerdictRow)
FROZEN = "letter.freeze"
ENDING, RELEASING = ("notice.cancel", "notice.undo"), ("notice.release",)
CLOSING = ("letter.close", "letter.recall", "letter.fix", "letter.redraw")


def notices_then(session: Session, notices: Sequence[Notice], known: date, until: datetime) -> list[Notice]:
    """Those of the notices that had been decided on by the end of a day, as they stood by then.

    `until` is the last moment of the day `known`.
    """
    decided = [each for each in notices if each.decided_on <= known]
    keys = [each.key for each in decided]
    ended, released = _subjects(session, keys, ENDING, until), _subjects(session, keys, RELEASING, until)
    ended |= _judged_again(session, [each for each in decided if each.state is NoticeState.CANCELLED], known)
    frozen = _frozen(session, keys, until)

    def stood(each: Notice) -> NoticeState:
        if each.state is NoticeState.SKIPPED:
            return each.state
        if each.key in ended:
            return NoticeState.CANCELLED
        if each.key in frozen:
            return NoticeState.BUNDLED
        waits = each.state is NoticeState.HELD or (each.release == "human" and each.key not in released)
        return NoticeState.HELD if waits else NoticeState.PLANNED

    return [_then(each, stood(each), known, is_released=each.key in released) for each in decided]


def letters_then(session: Session, letters: Sequence[Posted], known: date, until: datetime) -> list[Posted]:
    """Those of the letters that had been written by the end of a day, each in the stage that it was in by then."""
    ids = [each.message_id for each in letters]
    written, closed = _subjects(session, ids, (FROZEN,), until), _subjects(session, ids, CLOSING, until)
    tried = _tried(session, ids, until)
    found = []
    for each in letters:
        if each.message_id in written or (each.message_id in tried and each.slot <= known):
            stage, many, answer = tried.get(each.message_id, (LetterStage.READY, 0, None))
            ended = each.stage is LetterStage.CLOSED and each.message_id in closed
            found.append(replace(each, stage=each.stage if ended else stage, attempts=many, answer=answer))
    return found


def _then(each: Notice, state: NoticeState, known: date, *, is_released: bool) -> Notice:
    ended = state in (NoticeState.CANCELLED, NoticeState.SKIPPED)
    return replace(
        each,
        state=state,
        reason=each.reason if ended or state is each.state else None,
        released_by=each.released_by if is_released else None,
        said_on=each.said_on if each.said_on and each.said_on <= known else None,
    )


def _subjects(session: Session, keys: Sequence[str], kinds: Collection[str], until: datetime) -> set[str]:
    """Of which of these subjects the log tells something of these kinds up to a moment."""
    which = (nearly_all(mine(session, EVENT)), EVENT.c.about.is_(None), EVENT.c.kind.in_(kinds), EVENT.c.at <= until)
    queries = (select(EVENT.c.subject).where(*which, EVENT.c.subject.in_(some)) for some in chunks(keys))
    return {row.subject for query in queries for row in read(session, query)}


def _frozen(session: Session, keys: Sequence[str], until: datetime) -> set[str]:
    """Which of these notices stood in a letter at a moment."""
    told_by: dict[str, set[str]] = {}
    for some in chunks(keys):
        query = select(TELLS.c.notice, TELLS.c.message_id).where(mine(session, TELLS), TELLS.c.notice.in_(some))
        for row in read(session, query):
            told_by.setdefault(row.message_id, set()).add(row.notice)
    written = _subjects(session, sorted(told_by), (FROZEN,), until)
    return {notice for message_id in written for notice in told_by[message_id]}


def _judged_again(session: Session, notices: Sequence[Notice], known: date) -> set[str]:
    """Those of the notices whose obligation got another verdict after they were decided on, and by the end of a day."""
    owed = (OBLIGATION.c.jurisdiction == NOTICE.c.jurisdiction) & (OBLIGATION.c.key == NOTICE.c.obligation)
    judged = (VERDICT.c.jurisdiction == NOTICE.c.jurisdiction) & (VERDICT.c.obligation == OBLIGATION.c.number)
    later = (VERDICT.c.as_of > NOTICE.c.decided_on, VERDICT.c.as_of <= known)
    which = select(NOTICE.c.key).join_from(NOTICE, OBLIGATION, owed).join(VERDICT, judged).distinct()
    keys = [each.key for each in notices]
    queries = (which.where(mine(session, NOTICE), NOTICE.c.key.in_(some), *later) for some in chunks(keys))
    return {row.key for query in queries for row in read(session, query)}


def _tried(session: Session, ids: Sequence[str], until: datetime) -> dict[str, tuple[LetterStage, int, str | None]]:
    """What came of the last attempt at each of these letters up to a moment, and how many there had been."""
    columns = [ATTEMPT.c[name] for name in ("message_id", "stage", "attempt", "answer")]
    found = {}
    for some in chunks(ids):
        which = (mine(session, ATTEMPT), ATTEMPT.c.message_id.in_(some), ATTEMPT.c.at <= until)
        for row in read(session, select(*columns).where(*which).order_by(ATTEMPT.c.number)):
            found[row.message_id] = (LetterStage(row.stage), int(row.attempt), row.answer)
    return found
