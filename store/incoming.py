"""Mail that came in (来信): what arrived, which letter it answers, and how far each mailbox was read."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from engine.nouns import Letter
from store import letters, settings
from store.session import Session
from store.statements import Found, insert_new, mine, read
from store.tables import IncomingRow, LetterRow
from store.tables.row import table

INCOMING = table(IncomingRow)
LETTER = table(LetterRow)
MARK = "mail.in."


@dataclass(frozen=True)
class Received:
    """A mail as it was put on file; `kind` and `outcome` are words of the service that reads them."""

    key: str
    kind: str
    letter: str | None
    sender: str
    subject: str
    words: str
    message_id: str
    mailbox: str
    uid: int
    at: datetime
    outcome: str


@dataclass(frozen=True)
class Mark:
    """How far a mailbox was read: the last number, and the generation of the numbers."""

    generation: int = 0
    uid: int = 0


def put(session: Session, mail: Received) -> bool:
    """Put a mail on file; False when it is there already."""
    return insert_new(session, INCOMING, [vars(mail)]) == 1


def find(session: Session, *, letter: str | None = None, limit: int | None = None) -> list[Received]:
    """The mails on file, the latest first; only those that answer a letter if one is named."""
    query = select(*(INCOMING.c[name] for name in Received.__dataclass_fields__)).where(mine(session, INCOMING))
    if letter is not None:
        query = query.where(INCOMING.c.letter == letter)
    return [_mail(row) for row in read(session, query.order_by(INCOMING.c.at.desc(), INCOMING.c.key).limit(limit))]


def counts(session: Session) -> dict[str, int]:
    """How many mails of each kind came in."""
    query = select(INCOMING.c.kind, func.count()).where(mine(session, INCOMING)).group_by(INCOMING.c.kind)
    return {row[0]: int(row[1]) for row in sorted(read(session, query))}


def letter_of_token(session: Session, token: str) -> Letter | None:
    """The letter whose Message-ID begins with a token; None when there is none, or more than one."""
    query = select(LETTER.c.message_id).where(mine(session, LETTER), LETTER.c.message_id.like(f"<{token}%")).limit(2)
    found = read(session, query)
    return letters.get(session, found[0].message_id) if len(found) == 1 else None


def mark(session: Session, mailbox: str) -> Mark:
    """How far a mailbox was read."""
    written = settings.get(session, MARK + mailbox)
    return Mark(*(int(number) for number in written.split(":"))) if written else Mark()


def set_mark(session: Session, mailbox: str, mark: Mark) -> None:
    """Remember how far a mailbox was read."""
    settings.put(session, MARK + mailbox, f"{mark.generation}:{mark.uid}")


def _mail(row: Found) -> Received:
    return Received(*row)
