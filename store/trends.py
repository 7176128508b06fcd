"""Trends (走势): duties counted by the day they were due, and breaches by agency and rule with the oldest of them."""

from datetime import date
from typing import NamedTuple

from sqlalchemy import func, select

from engine.nouns import NoticeState, Standing
from store.session import Session
from store.statements import mine, read
from store.surveys import NOTICE, OBLIGATION, Moment, Sought, conditions, standing_at


class DayCount(NamedTuple):
    """How many duties due on a day stand so."""

    due: date
    standing: Standing | None
    many: int


class Breaches(NamedTuple):
    """How many windows of one rule an agency has in breach, and when the first of them was due."""

    bearer: str
    rule: str
    many: int
    oldest: date


def by_due_day(session: Session, sought: Sought, moment: Moment | None = None) -> list[DayCount]:
    """How many duties due on each day stand how."""
    each = select(OBLIGATION.c.safe, standing_at(moment).label("stood")).where(*conditions(session, sought, moment))
    some = each.subquery()
    rows = read(session, select(*some.c, func.count().label("many")).group_by(*some.c))
    return [DayCount(row.safe, None if row.stood is None else Standing(row.stood), int(row.many)) for row in rows]


def breaches(session: Session, sought: Sought, moment: Moment | None = None) -> list[Breaches]:
    """Breaches by agency and rule, those longest overdue first."""
    columns = OBLIGATION.c
    late = (*conditions(session, sought, moment), standing_at(moment) == Standing.BREACHED)
    oldest = func.min(columns.safe, type_=columns.safe.type)
    query = select(columns.bearer, columns.rule, func.count().label("many"), oldest.label("oldest")).where(*late)
    rows = read(session, query.group_by(columns.bearer, columns.rule))
    found = (Breaches(row.bearer, row.rule, int(row.many), row.oldest) for row in rows)
    return sorted(found, key=lambda each: (each.oldest, each.bearer, each.rule))


def held_by_paper(session: Session) -> dict[str, int]:
    """How many papers of each name wait for someone to release them."""
    waiting = (mine(session, NOTICE), NOTICE.c.state == NoticeState.HELD)
    query = select(NOTICE.c.paper, func.count().label("many")).where(*waiting).group_by(NOTICE.c.paper)
    return {row.paper: int(row.many) for row in read(session, query.order_by(NOTICE.c.paper))}
