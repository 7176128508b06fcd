"""连续违反 streaks: how many windows in a row a bearer breached one duty, up to and including the latest.

A breach that was made up for later is a breach all the same; one that late proof overturned never was.  What was let
off, handed over or does not apply neither counts nor ends the row; anything else ends it, not knowing included.
"""

from collections.abc import Iterable
from datetime import date

from engine.nouns import Standing, Window

BREACHED = (Standing.BREACHED, Standing.CURED)
PASSED_OVER = (Standing.EXEMPT, Standing.NOT_APPLICABLE, Standing.TRANSFERRED, Standing.SUPERSEDED)


def breaches_in_a_row(row: Iterable[tuple[Window, Standing]]) -> int:
    """The length of the unbroken row of breaches that the latest window ends, in whatever order they are given."""
    count = 0
    for _, standing in sorted(row, key=lambda pair: pair[0], reverse=True):
        if standing in BREACHED:
            count += 1
        elif standing not in PASSED_OVER:
            break
    return count


def breaches_since(row: Iterable[tuple[Window, Standing]], since: date | None) -> int:
    """How many windows were breached, of those that end after a day; None counts them all."""
    return sum(standing in BREACHED and (since is None or window.last > since) for window, standing in row)
