"""Bindings (绑定): which person of the house's own portal is which account."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select

from store.session import Session
from store.statements import Found, first, insert_new, mine, read, write
from store.tables import BindingRow
from store.tables.row import table

BINDING = table(BindingRow)


@dataclass(frozen=True)
class Binding:
    """An account, and who it is at the portal: `issuer` names the portal, `subject` the person there."""

    account: str
    issuer: str
    subject: str


def put(session: Session, binding: Binding, *, at: datetime) -> bool:
    """Keep a binding; False when the account has one already, or the person is bound to another account."""
    return insert_new(session, BINDING, [{**vars(binding), "at": at}]) == 1


def drop(session: Session, account: str) -> bool:
    """Forget the binding of an account; False when it had none."""
    return write(session, delete(BINDING).where(mine(session, BINDING), BINDING.c.account == account)) == 1


def account_of(session: Session, issuer: str, subject: str) -> str | None:
    """The account that a person of a portal is, or None."""
    named = (BINDING.c.issuer == issuer, BINDING.c.subject == subject)
    found = first(session, select(BINDING.c.account).where(mine(session, BINDING), *named))
    return None if found is None else found.account


def of(session: Session, account: str) -> Binding | None:
    """The binding of an account, or None."""
    found = first(session, select(BINDING).where(mine(session, BINDING), BINDING.c.account == account))
    return None if found is None else _binding(found)


def listed(session: Session) -> list[Binding]:
    """Every binding by account."""
    found = read(session, select(BINDING).where(mine(session, BINDING)).order_by(BINDING.c.account))
    return [_binding(row) for row in found]


def _binding(row: Found) -> Binding:
    return Binding(row.account, row.issuer, row.subject)
