"""Silences (静默): what nothing is to be sent about for a while; kept for ever, for each must be accounted for."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import bindparam, or_, select, update

from engine.nouns import Silence
from store.session import Session
from store.statements import HERE, ask, insert, line, mine
from store.tables import SilenceRow
from store.tables.row import table

SILENCE = table(SilenceRow)
FIELDS = tuple(Silence.__dataclass_fields__)
ALL = (
    select(*(SILENCE.c[name] for name in FIELDS))
    .where(SILENCE.c.jurisdiction == HERE)
    .order_by(SILENCE.c.since, SILENCE.c.key)
)
OPEN = ALL.where(or_(SILENCE.c.told.is_(False), SILENCE.c.until >= bindparam("on")))


def add(session: Session, silence: Silence) -> None:
    """Begin a silence."""
    insert(session, SILENCE, [{name: getattr(silence, name) for name in FIELDS}])


def listed(session: Session) -> list[Silence]:
    """Every silence that ever was, the earliest first."""
    return [Silence(*row) for row in ask(session, ALL)]


def open_on(session: Session, on: date) -> list[Silence]:
    """The silences that reach to a day or beyond, and those of whose end nobody was told yet."""
    return [Silence(*row) for row in ask(session, OPEN, on=on)]


def end(session: Session, key: str, *, on: date, by: str) -> bool:
    """End a silence that nobody ended; say whether there was one."""
    still = (mine(session, SILENCE), SILENCE.c.key == key, SILENCE.c.ended_on.is_(None))
    done = line(session).execute(update(SILENCE).where(*still).values(ended_on=on, ended_by=by))
    return done.rowcount == 1


def mark_told(session: Session, keys: Iterable[str]) -> None:
    """The office has been told of the end of these."""
    line(session).execute(
        update(SILENCE).where(mine(session, SILENCE), SILENCE.c.key.in_(sorted(keys))).values(told=True)
    )
