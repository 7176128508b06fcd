"""Addresses that refuse letters (邮箱状况): an address that takes what it is sent has no row here."""

from collections.abc import Iterable

from sqlalchemy import delete, select

from notifications.addresses import Ailing
from store.lists import one_of
from store.session import Session
from store.statements import HERE, ask, chunks, line, mine, replace
from store.tables import AddressRow
from store.tables.row import table

ADDRESS = table(AddressRow)
FIELDS = tuple(Ailing.__dataclass_fields__)
ALL = select(*(ADDRESS.c[name] for name in FIELDS)).where(ADDRESS.c.jurisdiction == HERE).order_by(ADDRESS.c.address)
SOME = ALL.where(one_of(ADDRESS.c.address))


def listed(session: Session) -> list[Ailing]:
    """Every address that is suspect or bad."""
    return [Ailing(*row) for row in ask(session, ALL)]


def of(session: Session, some: Iterable[str]) -> dict[str, Ailing]:
    """Those of these addresses that are suspect or bad."""
    return {row.address: Ailing(*row) for part in chunks(sorted(set(some))) for row in ask(session, SOME, some=part)}


def put(session: Session, some: Iterable[Ailing]) -> None:
    """Write down how these addresses stand now."""
    replace(session, ADDRESS, [{name: getattr(each, name) for name in FIELDS} for each in some])


def forget(session: Session, some: Iterable[str]) -> None:
    """These addresses are well again."""
    for part in chunks(sorted(set(some))):
        line(session).execute(delete(ADDRESS).where(mine(session, ADDRESS), ADDRESS.c.address.in_(part)))
