"""Documents and their clauses (文件与条款), known by the digest of the file; written once, never changed."""

from typing import Any

from sqlalchemy import select

from engine.nouns import Clause, Document
from store.session import Session
from store.statements import Found, insert, insert_new, mine, read
from store.tables import ClauseRow, DocumentRow
from store.tables.row import table

DOCUMENT = table(DocumentRow)
CLAUSE = table(ClauseRow)
HEADER = ("file", "sha256", "text", "title", "doc_number", "issuer", "issued_on", "script")
PARTS = ("id", "text", "start", "end", "section", "heading", "charge", "is_task", "anchor")


def put(session: Session, document: Document) -> bool:
    """Keep a document; False when the same bytes are kept already."""
    if not insert_new(session, DOCUMENT, [{name: getattr(document, name) for name in HEADER}]):
        return False
    clauses = [
        {"document": document.sha256, "position": position, **{name: getattr(clause, name) for name in PARTS}}
        for position, clause in enumerate(document.clauses)
    ]
    insert(session, CLAUSE, clauses)
    return True


def get(session: Session, sha256: str) -> Document | None:
    """The document with these bytes, or None."""
    return next(iter(_documents(session, DOCUMENT.c.sha256 == sha256)), None)


def listed(session: Session) -> list[Document]:
    """Every document with its clauses, the latest issued first."""
    return _documents(session)


def _documents(session: Session, *conditions: Any) -> list[Document]:
    issued = DOCUMENT.c.issued_on
    query = select(DOCUMENT).where(mine(session, DOCUMENT), *conditions)
    found = read(session, query.order_by(issued.is_(None), issued.desc(), DOCUMENT.c.title, DOCUMENT.c.sha256))
    return [_document(row, _clauses(session, row.sha256)) for row in found]


def _document(row: Found, clauses: tuple[Clause, ...]) -> Document:
    return Document(**{name: getattr(row, name) for name in HEADER}, clauses=clauses)


def _clauses(session: Session, sha256: str) -> tuple[Clause, ...]:
    query = select(CLAUSE).where(mine(session, CLAUSE), CLAUSE.c.document == sha256).order_by(CLAUSE.c.position)
    return tuple(Clause(**{name: getattr(row, name) for name in PARTS}) for row in read(session, query))
