"""处置 office acts: what an officer's powers do to the days of one obligation (semantics 8 and 12, rulings 105-113).

None of them edits a verdict: they move the due day, close a reading, or stop the clock, and the verdict is found anew.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from engine.dates import anchored, calendar_doubt, due_of, is_masked, say_day, with_grace
from engine.judging.masked import confirmed, end_of, full_day, masked_again, moved, readings_of
from engine.measure.scope import status_at
from engine.nouns import AnchorKind, Due, Fact, FactStatus, Obligation, OfficeAct, Rule, Window
from engine.workdays import WorkCalendar

_ONE_DAY = timedelta(1)
_MAY_BE_EXTENDED = 2


@dataclass(frozen=True)
class Term:
    """The window and due day in force, why they are not those frozen, and the next day an act takes effect.

    `readings` are the windows and due days among which nobody has chosen yet.
    """

    window: Window
    due: Due
    readings: tuple[tuple[Window, Due], ...] = ()
    because: tuple[str, ...] = ()
    next_change: date | None = None


def known_acts(acts: Sequence[OfficeAct], known_at: date) -> list[OfficeAct]:
    """The acts recorded by `known_at`, in the order they were done."""
    return sorted((act for act in acts if act.recorded <= known_at), key=lambda act: (act.day, act.recorded, act.act))


def effective(act: OfficeAct) -> date:
    """The day from which an act holds: asked for is not granted (ruling 106)."""
    return act.granted or act.day


def in_force(
    rule: Rule,
    obligation: Obligation,
    acts: Sequence[OfficeAct],
    facts: Sequence[Fact],
    calendar: WorkCalendar,
    as_of: date,
    known_at: date,
) -> Term:
    """Window and due day as they stand on `as_of`: read, counted, then stopped and extended as it came about."""
    known = known_acts(acts, known_at)
    if not known and not _unsettled(obligation):
        return Term(obligation.window, obligation.due, obligation.readings)
    done = [act for act in known if effective(act) <= as_of]
    ahead = min((effective(act) for act in known if effective(act) > as_of), default=None)
    term = _read(rule, obligation, done, facts, calendar, known_at)
    origin = event_day(rule, obligation, facts, known_at) if counts_from_event(rule) else None
    return replace(_in_turn(rule, term, done, calendar, origin), next_change=ahead)


def as_acted_on(
    rule: Rule,
    obligation: Obligation,
    acts: Sequence[OfficeAct],
    facts: Sequence[Fact],
    calendar: WorkCalendar,
    as_of: date,
    known_at: date,
) -> Obligation:
    """The obligation with the window and due day in force, as facts are to be shared out by (ruling 108)."""
    if not acts:
        return obligation
    term = in_force(rule, obligation, acts, facts, calendar, as_of, known_at)
    return replace(obligation, window=term.window, due=term.due)


def _read(
    rule: Rule,
    obligation: Obligation,
    acts: Sequence[OfficeAct],
    facts: Sequence[Fact],
    calendar: WorkCalendar,
    known_at: date,
) -> Term:
    """The due day under the readings confirmed, the event recorded and the calendar at hand (rulings 27, 44, 47)."""
    confirms = [act for act in acts if act.act == "confirm" and act.value]
    if obligation.readings:
        return _chosen(rule, obligation, confirms, calendar)
    window, term, told = obligation.window, rule.due, False
    for act in confirms:
        end, day = end_of(rule, act.of), full_day(act.value)
        if act.of == "boundary" and act.value in ("inclusive", "exclusive"):
            term, told = replace(term, boundary="inclusive" if act.value == "inclusive" else "exclusive"), True
        elif day is not None and act.of == "due.by":
            term, told = replace(term, by=day), True
        elif day is not None and act.of == "anchor.at" and is_masked(rule.window.anchor.at):
            window, told = anchored(rule, window, day), True
        elif day is not None and end is not None:
            window, told = moved(window, end, day), True
    waiting = _unsettled(obligation)
    event = event_day(rule, obligation, facts, known_at) if told or waiting else None
    if not told and not (waiting and (event or obligation.due.provisional)):
        return Term(window, obligation.due)
    return Term(window, due_of(term, window, calendar, event), because=("READING_CONFIRMED",) if told else ())


def _chosen(rule: Rule, obligation: Obligation, confirms: Sequence[OfficeAct], calendar: WorkCalendar) -> Term:
    """The readings that the confirmations leave; the only one left is in force (ruling 47)."""
    if not confirms:
        return Term(obligation.window, obligation.due, obligation.readings)
    left = readings_of(rule, obligation, calendar)
    for act in confirms:
        left = confirmed(rule, left, act)
    found = tuple(dict.fromkeys((one.window, due_of(one.term, one.window, calendar)) for one in left))
    dated = any(act.of != "boundary" for act in confirms)  # a single candidate is not yet a date (ruling 45)
    if len(found) == 1 and dated:
        return Term(*found[0], because=("READING_CONFIRMED",))
    windows = [window for window, _ in found]
    hull = Window(min(one.first for one in windows), max(one.last for one in windows), obligation.window.label)
    return Term(hull, masked_again(obligation.due, [due for _, due in found]), found)


def _unsettled(obligation: Obligation) -> bool:
    """Whether the frozen due day still waits for an event or for a calendar."""
    return obligation.due.because == "EVENT_MISSING" or obligation.due.provisional


def counts_from_event(rule: Rule) -> bool:
    """Whether the due day is counted forward from an event that somebody records."""
    return rule.due.within is not None and rule.due.of not in (None, "window.start", "window.end")


def event_day(rule: Rule, obligation: Obligation, facts: Sequence[Fact], known_at: date) -> date | None:
    """The day of the very event that the obligation is about, else of the first in its window (rulings 27, 28).

    Only an event that the office has accepted counts, as it does in the expansion; one still to come counts as soon as
    it is recorded.
    """
    days = [
        fact.day
        for fact in facts
        if _sets_off(rule, obligation, fact)
        and fact.recorded <= known_at
        and status_at(fact, known_at) is FactStatus.ACCEPTED
        and (fact.retracted is None or fact.retracted > known_at)
    ]
    return min(days, default=None)


def _sets_off(rule: Rule, obligation: Obligation, fact: Fact) -> bool:
    """Whether a fact starts the clock; the subject of a tenure is the holder of the post, not an event."""
    if obligation.subject and rule.window.anchor.kind is not AnchorKind.TENURE:
        return fact.id == obligation.subject and fact.kind in (rule.due.of, rule.window.anchor.event)
    return fact.kind == rule.due.of and fact.day in obligation.window


def _in_turn(rule: Rule, term: Term, acts: Sequence[OfficeAct], calendar: WorkCalendar, event: date | None) -> Term:
    """The due day after every stop and extension, in the order in which they took effect (rulings 106-111).

    A stop after an extension stops the longer time; while the clock stands nothing can be said of extensions.
    """
    resumes = sorted(act.day for act in acts if act.act == "resume")
    free, granted = _running_from(term.window, rule, event), 0
    turns = (act for act in acts if act.act in ("toll", "extend"))
    for act in sorted(turns, key=lambda act: (effective(act), act.act == "extend", act.day)):
        if act.act == "extend":
            term, held = _extended(rule, term, act, granted, calendar)
            granted += held
        elif _runs_on(rule, term.due, act.day):
            resume = next((day for day in resumes if day >= act.day), None)
            if resume is None:
                still = replace(term.due, hard=None, grace_end=None, provisional=False, because=None)
                return replace(term, due=still, because=tuple(dict.fromkeys((*term.because, "SUSPENDED"))))
            due = _later(rule, term.due, max(act.day, free), resume, calendar)
            free, term = max(free, resume), replace(term, due=due, because=(*term.because, "TOLLED"))
    return replace(term, because=tuple(dict.fromkeys(term.because)))


def _runs_on(rule: Rule, due: Due, day: date) -> bool:
    """Whether on a day a `within` still runs that can be stopped; a printed date does not stop (ruling 111)."""
    dated = due.hard is not None or due.provisional
    return rule.due.within is not None and dated and day <= (due.hard or due.safe)


def _running_from(window: Window, rule: Rule, event: date | None) -> date:
    """The first day that a `within` counts; days before it cannot be tolled."""
    return (event or (window.last if rule.due.of == "window.end" else window.first)) + _ONE_DAY


def _later(rule: Rule, due: Due, stop: date, resume: date, calendar: WorkCalendar) -> Due:
    """The due day moved by the stopped days, in the unit that it is counted in; unknown where no calendar tells it."""
    assert rule.due.within is not None
    was, why = due.hard or due.safe, due.because if due.hard is None else None
    if rule.due.within.workdays:
        stopped = max(calendar.workdays_between(stop - _ONE_DAY, resume - _ONE_DAY), 0)
        hard = calendar.shift(was, stopped) if stopped else was
        why = why or calendar_doubt(calendar, min(stop, was), max(hard, resume))
        hard = calendar.earliest(was, stopped) if why else hard
    else:
        hard = was + max(resume - stop, timedelta(0))
    moved = _moved(rule, due, hard, calendar)
    return moved if why is None else replace(moved, hard=None, grace_end=None, provisional=True, because=why)


def _moved(rule: Rule, due: Due, hard: date, calendar: WorkCalendar) -> Due:
    """The due day moved to `hard`; its grace may run into a year that no notice covers yet (ruling 43)."""
    steps, was = (*due.steps, f"期限移至{say_day(hard)}"), due.original or due.hard or due.safe
    bare = replace(
        due, safe=hard, hard=hard, grace_end=hard, steps=steps, original=was, provisional=False, because=None
    )
    return with_grace(rule.due, bare, calendar)


def _extended(rule: Rule, term: Term, act: OfficeAct, granted: int, calendar: WorkCalendar) -> tuple[Term, bool]:
    """The due day after an extension, and whether it holds; the new day is inclusive and does not roll (ruling 108).

    Where nobody can tell yet from which day on it would be late, an extension cannot make it so: it moves the safe day.
    """
    refusal = why_not_extended(rule, term.due, act, granted)
    if refusal is None and _may_be_due_later(term, act):
        return term, False
    if refusal is not None:
        return replace(term, because=(*term.because, refusal)), False
    due = _moved(rule, term.due, date.fromisoformat(act.to or ""), calendar)
    if term.due.hard is None and term.due.provisional:
        due = replace(due, hard=None, grace_end=None, provisional=True, because=term.due.because)
    return replace(term, due=due, because=(*term.because, "EXTENDED")), True


def _may_be_due_later(term: Term, act: OfficeAct) -> bool:
    """Whether the duty may be due after the day an extension names: its event is to come, or a reading is later."""
    if term.due.hard is not None or term.due.provisional:
        return False
    until = date.fromisoformat(act.to or "")
    return not term.readings or any(due.hard is None or due.hard >= until for _, due in term.readings)


def why_not_extended(rule: Rule, due: Due, act: OfficeAct, granted: int) -> str | None:
    """Why an extension does not hold, or None (semantics-rulings 105-109)."""
    if rule.due.statutory:
        return "EXTENSION_STATUTORY"
    if act.to is None:
        return "EXTENSION_WITHOUT_DAY"
    if act.day > due.safe:
        return "EXTENSION_ASKED_LATE"
    if granted >= _MAY_BE_EXTENDED:
        return "EXTENSION_SPENT"
    if granted == 1 and act.role != "leader":
        return "EXTENSION_NEEDS_LEADER"
    return "EXTENSION_EARLIER" if date.fromisoformat(act.to) <= (due.hard or due.safe) else None
