"""Keys of operations (操作号): the same upload or report sent twice has one effect (promise 24)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from store.session import Session
from store.statements import first, insert_new, mine, write
from store.tables import OperationRow
from store.tables.row import table

OPERATION = table(OperationRow)


@dataclass(frozen=True)
class Operation:
    """An operation that was done: the digest of what was sent, and what came of it, as JSON text."""

    key: str
    digest: str
    outcome: str
    at: datetime


def begin(session: Session, operation: Operation, *, forgotten_before: datetime) -> Operation | None:
    """Take a key for an operation; answer what was done under it before, or None when it is free.

    Of two who take the same key at once the second waits here for the first.
    """
    stale = (OPERATION.c.key == operation.key, OPERATION.c.at < forgotten_before)
    write(session, OPERATION.delete().where(mine(session, OPERATION), *stale))
    row = {"key": operation.key, "digest": operation.digest, "outcome": operation.outcome, "at": operation.at}
    return None if insert_new(session, OPERATION, [row]) else get(session, operation.key)


def get(session: Session, key: str) -> Operation | None:
    """What was done under a key, or None."""
    columns = (OPERATION.c.key, OPERATION.c.digest, OPERATION.c.outcome, OPERATION.c.at)
    found = first(session, select(*columns).where(mine(session, OPERATION), OPERATION.c.key == key))
    return None if found is None else Operation(*found)


def finish(session: Session, key: str, outcome: str) -> None:
    """Keep what came of the operation whose key was taken in this transaction."""
    write(session, OPERATION.update().where(mine(session, OPERATION), OPERATION.c.key == key).values(outcome=outcome))


def forget(session: Session, before: datetime) -> int:
    """Let go of keys that were taken before a moment; say how many."""
    return write(session, OPERATION.delete().where(mine(session, OPERATION), OPERATION.c.at < before))
