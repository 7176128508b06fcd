"""Random offices (随机机构): several agencies under one rule - each by itself, one for all, or together - and a change.

`office(17)` is the same for ever after.  Agencies come and go inside the year; one of them may be merged with another,
split up or hand its duties over; what they did is on file with the one that did it.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction as F
from random import Random

from engine.nouns import (
    Agency,
    Bearer,
    Citation,
    Count,
    Deliver,
    DueTerm,
    Duration,
    Fact,
    FactStatus,
    Rule,
    Sum,
    WindowTerm,
)
from tests.reference import windows

SINCE, UNTIL = date(2025, 1, 1), date(2026, 2, 1)
"""The first day of every rule, and the last on which a window may open that is asked about."""
DAYS_AN_OFFICE = 6
PENDING, REJECTED = FactStatus.PENDING, FactStatus.REJECTED


@dataclass(frozen=True)
class Change:
    """That `leaving` hands its open duties over to `heir` from `day` on, known on `recorded`; it may end with that."""

    kind: str
    leaving: str
    heir: str
    day: date
    recorded: date


@dataclass(frozen=True)
class Office:
    """A rule, those it may bind in the order listed, those who help, what is on file, and the days asked about."""

    number: int
    rule: Rule
    agencies: tuple[Agency, ...]
    listed: tuple[str, ...]
    helping: tuple[str, ...]
    facts: tuple[Fact, ...]
    change: Change | None
    asked: tuple[tuple[date, date], ...]


def office(number: int) -> Office:
    """The office of that number."""
    rng = Random(f"office-{number}")
    rule = rule_of(rng, number)
    edges = edges_of(rng, rule)
    ids = [f"w{number}-{letter}" for letter in "abcd"]
    agencies = [Agency(name, name, **life_of(rng, edges)) for name in ids]
    listed, helping = rng.sample(ids, rng.choice([1, 2, 2, 3])), rng.sample(ids, rng.choice([0, 1, 2]))
    change = change_of(rng, edges, [one for one in agencies if one.since is None and one.until is None], listed)
    if change is not None:
        edges += [change.day, change.day, change.recorded]
    facts = tuple(fact_of(rng, f"w{number}-f{n}", ids, rule, edges) for n in range(rng.randint(0, 7)))
    asked = tuple(day_asked(rng, edges, facts) for _ in range(DAYS_AN_OFFICE))
    return Office(number, rule, tuple(agencies), tuple(listed), tuple(helping), facts, change, asked)


def rule_of(rng: Random, number: int) -> Rule:
    kind, every = f"k{number}", rng.choice(["month", "quarter", "quarter", "half", "year"])
    asks = F(rng.choice([1, 1, 2, 3]))
    test = rng.choice([Deliver(kind), Count(kind, at_least=asks), Sum(kind, "件", at_least=asks * 2)])
    grace = rng.choice([None, Duration(days=10), Duration(days=25)])
    due = rng.choice([DueTerm("end", grace=grace), DueTerm(None, Duration(days=15), "window.end", grace=grace)])
    role = rng.choice(["each", "each", "sole", "lead", "joint", "joint"])
    ways = ["pool_sum", "pool_sum", "pool_sum", "pool_max", "each"]
    return Rule(
        f"r{number}",
        "一条",
        Citation("d1", "1", "各单位应当报告"),
        "must",
        Bearer(f"s{number}", role=role, cooperate=(f"h{number}",)),
        window=WindowTerm(every),
        due=due,
        test=test,
        on_merge=rng.choice(ways),
        state="active",
    )


def edges_of(rng: Random, rule: Rule) -> list[date]:
    """The turns of a window and of the one that follows."""
    rows = [one for one in windows.rows(rule, SINCE, UNTIL) if one.last.year == 2025]
    place = rng.randrange(len(rows))
    chosen = rows[place : place + 2]
    lag = [timedelta(days) for days in (0, 1, 10, 16, 26)]
    return [day for one in chosen for day in (one.first, one.first, one.last, *(one.last + more for more in lag))]


def near(rng: Random, edges: list[date]) -> date:
    return rng.choice(edges) + timedelta(rng.choice([0, 0, 0, 1, -1, 4, -9, 25]))


def life_of(rng: Random, edges: list[date]) -> dict[str, date | None]:
    """Most have always been there; some begin or end in the year."""
    match rng.randrange(8):
        case 0:
            return {"since": near(rng, edges)}
        case 1:
            return {"until": near(rng, edges)}
    return {}


def change_of(rng: Random, edges: list[date], staying: list[Agency], listed: list[str]) -> Change | None:
    """Half the time somebody who is listed goes over into, or hands over to, another."""
    leaving = [one.id for one in staying if one.id in listed]
    heirs = [one.id for one in staying]
    if not leaving or len(heirs) < 2 or rng.random() < 0.4:
        return None
    gone = rng.choice(leaving)
    day = near(rng, edges)
    kind, recorded = rng.choice(["merge", "split", "transfer"]), day + timedelta(rng.choice([0, 0, 0, 3, 20]))
    return Change(kind, gone, rng.choice([one for one in heirs if one != gone]), day, recorded)


def fact_of(rng: Random, name: str, ids: list[str], rule: Rule, edges: list[date]) -> Fact:
    day = near(rng, edges)
    recorded = day + timedelta(rng.choice([0, 0, 0, 1, 8, 60]))
    status = rng.choices([FactStatus.ACCEPTED, PENDING, REJECTED], [7, 1, 1])[0]
    decided = None if status is PENDING else recorded + timedelta(rng.choice([0, 0, 0, 2, 40]))
    fact = Fact(name, rule.test.of, rng.choice(ids), day, recorded, F(rng.choice([1, 2, 3])), status=status)
    return replace(fact, decided=decided)


def day_asked(rng: Random, edges: list[date], facts: tuple[Fact, ...]) -> tuple[date, date]:
    """A day near an edge, mostly with the knowledge of the day, now and then with hindsight."""
    told = [day for fact in facts for day in (fact.recorded, fact.decided) if day is not None]
    day = near(rng, [*edges, *edges, *told])
    return day, day + timedelta(rng.choice([0, 0, 0, 0, 5, 90]))
