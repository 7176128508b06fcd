"""Chronicle (日志检索): lines of the log by who, what, about what and when — counted, paged, streamed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, func, select

from engine.nouns import Event
from store.events import EVENT, as_event
from store.session import Session
from store.statements import count, line, mine, read

AT_ONCE = 1000


@dataclass(frozen=True)
class Lines:
    """Which lines are meant; what is empty does not narrow.  `kind` and `subject` are how they begin."""

    kind: str = ""
    actor: str = ""
    subject: str = ""
    since: datetime | None = None
    until: datetime | None = None


def many(session: Session, wanted: Lines) -> int:
    """How many lines are meant."""
    return count(session, EVENT, *_which(session, wanted))


def latest(session: Session, wanted: Lines, *, limit: int, offset: int = 0) -> list[Event]:
    """The lines meant, the latest first."""
    return [as_event(row) for row in read(session, _lines(session, wanted).limit(limit).offset(offset))]


def streamed(session: Session, wanted: Lines) -> Iterator[Event]:
    """All lines meant, the latest first, so many at a time."""
    for row in line(session).execute(_lines(session, wanted), execution_options={"yield_per": AT_ONCE}):
        yield as_event(row)


def kinds(session: Session) -> dict[str, int]:
    """How many lines there are of each kind."""
    query = select(EVENT.c.kind, func.count()).where(mine(session, EVENT)).group_by(EVENT.c.kind)
    return {row[0]: int(row[1]) for row in read(session, query.order_by(EVENT.c.kind))}


def _lines(session: Session, wanted: Lines) -> Select[tuple[object, ...]]:
    return select(EVENT).where(*_which(session, wanted)).order_by(EVENT.c.position.desc())


def _which(session: Session, wanted: Lines) -> list[ColumnElement[bool]]:
    chosen = [mine(session, EVENT)]
    if wanted.kind:
        chosen.append(EVENT.c.kind.startswith(wanted.kind, autoescape=True))
    if wanted.actor:
        chosen.append(EVENT.c.actor == wanted.actor)
    if wanted.subject:
        chosen.append(EVENT.c.subject.startswith(wanted.subject, autoescape=True))
    if wanted.since is not None:
        chosen.append(EVENT.c.at >= wanted.since)
    if wanted.until is not None:
        chosen.append(EVENT.c.at < wanted.until)
    return chosen
