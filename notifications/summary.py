"""摘要 summary: what the office and its leaders read: the notes of a day, the week on Monday, the month on its first.

Agencies are told of their own duties in digests; a summary speaks of everyone's and goes to the supervision office
only.  It shares the slot of nobody's digest, and one with nothing in it does not exist.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from engine.workdays import WorkCalendar
from notifications.papers import OfficeView
from notifications.render import Rendered, checked
from notifications.wording.plain import plain_fields

MOST_LINES = 50


class Slot(StrEnum):
    """When a summary is due: on any working day, on the week's first, on the month's first."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


TITLES = {Slot.DAY: "督办值班记事", Slot.WEEK: "督办一周摘要", Slot.MONTH: "督办月度摘要"}


@dataclass(frozen=True)
class FigureView:
    """A number with its name (指标), such as 已逾期 12."""

    label: str
    value: int
    note: str = ""


@dataclass(frozen=True)
class SectionView:
    """A heading with its lines (栏); `more` counts those left out."""

    heading: str
    lines: tuple[str, ...]
    more: int = 0


@dataclass(frozen=True)
class SummaryView:
    """One summary for one reader (摘要)."""

    title: str
    person: str
    agency: str
    day: date
    figures: tuple[FigureView, ...]
    sections: tuple[SectionView, ...]
    office: OfficeView


def section(heading: str, lines: Sequence[str]) -> SectionView:
    """A section of at most fifty lines; the rest is counted."""
    return SectionView(heading, tuple(lines[:MOST_LINES]), max(0, len(lines) - MOST_LINES))


def first_day(slot: Slot, on: date, calendar: WorkCalendar) -> date:
    """The working day on which the summary of the week or month of `on` is due; for a day the day itself."""
    match slot:
        case Slot.WEEK:
            return calendar.next_workday(on - timedelta(days=on.weekday()))
        case Slot.MONTH:
            return calendar.next_workday(on.replace(day=1))
        case _:
            return on


def render_summary(view: SummaryView) -> Rendered:
    """A summary in words.

    Raises Refused N201 for a line break in a subject, N202 when it grows past 64 KiB.
    """
    return checked(f"〔督办〕{view.title}（{view.day.isoformat()}）", "summary", plain_fields(view))
