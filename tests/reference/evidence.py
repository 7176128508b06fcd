"""Which facts count, and how surely (semantics 5, rulings 8, 52-58, 121, 122).

A fact is *sure* (accepted, and it certainly is what is asked for) or *maybe* (awaiting acceptance, or it lacks the
attribute that would tell); everything else is out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import combinations as subsets_of_size
from typing import Literal

from engine.nouns import Fact, FactStatus, Pred, Scalar

Truth = Literal["T", "F", "U", "N"]
"""True, false, unknown, not applicable."""


@dataclass(frozen=True)
class Shown:
    """The facts that may count for one question, split by how sure they are."""

    sure: tuple[Fact, ...]
    maybe: tuple[Fact, ...]

    def resolutions(self) -> list[tuple[Fact, ...]]:
        """Every way in which the unsure ones may turn out, the first being that none counts."""
        return [
            self.sure + chosen for size in range(len(self.maybe) + 1) for chosen in subsets_of_size(self.maybe, size)
        ]


def on_record(facts: Sequence[Fact], known_at: date) -> tuple[Fact, ...]:
    """Recorded by `known_at` and not taken back by then (ruling 8)."""
    return tuple(
        fact for fact in facts if fact.recorded <= known_at and not (fact.retracted and fact.retracted <= known_at)
    )


def status_on(fact: Fact, known_at: date) -> FactStatus:
    """Awaiting acceptance until the day it was decided (ruling 52)."""
    return FactStatus.PENDING if fact.decided and fact.decided > known_at else fact.status


def shown(
    facts: Sequence[Fact], kind: str, where: Pred | None, *, until: date, known_at: date, needs: str | None = None
) -> Shown:
    """The facts of a kind that happened by `until`; `needs` is an attribute without which one is unsure (ruling 54)."""
    sure, maybe = [], []
    for fact in on_record(facts, known_at):
        status, matches = status_on(fact, known_at), holds(where, fact.attrs)
        if fact.kind != kind or fact.day > until or status is FactStatus.REJECTED or matches == "F":
            continue
        certain = status is FactStatus.ACCEPTED and matches == "T" and (needs is None or needs in fact.attrs)
        (sure if certain else maybe).append(fact)
    return Shown(tuple(sure), tuple(maybe))


def holds(pred: Pred | None, attrs: Mapping[str, Scalar]) -> Truth:
    """Three-valued: a missing attribute leaves it open (ruling 53), except for `has`, which asks just that."""
    if pred is None:
        return "T"
    match pred.op:
        case "all":
            return conjunction([holds(part, attrs) for part in pred.parts])
        case "any":
            return negation(conjunction([negation(holds(part, attrs)) for part in pred.parts]))
        case "not":
            return negation(holds(pred.parts[0], attrs))
        case "has":
            return "T" if pred.key in attrs else "F"
    if pred.key not in attrs:
        return "U"
    found = attrs[pred.key]
    match pred.op:
        case "eq":
            return "T" if same(found, pred.values[0]) else "F"
        case "in":
            return "T" if any(same(found, value) for value in pred.values) else "F"
    ordered = compared(str(found), str(pred.values[0]))
    if ordered is None:
        return "U"
    return "T" if (ordered >= 0 if pred.op == "ge" else ordered <= 0) else "F"


def same(found: Scalar, asked: Scalar) -> bool:
    """Booleans match booleans only; whole numbers match decimals (ruling 57)."""
    if isinstance(found, bool) or isinstance(asked, bool):
        return isinstance(found, bool) and isinstance(asked, bool) and found == asked
    if isinstance(found, int) or isinstance(asked, int):
        return decimal(str(found)) is not None and decimal(str(found)) == decimal(str(asked))
    return found == asked


def compared(found: str, asked: str) -> int | None:
    """Decimals as numbers, dates as dates (ruling 56); what cannot be compared is not known."""
    for read in (decimal, day_of):
        a, b = read(found), read(asked)
        if a is not None and b is not None:
            return (a > b) - (a < b)
    return None


def decimal(text: str) -> Fraction | None:
    try:
        return None if "/" in text else Fraction(text)
    except ValueError:
        return None


def day_of(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def conjunction(parts: Sequence[Truth]) -> Truth:
    """Strong Kleene `and`, not-applicable being its identity (semantics 5)."""
    left = [part for part in parts if part != "N"]
    if not left:
        return "N" if parts else "T"
    return "F" if "F" in left else "U" if "U" in left else "T"


def disjunction(parts: Sequence[Truth]) -> Truth:
    """Strong Kleene `or`, not-applicable being its identity."""
    return negation(conjunction([negation(part) for part in parts]))


def negation(truth: Truth) -> Truth:
    return {"T": "F", "F": "T", "U": "U", "N": "N"}[truth]
