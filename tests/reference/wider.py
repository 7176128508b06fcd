"""Rules of a wider reach (宽一些的题): surplus that lasts for several windows, quotas that leave shortens, corrections
in units that nobody can convert.

The worlds from `WIDER` on are made of these alone; the numbers below it mean what they always meant.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction as F
from random import Random

from engine.nouns import Bearer, Carry, Count, Deliver, Exemption, Fact, FactStatus, Member, Pred, Rule, Sum, Window
from rules.trying.staging import BEARER
from tests.reference.civil import plus_months
from tests.reference.owing import LEAVE
from tests.reference.random_rules import Written, calendar_row, fixed_row, maybe, prorate_of
from tests.reference.windows import step_of

WIDER = 2_000_000
LET_OFF = 3_000_000
"""From here on leave lets off instead of shortening a quota; nothing is carried over."""


def wider_rule(rng: Random) -> Written:
    """A quota that follows from window to window, and what makes it hard to say what is owed or what is there."""
    year = rng.choice([2019, 2020, 2021, 2022, 2023, 2024])
    rule, phases = rng.choice([calendar_row, calendar_row, fixed_row])(rng, year)
    rule = replace(rule, test=counted(rng) if rng.random() < 0.4 else summed(rng))
    if rng.random() < 0.6:
        rule = replace(rule, test=replace(rule.test, carry=carry_of(rng, rule)))
    if rng.random() < 0.5:
        rule = replace(rule, exempt=(Exemption(Pred("eq", LEAVE, (True,)), "离岗", "prorate"),))
        rule = replace(rule, test=replace(rule.test, prorate=rng.choice([None, prorate_of(rng)])))
    if rng.random() < 0.3 and rule.window.every in ("year", "half", "quarter", "month"):
        rule = replace(rule, bearer=Bearer("all", per="person", met_share=rng.choice([None, F(1), F(1, 2)])))
    return Written(rule, None, phases, date(year - rng.choice([0, 1, 2]), 1, 1))


def let_off_rule(rng: Random) -> Written:
    """A duty from which leave lets its bearer or one of its people off."""
    written = wider_rule(rng)
    alone = written.rule.bearer.per == "agency"
    test = rng.choice([counted, counted, summed, *([delivered] if alone else [])])(rng)
    shown = Exemption(Pred("eq", LEAVE, (True,)), "离岗", "exempt")
    strength = rng.choices(["must", "in_principle", "encourage"], [8, 1, 1])[0]
    return replace(written, rule=replace(written.rule, test=test, exempt=(shown,), strength=strength))


def delivered(rng: Random) -> Deliver:
    return Deliver("a")


def counted(rng: Random) -> Count:
    mark = rng.choice([None, None, "sid"])
    return Count("a", at_least=F(rng.choice([1, 1, 2, 3])), where=maybe(rng, 0.2), distinct=mark)


def summed(rng: Random) -> Sum:
    test = Sum("a", "学时", maybe(rng, 0.2), rng.choice([None, "sid", "sid"]), F(rng.choice([2, 3, 4, 8])))
    return replace(test, convert={"天": F(8), "半天": F(4)}) if rng.random() < 0.5 else test


def carry_of(rng: Random, rule: Rule) -> Carry:
    """Good for a window or several, and now and then for a time that no window ends with."""
    months = step_of(rule.window.every) * rng.choice([1, 2, 2, 3])
    lasts = rng.choice([None, f"{months}mo", f"{months}mo", f"{months + 1}mo"])
    return Carry(rng.choice([None, F(2), F(5)]), lasts, rng.choice(["own", "own", "carried"]))


def windows_before(rule: Rule, window: Window, since: date) -> list[date]:
    """The days about which surplus may have been earned: nearly all, where the rule carries it over."""
    step = step_of(rule.window.every)
    firsts = [plus_months(window.first, -step * back) for back in (1, 1, 2, 2, 3)]
    found = [day + timedelta(10) for day in firsts if day >= since]
    return found * 6 if rule.test is not None and getattr(rule.test, "carry", None) else found


def with_strange_units(rng: Random, rule: Rule, facts: list[Fact]) -> list[Fact]:
    """Some of the quantities in a unit that nobody can convert, corrections among them."""
    strange = isinstance(rule.test, Sum) and rng.random() < 0.3
    return [replace(fact, unit="次") if strange and rng.random() < 0.4 else fact for fact in facts]


def leaves_of(rng: Random, rule: Rule, window: Window, people: Sequence[Member]) -> list[Fact]:
    """Time away in the window or about its edges, handed in sooner or later."""
    if not rule.exempt:
        return []
    found = []
    for _ in range(rng.choice([0, 1, 1, 1, 2])):
        first = window.first + timedelta(rng.choice([-40, -1, 0, 1, 14, 30, 45, 75]))
        last = plus_months(first, rng.choice([0, 1, 1, 2, 3, 6])) + timedelta(rng.choice([-1, -1, 0, 13]))
        handed_in = first + timedelta(rng.choice([0, 0, 20, 60, 200, 420]))
        status = rng.choice([FactStatus.ACCEPTED] * 4 + [FactStatus.PENDING, FactStatus.REJECTED])
        late = handed_in + timedelta(rng.choice([0, 5, 40]))
        decided = None if status is FactStatus.PENDING or rng.random() < 0.6 else late
        gone = handed_in + timedelta(30) if rng.random() < 0.1 else None
        attrs = {LEAVE: True, "from": first.isoformat(), "to": last.isoformat()}
        who = rng.choice(people).id if people else None
        found.append(
            Fact("", "leave", BEARER, first, max(handed_in, first), F(1), None, who, None, status, decided, gone, attrs)
        )
    return found
