"""更正 corrections: records that a later one may correct (ruling 61), so that even what was reached may be undone."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from engine.measure.kinds import leaves
from engine.measure.scope import stands
from engine.nouns import Fact, Sum, Test


def is_corrected(test: Test) -> bool:
    """Whether a later record of the same mark takes the place of an earlier one."""
    return bool(marks_of(test))


def corrected_ahead(test: Test, facts: Iterable[Fact], as_of: date, known_at: date) -> date | None:
    """The next day on which a correction that is on file, dated ahead, takes the place of the record it corrects."""
    records = corrected(test, (fact for fact in facts if stands(fact, known_at)))
    told = [sorted(fact.day for fact in every) for every in records]
    return min((day for days in told if days[0] <= as_of for day in days if day > as_of), default=None)


def has_corrections(test: Test, facts: Iterable[Fact]) -> bool:
    """Whether a record was recorded again as of another day, so that what the facts come to depends on the day."""
    return any(len({fact.day for fact in every}) > 1 for every in corrected(test, facts))


def marks_of(test: Test) -> set[tuple[str, str]]:
    """Of which kinds of fact, and by which mark, a later record takes the place of an earlier one."""
    return {(leaf.of, leaf.distinct) for leaf in leaves(test) if isinstance(leaf, Sum) and leaf.distinct is not None}


def corrected(test: Test, facts: Iterable[Fact]) -> list[list[Fact]]:
    """The records that were recorded more than once, each with all that was recorded of it."""
    marks = marks_of(test)
    found: dict[tuple[str, str, str], list[Fact]] = defaultdict(list)
    for fact in facts if marks else ():
        for kind, mark in marks:
            if fact.kind == kind and mark in fact.attrs:
                found[kind, mark, str(fact.attrs[mark])].append(fact)
    return [every for every in found.values() if len(every) > 1]
