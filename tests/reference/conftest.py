"""How much to try, and a tally of what was tried.

`make test` takes a part of every law; with DUBAN_TRUST=full in the environment each is tried as often as it is promised
(docs/explanation/trust.md).  Either way the numbers really tried are printed at the end.
"""

import os
from collections.abc import Callable

import pytest

FULL = os.environ.get("DUBAN_TRUST") == "full"
_TRIED: dict[str, int] = {}
_SEEN: list[str] = []


@pytest.fixture(scope="session")
def many() -> Callable[[int, int], int]:
    """The number to try: the first by default, the second in full."""
    return lambda part, whole: whole if FULL else part


@pytest.fixture
def tried(request: pytest.FixtureRequest) -> Callable[[int], None]:
    """Record how many cases the test has tried."""

    def note(cases: int) -> None:
        _TRIED[request.node.name] = _TRIED.get(request.node.name, 0) + cases

    return note


@pytest.fixture(scope="session")
def seen() -> Callable[[str], None]:
    """Say at the end of the run what was met on the way."""
    return _SEEN.append


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if _TRIED:
        terminalreporter.section(f"cases tried ({'in full' if FULL else 'in part; DUBAN_TRUST=full tries all'})")
        for name, cases in _TRIED.items():
            terminalreporter.write_line(f"{cases:>10,}  {name}")
        for line in _SEEN:
            terminalreporter.write_line(line)
