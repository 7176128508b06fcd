"""The shipped calendars against another reading of the same notices, and the loading of a new year."""

from datetime import date, timedelta
from pathlib import Path

import chinese_calendar

from engine.workdays import YearStatus
from rules import calendars
from rules.calendars import load_year, national, overlaid

FOLDER = Path(calendars.__file__).parent


def test_every_day_from_2004_to_2026_is_worked_or_off_as_an_independent_package_says() -> None:
    calendar = national()
    days = [date(2004, 1, 1) + timedelta(days=n) for n in range(23 * 366)]
    disputed = [
        day for day in days if day.year <= 2026 and calendar.is_workday(day) != chinese_calendar.is_workday(day)
    ]
    assert disputed == []


def test_every_shipped_year_is_sound_and_cites_its_notice() -> None:
    for path in sorted(FOLDER.glob("[0-9]*.yaml")):
        year, problems = load_year(path)
        assert year is not None, problems
        assert year.year == int(path.stem)
        assert year.notice.startswith(f"国务院办公厅关于{year.year}年")


def test_a_year_without_a_notice_is_provisional() -> None:
    assert national().status(2027) is YearStatus.PROVISIONAL
    assert national().status(2003) is YearStatus.UNKNOWN


def test_a_new_year_replaces_the_provisional_one_and_changes_the_version(tmp_path: Path) -> None:
    file = tmp_path / "2027.yaml"
    file.write_text('year: 2027\nnotice: 测试\nrest: ["2027-01-01"]\nwork: ["2027-01-03"]\n', encoding="utf-8")
    year, problems = load_year(file)
    assert problems == ()
    assert year is not None
    calendar = overlaid([year])
    assert calendar.status(2027) is YearStatus.PUBLISHED
    assert calendar.is_workday(date(2027, 1, 3))
    assert calendar.sha256 != national().sha256


def test_mistakes_in_a_year_are_told_with_their_place(tmp_path: Path) -> None:
    file = tmp_path / "2027.yaml"
    file.write_text(
        'year: 2027\nnotice: 测试\nrest: ["2028-01-01", "2027-01-03"]\nwork: ["2027-01-04", "2027-01-03"]\n',
        encoding="utf-8",
    )
    year, problems = load_year(file)
    assert year is None
    assert [(p.source.line, p.source.column, p.code) for p in problems] == [
        (3, 8, "R251"),
        (4, 8, "R252"),
        (4, 22, "R253"),
    ]
