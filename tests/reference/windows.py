"""Windows and their labels (semantics 4, rulings 1, 7, 29-34): which stretches of days carry one obligation each."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product

from engine.nouns import AnchorKind, PartialDate, PDate, Phase, Rule, Window
from tests.reference.civil import NEVER, ONE, plus_months

MOST_READINGS = 16


@dataclass(frozen=True)
class Masked:
    """A window of which a date is masked and not yet confirmed: every reading of it, each with its due day."""

    label: str
    readings: tuple[tuple[Window, PDate | None], ...]


def step_of(every: str) -> int:
    """Months from one window to the next."""
    named = {"year": 12, "half": 6, "quarter": 3, "month": 1}
    if every in named:
        return named[every]
    number, unit = re.fullmatch(r"(\d+)(mo|y)", every).groups()
    return int(number) * (12 if unit == "y" else 1)


def recurs(rule: Rule) -> bool:
    """Whether another window follows by itself, whatever is done (ruling 31)."""
    return rule.window.every is not None and rule.window.anchor.kind in (AnchorKind.CALENDAR, AnchorKind.FIXED)


def label_of(first: date, every: str) -> str:
    """2026 · 2026H1 · 2026Q3 · 2026-03, and the first day for every other length (ruling 1)."""
    match every:
        case "year":
            return str(first.year)
        case "half":
            return f"{first.year}H{1 if first.month < 7 else 2}"
        case "quarter":
            return f"{first.year}Q{(first.month + 2) // 3}"
        case "month":
            return f"{first.year}-{first.month:02d}"
    return first.isoformat()


def rows(rule: Rule, since: date, until: date) -> list[Window]:
    """The windows of a cadence that meet the rule's first day or lie after it (2, 7), counted from the anchor (3b)."""
    every, found, n = rule.window.every, [], 0
    start, step = first_start(rule, since), step_of(every)
    while (first := plus_months(start, n * step)) <= until:
        last = plus_months(start, (n + 1) * step) - ONE
        if last >= since:
            found.append(Window(first, last, label_of(first, every)))
        n += 1
    return found


def first_start(rule: Rule, since: date) -> date:
    """`fixed` starts on `at` itself (ruling 30); a calendar row on the first day of a year."""
    if rule.window.anchor.kind is AnchorKind.FIXED:
        return plain(rule.window.anchor.at)
    return date(since.year, 1, 1)


def chain(rule: Rule, met: Sequence[date]) -> list[Window]:
    """last_met: a window of that length from the day after each day on which the duty was met (rulings 31, 32)."""
    step, last_days = step_of(rule.window.every), (plain(rule.window.anchor.at), *met)
    return [Window(last + ONE, plus_months(last, step), (last + ONE).isoformat()) for last in last_days]


def single(rule: Rule, phases: Sequence[Phase]) -> Window | Masked:
    """`once` or a phase of the plan; `to` is its last day, included."""
    if rule.window.phase is not None:
        phase = next(phase for phase in phases if phase.id == rule.window.phase)
        label, start, to = phase.id, phase.start, phase.to
    else:
        label, start, to = "once", rule.window.once.start, rule.window.once.to
    by = rule.due.by if isinstance(rule.due.by, PartialDate) else None
    if not any(is_masked(day) for day in (start, to, by)):
        return Window(plain(start), plain(to), label)
    return Masked(
        label, tuple((Window(a, b, label), day) for a, b, day in combined([start, to, by or NEVER]) if a <= b)
    )


def combined(days: Sequence[PDate]) -> list[tuple[date, ...]]:
    """Candidates paired by position where they are equally many, else every combination, at most 16 (ruling 34)."""
    lists = [options(day) for day in days]
    many = {len(each) for each in lists if len(each) != 1}
    if len(many) == 1 and 0 not in many:
        [n] = many
        return [tuple(each[i] if len(each) > 1 else each[0] for each in lists) for i in range(n)]
    return list(product(*lists))[:MOST_READINGS]


def options(day: PDate) -> tuple[date, ...]:
    if isinstance(day, PartialDate):
        return (date.fromisoformat(day.confirmed),) if day.confirmed else day.candidates
    return (day,)


def is_masked(day: PDate | None) -> bool:
    """A partial date that nobody has confirmed stays masked even with one candidate (ruling 45)."""
    return isinstance(day, PartialDate) and day.confirmed is None


def plain(day: PDate) -> date:
    return date.fromisoformat(day.confirmed) if isinstance(day, PartialDate) else day
