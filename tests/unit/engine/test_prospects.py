"""What an explanation says would change the verdict does change it so: every suggestion is followed and judged again.

The follower here reads nothing but the explanation and the rule, and makes its own facts.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction as F
from itertools import groupby
from random import Random
from typing import Any

import pytest

from engine.dates import due_of
from engine.judging.judge import judge
from engine.nouns import (
    AllOf,
    AnyOf,
    Bearer,
    Count,
    Deliver,
    Dossier,
    DueTerm,
    Duration,
    Fact,
    FactStatus,
    Forbid,
    KOf,
    Level,
    Member,
    MonthDay,
    Obligation,
    OfficeAct,
    Pred,
    Ratio,
    Rule,
    Spread,
    Sum,
    Test,
    Verdict,
    Window,
    WindowTerm,
)
from engine.telling.explain import explain
from engine.workdays import WorkCalendar

CASES = 2500
YEAR = Window(date(2026, 1, 1), date(2026, 12, 31), "2026")
TO = ("甲局", "乙局")
GRACED = DueTerm(MonthDay(6, 30), boundary="inclusive", grace=Duration(days=10))
OPEN_EDGE = DueTerm(MonthDay(6, 30))
END = DueTerm("end")
WHERE = Pred("eq", "role", ("主要负责人",))
KINDS: dict[str, tuple[Test, DueTerm, dict[str, Any]]] = {
    "deliver": (Deliver("a"), GRACED, {}),
    "deliver to each": (Deliver("a", evidence=("回执",), to_each=True), OPEN_EDGE, {"to": TO}),
    "count": (Count("a", at_least=F(3), distinct="key", where=WHERE), GRACED, {}),
    "count spread": (Count("a", at_least=F(3), spread=(Spread("half", F(1)),)), END, {}),
    "count range": (Count("a", at_least=F(1), at_most=F(2)), END, {}),
    "sum": (Sum("a", unit="学时", at_least=F(7)), GRACED, {}),
    "ratio": (Ratio("a", "b", at_least=F(1, 2)), END, {}),
    "level end": (Level("a", at_least=F(3)), END, {"window": WindowTerm("year", level="window_end")}),
    "level always": (Level("a", at_least=F(2)), END, {"window": WindowTerm("year", level="continuous")}),
    "forbid": (Forbid("a"), END, {"strength": "forbid"}),
    "all": (AllOf((Deliver("a"), Count("b", at_least=F(2)))), GRACED, {}),
    "any": (AnyOf((Deliver("a"), Count("b", at_least=F(2)))), GRACED, {}),
    "two of three": (KOf(2, (Deliver("a"), Deliver("b"), Deliver("c"))), GRACED, {}),
    "members": (Count("a", at_least=F(2)), GRACED, {"bearer": Bearer("s", per="person")}),
    "share": (Sum("a", at_least=F(4)), GRACED, {"bearer": Bearer("s", per="person", met_share=F(1, 2))}),
    "once": (Deliver("a"), GRACED, {"strength": "in_principle"}),
}
WORK = ("RECEIPT", "EVIDENCE", "EVIDENCE_ABOUT", "FIGURE")
"""What is done together: all of it that leads to the same."""
Found = dict[str, Any]


def some_facts(dice: Random, kind: str, per_person: bool) -> Iterator[Fact]:
    for number in range(dice.randint(0, 5)):
        day = YEAR.first + timedelta(dice.randint(0, 330))
        status = dice.choice([FactStatus.ACCEPTED] * 4 + [FactStatus.PENDING, FactStatus.REJECTED])
        attrs = {"key": str(dice.randint(0, 2)), "role": dice.choice(["主要负责人", "科长"]), "evidence": "回执"}
        yield Fact(
            f"e{number}",
            dice.choice(["a", "a", "b", "c"] if kind != "forbid" else ["a", "b", "b"]),
            "x",
            day,
            day + timedelta(dice.choice([0, 0, 0, 7, 40])),
            F(dice.randint(1, 4)),
            unit="学时" if kind == "sum" else None,
            to=dice.choice([*TO, None]) if kind == "deliver to each" else None,
            member=dice.choice(["p", "q"]) if per_person else None,
            status=status,
            attrs=attrs,
        )


@pytest.fixture(scope="module")
def explained(china: WorkCalendar, a_rule: Callable[..., Rule]) -> Callable[..., tuple[Found, Any]]:
    def found(name: str, facts: tuple[Fact, ...], as_of: date) -> tuple[Found, Any]:
        test, due, more = KINDS[name]
        rule = a_rule(test=test, due=due, **{"window": WindowTerm("year"), **more})
        one = Obligation("k", "p", "", rule.id, "x", YEAR, due_of(rule.due, YEAR, china))
        members = (Member("p"), Member("q")) if rule.bearer.per == "person" else ()
        file = Dossier(facts=facts, members=members)

        def again(other: Dossier, on: date) -> Verdict:
            return judge(rule, one, other, china, on, max(on, as_of))

        verdict = again(file, as_of)
        return explain(rule, one, verdict, bearer="单位", pack_id="p@1", dossier=file, again=again), (rule, file, again)

    return found


def test_every_suggestion_leads_where_it_says(explained: Callable[..., tuple[Found, Any]]) -> None:
    dice, tried = Random(20260301), 0
    for _ in range(CASES):
        name = dice.choice(sorted(KINDS))
        per_person = name in ("members", "share")
        as_of = YEAR.first + timedelta(dice.randint(0, 420))
        facts = tuple(fact for fact in some_facts(dice, name, per_person) if fact.recorded <= as_of)
        told, world = explained(name, facts, as_of)
        for then, outcome in followed(told, *world):
            assert outcome == then, (name, as_of, facts, told["would_change"])
            tried += 1
    assert tried > CASES


def test_what_can_still_be_mended_is_never_left_without_a_way(explained: Callable[..., tuple[Found, Any]]) -> None:
    dice = Random(7)
    for name in sorted(KINDS):
        for as_of in (date(2026, 3, 1), date(2026, 9, 1), date(2027, 2, 1)):
            told, _ = explained(name, (), as_of)
            if told["verdict"] in ("OPEN", "BREACHED", "BELOW_PRINCIPLE") and name not in ("forbid", "count range"):
                assert told["would_change"], (name, as_of)
        facts = tuple(some_facts(dice, name, per_person=False))
        assert len(explained(name, facts, date(2026, 3, 1))[0]["would_change"]) <= 20


def followed(told: Found, rule: Rule, file: Dossier, again: Any) -> Iterator[tuple[str, str]]:
    """Each group of suggestions that belong together, carried out: what was promised, and what came of it."""
    as_of = date.fromisoformat(told["as_of"])

    def group(one: Mapping[str, Any]) -> tuple[str, str]:
        return "WORK" if one["if"] in WORK else str(one["if"]), str(one.get("then", ""))

    for (what, then), together in groupby(told["would_change"], key=group):
        if not then:
            continue
        some = list(together)
        last = max((date.fromisoformat(one["act_by"]) for one in some if one.get("act_by")), default=None)
        late = told["verdict"] in ("BREACHED", "BELOW_PRINCIPLE", "NOT_DONE", "CURED")
        today = as_of + timedelta(1) if late else as_of
        done = carried_out(what, some, rule, file, told, today)
        day = today
        if what == "DAY":
            day = YEAR.first
        elif what == "EXTENSION":
            day = date.fromisoformat(told["due"]["hard"]) + timedelta(1)
        elif what == "WORK" and not late and again(done, today).standing.value != then:
            day = max(YEAR.last, last or as_of) + timedelta(1)  # judged when the window has closed
        yield then, again(done, day).standing.value


def carried_out(
    what: str, some: list[Mapping[str, Any]], rule: Rule, file: Dossier, told: Found, today: date
) -> Dossier:
    """The file after somebody did what he was told."""
    if what in ("ACCEPTED", "REJECTION"):
        status = FactStatus.ACCEPTED if what == "ACCEPTED" else FactStatus.REJECTED
        decided = (replace(f, status=status) if f.status is FactStatus.PENDING else f for f in file.facts)
        return replace(file, facts=tuple(decided))
    if what == "WITHDRAWAL":
        return replace(file, facts=tuple(replace(f, retracted=today) if f.kind == "a" else f for f in file.facts))
    if what == "EXTENSION":
        to = date.fromisoformat(told["due"]["hard"]) + timedelta(20)
        return replace(file, acts=(OfficeAct("extend", today, today, to=to.isoformat()),))
    if what == "EXEMPTION":
        return replace(file, acts=(OfficeAct("exempt", today, today),))
    if what == "DAY":
        return file
    made = [fact for n, one in enumerate(some) for fact in facts_for(one, n, rule, told, today)]
    return replace(file, facts=(*file.facts, *made))


def facts_for(one: Mapping[str, Any], number: int, rule: Rule, told: Found, today: date) -> Iterator[Fact]:
    on = min(today, date.fromisoformat(one["act_by"])) if one.get("act_by") else today
    attrs = {"role": "主要负责人", "evidence": "回执"}
    if one.get("about"):
        attrs["about"] = one["about"]
    member, more = one.get("member"), one.get("more")
    if one["if"] == "RECEIPT":
        lacking = [part["to"] for part in told["test"]["parts"] if "to" in part and not part["ok"]]
        for place, to in enumerate([one["to"]] if one.get("to") else lacking or [None]):
            yield Fact(f"+{number}.{place}", one.get("of", "a"), "x", on, today, to=to, member=member, attrs=attrs)
    elif one["if"] in ("FIGURE", "RESTORED") and more is None:
        yield Fact(f"+{number}", one["of"], "x", on, today, F(str(one["value"])))
    elif one["if"] == "FIGURE":
        yield Fact(f"+{number}", one["of"], "x", on, today, F(str(more)))
    elif isinstance(rule.test, Sum):
        yield Fact(f"+{number}", "a", "x", on, today, F(str(more)), unit=one.get("unit"), member=member, attrs=attrs)
    else:
        for place in range(int(more or 0)):
            attrs = {**attrs, "key": f"new {number} {place}"}
            yield Fact(f"+{number}.{place}", one.get("of", "a"), "x", on, today, member=member, attrs=attrs)
