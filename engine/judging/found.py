"""认定 found: on which days a breach may have been found, by what was known then (semantics 6, rulings 101-103).

What was found then stays until something is decided: what only came in to be looked at takes nothing back (ADR 0050).
"""

from collections.abc import Sequence
from datetime import date, timedelta

from engine.nouns import Due, Fact


def known_days(fact: Fact) -> tuple[date | None, ...]:
    """The days on which something became known of a fact."""
    return fact.recorded, fact.decided, fact.retracted


def days_told(facts: Sequence[Fact], due: Due, known_at: date) -> list[date]:
    """The first day after grace, and every one on which something became known of these facts, as far as known."""
    days = {day for fact in facts for day in known_days(fact) if day is not None}
    if due.grace_end is not None:
        days.add(due.grace_end + timedelta(1))
    return sorted(day for day in days if day <= known_at)
