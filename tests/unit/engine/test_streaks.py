"""Breached once, breached again: how long the row is."""

from datetime import date

import pytest

from engine.judging.streaks import breaches_in_a_row, breaches_since
from engine.nouns import Standing as S
from engine.nouns import Window


def row(*standings: S) -> list[tuple[Window, S]]:
    """One month after the other."""
    return [(Window(date(2026, n, 1), date(2026, n, 28), f"2026-{n:02d}"), one) for n, one in enumerate(standings, 1)]


@pytest.mark.parametrize(
    ("standings", "length"),
    [
        ((), 0),
        ((S.BREACHED,), 1),
        ((S.BREACHED, S.MET), 0),
        ((S.BREACHED, S.MET, S.BREACHED), 1),
        ((S.CURED, S.BREACHED), 2),
        ((S.OVERTURNED, S.BREACHED), 1),
        ((S.BREACHED, S.EXEMPT, S.NOT_APPLICABLE, S.BREACHED), 2),
        ((S.BREACHED, S.UNKNOWN, S.BREACHED), 1),
        ((S.BREACHED, S.IN_GRACE), 0),
        ((S.BREACHED, S.BELOW_PRINCIPLE, S.BREACHED), 1),
    ],
)
def test_the_row_ends_where_a_window_was_not_breached(standings: tuple[S, ...], length: int) -> None:
    assert breaches_in_a_row(row(*standings)) == length


def test_the_order_in_which_windows_are_told_does_not_matter() -> None:
    assert breaches_in_a_row(reversed(row(S.MET, S.BREACHED, S.BREACHED))) == 2


def test_breaches_are_counted_whatever_stands_between_and_from_a_day_on() -> None:
    months = row(S.BREACHED, S.MET, S.CURED, S.EXEMPT, S.BREACHED)
    assert breaches_since(months, None) == 3
    assert breaches_since(months, date(2026, 1, 27)) == 3
    assert breaches_since(months, date(2026, 1, 28)) == 2
