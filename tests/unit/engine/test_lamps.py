"""Lamps: a colour, a shape and a word for every standing."""

import pytest

from engine.nouns import Standing
from engine.telling.lamps import GREEN, GREY, HOLLOW, LAMPS, RED, YELLOW, lamp_of


@pytest.mark.parametrize("standing", Standing)
def test_every_standing_has_a_lamp(standing: Standing) -> None:
    assert lamp_of(standing) in LAMPS


def test_no_two_lamps_share_colour_shape_or_word() -> None:
    for part in ("colour", "shape", "word"):
        assert len({getattr(lamp, part) for lamp in LAMPS}) == len(LAMPS)


def test_only_an_open_duty_turns_yellow_when_it_is_due_soon_or_behind() -> None:
    assert lamp_of(Standing.OPEN) == GREEN
    assert lamp_of(Standing.OPEN, due_soon=True) == lamp_of(Standing.OPEN, behind=True) == YELLOW
    assert lamp_of(Standing.BREACHED, due_soon=True) == RED
    assert lamp_of(None) == GREY
    assert lamp_of(Standing.EXEMPT) == HOLLOW


def test_a_jurisdiction_may_have_a_theme_of_its_own() -> None:
    assert lamp_of(Standing.MET, theme={Standing.MET: RED}) == RED
    assert lamp_of(Standing.OPEN, theme={Standing.MET: RED}) == HOLLOW
