"""Going on from kept tallies says what sharing out and measuring everything anew says, wherever it says anything."""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from operator import attrgetter
from random import Random
from typing import TypeAlias

import pytest

from engine.dates import due_of, windows
from engine.judging.kept import is_plain_rule, tally_of
from engine.measure.one_more import none_yet
from engine.nouns import (
    Count,
    Deliver,
    Dossier,
    DueTerm,
    Duration,
    Fact,
    FactStatus,
    Forbid,
    MonthDay,
    Obligation,
    Pred,
    Rule,
    Sum,
    Tally,
    Test,
    WindowTerm,
)
from engine.owing.allot import allot
from engine.owing.going_on import OnFile, comes_last, gone_on, may_go_on, shape_of
from engine.workdays import WorkCalendar

Make = Callable[..., Rule]
CASES = 100_000 if os.environ.get("DUBAN_TRUST") == "full" else 4_000
FIRST = date(2025, 1, 1)
TESTS: Sequence[Test] = (
    Deliver("report"),
    Deliver("report"),
    Deliver("report", to_each=True),
    Deliver("report", evidence=("签收单",)),
    Count("report", at_least=Fraction(1)),
    Count("report", at_least=Fraction(2)),
    Count("report", at_least=Fraction(2), where=Pred("eq", "grade", ("1",))),
    Count("report", at_least=Fraction(2), distinct="grade"),
    Count("report", at_least=Fraction(1), at_most=Fraction(2)),
    Sum("report", "学时", at_least=Fraction(5)),
    Sum("report", "学时", at_least=Fraction(5), convert={"天": Fraction(3, 2)}),
    Forbid("report"),
)
WINDOWS = (
    (WindowTerm("half"), DueTerm(None, Duration(days=15), "window.end")),
    (WindowTerm("year"), DueTerm(MonthDay(4, 30), boundary="inclusive")),
    (WindowTerm("quarter"), DueTerm("end", grace=Duration(days=5))),
    (WindowTerm("quarter"), DueTerm("end")),
    (WindowTerm("month"), DueTerm(None, Duration(days=10), "window.end")),
)
CALENDAR = WorkCalendar("")
Served: TypeAlias = dict[str, tuple[Tally, list[str]]]


def some_rule(a_rule: Make, chance: Random) -> tuple[Rule, list[Obligation]]:
    window, due = chance.choice(WINDOWS)
    to = chance.choice(((), (), ("区委",), ("区委", "区人大")))
    rule = a_rule(test=chance.choice(TESTS), window=window, due=due, to=to)
    rows = windows(rule, (), FIRST, date(2025, 12, 31))[-6:]
    made = [Obligation(w.label, "p", "s", rule.id, "a", w, due_of(rule.due, w, CALENDAR)) for w in rows]
    return rule, made


def some_fact(chance: Random, name: str, days: tuple[int, int], odd: float) -> Fact:
    """An act as it mostly comes in, or with this likelihood an odd one."""
    day, later = FIRST + timedelta(chance.randint(*days)), chance.choice((0, 0, 1, 1 + int(100 * odd)))
    fact = Fact(name, "report", "a", day, day + timedelta(later), Fraction(chance.randint(1, 4)))
    for _ in range(3):
        if chance.random() >= odd:
            continue
        label = chance.choice(("2025", "2024", "2025H1", "2025H2", "2025Q1", "2025Q3", "2025-06", "elsewhere"))
        late = fact.recorded + timedelta(chance.choice((1, 5, 30, 90)))
        changes: Sequence[Mapping[str, object]] = (
            {"status": FactStatus.PENDING},
            {"status": chance.choice(list(FactStatus)), "decided": late},
            {"recorded": late},
            {"retracted": late},
            {"member": "m"},
            {"to": chance.choice(("区委", "区人大", "区检察院"))},
            {"attrs": {**fact.attrs, "about": label}},
            {"attrs": {**fact.attrs, "grade": chance.choice("12")}},
            {"attrs": {**fact.attrs, "evidence": chance.choice(("签收单", "照片"))}},
            {"unit": chance.choice(("天", "期"))},
            {"quantity": chance.choice((None, Fraction(-2), Fraction(9)))},
        )
        fact = replace(fact, **chance.choice(changes))  # type: ignore[arg-type]
    return fact


def in_log(facts: Sequence[Fact], first: int) -> list[Fact]:
    """These facts as the log numbers them; their ids tell another order."""
    return [replace(fact, id=f"{fact.id}-{10 - number}", number=first + number) for number, fact in enumerate(facts)]


def known_of(fact: Fact) -> date:
    return max(day for day in (fact.recorded, fact.decided, fact.retracted) if day is not None)


def on_file(facts: Sequence[Fact]) -> OnFile | None:
    """What a register tells of these facts."""
    if not facts:
        return None
    late = [(fact.day, known_of(fact)) for fact in facts if known_of(fact) > fact.day + timedelta(1)]
    told = (min(day for day, _ in late), max(known for _, known in late)) if late else None
    latest = (max(map(attrgetter(name), facts)) for name in ("day", "recorded", "number"))
    return OnFile(*latest, of_persons=any(fact.member for fact in facts), late=told)


def served(rule: Rule, row: Sequence[Obligation], facts: Sequence[Fact], on: date) -> Served:
    """The tally of each window, and the acts it was made from."""
    given = allot(rule, row, facts)
    tallies = {one.key: tally_of(rule, one, Dossier(facts=given[one.key]), CALENDAR, on) for one in row}
    return {key: (tally, [fact.id for fact in given[key]]) for key, tally in tallies.items()}


def tried(a_rule: Make, chance: Random) -> bool:
    """Whether one case could be gone on with, once it is seen that it then was gone on with rightly."""
    rule, row = some_rule(a_rule, chance)
    if not may_go_on(rule):
        return False
    odd = chance.choice((0.0, 0.05, 0.3))
    last = chance.randint(40, 420)
    days = chance.choice((last // 2, last - 30, last))
    before = [some_fact(chance, f"f{number}", (0, days), odd) for number in range(chance.randint(0, 6))]
    fresh = [some_fact(chance, f"n{number}", (days, last + 5), odd / 2) for number in range(chance.randint(1, 3))]
    if before and chance.random() < 0.3:  # the same day brings another
        latest = max(before, key=attrgetter("day"))
        fresh = [replace(fact, day=latest.day, recorded=latest.recorded) for fact in fresh]
    before, fresh = in_log(before, 1), in_log(fresh, len(before) + 1)
    then = max((known_of(fact) for fact in before), default=FIRST)
    on = max(FIRST + timedelta(last), then, *(fact.recorded for fact in fresh))
    opened = [one for one in row if one.window.first <= on]
    had = served(rule, opened, before, max(then, FIRST + timedelta(last)))
    known = on_file(before)
    if not comes_last(fresh, known):
        return False
    pairs = [(one, had[one.key][0]) for one in opened]
    found = gone_on(rule, pairs, fresh, on, known.late if known else None)
    if found is None:
        return False
    moved = [(opened[one.window].key, one.tally, [fresh[place].id for place in one.acts]) for one in found]
    went_on = {key: (tally, had[key][1] + more) for key, tally, more in moved}
    assert {**had, **went_on} == served(rule, opened, [*before, *fresh], on)
    return True


def test_an_act_comes_last_on_a_day_of_which_others_are_on_file_if_it_stands_after_them_in_the_log() -> None:
    known = OnFile(FIRST, FIRST, number=7)
    act = Fact("f", "report", "a", FIRST, FIRST, number=8)
    assert comes_last([act], known)
    assert not comes_last([replace(act, number=6)], known)
    assert not comes_last([replace(act, recorded=FIRST - timedelta(1))], known)


def test_going_on_says_what_measuring_everything_anew_says(a_rule: Make) -> None:
    went_on = sum(tried(a_rule, Random(number)) for number in range(CASES))
    assert went_on > CASES // 4


@pytest.mark.parametrize("test", [TESTS[2], TESTS[3], TESTS[7], TESTS[8], TESTS[11]])
def test_a_test_in_which_one_act_may_change_what_another_adds_is_measured_anew(a_rule: Make, test: Test) -> None:
    assert not may_go_on(a_rule(test=test))


def test_every_test_that_is_gone_on_with_may_be_plain(a_rule: Make) -> None:
    some = [a_rule(test=test) for test in TESTS]
    assert [rule for rule in some if may_go_on(rule) and not is_plain_rule(rule)] == []
    assert sum(map(may_go_on, some)) == 7


def test_a_window_begins_with_what_no_fact_at_all_comes_to(a_rule: Make) -> None:
    rows = [some_rule(a_rule, Random(number)) for number in range(60)]
    for rule, (one, *_) in rows:
        if rule.test is not None and may_go_on(rule):
            assert tally_of(rule, one, Dossier(), CALENDAR, one.window.last) == none_yet(rule.test)
    assert len({type(rule.test) for rule, _ in rows if may_go_on(rule)}) == 3


def test_rules_of_one_shape_are_gone_on_with_alike_whatever_kind_they_read(a_rule: Make) -> None:
    one, (first, *_) = some_rule(a_rule, Random(1))
    rule = replace(one, test=Count("report", at_least=Fraction(2)))
    other = replace(rule, id="other", title="另一项", test=Count("visit", at_least=Fraction(2)), strength="encourage")
    more = replace(rule, test=Count("report", at_least=Fraction(3)))
    assert shape_of(rule) == shape_of(other) != shape_of(more)
    act = Fact("f", "report", "a", first.window.first, first.window.first)
    on, blank = first.window.first, none_yet(Count("report", at_least=Fraction(2)))
    found = gone_on(rule, [(first, blank)], [act], on)
    assert found == gone_on(other, [(first, blank)], [replace(act, kind="visit")], on)
    assert found is not None
    assert [(one.window, one.acts, one.tally.lo) for one in found] == [(0, (0,), 1)]


def test_an_act_that_may_be_meant_for_a_window_to_come_is_shared_out_anew(a_rule: Make) -> None:
    rule, (first, *_) = some_rule(a_rule, Random(1))
    rule = replace(rule, test=Deliver("report"), to=())
    act = Fact("f", "report", "a", first.window.first, first.window.first)
    meant = replace(act, attrs={"about": "2031"})
    had, on = [(first, none_yet(Deliver("report")))], first.window.first
    assert gone_on(rule, had, [act], on)
    assert gone_on(rule, had, [meant], on) is None
    assert gone_on(rule, had, [replace(act, attrs={"about": first.window.label})], on)
