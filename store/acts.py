"""Officers' acts on an obligation (处置): append-only; none of them edits a verdict."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from sqlalchemy import bindparam, select

from engine.nouns import OfficeAct
from store.lists import one_of
from store.obligations import OBLIGATION, asked_anew
from store.session import Session
from store.statements import HERE, Found, ask, chunks, insert
from store.tables import OfficeActRow
from store.tables.row import table

ACT = table(OfficeActRow)
FIELDS = tuple(OfficeAct.__dataclass_fields__)
OF_OBLIGATIONS = (
    select(*(ACT.c[name] for name in FIELDS), ACT.c.obligation)
    .where(ACT.c.jurisdiction == HERE, one_of(ACT.c.obligation), ACT.c.recorded <= bindparam("known_at"))
    .order_by(ACT.c.number)
)


def add(session: Session, obligation: str, act: OfficeAct, *, by: str) -> None:
    """Put an officer's act on the file of an obligation."""
    row = {"obligation": obligation, "by": by, **{name: getattr(act, name) for name in FIELDS}}
    insert(session, ACT, [row])
    asked_anew(session, OBLIGATION.c.key == obligation)


def of_obligation(session: Session, obligation: str, *, known_at: date | None = None) -> tuple[OfficeAct, ...]:
    """The acts on one obligation in the order recorded, up to the day `known_at`."""
    return of_obligations(session, [obligation], known_at=known_at).get(obligation, ())


def of_obligations(
    session: Session, obligations: Iterable[str], *, known_at: date | None = None
) -> dict[str, tuple[OfficeAct, ...]]:
    """The acts on each obligation in the order recorded; obligations without acts are left out."""
    found: dict[str, list[OfficeAct]] = defaultdict(list)
    for some in chunks(obligations):
        for row in ask(session, OF_OBLIGATIONS, some=some, known_at=known_at or date.max):
            found[row.obligation].append(_act(row))
    return {obligation: tuple(acts) for obligation, acts in found.items()}


def _act(row: Found) -> OfficeAct:
    return OfficeAct(*row[: len(FIELDS)])
