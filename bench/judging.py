"""判定：one judgment over facts already allotted, allotting them, and measuring one obligation of a thousand facts."""

from datetime import date, timedelta
from fractions import Fraction
from functools import partial
from pathlib import Path

from bench.office import facts_of, pack
from bench.rounds import Work, micros_each, millis
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
TESTS: dict[str, Test] = {
    "报送": Deliver("a"),
    "次数": Count("a", at_least=Fraction(900)),
    "累计": Sum("a", unit="学时", at_least=Fraction(3000)),
    "比率": Ratio("a", "b", at_least=Fraction(1, 2)),
    "水平": Level("a", at_least=Fraction(2)),
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
    return [
        Work("判定一件", "", micros_each, lambda: _judge(cases)),
        Work("归期一件（一单位六个月的事实）", "", micros_each, lambda: _allot(rules, series, facts)),
        *(
            Work(f"重量一件（{name}，一千条事实）", "≤ 1 毫秒", millis, partial(_measure, test, _thousand()))
            for name, test in TESTS.items()
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


def _measure(test: Test, facts: list[Fact]) -> int:
    measure(test, facts, Scope(YEAR, Due(YEAR.last, YEAR.last, YEAR.last), YEAR.last, YEAR.last))
    return 1


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
