"""日历：a month of due days, how many fall on each, which days are worked, and how far the calendar is published."""

from calendar import Calendar
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from duban.services.counter.deeds import Visit
from duban.services.desk import Desk
from duban.services.powers import Deed
from duban.services.rulebook import working_calendar
from duban.services.setup import Office
from duban.services.showing.ledger import SOON, moment_of, within
from duban.services.showing.view import View
from engine.nouns import Standing
from engine.telling.lamps import LAMPS, Lamp, lamp_of
from engine.workdays import WorkCalendar, YearStatus
from store import calendar as local
from store import surveys
from store.calendar import LocalDay
from store.session import reading
from store.surveys import Sought

FIRST_YEAR, LAST_YEAR = 2000, 2199
SATURDAY = 5
STATUS_ZH = {
    YearStatus.PUBLISHED: "已公布",
    YearStatus.PROVISIONAL: "未公布，暂按周一至周五和固定节日推算，不据此认定逾期",
    YearStatus.UNKNOWN: "没有放假安排",
}


@dataclass(frozen=True)
class DayShown:
    """A day of a month (日历格): whether it is worked, what falls due on it, under which lamps."""

    day: date
    is_of_month: bool
    is_worked: bool
    mark: str
    """班 for a weekend that is worked, 休 for a weekday that is not, nothing where the week says it."""
    due: int
    lamps: tuple[tuple[Lamp, int], ...]


@dataclass(frozen=True)
class Month:
    """A month of due days, with its neighbours, what this office set otherwise, and how far the calendar reaches."""

    first: date
    weeks: tuple[tuple[DayShown, ...], ...]
    total: int
    local: tuple[LocalDay, ...]
    years: tuple[tuple[int, str, bool], ...]

    @property
    def last(self) -> date:
        """Its last day."""
        return self.after - timedelta(1)

    @property
    def before(self) -> date:
        """The first day of the month before."""
        return (self.first - timedelta(1)).replace(day=1)

    @property
    def after(self) -> date:
        """The first day of the month after."""
        return (self.first + timedelta(31)).replace(day=1)


def month(visit: Visit, view: View, wanted: str = "") -> Month:
    """A month, written 2026-03; that of the day looked at when it is not written so."""
    visit.viewer.permit(Deed.LOOK)
    first = _first(wanted) or view.as_of.replace(day=1)
    weeks = Calendar().monthdatescalendar(first.year, first.month)
    with reading(visit.database, visit.settings.jurisdiction) as session:
        desk = Desk(session)
        sought = within(desk, visit.viewer, Sought(due_from=weeks[0][0], due_to=weeks[-1][-1]))
        counted: dict[date, dict[Standing | None, int]] = defaultdict(dict)
        for day, standing, many in surveys.days(session, sought, moment_of(view)):
            counted[day][standing] = many
        shown = tuple(tuple(_day(desk, day, first, view.as_of, counted.get(day, {})) for day in week) for week in weeks)
        years = range(first.year - 1, max(first.year, view.today.year) + 2)
        status = tuple(
            (year, STATUS_ZH[desk.calendar.status(year)], desk.calendar.status(year) is YearStatus.PUBLISHED)
            for year in years
        )
        total = sum(day.due for week in shown for day in week if day.is_of_month)
        return Month(first, shown, total, tuple(local.listed(session)), status)


def _first(wanted: str) -> date | None:
    try:
        found = date.fromisoformat(f"{wanted}-01")
    except ValueError:
        return None
    return found if FIRST_YEAR <= found.year <= LAST_YEAR else None


def office_calendar(office: Office) -> WorkCalendar:
    """The working calendar of an office, with what it set otherwise."""
    with reading(office.database, office.settings.jurisdiction) as session:
        return working_calendar(session)


def mark_of(calendar: WorkCalendar, day: date) -> str:
    """班 for a weekend that is worked, 休 for a weekday that is not, nothing where the week says it."""
    worked, weekend = calendar.is_workday(day), day.weekday() >= SATURDAY
    return "" if worked != weekend else "班" if worked else "休"


def _day(desk: Desk, day: date, month: date, on: date, counted: Mapping[Standing | None, int]) -> DayShown:
    by_lamp: dict[Lamp, int] = defaultdict(int)
    for standing, many in counted.items():
        by_lamp[lamp_of(standing, due_soon=on <= day <= on + SOON)] += many
    return DayShown(
        day=day,
        is_of_month=day.month == month.month,
        is_worked=desk.calendar.is_workday(day),
        mark=mark_of(desk.calendar, day),
        due=sum(counted.values()),
        lamps=tuple((lamp, by_lamp[lamp]) for lamp in LAMPS if lamp in by_lamp),
    )
