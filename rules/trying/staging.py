"""Setting a case on the stage (用例布景): one made-up bearer, the facts given, and the obligation that is meant.

A case names no agency, so a single one is made up that belongs to every set (semantics-rulings 4); its roster is the
set, unfiltered (5).  Which obligation is meant when several exist is ruling 2.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from engine.judging.earlier import earlier_of, in_force
from engine.judging.judge import judge
from engine.judging.office import as_acted_on
from engine.measure import leaves
from engine.nouns import (
    Agency,
    Aggregate,
    AnchorKind,
    Attrs,
    Dossier,
    Fact,
    FactStatus,
    Member,
    Obligation,
    OfficeAct,
    Person,
    Roster,
    Rule,
    RulePack,
    SetTerm,
    Verdict,
)
from engine.owing.allot import allot, row_of
from engine.owing.asked import Asked
from engine.owing.bearers import members_of
from engine.owing.expand import expand
from engine.telling.explain import explain
from engine.workdays import WorkCalendar
from rules.marks import Json
from rules.measures import quantity
from rules.writing.wording import say_document

BEARER = "用例单位"


@dataclass(frozen=True)
class Stage:
    """All that a case gives, in nouns."""

    pack: RulePack
    calendar: WorkCalendar
    as_of: date
    known_at: date
    label: str | None
    attrs: Attrs
    members: tuple[Member, ...]
    facts: tuple[Fact, ...]
    acts: tuple[OfficeAct, ...]

    @property
    def known(self) -> tuple[Fact, ...]:
        """The facts on record at `known_at`."""
        return tuple(fact for fact in self.facts if fact.recorded <= self.known_at)


def stage_of(pack: RulePack, rule: Rule, calendar: WorkCalendar, case: Mapping[str, Json]) -> Stage:
    """The stage of one case of `rule` in `pack`."""
    as_of = date.fromisoformat(case["as_of"])
    apart = _told_apart_by(rule)
    return Stage(
        pack=pack,
        calendar=calendar,
        as_of=as_of,
        known_at=_day(case.get("known_at")) or as_of,
        label=case.get("window"),
        attrs=_attrs(case.get("bearer", {})),
        members=tuple(_member(item) for item in case.get("roster", ())),
        facts=tuple(_fact(item, f"e{n}", apart) for n, item in enumerate(case["given"], 1)),
        acts=tuple(_act(item) for item in case.get("events", ())),
    )


def verdict_on(rule: Rule, stage: Stage, obligations: Sequence[Obligation] | None = None) -> tuple[Verdict | None, str]:
    """The verdict that a case asks for; None and why if no such obligation exists.

    Whoever asks for many cases with the same `obligations` works them out once, by `obligations_on`.
    """
    one = _in_force(rule)
    obligations = _obligations(one, stage) if obligations is None else obligations
    chosen = _meant(obligations, stage)
    if chosen is None:
        labels = sorted({obligation.window.label for obligation in obligations})
        return None, f"没有名为“{stage.label}”的周期；有：{'、'.join(labels[-6:]) or '（无）'}"
    return _verdict(one, chosen, obligations, stage), ""


def obligations_on(rule: Rule, stage: Stage) -> list[Obligation]:
    """Every obligation that there is in a case."""
    return _obligations(_in_force(rule), stage)


def _in_force(rule: Rule) -> Rule:
    return replace(rule, state="active", review=())


def explained_on(rule: Rule, stage: Stage) -> str:
    """Why the verdict that a case asks for is what it is, in Chinese; empty if no such obligation exists."""
    one = _in_force(rule)
    obligations = _obligations(one, stage)
    chosen = _meant(obligations, stage)
    if chosen is None:
        return ""
    verdict = _verdict(one, chosen, obligations, stage)
    pack_id = f"{stage.pack.name}@{stage.pack.version}"
    document = say_document(stage.pack, rule)
    told = explain(one, chosen, verdict, bearer=BEARER, pack_id=pack_id, document=document)
    return str(told["zh"])


def _obligations(rule: Rule, stage: Stage) -> list[Obligation]:
    """Every obligation the made-up bearer has under one rule; a chain grows link by link as its duties are met."""
    pack, roster = _alone(rule, stage)
    if rule.window.anchor.kind is not AnchorKind.LAST_MET:
        return expand(pack, roster, stage.calendar, stage.as_of, stage.known, waiting=True)
    met: list[date] = []
    while True:
        chain = expand(pack, roster, stage.calendar, stage.as_of, stage.known, {(rule.id, BEARER): tuple(met)})
        newest = max(chain, key=lambda one: one.window, default=None)
        reached = _verdict(rule, newest, chain, stage).tally.reached_on if newest is not None else None
        if reached is None or (met and reached <= met[-1]):
            return chain
        met.append(reached)


def _alone(rule: Rule, stage: Stage) -> tuple[RulePack, Roster]:
    """The pack with that rule only, whose set is the made-up bearer, or the people of the case for a tenure."""
    if rule.window.anchor.kind is AnchorKind.TENURE:
        members = tuple(member.id for member in stage.members)
        bearers = SetTerm(of="person", members=members)
    else:
        bearers = SetTerm(of="agency", members=(BEARER,))
    people = tuple(
        Person(one.id, one.id, BEARER, attrs=one.attrs, since=one.since, until=one.until) for one in stage.members
    )
    roster = Roster((Agency(BEARER, BEARER, attrs=stage.attrs),), people)
    return replace(stage.pack, rules=(rule,), sets={rule.bearer.set: bearers}), roster


def _meant(obligations: Sequence[Obligation], stage: Stage) -> Obligation | None:
    """Which obligation a case speaks of (semantics-rulings 2)."""
    ordered = sorted(obligations, key=lambda one: (one.window, one.key))
    if stage.label is not None:
        return next((one for one in ordered if one.window.label == stage.label), None)
    if len(ordered) <= 1:
        return ordered[0] if ordered else None
    first = min((fact.day for fact in stage.facts), default=None)
    if first is not None:
        holding = [one for one in ordered if first in one.window]
        if holding:
            return holding[0]
    begun = [one for one in ordered if one.window.first <= stage.as_of]
    return begun[-1] if begun else ordered[0]


def _verdict(rule: Rule, chosen: Obligation, obligations: Sequence[Obligation], stage: Stage) -> Verdict:
    siblings = [one for one in obligations if row_of(rule, one) == row_of(rule, chosen)]
    day, known = stage.as_of, stage.known_at
    moved = [
        as_acted_on(rule, one, stage.acts if one is chosen else (), stage.known, stage.calendar, day, known)
        for one in siblings
    ]
    pack, roster = _alone(rule, stage)
    tenured = rule.window.anchor.kind is AnchorKind.TENURE
    people = () if tenured else stage.members
    asked = Asked.of(rule, stage.attrs, people)
    allotted = allot(rule, moved, stage.known, favour=chosen.key, known_at=known, asked=asked)
    dossier = Dossier(
        facts=allotted[chosen.key],
        acts=stage.acts,
        members=members_of(rule, chosen, pack, roster) if tenured else people,
        attrs=stage.attrs,
        upstream=_upstream(rule, chosen, stage),
        earlier=earlier_of(rule, chosen, siblings, allotted),
        in_force=in_force(rule, stage.pack),
    )
    return judge(rule, chosen, dossier, stage.calendar, stage.as_of, stage.known_at)


def _upstream(rule: Rule, chosen: Obligation, stage: Stage) -> Verdict | None:
    """The verdict on the duty that this one follows, in the window of the same name."""
    before = next((one for one in stage.pack.rules if rule.after is not None and one.id == rule.after.rule), None)
    if before is None:
        return None
    return verdict_on(before, replace(stage, label=chosen.window.label, acts=()))[0]


def _told_apart_by(rule: Rule) -> list[str]:
    """The attributes by which a rule tells one act from another."""
    counted = [leaf for leaf in (leaves(rule.test) if rule.test else ()) if isinstance(leaf, Aggregate)]
    return [leaf.distinct for leaf in counted if leaf.distinct is not None]


def _fact(item: Mapping[str, Json], name: str, apart: Sequence[str]) -> Fact:
    """A fact from its long or short form; the short form has no attributes and means an act of its own."""
    if "day" not in item:
        [(kind, day)] = item.items()
        item = {"fact": kind, "day": day, "attrs": dict.fromkeys(apart, name)}
    day = date.fromisoformat(item["day"])
    return Fact(
        id=name,
        kind=item["fact"],
        agency=BEARER,
        day=day,
        recorded=_day(item.get("recorded")) or day,
        quantity=quantity(item["qty"]) if "qty" in item else Fraction(1),
        unit=item.get("unit"),
        member=item.get("member"),
        to=item.get("to"),
        status=FactStatus(item.get("status", "accepted")),
        decided=_day(item.get("decided")),
        retracted=_day(item.get("retracted")),
        attrs=_attrs(item.get("attrs", {})),
    )


def _act(item: Mapping[str, Json]) -> OfficeAct:
    day = date.fromisoformat(item["day"])
    return OfficeAct(
        act=item["act"],
        day=day,
        recorded=_day(item.get("recorded")) or day,
        granted=_day(item.get("granted")),
        role=item.get("role"),
        of=item.get("of"),
        to=item.get("to"),
        member=item.get("member"),
        value=item.get("value"),
        doc=item.get("doc"),
    )


def _member(item: Mapping[str, Json]) -> Member:
    return Member(item["id"], _day(item.get("from")), _day(item.get("to")), _attrs(item.get("attrs", {})))


def _attrs(item: Mapping[str, Json]) -> Attrs:
    """Attributes; a list, as of the kinds of proof attached, becomes one text."""
    return {key: "、".join(value) if isinstance(value, list) else value for key, value in item.items()}


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
