"""量度 measure: what the facts on file come to, one kind of test a file.

The door of this room: `measure` turns facts into a `Tally`.  Nothing here knows a standing or a due day's meaning; the
day asked about matters only in that it decides which facts are known and have happened (design decision 3).
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from engine.copies import changed
from engine.measure.compound import compound
from engine.measure.corrections import is_corrected
from engine.measure.count import count
from engine.measure.deliver import deliver
from engine.measure.forbid import forbid
from engine.measure.kinds import kinds_in, kinds_of, leaves
from engine.measure.level import level
from engine.measure.ratio import ratio
from engine.measure.scope import Evidence, Scope, evidence
from engine.measure.sum import total
from engine.measure.trend import trend
from engine.nouns import (
    AllOf,
    AnyOf,
    Count,
    Deliver,
    Fact,
    Forbid,
    KOf,
    Level,
    Ratio,
    Sum,
    Tally,
    Test,
    Trend,
    Truth,
)

__all__ = ["Scope", "kinds_in", "kinds_of", "leaves", "measure", "true_by"]


def measure(test: Test, facts: Sequence[Fact], scope: Scope) -> Tally:
    """The tally of one test over the facts on file, whatever the order they were filed in."""
    kinds = kinds_in(test)
    mine = [fact for fact in facts if fact.kind in kinds]
    known = evidence(mine, scope.as_of, scope.known_at)
    tally = _measure(test, known, scope)
    proved_on = _proved_on(test, mine, scope, tally)
    if proved_on is None and known.next_day is None:
        return tally
    return changed(tally, proved_on=proved_on, next_change=known.next_day)


def _measure(test: Test, known: Evidence, scope: Scope) -> Tally:
    match test:
        case Deliver():
            return deliver(test, known, scope)
        case Count():
            return count(test, known, scope)
        case Sum():
            return total(test, known, scope)
        case Ratio():
            return ratio(test, known, scope)
        case Level():
            return level(test, known, scope)
        case Trend():
            return trend(test, known, scope)
        case Forbid():
            return forbid(test, known, scope)
        case AllOf() | AnyOf() | KOf():
            return compound(test, known, scope, _measure)


def _proved_on(test: Test, facts: Sequence[Fact], scope: Scope, tally: Tally) -> date | None:
    """The day on which late proof turned a breach already found into a duty done; None if none was ever found.

    Of proof that still waits, the day on which it came in.  The acts in time are judged again with the knowledge of
    every day since the first breach day; while that was unknown nobody was in breach, so evidence accepted late proves
    nothing late, unless a breach had been found before it was handed in (semantics-rulings 52, 101-103, ADR 0050).
    Of a test with a limit only what had to be done is asked: a finding withdrawn leaves no breach behind (65).
    """
    end = scope.due.grace_end
    if end is None or tally.truth is Truth.FALSE or scope.known_at <= end + timedelta(1):
        return None
    corrected = is_corrected(test)
    first = end + timedelta(1)
    facts = facts if corrected else [fact for fact in facts if fact.day <= end]  # a correction may be of a later day
    away = (leave.fact for leave in scope.leaves if leave.fact is not None)
    counted = [*facts, *(fact for one in scope.earlier for fact in one.facts), *away]
    days = (day for fact in counted for day in (fact.day, fact.recorded, fact.decided, fact.retracted))
    later = sorted({day for day in days if day is not None and first < day <= scope.known_at})
    asked = _without_limits(test) if tally.style == "limit" else test
    cured = tally.truth is Truth.TRUE and tally.reached_on is not None and tally.reached_on > end
    if asked is None or not later or cured:
        return None
    told: list[tuple[date, Truth, bool]] = []
    for day in [first, *later]:
        until = min(day, scope.as_of) if corrected else end
        then = _measure(asked, evidence(facts, until, day), replace(scope, as_of=until, known_at=day))
        told.append((day, true_by(end, then), then.applicable))
    limit_in_doubt = tally.style == "limit" and tally.truth is Truth.UNKNOWN
    return _turned(told, told[-1][1] if limit_in_doubt else tally.truth)


def _turned(told: Sequence[tuple[date, Truth, bool]], now: Truth) -> date | None:
    """The day on which it last became what it is now, of what had been found false before; None if it is false now."""
    proved, before, was_false = None, Truth.FALSE, False
    for day, truth, applicable in told:
        proved = day if was_false and truth is now is not before else proved
        before, was_false = truth, was_false or (applicable and truth is Truth.FALSE)
    return None if now is Truth.FALSE else proved


def true_by(end: date, tally: Tally) -> Truth:
    """The truth of what was done by `end`."""
    if tally.reached_on is not None and tally.reached_on > end:
        return Truth.UNKNOWN if tally.possible_on is not None and tally.possible_on <= end else Truth.FALSE
    if tally.truth is Truth.UNKNOWN and tally.possible_on is not None and tally.possible_on > end:
        return Truth.FALSE
    return tally.truth


def _without_limits(test: Test) -> Test | None:
    """What a test wants done, less what all of it forbids; None if it wants nothing done.

    Where only so many parts need hold, what is kept stands for what was not done, and is asked with it.
    """
    if isinstance(test, Count | Sum):
        return replace(test, at_most=None) if test.at_least is not None or test.spread else None
    if isinstance(test, AllOf):
        parts = tuple(part for part in map(_without_limits, test.parts) if part is not None)
        return AllOf(parts) if parts else None
    return test if isinstance(test, Deliver | AnyOf | KOf) else None
