"""Whether the wall clock can be trusted, judged by what the clocks said before."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duban.clock import SHANGHAI, Reading
from duban.services.care.timekeeping import Seen, distrust

THEN = datetime(2026, 3, 2, 9, 0, tzinfo=SHANGHAI)
SEEN = Seen(THEN, "boot-1", 1000.0)
HOUR = timedelta(hours=1)


def later(wall: timedelta, awake: timedelta | None = None, boot: str = "boot-1", synced: bool = False) -> Reading:
    passed = wall if awake is None else awake
    return Reading("here", THEN + wall, boot, 1000.0 + passed.total_seconds(), synced)


def code(now: Reading, own: Seen | None = SEEN, floor: datetime | None = THEN) -> str | None:
    doubt = distrust(now, own, floor)
    return doubt.code if doubt else None


@pytest.mark.parametrize(
    ("now", "found"),
    [
        (later(15 * HOUR / 60), None),
        (later(-2 * HOUR / 60), None),  # a time server steps back a little
        (later(-24 * HOUR), "X451"),
        (later(-HOUR, HOUR), "X451"),
        (later(30 * 24 * HOUR), None),  # slept or stopped for a month: both clocks say so
        (later(365 * 24 * HOUR, HOUR), "X452"),
        (later(37 * HOUR, timedelta(0)), "X452"),
        (later(35 * HOUR, timedelta(0)), None),
        (later(timedelta(0), 24 * HOUR), "X452"),  # set back by a day, after a day on which nobody looked
        (later(HOUR, 9 * HOUR, synced=True), None),  # a time server has put right what was eight hours ahead
        (later(30 * 24 * HOUR, timedelta(0), boot="boot-2"), "X453"),
        (later(30 * 24 * HOUR, timedelta(0), boot="boot-2", synced=True), None),
        (later(30 * HOUR, timedelta(0), boot="boot-2"), None),
        (later(-30 * HOUR, timedelta(0), boot="boot-2", synced=True), "X451"),  # RTC 1970 and its like
    ],
)
def test_a_clock_is_believed_as_far_as_another_confirms_it(now: Reading, found: str | None) -> None:
    assert code(now) == found


def test_the_first_reading_of_all_is_believed() -> None:
    assert code(later(HOUR), None, None) is None


def test_a_new_machine_is_measured_by_the_others() -> None:
    assert code(later(HOUR), None) is None
    assert code(later(365 * 24 * HOUR), None) == "X453"
    assert code(later(-24 * HOUR), None) == "X451"


@given(st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=4000)))
def test_no_downtime_is_too_long_while_the_machine_runs(passed: timedelta) -> None:
    assert code(later(passed)) is None


@given(st.timedeltas(min_value=timedelta(hours=36, seconds=1), max_value=timedelta(days=4000)), st.booleans())
def test_no_jump_by_more_than_a_day_and_a_half_goes_unnoticed(jump: timedelta, back: bool) -> None:
    now = replace(later(HOUR), at=THEN + HOUR + (-jump if back else jump))
    assert code(now) in ("X451", "X452")
