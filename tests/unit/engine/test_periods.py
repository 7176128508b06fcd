"""Windows: whole, tiled from the anchor, and called what people call them."""

import itertools
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.dates import FOREVER, add_months, candidates, combinations, is_masked, tenure, windows
from engine.nouns import (
    Anchor,
    AnchorKind,
    DueTerm,
    Manual,
    MonthDay,
    PartialDate,
    PDate,
    Phase,
    Rule,
    Span,
    Window,
    WindowTerm,
)

Rules = Callable[..., Rule]
EFFECTIVE, UNTIL = date(2025, 8, 2), date(2026, 7, 1)
ONE_DAY = timedelta(days=1)


def labels(rule: Rule, effective: date = EFFECTIVE, until: date = UNTIL) -> list[str]:
    return [window.label for window in windows(rule, (), effective, until)]


@pytest.mark.parametrize(
    ("every", "names"),
    [
        ("year", ["2025", "2026"]),
        ("half", ["2025H2", "2026H1", "2026H2"]),
        ("quarter", ["2025Q3", "2025Q4", "2026Q1", "2026Q2", "2026Q3"]),
        ("6mo", ["2025-07-01", "2026-01-01", "2026-07-01"]),
        ("2y", ["2025-01-01"]),
    ],
)
def test_windows_touch_the_horizon_and_carry_their_label(a_rule: Rules, every: str, names: list[str]) -> None:
    assert labels(a_rule(window=WindowTerm(every=every))) == names


def test_months_are_labelled_by_year_and_month(a_rule: Rules) -> None:
    monthly = a_rule(window=WindowTerm(every="month"))
    assert labels(monthly, date(2026, 2, 28), date(2026, 3, 1)) == ["2026-02", "2026-03"]


def test_a_window_that_was_running_is_not_clipped(a_rule: Rules) -> None:
    first = windows(a_rule(window=WindowTerm(every="year")), (), EFFECTIVE, UNTIL)[0]
    assert (first.first, first.last) == (date(2025, 1, 1), date(2025, 12, 31))


def test_a_fixed_anchor_is_the_first_day_of_the_first_window(a_rule: Rules) -> None:
    term = WindowTerm(every="2y", anchor=Anchor(AnchorKind.FIXED, at=date(2015, 7, 30)))
    assert windows(a_rule(window=term), (), date(2014, 1, 1), date(2017, 7, 29)) == [
        Window(date(2015, 7, 30), date(2017, 7, 29), "2015-07-30")
    ]


def test_windows_from_a_month_end_do_not_drift(a_rule: Rules) -> None:
    term = WindowTerm(every="1mo", anchor=Anchor(AnchorKind.FIXED, at=date(2024, 1, 31)))
    opened = [window.first for window in windows(a_rule(window=term), (), date(2024, 1, 31), date(2024, 5, 1))]
    assert opened == [date(2024, 1, 31), date(2024, 2, 29), date(2024, 3, 31), date(2024, 4, 30)]


def test_a_chain_waits_in_its_window_until_it_is_met(a_rule: Rules) -> None:
    rule = a_rule(window=WindowTerm(every="2y", anchor=Anchor(AnchorKind.LAST_MET, at=date(2015, 7, 30))))
    waiting = Window(date(2015, 7, 31), date(2017, 7, 30), "2015-07-31")
    assert windows(rule, (), date(2022, 1, 1), date(2026, 1, 1)) == [waiting]
    # done late: the next starts the day after the act (ruling 31), and the one before it is past
    assert windows(rule, (), date(2022, 1, 1), date(2026, 1, 1), met=[date(2019, 3, 4)]) == [
        Window(date(2019, 3, 5), date(2021, 3, 4), "2019-03-05")
    ]
    assert windows(rule, (), date(2019, 1, 1), date(2026, 1, 1), met=[date(2019, 3, 4)])[0] == waiting


def test_a_chain_without_a_last_time_starts_with_the_rule(a_rule: Rules) -> None:
    rule = a_rule(window=WindowTerm(every="1y", anchor=Anchor(AnchorKind.LAST_MET)))
    assert windows(rule, (), EFFECTIVE, UNTIL) == [Window(EFFECTIVE, date(2026, 8, 1), "2025-08-02")]


def test_once_and_phases_are_one_window(a_rule: Rules) -> None:
    once = a_rule(window=WindowTerm(once=Span(date(2026, 1, 5), date(2026, 12, 31))))
    assert windows(once, (), EFFECTIVE, UNTIL) == [Window(date(2026, 1, 5), date(2026, 12, 31), "once")]
    assert windows(once, (), date(2027, 1, 1), date(2027, 6, 1)) == []
    phases = (Phase("p2", date(2026, 1, 1), date(2026, 3, 31)),)
    assert windows(a_rule(window=WindowTerm(phase="p2")), phases, EFFECTIVE, UNTIL) == [
        Window(date(2026, 1, 1), date(2026, 3, 31), "p2")
    ]


def test_without_a_window_a_printed_due_day_closes_it(a_rule: Rules) -> None:
    assert windows(a_rule(due=DueTerm(by=date(2026, 3, 31))), (), EFFECTIVE, UNTIL) == [
        Window(EFFECTIVE, date(2026, 3, 31), "once")
    ]
    assert windows(a_rule(due=DueTerm(by=MonthDay(3, 31))), (), EFFECTIVE, UNTIL)[0].last == FOREVER


def test_a_manual_rule_comes_round_as_often_as_it_asks(a_rule: Rules) -> None:
    asked = a_rule(test=None, manual=Manual("请报送进展", every="half"))
    assert labels(asked) == ["2025H2", "2026H1", "2026H2"]
    assert labels(a_rule(test=None, manual=Manual("请报送进展"))) == ["once"]


def test_a_masked_phase_is_the_hull_of_its_readings(a_rule: Rules) -> None:
    masked = PartialDate("20*年12月", (date(2009, 12, 31), date(2010, 12, 31)))
    phases = (Phase("p1", date(2009, 4, 1), masked),)
    rule = a_rule(window=WindowTerm(phase="p1"))
    assert windows(rule, phases, date(2009, 1, 1), date(2011, 1, 1)) == [
        Window(date(2009, 4, 1), date(2010, 12, 31), "p1")
    ]


def test_a_holding_without_an_end_stays_open() -> None:
    assert tenure(date(2024, 3, 1), None) == Window(date(2024, 3, 1), FOREVER, "2024-03-01")
    assert tenure(date(2024, 3, 1), date(2026, 3, 1)).last == date(2026, 2, 28)


def test_masked_dates_pair_by_position_or_in_every_way() -> None:
    two: PDate = PartialDate("20*年", (date(2009, 1, 1), date(2010, 1, 1)))
    three = PartialDate("*月", tuple(date(2010, month, 1) for month in (4, 5, 6)))
    end = PartialDate("20*年底", (date(2009, 12, 31), date(2010, 12, 31)))
    assert combinations((two, end)) == (
        (date(2009, 1, 1), date(2009, 12, 31)),
        (date(2010, 1, 1), date(2010, 12, 31)),
    )
    assert combinations((two, date(2011, 1, 1), end))[1] == (date(2010, 1, 1), date(2011, 1, 1), date(2010, 12, 31))
    assert len(combinations((two, three))) == 6
    assert len(combinations((two, three, three, three))) == 16
    assert combinations((two, PartialDate("20*年"))) == ()


def test_a_confirmed_reading_is_no_longer_masked() -> None:
    confirmed = PartialDate("20*年", (date(2009, 1, 1), date(2010, 1, 1)), confirmed="2010-01-01")
    assert not is_masked(confirmed)
    assert candidates(confirmed) == (date(2010, 1, 1),)


@settings(max_examples=60, deadline=None)
@given(
    every=st.sampled_from(["month", "quarter", "half", "year", "1mo", "5mo", "2y"]),
    at=st.none() | st.dates(date(2020, 1, 1), date(2026, 12, 31)),
    effective=st.dates(date(2020, 1, 1), date(2026, 12, 31)),
    days=st.integers(0, 1500),
)
def test_windows_tile_without_gap_or_overlap(
    a_rule: Rules, every: str, at: date | None, effective: date, days: int
) -> None:
    until = effective + timedelta(days=days)
    anchor = Anchor(AnchorKind.FIXED, at=at) if at else Anchor()
    row = windows(a_rule(window=WindowTerm(every=every, anchor=anchor)), (), effective, until)
    start = max(at or effective, effective)
    if start > until:
        assert row == []
        return
    assert row[0].first <= start <= row[0].last
    assert row[-1].first <= until <= row[-1].last
    assert all(after.first == before.last + ONE_DAY for before, after in itertools.pairwise(row))
    assert len({window.label for window in row}) == len(row)


@settings(max_examples=40, deadline=None)
@given(start=st.dates(date(2020, 1, 1), date(2026, 12, 31)), more=st.integers(1, 900))
def test_a_longer_horizon_changes_no_window(a_rule: Rules, start: date, more: int) -> None:
    rule = a_rule(window=WindowTerm(every="quarter"))
    short = windows(rule, (), start, add_months(start, 6))
    assert windows(rule, (), start, add_months(start, 6) + timedelta(days=more))[: len(short)] == short
