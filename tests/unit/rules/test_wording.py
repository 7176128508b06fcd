"""A rule is told as an officer would say it: the day of a month, not so many days after the first."""

import pytest

from engine.nouns import DueTerm, Duration, MonthDay, WindowTerm
from rules.writing.wording import say_due


def from_start(**length: int) -> DueTerm:
    return DueTerm(by=None, within=Duration(**length), of="window.start")


@pytest.mark.parametrize(
    ("due", "every", "said"),
    [
        (from_start(days=4), "month", "当月5日前（含当日）"),
        (from_start(months=2, days=24), "quarter", "每期第3个月25日前（含当日）"),
        (from_start(days=14), "half", "每期第1个月15日前（含当日）"),
        (from_start(months=1), "year", "每期第2个月1日前（含当日）"),
        (from_start(days=29), "month", "周期首日起29日内"),
        (from_start(workdays=10), "month", "周期首日起10个工作日内"),
        (from_start(months=15), "year", "周期首日起15个月内"),
        (from_start(days=4), None, "周期首日起4日内"),
        (DueTerm(by=None, within=Duration(days=4), of="window.end"), "month", "周期末日起4日内"),
        (DueTerm(MonthDay(3, 1), boundary="inclusive"), "year", "3月1日前（含当日）"),
    ],
)
def test_a_day_counted_from_the_first_of_a_period_is_said_as_the_day_it_is(
    due: DueTerm, every: str | None, said: str
) -> None:
    assert say_due(due, WindowTerm(every=every)) == said
