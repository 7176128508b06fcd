"""Counts and lists of the register: the list is as long as the count says, today and on any day gone by."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import Engine

from engine.dates import FOREVER
from engine.nouns import Agency, Due, Obligation, Standing, Verdict
from store import agencies, obligations, surveys, verdicts
from store.session import reading, transaction
from store.surveys import Cell, Moment, Sought

LATER = Due(date(2027, 5, 31), date(2027, 5, 31), date(2027, 5, 31))
S = Standing


@pytest.fixture
def register(database: Engine, here: str, duty: Callable[..., Obligation], verdict: Callable[..., Verdict]) -> Engine:
    """Three duties: one breached on 1 March, one met, one of next year without any verdict."""
    some = [duty("k1"), duty("k2", bearer="a02"), duty("k3", bearer="a02", rule="lecture", due=LATER)]
    with transaction(database, here) as session:
        agencies.put_agencies(session, [Agency("a02", "区教育局", aliases=("教育局",))], on=date(2026, 1, 1))
        obligations.add_new(session, some)
        verdicts.record(session, [verdict("k1"), verdict("k2")])
        verdicts.record(session, [verdict("k1", S.BREACHED, date(2026, 3, 2))])
        verdicts.record(session, [replace(verdict("k2", S.MET, date(2026, 2, 20)), known_at=date(2026, 2, 25))])
    return database


def test_the_present_is_counted_by_standing(register: Engine, here: str) -> None:
    with reading(register, here) as session:
        assert surveys.counts(session, Sought()) == {S.BREACHED: 1, S.MET: 1, None: 1}
        assert surveys.total(session, Sought()) == 3
        assert sorted(surveys.cells(session, Sought(agency="a02")), key=str) == [
            Cell("a02", "lecture", None, 1),
            Cell("a02", "report", S.MET, 1),
        ]


@pytest.mark.parametrize(
    ("as_of", "known_at", "expected"),
    [
        (date(2026, 1, 31), date(2026, 12, 31), {None: 3}),
        (date(2026, 2, 10), date(2026, 2, 10), {S.OPEN: 2, None: 1}),
        (date(2026, 2, 20), date(2026, 2, 24), {S.OPEN: 2, None: 1}),
        (date(2026, 2, 20), date(2026, 2, 25), {S.OPEN: 1, S.MET: 1, None: 1}),
        (date(2026, 3, 2), date(2026, 3, 2), {S.BREACHED: 1, S.MET: 1, None: 1}),
    ],
)
def test_a_day_gone_by_is_counted_as_it_was_known(
    register: Engine, here: str, as_of: date, known_at: date, expected: dict[Standing | None, int]
) -> None:
    with reading(register, here) as session:
        moment = Moment(as_of, known_at)
        assert surveys.counts(session, Sought(), moment) == expected
        for standing, many in expected.items():
            if standing is not None:
                sought = Sought(standings=(standing,))
                assert surveys.total(session, sought, moment) == many
                assert len(surveys.listed(session, sought, moment)) == many


@pytest.mark.parametrize(
    ("sought", "keys"),
    [
        (Sought(agencies=frozenset({"a02"})), ["k2", "k3"]),
        (Sought(agencies=frozenset()), []),
        (Sought(rule="report"), ["k1", "k2"]),
        (Sought(year=2027), ["k3"]),
        (Sought(due_to=date(2026, 12, 31)), ["k1", "k2"]),
        (Sought(due_from=date(2026, 12, 31)), ["k3"]),
        (Sought(text="教育局"), ["k2", "k3"]),
        (Sought(text="讲座", mentions=frozenset({"lecture"})), ["k3"]),
        (Sought(text="k1"), ["k1"]),
        (Sought(standings=(S.MET, S.BREACHED)), ["k1", "k2"]),
    ],
)
def test_a_list_holds_what_is_meant_and_its_count_agrees(
    register: Engine, here: str, sought: Sought, keys: list[str]
) -> None:
    with reading(register, here) as session:
        assert [line.key for line in surveys.listed(session, sought)] == keys
        assert surveys.total(session, sought) == len(keys)
        assert sum(surveys.counts(session, sought).values()) == len(keys)


def test_a_list_comes_in_pages_and_in_the_order_wanted(register: Engine, here: str) -> None:
    with reading(register, here) as session:
        pages = [surveys.listed(session, Sought(), limit=1, offset=at)[0].key for at in range(3)]
        assert pages == ["k1", "k2", "k3"]
        backwards = surveys.listed(session, Sought(), order="agency", descending=True)
        assert [line.key for line in backwards] == ["k2", "k3", "k1"]
        assert surveys.years(session) == (2026, 2027)


def test_what_is_never_due_makes_no_years(register: Engine, here: str, duty: Callable[..., Obligation]) -> None:
    with transaction(register, here) as session:
        obligations.add_new(session, [duty("k9", rule="always", due=Due(FOREVER, FOREVER, FOREVER))])
    with reading(register, here) as session:
        assert surveys.years(session) == (2026, 2027)
        assert surveys.total(session, Sought()) == 4


@pytest.mark.parametrize("as_of", [date(2026, 1, 31), date(2026, 2, 20), date(2026, 3, 1), date(2026, 3, 2)])
@pytest.mark.parametrize("known_at", [date(2026, 2, 10), date(2026, 2, 24), date(2026, 2, 25), date(2026, 3, 2)])
def test_a_day_gone_by_is_listed_as_the_verdicts_themselves_tell(
    register: Engine, here: str, as_of: date, known_at: date
) -> None:
    with reading(register, here) as session:
        found = {
            line.key: line.standing for line in surveys.listed(session, Sought(), Moment(as_of, known_at), limit=9)
        }
        for key, standing in found.items():
            given = [v for v in verdicts.history(session, key) if v.as_of <= as_of and v.known_at <= known_at]
            assert standing == (given[-1].standing if given else None)
        assert sorted(found) == ["k1", "k2", "k3"]
