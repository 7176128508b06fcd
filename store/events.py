"""The append-only log (事件): a chain in which every line carries the digest of the line before.

The digest is SHA-256 over the canonical JSON of [previous, position, at, actor, kind, subject, payload]; so a changed
byte, a missing line and two exchanged lines all show.  `event_head` remembers the end, so that cutting off the last
lines shows too, and is locked while lines are added: two daemons take turns.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from operator import attrgetter
from typing import Any, NamedTuple

from sqlalchemy import bindparam, select, update

from engine.nouns import Event
from store.bulk import pour
from store.columns import EPOCH, MICROSECOND
from store.frozen import canonical, quoted
from store.planner import nearly_all
from store.session import Session
from store.statements import HERE, Found, ask, insert_new, line, mine, read, run
from store.tables import EventHeadRow, EventRow, ObligationRow
from store.tables.row import table

EVENT = table(EventRow)
HEAD = table(EventHeadRow)
OBLIGATION = table(ObligationRow)
END = select(HEAD.c.position, HEAD.c.hash).where(HEAD.c.jurisdiction == HERE)
LOCKED_END = END.with_for_update()
MOVED_END = update(HEAD).where(HEAD.c.jurisdiction == HERE).values(position=bindparam("to"), hash=bindparam("by"))
OWN = select(OBLIGATION.c.number).where(OBLIGATION.c.jurisdiction == HERE, OBLIGATION.c.key == bindparam("subject"))
OF_SWEPT = select(EVENT).where(EVENT.c.about == OWN.scalar_subquery())
OF_SUBJECT = select(EVENT).where(
    nearly_all(EVENT.c.jurisdiction == HERE), EVENT.c.subject == bindparam("subject"), EVENT.c.about.is_(None)
)
"""Lines about a subject, each kind by its own index: of both at once, or in order, SQLite would read the whole log."""
START = "0" * 64
LINE = ("at", "actor", "kind", "subject", "payload")


class Entry(NamedTuple):
    """A line about to be written to the log: when, who, what kind of thing, about what, and its particulars.

    Particulars that are a text are canonical JSON already: a sweep writes thousands that differ in one word.  `about`
    is the number of the obligation that a sweep speaks of; whoever writes a line or two need not know it.
    """

    at: datetime
    actor: str
    kind: str
    subject: str
    payload: Mapping[str, object] | str
    about: int | None = None


@dataclass(frozen=True)
class Head:
    """Where the log ends; position 0 when it is empty."""

    position: int = 0
    hash: str = START


def append(session: Session, entries: Iterable[Entry]) -> int:
    """Add lines to the log in the order given; answer the position of the last.

    The end of the log is locked even if there is nothing to add, so that two daemons take turns.
    """
    end = locked(session)
    position, digest = end.position, end.hash
    rows, told, opening, moment = [], None, "", 0
    for at, actor, kind, subject, particulars, about in entries:
        if (at, actor, kind) != told:  # all that is written together mostly happened in the same way at one moment
            told, opening, moment = (at, actor, kind), _opening(at, actor, kind), (at - EPOCH) // MICROSECOND
        previous, payload = digest, particulars if isinstance(particulars, str) else canonical(particulars)
        position += 1
        digest = _digest(previous, position, opening, subject, payload)
        rows.append((position, moment, actor, kind, subject, payload, previous, digest, about))
    if rows:
        pour(session, EVENT, ("position", *LINE, "previous", "hash", "about"), rows)
        run(session, MOVED_END, to=position, by=digest)
        session.end_of_log = Head(position, digest)
    return position


def chained(previous: str, position: int, *, at: datetime, actor: str, kind: str, subject: str, payload: str) -> str:
    """The digest of one line; `payload` is its canonical JSON text."""
    return _digest(previous, position, _opening(at, actor, kind), subject, payload)


def _digest(previous: str, position: int, opening: str, subject: str, payload: str) -> str:
    """The digest over the canonical JSON of a line, put together here because a sweep writes thousands."""
    text = f'["{previous}",{position},{opening},{quoted(subject)},{quoted(payload)}]'
    return hashlib.sha256(text.encode()).hexdigest()


@lru_cache(maxsize=16)  # all that one sweep writes happened at one moment
def _opening(at: datetime, actor: str, kind: str) -> str:
    return canonical([at.astimezone(UTC).isoformat(timespec="microseconds"), actor, kind])[1:-1]


def head(session: Session) -> Head:
    """Where the log ends."""
    found: Head = session.end_of_log or _head(session) or Head()
    return found


def verify(session: Session) -> list[int]:
    """Positions at which the log is broken, in order; empty when every byte is as it was written."""
    broken, end = set(), Head()
    spoken_of = EVENT.outerjoin(OBLIGATION, EVENT.c.about == OBLIGATION.c.number)
    query = select(EVENT, OBLIGATION.c.key).select_from(spoken_of)
    query = query.where(mine(session, EVENT)).order_by(EVENT.c.position)
    for row in line(session).execute(query, execution_options={"yield_per": 5000}):
        chained_on = row.position == end.position + 1 and row.previous == end.hash and row.hash == _recomputed(row)
        if not chained_on or (row.about is not None and row.key != row.subject):
            broken.add(row.position)
        end = Head(row.position, row.hash)
    if end != head(session):
        broken.add(head(session).position)
    return sorted(broken)


def of_subject(session: Session, subject: str) -> list[Event]:
    """Every event about a subject, oldest first."""
    found = (as_event(row) for query in (OF_SWEPT, OF_SUBJECT) for row in ask(session, query, subject=subject))
    return sorted(found, key=attrgetter("position"))


def since(session: Session, position: int = 0, limit: int | None = None) -> list[Event]:
    """The events after a position, oldest first, at most `limit`."""
    return _events(session, select(EVENT).where(mine(session, EVENT), EVENT.c.position > position).limit(limit))


def locked(session: Session) -> Head:
    """The end of the log, which nobody else may move until we are done; entered first if there is none."""
    if session.end_of_log is None:
        found = _head(session, lock=True)
        if found is None:
            insert_new(session, HEAD, [{"position": 0, "hash": START}])
            found = _head(session, lock=True)
        session.end_of_log = found or Head()
    end: Head = session.end_of_log
    return end


def _head(session: Session, *, lock: bool = False) -> Head | None:
    return next((Head(*row) for row in ask(session, LOCKED_END if lock else END)), None)


def _recomputed(row: Found) -> str:
    return chained(row.previous, row.position, **{name: getattr(row, name) for name in LINE})


def as_event(row: Found) -> Event:
    """A row of the log as it was written."""
    payload = json.loads(row.payload)
    return Event(row.position, row.at, row.actor, row.kind, row.subject, payload, row.previous, row.hash)


def _events(session: Session, query: Any) -> list[Event]:
    return [as_event(row) for row in read(session, query.order_by(EVENT.c.position))]
