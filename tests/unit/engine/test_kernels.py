"""The column kernels against the judge: the same verdicts, on random rules, files and days.

By default a part of the hundred thousand cases; DUBAN_TRUST=full tries them all.
"""

import os
import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction as F

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.judging.judge import judge
from engine.judging.situations import TRUTHS
from engine.judging.standing_columns import NEVER, STANDINGS, UNSET
from engine.kernels import has_kernel, lay_out, ledger, ranks, replay, weigh
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
    Window,
    WindowTerm,
)
from engine.workdays import WorkCalendar

FULL = os.environ.get("DUBAN_TRUST") == "full"
OBLIGATIONS, DAYS = (260, 20) if FULL else (50, 12)
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
        "level-unsaid": (Level("a", at_least=F(3, 2), at_most=F(4)), {}),
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
            STANDINGS[standing], day_of(look, NEVER), F(int(low), unit),
            None if high >= VAST // 2 else F(int(high), unit), None if need < 0 else F(int(need), unit),
            back[truth], day_of(reached, UNSET), day_of(possible, UNSET),
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
    "ratio-latest", "level", "level-unsaid", "level-range", "level-most", "each", "each-share", "each-deliver",
    "each-prorated",
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


def test_a_hundred_thousand_cases_are_compared_when_all_are() -> None:
    assert 260 * 20 * len(KINDS) * 0.8 > 100_000


@pytest.mark.parametrize("kind", ["count", "sum-distinct", "ratio-latest", "each-share"])
def test_blocks_and_sheets_of_any_size_say_the_same(
    kind: str, a_rule: MakeRule, china: WorkCalendar, monkeypatch: pytest.MonkeyPatch
) -> None:
    rule = rules_of(a_rule)[kind]
    obligations, dossiers = cases_of(5, rule)
    whole = replay({rule.id: rule}, obligations, dossiers, china, date(2026, 3, 10))
    monkeypatch.setattr(ranks, "BLOCK", 7)
    monkeypatch.setattr(ledger, "SHEET", 11)
    laid = lay_out({rule.id: rule}, obligations, dossiers, china)
    assert len(laid.sheets) > 2
    assert [column.tolist() for column in laid.on(date(2026, 3, 10))] == [column.tolist() for column in whole]


@pytest.mark.parametrize("kind", ["count", "sum-distinct", "ratio-latest", "each", "each-share"])
def test_any_number_of_threads_says_the_same_to_the_byte(
    kind: str, a_rule: MakeRule, china: WorkCalendar, monkeypatch: pytest.MonkeyPatch
) -> None:
    rule = rules_of(a_rule)[kind]
    obligations, dossiers = cases_of(5, rule)
    monkeypatch.setattr(ledger, "SHEET", 11)
    laid = lay_out({rule.id: rule}, obligations, dossiers, china)
    assert len(laid.sheets) > 2
    for day in (date(2026, 3, 10), date(2026, 12, 31)):
        alone, *others = ([column.tobytes() for column in laid.on(day, threads=many)] for many in (1, 2, 3, 4))
        assert others == [alone] * 3


def test_what_has_no_kernel_is_judged_plainly_on_the_same_ledger(a_rule: MakeRule, china: WorkCalendar) -> None:
    spread = Count("a", at_least=F(2), spread=(Spread("half", F(1)),))
    rules = {"plain": a_rule(id="plain", test=spread, window=WindowTerm("year")), "count": rules_of(a_rule)["count"]}
    obligations, dossiers = cases_of(1, rules["count"])
    obligations = [replace(one, rule="plain") if place % 3 == 0 else one for place, one in enumerate(obligations)]
    dossiers[1] = replace(dossiers[1], acts=(OfficeAct("exempt", START, START),))
    laid = lay_out(rules, obligations, dossiers, china)
    numbers = [case.number for case in laid.plain]
    assert not has_kernel(rules["plain"])
    assert {0, 1, 3} <= set(numbers)
    assert len(numbers) < len(obligations) // 2
    as_of, known_at = date(2026, 2, 20), date(2026, 3, 1)
    standing, look = laid.on(as_of, known_at)
    for number, (one, dossier) in enumerate(zip(obligations, dossiers, strict=True)):
        verdict = judge(rules[one.rule], one, dossier, china, as_of, known_at)
        assert STANDINGS[standing[number]] is verdict.standing
        assert day_of(look[number], NEVER) == verdict.next_look


@pytest.mark.parametrize("amounts", [(F(2**57), F(1)), (F(1, 2**31 + 11), F(1, 2**31 - 1))])
def test_amounts_too_large_or_too_fine_for_integers_are_judged_plainly(
    amounts: tuple[F, F], a_rule: MakeRule, china: WorkCalendar
) -> None:
    rule = rules_of(a_rule)["sum"]
    one = an_obligation(random.Random(1), rule, 0)
    day = one.window.first
    facts = tuple(Fact(f"f{n}", "a", "甲局", day, day, amount) for n, amount in enumerate(amounts))
    laid = lay_out({rule.id: rule}, [one], [Dossier(facts=facts)], china)
    assert (len(laid.sheets), len(laid.plain)) == (0, 1)
    verdict = judge(rule, one, Dossier(facts=facts), china, day, day)
    assert STANDINGS[laid.on(day)[0][0]] is verdict.standing


@pytest.mark.parametrize("kind", ["level", "ratio", "ratio-latest", "sum"])
def test_a_prompt_report_without_a_number_leaves_the_figure_unknown(
    kind: str, a_rule: MakeRule, china: WorkCalendar
) -> None:
    rule = rules_of(a_rule)[kind]
    one = an_obligation(random.Random(2), rule, 0)
    day = one.window.first
    facts = tuple(Fact(f"f{n}", of, "甲局", day, day, F(n)) for n, of in enumerate("aab"))
    facts += (Fact("f9", "a", "甲局", day + timedelta(2), day + timedelta(2), None),)
    laid = lay_out({rule.id: rule}, [one], [Dossier(facts=facts)], china)
    ((_, sheet),) = laid.sheets
    for later in (1, 5, 100):
        as_of = day + timedelta(later)
        verdict = judge(rule, one, Dossier(facts=facts), china, as_of, as_of)
        assert told(sheet, rule, as_of, as_of) == {0: said(verdict.standing, verdict.next_look, verdict.tally)}


@given(st.lists(st.integers(0, 6), min_size=1, max_size=30))
def test_turned_facts_keep_their_rows_and_their_order(counts: list[int]) -> None:
    owner = np.repeat(np.arange(len(counts)), counts)
    order = ranks.in_places(np.array(counts))
    places = np.argsort(order)
    turned = ranks.turn(owner, places)
    found: dict[int, list[int]] = {row: [] for row in range(len(counts))}
    for start, stop in turned.ranks.spans():
        for place, fact in enumerate(turned.facts[start:stop].tolist()):
            found[int(order[place])] += [fact] if fact >= 0 else []
    assert sorted(order.tolist()) == list(range(len(counts)))
    assert [owner[fact] for facts in found.values() for fact in facts] == sorted(owner.tolist())
    assert all(facts == sorted(facts) for facts in found.values())


@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_file_is_judged_too(kind: str, a_rule: MakeRule, china: WorkCalendar) -> None:
    rule = rules_of(a_rule)[kind]
    one = an_obligation(random.Random(3), rule, 0)
    dossier = Dossier(members=(Member("m1"),) if rule.bearer.per == "person" else ())
    laid = lay_out({rule.id: rule}, [one], [dossier], china)
    ((_, sheet),) = laid.sheets
    for days in (-1, 20, 200):
        as_of = one.window.first + timedelta(days)
        verdict = judge(rule, one, dossier, china, as_of, as_of)
        assert told(sheet, rule, as_of, as_of) == {0: said(verdict.standing, verdict.next_look, verdict.tally)}
