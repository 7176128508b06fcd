"""Every way into the house, for everybody: who gets in, who is turned away and who finds nothing there.

Each route says which deed it needs and what it is about; the answers are computed from POWERS, not recorded from a
run.  A route that is not in the table fails the test: whoever adds a page says here whom it is for.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from fastapi.routing import APIRoute

from duban.services import accounts, setup
from duban.services.powers import POWERS, Deed
from duban.services.register import directory
from duban.web.app import SCREENS
from engine.nouns import Account, Role
from tests.acceptance.conftest import House
from tests.acceptance.console.conftest import DAY, SECRET, Browser, doors

Open = Callable[..., Browser]
COLUMNS = "OILCXRA"
"""Officer, inspector, leader, contact whose it is, contact of another agency, reader, administrator."""
ROLES = (Role.OFFICER, Role.INSPECTOR, Role.LEADER, Role.CONTACT, Role.CONTACT, Role.READER, Role.ADMINISTRATOR)
PUBLIC = frozenset(
    {
        "GET /healthz", "GET /readyz", "GET /metrics", "GET /login", "POST /login", "POST /api/v1/seat",
        "GET /sso", "GET /sso/back", "GET /sso/leave",
        "GET /r/{token}", "POST /r/{token}", "POST /r/{token}/{number}", "GET /calendar/{token}.ics",
    }
)  # fmt: skip
"""Open to whoever comes; a signed link is a key of its own and has its own tests."""
NEEDS: dict[str, str] = {
    "GET /": "",
    "GET /api/openapi.json": "",
    "GET /api/v1/agencies": "look",
    "GET /api/v1/lamps": "look",
    "GET /api/v1/notices": "look",
    "GET /api/v1/obligations": "look",
    "GET /api/v1/obligations/{number}": "look @own",
    "GET /api/v1/obligations/{number}/explanation": "look @own",
    "GET /api/v1/tasks": "look",
    "GET /api/v1/tasks/{number}": "look @own",
    "POST /api/v1/tasks/{number}": "look @own",
    "GET /calendar": "look",
    "POST /calendar": "write_rules",
    "GET /charts": "look",
    "GET /charts.{kind}": "look",
    "GET /drafts": "write_rules",
    "GET /drafts.{kind}": "write_rules",
    "GET /drafts/{key}": "write_rules @absent",
    "POST /drafts/{key}/answer": "write_rules @absent",
    "POST /drafts/{key}/check": "write_rules @absent",
    "GET /drafts/{key}/difference": "write_rules @absent",
    "POST /drafts/{key}/difference": "write_rules @absent",
    "GET /drafts/{key}/difference.{kind}": "write_rules @absent",
    "POST /drafts/{key}/drop": "write_rules @absent",
    "POST /drafts/{key}/propose": "write_rules @absent",
    "POST /drafts/{key}/publish": "write_rules @absent",
    "GET /drafts/{key}/steps": "write_rules @absent",
    "GET /drafts/{key}/steps/{version}.yaml": "write_rules @absent",
    "GET /drafts/{key}/text": "write_rules @absent",
    "POST /drafts/{key}/text": "write_rules @absent",
    "GET /duty/{number}": "look @own",
    "GET /duty/{number}/case.zip": "search_log+look @own",
    "GET /evidence": "look",
    "POST /evidence": "work @agency",
    "GET /evidence.csv": "look",
    "GET /evidence.xlsx": "look",
    "GET /evidence/new": "work @agency",
    "GET /evidence/receipt": "look @own",
    "GET /evidence/{key}": "look @own",
    "POST /evidence/{key}": "work @absent",
    "GET /evidence/{key}/file": "look @own",
    "GET /hours": "work @agency",
    "POST /hours": "work @agency",
    "GET /hours/template.xlsx": "work @agency",
    "GET /hours/{key}": "look_at_people @absent",
    "GET /hours/{key}/annotated.xlsx": "look_at_people @absent",
    "GET /house": "keep_house",
    "GET /house/accounts": "keep_house",
    "POST /house/accounts": "keep_house",
    "GET /house/accounts.{kind}": "keep_house",
    "GET /house/accounts/{name}": "keep_house",
    "POST /house/accounts/{name}": "keep_house",
    "GET /house/bundle.zip": "keep_house",
    "GET /house/doctor": "keep_house",
    "POST /house/doctor": "keep_house",
    "GET /house/jobs": "keep_house",
    "GET /house/jobs.{kind}": "keep_house",
    "GET /house/log": "search_log",
    "GET /house/log.csv": "search_log",
    "GET /house/log.xlsx": "search_log",
    "GET /house/mail": "keep_house",
    "POST /house/mail": "keep_house",
    "GET /house/rounds": "keep_house",
    "GET /house/upkeep": "keep_house",
    "POST /house/upkeep": "keep_house",
    "GET /house/upkeep/{name}": "keep_house @absent",
    "GET /judging": "judge",
    "POST /judging/{number}": "judge",
    "GET /leader": "compare",
    "GET /leader.docx": "compare",
    "GET /leader.pdf": "compare",
    "GET /leader.{kind}": "compare",
    "POST /leader/release": "release @absent",
    "POST /leader/remark": "comment @absent",
    "GET /leader/repeats": "compare",
    "GET /leader/repeats.csv": "compare",
    "GET /leader/repeats.xlsx": "compare",
    "GET /ledger": "look",
    "GET /ledger.csv": "look",
    "GET /ledger.xlsx": "look",
    "POST /ledger/views": "look",
    "GET /letters": "search_log",
    "GET /letters.csv": "search_log",
    "GET /letters.xlsx": "search_log",
    "GET /letters/{key}": "search_log",
    "POST /letters/{key}": "judge",
    "GET /letters/{key}/mail.eml": "search_log",
    "POST /logout": "",
    "GET /matrix": "look",
    "GET /matrix.{kind}": "look",
    "GET /mine": "work @agency",
    "GET /mine.csv": "work @agency",
    "GET /mine.ics": "work @agency",
    "GET /mine.xlsx": "work @agency",
    "POST /mine/accept": "work @absent",
    "GET /mine/calendar": "work @agency",
    "POST /mine/calendar": "work @agency",
    "GET /mine/deputies": "work @agency",
    "POST /mine/deputies": "work @agency",
    "POST /mine/entrust": "work @absent",
    "GET /mine/year.xlsx": "work @agency",
    "GET /notices": "look",
    "GET /notices.csv": "look",
    "GET /notices.xlsx": "look",
    "GET /notices/{key}": "look @own",
    "POST /notices/{key}": "release @own",
    "GET /notices/{key}/mail.html": "look @own",
    "GET /notices/{key}/paper.docx": "look @own",
    "GET /notices/{key}/paper.pdf": "look @own",
    "GET /packs": "look",
    "GET /packs.{kind}": "look",
    "GET /packs/published/{called}": "look @absent",
    "GET /packs/published/{called}/text": "look @absent",
    "POST /packs/revise": "write_rules @absent",
    "GET /packs/shipped/{name}": "look @absent",
    "POST /packs/take": "write_rules @absent",
    "GET /petitions": "look",
    "GET /petitions.csv": "look",
    "GET /petitions.xlsx": "look",
    "GET /plans": "write_rules",
    "POST /plans": "write_rules",
    "GET /plans.{kind}": "write_rules",
    "GET /plans/{sha256}": "write_rules @absent",
    "POST /plans/{sha256}/draft": "write_rules @absent",
    "GET /plans/{sha256}/units.xlsx": "write_rules @absent",
    "GET /roster": "look|keep_roster",
    "GET /roster.csv": "look|keep_roster",
    "GET /roster.xlsx": "look|keep_roster",
    "GET /roster/agency/{id_}": "look|keep_roster @own",
    "GET /roster/agency/{id_}/days.ics": "look @own",
    "GET /roster/changes": "look|keep_roster",
    "GET /roster/changes.{kind}": "look|keep_roster",
    "GET /roster/import": "keep_roster",
    "GET /roster/import/agencies.xlsx": "keep_roster",
    "GET /roster/import/people.xlsx": "keep_roster",
    "POST /roster/import": "keep_roster",
    "GET /roster/people": "look_at_people|keep_roster",
    "GET /roster/people.csv": "look_at_people|keep_roster",
    "GET /roster/people.xlsx": "look_at_people|keep_roster",
    "GET /scores": "compare",
    "POST /scores": "rank",
    "GET /scores.csv": "compare",
    "GET /scores.xlsx": "compare",
    "GET /secret": "",
    "POST /secret": "",
    "POST /sending": "silence",
    "GET /silences": "silence",
    "POST /silences": "silence",
    "GET /silences.{kind}": "silence",
    "POST /silences/{key}/end": "silence",
    "GET /simulate": "write_rules",
    "POST /simulate": "write_rules",
    "GET /simulate/{name}": "write_rules @absent",
    "GET /simulate/{name}/list": "write_rules @absent",
    "GET /simulate/{name}/list.{kind}": "write_rules @absent",
    "GET /simulate/{name}/table.{kind}": "write_rules @absent",
    "GET /task/{number}": "look @own",
    "POST /task/{number}": "look @own",
    "GET /tasks": "look",
    "GET /tasks.csv": "look",
    "GET /tasks.xlsx": "look",
    "POST /tasks/together": "judge",
    "GET /today": "look",
    "GET /training": "look_at_people",
    "GET /training.{kind}": "look_at_people",
    "GET /training/{number}": "look_at_people @absent",
    "GET /training/{number}/people.{kind}": "look_at_people @absent",
    "GET /training/{number}/person": "look_at_people @absent",
    "GET /view": "",
}
"""What each route needs: a deed, one of several (|) or all of them (+), nothing for whoever signed in; and, after @,

    own      it is about a thing of the contact's own agency, so that another agency's contact finds nothing there;
    absent   it is asked for a thing that is not there, so that whoever may ask finds nothing;
    agency   it is for those who work for an agency, whatever their deeds.
"""
LAST = "POST /logout"
FORM = {"task": "?", "serves": "no", "seen": "1", "called": "?", "name": "?"}
"""What some forms cannot do without; it stands for nothing that is there."""
SIGN = {401: "?", 403: "-", 404: "0"}
"""- is turned away, 0 finds nothing there, + gets in; one sign for each of COLUMNS."""


def may(role: Role, deeds: str) -> bool:
    """Whether POWERS lets a role do what a route needs."""
    if "|" in deeds:
        return any(role in POWERS[Deed(each)] for each in deeds.split("|"))
    return all(role in POWERS[Deed(each)] for each in deeds.split("+") if each)


def expected(needs: str) -> str:
    """The signs of a route, from POWERS and the place of what it is about."""
    deeds, _, place = (part.strip() for part in needs.partition("@"))
    signs = ""
    for column, role in zip(COLUMNS, ROLES, strict=True):
        if not may(role, deeds) or (place == "agency" and column not in "CX"):
            signs += "-"
        else:
            signs += "0" if place == "absent" or (place == "own" and column == "X") else "+"
    return signs


def routes() -> list[str]:
    found = [each for router in SCREENS for each in router.routes if isinstance(each, APIRoute)]
    return [f"{method} {each.path}" for each in found for method in sorted(each.methods)]


def test_every_route_is_in_the_table_once() -> None:
    assert sorted(routes()) == sorted([*PUBLIC, *NEEDS])


def test_the_table_is_not_all_alike() -> None:
    assert expected("look @own") == "++++0+-"
    assert expected("work @agency") == "---++--"
    assert expected("search_log+look @own") == "++-----"
    assert expected("look|keep_roster") == "+++++++"
    assert expected("write_rules @absent") == "0------"


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
    return re.sub(r"\{\w+\}", "99999999", path.replace(".{kind}", ".csv"))


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
    assert found == {route: expected(NEEDS[route]) for route in found}


def test_another_jurisdiction_finds_nothing_of_ours(
    office_hours: House, things: dict[str, str], clock: list[datetime]
) -> None:
    elsewhere = replace(office_hours, settings=office_hours.settings.model_copy(update={"jurisdiction": "另一区"}))
    setup.init(elsewhere.database, elsewhere.settings, by="管理员", now=elsewhere.at(DAY, 8))
    with doors(elsewhere, clock) as open_browser:
        officer, administrator = open_browser(Role.OFFICER), open_browser(Role.ADMINISTRATOR)
        token = officer.client.post("/api/v1/seat", json={"name": "officer-1", "secret": SECRET}).json()["token"]
        ours = [
            route for route, needs in NEEDS.items() if needs.endswith("@own") and may(Role.OFFICER, needs.split()[0])
        ]
        assert len(ours) > 15
        for route in ours:
            assert knock(officer, route, things, token).status_code == 404, route
        listed = officer.page("/ledger") + officer.page("/tasks") + officer.page("/notices") + officer.page("/letters")
        assert listed.count("共 0 ") == 4
        assert "reader-1" not in administrator.page("/house/accounts")


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
            assert answer.status_code in (401, 403, 422), route
            assert "set-cookie" not in answer.headers, route
