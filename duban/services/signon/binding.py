"""绑定 binding: an administrator says which person of the portal an account is; nobody gets an account by himself.

An account that is bound has no secret here: the portal alone vouches for it.  One administrator keeps his secret, to
let people in when the portal is down.
"""

from datetime import datetime

from sqlalchemy import Engine

from duban.services.accounts import known
from duban.settings import Settings
from engine.nouns import Account, Role
from engine.source import Refused
from store import accounts, bindings, events
from store.bindings import Binding
from store.events import Entry
from store.session import Session, reading, transaction

LONGEST = 255  # characters, as OpenID Connect has it


def bind(database: Engine, settings: Settings, name: str, subject: str, *, by: str, now: datetime) -> Binding:
    """Bind an account to a person of the portal and take its secret and seats away.

    Raises Refused X757 when no portal is set, X758 without a person, X759 when either is bound already, X760 for the
    last administrator with a secret, X604 when there is no such account.
    """
    wanted = Binding(name, settings.sso_issuer, subject.strip())
    if not wanted.issuer:
        raise Refused("X757", "没有设置单点登录；请先在设置里写 sso_issuer 和 sso_client")
    if not 0 < len(wanted.subject) <= LONGEST:
        raise Refused("X758", "没有写此人在统一身份认证里的编号（sub），或编号太长；请核对后再绑定")
    with transaction(database, settings.jurisdiction) as session:
        account = known(session, name)
        if account.role is Role.ADMINISTRATOR and not _others(session, name):
            raise Refused("X760", "至少要有一位系统管理员用口令登录，门户不通时才进得来；请先另开一位系统管理员")
        if not bindings.put(session, wanted, at=now):
            raise Refused("X759", "这个账户已经绑定，或这个编号已绑定别的账户；请先解除原来的绑定")
        accounts.change_secret(session, name, None, at=now)
        _over(session, "account.bound", wanted, by=by, now=now)
    return wanted


def unbind(database: Engine, settings: Settings, name: str, *, by: str, now: datetime) -> None:
    """Undo a binding; the account opens nothing until it gets a secret.  Raises Refused X761 when there is none."""
    with transaction(database, settings.jurisdiction) as session:
        found = bindings.of(session, known(session, name).name)
        if found is None:
            raise Refused("X761", f"账户 {name} 没有绑定统一身份认证，不必解除；请核对登录名")
        bindings.drop(session, name)
        _over(session, "account.unbound", found, by=by, now=now)


def bound(database: Engine, settings: Settings) -> dict[str, str]:
    """The person of the portal, by account."""
    with reading(database, settings.jurisdiction) as session:
        return {each.account: each.subject for each in bindings.listed(session)}


def _over(session: Session, kind: str, binding: Binding, *, by: str, now: datetime) -> None:
    """End what went on under the old way of signing in, and write it down."""
    accounts.clear(session, binding.account)
    told = {"issuer": binding.issuer, "subject": binding.subject}
    events.append(session, [Entry(now, by, kind, f"account:{binding.account}", told)])


def _others(session: Session, name: str) -> list[Account]:
    """The other administrators who can sign in with a secret."""
    every = accounts.listed(session)
    able = [each for each in every if each.role is Role.ADMINISTRATOR and not each.closed and each.name != name]
    return [each for each in able if accounts.secret_of(session, each.name) is not None]
