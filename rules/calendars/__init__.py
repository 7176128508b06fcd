"""放假安排 calendars: the State Council's notices as data, one YAML file a year, read into a `WorkCalendar`.

When the notice for a new year is published, its file is added here, and an office need not wait for it: it reads the
year from a file of its own with `load_year`.  A year without a file is provisional and no verdict of lateness rests on
it (semantics-rulings 39).
"""

import hashlib
from collections.abc import Iterable
from datetime import date
from functools import cache
from pathlib import Path

from engine.source import Problem
from engine.workdays import CalendarYear, WorkCalendar, YearStatus
from rules.marks import Json, Written, read_shipped, read_text, text_of
from rules.schema import shape_problems

NATIONAL = "cn.workdays"
_FOLDER = Path(__file__).parent
_SATURDAY = 5


@cache
def national() -> WorkCalendar:
    """The national calendar (cn.workdays) as far as notices have been published; its sha256 covers every file."""
    return _calendar(_year(read_shipped(path)) for path in sorted(_FOLDER.glob("[0-9]*.yaml")))


def overlaid(years: Iterable[CalendarYear], beneath: WorkCalendar | None = None) -> WorkCalendar:
    """The national calendar, or the one `beneath`, with some years replaced or added."""
    return _calendar({**(beneath or national()).years, **{year.year: year for year in years}}.values())


def load_year(path: Path) -> tuple[CalendarYear | None, tuple[Problem, ...]]:
    """Read one year from its file; None and every problem at once when it is not sound."""
    text, problems = text_of(path)
    return (None, tuple(problems)) if problems else year_of(text, str(path))


def year_of(text: str, file: str) -> tuple[CalendarYear | None, tuple[Problem, ...]]:
    """Read one year from its text; `file` is what its problems are reported under."""
    written, problems = read_text(text, file)
    if written is None:
        return None, tuple(problems)
    problems += shape_problems(written, _FOLDER / "schema.yaml")
    if not problems:
        problems += _misplaced(written)
    return (None if problems else _year(written.value)), tuple(sorted(problems))


def _year(text: Json) -> CalendarYear:
    return CalendarYear(
        year=text["year"],
        notice=text["notice"],
        rest=frozenset(map(date.fromisoformat, text["rest"])),
        work=frozenset(map(date.fromisoformat, text["work"])),
        status=YearStatus(text.get("status", "published")),
    )


def _calendar(years: Iterable[CalendarYear]) -> WorkCalendar:
    ordered = sorted(years, key=lambda year: year.year)
    said = "\n".join(_say(year) for year in ordered)
    by_year = {year.year: year for year in ordered}
    return WorkCalendar(NATIONAL, by_year, hashlib.sha256(said.encode("utf-8")).hexdigest())


def _say(year: CalendarYear) -> str:
    """What of a year can change a verdict, in one line: not its wording, only its days."""
    return f"{year.year} {year.status} -{sorted(map(str, year.rest))} +{sorted(map(str, year.work))}"


def _misplaced(written: Written) -> list[Problem]:
    """Days of another year, working days that are no weekend, days both off and worked."""
    found: list[Problem] = []
    text = written.value
    for kind in ("rest", "work"):
        for index, day in enumerate(text[kind]):
            source = written.source((kind, index))
            if date.fromisoformat(day).year != text["year"]:
                found.append(Problem(source, "R251", f"{day} 不在 {text['year']} 年；请写进那一年的文件"))
            elif kind == "work" and date.fromisoformat(day).weekday() < _SATURDAY:
                found.append(Problem(source, "R252", f"{day} 本来就是周一至周五；work 只写调休上班的周末"))
            elif kind == "work" and day in text["rest"]:
                found.append(Problem(source, "R253", f"{day} 既放假又上班；请删去一处"))
    return found
