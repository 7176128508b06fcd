"""The laws of semantics 5 and 6 and of the promises, tried on random worlds: the engine against itself.

Each is named for its promise; the numbers tried are printed at the end of the run.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from random import Random

import pytest

from engine.nouns import (
    AnchorKind,
    Count,
    Deliver,
    Fact,
    FactStatus,
    Forbid,
    Level,
    MonthDay,
    Obligation,
    OfficeAct,
    PartialDate,
    Pred,
    Ratio,
    Rule,
    Standing,
    Sum,
    Trend,
    Verdict,
    Window,
)
from engine.telling.explain import explain
from engine.workdays import WorkCalendar
from rules.calendars import national
from rules.trying.staging import Stage, obligations_on, verdict_on
from tests.reference.mixed import MIXED
from tests.reference.random_rules import parts_of
from tests.reference.wider import LET_OFF, WIDER
from tests.reference.worlds import World, world

Many = Callable[[int, int], int]
Tried = Callable[[int], None]
ONE = timedelta(1)
BREACHED = (Standing.BREACHED, Standing.BELOW_PRINCIPLE, Standing.NOT_DONE)
DONE = (Standing.MET, Standing.MET_IN_GRACE, Standing.OVERTURNED, Standing.CURED)
KEPT = (*BREACHED, Standing.CURED, Standing.OVERTURNED)
KINDS = pytest.mark.parametrize(
    ("first", "less"),
    [(0, 1), (WIDER, 4), (LET_OFF, 2), (MIXED, 2)],
    ids=["any-rule", "wider", "let-off", "mixed"],
)
"""The first of each kind of worlds, and by how much fewer of them are tried."""


def stages(first: int, worlds: int) -> Iterator[tuple[World, Stage]]:
    """So many random worlds, on each of their days."""
    for number in range(first, first + worlds):
        one = world(number)
        for as_of, known_at in one.asked:
            yield one, one.on(as_of, known_at)


def found(rule: Rule, stage: Stage, owed: Sequence[Obligation] | None = None) -> Verdict | None:
    return verdict_on(rule, stage, owed)[0]


def shuffled(stage: Stage, rng: Random) -> Stage:
    """The same file in another order."""
    facts, acts, members = list(stage.facts), list(stage.acts), list(stage.members)
    for one in (facts, acts, members):
        rng.shuffle(one)  # type: ignore[arg-type]
    return replace(stage, facts=tuple(facts), acts=tuple(acts), members=tuple(members))


def told(rule: Rule, verdict: Verdict, stage: Stage) -> bytes:
    """A verdict and its explanation, as bytes."""
    window = Window(verdict.due.safe, verdict.due.safe, stage.label or "")
    one = Obligation(verdict.obligation, stage.pack.name, "", rule.id, "a", window, verdict.due)
    page = explain(rule, one, verdict, bearer="甲", pack_id="t.random@1.0.0", facts=stage.known)
    return json.dumps(page, ensure_ascii=False, sort_keys=True, default=str).encode("utf-8")


# ── semantics 6


def test_the_order_of_evidence_is_irrelevant(many: Many, tried: Tried) -> None:
    rng, cases = Random(1), 0
    for one, stage in stages(20_000, many(60, 3_000)):
        verdict, again = found(one.rule, stage), found(one.rule, shuffled(stage, rng))
        assert verdict == again, (one.number, stage.as_of, stage.known_at)
        cases += 1
    tried(cases)


def is_monotone(one: World) -> bool:
    """Whether all that is asked is done once and for all, and nothing on file is ever taken back or refused (68)."""
    tests = parts_of(one.rule.test)
    plain = all(isinstance(leaf, Deliver | Count | Sum) and getattr(leaf, "at_most", None) is None for leaf in tests)
    alone = one.rule.bearer.per == "agency" and one.rule.after is None and not any(part.spread for part in counted(one))
    corrected = any(isinstance(leaf, Sum) and leaf.distinct for leaf in tests)
    return (
        plain and alone and bool(tests) and not corrected and not any(is_taken_back(fact) for fact in one.stage.facts)
    )


def counted(one: World) -> list[Count | Sum]:
    return [leaf for leaf in parts_of(one.rule.test) if isinstance(leaf, Count | Sum)]


def is_taken_back(fact: Fact) -> bool:
    return fact.retracted is not None or (fact.status is FactStatus.REJECTED and fact.decided is not None)


def test_once_met_stays_met_unless_evidence_is_retracted(many: Many, tried: Tried) -> None:
    cases = 0
    for number in range(30_000, 30_000 + many(150, 12_000)):
        one = world(number)
        if not is_monotone(one) or one.stage.acts:
            continue
        was_done: date | None = None
        for day in sorted({day for asked in one.asked for day in asked}):
            verdict = found(one.rule, one.on(day, day))
            if verdict is None:
                continue
            cases += 1
            assert was_done is None or verdict.standing in DONE, (number, was_done, day, verdict.standing)
            was_done = day if verdict.standing in DONE else was_done
    tried(cases)


def test_nobody_is_breached_inside_grace_or_by_a_day_nobody_knows(many: Many, tried: Tried) -> None:
    cases = 0
    for one, stage in stages(40_000, many(100, 5_000)):
        verdict = found(one.rule, stage)
        if verdict is None or one.rule.manual is not None or verdict.standing not in BREACHED:
            continue
        cases += 1
        at_once = verdict.tally.broken_on is not None or breaks_at_once(one.rule)
        over = verdict.due.grace_end is not None and stage.as_of > verdict.due.grace_end
        assert over or at_once, (one.number, stage.as_of, verdict)
    tried(cases)


def breaks_at_once(rule: Rule) -> bool:
    """Limits, standing figures and part quotas with an end of their own are broken before the due day (37, 65, 78)."""
    return any(
        isinstance(leaf, Forbid | Level)
        or getattr(leaf, "at_most", None) is not None
        or any(quota.judged == "own_end" for quota in getattr(leaf, "spread", ()))
        for leaf in parts_of(rule.test)
    )


# ── promise 3: not knowing never makes a breach


def ignorances(one: World, stage: Stage, rng: Random) -> Iterator[tuple[str, Rule, Stage]]:
    """Ways to know less than the file does; those of `less_on_file` leave the windows as they are."""
    if stage.attrs and one.rule.when is not None and not asks_presence(one.rule.when):
        exempting = {key for exemption in one.rule.exempt for key in keys_of(exemption.condition)}
        key = rng.choice([key for key in sorted(stage.attrs) if key not in exempting] or [""])  # to be shown (ADR 0031)
        yield "attribute", one.rule, replace(stage, attrs={k: v for k, v in stage.attrs.items() if k != key})
    yield "calendar", one.rule, replace(stage, calendar=without_year(stage, rng))
    masked = with_mask(one.rule, stage)
    if masked is not None:
        yield "year", masked, stage


def less_on_file(one: World, stage: Stage, rng: Random) -> Iterator[tuple[str, Stage]]:
    """Up to three facts less well known, one at a time; then some of them at once."""
    facts = stage.facts
    hidden: dict[int, Fact] = {}
    for spot in rng.sample(range(len(facts)), min(3, len(facts))):
        for name, less in hidings(one, facts[spot], facts, rng):
            yield name, replace(stage, facts=with_one(facts, spot, less))
            hidden |= {spot: less} if less is not None else {}
    if len(hidden) > 1:
        yield "several", replace(stage, facts=tuple(hidden.get(spot, fact) for spot, fact in enumerate(facts)))


def with_one(facts: tuple[Fact, ...], spot: int, fact: Fact | None) -> tuple[Fact, ...]:
    """The facts with another one in that place, or with none."""
    return (*facts[:spot], *([fact] if fact is not None else []), *facts[spot + 1 :])


def hidings(one: World, fact: Fact, facts: tuple[Fact, ...], rng: Random) -> Iterator[tuple[str, Fact | None]]:
    """One fact less well known: not accepted yet, without an attribute, or a figure that was never reported."""
    events = (one.rule.due.of, one.rule.window.anchor.event)
    if fact.status is FactStatus.ACCEPTED and fact.kind not in events and not forbids(one.rule):
        yield "pending", replace(fact, status=FactStatus.PENDING, decided=None)
    hideable = sorted(set(fact.attrs) - {"evidence", "about"} - shown_by(one.rule, fact))
    conditions = [getattr(leaf, "where", None) for leaf in parts_of(one.rule.test)]
    if hideable and not forbids(one.rule) and not any(map(asks_presence, conditions)):
        key = rng.choice(hideable)
        yield "attribute of a fact", replace(fact, attrs={k: v for k, v in fact.attrs.items() if k != key})
    corrects = any(other is not fact and (other.kind, other.day) == (fact.kind, fact.day) for other in facts)
    if (
        one.rule.test is not None
        and all(is_figure(leaf, one.rule) for leaf in parts_of(one.rule.test))
        and not corrects
    ):
        yield "figure", None  # without a correction the figure corrected would be known, and wrong


def shown_by(rule: Rule, fact: Fact) -> set[str]:
    """What a fact shows of leave: it has to be shown, and if it lets off, its days with it (ADR 0031, 5; 0026)."""
    shown = [(keys_of(one.condition), one.effect) for one in rule.exempt if keys_of(one.condition) & set(fact.attrs)]
    days = {"from", "to"} if any(effect == "exempt" for _, effect in shown) else set()
    return days.union(*(keys for keys, _ in shown))


def keys_of(pred: Pred | None) -> set[str]:
    """The attributes that a condition reads."""
    if pred is None:
        return set()
    return {key for key in (pred.key,) if key} | {key for part in pred.parts for key in keys_of(part)}


def asks_presence(pred: Pred | None) -> bool:
    """Whether a condition asks if an attribute is there: then its absence is known, not unknown."""
    return pred is not None and (pred.op == "has" or any(map(asks_presence, pred.parts)))


def forbids(rule: Rule) -> bool:
    """Whether the duty that it follows from counts breaches, or hiding a finding is simply not finding it."""
    return rule.after is not None and rule.after.upon != "met"


def is_figure(leaf: object, rule: Rule) -> bool:
    """A figure that is known on one day only; sums are what was reported and no more (70)."""
    return rule.window.level == "window_mean" and isinstance(leaf, Level | Ratio | Trend)


def without_year(stage: Stage, rng: Random) -> WorkCalendar:
    """The calendar as it was before one of its last notices came out."""
    return before_year(max(rng.choice([stage.as_of.year, stage.as_of.year - 1]), 2004))


@cache
def before_year(year: int) -> WorkCalendar:
    return replace(national(), years={key: one for key, one in national().years.items() if key < year})


def with_mask(rule: Rule, stage: Stage) -> Rule | None:
    """The rule with the year of its printed due day masked, the true one being among the candidates."""
    by = rule.due.by
    if not isinstance(by, date) or isinstance(by, MonthDay):
        return None
    later = PartialDate("20*年", (by, by.replace(year=by.year + 1, day=min(by.day, 28))))
    return replace(rule, due=replace(rule.due, by=later))


@KINDS
def test_promise_3_what_is_not_known_never_makes_a_breach(first: int, less: int, many: Many, tried: Tried) -> None:
    some = range(first + 50_000, first + 50_000 + many(40, 40_000) // less)
    tried(sum(known_less(number) for number in some))


def known_less(number: int) -> int:
    """How many ways to know less were tried on one world, none of which made a breach."""
    one, rng, cases = world(number), Random(f"less-{number}"), 0
    for as_of, known_at in one.asked:
        stage = one.on(as_of, known_at)
        owed = None if one.rule.window.anchor.kind is AnchorKind.LAST_MET else obligations_on(one.rule, stage)
        verdict = found(one.rule, stage, owed)
        if verdict is None or verdict.standing in KEPT or "BREACH_KEPT" in verdict.because:
            continue
        less = [(name, found(rule, then)) for name, rule, then in ignorances(one, stage, rng)]
        less += [(name, found(one.rule, then, owed)) for name, then in less_on_file(one, stage, rng)]
        for name, then in less:
            breached = then is not None and then.standing in BREACHED and not had_been_found(one, then)
            assert not breached, (number, as_of, known_at, name, then)
        cases += len(less)
    return cases


def had_been_found(one: World, then: Verdict) -> bool:
    """Whether the breach was found on its first day with all that was known then.

    One member's breach stays until the proof that came later is accepted (ADR 0050), whatever becomes of the others.
    """
    before = None if then.since is None else found(one.rule, one.on(then.since, then.since))
    return one.rule.bearer.per != "agency" and before is not None and before.standing in BREACHED


# ── promise 4: a breach never disappears

_MOVES = ("extend", "confirm", "toll", "resume", "transfer", "judge")


@KINDS
def test_promise_4_a_breach_never_disappears_by_itself(first: int, less: int, many: Many, tried: Tried) -> None:
    cases = 0
    for number in range(first + 100_000, first + 100_000 + many(80, 5_000) // less):
        one = world(number)
        if breaks_at_once(one.rule) or one.rule.after is not None or one.rule.manual is not None:
            continue
        lost: date | None = None
        for day in days_of(one):
            verdict = found(one.rule, one.on(day, day))
            cases += 1
            if verdict is None:
                continue
            lost = None if lost is not None and is_corrected(one, lost, day) else lost
            kept = verdict.standing in KEPT or "BREACH_KEPT" in verdict.because
            assert lost is None or kept, (number, lost, day, verdict.standing, verdict.because)
            lost = day if verdict.standing in BREACHED and lost is None else lost
    tried(cases)


def days_of(one: World) -> list[date]:
    """Every day asked about and every day on which something is recorded, in order: fifty a world at the most."""
    turns = {day for asked in one.asked for day in asked}
    turns |= {day for fact in one.stage.facts for day in (fact.recorded, fact.decided, fact.retracted) if day}
    turns |= {act.granted or act.day for act in one.stage.acts} | {act.recorded for act in one.stage.acts}
    return sorted(turns)[:50]


def is_corrected(one: World, lost: date, day: date) -> bool:
    """Whether an officer moved the duty, or evidence was taken back or refused, after the breach was found."""
    dated = [(act, max(act.granted or act.day, act.recorded)) for act in one.stage.acts]
    moved = any(lost < when <= day and (act.act in _MOVES or act.day <= lost) for act, when in dated)
    undone = any(lost < when <= day for fact in one.stage.facts for when in (fact.retracted, fact.decided) if when)
    figures = any(isinstance(leaf, Ratio | Level | Trend) for leaf in parts_of(one.rule.test))
    return moved or undone or (figures and any(lost < fact.recorded <= day for fact in one.stage.facts))


# ── two clocks


def as_it_was(stage: Stage) -> Stage:
    """The file without a trace of what was recorded after `known_at`."""
    known = stage.known_at
    facts = tuple(before(fact, known) for fact in stage.facts if fact.recorded <= known)
    return replace(stage, facts=facts, acts=tuple(act for act in stage.acts if act.recorded <= known))


def before(fact: Fact, known: date) -> Fact:
    if fact.decided is not None and fact.decided > known:
        fact = replace(fact, status=FactStatus.PENDING, decided=None)
    return replace(fact, retracted=None) if fact.retracted is not None and fact.retracted > known else fact


def test_a_verdict_does_not_depend_on_what_was_recorded_later(many: Many, tried: Tried) -> None:
    cases = 0
    for one, stage in stages(90_000, many(100, 5_000)):
        assert found(one.rule, stage) == found(one.rule, as_it_was(stage)), (one.number, stage.as_of, stage.known_at)
        cases += 1
    tried(cases)


def test_nothing_changes_before_the_day_to_look_again(many: Many, tried: Tried) -> None:
    rng, cases = Random(5), 0
    for one, stage in stages(110_000, many(60, 3_000)):
        verdict = found(one.rule, stage)
        if verdict is None:
            continue
        last = (verdict.next_look or stage.as_of + timedelta(800)) - ONE
        for day in {last, *(stage.as_of + timedelta(rng.randint(1, 400)) for _ in range(4))}:
            if not stage.as_of < day <= last:
                continue
            then = found(one.rule, replace(stage, as_of=day))
            cases += 1
            assert then is not None, (one.number, stage.as_of, day)
            foretold = (
                stage.known_at > stage.as_of and verdict.standing in DONE and then.standing is Standing.OVERTURNED
            )
            told = (one.number, stage.as_of, stage.known_at, day, then.standing)
            assert then.standing is verdict.standing or foretold, told  # with hindsight as ruling 103 has it
    tried(cases)


def test_an_explanation_is_the_same_bytes_from_the_same_file(many: Many, tried: Tried) -> None:
    rng, cases = Random(7), 0
    for one, stage in stages(120_000, many(40, 2_000)):
        again = shuffled(stage, rng)
        verdict, other = found(one.rule, stage), found(one.rule, again)
        if verdict is None or other is None:
            continue
        assert told(one.rule, verdict, stage) == told(one.rule, other, again), (one.number, stage.as_of)
        cases += 1
    tried(cases)


def test_an_act_of_an_officer_is_no_act_before_it_is_recorded() -> None:
    act = OfficeAct("exempt", date(2026, 2, 1), date(2026, 2, 1))
    for number in range(130_000, 130_040):
        one = world(number)
        plain, later = replace(one.stage, acts=()), replace(one.stage, acts=(act,))
        day = date(2026, 1, 31)
        early, late = (found(one.rule, replace(stage, as_of=day, known_at=day)) for stage in (plain, later))
        assert early == late
