"""Tallies (累计): what each obligation's facts come to, kept up to date so that a sweep reads no facts.

What a sweep reads of a tally stands in columns beside the obligation, see `store.looks`; here is the whole of it.
"""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, bindparam, delete, select

from engine.nouns import Obligation, Tally
from store.bulk import lay
from store.columns import as_stored
from store.frozen import freeze, thaw
from store.lists import among, as_pairs, one_of
from store.session import Session
from store.statements import HERE, ask, chunks, run, stored
from store.tables import ObligationRow, StandRow, TallyRow
from store.tables.row import table
from store.terms import Term, Terms

TALLY = table(TallyRow)
OBLIGATION = table(ObligationRow)
STAND = table(StandRow)
OWN = (TALLY.c.jurisdiction == OBLIGATION.c.jurisdiction) & (TALLY.c.obligation == OBLIGATION.c.number)
FROZEN = select(TALLY.c.obligation, as_stored(TALLY.c.tally)).where(
    TALLY.c.jurisdiction == HERE, one_of(TALLY.c.obligation)
)
DROPPED = delete(TALLY).where(TALLY.c.jurisdiction == HERE, one_of(TALLY.c.obligation))
OF_OBLIGATIONS = (
    select(OBLIGATION.c.key, TALLY.c.tally)
    .join_from(OBLIGATION, TALLY, OWN)
    .where(OBLIGATION.c.jurisdiction == HERE, one_of(OBLIGATION.c.key))
)


class KeptWindow(NamedTuple):
    """A window of a duty with the tally that is kept of it, as stored: its days as ordinals, the tally as its text."""

    key: str
    number: int
    rule: str
    bearer: str
    subject: str
    amended: str | None
    plain: bool | None
    measured_on: int | None
    next_change: int | None
    facts: str | None
    tally: str | None
    term: Term

    def holds_on(self, day: int) -> bool:
        """Whether its tally tells what stands on a day and every later one, until something is recorded."""
        if not self.plain or self.subject or self.amended is not None or self.next_change is not None:
            return False
        return self.measured_on is not None and self.measured_on <= day

    def obligation(self) -> Obligation:
        """The obligation, if it is plain."""
        names = (self.key, self.term.pack, self.term.pack_sha256, self.rule, self.bearer)
        return Obligation(*names, self.term.window, self.term.due, self.subject, self.term.calendar)

    def measured(self) -> Tally | None:
        """Its tally; None if no fact touches it."""
        found: Tally | None = None if self.tally is None else thaw(Tally, self.tally)
        return found


KEPT = tuple(as_stored((OBLIGATION if name in OBLIGATION.c else STAND).c[name]) for name in KeptWindow._fields[:10])


def put(session: Session, tallies: Mapping[int, Tally]) -> None:
    """Set the tally of each obligation, by number; a tally that several share is written out once."""
    texts = {id(tally): tally for tally in tallies.values()}
    written = {name: freeze(tally) for name, tally in texts.items()}
    lay(session, TALLY, ("obligation", "tally"), ((number, written[id(tally)]) for number, tally in tallies.items()))


def drop(session: Session, obligations: Iterable[int]) -> None:
    """Forget the tallies of obligations, by number, that no fact touches any more."""
    for some in chunks(obligations):
        run(session, DROPPED, some=some)


def of_obligations(session: Session, obligations: Iterable[str]) -> dict[str, Tally]:
    """The tally of each obligation; those that no fact touches are left out."""
    rows = (row for some in chunks(obligations) for row in ask(session, OF_OBLIGATIONS, some=some))
    return {row.key: row.tally for row in rows}


def of_duties(
    session: Session, duties: Iterable[tuple[str, str]], begun_by: int, terms: Terms
) -> dict[tuple[str, str], list[KeptWindow]]:
    """The windows of each of these duties, given as (rule, bearer), that open by a day, with what is kept of them."""
    query = _of_duties(among(session, OBLIGATION.c.rule, OBLIGATION.c.bearer))
    found: dict[tuple[str, str], list[KeptWindow]] = {}
    for some in chunks(duties, 500):
        rows = [row for rows in stored(session, query, **as_pairs(session, some), day=begun_by) for row in rows]
        terms.read(session, {row[-1] for row in rows})
        for row in rows:
            window = KeptWindow._make((*row[:-1], terms[row[-1]]))
            found.setdefault((window.rule, window.bearer), []).append(window)
    return found


@cache
def _of_duties(wanted: ColumnElement[bool]) -> Select[Any]:
    """The tally is asked for row by row: to join them PostgreSQL would read every tally there is for one fact."""
    columns = OBLIGATION.c
    kept = select(as_stored(TALLY.c.tally)).where(OWN, STAND.c.facts != "").correlate(OBLIGATION, STAND)
    begun = (columns.jurisdiction == HERE, wanted, as_stored(columns.window_first) <= bindparam("day"))
    return select(*KEPT, kept.scalar_subquery(), columns.term).join_from(OBLIGATION, STAND).where(*begun)


def as_frozen(session: Session, obligations: Iterable[int]) -> dict[int, str]:
    """The tally of each obligation, by number, as it is stored: for whoever asks which are the same."""
    return {number: tally for some in chunks(obligations) for number, tally in ask(session, FROZEN, some=some)}


def thawed(frozen: str) -> Tally:
    """A tally that was read as it is stored."""
    tally: Tally = thaw(Tally, frozen)
    return tally
