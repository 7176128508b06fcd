"""Hindsight (回看): what notices and letters were at an earlier moment, as the log and the attempts tell it.

A notice that the house took back by itself left no line of its own in the log; it counts as taken back from the day of
the next verdict on its obligation, which is what took it back.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import cache
from typing import Any, TypeAlias

from sqlalchemy import Select, bindparam, select

from engine.nouns import LetterStage, Notice, NoticeState
from store.events import EVENT
from store.letters import ATTEMPT, TELLS
from store.lists import any_of, one_of
from store.notices import NOTICE
from store.planner import nearly_all
from store.queues import Posted, Trace, posted
from store.session import Session
from store.statements import HERE, ask, chunks
from store.tables import VerdictRow
from store.tables.row import table

VERDICT = table(VerdictRow)
FROZEN = "letter.freeze"
ENDING, RELEASING = ("notice.cancel", "notice.undo"), ("notice.release",)
CLOSING = ("letter.close", "letter.recall", "letter.fix", "letter.redraw")
AT_ONCE = 20_000
Decided: TypeAlias = Notice | Trace
"""A notice, or so much of it as says how it stood on any day since it was decided on."""
IN_LETTERS = select(TELLS.c.notice, TELLS.c.message_id).where(TELLS.c.jurisdiction == HERE, one_of(TELLS.c.notice))
TRIED = (
    select(*(ATTEMPT.c[name] for name in ("message_id", "stage", "attempt", "answer")))
    .where(ATTEMPT.c.jurisdiction == HERE, one_of(ATTEMPT.c.message_id), ATTEMPT.c.at <= bindparam("until"))
    .order_by(ATTEMPT.c.number)
)
GIVEN_UP = (
    select(ATTEMPT.c.message_id)
    .where(ATTEMPT.c.jurisdiction == HERE, ATTEMPT.c.stage == LetterStage.DEAD, ATTEMPT.c.at <= bindparam("until"))
    .distinct()
)
OWN = (VERDICT.c.jurisdiction == NOTICE.c.jurisdiction) & (VERDICT.c.obligation == NOTICE.c.about)
JUDGED_AGAIN = (
    select(NOTICE.c.key)
    .join(VERDICT, OWN)
    .where(NOTICE.c.jurisdiction == HERE, one_of(NOTICE.c.key))
    .where(VERDICT.c.as_of > NOTICE.c.decided_on, VERDICT.c.as_of <= bindparam("known"))
    .distinct()
)


def notices_then(session: Session, notices: Sequence[Notice], known: date, until: datetime) -> list[Notice]:
    """Those of the notices that had been decided on by the end of a day, as they stood by then.

    `until` is the last moment of the day `known`.
    """
    decided = [each for each in notices if each.decided_on <= known]
    states = states_then(session, decided, known, until)
    released = _subjects(session, [each.key for each in decided if each.released_by], RELEASING, until)
    return [_then(each, states[each.key], known, is_released=each.key in released) for each in decided]


def states_then(session: Session, decided: Sequence[Decided], known: date, until: datetime) -> dict[str, NoticeState]:
    """In which state each of these notices, decided on by the end of a day, was by then.

    Only what became of a notice needs looking up: one that is held back now never was anything else, and only one that
    stands in a letter now, or was called off, can have stood in a letter.
    """
    off = [each.key for each in decided if each.state is NoticeState.CANCELLED]
    ended = _subjects(session, off, ENDING, until) | _judged_again(session, off, known)
    written = [each.key for each in decided if each.state in (NoticeState.CANCELLED, NoticeState.BUNDLED)]
    frozen = _frozen(session, written, until)
    gone = [each.key for each in decided if each.release == "human" and each.state is not NoticeState.HELD]
    released = _subjects(session, gone, RELEASING, until)

    def stood(each: Decided) -> NoticeState:
        if each.state is NoticeState.SKIPPED:
            return each.state
        if each.key in ended:
            return NoticeState.CANCELLED
        if each.key in frozen:
            return NoticeState.BUNDLED
        waits = each.state is NoticeState.HELD or (each.release == "human" and each.key not in released)
        return NoticeState.HELD if waits else NoticeState.PLANNED

    return {each.key: stood(each) for each in decided}


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
            then = (each.stage if ended else stage, many, answer)
            same = then == (each.stage, each.attempts, each.answer)
            found.append(each if same else replace(each, stage=then[0], attempts=many, answer=answer))
    return found


def dead_then(session: Session, known: date, until: datetime) -> int:
    """How many letters nobody would send any more by the end of a day."""
    ids = [row.message_id for row in ask(session, GIVEN_UP, until=until)]
    then = letters_then(session, posted(session, (), ids=ids), known, until)
    return sum(each.stage is LetterStage.DEAD for each in then)


def _then(each: Notice, state: NoticeState, known: date, *, is_released: bool) -> Notice:
    ended = state in (NoticeState.CANCELLED, NoticeState.SKIPPED)
    return replace(
        each,
        state=state,
        reason=each.reason if ended or state is each.state else None,
        released_by=each.released_by if is_released else None,
        said_on=each.said_on if each.said_on and each.said_on <= known else None,
    )


def _subjects(session: Session, keys: Sequence[str], kinds: tuple[str, ...], until: datetime) -> set[str]:
    """Of which of these subjects the log tells something of these kinds up to a moment."""
    rows = (row for some in chunks(keys, AT_ONCE) for row in ask(session, _told(kinds), some=some, until=until))
    return {row.subject for row in rows}


@cache
def _told(kinds: tuple[str, ...]) -> Select[Any]:
    which = (nearly_all(EVENT.c.jurisdiction == HERE), EVENT.c.about.is_(None), any_of(EVENT.c.kind, kinds))
    return select(EVENT.c.subject).where(*which, EVENT.c.at <= bindparam("until"), one_of(EVENT.c.subject))


def _frozen(session: Session, keys: Sequence[str], until: datetime) -> set[str]:
    """Which of these notices stood in a letter at a moment."""
    told_by: dict[str, list[str]] = {}
    for row in (row for some in chunks(keys, AT_ONCE) for row in ask(session, IN_LETTERS, some=some)):
        told_by.setdefault(row.message_id, []).append(row.notice)
    written = _subjects(session, list(told_by), (FROZEN,), until)
    return {notice for message_id in written for notice in told_by[message_id]}


def _judged_again(session: Session, keys: Sequence[str], known: date) -> set[str]:
    """Those of the notices whose obligation got another verdict after they were decided on, and by the end of a day."""
    rows = (row for some in chunks(keys, AT_ONCE) for row in ask(session, JUDGED_AGAIN, some=some, known=known))
    return {row.key for row in rows}


def _tried(session: Session, ids: Sequence[str], until: datetime) -> dict[str, tuple[LetterStage, int, str | None]]:
    """What came of the last attempt at each of these letters up to a moment, and how many there had been."""
    rows = (row for some in chunks(ids, AT_ONCE) for row in ask(session, TRIED, some=some, until=until))
    return {row.message_id: (row.stage, row.attempt, row.answer) for row in rows}
