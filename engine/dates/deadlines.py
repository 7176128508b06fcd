"""时限 due days: the last day of a duty, under every reading and under some, with each step in plain Chinese.

PASS  by 03-01 of 2026, 之前 not explained    -> safe 2026-02-28, hard 2026-03-01
PASS  within 15wd of window.end, H1 2026     -> 2026-07-21
PASS  end of Q3 2026, grace 5wd              -> hard 2026-09-30, grace ends 2026-10-13

Order (semantics-rulings 13-26): find the named day; roll it; then let the boundary bite; then add the grace.  Whatever
rests on a calendar that is not published has no hard day: nobody is late by a guess (39-43).
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from engine.dates import spoken
from engine.dates.durations import add, add_plain, month_end
from engine.dates.partial import candidates, known_day
from engine.dates.periods import FOREVER
from engine.nouns import Due, DueTerm, MonthDay, PartialDate, Window
from engine.workdays import WorkCalendar, YearStatus

PROVISIONAL = "CALENDAR_PROVISIONAL"
MISSING = "CALENDAR_MISSING"
EVENT_MISSING = "EVENT_MISSING"
YEAR_MASKED = "YEAR_MASKED"
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class _Found:
    """A day on its way to become a due day: as far as known, how early it may be, and what makes it unsure."""

    day: date
    earliest: date
    doubt: str | None = None
    steps: tuple[str, ...] = ()

    def then(self, day: date, earliest: date, doubt: str | None, *steps: str) -> "_Found":
        """The next day found from this one, with one more step told and no doubt forgotten."""
        return _Found(day, earliest, self.doubt or doubt, self.steps + steps)


def due_of(due: DueTerm, window: Window, calendar: WorkCalendar, event: date | None = None) -> Due:
    """The due day of `window`; `event` is the day of the event that `due.of` names, None while it is not recorded.

    `because` of the answer says why it has no hard day: CALENDAR_PROVISIONAL, CALENDAR_MISSING, EVENT_MISSING,
    YEAR_MASKED, or None for a window without an end.
    """
    if event_of(due) and event is None:
        return Due(window.last, None, None, because=EVENT_MISSING, steps=(spoken.waits_for(due.of or ""),))
    if not is_counted(due) and isinstance(due.by, PartialDate) and known_day(due.by) is None:
        readings = tuple((window, due_of(replace(due, by=day), window, calendar)) for day in candidates(due.by))
        return masked_due(readings, window, due.by.text)
    origin, name = _start(due, window, event)
    if origin == FOREVER:
        return Due(FOREVER, None, None, steps=(spoken.no_end(),))
    found = _rolled(due, _reached(due, origin, name, calendar), calendar)
    return with_grace(due, _bounded(due, origin, found), calendar)


def masked_due(readings: tuple[tuple[Window, Due], ...], window: Window, text: str) -> Due:
    """The due day of a masked date: as safe as the earliest reading, hard under none until an officer confirms.

    Without a single reading no day is safe: it lies before the window, so that no act can pass for timely (46).
    """
    safe = min((due.safe for _, due in readings), default=window.first - _ONE_DAY)
    days = tuple(due.hard or due.safe for _, due in readings)
    return Due(safe, None, None, because=YEAR_MASKED, steps=(spoken.masked(text, days),))


def is_counted(due: DueTerm) -> bool:
    """Whether the due day is counted from a day or event instead of being named."""
    return due.within is not None or (due.before is not None and due.of is not None)


def event_of(due: DueTerm) -> str | None:
    """The event that the due day is counted from, None if it is counted from the window or not at all."""
    return due.of if is_counted(due) and due.of not in ("window.start", "window.end") else None


def _start(due: DueTerm, window: Window, event: date | None) -> tuple[date, str]:
    """The day that is named or counted from, and what to call it."""
    if is_counted(due):
        if due.of == "window.end":
            return window.last, "周期末日"
        if due.of == "window.start" or event is None:
            return window.first, "周期首日"
        return event, spoken.say_event(due.of) if due.of else "起算之日"
    if isinstance(due.by, MonthDay):
        return first_on_or_after(due.by, window.first), ""
    if isinstance(due.by, date | PartialDate):
        return known_day(due.by) or window.last, ""
    return window.last, "周期末日"


def first_on_or_after(named: MonthDay, start: date) -> date:
    """The first `named` day on or after `start`; 02-29 is the last day of February (semantics-rulings 22, 23)."""
    days = (_in_year(named, year) for year in (start.year, start.year + 1))
    return next(day for day in days if day >= start)


def _in_year(named: MonthDay, year: int) -> date:
    return date(year, named.month, min(named.day, month_end(year, named.month).day))


def _reached(due: DueTerm, origin: date, name: str, calendar: WorkCalendar) -> _Found:
    """Where counting forwards (`within`) or back (`before`) leads, or the named day itself."""
    span, sign = (due.within, 1) if due.within is not None else (due.before, -1)
    if span is None:
        return _Found(origin, origin, steps=(spoken.named(origin, name, calendar),))
    day = add(origin, span, calendar, sign)
    if not span.workdays:
        return _Found(day, day, steps=(spoken.counted(origin, name, span, sign, day),))
    plain = add_plain(origin, span, sign)
    doubt = calendar_doubt(calendar, plain + sign * _ONE_DAY, day)  # the day counted from is not counted (民法典 201)
    earliest = calendar.earliest(plain, sign * span.workdays) if doubt else day
    return _Found(day, earliest, doubt, (spoken.counted(origin, name, span, sign, day, doubtful=doubt is not None),))


def _rolled(due: DueTerm, found: _Found, calendar: WorkCalendar) -> _Found:
    """The day moved to a working day as `roll` says; forward counts roll to the next, backward ones to the previous."""
    way = due.roll
    if way == "by_direction":
        way = "previous" if due.before is not None and due.within is None else "next"
    if way == "none":
        rests = not calendar.is_workday(found.day) and calendar.certain(found.day, found.day)
        return found.then(found.day, found.earliest, None, *(["遇休息日不顺延"] if rests else []))
    forward = way == "next"
    day = calendar.next_workday(found.day) if forward else calendar.previous_workday(found.day)
    doubt = calendar_doubt(calendar, found.day, day)
    earliest = day
    if doubt or found.doubt:
        start = found.earliest + (-_ONE_DAY if forward else _ONE_DAY)
        earliest = calendar.earliest(start, 1 if forward else -1)
    return found.then(day, earliest, doubt, *([] if doubt else [spoken.rolled(found.day, day, forward)]))


def _bounded(due: DueTerm, named: date, found: _Found) -> Due:
    """Safe and hard day of the boundary; 之前 without more is only open for printed days (semantics-rulings 14-17)."""
    printed = not is_counted(due) and due.before is None and due.by not in ("end", None)
    safe, hard, steps = found.earliest, found.day, found.steps
    if due.boundary == "exclusive":
        safe, hard = safe - _ONE_DAY, hard - _ONE_DAY
        steps += (spoken.exclusive(hard),)
    elif due.boundary == "unspecified" and printed:
        safe = min(named - _ONE_DAY, safe)
        steps += (spoken.unspecified(safe, hard),)
    elif printed:
        steps += (spoken.inclusive(),)
    if due.cutoff != "24:00":
        steps += (spoken.cutoff(due.cutoff),)
    if found.doubt:
        steps += (spoken.doubted(found.doubt == MISSING, safe),)
        return Due(safe, None, None, found.doubt == PROVISIONAL, found.doubt, steps)
    return Due(safe, hard, hard, steps=steps)


def with_grace(due: DueTerm, bare: Due, calendar: WorkCalendar) -> Due:
    """Grace runs from the hard day; over the edge of the published calendar its end stays open (rulings 43)."""
    if due.grace is None or bare.hard is None:
        return bare
    end = add(bare.hard, due.grace, calendar)
    doubt = calendar_doubt(calendar, bare.hard, end) if due.grace.workdays else None
    if doubt is None:
        return replace(bare, grace_end=end, steps=(*bare.steps, spoken.grace(due.grace, end)))
    steps = (*bare.steps, spoken.grace_doubted(due.grace, doubt == MISSING))
    return replace(bare, grace_end=None, provisional=doubt == PROVISIONAL, because=doubt, steps=steps)


def calendar_doubt(calendar: WorkCalendar, a: date, b: date) -> str | None:
    """Why working days between `a` and `b` are not sure: an unpublished year, or one that never had a notice."""
    if calendar.certain(a, b):
        return None
    years = range(min(a, b).year, max(a, b).year + 1)
    unknown = any(calendar.status(year) is YearStatus.UNKNOWN for year in years)
    return MISSING if unknown else PROVISIONAL
