"""Tidings (动态): what happened to tasks and is still to be told to the other side, written with the move itself."""

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import bindparam, select, update

from engine.nouns import Tiding
from store.bulk import pour
from store.session import Session
from store.statements import HERE, ask, mine, set_each, write
from store.tables import TidingRow
from store.tables.row import table

TIDING = table(TidingRow)
FIELDS = tuple(Tiding.__dataclass_fields__)
UNTOLD = (
    select(*(TIDING.c[name] for name in FIELDS))
    .where(TIDING.c.jurisdiction == HERE, TIDING.c.letter.is_(None), TIDING.c.on <= bindparam("until"))
    .order_by(TIDING.c.to, TIDING.c.agency, TIDING.c.on, TIDING.c.key)
)


def add(session: Session, tidings: Iterable[Tiding]) -> None:
    """Write down what is to be told."""
    rows = (
        (each.key, each.task, each.obligation, each.to, each.agency, each.action, each.said, each.on.toordinal(), None)
        for each in tidings
    )
    pour(session, TIDING, FIELDS, rows)


def untold(session: Session, until: date) -> list[Tiding]:
    """What nobody was told yet of what happened up to a day, by agency and in the order that it happened."""
    return [Tiding(*row) for row in ask(session, UNTOLD, until=until)]


def told(session: Session, keys: Sequence[str], letter: str) -> None:
    """Remember in which letter these were told."""
    set_each(session, TIDING, TIDING.c.key, [{"_key": key, "letter": letter} for key in keys])


def tell_again(session: Session, letter: str) -> int:
    """What stood in a letter that did not leave was not told; say how much that is."""
    return write(session, update(TIDING).where(mine(session, TIDING), TIDING.c.letter == letter).values(letter=None))
