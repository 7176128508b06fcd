"""The letters of the outbox as a list has them (函件清单), without their bytes, now or by the end of a day gone by."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from sqlalchemy import ColumnElement, Select, func, or_, select

from engine.nouns import LetterStage
from store.letters import LETTER
from store.lists import one_of
from store.queues.asked import Posted, Then
from store.queues.hindsight import letters_then
from store.queues.mail import CODE, STAGES, UNWRITTEN, Mail, mail
from store.session import Session
from store.statements import HERE, ask, chunks, line, mine, read
from store.surveys.choosing import placed
from store.surveys.columns import Codes, Places

AT_ONCE = 2000
SHOWN = select(*(LETTER.c[name] for name in Posted.__dataclass_fields__))
OF_IDS = SHOWN.where(LETTER.c.jurisdiction == HERE, one_of(LETTER.c.message_id))


def posted(
    session: Session,
    stages: Sequence[LetterStage],
    text: str = "",
    then: Then | None = None,
    *,
    limit: int | None = None,
    offset: int = 0,
) -> list[Posted]:
    """The letters in any of these stages (in any at all when none is named) that mention a text, the latest first."""
    if then:
        at, stood = _stood(session, then)
        return list(_lines(session, at, _meant(session, at, stood, stages, text)[offset:][:limit], then))
    query = _ordered(session, stages, text).limit(limit).offset(offset or None)
    return [Posted(*row) for row in read(session, query)]


def streamed_posted(
    session: Session, stages: Sequence[LetterStage], text: str = "", then: Then | None = None
) -> Iterator[Posted]:
    """All of them in the same order, so many at a time."""
    if then:
        at, stood = _stood(session, then)
        yield from _lines(session, at, _meant(session, at, stood, stages, text), then)
        return
    found = line(session).execute(_ordered(session, stages, text), execution_options={"yield_per": AT_ONCE})
    yield from (Posted(*row) for row in found)


def posted_by_stage(session: Session, text: str = "", then: Then | None = None) -> dict[LetterStage, int]:
    """How many of the letters that mention a text are in which stage."""
    if then:
        at, stood = _stood(session, then)
        many = np.bincount(stood[_meant(session, at, stood, (), text)], minlength=len(STAGES)).tolist()
        return {stage: number for stage, number in zip(STAGES, many, strict=True) if number}
    query = select(LETTER.c.stage, func.count()).where(*_own(session, (), text)).group_by(LETTER.c.stage)
    return {LetterStage(row[0]): int(row[1]) for row in read(session, query)}


def _stood(session: Session, then: Then) -> tuple[Mail, Codes]:
    at = mail(session)
    return at, at.stood(then)


def _meant(session: Session, at: Mail, stood: Codes, stages: Sequence[LetterStage], text: str) -> Places:
    """The places of the letters that had been written and are meant, the latest first."""
    wanted = np.zeros(len(STAGES), dtype=np.bool_)
    wanted[[CODE[stage] for stage in stages or STAGES]] = True
    found = np.flatnonzero((stood != UNWRITTEN) & wanted[stood])
    if text:
        mentioned = select(LETTER.c.message_id).where(*_own(session, (), text))
        found = np.intersect1d(found, at.places(row.message_id for row in read(session, mentioned)))
    ranks = placed(at.slots[found])
    return found[np.argsort(ranks.max(initial=0) - ranks, kind="stable")]


def _lines(session: Session, at: Mail, places: Places, then: Then) -> Iterator[Posted]:
    """The letters at these places as they stood, in their order, so many at a time."""
    for some in chunks(places.tolist(), AT_ONCE):
        ids = at.named(np.array(some))
        found = {row.message_id: Posted(*row) for row in ask(session, OF_IDS, some=ids)}
        yield from letters_then(session, [found[each] for each in ids], then)


def _ordered(session: Session, stages: Sequence[LetterStage], text: str) -> Select[Any]:
    return SHOWN.where(*_own(session, stages, text)).order_by(LETTER.c.slot.desc(), LETTER.c.message_id)


def _own(session: Session, stages: Sequence[LetterStage], text: str) -> list[ColumnElement[bool]]:
    """What is asked of the letters as they are."""
    found = [mine(session, LETTER)]
    if stages:
        found.append(LETTER.c.stage.in_(stages))
    if text:
        mentions = (LETTER.c[name].contains(text, autoescape=True) for name in ("recipient", "subject", "message_id"))
        found.append(or_(*mentions))
    return found
