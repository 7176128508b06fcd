"""Mixed worlds (混合的题): what the other worlds never put side by side.

Several acts of the office upon one duty - stopped, resumed, extended, let off, handed over - and on single people; caps
beside surplus; parts of parts; rules that come into force inside a window.  The worlds from `MIXED` on are these.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction as F
from random import Random

from engine.nouns import (
    AllOf,
    AnyOf,
    Bearer,
    Cap,
    Count,
    Deliver,
    DueTerm,
    Forbid,
    KOf,
    Member,
    OfficeAct,
    Pred,
    Ratio,
    Rule,
    Spread,
    Sum,
    Test,
)
from tests.reference.random_rules import (
    Written,
    calendar_row,
    fixed_row,
    grace_of,
    maybe,
    once,
    phase,
    roll_of,
    span_of,
)
from tests.reference.wider import carry_of, summed, wider_rule

MIXED = 4_000_000
SELF_STUDY = Pred("eq", "mode", ("自学",))
MOST_ACTS = 4


def mixed_rule(rng: Random) -> Written:
    """A rule of one of four kinds, in force from a day of its own."""
    kind = rng.choice([capped_rule, parted_rule, nested_rule, running_rule])
    written = kind(rng)
    late = timedelta(rng.choice([0, 0, 45, 120, 181, 200, 333]))
    since = written.since + late if written.rule.window.every is not None else written.since
    first = rng.choice(["full", "full", "skip"]) if written.rule.bearer.per == "agency" else "prorate"
    window = replace(written.rule.window, first=first)
    return replace(written, rule=replace(written.rule, window=window), since=since)


def capped_rule(rng: Random) -> Written:
    """Surplus, caps on what counts, and leave."""
    written = wider_rule(rng)
    test = replace(summed(rng), cap=tuple(caps(rng)))
    if rng.random() < 0.7:
        test = replace(test, carry=carry_of(rng, written.rule))
    return replace(written, rule=replace(written.rule, test=test))


def caps(rng: Random) -> list[Cap]:
    found = [Cap(SELF_STUDY, F(rng.choice([1, 2, 5]))), Cap(Pred("eq", "cat", ("x",)), F(3))]
    return rng.sample(found, rng.choice([1, 1, 2]))


def parted_rule(rng: Random) -> Written:
    """A share of every part of the year, with surplus, marks or a condition beside it."""
    rule, phases = calendar_row(rng, year := rng.choice([2019, 2021, 2023, 2024]))
    rule = replace(rule, window=replace(rule.window, every="year"), due=DueTerm("end", grace=grace_of(rng)))
    spread = (Spread(rng.choice(["half", "quarter"]), F(rng.choice([1, 2]))),)
    test = rng.choice([Count("a", at_least=F(3), spread=spread), Sum("a", "学时", at_least=F(4), spread=spread)])
    match rng.randrange(4):
        case 0:
            test = replace(test, carry=carry_of(rng, rule))
        case 1:
            test = replace(test, distinct="sid")
        case 2:
            test = replace(test, where=maybe(rng, 1.0))
    who = Bearer("all", per="person", met_share=rng.choice([None, F(1, 2)])) if rng.random() < 0.3 else rule.bearer
    return Written(replace(rule, test=test, bearer=who), None, phases, date(year - 1, 1, 1))


def nested_rule(rng: Random) -> Written:
    """Parts of parts, some to be done, some only to be kept, some figures."""
    rule, phases = rng.choice([calendar_row, fixed_row])(rng, year := rng.choice([2019, 2021, 2023, 2024]))
    rule = replace(rule, due=DueTerm("end", grace=grace_of(rng)))
    if rng.random() < 0.3:
        rule = replace(rule, window=replace(rule.window, level="window_end"))
    return Written(replace(rule, test=composed(rng, 2)), None, phases, date(year - 1, 1, 1))


def composed(rng: Random, depth: int) -> Test:
    if depth == 0:
        return rng.choice(LEAVES)
    parts = tuple(
        composed(rng, depth - 1) if rng.random() < 0.4 else rng.choice(LEAVES) for _ in range(rng.choice([2, 3]))
    )
    return rng.choice([AllOf(parts), AnyOf(parts), KOf(rng.randint(1, len(parts)), parts)])


LEAVES: Sequence[Test] = (
    Deliver("a"),
    Deliver("b"),
    Count("a", at_least=F(2)),
    Sum("b", "学时", at_least=F(4)),
    Forbid("c"),
    Count("c", at_most=F(1)),
    Ratio("c", "d", at_least=F(1, 2)),
)


def running_rule(rng: Random) -> Written:
    """So long after the window opened or closed: a clock that may be stopped, in any window that has an end."""
    rule, phases = rng.choice([calendar_row, calendar_row, once, phase])(
        rng, year := rng.choice([2019, 2021, 2023, 2024, 2025])
    )
    of = rng.choice(["window.end", "window.start"])
    due = DueTerm(None, span_of(rng), of, roll=roll_of(rng), grace=grace_of(rng))
    test = rng.choice([Deliver("a"), Count("a", at_least=F(2)), AllOf((Deliver("a"), Deliver("b")))])
    return Written(replace(rule, due=due, test=test), None, phases, date(year - rng.choice([0, 1]), 1, 1))


# ── what the office did, several things one after the other


def acts_upon(rng: Random, rule: Rule, edges: Sequence[date], people: Sequence[Member]) -> list[OfficeAct]:
    """Up to so many acts of any kind, of which none need fit the others."""
    return [act for _ in range(rng.randint(0, MOST_ACTS)) for act in act_of(rng, rule, edges, people)]


def act_of(rng: Random, rule: Rule, edges: Sequence[date], people: Sequence[Member]) -> list[OfficeAct]:
    day = rng.choice(edges) + timedelta(rng.choice([0, 0, 1, -1, 5, -12, 30, -40]))
    recorded = day + timedelta(rng.choice([0, 0, 0, 4, 30]))
    match rng.choice(["extend", "extend", "toll", "toll", "exempt", "transfer"]):
        case "extend":
            to, role = day + timedelta(rng.choice([5, 20, 45, 90])), rng.choice([None, "officer", "leader", "leader"])
            return [OfficeAct("extend", day, recorded, day + timedelta(rng.choice([0, 0, 9])), role, to=to.isoformat())]
        case "toll" if rule.due.within is not None and not (rule.due.within.months and rule.due.within.workdays):
            back = day + timedelta(rng.choice([0, 3, 9, 30]))
            return [
                OfficeAct("toll", day, recorded),
                *([OfficeAct("resume", back, back)] if rng.random() < 0.85 else []),
            ]
        case "exempt":
            who = rng.choice(people).id if people and rng.random() < 0.7 else None
            return [OfficeAct("exempt", day, recorded, member=who)]
        case "transfer" if rng.random() < 0.5:
            return [OfficeAct("transfer", day, recorded, to="ag-2")]
    return []
