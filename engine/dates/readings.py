"""读法 dated windows: each window of a rule with its due day, and every reading where a date is masked.

A masked phase or due day leaves the window the hull of its readings and its due day without a hard day: it
can be met only under all readings, and nothing is breached until an officer confirms one (semantics-rulings 34, 45,
46).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from engine.dates.deadlines import due_of, is_counted, masked_due
from engine.dates.durations import add_months
from engine.dates.partial import candidates, combinations, is_masked
from engine.dates.periods import FOREVER, ONE_DAY, cadence, row, single_span, step_months, windows
from engine.nouns import AnchorKind, Due, PartialDate, PDate, Phase, Rule, Window
from engine.workdays import WorkCalendar


@dataclass(frozen=True)
class Dated:
    """A window and its due day; `readings` holds each pair that a masked date allows, none when all is printed."""

    window: Window
    due: Due
    readings: tuple[tuple[Window, Due], ...] = ()


def dated_windows(
    rule: Rule, phases: Sequence[Phase], calendar: WorkCalendar, effective: date, until: date, met: Sequence[date] = ()
) -> list[Dated]:
    """The windows of `rule` between `effective` and `until`, each with its due day, in order."""
    single = not cadence(rule)
    return [
        _dated(rule, phases, calendar, window, effective, single)
        for window in windows(rule, phases, effective, until, met=met)
    ]


def dated_event(rule: Rule, calendar: WorkCalendar, event: date, effective: date, until: date) -> list[Dated]:
    """What one event sets off: from the day it happened to the end of grace, or windows tiled from that day.

    A duty counted back from its event (提前五日) opens with the rule instead: it can only be done beforehand.
    """
    if every := cadence(rule):
        tiles = row(every, event, effective, until)
        return [Dated(window, due_of(rule.due, window, calendar, event)) for window in tiles]
    due = due_of(rule.due, Window(event, FOREVER, event.isoformat()), calendar, event)
    last = due.grace_end or due.hard or due.safe
    first, last = (event, last) if last >= event else (min(effective, last), event)
    window = Window(first, last, event.isoformat())
    return [Dated(window, due)] if window.last >= effective and window.first <= until else []


def _dated(
    rule: Rule, phases: Sequence[Phase], calendar: WorkCalendar, window: Window, effective: date, single: bool
) -> Dated:
    span = single_span(rule, phases)[1] if single else None
    ends: tuple[PDate, PDate] = (window.first, window.last)
    if span is not None:
        ends = (span.start or effective, span.to or FOREVER)
    by = rule.due.by if isinstance(rule.due.by, PartialDate) and not is_counted(rule.due) else window.last
    hung = () if single or not _hangs_on_mask(rule, window) else (rule.window.anchor.at,)
    texts = [day.text for day in (*ends, by, *hung) if isinstance(day, PartialDate) and is_masked(day)]
    if not texts:
        return Dated(window, due_of(rule.due, window, calendar))
    if hung:
        spans = [anchored(rule, window, day) for day in candidates(rule.window.anchor.at)]
        readings = tuple(one for span in spans for one in _readings(rule, calendar, span, by))
    else:
        readings = _all_readings(rule, calendar, window.label, (*ends, by))
    if readings:
        window = Window(min(w.first for w, _ in readings), max(w.last for w, _ in readings), window.label)
    return Dated(window, masked_due(readings, window, "”、“".join(texts)), readings)


def _hangs_on_mask(rule: Rule, window: Window) -> bool:
    """Whether a window's place depends on a masked anchor; of a chain only its first link does (ruling 31)."""
    at = rule.window.anchor.at
    if not is_masked(at):
        return False
    starts = candidates(at)
    return rule.window.anchor.kind is not AnchorKind.LAST_MET or not starts or window.first == min(starts) + ONE_DAY


def anchored(rule: Rule, window: Window, day: date) -> Window:
    """Where a window of a masked row lies if its anchor is `day`; `window` is it from the earliest candidate."""
    months = step_months(cadence(rule) or "year")
    if rule.window.anchor.kind is AnchorKind.LAST_MET:
        return Window(day + ONE_DAY, add_months(day, months), window.label)
    starts = candidates(rule.window.anchor.at)
    if starts:
        base = min(starts)
        gone = (window.first.year - base.year) * 12 + window.first.month - base.month
        first, after = add_months(day, gone), add_months(day, gone + months)
        return Window(first, after - ONE_DAY, window.label)
    tile = next(row(cadence(rule) or "year", day, window.first, FOREVER))
    return Window(tile.first, tile.last, window.label)


def _readings(rule: Rule, calendar: WorkCalendar, window: Window, by: PDate) -> tuple[tuple[Window, Due], ...]:
    """The readings of the due day in one window: several where it is masked too."""
    if not (isinstance(by, PartialDate) and is_masked(by)):
        return ((window, due_of(rule.due, window, calendar)),)
    return tuple((window, due_of(replace(rule.due, by=day), window, calendar)) for day in candidates(by))


def _all_readings(
    rule: Rule, calendar: WorkCalendar, label: str, days: tuple[PDate, PDate, PDate]
) -> tuple[tuple[Window, Due], ...]:
    """Every reading of first day, last day and due day that is the right way round."""
    read = []
    for first, last, by in combinations(days):
        if first <= last:
            window = Window(first, last, label)
            due = replace(rule.due, by=by) if isinstance(days[2], PartialDate) else rule.due
            read.append((window, due_of(due, window, calendar)))
    return tuple(read)
