"""An office in miniature (沙盘): a district with one rule, so that each test only says what it is about."""

from collections.abc import Callable
from datetime import date
from fractions import Fraction

import pytest
from sqlalchemy import Engine

from engine.nouns import Due, Notice, Obligation, Standing, Tally, Truth, Verdict, Window
from store import obligations
from store.session import transaction

HERE = "上海市长宁区"
DUE = Due(date(2026, 2, 28), date(2026, 3, 1), date(2026, 3, 1), steps=("03-01 → 2026-03-01",))


@pytest.fixture
def here() -> str:
    """The jurisdiction in which tests play."""
    return HERE


@pytest.fixture
def duty() -> Callable[..., Obligation]:
    """Make an obligation of the year 2026."""

    def make(key: str = "k1", *, bearer: str = "a01", rule: str = "report", due: Due = DUE) -> Obligation:
        window = Window(date(2026, 1, 1), date(2026, 12, 31), "2026")
        return Obligation(key, "年度计划", "f" * 64, rule, bearer, window, due, calendar="cn.workdays")

    return make


@pytest.fixture
def tally() -> Tally:
    """Two of three reports."""
    return Tally(Fraction(2), Fraction(3), Truth.UNKNOWN, need=Fraction(3), possible_on=date(2026, 2, 20))


@pytest.fixture
def verdict(tally: Tally) -> Callable[..., Verdict]:
    """Make a verdict on an obligation, open unless said otherwise."""

    def make(key: str = "k1", standing: Standing = Standing.OPEN, on: date = date(2026, 2, 1)) -> Verdict:
        return Verdict(key, standing, date(2026, 1, 1), on, on, DUE, tally, because=("WAITING",))

    return make


@pytest.fixture
def notice() -> Callable[..., Notice]:
    """Make a notice about an obligation."""

    def make(key: str = "n1", obligation: str = "k1", rung: str = "L0") -> Notice:
        day = date(2026, 2, 25)
        return Notice(key, obligation, rung, 20260228, "提醒函", day, day, "auto", ("p1@example.gov.cn",))

    return make


@pytest.fixture
def office(database: Engine, duty: Callable[..., Obligation]) -> Engine:
    """A database with three obligations on the register."""
    with transaction(database, HERE) as session:
        obligations.add_new(session, [duty("k1"), duty("k2", bearer="a02"), duty("k3", rule="training")])
    return database
