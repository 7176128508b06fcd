"""Queues (待办清单): the tasks, notices and letters of the whole office, narrowed, counted and paged.

Each stands beside the obligation that it is about, so that one query answers a page however long the register is.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from engine.nouns import LetterStage, Notice, NoticeState, Standing, Task, TaskState
from store.letters import LETTER
from store.notices import FIELDS as NOTICE_FIELDS
from store.notices import NOTICE
from store.session import Session
from store.statements import Found, count, mine, read
from store.surveys.sought import Moment, Sought
from store.surveys.words import OBLIGATION, TERM, conditions, standing_at
from store.tasks import FIELDS as TASK_FIELDS
from store.tasks import TASK

ABOUT = ("rule", "bearer", "subject", "safe")


@dataclass(frozen=True)
class About:
    """What a task or a notice is about, as far as a list tells it."""

    rule: str
    bearer: str
    subject: str
    due: date
    pack_sha256: str
    window: str
    standing: Standing | None


@dataclass(frozen=True)
class Tasks:
    """Which tasks are meant; what is None or empty does not narrow. `agencies` is what the reader may see."""

    about: Sought = field(default_factory=Sought)
    agencies: frozenset[str] | None = None
    agency: str | None = None
    states: tuple[TaskState, ...] = ()
    assigned_by: date | None = None
    keys: frozenset[str] | None = None


@dataclass(frozen=True)
class Notices:
    """Which notices are meant; what is None or empty does not narrow."""

    about: Sought = field(default_factory=Sought)
    states: tuple[NoticeState, ...] = ()
    paper: str | None = None
    due_from: date | None = None
    due_to: date | None = None
    decided_by: date | None = None
    keys: frozenset[str] | None = None


@dataclass(frozen=True)
class Posted:
    """A letter without its bytes."""

    message_id: str
    kind: str
    recipient: str
    subject: str
    slot: date
    stage: LetterStage
    attempts: int
    answer: str | None


def tasks(
    session: Session, wanted: Tasks, moment: Moment | None = None, *, limit: int | None = None, offset: int = 0
) -> list[tuple[Task, About]]:
    """The tasks meant, the one due first at the head."""
    query = _beside(TASK, TASK_FIELDS, moment)
    query = query.where(*_of_tasks(session, wanted, moment)).order_by(OBLIGATION.c.safe, TASK.c.key)
    rows = read(session, query.limit(limit).offset(offset or None))
    return [(Task(*row[: len(TASK_FIELDS)]), _about(row[len(TASK_FIELDS) :])) for row in rows]


def tasks_by_state(session: Session, wanted: Tasks, moment: Moment | None = None) -> dict[TaskState, int]:
    """How many of the tasks meant are in which state."""
    rows = _by_state(session, TASK, wanted.about, _of_tasks(session, wanted, moment))
    return {TaskState(row[0]): int(row[1]) for row in rows}


def notices(
    session: Session, wanted: Notices, *, limit: int | None = None, offset: int = 0
) -> list[tuple[Notice, About]]:
    """The notices meant, the latest due at the head."""
    query = _beside(NOTICE, NOTICE_FIELDS)
    query = query.where(*_of_notices(session, wanted)).order_by(NOTICE.c.due_on.desc(), NOTICE.c.key)
    rows = read(session, query.limit(limit).offset(offset or None))
    return [(Notice(*row[: len(NOTICE_FIELDS)]), _about(row[len(NOTICE_FIELDS) :])) for row in rows]


def notices_by_state(session: Session, wanted: Notices) -> dict[NoticeState, int]:
    """How many of the notices meant are in which state."""
    rows = _by_state(session, NOTICE, wanted.about, _of_notices(session, wanted))
    return {NoticeState(row[0]): int(row[1]) for row in rows}


def papers(session: Session) -> list[str]:
    """Every kind of paper that was ever decided on."""
    query = select(NOTICE.c.paper).where(mine(session, NOTICE)).distinct()
    return [row.paper for row in read(session, query.order_by(NOTICE.c.paper))]


def posted(
    session: Session, stages: Sequence[LetterStage], text: str = "", *, limit: int | None = None, offset: int = 0
) -> list[Posted]:
    """The letters in any of these stages (in any at all when none is named) that mention a text, the latest first."""
    query = select(*(LETTER.c[name] for name in Posted.__dataclass_fields__)).where(*_of_letters(session, stages, text))
    query = query.order_by(LETTER.c.slot.desc(), LETTER.c.message_id).limit(limit).offset(offset or None)
    return [Posted(*row) for row in read(session, query)]


def many_posted(session: Session, stages: Sequence[LetterStage], text: str = "") -> int:
    """How many letters those are."""
    return count(session, LETTER, *_of_letters(session, stages, text))


def _beside(other: Any, names: Sequence[str], moment: Moment | None = None) -> Select[Any]:
    """Rows with what they are about."""
    about = (OBLIGATION.c[name] for name in ABOUT)
    stood = standing_at(moment).label("stood")
    own = (other.c[name] for name in names)
    query = select(*own, *about, TERM.c.pack_sha256, TERM.c.window_label, stood).join_from(OBLIGATION, TERM)
    return query.join(other, _same(other))


def _by_state(session: Session, other: Any, about: Sought, which: Sequence[ColumnElement[bool]]) -> Sequence[Found]:
    """How many rows are in which state; obligations are asked only where they narrow."""
    query = select(other.c.state, func.count()).group_by(other.c.state)
    if about != Sought():
        query = query.join_from(other, OBLIGATION, _same(other))
    return read(session, query.where(*which))


def _same(other: Any) -> ColumnElement[bool]:
    return and_(other.c.about == OBLIGATION.c.number, other.c.jurisdiction == OBLIGATION.c.jurisdiction)


def _about_them(session: Session, about: Sought, moment: Moment | None) -> list[ColumnElement[bool]]:
    return [] if about == Sought() else conditions(session, about, moment)


def _of_tasks(session: Session, wanted: Tasks, moment: Moment | None) -> list[ColumnElement[bool]]:
    found = [mine(session, TASK), *_about_them(session, wanted.about, moment)]
    if wanted.agencies is not None:
        found.append(TASK.c.agency.in_(sorted(wanted.agencies)))
    if wanted.agency:
        found.append(TASK.c.agency == wanted.agency)
    if wanted.states:
        found.append(TASK.c.state.in_(wanted.states))
    if wanted.keys is not None:
        found.append(TASK.c.key.in_(sorted(wanted.keys)))
    if wanted.assigned_by:
        found.append(TASK.c.assigned_on <= wanted.assigned_by)
    return found


def _of_notices(session: Session, wanted: Notices) -> list[ColumnElement[bool]]:
    found = [mine(session, NOTICE), *_about_them(session, wanted.about, None)]
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


def _of_letters(session: Session, stages: Sequence[LetterStage], text: str) -> list[ColumnElement[bool]]:
    found = [mine(session, LETTER)]
    if stages:
        found.append(LETTER.c.stage.in_(stages))
    if text:
        mentions = (LETTER.c[name].contains(text, autoescape=True) for name in ("recipient", "subject", "message_id"))
        found.append(or_(*mentions))
    return found


def _about(row: Any) -> About:
    rule, bearer, subject, safe, pack_sha256, window, stood = row
    return About(rule, bearer, subject, safe, pack_sha256, window, None if stood is None else Standing(stood))
