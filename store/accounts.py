"""Accounts and seats (账户、会话): who may sign in, and which browsers are signed in."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, update

from engine.nouns import Account
from store.session import Session
from store.statements import Found, first, insert, insert_new, mine, read, write
from store.tables import AccountRow, SeatRow
from store.tables.row import table

ACCOUNT = table(AccountRow)
SEAT = table(SeatRow)
FIELDS = tuple(Account.__dataclass_fields__)


@dataclass(frozen=True)
class Seat:
    """A signed-in browser: whose it is, since when, and when it last asked for something."""

    account: Account
    begun: datetime
    seen: datetime


def open_account(session: Session, account: Account, secret: str | None, *, at: datetime) -> bool:
    """Keep a new account; False when its name is taken."""
    return insert_new(session, ACCOUNT, [{**_fields(account), "secret": secret, "changed": at}]) == 1


def change(session: Session, account: Account, *, at: datetime) -> bool:
    """Keep what is now true of an account; False when there is none of that name."""
    return _set(session, account.name, {**_fields(account), "changed": at})


def change_secret(session: Session, name: str, secret: str | None, *, at: datetime, must_change: bool = False) -> bool:
    """Keep the hash of a new secret, none where a portal vouches, and whether its owner must choose another.

    False when there is no such account.
    """
    return _set(session, name, {"secret": secret, "changed": at, "must_change": must_change})


def get(session: Session, name: str) -> Account | None:
    """The account of that name, or None."""
    found = first(session, select(ACCOUNT).where(mine(session, ACCOUNT), ACCOUNT.c.name == name))
    return None if found is None else _account(found)


def secret_of(session: Session, name: str) -> str | None:
    """The hash of an account's secret, or None."""
    found = first(session, select(ACCOUNT.c.secret).where(mine(session, ACCOUNT), ACCOUNT.c.name == name))
    return None if found is None else found.secret


def listed(session: Session) -> list[Account]:
    """Every account, closed ones too, by name."""
    return [
        _account(row) for row in read(session, select(ACCOUNT).where(mine(session, ACCOUNT)).order_by(ACCOUNT.c.name))
    ]


def sit(session: Session, token: str, account: str, *, at: datetime) -> None:
    """Let a browser sit down; `token` is the digest of what it was given."""
    insert(session, SEAT, [{"token": token, "account": account, "begun": at, "seen": at}])


def seat(session: Session, token: str) -> Seat | None:
    """Who sits there, or None."""
    query = select(ACCOUNT, SEAT.c.begun, SEAT.c.seen).join_from(
        SEAT, ACCOUNT, (ACCOUNT.c.name == SEAT.c.account) & (ACCOUNT.c.jurisdiction == SEAT.c.jurisdiction)
    )
    found = first(session, query.where(mine(session, SEAT), SEAT.c.token == token))
    return None if found is None else Seat(_account(found), found.begun, found.seen)


def touch(session: Session, token: str, *, at: datetime) -> None:
    """Remember that a seat asked for something."""
    write(session, update(SEAT).where(mine(session, SEAT), SEAT.c.token == token).values(seen=at))


def rise(session: Session, token: str) -> None:
    """Take a seat away."""
    write(session, delete(SEAT).where(mine(session, SEAT), SEAT.c.token == token))


def clear(session: Session, account: str) -> int:
    """Take every seat of an account away; say how many."""
    return write(session, delete(SEAT).where(mine(session, SEAT), SEAT.c.account == account))


def seats(session: Session, account: str) -> list[Found]:
    """When each seat of an account began and was last seen, the latest first."""
    query = select(SEAT.c.begun, SEAT.c.seen).where(mine(session, SEAT), SEAT.c.account == account)
    return list(read(session, query.order_by(SEAT.c.seen.desc())))


def _set(session: Session, name: str, values: dict[str, object]) -> bool:
    return write(session, update(ACCOUNT).where(mine(session, ACCOUNT), ACCOUNT.c.name == name).values(values)) == 1


def _fields(account: Account) -> dict[str, object]:
    return {name: getattr(account, name) for name in FIELDS}


def _account(row: Found) -> Account:
    return Account(**{name: getattr(row, name) for name in FIELDS})
