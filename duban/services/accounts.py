"""账户与登录：open and close accounts, sign in and out; each change is a line of the log.

Secrets are hashed with argon2 (OWASP: Password Storage); the token of a seat is 256 random bits, of which only the
digest is kept.  A wrong name costs as much time as a wrong secret, so that names cannot be found out.
"""

import hashlib
import secrets
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from functools import cache

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlalchemy import Engine

from duban.services.guessable import is_guessable
from duban.services.lookup import agency_called
from duban.settings import Settings
from engine.nouns import Account, Role
from engine.source import Refused
from store import accounts, bindings, events, tries
from store.accounts import Seat
from store.events import Entry
from store.session import Session, reading, transaction

SHORTEST = 12
LONGEST = 128
IDLE = timedelta(hours=2)
LONGEST_SEAT = timedelta(hours=12)
TRIES_FOR = timedelta(minutes=15)
TRIES_OF_A_NAME = 8
TRIES_OF_A_HOST = 40
"""An office may share one address."""
TOUCH_AFTER = timedelta(minutes=1)  # a seat is written when it was not seen for so long, not at every request


def open_account(
    database: Engine, settings: Settings, account: Account, secret: str | None, *, by: str, now: datetime
) -> Account:
    """Open an account; its agency may be given by name. Raises Refused X6xx when it cannot be opened."""
    hashed = None if secret is None else _hashed(account.name, secret)
    with transaction(database, settings.jurisdiction) as session:
        opened = _placed(session, account)
        if not accounts.open_account(session, opened, hashed, at=now):
            raise Refused("X601", f"已有名为 {account.name} 的账户；请换一个登录名")
        _log(session, "account.opened", opened, by=by, now=now)
    return opened


def change_account(
    database: Engine,
    settings: Settings,
    name: str,
    *,
    role: Role | None = None,
    agency: str | None = None,
    closed: bool | None = None,
    by: str,
    now: datetime,
) -> Account:
    """Give an account another role or agency, close it or open it again; whoever sat there has to sign in anew."""
    with transaction(database, settings.jurisdiction) as session:
        was = known(session, name)
        changed = replace(
            was,
            role=role or was.role,
            agency=was.agency if agency is None else agency or None,
            closed=was.closed if closed is None else closed,
        )
        changed = _placed(session, changed)
        accounts.change(session, changed, at=now)
        accounts.clear(session, name)
        _log(session, "account.changed", changed, by=by, now=now)
    return changed


def change_secret(
    database: Engine, settings: Settings, name: str, secret: str, *, by: str, now: datetime, must_change: bool = False
) -> None:
    """Give an account another secret and take its seats away; `must_change` when it is not its owner's choice.

    Raises Refused X764 for an account that a portal vouches for, X602 or X605 when the secret is too weak.
    """
    hashed = _hashed(name, secret)
    with transaction(database, settings.jurisdiction) as session:
        account = known(session, name)
        if bindings.of(session, name) is not None:
            raise Refused("X764", "这个账户由统一身份认证担保，不设口令；要改用口令，请系统管理员先解除绑定")
        accounts.change_secret(session, name, hashed, at=now, must_change=must_change)
        accounts.clear(session, name)
        _log(session, "account.secret_changed", account, by=by, now=now)


def listed(database: Engine, settings: Settings) -> list[Account]:
    """Every account by name."""
    with reading(database, settings.jurisdiction) as session:
        return accounts.listed(session)


def count_try(database: Engine, settings: Settings, name: str, host: str, *, now: datetime) -> None:
    """Count an attempt to sign in: guessing must be slow, and a hash costs 64 MiB.

    Raises Refused X611 when too many were made under the name or from the host.
    """
    whom = ((digest(f"name:{name}"), TRIES_OF_A_NAME), (digest(f"host:{host}"), TRIES_OF_A_HOST))
    with transaction(database, settings.jurisdiction) as session:
        if not all(tries.count_one(session, each, most, at=now, since=now - TRIES_FOR) for each, most in whom):
            raise Refused("X611", "登录尝试太多，暂停受理；请十五分钟后再试，或联系系统管理员")


def forget_tries(session: Session, now: datetime) -> int:
    """Let go of attempts that no longer count; say of how many names and hosts."""
    return tries.forget(session, now - TRIES_FOR)


def sign_in(database: Engine, settings: Settings, name: str, secret: str, *, now: datetime) -> str:
    """Let someone sit down; answer the token of the seat. Raises Refused X610 when name or secret is wrong."""
    return seat_for(database, settings, check_secret(database, settings, name, secret, now=now), now=now)


def check_secret(database: Engine, settings: Settings, name: str, secret: str, *, now: datetime) -> Account:
    """The account that a name and a secret open.  Raises Refused X610 when either is wrong; that is logged."""
    with reading(database, settings.jurisdiction) as session:
        account, hashed = accounts.get(session, name), accounts.secret_of(session, name)
    right = _hasher().verify(secret, hashed or _nobody())
    if account is None or hashed is None or account.closed or not right:
        _told(database, settings, "account.refused", name, now=now)
        raise Refused("X610", "登录名或口令不对，或账户已停用；忘记口令请联系系统管理员")
    return account


def seat_for(database: Engine, settings: Settings, account: Account, *, now: datetime) -> str:
    """Let someone sit down who is known to be who he says; answer the token of the seat."""
    token = secrets.token_urlsafe(32)
    with transaction(database, settings.jurisdiction) as session:
        accounts.sit(session, digest(token), account.name, at=now)
        _log(session, "account.signed_in", account, by=account.name, now=now)
    return token


def seated(database: Engine, settings: Settings, token: str, *, now: datetime) -> Account | None:
    """Whose seat a token opens, or None when it lapsed, was taken away, or never was."""
    with reading(database, settings.jurisdiction) as session:
        seat = accounts.seat(session, digest(token))
    if seat is None or seat.account.closed or _lapsed(seat, now):
        return None
    if now - seat.seen > TOUCH_AFTER:
        with transaction(database, settings.jurisdiction) as session:
            accounts.touch(session, digest(token), at=now)
    return seat.account


def sign_out(database: Engine, settings: Settings, token: str) -> None:
    """Give a seat up."""
    with transaction(database, settings.jurisdiction) as session:
        accounts.rise(session, digest(token))


def sign_out_everywhere(database: Engine, settings: Settings, name: str, *, by: str, now: datetime) -> int:
    """Take every seat of an account away; say how many."""
    with transaction(database, settings.jurisdiction) as session:
        account = known(session, name)
        gone = accounts.clear(session, name)
        _log(session, "account.signed_out_everywhere", account, by=by, now=now)
    return gone


def known(session: Session, name: str) -> Account:
    """The account of that name.  Raises Refused X604 when there is none."""
    account = accounts.get(session, name)
    if account is None:
        raise Refused("X604", f"没有名为 {name} 的账户；请核对登录名")
    return account


def digest(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def _lapsed(seat: Seat, now: datetime) -> bool:
    return now - seat.seen > IDLE or now - seat.begun > LONGEST_SEAT


@cache
def _hasher() -> PasswordHash:
    return PasswordHash((Argon2Hasher(),))


@cache
def _nobody() -> str:
    """The hash that a secret is held against when there is no such account."""
    return _hasher().hash(secrets.token_urlsafe(16))


def _hashed(name: str, secret: str) -> str:
    """The hash of an acceptable secret. Raises Refused X602 or X605 with what is wrong with it."""
    if not SHORTEST <= len(secret) <= LONGEST:
        raise Refused("X602", f"口令要有 {SHORTEST} 至 {LONGEST} 个字符；可以用一句自己记得住的话")
    if is_guessable(secret, name):
        raise Refused("X605", "口令太容易猜到（含登录名、连续或重复的字符、常见口令）；请换一句自己的话")
    return _hasher().hash(secret)


def _placed(session: Session, account: Account) -> Account:
    """The account with the id of its agency. Raises Refused X603, X606 when role and agency do not go together."""
    if account.role is Role.SYSTEM:
        raise Refused("X603", "“系统”不是人的身份；请选联络员、督办专员、督查员、领导、系统管理员或查阅人")
    if account.role is Role.CONTACT and not account.agency:
        raise Refused("X606", "联络员必须属于一个单位；请写明单位")
    return replace(account, agency=agency_called(session, account.agency).id if account.agency else None)


def _told(database: Engine, settings: Settings, kind: str, name: str, *, now: datetime) -> None:
    """Write a failed attempt to the log; of a name that is not ours only that it was tried."""
    with transaction(database, settings.jurisdiction) as session:
        subject = name if accounts.get(session, name) else "?"
        events.append(session, [Entry(now, "console", kind, f"account:{subject}", {})])


def _log(session: Session, kind: str, account: Account, *, by: str, now: datetime) -> None:
    told = {key: value for key, value in asdict(account).items() if value is not None and key != "name"}
    events.append(session, [Entry(now, by, kind, f"account:{account.name}", told)])
