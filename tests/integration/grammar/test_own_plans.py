"""Fourteen plans of our own, labelled before any of them was read: what was learnt from them stays learnt."""

import sys
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


@pytest.mark.parametrize("number", [number for numbers in SETS.values() for number in numbers])
def test_a_plan_is_read_as_a_person_labelled_it(number: int) -> None:
    counts, told = scored(number)
    assert [pair for pair in PAIRS if counts[pair[0]] != counts[pair[1]]] == [], told
    assert counts["duties too many"] == counts["tasks too many"] == 0, told
