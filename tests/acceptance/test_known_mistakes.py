"""Mistakes that supervision systems are known to make: each is a story here, and none of them comes true."""

from datetime import date
from pathlib import Path
from typing import Any

from duban.services.casefile import facts, requests, tasks
from engine.nouns import Role
from store import obligations, verdicts
from store.session import reading

PACK = Path(__file__).with_name("pack.yaml").read_text(encoding="utf-8")
OLDER = PACK.replace('effective: {from: "2026-01-01"', 'effective: {from: "2024-01-01"')
WORKING_DAYS = PACK.replace('due: {by: "03-01", boundary: inclusive}', "due: {within: 32wd, of: window.start}")
LEADER = tasks.Actor("领导丁", Role.LEADER)


def report(house: Any, day: str, on: date, kind: str = "report.annual") -> None:
    cells = {"kind": kind, "agency": "区司法局", "day": day}
    facts.add(house.database, house.settings, cells, by="督办甲", on=on, now=house.at(on))


def stands(house: Any, on: date, label: str, matter: str = "报告") -> Any:
    return house.explain(number_of(house, on, label, matter), on)["verdict"]


def number_of(house: Any, on: date, label: str, matter: str = "报告") -> str:
    [row] = [row for row in house.tasks(on, "区司法局", matter) if row["window"] == label]
    return str(row["key"])


def test_evidence_of_one_year_does_not_satisfy_another(unpublished_house: Any) -> None:
    house, on = unpublished_house, date(2026, 3, 2)
    house.publish(OLDER)
    report(house, "2024-02-20", on)
    house.sweep(on)
    assert {label: stands(house, on, label) for label in ("2024", "2025", "2026")} == {
        "2024": "OVERTURNED",  # done in time, proved late
        "2025": "BREACHED",
        "2026": "BREACHED",
    }


def test_a_waiver_of_one_year_waives_that_year_only(house: Any) -> None:
    first, next_year = date(2026, 2, 6), date(2027, 3, 2)
    house.sweep(first)
    waiver = requests.Request("exempt", reason="机构改革过渡期", doc="示府阅〔2026〕3号")
    number = number_of(house, first, "2026")
    requests.decide(house.database, house.settings, number, waiver, LEADER, on=first, now=house.at(first))
    house.sweep(next_year)
    assert stands(house, next_year, "2026") == "EXEMPT"
    assert stands(house, next_year, "2027") == "BREACHED"


def test_a_late_filing_ends_the_delay_and_leaves_the_breach_on_record(house: Any) -> None:
    late, filed = date(2026, 3, 2), date(2026, 3, 10)
    house.sweep(late)
    number = number_of(house, late, "2026")
    report(house, "2026-03-10", filed)
    house.sweep(filed)
    assert stands(house, filed, "2026") == "CURED"
    with reading(house.database, house.settings.jurisdiction) as session:
        [key] = [each.obligation.key for each in obligations.find(session, text=number)]
        rows = [verdict.standing.value for verdict in verdicts.history(session, key)]
    assert rows[-2:] == ["BREACHED", "CURED"]
    house.sweep(date(2026, 12, 31))
    assert stands(house, date(2026, 12, 31), "2026") == "CURED"


def test_a_make_up_saturday_is_a_working_day(unpublished_house: Any) -> None:
    # thirty-two working days after New Year 2026 end on Saturday 14 February, worked to make up for the Spring Festival
    house = unpublished_house
    house.publish(WORKING_DAYS)
    saturday, sunday = date(2026, 2, 14), date(2026, 2, 15)
    house.sweep(saturday)
    assert stands(house, saturday, "2026") == "OPEN"
    assert [row["due"] for row in house.tasks(saturday, "区司法局") if row["window"] == "2026"] == [saturday]
    assert stands(house, sunday, "2026") == "BREACHED"


def amended(number: int, since: str, due: str) -> str:
    text = PACK.replace("version: 1.0.0", f"version: {number}.0.0").replace('"2026-01-01", to', f'"{since}", to')
    return text.replace('due: {by: "03-01"', f'due: {{by: "{due}"')


def test_a_rule_that_is_relaxed_and_then_replaced_binds_every_year(house: Any) -> None:
    house.publish(amended(2, "2026-06-01", "04-01"), on=date(2026, 6, 1))
    house.publish(amended(3, "2027-06-01", "03-15"), on=date(2027, 6, 1))
    on = date(2028, 3, 16)
    house.sweep(on)
    with reading(house.database, house.settings.jurisdiction) as session:
        mine = obligations.find(session, rule="report.year", text="区司法局")
    dues = {each.obligation.window.label: each.obligation.due.hard for each in mine}
    assert [dues.get(year) for year in ("2026", "2027", "2028")] == [
        date(2026, 3, 1),
        date(2027, 4, 1),
        date(2028, 3, 15),
    ]
    assert {stands(house, on, year) for year in ("2026", "2027", "2028")} == {"BREACHED"}
