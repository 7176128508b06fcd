"""Promises 5, 6, 7, 8, 11, 12, 23 and 24 in worlds in which everything goes wrong that a seed can think of.

DUBAN_SEEDS=10000 tries as many; DUBAN_SEEDS=200:400 tries those; DUBAN_SEED=7 replays one and tells its story.
"""

import os
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.simulation.grounds import FileSite, ServerSite
from tests.simulation.living import Lived, crowd, live, prepared
from tests.trials import FULL, span, told

USUAL = 200
"""As many worlds as fit into the time of `make test`; at night there are 10,000."""
ENOUGH = 100
"""In so many worlds everything must have gone wrong at least once."""
WRONGS = (
    "killed-before-commit",
    "killed",
    "jump",
    "freeze",
    "disk-full",
    "asleep",
    "taken-back",
    "extra-copies",
    "sign",
)
ON_POSTGRES = span(os.environ.get("DUBAN_TRIAL", "10000:10200" if FULL else "10000:10010"))


def seeds() -> range:
    """Which worlds are tried."""
    if one := os.environ.get("DUBAN_SEED"):
        return range(int(one), int(one) + 1)
    return span(os.environ.get("DUBAN_SEEDS", str(USUAL)))


def test_whatever_goes_wrong_the_promises_hold(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    happened: Counter[str] = Counter()
    for lived in _all(seeds(), tmp_path):
        assert not lived.faults, _told(lived)
        happened += lived.tally
        if "DUBAN_SEEDS" in os.environ and happened["worlds"] % 100 == 0:
            with capsys.disabled():
                print(f"{happened['worlds']} of {len(seeds())} worlds", file=sys.stderr, flush=True)
    print(", ".join(f"{what} {n}" for what, n in sorted(happened.items())))
    if happened["worlds"] >= ENOUGH:
        for what in WRONGS:
            assert happened[what], f"in no world did anything come to: {what}"


def test_step_by_step_on_postgresql_too(postgres_server: Any, tmp_path: Path) -> None:
    happened: Counter[str] = Counter()
    with prepared(ServerSite(postgres_server), tmp_path) as ground:
        for seed in told(ON_POSTGRES):
            lived = live(ground, seed)
            assert not lived.faults, _told(lived)
            happened += lived.tally
    print(", ".join(f"{what} {n}" for what, n in sorted(happened.items())))
    assert happened["killed"]
    assert happened["taken-back"]


def test_a_seed_tells_the_same_story_again(tmp_path: Path) -> None:
    with prepared(FileSite(tmp_path), tmp_path) as ground:
        first, again = (live(ground, 3) for _ in range(2))
    assert first.trace == again.trace
    assert first.tally == again.tally


def _all(wanted: range, folder: Path) -> Iterator[Lived]:
    """Each world; a single one here, with its story told, many by as many at once as there are processors."""
    if len(wanted) > 1:
        yield from crowd(wanted, folder)
        return
    with prepared(FileSite(folder), folder) as ground:
        lived = live(ground, wanted[0])
    print("\n".join(lived.trace))
    yield lived


def _told(lived: Lived) -> str:
    replay = f"replay: DUBAN_SEED={lived.seed} pytest {Path(__file__).name} -s"
    return "\n".join([f"seed {lived.seed} ({lived.kind}, from {lived.first})", *lived.faults[:12], replay])
