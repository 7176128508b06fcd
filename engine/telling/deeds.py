"""设想的办理 deeds: what somebody would do, report or decide, as facts and acts that can be tried on a file.

The facts made up here are as the rule wants them: of its kind and unit, meeting its conditions, told apart from all
others, with the proofs it demands.  How many are missing is read from the tally; whether they suffice is not decided
here but tried (`prospects`).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from fractions import Fraction
from math import ceil
from typing import TypeAlias

from engine.exact import number
from engine.measure import kinds_in
from engine.nouns import (
    AllOf,
    AnyOf,
    Attrs,
    Count,
    Deliver,
    Dossier,
    Fact,
    FactStatus,
    Forbid,
    KOf,
    Level,
    Obligation,
    OfficeAct,
    Part,
    Pred,
    Ratio,
    Rule,
    Scalar,
    Sum,
    Tally,
    Test,
    Trend,
    Truth,
    Window,
)
from engine.owing.scope import recurring

Prospect: TypeAlias = dict[str, object]
_OTHER = "（另一种）"
_ONE = Fraction(1)
_NAMED = (Deliver, Count, Sum)


@dataclass(frozen=True)
class Deed:
    """A suggestion with the facts and acts that carry it out; `replaced` are facts decided or taken back, by id."""

    told: Prospect
    facts: tuple[Fact, ...] = ()
    acts: tuple[OfficeAct, ...] = ()
    replaced: Mapping[str, Fact] = field(default_factory=dict)


@dataclass(frozen=True)
class _Scene:
    """For whom, when and for which window something would be done."""

    rule: Rule
    obligation: Obligation
    on: date
    recorded: date
    about: str | None
    afresh: bool

    def fact(self, kind: str, name: str, quantity: Fraction = _ONE, **more: object) -> Fact:
        """A fact that would be put on file."""
        attrs: dict[str, Scalar] = dict(more.pop("attrs", {}))  # type: ignore[call-overload]
        if self.about is not None:
            attrs["about"] = self.about
        on = more.pop("on", self.on)
        return Fact(f"+{kind}.{name}", kind, self.obligation.bearer, on, self.recorded, quantity, attrs=attrs, **more)  # type: ignore[arg-type]


def acted(told: Prospect, act: OfficeAct) -> Deed:
    """An act of the office."""
    return Deed(told, acts=(act,))


def missing(
    rule: Rule, obligation: Obligation, tally: Tally, on: date, recorded: date, *, late: bool, afresh: bool
) -> list[Deed]:
    """All that is missing, done on a day and recorded on another; `late` is recorded for this window (ruling 12).

    With `afresh` it is as much as if nothing had been done before.
    """
    if rule.test is None:
        return []
    named = late and recurring(rule) and isinstance(rule.test, Count | Sum)
    scene = _Scene(rule, obligation, on, recorded, obligation.window.label if named else None, afresh)
    if tally.members_met is not None:
        return _of_members(scene, tally)
    return list(_of_test(scene, rule.test, tally.lo, tally.need, tally.parts, ""))


def _of_members(scene: _Scene, tally: Tally) -> list[Deed]:
    """What every member who has not met it lacks, as many of them as the share wants."""
    test = scene.rule.test
    assert test is not None
    short = [part for part in tally.parts if part.truth is not Truth.TRUE and part.need is not None]
    wanted = max(int(tally.need or 0) - (tally.members_met or 0), 0)
    found: list[Deed] = []
    for part in short[:wanted]:
        for deed in _of_test(scene, test, part.have or Fraction(0), part.need, (), part.name):
            facts = tuple(_with_member(fact, part.name) for fact in deed.facts)
            found.append(Deed({**deed.told, "member": part.name}, facts))
    return found


def _with_member(fact: Fact, member: str) -> Fact:
    return Fact(**{**vars(fact), "member": member.partition("#")[0]})


def _of_test(
    scene: _Scene, test: Test, have: Fraction, need: Fraction | None, parts: Sequence[Part], name: str
) -> Iterator[Deed]:
    if isinstance(test, Deliver):
        yield from _receipts(scene, test, parts, name)
    elif isinstance(test, Count | Sum) and (test.at_least is not None or test.spread):
        yield from _amounts(scene, test, Fraction(0) if scene.afresh else have, need, parts, name)
    elif isinstance(test, Ratio | Level | Trend):
        yield from _figures(scene, test, have, need, name)
    elif isinstance(test, AllOf | AnyOf | KOf):
        wanted = len(test.parts) if isinstance(test, AllOf) else 1 if isinstance(test, AnyOf) else test.k
        shown: Sequence[Part | None] = parts or [None] * len(test.parts)
        rows = list(zip(test.parts, shown, strict=True))
        done = sum(part is not None and part.truth is Truth.TRUE for _, part in rows)
        open_rows = [(one, part) for one, part in rows if part is None or part.truth is not Truth.TRUE or scene.afresh]
        for number_, (one, part) in enumerate(open_rows[: len(rows) if scene.afresh else wanted - done]):
            had = part.have if part is not None and part.have is not None else Fraction(0)
            for deed in _of_test(scene, one, had, part.need if part else None, (), f"{name}{number_}"):
                yield replace(deed, told={**deed.told, **({"of": one.of} if isinstance(one, _NAMED) else {})})


def _receipts(scene: _Scene, test: Deliver, parts: Sequence[Part], name: str) -> Iterator[Deed]:
    attrs = {"evidence": "、".join(test.evidence)} if test.evidence else {}
    each = scene.rule.to if test.to_each else ()
    lacking = [part.name for part in parts if part.truth is not Truth.TRUE or scene.afresh] if parts else list(each)
    for to in lacking:
        yield Deed({"if": "RECEIPT", "to": to}, (scene.fact(test.of, f"{name}{to}", to=to, attrs=attrs),))
    if not lacking:
        one = scene.rule.to[0] if scene.rule.to else None
        yield Deed({"if": "RECEIPT"}, (scene.fact(test.of, name, to=one, attrs=attrs),))


def _amounts(
    scene: _Scene, test: Count | Sum, have: Fraction, need: Fraction | None, parts: Sequence[Part], name: str
) -> Iterator[Deed]:
    """What the parts of the window lack, each in its own days, and what is then still lacking in all."""
    total = max((need if need is not None and test.at_least is not None else Fraction(0)) - have, Fraction(0))
    for part in parts:
        lacks = _lacking(part, afresh=scene.afresh)
        first, last = _days_of(part.name, scene.obligation.window) if lacks else (date.max, date.max)
        if lacks and first <= scene.on:
            total = max(total - lacks, Fraction(0))
            told: Prospect = {"part": part.name, "act_by": last.isoformat()}
            yield _amount(scene, test, lacks, f"{name}{part.name}", told, min(last, scene.on))
    if total > 0:
        yield _amount(scene, test, total, name, {}, scene.on)


def _lacking(part: Part, *, afresh: bool) -> Fraction:
    if part.need is None or (part.truth is Truth.TRUE and not afresh):
        return Fraction(0)
    return part.need if afresh else max(part.need - (part.have or Fraction(0)), Fraction(0))


def _days_of(part: str, window: Window) -> tuple[date, date]:
    """The first and last day of a half, quarter or month of a window."""
    year = int(part[:4])
    months = 6 if "H" in part else 3 if "Q" in part else 1
    first = (int(part[-1]) - 1) * months + 1 if months > 1 else int(part[-2:])
    after = date(year + (first + months - 1) // 12, (first + months - 1) % 12 + 1, 1)
    return max(date(year, first, 1), window.first), min(after - timedelta(1), window.last)


def _amount(scene: _Scene, test: Count | Sum, more: Fraction, name: str, told: Prospect, on: date) -> Deed:
    """So many acts, or one of so much, that meet the conditions and no cap that can be avoided."""
    attrs = _meeting(test.where, {})
    for cap in test.cap:
        attrs = {**_avoiding(cap.where), **attrs}
    about: Prospect = {} if scene.about is None else {"about": scene.about}
    said: Prospect = {
        "if": "EVIDENCE_ABOUT" if about else "EVIDENCE",
        **about,
        **told,
        "more": number(more),
        **({"unit": test.unit} if test.unit else {}),
    }
    if isinstance(test, Count):
        names = [f"{name}{place}" for place in range(ceil(more))]
        return Deed(said, tuple(scene.fact(test.of, each, attrs=_apart(test, attrs, each), on=on) for each in names))
    return Deed(said, (scene.fact(test.of, name, more, unit=test.unit, attrs=_apart(test, attrs, name), on=on),))


def _apart(test: Count | Sum, attrs: Attrs, name: str) -> dict[str, Scalar]:
    return {**attrs, test.distinct: f"+{name}"} if test.distinct is not None else dict(attrs)


def _figures(
    scene: _Scene, test: Ratio | Level | Trend, have: Fraction, need: Fraction | None, name: str
) -> Iterator[Deed]:
    """The figure that would do: so many more of a sum, or a new standing figure."""
    standing = scene.rule.window.level is not None or isinstance(test, Level)
    if isinstance(test, Ratio):
        if need is None or test.at_least is None:
            return
        more = Fraction(ceil(max(need - (Fraction(0) if scene.afresh else have), Fraction(0))))
        quantity = have + more if standing else more
        told: Prospect = {"if": "FIGURE", "of": test.num, "more": number(more)}
        yield Deed(told, (scene.fact(test.num, name, quantity, attrs=_meeting(test.where, {})),))
        return
    goal = need if need is not None else Fraction(0)
    if isinstance(test, Trend):
        goal += {"up": _ONE, "down": -_ONE, "not_down": Fraction(0)}[test.direction]
    attrs = _meeting(test.where, {}) if isinstance(test, Level) else {}
    quantity = goal if standing else goal - have
    said: Prospect = {"if": "FIGURE", "of": test.of, "value": number(goal)}
    yield Deed(said, (scene.fact(test.of, name, quantity, attrs=attrs),))


def reported(rule: Rule, obligation: Obligation, tally: Tally, on: date, recorded: date) -> Iterator[Deed]:
    """A standing figure put right again."""
    if isinstance(rule.test, Level | Ratio):
        scene = _Scene(rule, obligation, on, recorded, None, afresh=False)
        yield from _figures(scene, rule.test, tally.lo, tally.need, "")


def withdrawn(rule: Rule, dossier: Dossier, on: date) -> Deed:
    """The findings, or the acts beyond a limit, taken back."""
    kinds = kinds_in(rule.test) if isinstance(rule.test, Forbid | Count | Sum) else ()
    gone = {
        fact.id: Fact(**{**vars(fact), "retracted": on})
        for fact in dossier.facts
        if fact.kind in kinds and fact.status is not FactStatus.REJECTED and fact.retracted is None
    }
    return Deed({"if": "WITHDRAWAL"}, replaced=gone)


def _meeting(pred: Pred | None, attrs: Attrs) -> dict[str, Scalar]:
    """Attributes that meet a condition, as far as one can be met by writing its own words down."""
    if pred is None:
        return dict(attrs)
    match pred.op:
        case "eq" | "in" | "ge" | "le":
            return {**attrs, pred.key: pred.values[0]}
        case "has":
            return {**attrs, pred.key: "有"}
        case "all":
            found = dict(attrs)
            for part in pred.parts:
                found = {**found, **_meeting(part, {})}
            return found
        case "any":
            return {**attrs, **_meeting(pred.parts[0], {})} if pred.parts else dict(attrs)
        case _:
            return {**attrs, **_avoiding(pred.parts[0])}


def _avoiding(pred: Pred) -> dict[str, Scalar]:
    """Attributes that miss a condition."""
    if pred.op in ("eq", "in"):
        return {pred.key: not pred.values[0] if isinstance(pred.values[0], bool) else _OTHER}
    return {key: value for part in pred.parts for key, value in _avoiding(part).items()}
