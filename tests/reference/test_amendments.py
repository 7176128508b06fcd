"""Two readings of what a new version of a rule does to the windows that are open when it comes into force."""

from collections.abc import Callable, Iterator

import pytest

from tests.reference.amended_worlds import amended_verdict, amended_world
from tests.reference.amending import Amended, amended_answer
from tests.reference.comparing import compared, days_ahead, exists, question_of
from tests.reference.test_against_the_engine import FIRST
from tests.reference.worlds import DAYS_A_WORLD

Many = Callable[[int, int], int]
Tried = Callable[[int], None]
ONCE_APART = (909, 1_685, 6_375)
"""Amendments on which the readings differed once, too far out for the first part of them to come by."""


def test_two_readings_of_an_amendment_give_the_same_answer(many: Many, tried: Tried) -> None:
    worlds = many(60, 2_000)
    wrong = [said for number in range(FIRST, FIRST + worlds) for said in differences(number)]
    tried(worlds * DAYS_A_WORLD)
    assert not wrong, f"{len(wrong)} disagreements:\n" + "\n".join(wrong[:12])


@pytest.mark.parametrize("number", ONCE_APART)
def test_where_the_readings_of_an_amendment_differed_once_they_agree(number: int) -> None:
    assert list(differences(number)) == []


def differences(number: int) -> Iterator[str]:
    """All on which the two disagree about one amendment."""
    one = amended_world(number)
    for as_of, known_at in one.before.asked:
        stage = one.before.on(as_of, known_at)
        q, yours = question_of(one.old, stage), amended_verdict(one, stage)
        asked = f"amendment {number}, {as_of}, {known_at}: {one.new.on_amend} {one.change}"
        if not exists(q) or yours is None:
            if exists(q) or yours is not None:
                yield f"{asked} there is one, and there is none"
            continue
        mine = amended_answer(q, Amended(one.old, one.new, one.change, q.notices))
        if found := list(compared(mine, yours, days_ahead(stage))):
            yield f"{asked} {found}"
