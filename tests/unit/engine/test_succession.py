"""Organisations change and nothing is lost: who goes on with what, and whose evidence counts (promise 20)."""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from fractions import Fraction as F

import pytest

from engine.judging.matter import Matter
from engine.nouns import Count, Dossier, Due, Fact, Obligation, Rule, Standing, Window
from engine.owing.expand import obligation_key
from engine.owing.succession import Origin, handed, heir_of, inherited, judge_pooled, origins_of, pooled
from engine.workdays import WorkCalendar
from tests.trials import numbers, told

Make = Callable[..., Rule]
HISTORIES = numbers(2000, 2000)
DAY = date(2026, 7, 1)
YEAR = Window(date(2026, 1, 1), date(2026, 12, 31), "2026")


def duty(bearer: str, rule: str = "report.year", window: Window = YEAR, subject: str = "") -> Obligation:
    key = obligation_key("p", rule, bearer, subject, window.label)
    return Obligation(key, "p", "sha", rule, bearer, window, Due(window.last, window.last, window.last), subject)


def fact(name: str, agency: str, on: str = "2026-03-02", **attrs: str) -> Fact:
    day = date.fromisoformat(on)
    return Fact(name, "report", agency, day, day, attrs=attrs)


@dataclass
class Office:
    """A register in memory: who bears what, what was handed over to whom, and every fact with whom it is on file."""

    rules: Mapping[str, Rule]
    live: dict[str, Obligation] = field(default_factory=dict)
    gone: dict[str, Obligation] = field(default_factory=dict)
    links: list[tuple[str, str]] = field(default_factory=list)
    facts: dict[str, list[Fact]] = field(default_factory=dict)
    settled: set[str] = field(default_factory=set)

    def hand_over(self, some: Sequence[Obligation], successors: Mapping[str, str]) -> None:
        """Let obligations go on at other agencies."""
        for one, heir in handed(self.rules, some, successors, self.live, self.gone):
            self.links.append((one.key, heir.key))
            self.gone[one.key] = self.live.pop(one.key)
            self.live.setdefault(heir.key, heir)

    def file(self, key: str) -> Dossier:
        """The file of an obligation with all that it took over, from predecessor to predecessor."""
        one = self.live.get(key) or self.gone[key]
        origins = []
        for before, after in self.links:
            if after == key:
                origins += origins_of(self.gone[before], DAY, self.file(before))
        return pooled(self.rules[one.rule], one, self.facts.get(key, ()), origins)


def random_history(dice: random.Random, rules: Mapping[str, Rule]) -> Office:
    """Agencies owe, act, merge, split and hand over, in any order."""
    office, agencies = Office(rules), [f"a{number}" for number in range(dice.randint(2, 5))]
    windows = [YEAR, replace(YEAR, first=date(2027, 1, 1), last=date(2027, 12, 31), label="2027")]
    for agency in agencies:
        for rule in rules:
            for window in windows:
                if dice.random() < 0.7:
                    one = duty(agency, rule, window)
                    office.live[one.key] = one
                    if dice.random() < 0.2:
                        office.settled.add(one.key)
    for step in range(dice.randint(1, 6)):
        for one in list(office.live.values()):
            if dice.random() < 0.3:
                made = fact(f"f{step}-{one.key[:8]}", one.bearer)
                marked = replace(made, attrs={"task": one.key[:16]}) if dice.random() < 0.5 or one.subject else made
                office.facts.setdefault(one.key, []).append(marked)
        leaving, *staying = dice.sample(agencies, k=len(agencies))
        open_ = [one for one in office.live.values() if one.bearer == leaving and one.key not in office.settled]
        chosen = [one for one in open_ if dice.random() < 0.9]
        office.hand_over(chosen, {rule: dice.choice([*staying, f"new{step}"]) for rule in rules})
    return office


def test_nothing_is_lost_in_any_history(a_rule: Make) -> None:
    ways = ("pool_sum", "pool_max", "each")
    rules = {f"r.{way}": a_rule(id=f"r.{way}", on_merge=way) for way in ways}
    handed_over = 0
    for seed in told(HISTORIES):
        office = random_history(random.Random(seed), rules)
        handed_over += len(office.links)
        # every obligation handed over leads to exactly one other, that one further, and the last is alive
        assert len({before for before, _ in office.links}) == len(office.links) == len(office.gone)
        heirs = dict(office.links)
        for key in office.gone:
            while key in heirs:
                key = heirs[key]
            assert key in office.live
        assert not office.settled & office.gone.keys()
        check_evidence(office)
    assert handed_over > len(HISTORIES)


def check_evidence(office: Office) -> None:
    """Every fact serves exactly one living obligation: nothing is lost and nothing counts twice."""
    served: list[str] = []
    for key in office.live:
        file = office.file(key)
        served += {each.id for each in (*file.facts, *(one for pool in file.pools for one in pool))}
    assert sorted(served) == sorted(each.id for facts in office.facts.values() for each in facts)


class TestWhoseEvidenceCounts:
    @pytest.fixture
    def on(self, a_rule: Make, china: WorkCalendar) -> Callable[..., tuple[Standing, F]]:
        def found(way: str, own: Sequence[Fact], *files: Sequence[Fact]) -> tuple[Standing, F]:
            rule = a_rule(test=Count("report", at_least=F(3)), on_merge=way)
            origins = [Origin(f"k{n}", f"a{n}", DAY, tuple(file)) for n, file in enumerate(files)]
            one = heir_of(duty("a1"), "a9", "")
            day = date(2027, 1, 1)
            verdict = judge_pooled(Matter(rule, one, pooled(rule, one, own, origins), china, day, day))
            return verdict.standing, verdict.tally.lo

        return found

    MINE, HIS = (fact("f1", "a1"), fact("f2", "a1")), (fact("f3", "a2"),)
    LATER = (fact("f4", "a9", "2026-08-03"),)

    def test_all_of_it_when_pooled(self, on: Callable[..., object]) -> None:
        assert on("pool_sum", self.LATER, self.MINE, self.HIS) == (Standing.MET, 4)
        assert on("pool_sum", [], self.MINE, self.HIS) == (Standing.MET, 3)

    def test_the_best_of_them_with_what_follows(self, on: Callable[..., object]) -> None:
        assert on("pool_max", self.LATER, self.MINE, self.HIS) == (Standing.MET, 3)
        assert on("pool_max", [], self.MINE, self.HIS) == (Standing.BREACHED, 2)

    def test_the_best_of_several_is_still_one_of_several_in_the_next_merger(
        self, a_rule: Make, china: WorkCalendar
    ) -> None:
        rule, day = a_rule(test=Count("report", at_least=F(3)), on_merge="pool_max"), date(2027, 1, 1)
        first = pooled(rule, duty("a8"), [], [Origin("k1", "a1", DAY, self.MINE), Origin("k2", "a2", DAY, self.HIS)])
        second = pooled(rule, duty("a9"), self.LATER, origins_of(duty("a8"), DAY, first))
        verdict = judge_pooled(Matter(rule, duty("a9"), second, china, day, day))
        assert (verdict.standing, verdict.tally.lo) == (Standing.MET, 3)
        without = judge_pooled(Matter(rule, duty("a9"), replace(second, facts=()), china, day, day))
        assert (without.standing, without.tally.lo) == (Standing.BREACHED, 2)

    def test_what_the_successor_did_before_is_one_of_those_compared(self, on: Callable[..., object]) -> None:
        before = [fact("f5", "a9"), fact("f6", "a9", "2026-04-01")]
        assert on("pool_max", [*before, *self.LATER], self.HIS) == (Standing.MET, 3)

    def test_each_keeps_its_own_quota(self, a_rule: Make) -> None:
        rules = {"report.year": a_rule(on_merge="each")}
        pairs = handed(rules, [duty("a1"), duty("a2")], {"report.year": "a9"}, ())
        heirs = [heir for _, heir in pairs]
        assert {heir.bearer for heir in heirs} == {"a9"}
        assert sorted(heir.subject for heir in heirs)[0] == ""
        assert len({heir.key for heir in heirs}) == 2
        other = next(heir for heir in heirs if heir.subject)
        reported, plain = fact("f7", "a9", task=other.key[:16]), fact("f8", "a9")
        assert pooled(rules["report.year"], other, [reported, plain], ()).facts == (reported,)
        first = next(heir for heir in heirs if not heir.subject)
        assert pooled(rules["report.year"], first, [reported, plain], ()).facts == (plain,)

    def test_an_agency_that_owes_already_takes_the_others_apart(self, a_rule: Make) -> None:
        own = duty("a9")
        (pair,) = handed({"report.year": a_rule(on_merge="each")}, [duty("a1")], {"report.year": "a9"}, {own.key})
        assert pair[1].subject == "a1"
        (back,) = handed({"report.year": a_rule()}, [duty("a1")], {"report.year": "a9"}, {own.key}, {own.key})
        assert back[1].subject == "a1"  # a duty that comes back to where it left is another one
        (pooled_pair,) = handed({"report.year": a_rule()}, [duty("a1")], {"report.year": "a9"}, {own.key})
        assert pooled_pair[1].key == own.key


def test_history_is_inherited_from_agency_to_agency() -> None:
    first, second = DAY, DAY + timedelta(30)
    before = {"c": [("b", second)], "b": [("a", first)], "a": [("c", first)]}
    assert inherited(before, "c") == [("b", second), ("a", first)]
    assert inherited(before, "x") == []
