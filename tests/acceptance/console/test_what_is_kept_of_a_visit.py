"""What a visit leaves behind: hashes for secrets, digests for tokens, seats that end, no page kept, no key in a log."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from duban.services.post import receipts
from engine.nouns import Role
from store import accounts, letters
from store.session import reading, transaction
from tests.acceptance.conftest import House
from tests.acceptance.console.conftest import DAY, SECRET, Browser, doors

Open = Callable[..., Browser]
SEAT = "seat"
PAGES = {
    Role.OFFICER: ("/today", "/ledger", "/ledger.csv", "/nowhere", "/house"),
    Role.CONTACT: ("/mine", "/mine.xlsx", "/mine.ics", "/evidence/new"),
    Role.ADMINISTRATOR: ("/house/log", "/house/accounts"),
}


def token_of(browser: Browser) -> str:
    """What the browser's cookie of the seat says."""
    (token,) = [value for name, value in browser.client.cookies.items() if len(value) > 40 and SEAT in name]
    return token


def bytes_of(house: House) -> bytes:
    """Every byte of the database's files."""
    return b"".join(file.read_bytes() for file in Path(house.folder).glob("*.db*"))


def test_a_secret_is_kept_as_argon2id_with_a_salt_of_its_own(browser: Open, office_hours: House) -> None:
    for role in (Role.OFFICER, Role.LEADER):
        browser(role)
    with reading(office_hours.database, office_hours.settings.jurisdiction) as session:
        kept = [accounts.secret_of(session, f"{role.value}-1") or "" for role in (Role.OFFICER, Role.LEADER)]
    assert kept[0] != kept[1]
    assert all(each.startswith("$argon2id$v=19$m=65536,t=") for each in kept)
    assert SECRET.encode() not in bytes_of(office_hours)


def test_of_a_seat_only_a_digest_is_kept_and_each_sign_in_has_one_of_its_own(
    browser: Open, office_hours: House
) -> None:
    first = browser(Role.OFFICER)
    chosen = token_of(first)
    again = browser()
    again.client.cookies.update(first.client.cookies)  # whoever slipped a known seat to a visitor knows none after
    assert again.post("/login", name="officer-1", secret=SECRET).status_code == 303
    tokens = {chosen, *(value for value in again.client.cookies.values() if len(value) > 40)}
    assert len(tokens) == 2
    for token in tokens:
        assert token.encode() not in bytes_of(office_hours)


@pytest.mark.parametrize(("pause", "most"), [(timedelta(hours=2, minutes=1), 1), (timedelta(minutes=90), 9)])
def test_a_seat_ends_when_it_is_left_alone_and_after_half_a_day(
    pause: timedelta, most: int, browser: Open, clock: list[datetime]
) -> None:
    officer, opened = browser(Role.OFFICER), 0
    while officer.get("/today").status_code == 200:
        clock[0] += pause
        opened += 1
    assert opened == most
    assert officer.get("/today").headers["location"].startswith("/login")


def test_no_answer_is_kept_by_a_browser_or_on_the_way(browser: Open) -> None:
    answers = [browser().get("/login"), *(browser(role).get(path) for role, some in PAGES.items() for path in some)]
    assert {answer.headers["cache-control"] for answer in answers} == {"no-store"}


def test_the_log_names_the_route_and_never_the_key_in_an_address(office_hours: House, clock: list[datetime]) -> None:
    office_hours.send(DAY)
    settings = office_hours.settings.model_copy(update={"public_url": "http://duban.test"})
    with transaction(office_hours.database, settings.jurisdiction) as session:
        link = str(receipts.link_of(session, settings, letters.find(session)[0].message_id))
    house = House(office_hours.database, settings, office_hours.folder)
    with doors(house, clock) as browser, capture_logs() as lines:
        contact = browser(Role.CONTACT)
        assert browser().get(link.removeprefix("http://duban.test")).status_code == 200
        contact.page("/mine?text=%E7%94%B2")
    routes = {str(line["route"]) for line in lines if line["event"] == "request"}
    assert {"/r/{token}", "/mine", "/login"} <= routes
    for kept in (link.rpartition("/")[2], SECRET, "甲", token_of(contact)):
        assert kept not in str(lines)
