"""The office's own wordings (措辞): a version a change, the latest in force, none ever lost."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from store.session import Session
from store.statements import Found, insert_new, mine, read
from store.tables import WordingRow
from store.tables.row import table

WORDING = table(WordingRow)
FIELDS = ("form", "version", "text", "by", "at")


@dataclass(frozen=True)
class Wording:
    """A version of the wording of a form; an empty text means that ours stands again."""

    form: str
    version: int
    text: str
    by: str
    at: datetime


def add(session: Session, wording: Wording) -> bool:
    """Keep a version; False when somebody else has just kept one under this number."""
    return insert_new(session, WORDING, [{name: getattr(wording, name) for name in FIELDS}]) == 1


def versions(session: Session, form: str) -> list[Wording]:
    """Every version of a form's wording, the first one first."""
    query = select(*(WORDING.c[name] for name in FIELDS)).where(mine(session, WORDING), WORDING.c.form == form)
    return [_wording(row) for row in read(session, query.order_by(WORDING.c.version))]


def in_force(session: Session) -> dict[str, Wording]:
    """The latest version of each form that has an own wording now."""
    query = select(*(WORDING.c[name] for name in FIELDS)).where(mine(session, WORDING)).order_by(WORDING.c.version)
    latest = {row.form: _wording(row) for row in read(session, query)}
    return {form: wording for form, wording in sorted(latest.items()) if wording.text}


def _wording(row: Found) -> Wording:
    return Wording(*row)
