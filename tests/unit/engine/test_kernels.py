"""The column kernels against the judge: the same verdicts, on random rules, files and days.

By default a part of the hundred thousand cases; DUBAN_TRUST=full tries them all.
"""

import os
import random
from collections.abc import Callable
from datetime import date, timedelta
from fractions import Fraction as F

import pytest

from engine.judge import judge
from engine.kernels import Ledger, has_kernel, lay_out, replay, weigh
from engine.kernels.sheet import VAST, Sheet
from engine.nouns import (
    Bearer,
    Count,
    Deliver,
    Dossier,
    Due,
    Fact,
    FactStatus,
    Forbid,
    Level,
    Member,
    Obligation,
    OfficeAct,
    Pred,
    Prorate,
    Ratio,
    Rule,
    Spread,
    Standing,
    Sum,
    Tally,
    Truth,
    Window,
    WindowTerm,
)
from engine.situations import TRUTHS
from engine.standing_columns import NEVER, STANDINGS, UNSET
from engine.workdays import WorkCalendar

FULL = os.environ.get("DUBAN_TRUST") == "full"
OBLIGATIONS, DAYS = (250, 20) if FULL else (50, 12)
START = date(2026, 1, 1)
GREEN = Pred("eq", "colour", ("green",))

MakeRule = Callable[..., Rule]


def rules_of(a_rule: MakeRule) -> dict[str, Rule]:
    """Rules of every kind that there is a kernel for, recurring and not, strict and soft."""
    yearly, once, at_end = WindowTerm("year"), WindowTerm(), WindowTerm("year", level="window_end")
    persons = Bearer("offices", per="person")
    most = Bearer("offices", per="person", met_share=F(3, 5))
    tests = {
        "deliver": (Deliver("a"), {}),
        "deliver-once": (Deliver("a", evidence=("盖章",)), {"window": once, "to": ("甲",)}),
        "deliver-each": (Deliver("a", to_each=True), {"to": ("甲", "乙", "丙")}),
        "count": (Count("a", at_least=F(2)), {}),
        "count-once": (Count("a", at_least=F(2)), {"window": once, "strength": "in_principle"}),
        "count-where": (Count("a", at_least=F(1), where=GREEN), {"strength": "encourage"}),
        "count-distinct": (Count("a", at_least=F(2), distinct="session"), {}),
        "count-at-most": (Count("a", at_most=F(2)), {}),
        "count-range": (Count("a", at_least=F(1), at_most=F(2), distinct="session"), {}),
        "sum": (Sum("a", unit="时", at_least=F(5, 2), convert={"天": F(8, 3)}), {}),
        "sum-once": (Sum("a", unit="时", at_least=F(5, 2), convert={"天": F(8, 3)}), {"window": once}),
        "sum-distinct": (Sum("a", unit="时", at_least=F(3), distinct="session"), {}),
        "sum-range": (Sum("a", unit="时", at_least=F(2), at_most=F(4), convert={"天": F(2)}), {}),
        "forbid": (Forbid("a", at_most=F(1), where=GREEN), {}),
        "ratio": (Ratio("a", "b", at_least=F(1, 3)), {}),
        "ratio-met": (Ratio("a", "b", at_least=F(9, 10), empty="met", den_min=F(2)), {}),
        "ratio-unknown": (Ratio("a", "b", at_most=F(2, 7), empty="unknown", round="people_up"), {}),
        "ratio-latest": (Ratio("a", "b", at_least=F(1, 2), at_most=F(4, 5), round="people_up"), {"window": at_end}),
        "level": (Level("a", at_least=F(2)), {"window": at_end}),
        "level-range": (Level("a", at_least=F(1), at_most=F(5, 2), where=GREEN), {"window": at_end}),
        "level-most": (Level("a", at_most=F(2)), {"window": at_end}),
        "each": (Sum("a", unit="时", at_least=F(2), convert={"天": F(2)}), {"bearer": persons}),
        "each-share": (Count("a", at_least=F(1)), {"bearer": most}),
        "each-deliver": (Deliver("a"), {"bearer": most, "window": once}),
        "each-prorated": (
            Sum("a", unit="时", at_least=F(5), prorate=Prorate("months", step=F(1, 2))),
            {"bearer": persons, "window": WindowTerm("year", first="prorate")},
        ),
    }
    return {
        name: a_rule(id=name, test=test, **({"window": yearly} | changes)) for name, (test, changes) in tests.items()
    }


def some_day(chance: random.Random, low: int, high: int) -> date:
    return START + timedelta(chance.randint(low, high))


def an_obligation(chance: random.Random, rule: Rule, number: int) -> Obligation:
    first = some_day(chance, 0, 30)
    window = Window(first, first + timedelta(chance.randint(20, 60)), "w")
    safe = some_day(chance, (first - START).days + 10, (window.last - START).days)
    hard = safe + timedelta(chance.choice([0, 0, 1]))
    grace = hard + timedelta(chance.choice([0, 0, 5, 10]))
    due = chance.choice([Due(safe, hard, grace)] * 6 + [Due(safe, None, None), Due(safe, hard, None)])
    return Obligation(f"k{number}", "p", "", rule.id, "甲局", window, due)


def a_fact(chance: random.Random, number: int, prompt: bool) -> Fact:
    day = some_day(chance, -40, 110)
    lag = 0 if prompt else chance.choice([0, 0, 0, 3, 20, 60, -4])
    status = FactStatus.ACCEPTED if prompt else chance.choice([FactStatus.ACCEPTED] * 3 + list(FactStatus))
    decided = None if prompt or chance.random() < 0.6 else day + timedelta(lag + chance.choice([0, 2, 30, 70]))
    taken = None if prompt or chance.random() < 0.85 else day + timedelta(lag + chance.randint(1, 80))
    attrs = {"colour": chance.choice(["green", "green", "red"]), "session": chance.choice("123")}
    for name in list(attrs):
        if chance.random() < 0.1:
            del attrs[name]
    if chance.random() < 0.1:
        attrs["about"] = chance.choice(["w", "w", "v"])
    if chance.random() < 0.2:
        attrs["evidence"] = chance.choice(["盖章", "无"])
    quantity = None if chance.random() < 0.06 else F(chance.randint(0, 6), chance.choice([1, 1, 2, 3]))
    return Fact(
        f"f{number}", chance.choice(["a", "a", "a", "b", "c"]), "甲局", day, day + timedelta(lag), quantity,
        unit=chance.choice([None, "时", "天", "天", "期"]), member=chance.choice(["m1", "m2", "m3", "m4", None]),
        to=chance.choice(["甲", "乙", "丙", "丙", "丁"]), status=status, decided=decided, retracted=taken, attrs=attrs,
    )  # fmt: skip


def a_dossier(chance: random.Random, rule: Rule) -> Dossier:
    prompt = chance.random() < 0.5
    facts = tuple(a_fact(chance, number, prompt) for number in range(chance.choice([0, 1, 2, 3, 5, 9])))
    if rule.bearer.per == "agency":
        return Dossier(facts=facts)
    members = (a_member(chance, f"m{number}") for number in range(1, chance.randint(2, 5)))
    return Dossier(facts=facts, members=tuple(members))


def a_member(chance: random.Random, name: str) -> Member:
    since = some_day(chance, -100, 90) if chance.random() < 0.25 else None
    until = some_day(chance, 10, 120) if chance.random() < 0.1 else None
    return Member(name, since, until)


def cases_of(seed: int, rule: Rule) -> tuple[list[Obligation], list[Dossier]]:
    chance = random.Random(f"{seed} {rule.id}")
    every = [an_obligation(chance, rule, number) for number in range(OBLIGATIONS)]
    return every, [a_dossier(chance, rule) for _ in every]


def days_of(seed: int) -> list[tuple[date, date]]:
    """Days asked about, with the knowledge of the same day, of an earlier one and of a later one."""
    chance = random.Random(seed)
    found = []
    for _ in range(DAYS):
        as_of = some_day(chance, -5, 130)
        found.append((as_of, as_of + timedelta(chance.choice([0, 0, 0, -20, 25, 100]))))
    return found


def day_of(ordinal: int, missing: int) -> date | None:
    return None if ordinal == missing else date.fromordinal(ordinal)


def told(sheet: Sheet, rule: Rule, as_of: date, known_at: date) -> dict[int, tuple[object, ...]]:
    """What the kernel says of every obligation of a sheet, as far as a verdict has it, by its number."""
    found = weigh(rule, sheet, as_of, known_at)
    tally = found.tally
    unit = 1 if sheet.people is not None else sheet.scale
    back = {code: truth for truth, code in TRUTHS.items()}
    opened = found.high
    rows = zip(
        sheet.index, found.standing, found.look, tally.low, opened, tally.need, tally.truth, tally.reached,
        tally.possible, tally.broken, tally.applicable, strict=True,
    )  # fmt: skip
    return {
        int(number): (
            STANDINGS[standing], day_of(look, NEVER), F(int(low), unit), None if high >= VAST // 2 else F(int(high), unit),
            None if need < 0 else F(int(need), unit), back[truth], day_of(reached, UNSET), day_of(possible, UNSET),
            day_of(broken, NEVER), bool(applicable), tally.style,
        )
        for number, standing, look, low, high, need, truth, reached, possible, broken, applicable in rows
    }  # fmt: skip


def said(standing: Standing, look: date | None, tally: Tally) -> tuple[object, ...]:
    return (
        standing, look, tally.lo, tally.hi, tally.need, tally.truth, tally.reached_on, tally.possible_on,
        tally.broken_on, tally.applicable, tally.style,
    )  # fmt: skip


KINDS = [
    "deliver", "deliver-once", "deliver-each", "count", "count-once", "count-where", "count-distinct", "count-at-most",
    "count-range", "sum", "sum-once", "sum-distinct", "sum-range", "forbid", "ratio", "ratio-met", "ratio-unknown",
    "ratio-latest", "level", "level-range", "level-most", "each", "each-share", "each-deliver", "each-prorated",
]  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_the_kernels_say_what_the_judge_says(kind: str, a_rule: MakeRule, china: WorkCalendar) -> None:
    rule = rules_of(a_rule)[kind]
    obligations, dossiers = cases_of(20260301, rule)
    ledger = lay_out({rule.id: rule}, obligations, dossiers, china)
    assert has_kernel(rule)
    ((_, sheet),) = ledger.sheets
    assert len(sheet.index) > 0.4 * OBLIGATIONS
    for as_of, known_at in days_of(7):
        found = told(sheet, rule, as_of, known_at)
        for number, got in found.items():
            verdict = judge(rule, obligations[number], dossiers[number], china, as_of, known_at)
            expected = said(verdict.standing, verdict.next_look, verdict.tally)
            assert got == expected, (as_of, known_at, obligations[number], dossiers[number])
