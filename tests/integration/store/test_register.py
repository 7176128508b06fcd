"""The register: entered once, looked at when due, and to the last one."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import Engine

from engine.nouns import Agency, Amended, Due, Moment, Obligation, OfficeAct, Rung, Standing, Tally, Verdict, Window
from store import acts, agencies, facts, looks, notices, obligations, successions, tallies, tasks, verdicts
from store.looks import Kept
from store.session import Session, reading, transaction
from store.terms import Terms

LADDER = (
    Rung("L0", Moment("due", -3, working=True), "提醒函", release="auto"),
    Rung("L1", Moment("breach", 1), "催办"),
)
Duty = Callable[..., Obligation]


def test_an_obligation_is_entered_once_with_the_ladder_it_froze(database: Engine, here: str, duty: Duty) -> None:
    with transaction(database, here) as session:
        ladders = {("年度计划", "report"): LADDER}
        assert obligations.add_new(session, [duty("k1"), duty("k2")], ladders=ladders) == 2
        again = [duty("k1", due=Due(date(2027, 1, 1), None, None)), duty("k3")]
        assert obligations.add_new(session, again, ladders={("年度计划", "report"): LADDER[:1]}) == 1
    with reading(database, here) as session:
        kept = obligations.filed(session, ["k1", "k3", "nobody"])
        assert kept["k1"] == obligations.Filed(duty("k1"), LADDER)
        assert kept["k3"].ladder == LADDER[:1]
        assert len(kept) == 2


def test_every_reading_of_a_masked_date_is_kept(database: Engine, here: str, duty: Duty) -> None:
    reading_of_2009 = (Window(date(2009, 1, 1), date(2009, 12, 31), "2009"), Due(date(2009, 12, 31), None, None))
    masked = replace(duty(), readings=(reading_of_2009,))
    with transaction(database, here) as session:
        obligations.add_new(session, [masked])
        assert obligations.get(session, "k1") == masked


def test_a_sweep_sees_everything_due_to_the_last_one_while_it_moves_them(
    database: Engine, here: str, duty: Duty
) -> None:
    on, later = date(2026, 3, 1), date(2026, 3, 2)
    with transaction(database, here) as session:
        obligations.add_new(session, [duty(f"k{number:03}") for number in range(250)])
        obligations.set_next_look(session, {"k000": later, "k001": on, "k002": None})
        seen: list[str] = []
        while some := looks.due(session, on, 40):
            seen += [look.key for look in some]
            looks.settle(session, [(look.number, later.toordinal()) for look in some])
        assert sorted(seen) == [f"k{number:03}" for number in range(250) if number not in (0, 2)]
        assert obligations.next_look(session) == later
        obligations.look_again(session, ["k002"])
        assert [look.key for look in looks.due(session, on, 40)] == ["k002"]


def test_a_listing_finds_what_is_asked_for(
    office: Engine, here: str, duty: Duty, verdict: Callable[..., Verdict]
) -> None:
    soon = Due(date(2026, 1, 31), date(2026, 1, 31), date(2026, 1, 31))
    with transaction(office, here) as session:
        obligations.add_new(session, [duty("k4", bearer="a02", due=soon)])
        agencies.put_agencies(session, [Agency("a02", "区教育局", ("教委",))], on=date(2026, 1, 1))
        verdicts.record(session, [verdict("k2", Standing.BREACHED)])

        def keys(**wanted: object) -> list[str]:
            return [each.obligation.key for each in obligations.find(session, **wanted)]  # type: ignore[arg-type]

        assert keys() == ["k4", "k1", "k2", "k3"]
        assert keys(agency="a02") == ["k4", "k2"]
        assert keys(rule="training") == ["k3"]
        assert keys(pack="别的") == []
        assert keys(text="教育") == keys(text="教委") == ["k4", "k2"]
        assert keys(text="k3") == ["k3"]
        assert keys(text="%") == []
        assert keys(limit=2, offset=1) == ["k1", "k2"]
        assert obligations.count(session) == 4
        of_two = obligations.of_bearers(session, [("training", "a01"), ("report.dept", "a02"), ("training", "a09")])
        everything = obligations.find(session)
        assert [one.key for one in of_two] == [
            each.obligation.key
            for each in sorted(everything, key=lambda each: (each.obligation.window.first, each.obligation.key))
            if (each.obligation.rule, each.obligation.bearer) in [("training", "a01"), ("report.dept", "a02")]
        ]
        assert of_two
        assert obligations.of_bearers(session, [("training", "a01")], begun_by=date(2025, 12, 31)) == []


def test_no_jurisdiction_sees_another(office: Engine, duty: Duty) -> None:
    with transaction(office, "上海市静安区") as session:
        assert obligations.find(session) == []
        assert looks.due(session, date(2030, 1, 1), 9) == []
        obligations.set_next_look(session, {"k1": None})
        assert obligations.next_look(session) is None
        assert obligations.add_new(session, [duty("k1")]) == 1


def test_a_kept_tally_is_on_file_whole_and_beside_its_obligation(office: Engine, here: str, tally: Tally) -> None:
    on = date(2026, 2, 1)
    with transaction(office, here) as session:
        number = obligations.numbers(session, ["k1", "k2", "k3"])
        changing = replace(tally, next_change=date(2026, 2, 3))
        kept = [Kept("k1", number["k1"], tally, on, "f1"), Kept("k2", number["k2"], changing, on, "f2")]
        looks.keep(session, kept, look=True)
        assert tallies.of_obligations(session, ["k1", "k2", "k3"]) == {each.obligation: each.tally for each in kept}
        digests = {"k1": (number["k1"], "f1"), "k2": (number["k2"], None), "k3": (number["k3"], None)}
        assert looks.digests(session, ["k1", "k2", "k3"], date(2026, 2, 3)) == digests
        found = looks.of_keys(session, ["k1", "k2", "k3"])
        days = [date(2026, 1, 31), on, date(2026, 2, 2), date(2026, 2, 3)]
        assert [[found[key].holds_on(day.toordinal()) for day in days] for key in ("k1", "k2", "k3")] == [
            [False, True, True, True],
            [False, True, True, False],
            [False, False, False, False],
        ]
        assert found["k1"].obligation() == obligations.get(session, "k1")
        looks.keep(session, [Kept("k1", number["k1"], tally, on, "")], look=True)
        assert set(tallies.of_obligations(session, ["k1", "k2"])) == {"k2"}


def test_what_is_put_on_file_of_a_duty_has_it_found_out_again_whether_it_is_plain(
    office: Engine, here: str, tally: Tally
) -> None:
    def plain(session: Session) -> dict[str, bool | None]:
        return {key: look.plain for key, look in looks.of_keys(session, ["k1", "k2", "k3"]).items()}

    on, acted = date(2026, 2, 1), OfficeAct("exempt", date(2026, 2, 1), date(2026, 2, 1))
    with transaction(office, here) as session:
        numbers = obligations.numbers(session, ["k1", "k2", "k3"])
        looks.keep(session, [Kept(key, number, tally, on, "") for key, number in numbers.items()], look=False)
        assert plain(session) == {"k1": True, "k2": True, "k3": True}
        acts.add(session, "k1", acted, by="李主任")
        assert plain(session) == {"k1": None, "k2": True, "k3": True}
        obligations.set_amended(session, {"k2": Amended(ended=on)})
        assert plain(session) == {"k1": None, "k2": None, "k3": True}
        successions.hand_over(session, [("k1", "k3")], on)
        assert plain(session) == {"k1": None, "k2": None, "k3": None}


@contextmanager
def plans_of(session: Session, about: str) -> Iterator[list[str]]:
    """How SQLite goes about the statements that mention something; known when they have run."""
    driver: Any = session.connection().connection.driver_connection
    asked: list[str] = []
    plans: list[str] = []
    driver.set_trace_callback(asked.append)
    yield plans
    driver.set_trace_callback(None)
    for statement in asked:
        if about in statement and not statement.startswith(("INSERT", "--")):
            plans += [row[3] for row in driver.execute(f"EXPLAIN QUERY PLAN {statement}")]


def test_a_sweep_reads_only_what_is_due(sqlite_database: Engine, here: str, duty: Duty) -> None:
    with transaction(sqlite_database, here) as session, plans_of(session, "next_look") as plans:
        obligations.add_new(session, [duty(f"k{number}") for number in range(9)])
        assert len(looks.due(session, date(2026, 3, 1), 5)) == 5
        assert obligations.next_look(session) == date.min
    search = "SEARCH stand USING INDEX ix_stand_jurisdiction_next_look_number"
    assert sum(plan.startswith(search) for plan in plans) == 1
    assert not [plan for plan in plans if "SCAN" in plan or "TEMP B-TREE" in plan]


def test_where_a_jurisdiction_narrows_nothing_its_indexes_are_left_alone(sqlite_database: Engine, here: str) -> None:
    with transaction(sqlite_database, here) as session:
        with plans_of(session, "SELECT term") as by_number:
            Terms().read(session, [1, 2])
        with plans_of(session, "truth") as whole:
            assert list(looks.every(session, date(2026, 3, 1))) == []
        with plans_of(session, "FROM fact") as latest:
            assert facts.latest(session) == (0, 0)
    assert by_number[0] == "SEARCH term USING INTEGER PRIMARY KEY (rowid=?)"
    assert whole == ["SCAN stand", "SEARCH obligation USING INTEGER PRIMARY KEY (rowid=?)"]
    assert latest == ["SCAN fact", "SCAN fact_decision"]


def test_what_a_fact_touches_is_found_by_its_index(sqlite_database: Engine, here: str) -> None:
    duties, on = [("report", "a01"), ("report", "a02"), ("lecture", "a01")], date(2026, 3, 1)
    with transaction(sqlite_database, here) as session, plans_of(session, " obligation") as plans:
        obligations.of_bearers(session, duties, begun_by=on)
        obligations.asked_anew_later(session, duties, on)
        list(looks.rows_of(session, duties, on.toordinal()))
    assert sum("(jurisdiction=? AND rule=? AND bearer=?)" in plan for plan in plans) == 3
    with transaction(sqlite_database, here) as session, plans_of(session, " fact") as plans:
        facts.of_bearers(session, duties)
        facts.on_file(session, duties)
        assert facts.latest(session) == (0, 0)
    assert sum("(jurisdiction=? AND agency=? AND kind=?)" in plan for plan in plans) == 2
    assert sum(plan in ("SCAN fact", "SCAN fact_decision") for plan in plans) == 2  # from the end, to the first found
    assert not [plan for plan in plans if "(jurisdiction=?)" in plan]


def test_a_list_of_keys_is_found_by_its_index(sqlite_database: Engine, here: str) -> None:
    keys = [f"k{number}" for number in range(9)]
    with transaction(sqlite_database, here) as session, plans_of(session, "json_each") as plans:
        looks.of_keys(session, keys)
        looks.digests(session, keys, date(2026, 3, 1))
        tallies.of_obligations(session, keys)
        verdicts.latest(session, keys)
        facts.of_ids(session, keys)
        tasks.leads(session, keys)
        notices.heard(session, range(9))
    assert sum("SEARCH" in plan and "(jurisdiction=? AND " in plan for plan in plans) >= 7
    assert not [plan for plan in plans if "(jurisdiction=?)" in plan]
