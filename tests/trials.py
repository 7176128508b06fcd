"""How much of a trial is tried, and where it goes on: for tests that can go on for hours.

`make test` tries a part, DUBAN_TRUST=full as much as is promised.  DUBAN_TRIAL=18490:65000 tries the cases with these
numbers and says how far it is, so that a trial that was broken off is taken up where it stood.
"""

import os
import sys
from collections.abc import Iterator

FULL = os.environ.get("DUBAN_TRUST") == "full"
STEPS = 20
"""So often a trial says how far it is."""


def span(written: str) -> range:
    """The numbers that somebody wrote: `200` are as many from the first, `200:400` are those."""
    first, colon, last = written.partition(":")
    return range(int(first), int(last)) if colon else range(int(first))


def numbers(part: int, whole: int) -> range:
    """The cases to be tried: a part, the whole, or those that were asked for."""
    return span(os.environ.get("DUBAN_TRIAL", str(whole if FULL else part)))


def told(cases: range) -> Iterator[int]:
    """The cases one by one; of a trial that somebody asked for it is said how far it is (seen with `pytest -s`)."""
    every = max(1, len(cases) // STEPS)
    for count, case in enumerate(cases, start=1):
        yield case
        if "DUBAN_TRIAL" in os.environ and count % every == 0:
            print(f"{case + 1} ({count} of {len(cases)})", file=sys.stderr, flush=True)
