"""Addresses that nobody means: every page is asked with words of no sense for everything that it may be asked."""

from collections.abc import Callable, Iterator
from urllib.parse import urlencode

from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from duban.web.app import SCREENS
from engine.nouns import Role
from tests.acceptance.console.conftest import Browser

Open = Callable[..., Browser]
ODD = ("x", "99999999999999999999", "9999-12-31", "\0'\"<>١")


def asked() -> Iterator[tuple[str, str]]:
    """Each page that has an address of its own, with each word that it may be asked with."""
    for router in SCREENS:
        for route in router.routes:
            if isinstance(route, APIRoute) and "GET" in route.methods and "{" not in route.path:
                yield from ((route.path, name) for name in words_of(route.dependant))


def words_of(wanted: Dependant) -> Iterator[str]:
    """What a page may be asked with, by itself or by what it depends on."""
    yield from (each.alias for each in wanted.query_params)
    for deeper in wanted.dependencies:
        yield from words_of(deeper)


def test_who_reads_a_page_is_not_told_to_give_a_command(browser: Open) -> None:
    officer = browser(Role.OFFICER)
    for thing in ("task", "duty", "notices", "packs/published", "letters", "evidence"):
        answer = officer.get(f"/{thing}/zzz")
        assert (answer.status_code, "duban " in answer.text) == (404, False), thing


def test_no_page_fails_over_words_of_no_sense(browser: Open) -> None:
    officer, administrator, contact = browser(Role.OFFICER), browser(Role.ADMINISTRATOR), browser(Role.CONTACT)
    wrong, tried = [], 0
    for path, name in sorted(set(asked())):
        for odd in ODD:
            address = f"{path}?{urlencode({name: odd})}"
            found = [each.get(address).status_code for each in (officer, administrator, contact)]
            wrong += [(address, found)] if max(found) >= 500 else []
            tried += 200 in found
    assert wrong == []
    assert tried > 100
