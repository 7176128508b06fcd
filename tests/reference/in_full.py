"""跑完全数 a promise tried in full, however long it takes.

`python -m tests.reference.in_full WHAT FIRST WORLDS NOTEBOOK`, where WHAT is `replay` (promise 2: the bytes of every
verdict and explanation), `ignorance` (promise 3: knowing less never makes a breach) or `readings` (the engine and the
reference say the same).  A hundred worlds are a page of the notebook: its first world, how many cases were tried, and
one digest of what was said.  Whoever starts it again goes on after the last page; notebooks written in different
surroundings are compared page by page.  The first thing it prints is the locale that it really stands in: C where the
one asked for is not installed.
"""

import gc
import locale
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from tests.reference.comparing import differences
from tests.reference.digest import digest
from tests.reference.test_laws import known_less
from tests.reference.worlds import world

PAGE = 100
"""Worlds a page: about a thousand verdicts."""


def ignorance(first: int, worlds: int) -> tuple[str, int]:
    """How many ways to know less were tried on these worlds; it stops at a breach."""
    return "-", sum(known_less(number) for number in range(first, first + worlds))


def readings(first: int, worlds: int) -> tuple[str, int]:
    """How many questions were put to both on these worlds; it stops at a difference."""
    asked = 0
    for one in map(world, range(first, first + worlds)):
        for day, known in one.asked:
            found = differences(one.rule, one.on(day, known))[2]
            assert not found, (one.number, day, known, found)
            asked += 1
    return "-", asked


WHAT: dict[str, Callable[[int, int], tuple[str, int]]] = {
    "replay": digest,
    "ignorance": ignorance,
    "readings": readings,
}


def written(notebook: Path) -> list[tuple[int, int, str]]:
    """The pages of a notebook: first world, cases, digest."""
    if not notebook.exists():
        return []
    lines = [line.split() for line in notebook.read_text(encoding="utf-8").splitlines()]
    return [(int(first), int(cases), said) for first, cases, said in lines]


def go_on(what: str, first: int, worlds: int, notebook: Path) -> None:
    """Write the pages that are still missing."""
    gc.freeze()
    there = len(written(notebook)) * PAGE
    for start in range(first + there, first + worlds, PAGE):
        said, cases = WHAT[what](start, min(PAGE, first + worlds - start))
        with notebook.open("a", encoding="utf-8") as book:
            book.write(f"{start} {cases} {said}\n")


def settled_in() -> str:
    """The locale of the surroundings, once it has been taken."""
    with suppress(locale.Error):  # it is not installed
        locale.setlocale(locale.LC_ALL, "")
    return locale.setlocale(locale.LC_ALL)


if __name__ == "__main__":
    print(settled_in(), flush=True)
    go_on(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4]))
