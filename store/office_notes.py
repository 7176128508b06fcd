"""What the office is to be told (值班记事): written down where it happens, told in its next letter, kept for ever."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update

from engine.fingerprint import fingerprint
from store.session import Session
from store.statements import HERE, ask, chunks, insert_new, line, mine, write
from store.tables import OfficeNoteRow
from store.tables.row import table

NOTE = table(OfficeNoteRow)
UNTOLD = (
    select(NOTE.c.key, NOTE.c.at, NOTE.c.code, NOTE.c.subject, NOTE.c.message)
    .where(NOTE.c.jurisdiction == HERE, NOTE.c.letter.is_(None))
    .order_by(NOTE.c.at, NOTE.c.key)
)


@dataclass(frozen=True)
class Note:
    """One thing to tell the office (记事): when it happened, what about, and in words what to do."""

    at: datetime
    code: str
    subject: str
    message: str

    @property
    def key(self) -> str:
        """The same thing on the same day is told once."""
        return fingerprint(self.at.date().isoformat(), self.code, self.subject, self.message)[:32]


def add(session: Session, notes: Sequence[Note]) -> int:
    """Write down what the office is to be told; what it was told that day already is not news."""
    rows = [{"key": n.key, "at": n.at, "code": n.code, "subject": n.subject, "message": n.message} for n in notes]
    return insert_new(session, NOTE, [{**row, "letter": None} for row in rows])


def untold(session: Session) -> dict[str, Note]:
    """What the office has not been told yet, by key, the oldest first."""
    return {key: Note(*rest) for key, *rest in ask(session, UNTOLD)}


def mark_told(session: Session, keys: Iterable[str], letter: str) -> None:
    """These were told in a letter."""
    for some in chunks(sorted(keys)):
        told = (mine(session, NOTE), NOTE.c.key.in_(some))
        line(session).execute(update(NOTE).where(*told).values(letter=letter))


def tell_again(session: Session, letter: str) -> int:
    """What stood in a letter that did not leave was not told; say how much that is."""
    return write(session, update(NOTE).where(mine(session, NOTE), NOTE.c.letter == letter).values(letter=None))
