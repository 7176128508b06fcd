"""判定：one judgment over facts already allotted, allotting them, and measuring one obligation of a thousand facts."""

from datetime import date, timedelta
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import Literal

from bench.office import facts_of, pack
from bench.rounds import Work, micros_each, millis_each
from engine.judging.judge import judge
from engine.measure import Scope, measure
from engine.nouns import (
    Agency,
    Count,
    Deliver,
    Dossier,
    Due,
    Fact,
    Level,
    Membership,
    Obligation,
    Ratio,
    Roster,
    Rule,
    Sum,
    Test,
    Window,
)
from engine.owing.allot import allot
from engine.owing.expand import expand
from rules.calendars import national

MANY = 40
THOUSAND = 1000
YEAR = Window(date(2026, 1, 1), date(2026, 12, 31), "2026")
AGAIN = 20
"""Obligations measured in a round, each with a thousand facts of its own: one alone would time its first call."""
EVERY_DAY: Literal["continuous"] = "continuous"
TESTS: dict[str, tuple[Test, Literal["continuous"] | None]] = {
    "报送": (Deliver("a"), None),
    "次数": (Count("a", at_least=Fraction(900)), None),
    "累计": (Sum("a", unit="学时", at_least=Fraction(3000)), None),
    "比率": (Ratio("a", "b", at_least=Fraction(1, 2)), None),
    "期末水平": (Level("a", at_least=Fraction(2)), None),
    "持续水平": (Level("a", at_least=Fraction(2)), EVERY_DAY),
    "持续比率": (Ratio("a", "b", at_least=Fraction(1, 2)), EVERY_DAY),
}
DAY = date(2026, 7, 15)


def works(folder: Path) -> list[Work]:
    """Judge every obligation of forty agencies; allot their facts."""
    del folder
    rules = {rule.id: rule for rule in pack().rules}
    names = [f"ag-{number}" for number in range(MANY)]
    roster = Roster(tuple(Agency(name, name) for name in names), (), tuple(Membership("depts", n) for n in names))
    series: dict[tuple[str, str], list[Obligation]] = {}
    for one in expand(pack(), roster, national(), DAY):
        series.setdefault((one.rule, one.bearer), []).append(one)
    facts = {name: facts_of(name) for name in names}
    cases = [
        (rules[one.rule], one, Dossier(facts=served[one.key]))
        for (rule, bearer), windows in series.items()
        for served in [allot(rules[rule], windows, facts[bearer])]
        for one in windows
    ]
    some = [_thousand() for _ in range(AGAIN)]
    return [
        Work("判定一件", "", micros_each, lambda: _judge(cases)),
        Work("归期一件（一单位六个月的事实）", "", micros_each, lambda: _allot(rules, series, facts)),
        *(
            Work(f"重量一件（{name}，一千条事实）", "≤ 1 毫秒", millis_each, partial(_measure, *asked, some))
            for name, asked in TESTS.items()
        ),
    ]


def _thousand() -> list[Fact]:
    """A thousand facts of one year, in the order of the log; two kinds, so that a rate has both its figures."""
    found = []
    for number in range(THOUSAND):
        day = YEAR.first + timedelta(days=number * 360 // THOUSAND)
        kind = "b" if number % 3 == 0 else "a"
        found.append(Fact(f"e{number:04d}", kind, "ag", day, day, Fraction(number % 7 + 1), unit="学时"))
    return found


def _measure(test: Test, level: Literal["continuous"] | None, some: list[list[Fact]]) -> int:
    for facts in some:
        measure(test, facts, Scope(YEAR, Due(YEAR.last, YEAR.last, YEAR.last), YEAR.last, YEAR.last, level=level))
    return len(some)


def _judge(cases: list[tuple[Rule, Obligation, Dossier]]) -> int:
    calendar = national()
    for rule, one, dossier in cases:
        judge(rule, one, dossier, calendar, DAY, DAY)
    return len(cases)


def _allot(
    rules: dict[str, Rule], series: dict[tuple[str, str], list[Obligation]], facts: dict[str, list[Fact]]
) -> int:
    for (rule, bearer), windows in series.items():
        allot(rules[rule], windows, facts[bearer])
    return sum(map(len, series.values()))
