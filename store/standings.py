"""Who stands how (进展): the obligations that have one standing, earliest due first.

No index tells, as every sweep would pay for it.  All of them are read from the short rows of how each stands, a million
in a tenth of a second; those due in a few days by the rules that have anything due then.
"""

from datetime import date

from sqlalchemy import bindparam, select

from engine.nouns import Standing
from store.obligations import FILED, OBLIGATION, STAND, Filed, as_filed
from store.planner import unindexed
from store.session import Session
from store.statements import HERE, ask
from store.terms import TERM

FIRST, LAST = (bindparam(name, type_=TERM.c.safe.type) for name in ("first", "last"))
SO = STAND.c.standing == bindparam("standing", type_=STAND.c.standing.type)
IN_ORDER = (OBLIGATION.c.safe, OBLIGATION.c.key)
EARLIEST = (
    FILED.where(unindexed(OBLIGATION.c.jurisdiction) == HERE, unindexed(STAND.c.jurisdiction) == HERE, SO)
    .order_by(*IN_ORDER)
    .limit(bindparam("most"))
)
DUE_THEN = select(TERM.c.rule).where(TERM.c.jurisdiction == HERE, TERM.c.safe >= FIRST, TERM.c.safe <= LAST)
BETWEEN = FILED.where(
    OBLIGATION.c.jurisdiction == HERE,
    OBLIGATION.c.rule.in_(DUE_THEN),
    OBLIGATION.c.safe >= FIRST,
    OBLIGATION.c.safe <= LAST,
    SO,
).order_by(*IN_ORDER)


def earliest(session: Session, standing: Standing, most: int) -> list[Filed]:
    """The first obligations to have been due of those with a standing."""
    return as_filed(ask(session, EARLIEST, standing=standing, most=most))


def between(session: Session, standing: Standing, first: date, last: date) -> list[Filed]:
    """The obligations with a standing whose frozen due day lies between two days, both among them."""
    return as_filed(ask(session, BETWEEN, standing=standing, first=first, last=last))
