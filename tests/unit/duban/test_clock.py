"""The clock speaks Beijing time wherever the machine stands."""

from datetime import date, timedelta

from freezegun import freeze_time

from duban import clock


@freeze_time("2026-11-24 17:30")
def test_half_past_one_in_beijing_is_already_tomorrow() -> None:
    assert clock.today() == date(2026, 11, 25)


def test_the_moment_is_aware_and_eight_hours_ahead() -> None:
    assert clock.now().utcoffset() == timedelta(hours=8)
