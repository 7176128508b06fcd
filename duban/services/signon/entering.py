"""进门 entering: sends somebody to the portal and lets in whom it vouches for — if an administrator bound him.

What must be remembered meanwhile stays in the browser as a sealed ticket; the portal never sees it.
"""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime, timedelta

from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import Engine

from duban.services.accounts import seat_for
from duban.services.care.keys import drawn_key, signer
from duban.services.signon.portal import Departure, Person, Portal
from duban.settings import Settings
from engine.nouns import Account
from engine.source import Refused
from store import accounts, bindings, events
from store.events import Entry
from store.session import reading, transaction

SALT = "signon"
GOOD_FOR = timedelta(minutes=10)


def depart(database: Engine, settings: Settings, portal: Portal, to: str, *, now: datetime) -> tuple[str, str]:
    """The address of the portal to go to, and the ticket to come back with; `to` is the page wanted."""
    address, going = portal.depart(now)
    until = (now + GOOD_FOR).isoformat()
    return address, _sealer(database, settings).dumps({**asdict(going), "until": until, "to": to})


def arrive(
    database: Engine, settings: Settings, portal: Portal, ticket: str, answered: Mapping[str, str], *, now: datetime
) -> tuple[str, str]:
    """Let in whom the portal vouches for: the token of the seat, and the page that was wanted.

    Raises Refused X754 without a good ticket, X762 for whom no administrator bound, X763 when the account is closed,
    and what `Portal.arrive` refuses.
    """
    try:
        kept = _sealer(database, settings).loads(ticket)
    except BadSignature:
        kept = {"until": "0001-01-01T00:00:00+00:00"}
    if datetime.fromisoformat(kept["until"]) < now:
        raise Refused("X754", "这次登录已过期，或不是从本系统发起的；请回登录页重新点单点登录")
    person = portal.arrive(Departure(kept["state"], kept["nonce"], kept["verifier"]), answered, now)
    account = _account(database, settings, person, now=now)
    return seat_for(database, settings, account, now=now), kept["to"]


def _account(database: Engine, settings: Settings, person: Person, *, now: datetime) -> Account:
    """The account that a person was bound to; a stranger is only written down."""
    with reading(database, settings.jurisdiction) as session:
        name = bindings.account_of(session, person.issuer, person.subject)
        found = accounts.get(session, name) if name else None
    if found is not None and not found.closed:
        return found
    with transaction(database, settings.jurisdiction) as session:
        told = {"issuer": person.issuer, "subject": person.subject}
        subject = f"account:{found.name if found else '?'}"
        events.append(session, [Entry(now, "console", "account.refused", subject, told)])
    if found is not None:
        raise Refused("X763", "您的账户已停用；请联系系统管理员")
    called = f"{person.name}（编号 {person.subject}）" if person.name else f"编号 {person.subject}"
    raise Refused("X762", f"统一身份认证里的{called}在本系统还没有账户；请把这个编号告诉系统管理员，由其绑定")


def _sealer(database: Engine, settings: Settings) -> URLSafeSerializer:
    with transaction(database, settings.jurisdiction) as session:
        return signer([drawn_key(session)], SALT)
