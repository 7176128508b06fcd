"""Keys of operations (操作号): the same upload or report sent twice has one effect (promise 24)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select, update

from store.session import Session
from store.statements import HERE, ask, insert_new, mine, run, write
from store.tables import OperationRow
from store.tables.row import table

OPERATION = table(OperationRow)
COLUMNS = (OPERATION.c.key, OPERATION.c.digest, OPERATION.c.outcome, OPERATION.c.at)
OF_KEY = select(*COLUMNS).where(OPERATION.c.jurisdiction == HERE, OPERATION.c.key == bindparam("called"))
FINISHED = (
    update(OPERATION)
    .where(OPERATION.c.jurisdiction == HERE, OPERATION.c.key == bindparam("called"))
    .values(outcome=bindparam("came"))
)


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
    earlier = get(session, operation.key)
    if earlier is not None and earlier.at < forgotten_before:
        write(session, OPERATION.delete().where(mine(session, OPERATION), OPERATION.c.key == operation.key))
    elif earlier is not None:
        return earlier
    row = {"key": operation.key, "digest": operation.digest, "outcome": operation.outcome, "at": operation.at}
    return None if insert_new(session, OPERATION, [row]) else get(session, operation.key)


def get(session: Session, key: str) -> Operation | None:
    """What was done under a key, or None."""
    found = ask(session, OF_KEY, called=key)
    return Operation(*found[0]) if found else None


def finish(session: Session, key: str, outcome: str) -> None:
    """Keep what came of the operation whose key was taken in this transaction."""
    run(session, FINISHED, called=key, came=outcome)


def forget(session: Session, before: datetime) -> int:
    """Let go of keys that were taken before a moment; say how many."""
    return write(session, OPERATION.delete().where(mine(session, OPERATION), OPERATION.c.at < before))
