"""A program asks through the interface: it sees and may do what the account it signs in with sees and may do."""

import os
from collections.abc import Callable
from typing import Any

import pytest
import schemathesis
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from engine.nouns import Role
from tests.acceptance.console.conftest import SECRET, Browser

Open = Callable[..., Browser]
MOST = int(os.environ.get("DUBAN_API_EXAMPLES", "4"))
"""How often each operation is asked."""


class Program:
    """A program with the token of an account."""

    def __init__(self, browser: Browser, role: Role) -> None:
        self.client: TestClient = browser.client
        answer = self.client.post("/api/v1/seat", json={"name": f"{role.value}-1", "secret": SECRET})
        assert answer.status_code == 200, answer.text
        self.client.cookies.clear()
        self.headers = {"Authorization": f"Bearer {answer.json()['token']}"}

    def get(self, path: str, status: int = 200, **asked: Any) -> Any:
        answer = self.client.get(f"/api/v1{path}", params=asked, headers=self.headers)
        assert answer.status_code == status, answer.text
        return answer.json()

    def post(self, path: str, status: int = 200, key: str | None = None, **said: Any) -> Any:
        headers = self.headers | ({"Idempotency-Key": key} if key else {})
        answer = self.client.post(f"/api/v1{path}", json=said, headers=headers)
        assert answer.status_code == status, answer.text
        return answer.json()


@pytest.fixture
def program(browser: Open) -> Callable[[Role], Program]:
    return lambda role: Program(browser(role), role)


Ask = Callable[[Role], Program]


def test_nothing_is_told_without_a_token_and_a_cookie_is_none(browser: Open) -> None:
    signed_in = browser(Role.OFFICER).client
    for path in ("/obligations", "/tasks", "/notices", "/agencies", "/lamps"):
        answer = signed_in.get(f"/api/v1{path}")
        assert (answer.status_code, answer.json()["code"]) == (401, "X730")
    assert signed_in.get("/api/openapi.json").status_code == 401
    wrong = signed_in.post("/api/v1/seat", json={"name": "officer-1", "secret": "不是这个"})
    assert (wrong.status_code, wrong.json()["code"]) == (401, "X610")


def test_the_lamps_add_up_to_the_list(program: Ask) -> None:
    officer = program(Role.OFFICER)
    counts, listed = officer.get("/lamps"), officer.get("/obligations")
    assert sum(each["many"] for each in counts["lamps"]) + counts["unseen"] == counts["total"] == listed["total"] > 0
    for each in counts["lamps"]:
        assert officer.get("/obligations", lamp=each["lamp"]["colour"])["total"] == each["many"]


def test_one_duty_is_told_with_the_reasons_for_its_verdict(program: Ask) -> None:
    officer = program(Role.OFFICER)
    first = officer.get("/obligations")["lines"][0]
    one, why = officer.get(f"/obligations/{first['key']}"), officer.get(f"/obligations/{first['key']}/explanation")
    assert (one["matter"], one["agency"]) == (first["matter"], first["agency"])
    assert one["standing"] == why["verdict"] == first["standing"]
    assert why["due"]


def test_a_contact_asks_only_about_his_own_agency(program: Ask) -> None:
    officer, contact = program(Role.OFFICER), program(Role.CONTACT)
    every = officer.get("/agencies")
    (own,) = contact.get("/agencies")
    assert own["name"] == "区司法局"
    assert own in every
    for path in ("/obligations", "/tasks", "/notices"):
        lines = contact.get(path)["lines"]
        assert {each["agency_id"] for each in lines} <= {own["id"]}, path
    theirs = next(each for each in officer.get("/tasks")["lines"] if each["agency_id"] != own["id"])
    assert contact.get(f"/tasks/{theirs['key']}", 404)["code"] == "X621"
    assert contact.get(f"/obligations/{theirs['obligation']}", 404)["code"] == "X621"
    assert contact.post(f"/tasks/{theirs['key']}", 404, deed="accept")["code"] == "X621"


def test_the_same_key_acts_once(program: Ask) -> None:
    contact = program(Role.CONTACT)
    task = contact.get("/tasks", state="assigned")["lines"][0]["key"]
    assert "accept" in {each["deed"] for each in contact.get(f"/tasks/{task}")["deeds"] if each["code"] is None}
    first = contact.post(f"/tasks/{task}", key="accept-1", deed="accept")
    again = contact.post(f"/tasks/{task}", key="accept-1", deed="accept")
    assert (first["version"], first["task"]["state"]) == (again["version"], "in_progress")
    assert contact.post(f"/tasks/{task}", 409, deed="accept")["code"] == "W101"
    assert contact.post(f"/tasks/{task}", 409, deed="remark.of.nobody")["code"] == "X633"


def test_nothing_is_done_on_a_past_day_and_the_administrator_sees_no_duties(program: Ask) -> None:
    contact, keeper = program(Role.CONTACT), program(Role.ADMINISTRATOR)
    task = contact.get("/tasks", state="assigned")["lines"][0]["key"]
    assert contact.get("/tasks", as_of="2026-01-01")["total"] == 0 < contact.get("/tasks")["total"]
    answer = contact.client.post(
        f"/api/v1/tasks/{task}", params={"as_of": "2026-01-01"}, json={"deed": "accept"}, headers=contact.headers
    )
    assert (answer.status_code, answer.json()["code"]) == (409, "X630")
    for path in ("/obligations", "/tasks", "/notices", "/agencies", "/lamps"):
        assert keeper.get(path, 403)["code"] == "X620"


def test_what_is_described_is_what_is_answered(program: Ask) -> None:
    """Schemathesis asks what nobody thought of; no answer breaks, and each is as the description says."""
    officer = program(Role.OFFICER)
    described = officer.client.get("/api/openapi.json", headers=officer.headers).json()
    assert set(described["paths"]) >= {"/api/v1/obligations/{number}/explanation", "/api/v1/tasks/{number}"}
    schema = schemathesis.openapi.from_dict(described)
    checks = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
    operations = [each.ok() for each in schema.get_all_operations()]
    asked = sum(_asked(operation, officer, checks) for operation in operations)
    assert (len(operations), asked >= 2 * len(operations)) == (10, True)


def _asked(operation: Any, officer: Program, checks: list[Any]) -> int:
    """Ask one operation in many ways; say how often."""
    many = 0

    @settings(
        max_examples=MOST, deadline=None, derandomize=True, database=None,
        phases=[Phase.generate], suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=operation.as_strategy())
    def ask(case: Any) -> None:
        nonlocal many
        many += 1
        sent = case.as_transport_kwargs()
        answer = officer.client.request(
            sent["method"], case.formatted_path,
            params=sent.get("params"), json=sent.get("json"), headers=officer.headers,
        )  # fmt: skip
        case.validate_response(schemathesis.Response.from_any(answer), checks=checks)

    ask()
    return many
