"""Notices (通知): each is said once, because its key is there once."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Integer, Select, bindparam, select, update

from engine.nouns import Notice, NoticeState
from store.bulk import Values, pour
from store.columns import as_stored, day_of
from store.frozen import freeze
from store.lists import one_of
from store.obligations import NUMBERS, numbers
from store.session import Session
from store.statements import HERE, Found, ask, chunks, inserted, line, mine, read
from store.tables import NoticeRow
from store.tables.row import table

NOTICE = table(NoticeRow)
STATES = {state.value: state for state in NoticeState}
FIELDS = tuple(Notice.__dataclass_fields__)
NAMES = ("about", *FIELDS)
AS_NOTICES = select(*(NOTICE.c[name] for name in FIELDS))
OF_KEY = AS_NOTICES.where(NOTICE.c.jurisdiction == HERE, NOTICE.c.key == bindparam("key"))
OF_KEYS = AS_NOTICES.where(NOTICE.c.jurisdiction == HERE, one_of(NOTICE.c.key)).order_by(NOTICE.c.key)
HEARD = (
    select(*(as_stored(NOTICE.c[name]) for name in ("about", "key", "rung", "cycle", "state", "said_on", "decided_on")))
    .where(NOTICE.c.jurisdiction == HERE, one_of(NOTICE.c.about))
    .order_by(NOTICE.c.cycle, NOTICE.c.decided_on, NOTICE.c.due_on, NOTICE.c.key)
)
OF_OBLIGATIONS = AS_NOTICES.where(NOTICE.c.jurisdiction == HERE, NOTICE.c.about.in_(NUMBERS)).order_by(
    NOTICE.c.cycle, NOTICE.c.decided_on, NOTICE.c.due_on, NOTICE.c.key
)

MATCH = {
    **{name: NOTICE.c[name] == bindparam(name) for name in ("state", "release", "obligation", "paper")},
    "due_by": NOTICE.c.due_on <= bindparam("due_by"),
    "due_from": NOTICE.c.due_on >= bindparam("due_from"),
}


class Heard(NamedTuple):
    """What is remembered of a notice for the ladder: rung, cycle, how far it came, the days it left and was decided."""

    rung: str
    cycle: int
    state: NoticeState
    said_on: date | None
    decided_on: date


def add_new(session: Session, notices: Sequence[Notice]) -> list[Notice]:
    """Write down the notices that no one has decided before; answer those, in the order given."""
    about = numbers(session, {notice.obligation for notice in notices})
    rows = [
        {name: getattr(notice, name) for name in FIELDS} | {"about": about[notice.obligation]} for notice in notices
    ]
    new = {key for some in chunks(rows) for key in inserted(session, NOTICE, some, NOTICE.c.key)}
    return list({notice.key: notice for notice in reversed(notices) if notice.key in new}.values())[::-1]


def decide(session: Session, rows: Iterable[Values]) -> None:
    """Write down notices that nobody has decided before, each the values of `NAMES` as they are stored."""
    pour(session, NOTICE, NAMES, rows)


def as_values(notice: Notice) -> Values:
    """A notice as it is stored, but for the number of its obligation."""
    days = (notice.due_on.toordinal(), notice.decided_on.toordinal())
    said_on = None if notice.said_on is None else notice.said_on.toordinal()
    return (
        notice.key, notice.obligation, notice.rung, notice.cycle, notice.paper, *days, notice.release,
        freeze(notice.to), freeze(notice.cc), notice.state.value, notice.reason, notice.released_by, said_on,
    )  # fmt: skip


def heard(session: Session, obligations: Iterable[int]) -> dict[int, tuple[tuple[str, ...], tuple[Heard, ...]]]:
    """What was said of each obligation, given by its number, oldest first: the keys, and what the ladder remembers."""
    keys: dict[int, list[str]] = defaultdict(list)
    found: dict[int, list[Heard]] = defaultdict(list)
    for some in chunks(obligations):
        for obligation, key, rung, cycle, state, said_on, decided_on in ask(session, HEARD, some=some):
            keys[obligation].append(key)
            decided = date.fromordinal(decided_on)
            found[obligation].append(Heard(rung, cycle, STATES[state], day_of(said_on), decided))
    return {obligation: (tuple(told), tuple(found[obligation])) for obligation, told in keys.items()}


def get(session: Session, key: str) -> Notice | None:
    """The notice of this key, or None."""
    return next((_notice(row) for row in ask(session, OF_KEY, key=key)), None)


def of_keys(session: Session, keys: Iterable[str]) -> list[Notice]:
    """The notices of these keys, by key; unknown keys are left out."""
    some = chunks(sorted(set(keys)))
    return [_notice(row) for part in some for row in ask(session, OF_KEYS, some=part)]


def of_obligations(session: Session, obligations: Iterable[str]) -> dict[str, tuple[Notice, ...]]:
    """What was decided to be said of each obligation, oldest first; those without notices are left out."""
    found: dict[str, list[Notice]] = defaultdict(list)
    for some in chunks(obligations):
        for row in ask(session, OF_OBLIGATIONS, some=some):
            found[row.obligation].append(_notice(row))
    return {obligation: tuple(notices) for obligation, notices in found.items()}


def find(
    session: Session,
    *,
    state: NoticeState | None = None,
    release: str | None = None,
    obligation: str | None = None,
    paper: str | None = None,
    due_by: date | None = None,
    due_from: date | None = None,
    limit: int | None = None,
    offset: int = 0,
) -> list[Notice]:
    """The notices that match all that is given, earliest due first; both days are included."""
    wanted = {
        "state": state, "release": release, "obligation": obligation, "paper": paper,
        "due_by": due_by, "due_from": due_from, "limit": limit, "offset": offset or None,
    }  # fmt: skip
    given = {name: value for name, value in wanted.items() if value is not None}
    return [_notice(row) for row in ask(session, _found(tuple(given)), **given)]


@cache
def _found(given: tuple[str, ...]) -> Select[Any]:
    """The notices that match what is given under these names."""
    query = AS_NOTICES.where(NOTICE.c.jurisdiction == HERE, *(MATCH[name] for name in given if name in MATCH))
    limit, offset = (bindparam(name, type_=Integer()) if name in given else None for name in ("limit", "offset"))
    return query.order_by(NOTICE.c.due_on, NOTICE.c.key).limit(limit).offset(offset)


def held_because(session: Session, words: str) -> list[Notice]:
    """The notices that are held back for a reason that begins so, earliest due first."""
    query = AS_NOTICES.where(mine(session, NOTICE), NOTICE.c.state == NoticeState.HELD)
    query = query.where(NOTICE.c.reason.startswith(words, autoescape=True)).order_by(NOTICE.c.due_on, NOTICE.c.key)
    return [_notice(row) for row in read(session, query)]


def beginning(session: Session, start: str, most: int = 2) -> list[Notice]:
    """The notices whose keys begin so, at most so many."""
    query = AS_NOTICES.where(mine(session, NOTICE), NOTICE.c.key.startswith(start, autoescape=True))
    return [_notice(row) for row in read(session, query.order_by(NOTICE.c.key).limit(most))]


def said_between(session: Session, first: date, last: date) -> list[Notice]:
    """The notices whose letters left from one day to another, the earliest first."""
    query = AS_NOTICES.where(mine(session, NOTICE), NOTICE.c.said_on >= first, NOTICE.c.said_on <= last)
    return [_notice(row) for row in read(session, query.order_by(NOTICE.c.said_on, NOTICE.c.key))]


def set_state(
    session: Session,
    keys: Iterable[str],
    *,
    was: NoticeState,
    now: NoticeState,
    reason: str | None = None,
    released_by: str | None = None,
    said_on: date | None = None,
) -> tuple[str, ...]:
    """Move the notices that are still in the state `was`; answer their keys. What is not given stays as it is."""
    told = {"reason": reason, "released_by": released_by, "said_on": said_on}
    values = {"state": now, **{name: value for name, value in told.items() if value is not None}}
    moved: list[str] = []
    for some in chunks(sorted(set(keys))):
        still = (mine(session, NOTICE), NOTICE.c.key.in_(some), NOTICE.c.state == was)
        done = line(session).execute(update(NOTICE).where(*still).values(values).returning(NOTICE.c.key))
        moved += done.scalars()
    return tuple(sorted(moved))


def _notice(row: Found) -> Notice:
    return Notice(*row)
