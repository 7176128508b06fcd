"""Tallies (累计): what each obligation's facts come to, kept up to date so that a sweep reads no facts."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlmodel import Session

from engine.nouns import Tally
from store.columns import as_stored
from store.statements import chunks, line, mine, read, replace
from store.tables import ObligationRow, TallyRow
from store.tables.row import table

TALLY = table(TallyRow)
OBLIGATION = table(ObligationRow)
BESIDE = ("truth", "style", "applicable", "reached_on", "proved_on", "possible_on", "broken_on", "next_change")


class Columns(NamedTuple):
    """One obligation and its tally in plain values, for numpy: days as ordinals, None where there is none."""

    key: str
    window_first: int
    window_last: int
    safe: int
    hard: int | None
    grace_end: int | None
    provisional: bool
    truth: str
    style: str
    applicable: bool
    reached_on: int | None
    proved_on: int | None
    possible_on: int | None
    broken_on: int | None
    next_change: int | None


def put(session: Session, tallies: Mapping[str, Tally]) -> None:
    """Set the tally of each obligation."""
    for some in chunks(tallies.items(), 20_000):
        replace(session, TALLY, [_row(obligation, tally) for obligation, tally in some])


def of_obligations(session: Session, obligations: Iterable[str]) -> dict[str, Tally]:
    """The tally of each obligation; those without one are left out."""
    kept = select(TALLY.c.obligation, TALLY.c.tally).where(mine(session, TALLY))
    queries = (kept.where(TALLY.c.obligation.in_(some)) for some in chunks(obligations))
    return {row.obligation: row.tally for query in queries for row in read(session, query)}


def columns(session: Session, as_of: date, *, batch: int = 10_000) -> Iterator[list[Columns]]:
    """The obligations to be looked at on `as_of` that have a tally, in plain values, in batches, to the last one."""
    wanted = [as_stored(OBLIGATION.c[name] if name in OBLIGATION.c else TALLY.c[name]) for name in Columns._fields]
    together = (TALLY.c.jurisdiction == OBLIGATION.c.jurisdiction) & (TALLY.c.obligation == OBLIGATION.c.key)
    query = select(*wanted).join_from(OBLIGATION, TALLY, together)
    query = query.where(mine(session, OBLIGATION), OBLIGATION.c.next_look <= as_of)
    found = line(session).execute(query, execution_options={"yield_per": batch})
    for rows in found.partitions():
        yield [Columns(*row) for row in rows]


def _row(obligation: str, tally: Tally) -> dict[str, Any]:
    return {"obligation": obligation, "tally": tally, **{name: getattr(tally, name) for name in BESIDE}}
