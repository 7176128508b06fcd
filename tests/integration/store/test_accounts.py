"""Accounts and seats: kept under their name, and a seat known only by the digest of its token."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine

from engine.nouns import Account, Role
from store import accounts, bindings
from store.bindings import Binding
from store.session import reading, transaction

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)
OFFICER = Account("wang", "王科长", Role.OFFICER)
CONTACT = Account("li", "李联络员", Role.CONTACT, agency="a01", person="p01")


def test_an_account_is_kept_under_its_name_once(office: Engine, here: str) -> None:
    with transaction(office, here) as session:
        assert accounts.open_account(session, OFFICER, "hash", at=NOON)
        assert not accounts.open_account(session, replace(OFFICER, title="别人"), "other", at=NOON)
        assert accounts.open_account(session, CONTACT, None, at=NOON)
    with reading(office, here) as session:
        assert accounts.listed(session) == [CONTACT, OFFICER]
        assert accounts.get(session, "wang") == OFFICER
        assert accounts.get(session, "nobody") is None
        assert accounts.secret_of(session, "wang") == "hash"
        assert accounts.secret_of(session, "li") is None


def test_what_is_true_of_an_account_changes(office: Engine, here: str) -> None:
    closed = replace(OFFICER, closed=True)
    with transaction(office, here) as session:
        accounts.open_account(session, OFFICER, "hash", at=NOON)
        assert accounts.change(session, closed, at=NOON)
        assert not accounts.change(session, CONTACT, at=NOON)
        assert accounts.change_secret(session, "wang", "new", at=NOON)
        assert accounts.get(session, "wang") == closed
        assert accounts.secret_of(session, "wang") == "new"


def test_a_seat_lasts_until_its_holder_rises_or_is_told_to(office: Engine, here: str) -> None:
    later = NOON + timedelta(minutes=5)
    with transaction(office, here) as session:
        accounts.open_account(session, OFFICER, "hash", at=NOON)
        for token in ("t1", "t2", "t3"):
            accounts.sit(session, token, "wang", at=NOON)
        accounts.touch(session, "t2", at=later)
        assert accounts.seat(session, "t2") == accounts.Seat(OFFICER, NOON, later)
        assert tuple(accounts.seats(session, "wang")[0]) == (NOON, later)
        accounts.rise(session, "t1")
        assert accounts.seat(session, "t1") is None
        assert accounts.clear(session, "wang") == 2
        assert accounts.seat(session, "t2") is None


def test_a_person_of_the_portal_is_one_account_and_an_account_one_person(office: Engine, here: str) -> None:
    portal = "https://portal.example"
    with transaction(office, here) as session:
        for each in (OFFICER, CONTACT):
            accounts.open_account(session, each, None, at=NOON)
        assert bindings.put(session, Binding("wang", portal, "8801"), at=NOON)
        assert not bindings.put(session, Binding("wang", portal, "8802"), at=NOON)
        assert not bindings.put(session, Binding("li", portal, "8801"), at=NOON)
    with transaction(office, here) as session:
        assert bindings.listed(session) == [Binding("wang", portal, "8801")]
        assert bindings.account_of(session, portal, "8801") == "wang"
        assert bindings.account_of(session, "https://other.example", "8801") is None
        assert bindings.drop(session, "wang")
        assert not bindings.drop(session, "wang")
