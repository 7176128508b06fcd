"""Tallies (累计): what each obligation's facts come to, kept up to date so that a sweep reads no facts.

What a sweep reads of a tally stands in columns beside the obligation, see `store.looks`; here is the whole of it.
"""

from collections.abc import Iterable, Mapping

from sqlalchemy import delete, select

from engine.nouns import Tally
from store.lists import one_of
from store.session import Session
from store.statements import HERE, ask, chunks, mine, replace, write
from store.tables import TallyRow
from store.tables.row import table

TALLY = table(TallyRow)
OF_OBLIGATIONS = select(TALLY.c.obligation, TALLY.c.tally).where(
    TALLY.c.jurisdiction == HERE, one_of(TALLY.c.obligation)
)


def put(session: Session, tallies: Mapping[str, Tally]) -> None:
    """Set the tally of each obligation."""
    for some in chunks(tallies.items(), 20_000):
        replace(session, TALLY, [{"obligation": obligation, "tally": tally} for obligation, tally in some])


def drop(session: Session, obligations: Iterable[str]) -> None:
    """Forget the tallies of obligations that no fact touches any more."""
    for some in chunks(obligations):
        write(session, delete(TALLY).where(mine(session, TALLY), TALLY.c.obligation.in_(some)))


def of_obligations(session: Session, obligations: Iterable[str]) -> dict[str, Tally]:
    """The tally of each obligation; those that no fact touches are left out."""
    rows = (row for some in chunks(obligations) for row in ask(session, OF_OBLIGATIONS, some=some))
    return {row.obligation: row.tally for row in rows}
