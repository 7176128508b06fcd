"""Promise 9: every day from 2004 to 2026 against second implementations, of the calendar and of civil days.

The working days are those of an independent package (chinesecalendar); the arithmetic is the reference's, which walks
from day to day.  No day is disputed between that package and the notices that duban ships: were there one, the notice
would decide, and the day would be listed here with its reason.
"""

from collections.abc import Callable, Iterator
from datetime import date, timedelta

import chinese_calendar
import pytest

from engine.dates import add_months, due_of, windows
from engine.nouns import AnchorKind, DueTerm, Duration, MonthDay, Rule, Window, WindowTerm
from engine.workdays import WorkCalendar
from rules.calendars import national
from tests.reference import civil
from tests.reference.deadlines import last_days
from tests.reference.random_rules import PLAIN
from tests.reference.windows import rows

Tried = Callable[[int], None]
FIRST, LAST = date(2004, 1, 1), date(2026, 12, 31)
ONE = timedelta(1)
DISPUTED: dict[date, str] = {}
"""Days on which the package and the notices differ, and what the notice says."""


def every_day() -> Iterator[date]:
    return (date.fromordinal(n) for n in range(FIRST.toordinal(), LAST.toordinal() + 1))


@pytest.fixture(scope="module")
def china() -> WorkCalendar:
    return national()


def test_every_day_is_worked_or_off_in_both(china: WorkCalendar, tried: Tried) -> None:
    notices = civil.published()
    for day in every_day():
        expected = chinese_calendar.is_workday(day) if day not in DISPUTED else notices.works(day)
        assert china.is_workday(day) == notices.works(day) == expected, day
    tried(sum(1 for _ in every_day()))


@pytest.mark.parametrize("n", [1, 3, 5, 15, 30, -1, -5, -30])
def test_every_day_is_counted_from_alike(china: WorkCalendar, tried: Tried, n: int) -> None:
    worked = [day for day in every_day() if chinese_calendar.is_workday(day)]
    place = {day: index for index, day in enumerate(worked)}
    index, cases = -1, 0
    for day in every_day():
        index = place.get(day, index)
        ahead = index + n if n > 0 else index + n + (day not in place)
        if 0 <= ahead < len(worked):
            assert china.shift(day, n) == worked[ahead], (day, n)
            cases += 1
    tried(cases)


def test_every_day_has_the_same_next_and_last_working_day(china: WorkCalendar, tried: Tried) -> None:
    cases = 0
    for day in every_day():
        after, before = day, day
        while after <= LAST and not chinese_calendar.is_workday(after):
            after += ONE
        while before >= FIRST and not chinese_calendar.is_workday(before):
            before -= ONE
        if before >= FIRST and after <= LAST:
            assert (china.next_workday(day), china.previous_workday(day)) == (after, before), day
            cases += 1
    tried(cases)


@pytest.mark.parametrize("months", [1, 2, 3, 6, 11, 12, 24, 48, -1, -3, -12, -24])
def test_every_day_plus_months_is_the_same_day_number_or_the_last(tried: Tried, months: int) -> None:
    for day in every_day():
        assert add_months(day, months) == civil.plus_months(day, months), (day, months)
    tried(sum(1 for _ in every_day()))


@pytest.mark.parametrize("every", ["year", "half", "quarter", "month"])
def test_every_day_lies_in_the_same_window_with_the_same_label(tried: Tried, every: str) -> None:
    rule = Rule(**{**vars(PLAIN), "window": WindowTerm(every)})
    theirs, mine = windows(rule, (), FIRST, LAST), rows(rule, FIRST, LAST)
    assert [(w.first, w.last, w.label) for w in theirs] == [(w.first, w.last, w.label) for w in mine]
    for day in every_day():
        assert sum(day in window for window in theirs) == 1, day
    tried(sum(1 for _ in every_day()))
    assert rule.window.anchor.kind is AnchorKind.CALENDAR


TERMS = [
    DueTerm(None, Duration(workdays=15), "window.start"),
    DueTerm(None, Duration(months=1, days=10), "window.start", roll="next"),
    DueTerm(None, Duration(days=30), "window.end", roll="by_direction", grace=Duration(workdays=5)),
    DueTerm(None, None, "window.end", Duration(workdays=5)),
    DueTerm(None, None, "window.end", Duration(months=1), roll="by_direction"),
    DueTerm("end", boundary="exclusive", roll="previous"),
    DueTerm(MonthDay(2, 29), boundary="unspecified", roll="next"),
    DueTerm(MonthDay(5, 3), boundary="unspecified", roll="previous", grace=Duration(workdays=1)),
]


@pytest.mark.parametrize("term", TERMS)
def test_every_day_as_a_window_is_due_on_the_same_days(
    china: WorkCalendar, many: Callable[[int, int], int], tried: Tried, term: DueTerm
) -> None:
    notices, cases = civil.published(), 0
    for day in list(every_day())[:: many(5, 1)]:
        window = Window(day, day + timedelta(29), "w")
        theirs, mine = due_of(term, window, china), last_days(term, window, notices)
        assert (theirs.hard, theirs.grace_end) == (mine.hard, mine.grace_end), (day, theirs, mine)
        assert theirs.hard is None or theirs.safe == mine.safe, (day, theirs, mine)
        cases += 1
    tried(cases)
