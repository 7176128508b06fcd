"""How the people of the demo behave (演示中的办理情况): most in time, some late, some short, a few silent.

Nothing here is random: each obligation's fate is read off the hash of its key, so that two runs tell the same year.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from math import ceil
from typing import Literal, TypeAlias

from engine.nouns import (
    Aggregate,
    AllOf,
    AnyOf,
    Deliver,
    Fact,
    Forbid,
    KOf,
    Level,
    Member,
    Obligation,
    Pred,
    Ratio,
    Roster,
    Rule,
    RulePack,
    Scalar,
    Sum,
    Test,
    Trend,
)
from engine.roster import agencies_in

Fate: TypeAlias = Literal["timely", "late", "short", "silent"]

# Of a hundred obligations: what a district of middling diligence does.
TIMELY, LATE, SHORT = 74, 12, 8


@dataclass(frozen=True)
class Conduct:
    """One bearer's way with one obligation: its fate, and the days on which something is done."""

    rule: Rule
    obligation: Obligation
    members: Sequence[Member] = ()
    fate: Fate = "timely"
    counter: Iterator[int] = field(default_factory=lambda: iter(range(1_000_000)))

    def days(self, wanted: int) -> list[date]:
        """`wanted` days spread over the time in which the duty can be done, or past its end when late."""
        due = self.obligation.due
        last = due.grace_end or due.hard or due.safe
        if self.fate == "late":
            late = last + timedelta(days=5 + self._share(23, "late"))
            return [late + timedelta(days=n) for n in range(wanted)]
        first = max(self.obligation.window.first, due.safe - timedelta(days=330))
        room = max((due.safe - first).days - 1, 0)
        start = self._share(max(room // 3, 1), "start")
        return [first + timedelta(days=min(start + (room - start) * n // max(wanted, 1), room)) for n in range(wanted)]

    def fact(self, kind: str, day: date, quantity: Fraction = Fraction(1), **more: object) -> Fact:
        """A fact of this obligation, with an id that a second run gives again."""
        name = f"{self.obligation.key}-{next(self.counter)}"
        return Fact(
            id=name,
            kind=kind,
            agency=self.obligation.bearer,
            day=day,
            recorded=day,
            quantity=quantity,
            **more,  # type: ignore[arg-type]
        )

    def _share(self, of: int, salt: str) -> int:
        return lot(self.obligation.key + salt) % of


def lot(text: str) -> int:
    """A number drawn from the text itself, the same on every machine."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:6])


def fate_of(key: str) -> Fate:
    """What becomes of an obligation: timely, late, short (too little) or silent."""
    drawn = lot(key) % 100
    if drawn < TIMELY:
        return "timely"
    if drawn < TIMELY + LATE:
        return "late"
    return "short" if drawn < TIMELY + LATE + SHORT else "silent"


def facts_of(rule: Rule, obligation: Obligation, members: Sequence[Member] = ()) -> list[Fact]:
    """All that its bearer does about an obligation, in order of day; nothing when it stays silent."""
    fate = fate_of(obligation.key)
    if fate == "silent" or rule.test is None:
        return []
    conduct = Conduct(rule, obligation, members, fate)
    return sorted(_of_test(conduct, rule.test), key=lambda fact: (fact.day, fact.id))


def _of_test(conduct: Conduct, test: Test) -> list[Fact]:
    match test:
        case Deliver():
            return _deliveries(conduct, test)
        case Aggregate():
            return _doings(conduct, test)
        case Ratio():
            return _ratio(conduct, test)
        case Level():
            return _level(conduct, test)
        case AllOf() | AnyOf() | KOf():
            return [fact for part in test.parts for fact in _of_test(conduct, part)]
        case Forbid() | Trend():
            return []


def _deliveries(conduct: Conduct, test: Deliver) -> list[Fact]:
    recipients: list[str | None] = list(conduct.rule.to) if test.to_each else [None]
    if conduct.fate == "short":
        recipients = recipients[:-1]
    attrs: dict[str, Scalar] = {"evidence": "、".join(test.evidence)} if test.evidence else {}
    days = conduct.days(len(recipients))
    return [conduct.fact(test.of, day, to=to, attrs=attrs) for to, day in zip(recipients, days, strict=True)]


def _doings(conduct: Conduct, test: Aggregate) -> list[Fact]:
    if conduct.rule.bearer.per in ("person", "post_holding"):
        return [fact for member in conduct.members for fact in _of_member(conduct, test, member)]
    return _repeated(conduct, test, None)


def _of_member(conduct: Conduct, test: Aggregate, member: Member) -> list[Fact]:
    """Of those bound person by person, nearly all do their share even where the office as a whole falls short."""
    if conduct.fate == "short" and lot(conduct.obligation.key + member.id) % 4 == 0:
        return []
    return [
        fact
        for fact in _repeated(conduct, test, member.id)
        if (member.since is None or fact.day >= member.since) and (member.until is None or fact.day < member.until)
    ]


def _repeated(conduct: Conduct, test: Aggregate, member: str | None) -> list[Fact]:
    need = test.at_least or Fraction(1)
    each = need / 4 if isinstance(test, Sum) else Fraction(1)
    times = 4 if isinstance(test, Sum) else ceil(need)
    if conduct.fate == "short" and member is None:
        times -= 1
    facts = []
    for number, day in enumerate(conduct.days(times)):
        attrs = satisfying(test.where) if test.where else {}
        if test.distinct:
            attrs[test.distinct] = f"{conduct.obligation.key}-{member}-{number}"
        facts.append(conduct.fact(test.of, day, each, unit=test.unit, member=member, attrs=attrs))
    return facts


def _ratio(conduct: Conduct, test: Ratio) -> list[Fact]:
    den = Fraction(20 + lot(conduct.obligation.key) % 80)
    share = test.at_least if test.at_least is not None else test.at_most or Fraction(1)
    num = Fraction(ceil(den * share))
    if conduct.fate in ("short", "late"):
        num -= 1
    day = conduct.obligation.window.first + timedelta(days=lot(conduct.obligation.key) % 25)
    attrs = satisfying(test.where) if test.where else {}
    return [conduct.fact(test.den, day, den, attrs=attrs), conduct.fact(test.num, day, num, attrs=attrs)]


def _level(conduct: Conduct, test: Level) -> list[Fact]:
    figure = test.at_least if test.at_least is not None else test.at_most or Fraction(0)
    if conduct.fate in ("short", "late"):
        figure -= 1
    attrs = satisfying(test.where) if test.where else {}
    return [conduct.fact(test.of, conduct.obligation.window.first, figure, attrs=attrs)]


def satisfying(pred: Pred) -> dict[str, Scalar]:
    """The least attributes that make a condition true."""
    match pred.op:
        case "eq" | "in" | "ge" | "le":
            return {pred.key: pred.values[0]}
        case "has":
            return {pred.key: True}
        case "any":
            return satisfying(pred.parts[0])
        case "all":
            return {key: value for part in pred.parts for key, value in satisfying(part).items()}
        case "not":
            return {}


def happenings(pack: RulePack, roster: Roster, last: date) -> list[Fact]:
    """Two events in the year for each bearer of a duty that an event starts, such as a suggestion received."""
    found = []
    for rule in pack.rules:
        kind = rule.window.anchor.event or rule.due.of
        if rule.state != "active" or kind is None or kind in ("window.start", "window.end"):
            continue
        for agency in agencies_in(rule.bearer.set, pack.sets, roster, last):
            for number in (1, 2):
                drawn = lot(f"{rule.id}/{agency.id}/{number}")
                day = last - timedelta(days=30 + drawn % 300)
                found.append(Fact(f"{rule.id}-{agency.id}-{number}", kind, agency.id, day, day))
    return found
