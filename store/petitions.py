"""Petitions (申请): what agencies ask the office for, and the one answer that each gets."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date

from sqlalchemy import select, update

from engine.nouns import Petition, PetitionKind, PetitionState
from store.lists import one_of
from store.session import Session
from store.statements import HERE, ask, chunks, first, insert, mine, read, write
from store.tables import PetitionRow
from store.tables.row import table

PETITION = table(PetitionRow)
FIELDS = tuple(Petition.__dataclass_fields__)
ANSWER = ("state", "granted_to", "answer", "answer_doc", "decided_by", "decided_role", "decided_on")
AS_PETITIONS = select(*(PETITION.c[name] for name in FIELDS))
OF_OBLIGATIONS = AS_PETITIONS.where(PETITION.c.jurisdiction == HERE, one_of(PETITION.c.obligation)).order_by(
    PETITION.c.at, PETITION.c.key
)


def add(session: Session, petition: Petition) -> None:
    """Put a petition on file."""
    insert(session, PETITION, [{name: getattr(petition, name) for name in FIELDS}])


def get(session: Session, key: str) -> Petition | None:
    """The petition of this key, or None."""
    found = first(session, AS_PETITIONS.where(mine(session, PETITION), PETITION.c.key == key))
    return None if found is None else Petition(*found)


def of_obligations(session: Session, obligations: Iterable[str]) -> dict[str, tuple[Petition, ...]]:
    """The petitions about each obligation, oldest first; obligations without any are left out."""
    found: dict[str, list[Petition]] = defaultdict(list)
    for some in chunks(obligations):
        for row in ask(session, OF_OBLIGATIONS, some=some):
            found[row.obligation].append(Petition(*row))
    return {obligation: tuple(each) for obligation, each in found.items()}


def find(
    session: Session,
    *,
    kind: PetitionKind | None = None,
    states: Collection[PetitionState] | None = None,
    agency: str | None = None,
    overdue_on: date | None = None,
    limit: int | None = None,
) -> list[Petition]:
    """The petitions that match all that is given, the longest waiting first."""
    query = AS_PETITIONS.where(mine(session, PETITION))
    for name, value in (("kind", kind), ("agency", agency)):
        query = query if value is None else query.where(PETITION.c[name] == value)
    if states is not None:
        query = query.where(PETITION.c.state.in_(sorted(states)))
    if overdue_on is not None:
        query = query.where(PETITION.c.answer_by < overdue_on, PETITION.c.state == PetitionState.PENDING)
    order = (PETITION.c.asked_on, PETITION.c.at, PETITION.c.key)
    return [Petition(*row) for row in read(session, query.order_by(*order).limit(limit))]


def answer(session: Session, petition: Petition) -> bool:
    """Keep the answer to a petition that has none yet; say whether it had none."""
    told = {name: getattr(petition, name) for name in ANSWER}
    waiting = (PETITION.c.key == petition.key, PETITION.c.state == PetitionState.PENDING)
    return bool(write(session, update(PETITION).where(mine(session, PETITION), *waiting).values(told)))
