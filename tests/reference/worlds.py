"""Random worlds (随机案例): a rule, the facts and acts on file, and the days asked about, crowded round the edges.

Every world has a number, and the number alone makes it again: `world(17)` is the same world for ever after, so that a
failing case can be called by its number.  `as_case` prints one as a pack with one case.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction as F
from random import Random

from engine.nouns import (
    AnchorKind,
    Count,
    Deliver,
    Fact,
    FactStatus,
    Member,
    OfficeAct,
    PartialDate,
    Rule,
    RulePack,
    SetTerm,
    SourceFile,
    Sum,
    Window,
)
from rules.calendars import national
from rules.trying.staging import BEARER, Stage
from rules.writing.dump import yaml_of
from rules.writing.spell import spell_pack
from tests.reference import evaluator, windows
from tests.reference.civil import published
from tests.reference.comparing import is_single
from tests.reference.deadlines import last_days
from tests.reference.mixed import MIXED, acts_upon, mixed_rule
from tests.reference.random_rules import Written, parts_of, rule_of
from tests.reference.wider import (
    LET_OFF,
    WIDER,
    leaves_of,
    let_off_rule,
    wider_rule,
    windows_before,
    with_strange_units,
)

ACCEPTED, PENDING, REJECTED = FactStatus.ACCEPTED, FactStatus.PENDING, FactStatus.REJECTED
MOST_FACTS = 6
DAYS_A_WORLD = 10


@dataclass(frozen=True)
class World:
    """A rule with everything on file; the days asked about are pairs of as_of and known_at."""

    number: int
    rule: Rule
    stage: Stage
    asked: tuple[tuple[date, date], ...]
    window: Window

    def on(self, as_of: date, known_at: date) -> Stage:
        return replace(self.stage, as_of=as_of, known_at=known_at)


def world(number: int) -> World:
    """The world of that number."""
    rng, wide = Random(f"duban-{number}"), number >= WIDER
    written = maker_of(number)(rng)
    rule = written.rule
    people = members_of(rng, rule, written)
    events = events_of(rng, rule, written)
    window, edges = edges_of(rng, rule, written, people, events)
    recurs = wide and windows.recurs(rule)
    about = [*edges, *windows_before(rule, window, written.since)] if recurs else edges
    facts = [*events, *(fact_of(rng, rule, about, people, window) for _ in range(rng.randint(0, MOST_FACTS)))]
    if wide:
        facts = [*with_strange_units(rng, rule, facts), *leaves_of(rng, rule, window, people)]
    facts = [replace(fact, id=f"e{n}") for n, fact in enumerate(facts, 1)]
    attrs = attributes(rng, ("big", "level", "away"))
    done = acts_upon if number >= MIXED else acts_of
    acts = tuple(sorted(done(rng, rule, edges, people), key=lambda act: act.day))
    pack = pack_of(written)
    stage = Stage(pack, national(), edges[0], edges[0], window.label, attrs, people, tuple(facts), acts)
    return World(number, rule, stage, tuple(days_asked(rng, edges, facts, acts)), window)


def maker_of(number: int) -> Callable[[Random], Written]:
    """What makes the rules of the worlds about that number."""
    if number < WIDER:
        return rule_of
    return mixed_rule if number >= MIXED else let_off_rule if number >= LET_OFF else wider_rule


def pack_of(written: Written) -> RulePack:
    rules = (written.rule, *([written.upstream] if written.upstream else []))
    source = SourceFile("d1", "sources/d.txt", "0" * 64)
    sets = {
        "all": SetTerm("person" if written.rule.bearer.per in ("person", "post_holding") else "agency", None, ("x",))
    }
    return RulePack("t.random", "1.0.0", "", rules, (source,), sets, written.phases, effective=(written.since, None))


# ── the window asked about and the days where things turn


def edges_of(
    rng: Random, rule: Rule, written: Written, people: tuple[Member, ...], events: list[Fact]
) -> tuple[Window, list[date]]:
    """A window of the rule, and the days at which anything about it changes."""
    far = date(written.since.year + 7, 6, 30)
    if rule.manual is None:
        q = evaluator.Question(
            rule, "", far, far, written.since, published(), tuple(events), (), people, phases=written.phases
        )
        one = evaluator.windows.single(rule, written.phases) if is_single(rule) else None
        if isinstance(one, evaluator.windows.Masked):
            ends = [day for reading in one.readings for day in (reading[0].first, reading[0].last, reading[1])]
            known = [day for day in ends if day.year < 2100] or [written.since]
            return Window(min(known), max(known), one.label), known
        rows = [row for row in evaluator.rows(q) if row.first >= written.since] or evaluator.rows(q)
    else:
        rows = evaluator.windows.rows(rule, written.since, far)
    window = rng.choice(rows[:6])
    return window, turning_days(rule, window, events)


def turning_days(rule: Rule, window: Window, events: list[Fact]) -> list[date]:
    event = next((fact.day for fact in events if fact.day in window), None)
    needs = evaluator.needs_event(rule)
    days = None if needs and event is None else last_days(rule.due, window, published(), event)
    last = window.last if window.last.year < 2100 else window.first + timedelta(700)
    found = [window.first, window.first, last, last]
    if days is not None:
        ends = (days.safe, days.hard, days.hard, days.grace_end, days.grace_end)
        found += [day for day in ends if day and day.year < 2100]
    found += [last + timedelta(40), last + (last - window.first) + timedelta(1)]
    halves = [date(window.first.year, 6, 30), date(window.first.year, 9, 30)] if rule.window.every == "year" else []
    return [*found, *halves, *([event] if event else [])]


def near(rng: Random, edges: list[date]) -> date:
    return rng.choice(edges) + timedelta(rng.choice([0, 0, 0, 1, 1, -1, -1, 2, -2, 10, -10, 37, -45]))


def days_asked(
    rng: Random, edges: list[date], facts: list[Fact], acts: tuple[OfficeAct, ...]
) -> list[tuple[date, date]]:
    """Days round every edge, mostly with the knowledge of the day, sometimes with less or with hindsight."""
    turns = [*edges, *edges, *(fact.recorded for fact in facts), *(act.granted or act.day for act in acts)]
    turns += [day for fact in facts for day in (fact.day, fact.decided, fact.retracted) if day]
    asked = []
    for _ in range(DAYS_A_WORLD):
        day = near(rng, turns)
        lag = rng.choice([0, 0, 0, 0, 0, 0, 1, -1, 10, -20, 60, 400])
        asked.append((day, day + timedelta(lag)))
    return asked


# ── what is on file


def events_of(rng: Random, rule: Rule, written: Written) -> list[Fact]:
    """At most one event in a window that runs from one."""
    if not evaluator.needs_event(rule) or (rng.random() < 0.15 and rule.window.anchor.kind is not AnchorKind.EVENT):
        return []
    day = date(written.since.year + 1, rng.randint(1, 12), rng.choice([1, 15, 28]))
    return [Fact("", "ev", BEARER, day, day + timedelta(rng.choice([0, 0, 3, -5])))]


def members_of(rng: Random, rule: Rule, written: Written) -> tuple[Member, ...]:
    year = written.since.year
    if rule.window.anchor.kind is AnchorKind.TENURE:
        until = rng.choice([None, date(year + 3, 3, 1)])
        return (Member("m1", date(year, rng.randint(1, 12), rng.choice([1, 15])), until),)
    if rule.bearer.per == "agency":
        return ()
    joined = [None, None, date(year, 1, 1), date(year, 5, 18), date(year + 1, 3, 31), date(year + 1, 9, 1)]
    left = [None, None, None, date(year + 1, 4, 1), date(year + 1, 12, 31), date(year, 10, 1)]
    found = []
    for n in range(rng.randint(0, 4)):
        since, until = rng.choice(joined), rng.choice(left)
        if since is None or until is None or since < until:
            found.append(Member(f"m{n}", since, until, attributes(rng, ("away", "level", "none"))))
    return tuple(found)


def fact_of(rng: Random, rule: Rule, edges: list[date], people: tuple[Member, ...], window: Window) -> Fact:
    """A fact that the rule may ask for, near an edge, recorded sooner or later, accepted or not."""
    kinds = [name for leaf in parts_of(rule.test) for name in kinds_named(leaf)] or ["a"]
    day = near(rng, edges)
    recorded = day + timedelta(rng.choice([0, 0, 0, 0, 1, 5, 40, 200, -3]))
    status = rng.choice([ACCEPTED, ACCEPTED, ACCEPTED, ACCEPTED, PENDING, REJECTED])
    decided = recorded + timedelta(rng.choice([0, 1, 3, 20, 60])) if rng.random() < 0.2 else None
    gone = recorded + timedelta(rng.choice([0, 3, 30, 90])) if rng.random() < 0.08 else None
    return Fact(
        "",
        rng.choice([*kinds, *kinds, *kinds, *kinds, *("u" if rule.after else "a")]),
        BEARER,
        day,
        recorded,
        rng.choice([F(1), F(1), F(2), F(3), F(5), F(8), F(1, 2)]),
        rng.choice(units_of(rule)) if rng.random() < 0.5 else None,
        rng.choice([member.id for member in people])
        if people and rule.bearer.per != "post_holding"
        else (people[0].id if people else None),
        rng.choice([None, "甲", "甲", "乙", "乙", "丙", "丁"]) if rule.to else None,
        status,
        None if status is PENDING else decided,
        gone,
        evidence_of(rng, rule, window),
    )


def units_of(rule: Rule) -> list[str | None]:
    """Units that convert, and one that does not; of records that may be corrected only in the wider worlds (0031)."""
    corrected = any(isinstance(leaf, Sum) and leaf.distinct for leaf in parts_of(rule.test))
    return [None, None, None, "学时", "天", *([] if corrected else ["次"])]


def kinds_named(leaf: object) -> list[str]:
    return [name for field in ("of", "num", "den") if isinstance(name := getattr(leaf, field, None), str)]


def evidence_of(rng: Random, rule: Rule, window: Window) -> dict[str, str | bool | int]:
    attrs = attributes(rng, ("cat", "num", "none"))
    if rng.random() < 0.85:
        attrs["sid"] = rng.choice(["s1", "s2", "s3", "s4"])
    if rng.random() < 0.6:
        attrs["mode"] = rng.choice(["自学", "面授"])
    if any(isinstance(leaf, Deliver) and leaf.evidence for leaf in parts_of(rule.test)) and rng.random() < 0.8:
        attrs["evidence"] = rng.choice(["回执、文号", "文号、回执、照片", "回执", "照片"])
    if rng.random() < 0.06 and all(isinstance(leaf, Deliver | Count | Sum) for leaf in parts_of(rule.test)):
        attrs["about"] = window.label
    return attrs


def attributes(rng: Random, keys: tuple[str, str, str]) -> dict[str, str | bool | int]:
    attrs: dict[str, str | bool | int] = {}
    for key in keys:
        if rng.random() < 0.7:
            attrs[key] = (
                rng.choice(["x", "x", "y", 5, "5.00", 7, "3", True]) if key != "num" else rng.choice([5, "7", "2.5"])
            )
    if rng.random() < 0.7:
        attrs["flag" if "cat" in keys else "held"] = rng.choice([True, True, False, "true"])
    return attrs


def acts_of(rng: Random, rule: Rule, edges: list[date], people: tuple[Member, ...]) -> list[OfficeAct]:
    """Sometimes an officer has done something."""
    if rule.manual is not None:
        day = near(rng, edges)
        judged = OfficeAct("judge", day, day, value=rng.choice(["met", "breached", "not_applicable"]))
        return [judged] if rng.random() < 0.6 else []
    if rng.random() < 0.75:
        return []
    day = near(rng, edges)
    recorded = day + timedelta(rng.choice([0, 0, 0, 4]))
    match rng.choice(["extend", "extend", "extend", "exempt", "transfer", "toll", "confirm"]):
        case "extend":
            asks = [extension(rng, near(rng, edges)) for _ in range(rng.randint(1, 3))]
            return [] if evaluator.needs_event(rule) or is_masked(rule) else asks
        case "toll" if rule.due.within is not None and not (rule.due.within.months and rule.due.within.workdays):
            back = OfficeAct("resume", day + timedelta(rng.choice([3, 9, 30])), day + timedelta(30))
            return [OfficeAct("toll", day, recorded), *([back] if rng.random() < 0.8 else [])]
        case "confirm" if getattr(rule.due.by, "candidates", ()):
            return [OfficeAct("confirm", day, recorded, of="due.by", value=rule.due.by.candidates[0].isoformat())]
        case "exempt":
            return [OfficeAct("exempt", day, recorded)]
        case "transfer":
            return [OfficeAct("transfer", day, recorded, to="ag-2")]
    return []


def is_masked(rule: Rule) -> bool:
    ends = (rule.due.by, rule.window.once and rule.window.once.to)
    return any(isinstance(day, PartialDate) and day.confirmed is None for day in ends)


def extension(rng: Random, day: date) -> OfficeAct:
    to = day + timedelta(rng.choice([-3, 5, 20, 45, 90]))
    granted = day + timedelta(rng.choice([0, 0, 2, 15]))
    role = rng.choice([None, "officer", "leader", "leader"])
    return OfficeAct("extend", day, day + timedelta(rng.choice([0, 0, 2])), granted, role, to=to.isoformat())


# ── a case that can be put into a pack


def as_case(one: World, as_of: date, known_at: date, expect: str) -> str:
    """The pack with this one case, in YAML."""
    pack = spell_pack(one.stage.pack)
    case = {
        "name": f"world-{one.number}",
        "window": one.stage.label,
        "as_of": as_of.isoformat(),
        "known_at": known_at.isoformat(),
        **({"bearer": dict(one.stage.attrs)} if one.stage.attrs else {}),
        **({"roster": [spelled_member(member) for member in one.stage.members]} if one.stage.members else {}),
        "given": [spelled_fact(fact) for fact in one.stage.facts],
        **({"events": [spelled_act(act) for act in one.stage.acts]} if one.stage.acts else {}),
        "expect": expect,
    }
    pack["rules"] = [{**rule, **({"tests": [case]} if n == 0 else {})} for n, rule in enumerate(pack["rules"])]
    return yaml_of(pack)


def spelled_fact(fact: Fact) -> dict[str, object]:
    attrs = {key: value.split("、") if key == "evidence" else value for key, value in fact.attrs.items()}
    said = {
        "fact": fact.kind,
        "day": fact.day,
        "qty": str(float(fact.quantity)).removesuffix(".0"),
        "unit": fact.unit,
        "member": fact.member,
        "to": fact.to,
        "status": fact.status.value,
        "recorded": fact.recorded,
        "decided": fact.decided,
        "retracted": fact.retracted,
        "attrs": attrs,
    }
    return plain(said)


def spelled_member(member: Member) -> dict[str, object]:
    return plain({"id": member.id, "from": member.since, "to": member.until, "attrs": dict(member.attrs)})


def spelled_act(act: OfficeAct) -> dict[str, object]:
    return plain(
        {name: getattr(act, name) for name in ("act", "day", "granted", "role", "of", "recorded", "to", "value")}
    )


def plain(said: dict[str, object]) -> dict[str, object]:
    return {k: v.isoformat() if isinstance(v, date) else v for k, v in said.items() if v is not None and v != {}}
