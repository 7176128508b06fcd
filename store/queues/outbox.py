"""The letters of the outbox as a list has them (函件清单), without their bytes."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, or_, select

from engine.nouns import LetterStage
from store.letters import LETTER
from store.queues.asked import Posted
from store.session import Session
from store.statements import count, mine, read


def posted(
    session: Session,
    stages: Sequence[LetterStage],
    text: str = "",
    *,
    ids: Sequence[str] | None = None,
    limit: int | None = None,
    offset: int = 0,
) -> list[Posted]:
    """The letters in any of these stages (in any at all when none is named) that mention a text, the latest first.

    With `ids` only those among them are meant.
    """
    query = select(*(LETTER.c[name] for name in Posted.__dataclass_fields__)).where(*_meant(session, stages, text))
    if ids is not None:
        query = query.where(LETTER.c.message_id.in_(ids))
    query = query.order_by(LETTER.c.slot.desc(), LETTER.c.message_id).limit(limit).offset(offset or None)
    return [Posted(*row) for row in read(session, query)]


def many_posted(session: Session, stages: Sequence[LetterStage], text: str = "") -> int:
    """How many letters those are."""
    return count(session, LETTER, *_meant(session, stages, text))


def _meant(session: Session, stages: Sequence[LetterStage], text: str) -> list[ColumnElement[bool]]:
    found = [mine(session, LETTER)]
    if stages:
        found.append(LETTER.c.stage.in_(stages))
    if text:
        mentions = (LETTER.c[name].contains(text, autoescape=True) for name in ("recipient", "subject", "message_id"))
        found.append(or_(*mentions))
    return found
