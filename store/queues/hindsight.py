"""Hindsight (回看): what notices and letters were by the end of a day gone by, each with all that is shown of it."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import bindparam, select

from engine.nouns import LetterStage, Notice, NoticeState
from store.events import EVENT
from store.letters import ATTEMPT
from store.lists import one_of
from store.planner import nearly_all
from store.queues.asked import Posted, Then
from store.queues.mail import STAGES, UNWRITTEN, mail
from store.queues.speech import STATES, speech
from store.session import Session
from store.statements import HERE, ask, chunks

ENDED = (NoticeState.CANCELLED, NoticeState.SKIPPED)
TRIED = (
    select(*(ATTEMPT.c[name] for name in ("message_id", "attempt", "answer")))
    .where(ATTEMPT.c.jurisdiction == HERE, one_of(ATTEMPT.c.message_id), ATTEMPT.c.at <= bindparam("until"))
    .order_by(ATTEMPT.c.number)
)
RELEASED = select(EVENT.c.subject).where(
    nearly_all(EVENT.c.jurisdiction == HERE),
    EVENT.c.about.is_(None),
    EVENT.c.kind == "notice.release",
    EVENT.c.at <= bindparam("until"),
    one_of(EVENT.c.subject),
)


def notices_then(session: Session, notices: Sequence[Notice], then: Then) -> list[Notice]:
    """Those of the notices that had been decided on by then, as they stood."""
    decided = [each for each in notices if each.decided_on <= then.day]
    at = speech(session, with_moves=True)
    places = at.places(each.key for each in decided)
    states = dict(zip(at.named(places), at.stood(then)[places].tolist(), strict=True))
    released = {
        row.subject
        for some in chunks(each.key for each in decided if each.released_by)
        for row in ask(session, RELEASED, some=some, until=then.until)
    }
    return [_then(each, STATES[states[each.key]], then, is_released=each.key in released) for each in decided]


def _then(each: Notice, state: NoticeState, then: Then, *, is_released: bool) -> Notice:
    return replace(
        each,
        state=state,
        reason=each.reason if state in ENDED or state is each.state else None,
        released_by=each.released_by if is_released else None,
        said_on=each.said_on if each.said_on and each.said_on <= then.day else None,
    )


def letters_then(session: Session, letters: Sequence[Posted], then: Then) -> list[Posted]:
    """Those of the letters that had been written by then, each in the stage that it was in."""
    at = mail(session)
    places = at.places(each.message_id for each in letters)
    stages = dict(zip(at.named(places), at.stood(then)[places].tolist(), strict=True))
    written = [each for each in letters if stages.get(each.message_id, UNWRITTEN) != UNWRITTEN]
    tried = _tried(session, [each.message_id for each in written], then)
    return [_posted(each, STAGES[stages[each.message_id]], *tried.get(each.message_id, (0, None))) for each in written]


def _posted(each: Posted, stage: LetterStage, attempts: int, answer: str | None) -> Posted:
    is_closed = stage is LetterStage.CLOSED  # why it was closed stands in the place of an answer
    return replace(each, stage=stage, attempts=attempts, answer=each.answer if is_closed else answer)


def _tried(session: Session, ids: Sequence[str], then: Then) -> dict[str, tuple[int, str | None]]:
    """How many attempts there had been at each of these letters, and what was answered last."""
    rows = (row for some in chunks(ids) for row in ask(session, TRIED, some=some, until=then.until))
    return {row.message_id: (row.attempt, row.answer) for row in rows}
