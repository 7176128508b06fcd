"""Plans of our own, labelled before any of them was read: what was learnt from them stays learnt."""

import sys
from collections import Counter
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "samples"))
from scoring import SETS, scored

PAIRS = (
    ("tasks", "tasks found"),
    ("tasks", "charges right"),
    ("duties", "duties found"),
    ("duties", "values right"),
    ("heads", "heads right"),
)


@pytest.mark.parametrize("number", [*SETS["open"], *SETS["held"]])
def test_a_plan_is_read_as_a_person_labelled_it(number: int) -> None:
    counts, told = scored(number)
    assert [pair for pair in PAIRS if counts[pair[0]] != counts[pair[1]]] == [], told
    assert counts["duties too many"] == counts["tasks too many"] == 0, told


def test_of_the_newest_plans_no_less_is_read_than_before() -> None:
    counts = sum((scored(number)[0] for number in SETS["last"]), Counter())
    assert counts["charges right"] == counts["tasks"] == 15
    assert counts["duties found"] >= 39
    assert counts["duties too many"] == 0
