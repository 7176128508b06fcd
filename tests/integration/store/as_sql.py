"""The register asked in SQL (数据库的说法): what is sought, and what stood at a moment, as the tables tell it."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, case, or_, select

from engine.nouns import Standing
from store.session import Session
from store.statements import mine
from store.surveys.sought import Moment, Sought
from store.tables import AgencyRow, AliasRow, ObligationRow, StandRow, TermRow, VerdictRow
from store.tables.row import table

OBLIGATION = table(ObligationRow)
STAND = table(StandRow)
TERM = table(TermRow)
VERDICT = table(VerdictRow)
AGENCY = table(AgencyRow)
ALIAS = table(AliasRow)


def standing_at(moment: Moment | None) -> ColumnElement[Any]:
    """What stood at a moment."""
    number = OBLIGATION.c.number
    stands = select(STAND.c.standing).where(STAND.c.number == number).scalar_subquery()
    if moment is None:
        return stands
    return case((number.in_(_changed_since(moment)), _looked_up(moment)), else_=stands)


def _changed_since(moment: Moment) -> Select[Any]:
    """The obligations that have a verdict which had not been given at a moment; the others stand as they stood."""
    since = or_(VERDICT.c.as_of > moment.as_of, VERDICT.c.known_at > moment.known_at)
    return select(VERDICT.c.obligation).where(since)


def _looked_up(moment: Moment) -> ColumnElement[Any]:
    """The standing of the latest verdict that had been given at a moment."""
    columns = OBLIGATION.c
    said = select(VERDICT.c.standing).where(
        VERDICT.c.jurisdiction == columns.jurisdiction,
        VERDICT.c.obligation == columns.number,
        VERDICT.c.as_of <= moment.as_of,
        VERDICT.c.known_at <= moment.known_at,
    )
    return said.order_by(VERDICT.c.number.desc()).limit(1).scalar_subquery()


def conditions(session: Session, sought: Sought, moment: Moment | None) -> list[ColumnElement[bool]]:
    """What holds of the obligations that are meant, in the words of the database."""
    columns = OBLIGATION.c
    exact = {"bearer": sought.agency, "rule": sought.rule}
    wanted = [mine(session, OBLIGATION), *(columns[name] == value for name, value in exact.items() if value)]
    if sought.agencies is not None:
        wanted.append(columns.bearer.in_(sorted(sought.agencies)))
    if sought.pack:
        wanted.append(_of_terms(session, TERM.c.pack == sought.pack))
    if sought.standings:
        wanted.append(standing_at(moment).in_(sought.standings))
    if sought.in_hand:
        within = columns.safe.between(sought.in_hand.first, sought.in_hand.last)
        meant = within if sought.in_hand.within else ~within
        wanted.append(or_(standing_at(moment).is_distinct_from(Standing.OPEN), meant))
    first_day, last_day = sought.span
    wanted += [columns.safe >= first_day] if first_day > date.min else []
    wanted += [columns.safe <= last_day] if last_day < date.max else []
    return [*wanted, *([_mentions(session, sought)] if sought.text else [])]


def _mentions(session: Session, sought: Sought) -> ColumnElement[bool]:
    columns, text = OBLIGATION.c, sought.text
    named = select(AGENCY.c.id).where(mine(session, AGENCY), AGENCY.c.name.contains(text, autoescape=True))
    aliased = select(ALIAS.c.agency).where(mine(session, ALIAS), ALIAS.c.name.contains(text, autoescape=True))
    return or_(
        columns.subject.contains(text, autoescape=True),
        _of_terms(session, TERM.c.window_label.contains(text, autoescape=True)),
        columns.rule.in_(sorted(sought.mentions)),
        columns.key.startswith(text, autoescape=True),
        columns.bearer.in_(named.union(aliased)),
    )


def _of_terms(session: Session, which: ColumnElement[bool]) -> ColumnElement[bool]:
    return OBLIGATION.c.term.in_(select(TERM.c.number).where(mine(session, TERM), which))
