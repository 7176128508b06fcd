"""Two readings of what a new version of a rule does to the windows that are open when it comes into force."""

from collections.abc import Callable

from tests.reference.amended_worlds import amended_verdict, amended_world
from tests.reference.amending import Amended, amended_answer
from tests.reference.comparing import compared, days_ahead, exists, question_of
from tests.reference.test_against_the_engine import FIRST
from tests.reference.worlds import DAYS_A_WORLD

Many = Callable[[int, int], int]
Tried = Callable[[int], None]
STILL_OPEN = frozenset({909})
"""Of these the two say different things, and docs/explanation/trust.md says why."""


def test_two_readings_of_an_amendment_give_the_same_answer(many: Many, tried: Tried) -> None:
    wrong: list[str] = []
    worlds = many(60, 2_000)
    for number in range(FIRST, FIRST + worlds):
        one = amended_world(number)
        for as_of, known_at in one.before.asked:
            stage = one.before.on(as_of, known_at)
            q = question_of(one.old, stage)
            yours = amended_verdict(one, stage)
            if not exists(q) or yours is None:
                assert not exists(q), (number, as_of, known_at)
                assert yours is None, (number, as_of, known_at)
                continue
            mine = amended_answer(q, Amended(one.old, one.new, one.change, q.notices))
            found = list(compared(mine, yours, days_ahead(stage)))
            if found and number not in STILL_OPEN:
                wrong.append(f"amendment {number}, {as_of}, {known_at}: {one.new.on_amend} {one.change} {found}")
    tried(worlds * DAYS_A_WORLD)
    assert not wrong, f"{len(wrong)} disagreements:\n" + "\n".join(wrong[:12])
