"""A calendar, an obligation and a diary that steps through days, for the tests of this room."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from engine.nouns import Moment, Pred, Rung
from engine.workdays import CalendarYear, WorkCalendar


def span(first: date, last: date) -> frozenset[date]:
    return frozenset(first + timedelta(days=n) for n in range((last - first).days + 1))


@pytest.fixture(scope="session")
def calendar() -> WorkCalendar:
    """2026 as the State Council ordered it: 春节, 清明, 劳动节, 端午, 中秋, 国庆 with their make-up days."""
    rest = (
        span(date(2026, 1, 1), date(2026, 1, 3)) | span(date(2026, 2, 15), date(2026, 2, 23))
        | span(date(2026, 4, 4), date(2026, 4, 6)) | span(date(2026, 5, 1), date(2026, 5, 5))
        | span(date(2026, 6, 19), date(2026, 6, 21)) | span(date(2026, 9, 25), date(2026, 9, 27))
        | span(date(2026, 10, 1), date(2026, 10, 7))
    )  # fmt: skip
    work = {date(2026, 1, 4), date(2026, 2, 14), date(2026, 2, 28), date(2026, 5, 9), date(2026, 9, 20)}
    year = CalendarYear(2026, "国办发明电〔2025〕7号", rest=rest, work=frozenset(work | {date(2026, 10, 10)}))
    return WorkCalendar("cn.workdays", {2026: year, 2025: CalendarYear(2025, "国办发明电〔2024〕12号")})


@pytest.fixture(scope="session")
def standard() -> tuple[Rung, ...]:
    """The default ladder, rung by rung as the page on notices gives it."""
    again = Pred("ge", "task.returns", (2,))
    twice = Pred("ge", "breaches.in_a_row", (2,))
    head, leader = ("head",), ("leader",)
    remind = Rung("L0", Moment("due", -15, True), "提醒函", only_if="not_met", to=("contact",), release="auto")
    return (
        replace(remind, id="L0.15"),
        replace(remind, id="L0.7", at=Moment("due", -7, True)),
        replace(remind, id="L0.3", at=Moment("due", -3, True)),
        Rung("L1", Moment("breach", 1, True), "催办通知书", to=("contact",), cc=("office",), release="auto"),
        Rung("L2", Moment("prev", 5, True), "督办通知单", to=("deputy",), enter_if=again),
        Rung("L3", Moment("prev", 10, True), "督查通报", to=("head", "scope")),
        Rung("L4", Moment("prev", 20, True), "约谈通知书", to=head, cc=leader, enter_if=twice),
    )
