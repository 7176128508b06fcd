"""Show one random world again: `python -m tests.reference.replay NUMBER [AS_OF [KNOWN_AT]]`.

Prints the pack with the case, both answers and what they differ in, for every day asked or for the one given.
"""

import sys
from datetime import date

from tests.reference.comparing import differences
from tests.reference.worlds import as_case, world


def show(number: int, days: list[date]) -> None:
    """Print a world on the days given, or on all of its own."""
    one = world(number)
    asked = [(days[0], days[-1])] if days else list(one.asked)
    for as_of, known_at in asked:
        mine, yours, found = differences(one.rule, one.on(as_of, known_at))
        print(as_case(one, as_of, known_at, yours.standing.value if yours else "PENDING"))
        print(f"reference: {mine}\nengine:    {yours}\ndifferences: {found}\n")


if __name__ == "__main__":
    show(int(sys.argv[1]), [date.fromisoformat(text) for text in sys.argv[2:]])
