"""Drafts of rule packs (草案): what each was at every step, the latest step in force, none ever lost."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, func, select

from store.session import Session
from store.statements import Found, first, insert_new, mine, read
from store.tables import DraftRow
from store.tables.row import table

DRAFT = table(DraftRow)


class Stage(StrEnum):
    """How far a draft has come (阶段)."""

    WRITTEN = "written"
    PROPOSED = "proposed"
    PUBLISHED = "published"
    DROPPED = "dropped"


@dataclass(frozen=True)
class Draft:
    """A draft pack as it was after one step (草案): its text, the document it was drafted from, and who did what.

    `by` is how the person is called and `account` the account used; `since` is the day proposed to supervise from.
    """

    key: str
    version: int
    stage: Stage
    said: str
    title: str
    text: str
    document: str | None
    by: str
    account: str
    at: datetime
    since: date | None = None


FIELDS = tuple(Draft.__dataclass_fields__)


def add(session: Session, draft: Draft) -> bool:
    """Keep a step; False when somebody else has just kept one under this number."""
    return insert_new(session, DRAFT, [{**vars(draft), "stage": draft.stage.value}]) == 1


def latest(session: Session, key: str) -> Draft | None:
    """A draft as it is now, or None."""
    query = select(*(DRAFT.c[name] for name in FIELDS)).where(mine(session, DRAFT), DRAFT.c.key == key)
    found = first(session, query.order_by(DRAFT.c.version.desc()).limit(1))
    return None if found is None else _draft(found)


def steps(session: Session, key: str) -> list[Draft]:
    """Every step of a draft, the latest first."""
    query = select(*(DRAFT.c[name] for name in FIELDS)).where(mine(session, DRAFT), DRAFT.c.key == key)
    return [_draft(row) for row in read(session, query.order_by(DRAFT.c.version.desc()))]


def listed(session: Session, until: datetime | None = None) -> list[Draft]:
    """Every draft as it is now, or as it was at a moment, the latest touched first."""
    query = _as_they_are(session, select(*(DRAFT.c[name] for name in FIELDS)), until)
    return [_draft(row) for row in read(session, query.order_by(DRAFT.c.at.desc(), DRAFT.c.key))]


def many(session: Session, stage: Stage, until: datetime | None = None) -> int:
    """How many drafts are at a stage now, or were at a moment."""
    query = _as_they_are(session, select(func.count()).select_from(DRAFT), until)
    return int(read(session, query.where(DRAFT.c.stage == stage.value))[0][0])


def _as_they_are(session: Session, query: Select[Any], until: datetime | None) -> Select[Any]:
    """A query about the last step of each draft, or the last one that was taken by a moment."""
    last = select(DRAFT.c.key, func.max(DRAFT.c.version).label("version")).where(mine(session, DRAFT))
    last = last if until is None else last.where(DRAFT.c.at <= until)
    newest = last.group_by(DRAFT.c.key).subquery()
    found = query.join(newest, (newest.c.key == DRAFT.c.key) & (newest.c.version == DRAFT.c.version))
    return found.where(mine(session, DRAFT))


def _draft(row: Found) -> Draft:
    told = {name: getattr(row, name) for name in FIELDS}
    return Draft(**{**told, "stage": Stage(told["stage"])})
