"""残缺日期的判定 masked dates: what holds while a printed date may be read in several ways (rulings 34, 45-47).

A duty is met only if it is met under every reading; short of that nobody can say anything but UNKNOWN, from the
earliest day on which its window may have opened.  What the office confirms chooses among the readings; one that is left
is the duty's window and due day.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from engine.dates import YEAR_MASKED, anchored, candidates, due_of
from engine.judging.standing import Stand
from engine.nouns import Due, DueTerm, Obligation, OfficeAct, PartialDate, Rule, Standing, Tally, Truth, Window
from engine.workdays import WorkCalendar

_MET = (Standing.MET, Standing.OVERTURNED)
_OPENS, _CLOSES = ("from", "to")


@dataclass(frozen=True)
class Reading:
    """One way to read the dates of a duty."""

    window: Window
    term: DueTerm


@dataclass(frozen=True)
class Judged:
    """What one reading comes to."""

    due: Due
    tally: Tally
    found: Stand

    @property
    def is_met(self) -> bool:
        """Whether the duty is done by the safe day; it never was in breach, so late proof overturns nothing."""
        reached = self.tally.reached_on
        return self.found.standing in _MET and (reached is None or reached <= self.due.safe)


def readings_of(rule: Rule, obligation: Obligation, calendar: WorkCalendar) -> list[Reading]:
    """The readings frozen in an obligation, each with the terms that its due day was found by."""
    return [Reading(window, _term_of(rule, window, due, calendar)) for window, due in obligation.readings]


def confirmed(rule: Rule, readings: Sequence[Reading], act: OfficeAct) -> list[Reading]:
    """The readings that an act leaves; a day that none of them has is put into all of them."""
    value = act.value or ""
    if act.of == "boundary":
        term = {"inclusive": "inclusive", "exclusive": "exclusive"}.get(value)
        return [replace(one, term=replace(one.term, boundary=term)) if term else one for one in readings]  # type: ignore[arg-type]
    day, end = full_day(value), end_of(rule, act.of)
    if day is not None and act.of == "due.by":
        kept = [one for one in readings if one.term.by == day]
        return kept or [replace(one, term=replace(one.term, by=day)) for one in readings]
    if day is not None and act.of == "anchor.at":
        return _hung_on(rule, readings, day)
    if day is None or end is None:
        return list(readings)
    kept = [one for one in readings if (one.window.first if end == _OPENS else one.window.last) == day]
    return kept or [replace(one, window=moved(one.window, end, day)) for one in readings]


def _hung_on(rule: Rule, readings: Sequence[Reading], day: date) -> list[Reading]:
    """The readings of a row whose anchor was confirmed: the window it puts this one in."""
    earliest = min((one.window for one in readings), key=lambda window: window.first)
    place = anchored(rule, earliest, day)
    return [one for one in readings if one.window == place] or [replace(one, window=place) for one in readings]


def full_day(value: str | None) -> date | None:
    """The full date that was confirmed; None for anything else, which confirms nothing."""
    try:
        return date.fromisoformat(value or "")
    except ValueError:
        return None


def end_of(rule: Rule, of: str | None) -> str | None:
    """Which end of the window a confirmation speaks of, "from" or "to"; None for something else."""
    place, _, end = (of or "").rpartition(".")
    places = (f"phase.{rule.window.phase}", "once", "window.once")
    return end if place in places and end in (_OPENS, _CLOSES) else None


def moved(window: Window, end: str, day: date) -> Window:
    """The window with one end where it was confirmed to be."""
    return replace(window, first=day) if end == _OPENS else replace(window, last=day)


def under_every(judged: Sequence[Judged], window: Window, as_of: date) -> tuple[Tally, Stand]:
    """What holds under all readings at once; `window` spans them all."""
    tally = _joined([one.tally for one in judged])
    if as_of < window.first:
        return replace(tally, reached_on=None), Stand(Standing.PENDING, None, window.first)
    if all(one.is_met for one in judged):
        since = [one.found.since for one in judged if one.found.since is not None]
        return tally, Stand(Standing.MET, max(since, default=None), None)
    return replace(tally, reached_on=None), Stand(Standing.UNKNOWN, window.first, _look(judged, as_of))


def masked_again(due: Due, dues: Sequence[Due]) -> Due:
    """The due day while several readings are left: as safe as the earliest of them."""
    return replace(due, safe=min(one.safe for one in dues), because=YEAR_MASKED)


def _term_of(rule: Rule, window: Window, due: Due, calendar: WorkCalendar) -> DueTerm:
    if not isinstance(rule.due.by, PartialDate):
        return rule.due
    terms = (replace(rule.due, by=day) for day in candidates(rule.due.by))
    return next((term for term in terms if _same(due_of(term, window, calendar), due)), rule.due)


def _same(one: Due, other: Due) -> bool:
    return (one.safe, one.hard) == (other.safe, other.hard)


def _joined(tallies: Sequence[Tally]) -> Tally:
    """The weakest of the tallies, its interval widened to all of them."""
    weakest = min(tallies, key=lambda tally: tally.lo)
    truths = {tally.truth for tally in tallies}
    highs = [tally.hi for tally in tallies if tally.hi is not None]
    reached = [tally.reached_on for tally in tallies if tally.reached_on is not None]
    return replace(
        weakest,
        hi=max(highs) if len(highs) == len(tallies) else None,
        truth=truths.pop() if len(truths) == 1 else Truth.UNKNOWN,
        reached_on=max(reached) if len(reached) == len(tallies) else None,
        proved_on=None,
        broken_on=None,
    )


def _look(judged: Sequence[Judged], as_of: date) -> date | None:
    """The next act to come; and what waits for its window's end may be met once the last reading has closed."""
    days = [one.tally.next_change for one in judged]
    waits = [one.found.next_look for one in judged if not one.is_met and one.tally.style != "reach"]
    if waits and None not in waits:
        days.append(max(day for day in waits if day is not None))
    return min((day for day in days if day is not None and day > as_of), default=None)
