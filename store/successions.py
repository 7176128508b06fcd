"""Who took over from whom (承继): agencies renamed, merged, split or transferred, and each obligation handed over.

Both are logs: a succession is never undone, another one follows it.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

from sqlalchemy import select

from store.lists import one_of
from store.obligations import OBLIGATION, asked_anew
from store.session import Session
from store.statements import HERE, ask, chunks, insert, insert_new, mine, read
from store.tables import SuccessionRow, TakeoverRow
from store.tables.row import table

SUCCESSION = table(SuccessionRow)
TAKEOVER = table(TakeoverRow)
OF_HEIRS = (
    select(TAKEOVER)
    .where(TAKEOVER.c.jurisdiction == HERE, one_of(TAKEOVER.c.heir))
    .order_by(TAKEOVER.c.day, TAKEOVER.c.origin)
)
ANY = select(TAKEOVER.c.heir).where(TAKEOVER.c.jurisdiction == HERE).limit(1)
Kind: TypeAlias = Literal["rename", "merge", "split", "transfer"]


@dataclass(frozen=True)
class Succession:
    """That `successor` took over from `predecessor` from `day` on, by which document, as recorded by whom."""

    kind: Kind
    day: date
    predecessor: str
    successor: str
    doc: str
    reason: str
    by: str
    recorded: date


FIELDS = tuple(Succession.__dataclass_fields__)


def add(session: Session, some: Sequence[Succession]) -> None:
    """Put successions on file."""
    insert(session, SUCCESSION, [{name: getattr(each, name) for name in FIELDS} for each in some])


def every(session: Session) -> list[Succession]:
    """All successions in the order recorded."""
    query = select(*(SUCCESSION.c[name] for name in FIELDS)).where(mine(session, SUCCESSION))
    return [Succession(*row) for row in read(session, query.order_by(SUCCESSION.c.number))]


def hand_over(session: Session, pairs: Iterable[tuple[str, str]], day: date) -> None:
    """Say that obligations go on at other agencies, given as (origin, heir)."""
    rows = [{"heir": heir, "origin": origin, "day": day} for origin, heir in pairs]
    insert_new(session, TAKEOVER, rows)
    for some in chunks(row["heir"] for row in rows):
        asked_anew(session, OBLIGATION.c.key.in_(some))


def origins(session: Session, heirs: Iterable[str]) -> dict[str, list[tuple[str, date]]]:
    """For each of these obligations that took over from others: their keys and the day, earliest first."""
    found: dict[str, list[tuple[str, date]]] = defaultdict(list)
    if not ask(session, ANY):  # most offices never change, and every sweep asks of all its duties
        return {}
    for some in chunks(heirs):
        for row in ask(session, OF_HEIRS, some=some):
            found[row.heir].append((row.origin, row.day))
    return dict(found)


def heirs(session: Session, obligations: Iterable[str]) -> dict[str, str]:
    """For each of these obligations that was handed over: the key of the one that goes on, by the latest hand-over."""
    found: dict[str, str] = {}
    for some in chunks(obligations):
        query = select(TAKEOVER).where(mine(session, TAKEOVER), TAKEOVER.c.origin.in_(some))
        for row in read(session, query.order_by(TAKEOVER.c.day, TAKEOVER.c.heir)):
            found[row.origin] = row.heir
    return found
