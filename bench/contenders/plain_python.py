"""朴素的 Python：loops over objects, as the work would be written down at first: what all must agree with."""

from collections.abc import Iterator
from dataclasses import dataclass, field, fields

from bench.contenders.work import AS_OF, BASIS, BOTTOM, EACH, NEVER, RATE, Digest, Duties, Facts, digest

Answers = tuple[list[int], list[int], list[int]]


@dataclass(slots=True)
class Fact:
    """A fact of one duty."""

    figure: int
    person: int
    day: int
    amount: int


@dataclass(slots=True)
class Duty:
    """A duty with its facts, in the order of days."""

    kind: int
    first: int
    last: int
    due: int
    grace: int
    warn: int
    need: int
    members: int
    ends: int
    facts: list[Fact] = field(default_factory=list)


def objects(duties: Duties, facts: Facts) -> list[Duty]:
    """Columns as objects."""
    made = [Duty(*row) for row in zip(*(getattr(duties, one.name).tolist() for one in fields(Duties)), strict=True)]
    for duty, *fact in zip(*(getattr(facts, one.name).tolist() for one in fields(Facts)), strict=True):
        made[duty].facts.append(Fact(*fact))
    return made


class Contender:
    """Every duty for itself."""

    def load(self, duties: Duties, facts: Facts) -> None:
        """Make objects of them."""
        self.duties = objects(duties, facts)

    def run(self) -> Answers:
        """Judge every duty."""
        verdicts, missing, looks = [], [], []
        for duty in self.duties:
            short = shortfall(duty)
            verdict, look = judged(duty, short)
            verdicts.append(verdict)
            missing.append(short)
            looks.append(look)
        return verdicts, missing, looks

    def digest(self, answers: Answers) -> Digest:
        """What they come to."""
        return digest(*answers)


def shortfall(duty: Duty) -> int:
    """How much is missing on the day asked about."""
    if duty.kind == EACH:
        return _hours_missing(duty)
    if duty.kind == RATE:
        return _heads_missing(duty)
    return max(0, duty.need - sum(1 for _ in _in_time(duty)))


def _in_time(duty: Duty) -> Iterator[Fact]:
    until = min(duty.last, AS_OF)
    return (fact for fact in duty.facts if duty.first <= fact.day <= until)


def _hours_missing(duty: Duty) -> int:
    hours: dict[int, int] = {}
    for fact in _in_time(duty):
        hours[fact.person] = hours.get(fact.person, 0) + fact.amount
    done = sum(min(had, duty.need) for had in hours.values())
    return duty.need * duty.members - done


def _heads_missing(duty: Duty) -> int:
    """Whole heads; one where nobody knows of how many."""
    latest = {fact.figure: fact.amount for fact in duty.facts if fact.day <= AS_OF}
    if BOTTOM not in latest:
        return 1
    return max(0, -(-duty.need * latest[BOTTOM] // BASIS) - latest.get(0, 0))


def judged(duty: Duty, short: int) -> tuple[int, int]:
    """The verdict, and the day on which it can change."""
    if short == 0:
        return 0, duty.ends + 1 if duty.ends >= AS_OF else NEVER
    for verdict, last in ((1, duty.due - duty.warn - 1), (2, duty.due), (3, duty.due + duty.grace)):
        if last >= AS_OF:
            return verdict, last + 1
    return 4, NEVER
