"""The console as a browser sees it: the real application on a real database, and somebody signed in."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from time import sleep
from typing import Any

import pytest
from fastapi.testclient import TestClient

from duban.clock import SHANGHAI
from duban.services import accounts
from duban.web.app import build
from engine.nouns import Account, Role
from tests.acceptance.conftest import House
from tests.acceptance.console.browsers import launched

SECRET = "河道巡查每季一次记台账2026"
DAY = date(2026, 3, 16)
OF_AGENCY = {Role.CONTACT: "区司法局"}


@dataclass
class Browser:
    """A browser with its cookies, and the word that its forms carry."""

    client: TestClient
    csrf: str = ""

    def get(self, path: str, **more: Any) -> Any:
        return self.client.get(path, follow_redirects=False, **more)

    def post(self, path: str, **fields: str) -> Any:
        return self.client.post(path, data={"csrf": self.csrf, **fields}, follow_redirects=False)

    def page(self, path: str) -> str:
        """The text of a page that must be there, when what it waits for is worked out."""
        answer = self.client.get(path)
        for _ in range(600):
            if 'id="progress"' not in answer.text:
                break
            sleep(0.1)
            answer = self.client.get(path)
        assert answer.status_code == 200, f"{path}: {answer.status_code} {answer.text[-300:]}"
        return str(answer.text)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """A real browser."""
    with launched() as started:
        yield started


@pytest.fixture
def office_hours(sqlite_house: House) -> House:
    """An office in the middle of March, swept that morning."""
    sqlite_house.sweep(DAY)
    return sqlite_house


@pytest.fixture
def clock() -> list[datetime]:
    """What the console's clock says, for a story to set."""
    return [datetime.combine(DAY, time(10, 30), tzinfo=SHANGHAI)]


@pytest.fixture
def browser(office_hours: House, clock: list[datetime]) -> Iterator[Callable[..., Browser]]:
    """Open a browser; with a role, signed in as somebody of that role."""
    with doors(office_hours, clock) as open_browser:
        yield open_browser


@contextmanager
def doors(house: House, clock: list[datetime]) -> Iterator[Callable[..., Browser]]:
    """The console of a house, for as many browsers as a story has people."""
    opened = build(house.settings, lambda: clock[0])

    def open_browser(role: Role | None = None) -> Browser:
        client = TestClient(opened, base_url="http://duban.test")
        found = Browser(client)
        if role is None:
            return found
        name = f"{role.value}-1"
        if name not in {each.name for each in accounts.listed(house.database, house.settings)}:
            account = Account(name, f"某{role.value}", role, OF_AGENCY.get(role))
            accounts.open_account(house.database, house.settings, account, SECRET, by="试", now=clock[0])
        answer = found.post("/login", name=name, secret=SECRET)
        assert answer.status_code == 303, answer.text
        found.csrf = _word(client)
        return found

    with TestClient(opened):
        yield open_browser


def _word(client: TestClient) -> str:
    """The word that the forms of this seat carry, as any page has it."""
    found = re.search(r'name="csrf" value="(\w+)"', client.get("/ledger").text + client.get("/house").text)
    return found.group(1) if found else ""
