"""The people of the demo are honest: who is timely meets the duty, who is silent or short does not."""

from collections import Counter as Tallied
from datetime import date
from fractions import Fraction

import pytest

from duban.services.demo.conduct import Conduct, _of_test, facts_of, fate_of
from engine.dates import due_of
from engine.judging.judge import judge
from engine.nouns import (
    Bearer,
    Citation,
    Count,
    Deliver,
    Dossier,
    DueTerm,
    Level,
    MonthDay,
    Obligation,
    Pred,
    Ratio,
    Rule,
    Standing,
    Sum,
    Test,
    Window,
    WindowTerm,
)
from rules.calendars import national

WINDOW = Window(date(2026, 1, 1), date(2026, 12, 31), "2026")
TESTS: list[Test] = [
    Deliver("report", to_each=True),
    Count("talk", at_least=Fraction(4), distinct="session", where=Pred("eq", "kind", ("law",))),
    Sum("hours", unit="学时", at_least=Fraction(60)),
    Ratio("part", "whole", at_least=Fraction(1, 20)),
    Level("staff", at_least=Fraction(3)),
]


def laid(test: Test) -> tuple[Rule, Obligation]:
    due = DueTerm(by=MonthDay(11, 30), boundary="inclusive")
    rule = Rule(
        "r",
        "某事",
        Citation("d", "1", "某事"),
        "must",
        Bearer("各部门"),
        test=test,
        state="active",
        to=("甲", "乙"),
        window=WindowTerm(every="year"),
        due=due,
    )
    return rule, Obligation("k" * 32, "p", "s", "r", "ag-1", WINDOW, due_of(due, WINDOW, national()))


def standing(test: Test, fate: str, on: date) -> Standing:
    rule, one = laid(test)
    facts = tuple(_of_test(Conduct(rule, one, (), fate), test)) if fate != "silent" else ()  # type: ignore[arg-type]
    return judge(rule, one, Dossier(facts), national(), on, on).standing


@pytest.mark.parametrize("test", TESTS, ids=lambda test: type(test).__name__)
def test_who_is_timely_meets_the_duty(test: Test) -> None:
    assert standing(test, "timely", date(2027, 1, 5)) is Standing.MET


@pytest.mark.parametrize("test", TESTS[:3], ids=lambda test: type(test).__name__)
def test_who_is_silent_short_or_late_does_not(test: Test) -> None:
    assert standing(test, "silent", date(2026, 12, 1)) is Standing.BREACHED
    assert standing(test, "short", date(2026, 12, 1)) is Standing.BREACHED
    assert standing(test, "late", date(2026, 12, 1)) is Standing.BREACHED


def test_fates_are_drawn_from_the_key_and_cover_all_kinds() -> None:
    drawn = Tallied(fate_of(f"key-{number}") for number in range(2000))
    assert set(drawn) == {"timely", "late", "short", "silent"}
    assert drawn["timely"] > 1300
    rule, one = laid(TESTS[0])
    assert facts_of(rule, one) == facts_of(rule, one)
