"""What is to be expected (预计): how many obligations come up on a day, of which something may then be said."""

from datetime import date

from sqlalchemy import bindparam, func, select

from store.session import Session
from store.statements import HERE, ask
from store.tables import StandRow
from store.tables.row import table

STAND = table(StandRow)
BY_DAY = (
    select(STAND.c.next_look, func.count())
    .where(
        STAND.c.jurisdiction == HERE,
        STAND.c.next_look >= bindparam("first", type_=STAND.c.next_look.type),
        STAND.c.next_look <= bindparam("last", type_=STAND.c.next_look.type),
    )
    .group_by(STAND.c.next_look)
)
COMING_UP = (
    select(func.count())
    .select_from(STAND)
    .where(STAND.c.jurisdiction == HERE, STAND.c.next_look <= bindparam("day", type_=STAND.c.next_look.type))
)


def coming_up(session: Session, day: date) -> int:
    """How many obligations are to be looked at by a day."""
    return int(ask(session, COMING_UP, day=day)[0][0])


def by_day(session: Session, first: date, last: date) -> dict[date, int]:
    """How many obligations come up on each day from one to another; days without any are left out."""
    return {row[0]: int(row[1]) for row in ask(session, BY_DAY, first=first, last=last)}
