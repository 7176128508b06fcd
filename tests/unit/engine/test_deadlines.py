"""Due days: safe under every reading, hard under some, with the derivation in plain words."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.dates import FOREVER, due_of, label_of, month_end, parse_duration
from engine.nouns import Due, DueTerm, MonthDay, PartialDate, Window
from engine.workdays import WorkCalendar


def year(n: int) -> Window:
    return Window(date(n, 1, 1), date(n, 12, 31), str(n))


def quarter(n: int, q: int) -> Window:
    first = date(n, q * 3 - 2, 1)
    return Window(first, month_end(n, q * 3), label_of(first, "quarter"))


def half(n: int, h: int) -> Window:
    return Window(date(n, h * 6 - 5, 1), month_end(n, h * 6), f"{n}H{h}")


H1, H2_2025 = half(2026, 1), half(2025, 2)
MARCH_1 = MonthDay(3, 1)
DAYS_15 = parse_duration("15wd")


@pytest.mark.parametrize(
    ("term", "window", "safe", "hard"),
    [
        # semantics 16
        (DueTerm(by=MARCH_1), year(2026), "2026-02-28", "2026-03-01"),
        (DueTerm(by=MARCH_1, boundary="inclusive", roll="next"), year(2026), "2026-03-02", "2026-03-02"),
        (DueTerm(by=MARCH_1, boundary="inclusive", roll="previous"), year(2026), "2026-02-28", "2026-02-28"),
        (DueTerm(within=DAYS_15, of="window.end"), H1, "2026-07-21", "2026-07-21"),
        (DueTerm(within=DAYS_15, of="window.end"), H2_2025, "2026-01-22", "2026-01-22"),
        # rulings 13, 14: no due at all is the end, inclusive
        (DueTerm(), year(2026), "2026-12-31", "2026-12-31"),
        (DueTerm(by=None), year(2026), "2026-12-31", "2026-12-31"),
        (DueTerm(by=date(2026, 6, 30)), year(2026), "2026-06-29", "2026-06-30"),
        # ruling 17: roll first, then the boundary
        (DueTerm(by=MARCH_1, roll="next"), year(2026), "2026-02-28", "2026-03-02"),
        (DueTerm(by=MARCH_1, roll="next", boundary="exclusive"), year(2026), "2026-03-01", "2026-03-01"),
        (DueTerm(by=MARCH_1, roll="previous"), year(2026), "2026-02-28", "2026-02-28"),
        (DueTerm(by=MonthDay(10, 6), roll="previous"), year(2026), "2026-09-30", "2026-09-30"),
        # ruling 19: by has no direction and rolls forwards
        (DueTerm(by=MARCH_1, boundary="inclusive", roll="by_direction"), year(2026), "2026-03-02", "2026-03-02"),
        # ruling 22, 23
        (DueTerm(by=MonthDay(2, 29), boundary="inclusive"), year(2026), "2026-02-28", "2026-02-28"),
        (DueTerm(by=MonthDay(2, 29), boundary="inclusive"), year(2024), "2024-02-29", "2024-02-29"),
        (DueTerm(by=MARCH_1, boundary="inclusive"), H2_2025, "2026-03-01", "2026-03-01"),
        # rulings 25, 26, and 民法典 201: the start day is not counted
        (DueTerm(within=parse_duration("30d"), of="window.start"), year(2026), "2026-01-31", "2026-01-31"),
        (DueTerm(within=parse_duration("1mo10d"), of="window.end"), H1, "2026-08-09", "2026-08-09"),
        (DueTerm(before=parse_duration("1mo"), of="window.end"), year(2026), "2026-11-30", "2026-11-30"),
        (DueTerm(before=parse_duration("5d"), by=MARCH_1), year(2026), "2026-02-24", "2026-02-24"),
        (
            DueTerm(before=parse_duration("1d"), of="window.end", roll="by_direction"),
            Window(date(2026, 4, 1), date(2026, 5, 4), "p"), "2026-04-30", "2026-04-30",
        ),
    ],
)  # fmt: skip
def test_a_due_day_falls_where_the_rulings_say(
    china: WorkCalendar, term: DueTerm, window: Window, safe: str, hard: str
) -> None:
    due = due_of(term, window, china)
    assert (due.safe.isoformat(), due.hard and due.hard.isoformat()) == (safe, hard)
    assert due.grace_end == due.hard
    assert not due.provisional
    assert due.because is None


@pytest.mark.parametrize(
    ("term", "window", "end"),
    [
        (DueTerm(grace=parse_duration("5wd")), quarter(2026, 3), "2026-10-13"),  # over 国庆, with a make-up Saturday
        (DueTerm(by=MonthDay(7, 15), grace=parse_duration("10d")), year(2026), "2026-07-25"),  # from the hard day
    ],
)
def test_grace_runs_from_the_hard_day(china: WorkCalendar, term: DueTerm, window: Window, end: str) -> None:
    due = due_of(term, window, china)
    assert due.grace_end == date.fromisoformat(end)
    assert due.steps[-1].startswith("宽限")


def test_the_steps_tell_an_officer_how_the_day_was_found(china: WorkCalendar) -> None:
    assert due_of(DueTerm(by=MARCH_1), year(2026), china).steps == (
        "2026年3月1日是星期日",
        "遇休息日不顺延",
        "“之前”未写明是否含当日：稳妥日为2月28日，最迟日为3月1日",
    )
    assert due_of(DueTerm(by=MARCH_1, roll="previous", boundary="inclusive"), year(2026), china).steps == (
        "2026年3月1日是星期日",
        "遇休息日提前至2026年2月28日",
        "含当日",
    )
    assert due_of(DueTerm(by=MonthDay(2, 28), boundary="exclusive", cutoff="17:00"), year(2026), china).steps == (
        "2026年2月28日是星期六，调休上班",
        "不含当日：最后一日为2026年2月27日",
        "当日17:00以后提交的，按次日计",
    )
    assert due_of(DueTerm(within=DAYS_15, of="window.end", roll="next"), H1, china).steps == (
        "从周期末日2026年6月30日的次日起算15个工作日，至2026年7月21日",
        "当日上班，不必移动",
    )


def test_what_no_calendar_fixes_has_no_hard_day(china: WorkCalendar) -> None:
    due = due_of(DueTerm(within=DAYS_15, of="window.end"), half(2026, 2), china)
    assert due == Due(date(2027, 1, 16), None, None, True, "CALENDAR_PROVISIONAL", due.steps)
    assert due.steps == (
        "从周期末日2026年12月31日的次日起算15个工作日，约至2027年1月22日",
        "放假安排尚未公布：暂以最早可能的2027年1月16日为稳妥日，公布前不作逾期认定",
    )


def test_a_roll_into_an_unpublished_year_is_provisional_and_no_roll_is_not(china: WorkCalendar) -> None:
    monday = MonthDay(3, 1)  # 2027-03-01 is a Monday
    rolled = due_of(DueTerm(by=monday, roll="next", boundary="inclusive"), year(2027), china)
    assert (rolled.safe, rolled.hard, rolled.because) == (date(2027, 3, 1), None, "CALENDAR_PROVISIONAL")
    plain = due_of(DueTerm(by=monday, boundary="inclusive"), year(2027), china)
    assert (plain.safe, plain.hard, plain.provisional) == (date(2027, 3, 1), date(2027, 3, 1), False)


def test_a_grace_that_leaves_the_published_years_ends_on_no_day_yet(china: WorkCalendar) -> None:
    due = due_of(DueTerm(grace=parse_duration("5wd")), quarter(2026, 4), china)
    assert (due.safe, due.hard, due.grace_end) == (date(2026, 12, 31), date(2026, 12, 31), None)
    assert (due.provisional, due.because) == (True, "CALENDAR_PROVISIONAL")
    assert due.steps[-1] == "宽限5个工作日，止于何日待工作日历公布后确定"


def test_years_without_any_notice_are_missing_not_provisional(china: WorkCalendar) -> None:
    due = due_of(DueTerm(within=DAYS_15, of="window.end"), half(2003, 1), china)
    assert (due.hard, due.provisional, due.because) == (None, False, "CALENDAR_MISSING")


def test_an_event_not_yet_recorded_leaves_the_day_open(china: WorkCalendar) -> None:
    term = DueTerm(within=parse_duration("30d"), of="case.accepted")
    waiting = due_of(term, year(2026), china)
    assert (waiting.hard, waiting.because) == (None, "EVENT_MISSING")
    assert waiting.steps == ("自“case.accepted”发生之日起算，尚无记录",)
    known = due_of(term, year(2026), china, event=date(2026, 3, 1))
    assert (known.safe, known.hard) == (date(2026, 3, 31), date(2026, 3, 31))
    assert known.steps[0] == "从“case.accepted”之日2026年3月1日的次日起算30日，至2026年3月31日"


def test_a_masked_day_is_hard_under_no_reading_until_confirmed(china: WorkCalendar) -> None:
    masked = PartialDate("20*年10月31日", (date(2009, 10, 31), date(2010, 10, 31)))
    due = due_of(DueTerm(by=masked), year(2009), china)
    assert (due.safe, due.hard, due.because) == (date(2009, 10, 30), None, "YEAR_MASKED")
    assert due.steps == ("“20*年10月31日”不完整，待确认：可能为2009年10月31日、2010年10月31日",)
    blank = due_of(DueTerm(by=PartialDate("20*年")), year(2009), china)
    assert (blank.safe, blank.steps) == (date(2008, 12, 31), ("“20*年”不完整，待确认：没有可供选择的读法",))
    confirmed = PartialDate(masked.text, masked.candidates, confirmed="2010-10-31")
    due = due_of(DueTerm(by=confirmed), year(2010), china)
    assert (due.safe, due.hard) == (date(2010, 10, 30), date(2010, 10, 31))


def test_a_window_without_an_end_has_no_due_day(china: WorkCalendar) -> None:
    due = due_of(DueTerm(grace=parse_duration("5wd")), Window(date(2024, 3, 1), FOREVER, "2024-03-01"), china)
    assert (due.safe, due.hard, due.grace_end, due.because) == (FOREVER, None, None, None)
    assert due.steps == ("尚无终止日，暂无期限",)


def _term(due: Mapping[str, Any]) -> DueTerm:
    month, day = map(int, due["by"].split("-"))
    return DueTerm(
        by=MonthDay(month, day),
        boundary=due.get("boundary", "unspecified"),
        roll=due.get("roll", "none"),
        grace=parse_duration(due["grace"]) if "grace" in due else None,
    )


def test_every_day_printed_in_the_worked_cases_is_found(shared: Path, china: WorkCalendar) -> None:
    pack = yaml.safe_load((shared / "rulepack" / "cases-deliver.yaml").read_text(encoding="utf-8"))
    printed = found = 0
    for rule in pack["rules"]:
        for case in rule["tests"]:
            due = due_of(_term(rule["due"]), year(int(case["window"])), china)
            days = {"safe": due.safe, "hard": due.hard, "grace_end": due.grace_end}
            wanted = {name: case[name] for name in days if name in case}
            printed += len(wanted)
            found += sum(days[name] == date.fromisoformat(day) for name, day in wanted.items())
    assert found == printed
    assert printed >= 14


BY = st.one_of(
    st.just("end"),
    st.dates(date(2005, 1, 1), date(2026, 12, 1)),
    st.builds(MonthDay, st.integers(1, 12), st.integers(1, 28)),
)
GRACE = st.sampled_from([None, parse_duration("5wd"), parse_duration("10d"), parse_duration("1mo")])
TERMS = st.one_of(
    st.builds(
        DueTerm,
        by=BY,
        boundary=st.sampled_from(["inclusive", "exclusive", "unspecified"]),
        roll=st.sampled_from(["none", "next", "previous", "by_direction"]),
        grace=GRACE,
    ),
    st.builds(
        DueTerm,
        within=st.sampled_from([parse_duration(text) for text in ("15wd", "1mo10d", "2mo", "30d", "1y3wd")]),
        of=st.sampled_from(["window.start", "window.end"]),
        roll=st.sampled_from(["none", "by_direction"]),
        grace=GRACE,
    ),
)


@settings(max_examples=120, deadline=None)
@given(term=TERMS, n=st.integers(2001, 2029))
def test_safe_never_passes_hard_and_doubt_always_speaks(china: WorkCalendar, term: DueTerm, n: int) -> None:
    due = due_of(term, year(n), china)
    assert due.steps
    assert (due.hard is None or due.grace_end is None) == (due.because is not None)
    assert due.hard is None or due.safe <= due.hard
    assert due.grace_end is None or (due.hard is not None and due.hard <= due.grace_end)
    assert due.provisional == (due.because == "CALENDAR_PROVISIONAL")


@settings(max_examples=25, deadline=None)
@given(n=st.integers(2005, 2025), days=st.integers(1, 60), roll=st.sampled_from(["none", "next", "by_direction"]))
def test_the_provisional_safe_day_never_lies_after_the_day_once_published(
    china: WorkCalendar, n: int, days: int, roll: Any
) -> None:
    term = DueTerm(within=parse_duration(f"{days}wd"), of="window.start", roll=roll)
    before = WorkCalendar("before", {k: v for k, v in china.years.items() if k < n})
    later = due_of(term, year(n), china)
    assert later.hard is not None
    assert due_of(term, year(n), before).safe <= later.hard
