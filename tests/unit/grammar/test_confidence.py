"""How surely a duty was read: three words, and reasons that a person can check."""

import pytest

from engine.nouns.document import Charge, Clause
from grammar.confidence import confidence_of
from grammar.duty import read_duties

NAMED = Charge(responsible=("县水利局",))


def told(text: str, charge: Charge = NAMED) -> list[tuple[str, int]]:
    clause = Clause("1", text, 0, len(text), charge=charge)
    return [
        (found.word, len(found.reasons)) for found in (confidence_of(duty, clause) for duty in read_duties([clause]))
    ]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("各乡镇每年巡查不少于2次。", "sure"),
        ("2026年底前完成清理。", "sure"),
        ("各乡镇每月上报进展。", "likely"),  # nobody printed how often
        ("办结率达到90%。", "likely"),  # nor by when
        ("各乡镇于2026年3月1日前报送清单。", "asked"),  # is the day itself in time?
        ("每年年初报送清单。", "asked"),
    ],
)
def test_a_word_says_how_surely_a_duty_was_read(text: str, word: str) -> None:
    ((found, reasons),) = told(text)
    assert found == word
    assert (reasons == 0) == (word == "sure")


def test_what_is_carried_over_from_the_sentence_before_is_a_reason() -> None:
    first, second = told("各乡镇每年巡查不少于2次，检查不少于3次。")
    assert first == ("sure", 0)
    assert second[0] == "likely"


def test_a_figure_that_nobody_bears_is_not_sure() -> None:
    assert told("2026年底前办结率达到90%。", Charge()) == [("likely", 1)]
