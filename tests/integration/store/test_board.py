"""The board says what the tables say: after every write, in every session, and on every day gone by."""

import random
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import Engine, func, select

from engine.nouns import Agency, Due, Obligation, OfficeAct, Standing, Verdict
from store import acts, agencies, movements, obligations, surveys, trends, verdicts
from store.session import Session, reading, transaction
from store.statements import read
from store.surveys import InHand, Moment, Sought
from store.surveys.board import board
from tests.integration.store.as_sql import OBLIGATION, conditions, standing_at

S = Standing
FIRST = date(2026, 2, 1)
MOMENTS = (None, Moment(date(2026, 2, 9), date(2026, 2, 9)), Moment(date(2026, 2, 20), date(2026, 2, 12)))
SOUGHT = (
    Sought(),
    Sought(agency="a02"),
    Sought(agencies=frozenset({"a01", "a03", "nobody"}), agency="a03"),
    Sought(rule="lecture"),
    Sought(pack="年度计划", standings=(S.MET, S.BREACHED)),
    Sought(in_hand=InHand(date(2026, 3, 1), date(2026, 12, 31))),
    Sought(standings=(S.OPEN, S.MET), in_hand=InHand(date(2026, 3, 1), date(2026, 12, 31), within=False)),
    Sought(year=2027, due_to=date(2027, 3, 1)),
    Sought(text="教育"),
    Sought(text="讲座", mentions=frozenset({"lecture"})),
    Sought(text="k1"),
    Sought(text="张三"),
)


def told_by_the_tables(session: Session, sought: Sought, moment: Moment | None) -> tuple[Counter[str | None], set[str]]:
    """How many obligations stand how, and which they are, as a query finds it."""
    query = select(OBLIGATION.c.key, standing_at(moment).label("stood")).where(*conditions(session, sought, moment))
    rows = read(session, query)
    return Counter(row.stood for row in rows), {row.key for row in rows}


def agrees(session: Session) -> bool:
    """Whether the board says the same of everything that is asked of it."""
    for sought in SOUGHT:
        for moment in MOMENTS:
            counted, keys = told_by_the_tables(session, sought, moment)
            listed = surveys.listed(session, sought, moment)
            assert surveys.counts(session, sought, moment) == counted, (sought, moment)
            assert surveys.total(session, sought, moment) == len(keys) == len(listed)
            assert {line.key for line in listed} == keys
            assert [line.due for line in listed] == sorted(line.due for line in listed)
            assert sum(each.many for each in surveys.cells(session, sought, moment)) == len(keys)
            assert sum(each.many for each in surveys.days(session, sought, moment)) == len(keys)
            late = sum(each.many for each in trends.late(session, sought, moment))
            assert late == counted[S.BREACHED] == sum(r.many for r in trends.repeats(session, sought, moment, least=1))
    return True


def due(day: date) -> Due:
    """A due day that is all there is to it."""
    return Due(day, day, day)


@pytest.mark.parametrize("seed", range(2))
def test_the_board_follows_every_write(
    database: Engine, here: str, duty: Callable[..., Obligation], verdict: Callable[..., Verdict], seed: int
) -> None:
    chance, known = random.Random(seed), list[Obligation]()
    with transaction(database, here) as session:
        agencies.put_agencies(session, [Agency("a02", "区教育局", aliases=("教育局",))], on=date(2026, 1, 1))
    for step in range(8):
        on = FIRST + timedelta(days=3 * step)
        with transaction(database, here) as session:
            match chance.randrange(4) if known else 0:
                case 0:
                    some = [
                        replace(
                            duty(f"k{seed}{step}{number}", bearer=f"a0{chance.randrange(1, 4)}"),
                            rule=chance.choice(("report", "lecture")),
                            subject=chance.choice(("", "张三")),
                            due=due(date(2026 + chance.randrange(2), 2, 1 + chance.randrange(28))),
                        )
                        for number in range(5)
                    ]
                    obligations.add_new(session, some)
                    known += some
                case 1:
                    moved = [replace(one, due=due(on + timedelta(days=30))) for one in chance.sample(known, 2)]
                    obligations.rebase(session, moved, ladders={})
                case _:
                    standings = (S.OPEN, S.BREACHED, S.MET, S.CURED)
                    some = chance.sample(known, chance.randrange(1, len(known)))
                    verdicts.record(session, [verdict(one.key, chance.choice(standings), on) for one in some])
            assert agrees(session)  # what is not committed is seen by whoever wrote it
        with reading(database, here) as session:
            assert agrees(session)


def test_what_was_undone_was_never_on_the_board(
    database: Engine, here: str, duty: Callable[..., Obligation], verdict: Callable[..., Verdict]
) -> None:
    with transaction(database, here) as session:
        obligations.add_new(session, [duty("k1")])
    with suppress(ZeroDivisionError), transaction(database, here) as session:
        verdicts.record(session, [verdict("k1")])
        assert surveys.counts(session, Sought()) == {S.OPEN: 1}
        raise ZeroDivisionError
    with reading(database, here) as session:
        assert surveys.counts(session, Sought()) == {None: 1}
    with transaction(database, here) as session:
        verdicts.record(session, [verdict("k1", S.MET)])
    with reading(database, here) as session:
        assert surveys.counts(session, Sought()) == {S.MET: 1}


def test_a_reader_sees_the_register_as_it_was_when_he_began(
    database: Engine, here: str, duty: Callable[..., Obligation], verdict: Callable[..., Verdict]
) -> None:
    with transaction(database, here) as session:
        obligations.add_new(session, [duty("k1")])
    with reading(database, here) as before:
        assert surveys.counts(before, Sought()) == {None: 1}
        with transaction(database, here) as session:
            verdicts.record(session, [verdict("k1")])
        with reading(database, here) as after:
            assert surveys.counts(after, Sought()) == {S.OPEN: 1}
        assert surveys.counts(before, Sought()) == {None: 1}


def test_a_board_is_kept_until_the_register_moves_and_then_only_what_moved_is_read(
    database: Engine, here: str, duty: Callable[..., Obligation], verdict: Callable[..., Verdict]
) -> None:
    with transaction(database, here) as session:
        obligations.add_new(session, [duty(f"k{number}") for number in range(9)])
    with reading(database, here) as session:
        kept = board(session)
    with reading(database, here) as session:
        assert board(session) is kept
    with transaction(database, here) as session:
        verdicts.record(session, [verdict("k3")])
    with reading(database, here) as session:
        assert movements.since(session, kept.version) == {kept.numbers[3]}
        assert board(session).terms is kept.terms


def test_whoever_missed_movements_reads_the_register_anew(
    database: Engine,
    here: str,
    duty: Callable[..., Obligation],
    verdict: Callable[..., Verdict],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(movements, "KEPT", 3)
    with transaction(database, here) as session:
        obligations.add_new(session, [duty(f"k{number}") for number in range(9)])
    with reading(database, here) as session:
        kept = board(session).version
    for number in range(9):
        with transaction(database, here) as session:
            verdicts.record(session, [verdict(f"k{number}")])
    with reading(database, here) as session:
        assert movements.since(session, kept) is None
        assert read(session, select(func.count()).select_from(movements.MOVEMENT))[0][0] <= 6
        assert surveys.counts(session, Sought()) == {S.OPEN: 9}


def test_a_register_brought_back_from_a_copy_is_told_from_the_one_that_was_kept(
    database: Engine, here: str, duty: Callable[..., Obligation]
) -> None:
    with transaction(database, here) as session:
        obligations.add_new(session, [duty("k1")])
    with reading(database, here) as session:
        version = board(session).version
        assert movements.since(session, version) == set()
        assert movements.since(session, version._replace(mark="of another log")) is None
        assert movements.since(session, movements.Version()) is None


def test_a_duty_is_listed_narrowed_and_ordered_by_the_day_that_its_last_verdict_has(
    database: Engine, here: str, duty: Callable[..., Obligation], verdict: Callable[..., Verdict]
) -> None:
    begun, extended, until = date(2026, 2, 1), date(2026, 2, 10), date(2026, 5, 6)
    with transaction(database, here) as session:
        obligations.add_new(session, [duty(f"k{number}", due=due(date(2026, 3, number))) for number in (1, 2, 3)])
        verdicts.record(session, [verdict(f"k{number}", on=begun) for number in (1, 2)])
    with reading(database, here) as session:
        assert [line.key for line in surveys.listed(session, Sought())] == ["k1", "k2", "k3"]
    with transaction(database, here) as session:
        acts.add(session, "k1", OfficeAct("extend", extended, extended, extended, "officer", to="2026-05-06"), by="王")
        verdicts.record(session, [replace(verdict("k1", on=extended), due=due(until), because=("EXTENDED",))])
    for _ in range(2):  # followed, and read anew
        with reading(database, here) as session:
            listed = surveys.listed(session, Sought())
            assert [(line.key, line.due.month) for line in listed] == [("k2", 3), ("k3", 3), ("k1", 5)]
            assert [line.key for line in surveys.listed(session, Sought(due_from=date(2026, 4, 1)))] == ["k1"]
            assert surveys.days(session, Sought())[-1].due == until
            before = surveys.listed(session, Sought(), Moment(begun, begun))
            assert [line.key for line in before] == ["k1", "k2", "k3"]
        database.dispose()


def test_what_waits_for_its_first_verdict_can_be_asked_for(
    database: Engine, here: str, duty: Callable[..., Obligation], verdict: Callable[..., Verdict]
) -> None:
    with transaction(database, here) as session:
        obligations.add_new(session, [duty(f"k{number}") for number in (1, 2, 3)])
        verdicts.record(session, [verdict("k1"), verdict("k2", S.MET)])
    with reading(database, here) as session:
        assert [line.key for line in surveys.listed(session, Sought(standings=(None,)))] == ["k3"]
        assert surveys.total(session, Sought(standings=(None, S.MET))) == 2
