"""周期 windows: which stretches of time each carry one obligation of a rule, and what each is called.

PASS  every year, calendar           -> 2026-01-01..2026-12-31 "2026"
PASS  every 2y, fixed at 2015-07-30  -> 2015-07-30..2017-07-29 "2015-07-30"
PASS  every 2y, last met 2015-07-30  -> 2015-07-31..2017-07-30 "2015-07-31", the next only once this one is met

Windows of one rule tile the calendar: no gap, no overlap, each computed from the anchor so that month ends never
drift (semantics 3).  They are closed and never clipped (semantics-rulings 7).  Windows of events and tenures hang on
what happened and who holds a post: `tenure` and `engine.dates.readings.dated_event` make those one by one.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import count

from engine.dates.durations import add_months, half, quarter
from engine.dates.partial import candidates, known_day
from engine.nouns import AnchorKind, PDate, Phase, Rule, Span, Window

FOREVER = date(2999, 12, 31)
"""Stands for "no end yet" in a window (semantics-rulings 33); early enough that a day can still be added to it."""

ONE_DAY = timedelta(days=1)
_MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}


def windows(
    rule: Rule, phases: Sequence[Phase], effective: date, until: date, *, met: Sequence[date] = ()
) -> list[Window]:
    """The windows of `rule` that touch `effective` to `until`, both included, in order.

    `met` are the days on which a `last_met` chain was met, needed by no other anchor.  A window with masked ends comes
    as the hull of its readings.  Event and tenure anchors have no window of their own.
    """
    kind = rule.window.anchor.kind
    if kind in (AnchorKind.EVENT, AnchorKind.TENURE):
        return []
    if kind is AnchorKind.LAST_MET and cadence(rule):
        return [window for window in _chain(rule, effective, met) if window.first <= until]
    if cadence(rule):
        return list(_row(rule, effective, until))
    window = single_window(rule, phases, effective)
    return [window] if window and window.first <= until and window.last >= effective else []


def cadence(rule: Rule) -> str | None:
    """How often the rule comes round: `window.every`, or for manual rules `manual.every`."""
    if rule.window.every or rule.manual is None or rule.window.once or rule.window.phase:
        return rule.window.every
    return rule.manual.every


def step_months(every: str) -> int:
    """The length of a cadence in months."""
    if every in _MONTHS:
        return _MONTHS[every]
    return int(every[:-1]) * 12 if every.endswith("y") else int(every[:-2])


def label_of(first: date, every: str) -> str:
    """The label of the window that opens on `first`: "2026", "2026H1", "2026Q3", "2026-03", else its first day."""
    if first.day == 1 and every in _MONTHS and (first.month - 1) % _MONTHS[every] == 0:
        names = {"year": "", "half": f"H{half(first)}", "quarter": f"Q{quarter(first)}", "month": f"-{first:%m}"}
        return f"{first.year:04d}{names[every]}"
    return first.isoformat()


def tenure(since: date, until: date | None) -> Window:
    """The window of one holding of a post, `until` not included; without it the window has no end yet."""
    return Window(since, until - ONE_DAY if until else FOREVER, since.isoformat())


def row(every: str, anchor: date, start: date, until: date, *, before_anchor: bool = False) -> Iterator[Window]:
    """Windows of `every` tiled from `anchor` that touch `start` to `until`; earlier than the anchor only if told."""
    months = step_months(every)
    gone = (start.year - anchor.year) * 12 + start.month - anchor.month
    begin = gone // months - 1
    for k in count(begin if before_anchor else max(begin, 0)):
        first, following = add_months(anchor, k * months), add_months(anchor, (k + 1) * months)
        if first > until:
            return
        if following > start:
            yield Window(first, following - ONE_DAY, label_of(first, every))


def single_span(rule: Rule, phases: Sequence[Phase]) -> tuple[str, Span]:
    """Label and printed ends of a rule's only window: `once`, a phase, or from a fixed day on."""
    term = rule.window
    if term.phase is not None:
        phase = next((phase for phase in phases if phase.id == term.phase), None)
        return term.phase, Span(phase.start, phase.to) if phase else Span()
    span = term.once or Span(term.anchor.at, None)
    if span.to is None and isinstance(rule.due.by, date) and rule.due.within is None and rule.due.before is None:
        span = Span(span.start, rule.due.by)
    return "once", span


def single_window(rule: Rule, phases: Sequence[Phase], effective: date) -> Window | None:
    """The rule's only window, from the earliest to the latest it may be; None if its ends are the wrong way round."""
    label, span = single_span(rule, phases)
    first = min(candidates(span.start), default=effective)
    last = max(candidates(span.to), default=FOREVER)
    return Window(first, last, label) if first <= last else None


def _row(rule: Rule, effective: date, until: date) -> Iterator[Window]:
    every = cadence(rule) or "year"
    fixed = _anchor_day(rule.window.anchor.at)
    if fixed is not None:
        return row(every, fixed, effective, until)
    return row(every, date(effective.year, 1, 1), effective, until, before_anchor=True)


def _chain(rule: Rule, effective: date, met: Sequence[date]) -> Iterator[Window]:
    """Met windows that still touch `effective`, then the one that is not met: it stays until it is (rulings 30-32)."""
    months = step_months(cadence(rule) or "year")
    done = _anchor_day(rule.window.anchor.at)
    if done is None:
        done = effective - ONE_DAY
    for day in [*sorted(day for day in set(met) if day > done), None]:
        window = Window(done + ONE_DAY, add_months(done, months), (done + ONE_DAY).isoformat())
        if day is None or max(window.last, day) >= effective:
            yield window
        if day is not None:
            done = day


def _anchor_day(at: PDate | None) -> date | None:
    """The printed or confirmed day of an anchor, else its earliest candidate."""
    return known_day(at) or min(candidates(at), default=None)
