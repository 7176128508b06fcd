"""读法 dated windows: each window of a rule with its due day, and every reading where a date is masked.

A masked phase or due day leaves the window the hull of its readings and its due day without a hard day: it
can be met only under all readings, and nothing is breached until an officer confirms one (semantics-rulings 34, 45,
46).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from engine.dates.deadlines import due_of, is_counted, masked_due
from engine.dates.partial import combinations, is_masked
from engine.dates.periods import FOREVER, cadence, row, single_span, windows
from engine.nouns import Due, PartialDate, PDate, Phase, Rule, Window
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
    hung = () if single else (rule.window.anchor.at,)
    texts = [day.text for day in (*ends, by, *hung) if isinstance(day, PartialDate) and is_masked(day)]
    if not texts:
        return Dated(window, due_of(rule.due, window, calendar))
    readings = () if any(is_masked(at) for at in hung) else _readings(rule, calendar, window.label, (*ends, by))
    return Dated(window, masked_due(readings, window, "”、“".join(texts)), readings)


def _readings(
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
