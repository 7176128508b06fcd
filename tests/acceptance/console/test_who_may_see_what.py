"""Every way into the house, for everybody: one table says who gets in, who is turned away and who finds nothing there.

A route that is not in the table fails the test: whoever adds a page says here whom it is for.
"""

import re
from collections.abc import Callable
from typing import Any

import pytest
from fastapi.routing import APIRoute

from duban.services import accounts
from duban.services.register import directory
from duban.web.app import SCREENS
from engine.nouns import Account, Role
from tests.acceptance.conftest import House
from tests.acceptance.console.conftest import DAY, SECRET, Browser

Open = Callable[..., Browser]
COLUMNS = "OILCXRA"
"""Officer, inspector, leader, contact whose it is, contact of another agency, reader, administrator."""
ROLES = (Role.OFFICER, Role.INSPECTOR, Role.LEADER, Role.CONTACT, Role.CONTACT, Role.READER, Role.ADMINISTRATOR)
PUBLIC = frozenset(
    {
        "GET /healthz", "GET /readyz", "GET /metrics", "GET /login", "POST /login", "POST /api/v1/seat",
        "GET /r/{token}", "POST /r/{token}", "POST /r/{token}/{number}", "GET /calendar/{token}.ics",
    }
)  # fmt: skip
"""Open to whoever comes; a signed link is a key of its own and has its own tests."""
TABLE: dict[str, str] = {
    "GET /": "+++++++",
    "GET /api/openapi.json": "+++++++",
    "GET /api/v1/agencies": "++++++-",
    "GET /api/v1/lamps": "++++++-",
    "GET /api/v1/notices": "++++++-",
    "GET /api/v1/obligations": "++++++-",
    "GET /api/v1/obligations/{number}": "++++0+-",
    "GET /api/v1/obligations/{number}/explanation": "++++0+-",
    "GET /api/v1/tasks": "++++++-",
    "GET /api/v1/tasks/{number}": "++++0+-",
    "POST /api/v1/tasks/{number}": "++++0+-",
    "GET /calendar": "++++++-",
    "POST /calendar": "+------",
    "GET /drafts": "+------",
    "GET /drafts/{key}": "0------",
    "POST /drafts/{key}/answer": "0------",
    "POST /drafts/{key}/check": "0------",
    "GET /drafts/{key}/difference": "0------",
    "POST /drafts/{key}/drop": "0------",
    "POST /drafts/{key}/propose": "0------",
    "POST /drafts/{key}/publish": "0------",
    "GET /drafts/{key}/steps": "0------",
    "GET /drafts/{key}/steps/{version}.yaml": "0------",
    "GET /drafts/{key}/text": "0------",
    "POST /drafts/{key}/text": "0------",
    "GET /duty/{number}": "++++0+-",
    "GET /duty/{number}/case.zip": "++-----",
    "GET /evidence": "++++++-",
    "POST /evidence": "---++--",
    "GET /evidence.csv": "++++++-",
    "GET /evidence.xlsx": "++++++-",
    "GET /evidence/new": "---++--",
    "GET /evidence/receipt": "++++0+-",
    "GET /evidence/{key}": "++++0+-",
    "POST /evidence/{key}": "0--00--",
    "GET /evidence/{key}/file": "++++0+-",
    "GET /hours": "---++--",
    "POST /hours": "---++--",
    "GET /hours/template.xlsx": "---++--",
    "GET /hours/{key}": "00-00--",
    "GET /hours/{key}/annotated.xlsx": "00-00--",
    "GET /house": "------+",
    "GET /house/accounts": "------+",
    "POST /house/accounts": "------+",
    "GET /house/accounts/{name}": "------+",
    "POST /house/accounts/{name}": "------+",
    "GET /house/bundle.zip": "------+",
    "GET /house/doctor": "------+",
    "GET /house/log": "++----+",
    "GET /house/log.csv": "++----+",
    "GET /house/log.xlsx": "++----+",
    "GET /house/mail": "------+",
    "POST /house/mail": "------+",
    "GET /house/rounds": "------+",
    "GET /judging": "+------",
    "POST /judging/{number}": "+++++++",
    "GET /leader": "+++----",
    "GET /leader.docx": "+++----",
    "GET /leader.pdf": "+++----",
    "POST /leader/release": "0-0----",
    "POST /leader/remark": "000000-",
    "GET /ledger": "++++++-",
    "GET /ledger.csv": "++++++-",
    "GET /ledger.xlsx": "++++++-",
    "POST /ledger/views": "++++++-",
    "GET /letters": "++----+",
    "GET /letters.csv": "++----+",
    "GET /letters.xlsx": "++----+",
    "GET /letters/{key}": "++----+",
    "POST /letters/{key}": "+------",
    "GET /letters/{key}/mail.eml": "++----+",
    "POST /logout": "+++++++",
    "GET /matrix": "++++++-",
    "GET /mine": "---++--",
    "GET /mine.csv": "---++--",
    "GET /mine.ics": "---++--",
    "GET /mine.xlsx": "---++--",
    "POST /mine/accept": "0--00--",
    "GET /mine/calendar": "---++--",
    "POST /mine/calendar": "---++--",
    "GET /mine/deputies": "---++--",
    "POST /mine/deputies": "---++--",
    "POST /mine/entrust": "0--00--",
    "GET /mine/year.xlsx": "---++--",
    "GET /notices": "++++++-",
    "GET /notices.csv": "++++++-",
    "GET /notices.xlsx": "++++++-",
    "GET /notices/{key}": "++++0+-",
    "POST /notices/{key}": "++++0+-",
    "GET /notices/{key}/mail.html": "++++0+-",
    "GET /notices/{key}/paper.pdf": "++++0+-",
    "GET /packs": "++++++-",
    "GET /packs/published/{called}": "++++++-",
    "GET /packs/published/{called}/text": "++++++-",
    "POST /packs/revise": "+------",
    "GET /packs/shipped/{name}": "++++++-",
    "POST /packs/take": "+------",
    "GET /petitions": "++++++-",
    "GET /petitions.csv": "++++++-",
    "GET /petitions.xlsx": "++++++-",
    "GET /plans": "+------",
    "POST /plans": "+------",
    "GET /plans/{sha256}": "0------",
    "POST /plans/{sha256}/draft": "0------",
    "GET /roster": "+++++++",
    "GET /roster.csv": "+++++++",
    "GET /roster.xlsx": "+++++++",
    "GET /roster/agency/{id_}": "++++0++",
    "GET /roster/changes": "+++++++",
    "GET /roster/import": "+-----+",
    "POST /roster/import": "+-----+",
    "GET /roster/people": "+++++++",
    "GET /roster/people.csv": "+++++++",
    "GET /roster/people.xlsx": "+++++++",
    "GET /scores": "+++----",
    "POST /scores": "+++----",
    "GET /scores.csv": "+++----",
    "GET /scores.xlsx": "+++----",
    "GET /secret": "+++++++",
    "POST /secret": "+++++++",
    "POST /sending": "+------",
    "GET /silences": "+------",
    "POST /silences": "+------",
    "POST /silences/{key}/end": "+------",
    "GET /simulate": "+------",
    "POST /simulate": "+------",
    "GET /simulate/{name}": "0------",
    "GET /simulate/{name}/list": "0------",
    "GET /simulate/{name}/table.{kind}": "0------",
    "GET /task/{number}": "++++0+-",
    "POST /task/{number}": "++++0+-",
    "GET /tasks": "++++++-",
    "GET /tasks.csv": "++++++-",
    "GET /tasks.xlsx": "++++++-",
    "POST /tasks/together": "+------",
    "GET /today": "++++++-",
    "GET /view": "+++++++",
}
"""+ gets in, - is turned away (403), 0 finds nothing there (404); one sign for each of COLUMNS."""
LAST = "POST /logout"
FORM = {"task": "?", "serves": "no", "seen": "1", "called": "?", "name": "?"}
"""What some forms cannot do without; it stands for nothing that is there."""
SIGN = {401: "?", 403: "-", 404: "0"}


def routes() -> list[str]:
    found = [each for router in SCREENS for each in router.routes if isinstance(each, APIRoute)]
    return [f"{method} {each.path}" for each in found for method in sorted(each.methods)]


def test_every_route_is_in_the_table_once() -> None:
    assert sorted(routes()) == sorted([*PUBLIC, *TABLE])
    assert {len(cells) for cells in TABLE.values()} == {len(COLUMNS)}


@pytest.fixture
def everybody(browser: Open, office_hours: House) -> dict[str, Browser]:
    """A browser for each column."""
    found = {column: browser(role) for column, role in zip(COLUMNS, ROLES, strict=True) if column != "X"}
    other = Account("contact-2", "别单位的", Role.CONTACT, "区教育局")
    at = office_hours.at(DAY, 9)
    accounts.open_account(office_hours.database, office_hours.settings, other, SECRET, by="试", now=at)
    found["X"] = browser()
    found["X"].post("/login", name="contact-2", secret=SECRET)
    page = found["X"].page("/ledger")
    found["X"].csrf = re.search(r'name="csrf" value="(\w+)"', page).group(1)  # type: ignore[union-attr]
    return found


@pytest.fixture
def things(everybody: dict[str, Browser], office_hours: House) -> dict[str, str]:
    """One thing of each kind that belongs to the contact's own agency, by the path that leads to it."""
    contact, officer = everybody["C"], everybody["O"]
    office_hours.send(DAY)
    task = first(contact.page("/tasks"), r'href="/task/([^"?]+)"')
    handed_in = contact.client.post(
        "/evidence",
        data={"csrf": contact.csrf, "task": task},
        files={"files": ("台账.txt", "一、已办".encode(), "text/plain")},
        follow_redirects=False,
    )
    assert handed_in.status_code == 303, handed_in.text
    agencies = directory.roster(office_hours.database, office_hours.settings).agencies
    return {
        "/task/": task,
        "/tasks/": task,
        "/judging/": task,
        "/duty/": first(contact.page("/ledger"), r'href="/duty/(\w+)"'),
        "/obligations/": first(contact.page("/ledger"), r'href="/duty/(\w+)"'),
        "/notices/": first(contact.page("/notices"), r'href="/notices/(\w+)"'),
        "/letters/": first(officer.page("/letters"), r'href="/letters/([^"?]+)"'),
        "/evidence/": handed_in.headers["location"].partition("key=")[2],
        "/accounts/": "reader-1",
        "/agency/": next(each.id for each in agencies if each.name == "区司法局"),
    }


def first(page: str, pattern: str) -> str:
    found = re.search(pattern, page)
    assert found, pattern
    return found.group(1)


def address(route: str, things: dict[str, str]) -> str:
    """The path of a route with a real thing where there is one, else with a name that stands for nothing."""
    path = route.split()[1]
    for before, thing in things.items():
        path = re.sub(rf"({re.escape(before)})\{{\w+\}}", lambda found, thing=thing: found.group(1) + thing, path)
    return re.sub(r"\{\w+\}", "99999999", path)


def knock(browser: Browser, route: str, things: dict[str, str], token: str) -> Any:
    method, path = route.split()[0], address(route, things)
    headers = {"Authorization": f"Bearer {token}"} if path.startswith("/api/") else {}
    given: dict[str, Any] = {"headers": headers, "follow_redirects": False}
    if method == "POST":
        given |= {"json": {"deed": "?"}} if headers else {"data": {"csrf": browser.csrf, **FORM}}
    if path == "/evidence/receipt":
        given["params"] = {"key": things["/evidence/"]}
    return browser.client.request(method, path, **given)


def test_everybody_gets_in_where_the_table_says_and_nowhere_else(
    everybody: dict[str, Browser], things: dict[str, str]
) -> None:
    tokens = {}
    for column, browser in everybody.items():
        name = "contact-2" if column == "X" else f"{ROLES[COLUMNS.index(column)].value}-1"
        tokens[column] = browser.client.post("/api/v1/seat", json={"name": name, "secret": SECRET}).json()["token"]
    found = {}
    for route in sorted(set(routes()) - PUBLIC, key=lambda each: (each == LAST, each.startswith("POST"), each)):
        signs = ""
        for column in COLUMNS:
            answer = knock(everybody[column], route, things, tokens[column])
            where = (route, column, answer.text[-300:])
            assert answer.status_code not in (401, 422), where
            assert answer.status_code < 500, where
            signs += SIGN.get(answer.status_code, "+")
        found[route] = signs
    assert found == {route: TABLE[route] for route in found if route in TABLE}


def test_whoever_has_not_signed_in_is_shown_the_door(browser: Open) -> None:
    stranger, nothing = browser(), dict[str, str]()
    for route in sorted(set(routes()) - PUBLIC):
        method, path = route.split()[0], address(route, nothing)
        answer = stranger.client.request(method, path, follow_redirects=False)
        if path.startswith("/api/"):
            assert answer.status_code in (401, 422), route
        elif method == "GET":
            assert (answer.status_code, answer.headers.get("location", "")[:6]) == (303, "/login"), route
        else:
            assert answer.status_code in (303, 403, 422), route
            assert "set-cookie" not in answer.headers, route
