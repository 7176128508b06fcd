"""Slots of the alarm clock (定时): whoever claims one works it, everyone else goes back to sleep."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from store.session import Session
from store.statements import first, insert_new, mine, read
from store.tables import TickSlotRow
from store.tables.row import table

TICK = table(TickSlotRow)


@dataclass(frozen=True)
class Tick:
    """A slot that was claimed: which job, for which slot, by whom, when."""

    job: str
    slot: str
    by: str
    at: datetime


def claim(session: Session, job: str, slot: str, *, by: str, at: datetime) -> bool:
    """Claim a slot unless someone has it; work and claim commit together, so a crash frees the slot."""
    return insert_new(session, TICK, [{"job": job, "slot": slot, "by": by, "at": at}]) == 1


def last(session: Session, job: str) -> Tick | None:
    """The latest slot claimed for a job; the clock must not run behind its moment."""
    query = select(TICK.c.job, TICK.c.slot, TICK.c.by, TICK.c.at).where(mine(session, TICK), TICK.c.job == job)
    row = first(session, query.order_by(TICK.c.at.desc(), TICK.c.slot.desc()))
    return None if row is None else Tick(*row)


def recent(session: Session, limit: int) -> list[Tick]:
    """The slots claimed last, the latest first."""
    query = select(TICK.c.job, TICK.c.slot, TICK.c.by, TICK.c.at).where(mine(session, TICK))
    return [Tick(*row) for row in read(session, query.order_by(TICK.c.at.desc(), TICK.c.slot.desc()).limit(limit))]
