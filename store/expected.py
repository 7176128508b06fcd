"""What is to be expected (预计): how many obligations come up on a day, of which something may then be said."""

from datetime import date

from sqlalchemy import bindparam, func, select
from sqlmodel import Session

from store.statements import HERE, ask
from store.tables import ObligationRow
from store.tables.row import table

OBLIGATION = table(ObligationRow)
COMING_UP = (
    select(func.count())
    .select_from(OBLIGATION)
    .where(
        OBLIGATION.c.jurisdiction == HERE, OBLIGATION.c.next_look <= bindparam("day", type_=OBLIGATION.c.next_look.type)
    )
)


def coming_up(session: Session, day: date) -> int:
    """How many obligations are to be looked at by a day."""
    return int(ask(session, COMING_UP, day=day)[0][0])
