"""What recording a fact asks of the database does not grow with what is on file."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest

from duban.services.casefile import facts
from duban.services.desk import Desk
from duban.services.judgement import upkeep
from engine.nouns import Fact, Standing
from engine.source import Refused
from store import facts as register
from store import looks, obligations, tallies
from store.session import reading, transaction

ON = date(2026, 3, 2)
STATEMENTS = 12
"""BEGIN, the fact, the end of the log and back, its line, the packs' versions, what else is on file, the windows, their
terms, the window served, its tally, COMMIT."""


def lecture(house: Any, number: int, day: date) -> Fact:
    with reading(house.database, house.settings.jurisdiction) as session:
        [agency] = [each.id for each in Desk(session).roster.agencies if each.name == "区司法局"]
    return Fact(f"l{number}", "lecture.law", agency, day, day, Fraction(1), "期")


def recorded(house: Any, some: Sequence[Fact], on: date) -> list[str]:
    """Record facts in one transaction; answer what was said to the database."""
    said: list[str] = []
    with transaction(house.database, house.settings.jurisdiction) as session:
        session.driver.set_trace_callback(said.append)
        facts.record(Desk(session), some, by="督办甲", on=on, now=house.at(on))
        session.driver.set_trace_callback(None)
    return ["BEGIN", *said, "COMMIT"]


def tally_of(house: Any, agency: str) -> Any:
    with reading(house.database, house.settings.jurisdiction) as session:
        keys = [each.obligation.key for each in obligations.find(session, agency=agency, rule="lecture")]
        assert upkeep.differing(Desk(session), keys) == []
        return max(tallies.of_obligations(session, keys).values(), key=lambda tally: tally.lo)


def test_a_fact_takes_a_dozen_statements_however_many_were_recorded_before(sqlite_house: Any) -> None:
    sqlite_house.sweep(ON)
    recorded(sqlite_house, [lecture(sqlite_house, 0, ON)], ON)  # whatever is asked for the first time is found out
    for number in range(1, 6):
        on = ON + timedelta(number)
        said = recorded(sqlite_house, [lecture(sqlite_house, number, on)], on)
        assert len(said) <= STATEMENTS, "\n".join(said)
    assert tally_of(sqlite_house, lecture(sqlite_house, 0, ON).agency).lo == 6


def test_a_file_of_facts_takes_hardly_more_statements_than_one_fact(sqlite_house: Any) -> None:
    sqlite_house.sweep(ON)
    some = [lecture(sqlite_house, number, ON) for number in range(40)]
    said = recorded(sqlite_house, some, ON)
    others = [each for each in said if not each.startswith(('INSERT INTO "fact"', 'INSERT INTO "event"'))]
    assert len(others) <= STATEMENTS + 4, "\n".join(others)
    assert tally_of(sqlite_house, some[0].agency).lo == 40


def test_facts_in_and_out_of_their_order_come_to_what_all_of_them_come_to(house: Any) -> None:
    house.sweep(ON)
    days = [ON, ON - timedelta(30), ON, ON - timedelta(400), ON + timedelta(20)]
    for number, day in enumerate(days):
        recorded_on = max(day, ON)
        with transaction(house.database, house.settings.jurisdiction) as session:
            desk, fact = Desk(session), lecture(house, number, day)
            facts.record(desk, [fact], by="督办甲", on=recorded_on, now=house.at(recorded_on))
        assert tally_of(house, fact.agency).lo == sum(each.year == 2026 for each in days[: number + 1])
    house.sweep(ON + timedelta(20))
    rows = house.tasks(ON + timedelta(20), "区司法局", "讲座")
    assert [row["standing"] for row in rows if row["window"] == "2026"] == [Standing.MET.value]


def test_what_is_on_file_under_another_content_stops_the_whole_record(house: Any) -> None:
    house.sweep(ON)
    first, other = lecture(house, 1, ON), lecture(house, 2, ON)
    for some in ([first], [first, other]):
        with transaction(house.database, house.settings.jurisdiction) as session:
            facts.record(Desk(session), some, by="督办甲", on=ON, now=house.at(ON))
    changed = Fact(first.id, first.kind, first.agency, ON, ON, Fraction(7), "期")
    with (
        pytest.raises(Refused, match="F121"),
        transaction(house.database, house.settings.jurisdiction) as session,
    ):
        facts.record(Desk(session), [lecture(house, 3, ON), changed], by="督办甲", on=ON, now=house.at(ON))
    with reading(house.database, house.settings.jurisdiction) as session:
        assert set(register.of_ids(session, ["l1", "l2", "l3"])) == {"l1", "l2"}
    assert tally_of(house, first.agency).lo == 2


def test_an_act_meant_for_a_year_to_come_is_found_when_that_year_begins(sqlite_house: Any) -> None:
    sqlite_house.sweep(ON)
    meant = replace(lecture(sqlite_house, 1, ON), attrs={"about": "2027"})
    recorded(sqlite_house, [meant], ON)
    with transaction(sqlite_house.database, sqlite_house.settings.jurisdiction) as session:
        found = obligations.find(session, agency=meant.agency, rule="lecture")
        keys = {each.obligation.window.label: each.obligation.key for each in found}
        assert looks.of_keys(session, [keys["2027"]])[keys["2027"]].plain is None


def test_a_duty_none_of_whose_windows_has_begun_is_found_out_about_later(sqlite_house: Any) -> None:
    sqlite_house.sweep(ON)
    before = date(2025, 12, 1)
    fact = lecture(sqlite_house, 1, before)
    recorded(sqlite_house, [fact], before)
    with transaction(sqlite_house.database, sqlite_house.settings.jurisdiction) as session:
        found = obligations.find(session, agency=fact.agency, rule="lecture")
        seen = looks.of_keys(session, [each.obligation.key for each in found])
        assert {each.plain for each in seen.values()} == {None}
