"""周期之间 scope: what a rule lets a measure look at in one window, with the windows before and after it."""

from datetime import date, timedelta

from engine.copies import changed
from engine.dates import add_months, step_months
from engine.measure import Scope, leaves
from engine.nouns import AnchorKind, Due, Rule, Trend, Window

_ANY = Scope(Window(date.min, date.min, ""), Due(date.min, None, None), date.min, date.min)


def recurring(rule: Rule) -> bool:
    """Whether another window follows by the calendar, not by what is done or happens (ruling 31)."""
    return rule.window.every is not None and rule.window.anchor.kind in (AnchorKind.CALENDAR, AnchorKind.FIXED)


def cure_until(rule: Rule, window: Window) -> date | None:
    """The last day on which a late act cures: the end of the next window; None for without limit (ruling 9)."""
    if not recurring(rule) or rule.window.every is None:
        return None
    one_day = timedelta(1)
    return add_months(window.last + one_day, step_months(rule.window.every)) - one_day


def scope_of(
    rule: Rule, window: Window, due: Due, *, as_of: date, known_at: date, in_force: date | None = None
) -> Scope:
    """The scope of a rule in one window, due on those days; `in_force` is the rule's first day if it is known."""
    return changed(
        _ANY,
        window=window,
        due=due,
        as_of=as_of,
        known_at=known_at,
        to=rule.to,
        level=rule.window.level,
        cure_until=cure_until(rule, window),
        recurring=recurring(rule),
        previous=previous_window(rule, window, in_force) if _has_trend(rule) else None,
        prorated=rule.window.first == "prorate",
    )


def _has_trend(rule: Rule) -> bool:
    return rule.test is not None and any(isinstance(leaf, Trend) for leaf in leaves(rule.test))


def previous_window(rule: Rule, window: Window, in_force: date | None = None) -> Window | None:
    """The window before, or None if the rule had none then: not in force yet, or its first one skipped (ruling 82)."""
    if not recurring(rule) or rule.window.every is None:
        return None
    first, last = add_months(window.first, -step_months(rule.window.every)), window.first - timedelta(1)
    start = in_force or (rule.effective[0] if rule.effective is not None else None)
    if start is not None and (last < start or (rule.window.first == "skip" and first < start)):
        return None
    return Window(first, last, first.isoformat())
