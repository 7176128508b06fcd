"""Facts and acts: recorded once, never changed; what was decided later shows only from its day."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DatabaseError

from engine.nouns import Agency, Fact, FactStatus, OfficeAct
from engine.source import Refused
from store import acts, agencies, facts, obligations
from store.session import reading, transaction

FILED = Fact(
    "f1",
    "report",
    "a01",
    date(2026, 2, 20),
    date(2026, 2, 21),
    Fraction(1, 3),
    "份",
    to="区委",
    status=FactStatus.PENDING,
    attrs={"evidence": "回执", "份数": 3, "公开": True},
)
LATER = replace(FILED, id="f2", day=date(2026, 2, 25), recorded=date(2026, 3, 1))
LECTURE = replace(FILED, id="f3", kind="lecture", quantity=None)
ELSEWHERE = replace(FILED, id="f4", agency="a02")


def test_facts_are_recorded_once_and_read_back_by_bearer_and_kind(database: Engine, here: str) -> None:
    with transaction(database, here) as session:
        assert facts.add(session, [LATER, FILED, LECTURE, ELSEWHERE]) == ("f2", "f1", "f3", "f4")
        assert facts.add(session, [FILED]) == ()
    with reading(database, here) as session:
        found = facts.of_bearers(session, [("a01", "report"), ("a01", "lecture"), ("a03", "report")])
        assert found == {("a01", "lecture"): (LECTURE,), ("a01", "report"): (FILED, LATER)}
        assert facts.get(session, "f4") == ELSEWHERE
        assert facts.get(session, "f9") is None


def test_facts_of_a_kind_are_read_for_the_whole_roster(office: Engine, here: str) -> None:
    with transaction(office, here) as session:
        agencies.put_agencies(session, [Agency("a01", "区司法局"), Agency("a02", "区商务委")], on=date(2026, 1, 1))
        assert facts.latest(session) == (0, 0)
        facts.add(session, [LATER, LECTURE, FILED, ELSEWHERE, replace(FILED, id="f5", agency="nobody")])
        assert facts.of_kinds(session, {"report"}) == (FILED, LATER, ELSEWHERE)
        before = facts.latest(session)
        facts.decide(session, "f1", FactStatus.ACCEPTED, on=date(2026, 3, 2), by="王芳")
        assert facts.latest(session) > before


def test_another_fact_under_a_taken_number_is_refused(database: Engine, here: str) -> None:
    with transaction(database, here) as session:
        facts.add(session, [FILED])
        with pytest.raises(Refused, match="S301"):
            facts.add(session, [replace(FILED, quantity=Fraction(2)), LATER])


def test_the_facts_of_an_obligation_are_those_of_its_bearer(office: Engine, here: str) -> None:
    with transaction(office, here) as session:
        facts.add(session, [FILED, LECTURE, ELSEWHERE])
        obligation = obligations.get(session, "k1")
        assert obligation is not None
        assert facts.of_obligation(session, obligation) == (FILED, LECTURE)
        assert facts.of_obligation(session, obligation, kinds={"lecture"}) == (LECTURE,)


def test_a_decision_shows_from_its_day_and_leaves_the_fact_alone(database: Engine, here: str) -> None:
    march, april, may = (date(2026, month, 10) for month in (3, 4, 5))
    pair = ("a01", "report")
    with transaction(database, here) as session:
        facts.add(session, [FILED])
        facts.decide(session, "f1", FactStatus.REJECTED, on=march, by="王科长", reason="未盖章")
        facts.decide(session, "f1", FactStatus.ACCEPTED, on=april, by="王科长")
        facts.retract(session, "f1", on=may, by="李主任", reason="重复")
    with reading(database, here) as session:

        def known(on: date) -> tuple[Fact, ...]:
            return facts.of_bearers(session, [pair], known_at=on).get(pair, ())

        assert known(date(2026, 2, 20)) == ()
        assert known(date(2026, 2, 21)) == (FILED,)
        assert known(march) == (replace(FILED, status=FactStatus.REJECTED, decided=march),)
        assert known(april) == (replace(FILED, status=FactStatus.ACCEPTED, decided=april),)
        assert known(may) == (replace(FILED, status=FactStatus.ACCEPTED, decided=april, retracted=may),)
        assert facts.get(session, "f1") == known(may)[0]


def test_nothing_can_be_decided_about_a_fact_nobody_recorded(database: Engine, here: str) -> None:
    with transaction(database, here) as session:
        with pytest.raises(Refused, match="S302"):
            facts.decide(session, "f9", FactStatus.ACCEPTED, on=date(2026, 3, 1), by="王科长")
        with pytest.raises(Refused, match="S302"):
            facts.retract(session, "f9", on=date(2026, 3, 1), by="王科长")


@pytest.mark.parametrize("log", ["fact", "fact_decision", "office_act"])
def test_facts_decisions_and_acts_only_grow(office: Engine, here: str, log: str) -> None:
    with transaction(office, here) as session:
        facts.add(session, [FILED])
        facts.decide(session, "f1", FactStatus.ACCEPTED, on=date(2026, 3, 1), by="王科长")
        acts.add(session, "k1", OfficeAct("exempt", date(2026, 3, 1), date(2026, 3, 1)), by="李主任")
    for statement in (f"UPDATE {log} SET day = 1", f"DELETE FROM {log}"):
        with pytest.raises(DatabaseError, match="append-only"), office.begin() as connection:
            connection.execute(text(statement))


def test_acts_are_on_file_in_the_order_recorded(office: Engine, here: str) -> None:
    extend = OfficeAct("extend", date(2026, 2, 1), date(2026, 2, 1), date(2026, 2, 2), "officer", to="2026-04-01")
    exempt = OfficeAct("exempt", date(2026, 1, 1), date(2026, 3, 1), role="leader", doc="〔2026〕3号", value="x")
    with transaction(office, here) as session:
        acts.add(session, "k1", extend, by="王科长")
        acts.add(session, "k1", exempt, by="李主任")
        assert acts.of_obligation(session, "k1") == (extend, exempt)
        assert acts.of_obligation(session, "k1", known_at=date(2026, 2, 28)) == (extend,)
        assert acts.of_obligations(session, ["k1", "k2"]) == {"k1": (extend, exempt)}
