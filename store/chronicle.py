"""Chronicle (日志检索): lines of the log by who, what, about what and when — counted, paged, streamed.

Who did what and when is in columns that this process keeps: lines never change, so that what was read once is not read
again; the first who searches the log after a start waits for it.  About what is asked of the table.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from sqlalchemy import bindparam, select

from engine.nouns import Event
from store import events
from store.columns import as_stored, stamp
from store.events import EVENT, OBLIGATION, Head, as_event
from store.lists import begins_so, one_of
from store.planner import nearly_all
from store.queues.rolls import Instants, goes_on, in_ints
from store.session import Session
from store.statements import HERE, ask, chunks, stored
from store.surveys.choosing import flags
from store.surveys.columns import NONE, Ints, Words
from store.surveys.kept import Kept

AT_ONCE = 1000
WRITTEN = (
    select(EVENT.c.position, EVENT.c.kind, EVENT.c.actor, as_stored(EVENT.c.at))
    .where(EVENT.c.jurisdiction == HERE, EVENT.c.position > bindparam("after"))
    .order_by(EVENT.c.position)
)
OF_POSITIONS = select(EVENT).where(EVENT.c.jurisdiction == HERE, one_of(EVENT.c.position))

KEYS = select(OBLIGATION.c.number).where(OBLIGATION.c.jurisdiction == HERE, begins_so(OBLIGATION.c.key))
SWEPT = select(EVENT.c.position).where(EVENT.c.about.in_(KEYS))
OTHERS = select(EVENT.c.position).where(
    nearly_all(EVENT.c.jurisdiction == HERE), begins_so(EVENT.c.subject), EVENT.c.about.is_(None)
)
"""Lines about what is called so, each kind by its own index, as `store.events` finds those about one subject."""


@dataclass(frozen=True)
class Lines:
    """Which lines are meant; what is empty does not narrow.  `kind` and `subject` are how they begin."""

    kind: str = ""
    actor: str = ""
    subject: str = ""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True)
class Journal:
    """The whole log up to an end (日志册): the number of each line, what it tells of, who did it, when."""

    head: Head
    positions: Ints
    kinds: Ints
    actors: Ints
    at: Instants
    kind_names: Words
    actor_names: Words

    @property
    def age(self) -> int:
        """How far the log had come."""
        return self.head.position


KEPT: Kept[Journal] = Kept()


def journal(session: Session) -> Journal:
    """The log as the session sees it."""
    seen = events.head(session)

    def drawn(kept: Sequence[Journal]) -> Journal:
        before = next((each for each in reversed(kept) if goes_on(session, each.head, seen)), None)
        return _written_on(session, before or _empty(), seen)

    return KEPT.found(session, lambda each: each.head == seen, drawn)


def _written_on(session: Session, before: Journal, seen: Head) -> Journal:
    """The log with what was written since."""
    positions, kinds, actors, at = [before.positions], [before.kinds], [before.actors], [before.at]
    for rows in stored(session, WRITTEN, after=before.age):
        numbers, of_kinds, by_actors, moments = zip(*rows, strict=True)
        positions.append(in_ints(numbers))
        kinds.append(in_ints(map(before.kind_names.__getitem__, of_kinds)))
        actors.append(in_ints(map(before.actor_names.__getitem__, by_actors)))
        at.append(np.array(moments, dtype=np.int64))
    columns = (np.concatenate(positions), np.concatenate(kinds), np.concatenate(actors), np.concatenate(at))
    return Journal(seen, *columns, before.kind_names, before.actor_names)


def _empty() -> Journal:
    none: Instants = np.empty(0, dtype=np.int64)
    return Journal(Head(), NONE, NONE, NONE, none, Words(), Words())


def latest(session: Session, numbers: Ints, *, limit: int, offset: int = 0) -> list[Event]:
    """The lines of these numbers, the latest first."""
    return _read(session, numbers[::-1][offset:][:limit])


def streamed(session: Session, wanted: Lines) -> Iterator[Event]:
    """All lines meant, the latest first, so many at a time."""
    for some in chunks(meant(session, wanted)[::-1], AT_ONCE):
        yield from _read(session, np.array(some))


def kinds(session: Session) -> dict[str, int]:
    """How many lines there are of each kind."""
    told = journal(session)
    counted = np.bincount(told.kinds, minlength=len(told.kind_names)).tolist()
    return {kind: counted[told.kind_names[kind]] for kind in sorted(told.kind_names) if counted[told.kind_names[kind]]}


def meant(session: Session, wanted: Lines) -> Ints:
    """The numbers of the lines meant, the earliest first."""
    told = journal(session)
    found = np.arange(len(told.positions))
    if wanted.kind:
        begun = [kind for kind in told.kind_names if kind.startswith(wanted.kind)]
        found = found[flags(told.kind_names, begun)[told.kinds[found]]]
    if wanted.actor:
        found = found[flags(told.actor_names, (wanted.actor,))[told.actors[found]]]
    if (since := stamp(wanted.since)) is not None:
        found = found[told.at[found] >= since]
    if (until := stamp(wanted.until)) is not None:
        found = found[told.at[found] < until]
    if wanted.subject:
        found = found[np.isin(told.positions[found], _about(session, wanted.subject))]
    return told.positions[found]


def _about(session: Session, subject: str) -> Ints:
    """The numbers of the lines about something whose name begins so."""
    return in_ints(row.position for query in (SWEPT, OTHERS) for row in ask(session, query, start=subject))


def _read(session: Session, positions: Ints) -> list[Event]:
    """The lines of these numbers, in their order."""
    found = {row.position: as_event(row) for row in ask(session, OF_POSITIONS, some=positions.tolist())}
    return [found[position] for position in positions.tolist()]
