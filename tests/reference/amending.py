"""Two versions of a rule (semantics 7): which of them judges a window that is open when the new one comes into force.

by_start   the version in force on the window's first day; by_due: the one in force on its last day
split      one quota, so many days' share of each version's
strictest  the worse of what the two say
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction

from engine.nouns import Aggregate, Rule, Standing, Window
from tests.reference.civil import Notices
from tests.reference.deadlines import last_days
from tests.reference.evaluator import Question, answer, rows
from tests.reference.members import RANK
from tests.reference.standing import BREACHES, Answer, turns

MADE_UP = {Standing.CURED, Standing.OVERTURNED}
"""After a breach: that comes before what still runs, or the breach would be forgotten under the other version."""


@dataclass(frozen=True)
class Amended:
    """A rule and the version of it that is in force from a day on, half-open (ruling 7)."""

    old: Rule
    new: Rule
    change: date
    notices: Notices

    def judges(self, window: Window) -> tuple[Rule, ...]:
        """The versions that judge a window: one, or both where the strictest shall count."""
        if window.first >= self.change:
            return (self.new,)
        if window.last < self.change and self.new.on_amend != "by_due":
            return (self.old,)
        match self.new.on_amend:
            case "by_due":
                due = last_days(self.old.due, window, self.notices)
                return (self.new,) if due.hard is None or due.hard >= self.change else (self.old,)
            case "split":
                return (self.shared(window),)
            case "strictest":
                return (self.old, self.new)
        return (self.old,)

    def shared(self, window: Window) -> Rule:
        """The old rule with the quota of both, each for its days."""
        assert isinstance(self.old.test, Aggregate)
        assert isinstance(self.new.test, Aggregate)
        before, days = (self.change - window.first).days, (window.last - window.first + timedelta(1)).days
        parts = (self.old.test.at_least * before, self.new.test.at_least * (days - before))
        return replace(self.old, test=replace(self.old.test, at_least=Fraction(sum(parts), days)))

    def wants(self, window: Window) -> Rule:
        """The version by whose quota a window has enough: of two, the one that wants more."""
        return max(self.judges(window), key=lambda rule: rule.test.at_least)


def amended_answer(q: Question, amended: Amended) -> Answer:
    """The standing of a window under the versions that judge it; every other window wants what its own version does."""
    window = next(one for one in rows(q) if one.label == q.label)
    asked = [replace(q, rule=rule, version=amended.wants) for rule in amended.judges(window)]
    said = [answer(one) for one in asked]
    kept = [one for each, one in zip(asked, said, strict=True) if one.standing in MADE_UP and was_found(each, one)]
    breached = [one for one in said if one.standing in RANK[0]]
    worst = next(one for rank in RANK for one in (breached or first_cured(kept) or said) if one.standing in rank)
    looks = [one.next_look for one in said if one.next_look is not None]
    return replace(worst, next_look=min(looks, default=None))


def first_cured(kept: Sequence[Answer]) -> Sequence[Answer]:
    """What was made up for, else what was only proved late: done late is the stricter of the two."""
    return [one for one in kept if one.standing is Standing.CURED] or kept


def was_found(q: Question, said: Answer) -> bool:
    """Whether a sweep, with the records of its day, had found the breach that is made up for now: it stays (4)."""
    days = [day for day in turns(q.facts, said.days.grace_end, q.known_at) if day > said.days.grace_end]
    return any(answer(replace(q, as_of=min(day, q.as_of), known_at=day)).standing in BREACHES for day in days)
