"""Signing in through the house's own portal: a real one, in a process of its own, that signs and refuses."""

import http.client
import os
import re
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from pydantic import SecretStr

from duban.services import accounts
from duban.services.signon import binding
from engine.nouns import Account, Role
from engine.source import Refused
from tests.acceptance.conftest import House
from tests.acceptance.console.conftest import DAY, SECRET, Browser, doors

SCRIPT = Path(__file__).parents[2] / "oidc_portal.py"
AGREED = "a-word-that-both-sides-know"
TWISTS = ("issuer", "audience", "nonce", "expired", "unsigned_time", "stranger", "none", "hmac")
Open = Callable[..., Browser]


@dataclass
class Portal:
    """The portal that runs beside a test."""

    port: int

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def next(self, **said: str) -> None:
        """Say who signs in next, and what will be wrong with it."""
        self._answer(f"/next?{urlencode(said)}")

    def go(self, address: str) -> str:
        """Be let through as a browser is; the path and words that it is sent back with."""
        parts = urlsplit(address)
        back = urlsplit(self._answer(f"{parts.path}?{parts.query}"))
        assert (back.scheme, back.netloc) == ("http", "duban.test")
        return f"{back.path}?{back.query}"

    def _answer(self, path: str) -> str:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        line.request("GET", path)
        answer = line.getresponse()
        assert answer.status in (200, 302), answer.read()
        return answer.headers.get("Location", "")


@pytest.fixture
def portal(clock: list[datetime]) -> Iterator[Portal]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-P", str(SCRIPT), str(port), str(int(clock[0].timestamp()))]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert running.stdout is not None
    assert running.stdout.readline() == "ready\n"
    yield Portal(port)
    running.kill()
    running.wait()


@pytest.fixture
def vouched(office_hours: House, portal: Portal) -> House:
    """A house with a portal, in which Wang is known to it."""
    said = {"sso_issuer": portal.address, "sso_client": "duban", "sso_secret": SecretStr(AGREED)}
    settings = office_hours.settings.model_copy(update={**said, "public_url": "http://duban.test"})
    house = House(office_hours.database, settings, office_hours.folder)
    known, at = Account("wang", "王科长", Role.OFFICER), house.at(DAY)
    accounts.open_account(house.database, settings, known, None, by="管", now=at)
    binding.bind(house.database, settings, "wang", "8801", by="管", now=at)
    return house


@pytest.fixture
def browser(vouched: House, clock: list[datetime]) -> Iterator[Open]:
    with doors(vouched, clock) as open_browser:
        yield open_browser


def test_whom_the_portal_vouches_for_comes_in_and_goes_to_the_page_he_wanted(browser: Open, portal: Portal) -> None:
    somebody = browser()
    assert "用统一身份认证登录" in somebody.page("/login?to=/ledger")
    away = somebody.get("/sso?to=/ledger").headers["location"]
    asked = {name: value[0] for name, value in parse_qs(urlsplit(away).query).items()}
    assert asked["code_challenge_method"] == "S256"
    assert asked["redirect_uri"] == "http://duban.test/sso/back"
    assert {"state", "nonce", "code_challenge"} <= set(asked)
    back = somebody.get(portal.go(away))
    assert (back.status_code, back.headers["location"]) == (303, "/ledger")
    assert "王科长" in somebody.page("/ledger")
    somebody.csrf = re.search(r'name="csrf" value="(\w+)"', somebody.page("/ledger")).group(1)  # type: ignore[union-attr]
    left = somebody.post("/logout").headers["location"]
    assert "也退出统一身份认证" in somebody.page(left)
    farewell = somebody.get("/sso/leave").headers["location"]
    assert farewell.startswith(f"{portal.address}/end?client_id=duban")
    assert somebody.get("/ledger").headers["location"].startswith("/login")


@pytest.mark.parametrize("twist", TWISTS)
def test_what_is_vouched_unsoundly_opens_nothing(browser: Open, portal: Portal, twist: str) -> None:
    somebody = browser()
    portal.next(twist=twist)
    answer = somebody.get(portal.go(somebody.get("/sso").headers["location"]))
    assert (answer.status_code, "X756" in answer.text) == (403, True)
    assert somebody.get("/today").headers["location"].startswith("/login")


def test_a_key_that_is_new_is_asked_for(browser: Open, portal: Portal) -> None:
    somebody = browser()
    away = somebody.get("/sso").headers["location"]
    portal.next(twist="renewed")
    assert somebody.get(portal.go(away)).headers["location"] == "/"


def test_who_is_bound_to_no_account_gets_none_and_is_told_his_number(
    browser: Open, portal: Portal, vouched: House
) -> None:
    known = accounts.listed(vouched.database, vouched.settings)
    somebody = browser()
    portal.next(sub="9999", name="生人")
    answer = somebody.get(portal.go(somebody.get("/sso").headers["location"]))
    assert answer.status_code == 403
    assert "X762" in answer.text
    assert "生人（编号 9999）" in answer.text
    assert somebody.get("/today").headers["location"].startswith("/login")
    assert accounts.listed(vouched.database, vouched.settings) == known


def test_an_answer_is_good_once_in_time_and_in_the_browser_that_asked(
    browser: Open, portal: Portal, clock: list[datetime]
) -> None:
    asking, other = browser(), browser()
    back = portal.go(asking.get("/sso").headers["location"])
    assert "X754" in other.get(back).text
    assert "X754" in asking.get(re.sub(r"state=[^&]*", "state=another", back)).text
    away = asking.get("/sso").headers["location"]
    back = portal.go(away)
    assert asking.get(back).status_code == 303
    assert "X754" in asking.get(back).text
    back = portal.go(asking.get("/sso").headers["location"])
    clock[0] += timedelta(minutes=11)
    assert "X754" in asking.get(back).text


def test_a_code_without_its_verifier_is_refused_by_the_portal(browser: Open, portal: Portal) -> None:
    thief, owner = browser(), browser()
    stolen = parse_qs(urlsplit(portal.go(owner.get("/sso").headers["location"])).query)["code"][0]
    own = portal.go(thief.get("/sso").headers["location"])
    answer = thief.get(re.sub(r"code=[^&]*", f"code={stolen}", own))
    assert (answer.status_code, "X753" in answer.text) == (403, True)


def test_a_portal_out_of_reach_is_told_and_secrets_still_open(browser: Open, vouched: House) -> None:
    nowhere = vouched.settings.model_copy(update={"sso_issuer": "http://127.0.0.1:9"})
    with doors(House(vouched.database, nowhere, vouched.folder), [vouched.at(DAY)]) as opened:
        assert "X755" in opened().get("/sso").text
        assert opened(Role.OFFICER).get("/today").status_code == 200
    bare = vouched.settings.model_copy(update={"sso_issuer": "http://portal.example"})
    with doors(House(vouched.database, bare, vouched.folder), [vouched.at(DAY)]) as opened:
        assert "X751" in opened().get("/sso").text


def test_an_administrator_binds_and_unbinds_and_one_keeps_his_secret(browser: Open, portal: Portal) -> None:
    keeper, liu = browser(Role.ADMINISTRATOR), browser()
    page = keeper.post("/house/accounts", name="liu", title="刘科长", role="officer", agency="").text
    once = re.search(r"<code>([^<]+)</code>", page).group(1)  # type: ignore[union-attr]
    path = "/house/accounts/liu"
    assert "X759" in keeper.post(path, deed="bind", subject="8801").text
    assert "X758" in keeper.post(path, deed="bind", subject=" ").text
    assert keeper.post(path, deed="bind", subject="8802").headers["location"] == f"{path}?done=bound"
    assert "编号 <code>8802</code>" in keeper.page(path)
    assert "X610" in liu.post("/login", name="liu", secret=once).text
    portal.next(sub="8802", name="刘科长")
    assert liu.get(portal.go(liu.get("/sso").headers["location"])).status_code == 303
    assert liu.get("/today").status_code == 200
    assert "X764" in keeper.post(path, deed="secret").text
    answer = keeper.post(path, deed="unbind").text
    once = re.search(r"<code>([^<]+)</code>", answer).group(1)  # type: ignore[union-attr]
    assert liu.get("/today").headers["location"].startswith("/login")
    assert liu.post("/login", name="liu", secret=once).headers["location"] == "/"
    assert "X762" in liu.get(portal.go(liu.get("/sso").headers["location"])).text
    assert "account.bound" in keeper.page("/house/log?subject=account:liu")


def test_the_last_administrator_with_a_secret_is_not_bound(vouched: House) -> None:
    at, zhao = vouched.at(DAY), Account("zhao", "赵管理员", Role.ADMINISTRATOR)
    accounts.open_account(vouched.database, vouched.settings, zhao, SECRET, by="管", now=at)
    with pytest.raises(Refused) as raised:
        binding.bind(vouched.database, vouched.settings, "zhao", "8803", by="管", now=at)
    assert raised.value.code == "X760"


def test_a_closed_account_stays_closed(browser: Open, portal: Portal, vouched: House) -> None:
    at = vouched.at(DAY)
    accounts.change_account(vouched.database, vouched.settings, "wang", closed=True, by="管", now=at)
    somebody = browser()
    assert "X763" in somebody.get(portal.go(somebody.get("/sso").headers["location"])).text


def test_without_a_portal_nobody_is_asked_and_nothing_is_loaded(office_hours: House, clock: list[datetime]) -> None:
    with doors(office_hours, clock) as opened:
        somebody = opened()
        assert "/sso" not in somebody.page("/login")
        for path in ("/sso", "/sso/back", "/sso/leave"):
            answer = somebody.get(path)
            assert (answer.status_code, "X757" in answer.text) == (403, True), path
    loaded = "import sys, duban.web.app; sys.exit('authlib' in sys.modules or 'requests' in sys.modules)"
    where = {**os.environ, "PYTHONPATH": str(SCRIPT.parents[1])}
    assert subprocess.run([sys.executable, "-P", "-c", loaded], env=where, check=False).returncode == 0


def test_a_portal_that_is_set_without_its_component_is_told(browser: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [each for each in sys.modules if each.partition(".")[0] == "authlib"]:
        monkeypatch.setitem(sys.modules, name, None)
    monkeypatch.setitem(sys.modules, "authlib", None)
    answer = browser().get("/sso")
    assert (answer.status_code, "X750" in answer.text, "duban[sso]" in answer.text) == (403, True, True)
    assert browser(Role.OFFICER).get("/today").status_code == 200
