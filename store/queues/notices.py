"""The notices of the office as lists have them (通知清单), and the traces by which a day gone by is told.

A trace is what must be known of each of a hundred thousand notices to say which of them a list shows; all there is to a
notice is read of the few that stand on a page.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from sqlalchemy import ColumnElement, func, select

from engine.nouns import Notice, NoticeState
from store.notices import FIELDS, NOTICE
from store.queues.asked import About, Notices, about
from store.session import Session
from store.statements import chunks, mine, read
from store.surveys import Sought
from store.surveys.board import board
from store.surveys.choosing import chosen

ORDER = (NOTICE.c.due_on.desc(), NOTICE.c.key)
ONE_BY_ONE = 2000
"""Of so few obligations the notices are found by these; of more, all notices are looked through."""


class Trace(NamedTuple):
    """So much of a notice as says how it stood, on any day."""

    key: str
    about: int
    state: NoticeState
    release: str
    paper: str


def notices(
    session: Session, wanted: Notices, *, limit: int | None = None, offset: int = 0
) -> list[tuple[Notice, About]]:
    """The notices meant, the latest due at the head."""
    if wanted.about == Sought():
        query = select(NOTICE.c.key).where(*_own(session, wanted)).order_by(*ORDER)
        keys = [row.key for row in read(session, query.limit(limit).offset(offset or None))]
    else:
        keys = [each.key for each in traces(session, wanted)[offset:][:limit]]
    return shown(session, keys)


def notices_by_state(session: Session, wanted: Notices) -> dict[NoticeState, int]:
    """How many of the notices meant are in which state."""
    if wanted.about == Sought():
        query = select(NOTICE.c.state, func.count()).group_by(NOTICE.c.state).where(*_own(session, wanted))
        return {NoticeState(row[0]): int(row[1]) for row in read(session, query)}
    found = [each.state for each in traces(session, wanted)]
    return {state: many for state in NoticeState if (many := found.count(state))}


def notices_by_paper(session: Session, wanted: Notices) -> dict[str, int]:
    """How many of the notices meant are papers of which name, whatever they are about."""
    query = select(NOTICE.c.paper, func.count()).group_by(NOTICE.c.paper).where(*_own(session, wanted))
    return {row[0]: int(row[1]) for row in read(session, query.order_by(NOTICE.c.paper))}


def traces(session: Session, wanted: Notices) -> list[Trace]:
    """The traces of the notices meant, in the order of a list."""
    query = select(*(NOTICE.c[name] for name in Trace._fields)).where(*_own(session, wanted)).order_by(*ORDER)
    if wanted.about == Sought():
        return [Trace(*row) for row in read(session, query)]
    on = board(session)
    places = chosen(session, on, wanted.about, None)
    if len(places) <= ONE_BY_ONE:
        return [Trace(*row) for row in read(session, query.where(NOTICE.c.about.in_(on.numbers[places].tolist())))]
    is_meant = np.zeros(on.last + 1, dtype=np.bool_)
    is_meant[on.numbers[places]] = True
    return [Trace(*row) for row in read(session, query) if is_meant[row.about]]


def shown(session: Session, keys: Sequence[str]) -> list[tuple[Notice, About]]:
    """The notices of these keys, in their order, with what they are about."""
    query = select(NOTICE.c.about, *(NOTICE.c[name] for name in FIELDS))
    queries = (query.where(mine(session, NOTICE), NOTICE.c.key.in_(some)) for some in chunks(keys))
    found = {row.key: row for each in queries for row in read(session, each)}
    if not found:
        return []
    on = board(session)
    told = about(on, on.by_number[[found[key].about for key in keys]].tolist())
    return [(Notice(*found[key][1:]), each) for key, each in zip(keys, told, strict=True)]


def papers(session: Session) -> list[str]:
    """Every kind of paper that was ever decided on."""
    query = select(NOTICE.c.paper).where(mine(session, NOTICE)).distinct()
    return [row.paper for row in read(session, query.order_by(NOTICE.c.paper))]


def _own(session: Session, wanted: Notices) -> list[ColumnElement[bool]]:
    """What is asked of the notices themselves."""
    found = [mine(session, NOTICE)]
    if wanted.states:
        found.append(NOTICE.c.state.in_(wanted.states))
    if wanted.keys is not None:
        found.append(NOTICE.c.key.in_(sorted(wanted.keys)))
    if wanted.paper:
        found.append(NOTICE.c.paper == wanted.paper)
    found += [NOTICE.c.due_on >= day for day in (wanted.due_from,) if day]
    found += [NOTICE.c.due_on <= day for day in (wanted.due_to,) if day]
    found += [NOTICE.c.decided_on <= day for day in (wanted.decided_by,) if day]
    return found
