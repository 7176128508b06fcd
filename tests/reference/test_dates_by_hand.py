"""Promise 9: dates worked out by hand (手算日期), at the edges where arithmetic goes wrong.

Leap days, month ends, year ends, 调休 and holidays of seven notices, years before the first and after the last notice,
24:00, the years of summer time.  One line is one date, or one run of dates of a notice.
"""

from collections.abc import Callable, Iterator
from datetime import date, timedelta

from engine.dates import add_months, due_of, label_of, parse_duration, windows
from engine.nouns import DueTerm, MonthDay, Rule, Window, WindowTerm
from engine.workdays import YearStatus
from rules.calendars import national
from tests.reference.random_rules import PLAIN

Tried = Callable[[int], None]

# day or first..last: off by notice
OFF = """
2020-01-01 2020-01-24..2020-02-02 2020-04-04..2020-04-06 2020-05-01..2020-05-05 2020-06-25..2020-06-27
2020-10-01..2020-10-08
2021-01-01..2021-01-03 2021-02-11..2021-02-17 2021-04-03..2021-04-05 2021-05-01..2021-05-05 2021-06-12..2021-06-14
2021-09-19..2021-09-21 2021-10-01..2021-10-07
2022-01-01..2022-01-03 2022-01-31..2022-02-06 2022-04-03..2022-04-05 2022-04-30..2022-05-04 2022-06-03..2022-06-05
2022-09-10..2022-09-12 2022-10-01..2022-10-07 2022-12-31
2023-01-01..2023-01-02 2023-01-21..2023-01-27 2023-04-05 2023-04-29..2023-05-03 2023-06-22..2023-06-24
2023-09-29..2023-10-06 2023-12-30..2023-12-31
2024-01-01 2024-02-10..2024-02-17 2024-04-04..2024-04-06 2024-05-01..2024-05-05 2024-06-08..2024-06-10
2024-09-15..2024-09-17 2024-10-01..2024-10-07
2025-01-01 2025-01-28..2025-02-04 2025-04-04..2025-04-06 2025-05-01..2025-05-05 2025-05-31..2025-06-02
2025-10-01..2025-10-08
2026-01-01..2026-01-03 2026-02-15..2026-02-23 2026-04-04..2026-04-06 2026-05-01..2026-05-05 2026-06-19..2026-06-21
2026-09-25..2026-09-27 2026-10-01..2026-10-07
"""
# weekend days worked by notice
WORKED = """
2020-01-19 2020-04-26 2020-05-09 2020-06-28 2020-09-27 2020-10-10
2021-02-07 2021-02-20 2021-04-25 2021-05-08 2021-09-18 2021-09-26 2021-10-09
2022-01-29 2022-01-30 2022-04-02 2022-04-24 2022-05-07 2022-10-08 2022-10-09
2023-01-28 2023-01-29 2023-04-23 2023-05-06 2023-06-25 2023-10-07 2023-10-08
2024-02-04 2024-02-18 2024-04-07 2024-04-28 2024-05-11 2024-09-14 2024-09-29 2024-10-12
2025-01-26 2025-02-08 2025-04-27 2025-09-28 2025-10-11
2026-01-04 2026-02-14 2026-02-28 2026-05-09 2026-09-20 2026-10-10
"""
# day, months, day
MONTHS = """
2024-02-29 12 2025-02-28 | 2024-02-29 24 2026-02-28 | 2024-02-29 48 2028-02-29 | 2024-02-29 -12 2023-02-28
2024-01-31 1 2024-02-29 | 2025-01-31 1 2025-02-28 | 2025-01-31 2 2025-03-31 | 2025-01-31 3 2025-04-30
2025-03-31 -1 2025-02-28 | 2024-03-31 -1 2024-02-29 | 2025-05-31 1 2025-06-30 | 2025-08-31 6 2026-02-28
2025-10-31 4 2026-02-28 | 2025-12-31 2 2026-02-28 | 2023-12-31 2 2024-02-29 | 2025-12-31 12 2026-12-31
2025-12-01 1 2026-01-01 | 2026-01-01 -1 2025-12-01 | 2015-07-30 24 2017-07-30 | 2016-02-29 1 2016-03-29
1900-02-28 12 1901-02-28 | 2000-02-29 12 2001-02-28 | 2000-02-29 1200 2100-02-28 | 2025-06-30 -6 2024-12-30
2025-11-30 3 2026-02-28 | 2027-11-30 3 2028-02-29 | 2025-04-30 -2 2025-02-28 | 2025-02-28 12 2026-02-28
1986-05-04 1 1986-06-04 | 1991-09-15 -1 1991-08-15 | 1988-02-29 48 1992-02-29 | 2026-03-30 -1 2026-02-28
"""
# day, working days, day
COUNTS = """
2026-06-30 15 2026-07-21 | 2025-12-31 15 2026-01-22 | 2026-09-30 5 2026-10-13 | 2026-02-13 1 2026-02-14
2026-02-14 1 2026-02-24 | 2026-02-27 1 2026-02-28 | 2026-02-28 1 2026-03-02 | 2026-05-08 1 2026-05-09
2026-04-30 1 2026-05-06 | 2026-12-31 -1 2026-12-30 | 2026-10-08 -1 2026-09-30 | 2026-10-10 -2 2026-10-08
2026-01-01 1 2026-01-04 | 2026-01-05 -1 2026-01-04 | 2026-03-01 -1 2026-02-28 | 2025-09-26 1 2025-09-28
2025-09-30 1 2025-10-09 | 2025-10-10 1 2025-10-11 | 2025-01-24 1 2025-01-26 | 2025-01-27 1 2025-02-05
2025-02-07 1 2025-02-08 | 2024-02-09 1 2024-02-18 | 2024-09-30 1 2024-10-08 | 2024-09-13 1 2024-09-14
2023-12-29 1 2024-01-02 | 2022-12-30 1 2023-01-03 | 2021-12-31 1 2022-01-04 | 2020-01-23 1 2020-02-03
2004-12-31 -5 2004-12-24 | 2026-12-24 5 2026-12-31
"""
# cadence, day, label, first, last
LABELS = """
year 2024-02-29 2024 2024-01-01 2024-12-31 | year 2025-12-31 2025 2025-01-01 2025-12-31
half 2026-06-30 2026H1 2026-01-01 2026-06-30 | half 2026-07-01 2026H2 2026-07-01 2026-12-31
quarter 2026-03-31 2026Q1 2026-01-01 2026-03-31 | quarter 2026-04-01 2026Q2 2026-04-01 2026-06-30
quarter 2026-09-30 2026Q3 2026-07-01 2026-09-30 | quarter 2026-12-31 2026Q4 2026-10-01 2026-12-31
month 2024-02-29 2024-02 2024-02-01 2024-02-29 | month 2025-02-28 2025-02 2025-02-01 2025-02-28
month 2025-12-31 2025-12 2025-12-01 2025-12-31 | month 2026-01-01 2026-01 2026-01-01 2026-01-31
month 2026-04-30 2026-04 2026-04-01 2026-04-30 | half 2024-01-01 2024H1 2024-01-01 2024-06-30
"""
# year, month-day, boundary, roll, grace: safe, hard, end of grace
DUE = """
2026 03-01 unspecified none - 2026-02-28 2026-03-01 2026-03-01
2026 03-01 unspecified next - 2026-02-28 2026-03-02 2026-03-02
2026 03-01 unspecified previous - 2026-02-28 2026-02-28 2026-02-28
2026 03-01 inclusive none - 2026-03-01 2026-03-01 2026-03-01
2026 03-01 exclusive none - 2026-02-28 2026-02-28 2026-02-28
2026 03-01 exclusive next - 2026-03-01 2026-03-01 2026-03-01
2026 02-29 inclusive none - 2026-02-28 2026-02-28 2026-02-28
2024 02-29 inclusive none - 2024-02-29 2024-02-29 2024-02-29
2024 02-29 exclusive none - 2024-02-28 2024-02-28 2024-02-28
2025 02-29 unspecified none - 2025-02-27 2025-02-28 2025-02-28
2026 02-29 inclusive next - 2026-02-28 2026-02-28 2026-02-28
2026 05-01 inclusive next - 2026-05-06 2026-05-06 2026-05-06
2026 05-01 inclusive previous - 2026-04-30 2026-04-30 2026-04-30
2026 05-01 unspecified next 5wd 2026-04-30 2026-05-06 2026-05-12
2026 10-01 inclusive next - 2026-10-08 2026-10-08 2026-10-08
2026 09-20 inclusive next - 2026-09-20 2026-09-20 2026-09-20
2026 09-30 inclusive none 5wd 2026-09-30 2026-09-30 2026-10-13
2026 07-15 unspecified none 10d 2026-07-14 2026-07-15 2026-07-25
2026 06-16 exclusive none - 2026-06-15 2026-06-15 2026-06-15
2026 01-01 inclusive next - 2026-01-04 2026-01-04 2026-01-04
2025 12-31 inclusive none 1mo 2025-12-31 2025-12-31 2026-01-31
2025 01-31 inclusive none 1mo 2025-01-31 2025-01-31 2025-02-28
2024 01-31 inclusive none 1mo 2024-01-31 2024-01-31 2024-02-29
2025 12-31 inclusive none 1d 2025-12-31 2025-12-31 2026-01-01
1986 05-04 inclusive none - 1986-05-04 1986-05-04 1986-05-04
1986 09-14 unspecified none - 1986-09-13 1986-09-14 1986-09-14
1991 04-14 exclusive none 1d 1991-04-13 1991-04-13 1991-04-14
2027 04-30 inclusive none - 2027-04-30 2027-04-30 2027-04-30
2027 10-01 inclusive next - 2027-10-04 - -
2026 12-31 inclusive none 3wd 2026-12-31 2026-12-31 -
2003 12-31 inclusive next - 2003-12-31 - -
"""
# the first day of an acting span that `within` counts from, the span, the last day
WITHIN = """
2026-01-01 30d 2026-01-31 | 2024-01-31 30d 2024-03-01 | 2025-01-31 30d 2025-03-02 | 2025-12-31 1d 2026-01-01
2026-01-31 1mo 2026-02-28 | 2024-01-31 1mo10d 2024-03-10 | 2025-01-31 1mo10d 2025-03-10 | 2025-11-30 1y 2026-11-30
2024-02-29 1y 2025-02-28 | 2025-12-25 1w 2026-01-01 | 2026-06-30 15wd 2026-07-21 | 2025-12-31 15wd 2026-01-22
2026-09-30 1wd 2026-10-08 | 2026-01-31 1mo3wd 2026-03-04 | 1986-05-03 1d 1986-05-04 | 1991-09-14 2d 1991-09-16
1988-02-28 1d 1988-02-29 | 1999-12-31 1d 2000-01-01 | 2000-02-28 2d 2000-03-01 | 2026-02-13 1wd 2026-02-14
"""


def day(text: str) -> date | None:
    return None if text == "-" else date.fromisoformat(text)


def lines(table: str, size: int) -> Iterator[list[str]]:
    for line in table.replace("|", "\n").strip().splitlines():
        words = line.split()
        assert len(words) == size, line
        yield words


def days_of(table: str) -> Iterator[date]:
    for word in table.split():
        first, _, last = word.partition("..")
        for n in range(date.fromisoformat(first).toordinal(), date.fromisoformat(last or first).toordinal() + 1):
            yield date.fromordinal(n)


def test_the_days_of_seven_notices(tried: Tried) -> None:
    off, worked = list(days_of(OFF)), list(days_of(WORKED))
    assert [one for one in off if national().is_workday(one)] == []
    assert [one for one in worked if not national().is_workday(one) or one.weekday() < 5] == []
    tried(len(off) + len(worked))


def test_every_other_day_of_those_years_is_as_in_any_week() -> None:
    told = {*days_of(OFF), *days_of(WORKED)}
    others = (date(2020, 1, 1) + timedelta(n) for n in range((date(2027, 1, 1) - date(2020, 1, 1)).days))
    assert all(national().is_workday(one) == (one.weekday() < 5) for one in others if one not in told)


def test_months_added_and_taken(tried: Tried) -> None:
    rows = list(lines(MONTHS, 3))
    assert [(a, n, b) for a, n, b in rows if add_months(date.fromisoformat(a), int(n)) != day(b)] == []
    tried(len(rows))


def test_working_days_counted(tried: Tried) -> None:
    rows = list(lines(COUNTS, 3))
    assert [(a, n, b) for a, n, b in rows if national().shift(date.fromisoformat(a), int(n)) != day(b)] == []
    tried(len(rows))


def test_windows_and_labels(tried: Tried) -> None:
    rows = list(lines(LABELS, 5))
    for every, inside, label, first, last in rows:
        rule = Rule(**{**vars(PLAIN), "window": WindowTerm(every)})
        start, end = date.fromisoformat(first), date.fromisoformat(last)
        found = [w for w in windows(rule, (), date(2023, 1, 1), date(2027, 12, 31)) if day(inside) in w]
        assert found == [Window(start, end, label)]
        assert label_of(start, every) == label
    tried(len(rows))


def test_due_days_with_boundary_roll_and_grace(tried: Tried) -> None:
    rows = list(lines(DUE, 8))
    for year, named, boundary, roll, grace, safe, hard, end in rows:
        window = Window(date(int(year), 1, 1), date(int(year), 12, 31), year)
        by, span = MonthDay(*map(int, named.split("-"))), None if grace == "-" else parse_duration(grace)
        due = due_of(DueTerm(by, boundary=boundary, roll=roll, grace=span), window, national())  # type: ignore[arg-type]
        assert due.hard == day(hard), (year, named, boundary, roll, due)
        assert due.grace_end == day(end), (year, named, boundary, roll, due)
        assert due.safe == day(safe) or hard == "-", (year, named, boundary, roll, due)
    tried(len(rows))


def test_spans_from_a_day(tried: Tried) -> None:
    rows = list(lines(WITHIN, 3))
    for start, span, last in rows:
        window = Window(date.fromisoformat(start), date.fromisoformat(start) + timedelta(90), "w")
        due = due_of(DueTerm(None, parse_duration(span), "window.start"), window, national())
        assert due.hard == day(last), (start, span, due)
    tried(len(rows))


def test_years_without_a_notice(tried: Tried) -> None:
    told = {
        1986: "UNKNOWN",
        1991: "UNKNOWN",
        2003: "UNKNOWN",
        2004: "PUBLISHED",
        2026: "PUBLISHED",
        2027: "PROVISIONAL",
    }
    assert {year: national().status(year).name for year in told} == told
    assert national().status(2100) is YearStatus.PROVISIONAL
    tried(len(told) + 1)


def test_there_are_three_hundred_of_them() -> None:
    tables = ((MONTHS, 3), (COUNTS, 3), (LABELS, 5), (DUE, 8), (WITHIN, 3))
    counted = sum(1 for table, size in tables for _ in lines(table, size))
    assert counted + len([*days_of(OFF), *days_of(WORKED)]) >= 300
