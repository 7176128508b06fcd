"""判定：one judgment over facts already allotted, and allotting them."""

from datetime import date
from pathlib import Path

from bench.office import facts_of, pack
from bench.rounds import Work, micros_each
from engine.allot import allot
from engine.expand import expand
from engine.judge import judge
from engine.nouns import Agency, Dossier, Fact, Membership, Obligation, Roster, Rule
from rules.calendars import national

MANY = 40
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
    ]


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
