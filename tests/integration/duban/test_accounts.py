"""Signing in: with the right secret, for as long as the seat lasts, and never by what the tables hold."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from duban.services import accounts, setup
from duban.services.register import directory
from duban.settings import Settings
from engine.nouns import Account, Role
from engine.source import Refused
from store import events
from store.session import reading

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)
SECRET = "河道巡查每季一次记台账2026"
OFFICER = Account("wang", "王科长", Role.OFFICER)
HERE = Settings(jurisdiction="青山区")


@pytest.fixture
def house(database: Engine, tmp_path: Path) -> Engine:
    setup.init(database, HERE, by="试", now=NOON)
    agencies = tmp_path / "agencies.csv"
    agencies.write_text("id,name\na01,区水务局\n", encoding="utf-8")
    directory.load_agencies(database, HERE, agencies, by="试", on=NOON.date(), now=NOON)
    accounts.open_account(database, HERE, OFFICER, SECRET, by="管理员", now=NOON)
    return database


def code_of(act: Callable[[], object]) -> str:
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.code


def test_the_right_secret_opens_a_seat_that_ends(house: Engine) -> None:
    token = accounts.sign_in(house, HERE, "wang", SECRET, now=NOON)
    assert accounts.seated(house, HERE, token, now=NOON) == OFFICER
    assert accounts.seated(house, HERE, "made up", now=NOON) is None
    for minutes in range(0, 12 * 60, 100):  # seen again and again, it lasts half a day
        assert accounts.seated(house, HERE, token, now=NOON + timedelta(minutes=minutes)) == OFFICER
    assert accounts.seated(house, HERE, token, now=NOON + timedelta(hours=12, minutes=1)) is None


def test_a_seat_that_nobody_uses_lapses(house: Engine) -> None:
    token = accounts.sign_in(house, HERE, "wang", SECRET, now=NOON)
    assert accounts.seated(house, HERE, token, now=NOON + timedelta(hours=2, seconds=1)) is None


def test_a_wrong_secret_and_a_wrong_name_are_told_alike(house: Engine) -> None:
    with pytest.raises(Refused) as by_secret:
        accounts.sign_in(house, HERE, "wang", "不是这个口令也不短", now=NOON)
    with pytest.raises(Refused) as by_name:
        accounts.sign_in(house, HERE, "zhao", SECRET, now=NOON)
    assert by_secret.value.message == by_name.value.message
    with reading(house, HERE.jurisdiction) as session:
        kinds = [(event.kind, event.subject) for event in events.since(session)]
    assert kinds[-2:] == [("account.refused", "account:wang"), ("account.refused", "account:?")]


def test_neither_secret_nor_token_is_in_the_tables(house: Engine) -> None:
    token = accounts.sign_in(house, HERE, "wang", SECRET, now=NOON)
    with house.connect() as connection:
        kept = [
            str(row)
            for name in ("account", "seat", "event")
            for row in connection.execute(text(f"SELECT * FROM {name}"))
        ]
    assert kept
    assert not any(SECRET in row or token in row for row in kept)


WEAK = {
    "短口令": "X602",
    "长" * 129: "X602",
    "wang-wang-wang-2026": "X605",
    "aaaaaaaaaaaaa": "X605",
    "password1234": "X605",
}


@pytest.mark.parametrize(("secret", "code"), WEAK.items())
def test_a_weak_secret_is_refused(house: Engine, secret: str, code: str) -> None:
    assert code_of(lambda: accounts.change_secret(house, HERE, "wang", secret, by="王", now=NOON)) == code


def test_an_account_that_is_closed_or_changed_loses_its_seats(house: Engine) -> None:
    token = accounts.sign_in(house, HERE, "wang", SECRET, now=NOON)
    accounts.change_account(house, HERE, "wang", role=Role.INSPECTOR, by="管理员", now=NOON)
    assert accounts.seated(house, HERE, token, now=NOON) is None
    token = accounts.sign_in(house, HERE, "wang", SECRET, now=NOON)
    assert accounts.sign_out_everywhere(house, HERE, "wang", by="管理员", now=NOON) == 1
    assert accounts.seated(house, HERE, token, now=NOON) is None
    accounts.change_account(house, HERE, "wang", closed=True, by="管理员", now=NOON)
    assert code_of(lambda: accounts.sign_in(house, HERE, "wang", SECRET, now=NOON)) == "X610"
    assert [each.closed for each in accounts.listed(house, HERE)] == [True]


def test_a_contact_belongs_to_an_agency_of_the_register(house: Engine) -> None:
    contact = Account("li", "李联络员", Role.CONTACT)

    def opened(account: Account) -> Account:
        return accounts.open_account(house, HERE, account, SECRET, by="管理员", now=NOON)

    assert code_of(lambda: opened(contact)) == "X606"
    assert code_of(lambda: opened(replace(contact, agency="区渔业局"))) == "X404"
    assert code_of(lambda: opened(replace(OFFICER, title="又一个"))) == "X601"
    assert code_of(lambda: opened(Account("root", "系统", Role.SYSTEM))) == "X603"
    assert opened(replace(contact, agency="区水务局")).agency == "a01"
