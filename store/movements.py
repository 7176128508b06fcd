"""Movements (变动): which obligations are no longer as they were, a line for each time that some of them were written.

What reads the register whole and keeps it follows these lines instead of reading it again.  Only the latest are kept:
whoever missed one reads the register anew.
"""

import json
from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import bindparam, delete, select

from store import events
from store.bulk import pour_new
from store.session import Session
from store.statements import HERE, ask, mine, write
from store.tables import MovementRow
from store.tables.row import table

MOVEMENT = table(MovementRow)
KEPT = 500
"""So many lines are kept at least; a sweep over a million obligations writes two hundred and fifty."""
LAST = (
    select(MOVEMENT.c.number, MOVEMENT.c.mark)
    .where(MOVEMENT.c.jurisdiction == HERE)
    .order_by(MOVEMENT.c.number.desc())
    .limit(1)
)
SINCE = (
    select(MOVEMENT.c.number, MOVEMENT.c.mark, MOVEMENT.c.obligations)
    .where(MOVEMENT.c.jurisdiction == HERE, MOVEMENT.c.number >= bindparam("number"))
    .order_by(MOVEMENT.c.number)
)


class Version(NamedTuple):
    """How far the register has moved: the number of the last line, and the end of the log when it was written.

    The latter tells a register from one that was brought back from a copy and has moved on from there.
    """

    number: int = 0
    mark: str = ""


def tell(session: Session, obligations: Iterable[int] | None) -> None:
    """Say that obligations, by number, were written; that new ones were, with no number; of None, that all were.

    The end of the log is locked first, so that lines are committed in the order of their numbers.
    """
    mark = events.locked(session).hash
    text = None if obligations is None else json.dumps(list(obligations), separators=(",", ":"))
    last = pour_new(session, MOVEMENT, ("mark", "obligations"), [(mark, text)])[mark]
    if last % KEPT == 0:
        write(session, delete(MOVEMENT).where(mine(session, MOVEMENT), MOVEMENT.c.number <= last - KEPT))


def version(session: Session) -> Version:
    """How far the register has moved."""
    return next((Version(*row) for row in ask(session, LAST)), Version())


def since(session: Session, known: Version) -> set[int] | None:
    """The obligations that were written since; None when that cannot be told any more."""
    lines = ask(session, SINCE, number=known.number)
    if not lines or Version(*lines[0][:2]) != known:
        return None
    later = [row.obligations for row in lines[1:]]
    return None if None in later else {number for text in later for number in json.loads(text)}
