"""How a matter stands on a day (semantics 6, rulings 15, 40, 43, 49-52, 63-66, 75-79, 101-103, 114, 117, 118)."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction

from engine.nouns import Aggregate, AllOf, Deliver, Fact, FactStatus, Forbid, Level, Rule, Standing, Sum, Test
from tests.reference import truth
from tests.reference.allotment import leaves
from tests.reference.amounts import INFINITE
from tests.reference.civil import MISSING, ONE, PROVISIONAL
from tests.reference.deadlines import Days
from tests.reference.evidence import conjunction, on_record, status_on
from tests.reference.truth import Matter

DONE = (Standing.MET, Standing.MET_IN_GRACE, Standing.OVERTURNED, Standing.CURED)
BREACHES = (Standing.BREACHED, Standing.BELOW_PRINCIPLE, Standing.NOT_DONE)
MOVABLE = (
    Standing.PENDING,
    Standing.OPEN,
    Standing.CONTESTED,
    Standing.IN_GRACE,
    Standing.UNKNOWN,
    Standing.MANUAL,
)
RELEASED = (Standing.EXEMPT, Standing.NOT_APPLICABLE, Standing.TRANSFERRED, Standing.SUPERSEDED, Standing.NOT_DONE)


@dataclass(frozen=True)
class Answer:
    """What the reference says; a field left at None is one that the pages do not settle."""

    standing: Standing
    days: Days
    since: date | None = None
    reached_on: date | None = None
    have: tuple[Fraction, Fraction | None] | None = None
    next_look: date | None = None
    codes: frozenset[str] = field(default_factory=frozenset)
    members_met: int | None = None
    lost: date | None = None
    """The day on which a member was let off whom a breach had been found of before."""
    suspended: bool = False


def stands(test: Test, matter: Matter, as_of: date) -> Answer:
    """The standing of one matter, with all that a case may ask about it."""
    matter = replace(matter, as_of=as_of)
    answer = bare(test, matter, as_of)
    alone = matter.rule.bearer.per == "agency"
    return replace(
        answer, have=have(test, matter, as_of) if alone else None, next_look=looked(answer, test, matter, as_of)
    )


def bare(test: Test, matter: Matter, as_of: date) -> Answer:
    days = matter.days
    if as_of < matter.window.first:
        return Answer(Standing.PENDING, days, next_look=matter.window.first)
    if days.doubt == MISSING:
        return Answer(Standing.UNKNOWN, days, codes=frozenset({MISSING}))
    if is_daily(test, matter):
        return daily(test, matter, as_of)
    match truth.settled(test, matter, as_of):
        case "T":
            return done(test, matter, as_of)
        case "F":
            return failed(test, matter, as_of)
        case "U" if is_lost(test, matter, as_of):
            return failed(test, matter, as_of)
        case "U" if was_declared(test, matter, as_of):
            return failed(test, matter, as_of, waits="PROOF_PENDING")
        case "U":
            return Answer(Standing.UNKNOWN, days)
        case "N":
            return Answer(Standing.NOT_APPLICABLE, days)
    return waiting(matter, as_of)


def is_lost(test: Test, matter: Matter, as_of: date) -> bool:
    """Whether what was done by the end of grace could not suffice, whatever the rest comes to (49)."""
    end = matter.days.grace_end
    return end is not None and as_of > end and reach_by(test, matter, end, as_of) == "F"


def waiting(matter: Matter, as_of: date) -> Answer:
    """By the calendar alone; a doubtful due day is contested until it is known (39, 40, 43)."""
    days = matter.days
    if days.hard is None and days.doubt is None:
        return Answer(Standing.OPEN, days)  # a post without an end (33)
    if as_of <= days.safe:
        return Answer(Standing.OPEN, days, since=matter.window.first, next_look=days.safe + ONE)
    why = frozenset({days.doubt or "BOUNDARY_CONTESTED"})
    if days.hard is None:
        return Answer(Standing.CONTESTED, days, since=days.safe + ONE, next_look=new_year(as_of), codes=why)
    if as_of <= days.hard:
        return Answer(Standing.CONTESTED, days, since=days.safe + ONE, next_look=days.hard + ONE, codes=why)
    if days.grace_end is None:
        return Answer(
            Standing.IN_GRACE,
            days,
            since=days.hard + ONE,
            next_look=new_year(as_of),
            codes=frozenset({PROVISIONAL}),
        )
    if as_of <= days.grace_end:
        return Answer(Standing.IN_GRACE, days, since=days.hard + ONE, next_look=days.grace_end + ONE)
    return Answer(Standing.OPEN, days, next_look=matter.window.last + ONE)


def new_year(as_of: date) -> date:
    return date(as_of.year + 1, 1, 1)


def done(test: Test, matter: Matter, as_of: date) -> Answer:
    """In time, on the contested day (15), in grace, late; or in time but proved after the breach (101-103)."""
    day, days = reached_on(test, matter, as_of), matter.days
    shown = day if is_reach(test) else None
    codes = frozenset()
    if day is None or day <= days.safe:
        standing = Standing.MET
    elif days.hard is None or day <= days.hard:
        standing, codes = Standing.MET, frozenset({days.doubt or "BOUNDARY_CONTESTED"})
    elif days.grace_end is None or day <= days.grace_end:
        standing = Standing.MET_IN_GRACE
    else:
        return Answer(Standing.CURED, days, since=shown, reached_on=shown)
    if was_declared(test, matter, as_of):
        return Answer(Standing.OVERTURNED, days, reached_on=shown)
    return Answer(standing, days, since=shown, reached_on=shown, codes=codes)


def reached_on(test: Test, matter: Matter, as_of: date) -> date | None:
    """The first day with whose acts the test is true, whatever has to be judged at the end taken as it is now."""
    for day in sorted({matter.first, *(f.day for f in matter.acts if f.day <= as_of)}):
        if reach_by(test, matter, day, as_of) == "T":
            return day if any(truth.reaches(leaf) for leaf in leaves(test)) else None
    return None


def reach_by(test: Test, matter: Matter, day: date, as_of: date) -> str:
    parts = getattr(test, "parts", None)
    if parts is None:
        if isinstance(test, Aggregate):
            return conjunction([truth.reaching(test, matter, day), truth.within_limit(test, matter, as_of)])
        return truth.now(test, matter, day if isinstance(test, Deliver) else as_of)
    said = [reach_by(part, matter, day, as_of) for part in parts]
    k = {"AllOf": len(said), "AnyOf": 1}.get(type(test).__name__) or test.k
    return truth.k_of(k, said)


def was_declared(test: Test, matter: Matter, as_of: date) -> bool:
    """Whether a sweep after grace, up to the day asked about, found the breach with the records of its day (101, 103).

    Records of later days count as that of the day asked about has it: what happens only afterwards breaks nothing yet.
    """
    end, test = matter.days.grace_end, without_limits(test)
    if end is None or test is None:
        return False
    filed = matter.facts if matter.served is None else (*matter.facts, *matter.on_file)
    told = {day or end for f in filed for day in (f.day, f.recorded, f.decided, f.retracted)} | {end + ONE}
    last = matter.known_at
    days = [day for day in sorted(told) if end < day <= last] if as_of > end else []
    return any(reach_by(test, told_on(matter, day, min(day, as_of)), end, day) == "F" for day in days)


def turns(facts: Sequence[Fact], end: date | None, known_at: date) -> list[date]:
    """The first day after grace, and all on which something became known, as far as known: a breach may be found."""
    told = {day for f in facts for day in (f.recorded, f.decided, f.retracted) if day} | ({end + ONE} if end else set())
    return sorted(day for day in told if day <= known_at)


def told_on(matter: Matter, day: date, as_of: date) -> Matter:
    """The matter as it was known on a day: other acts may have served it then."""
    facts = matter.facts if matter.served is None else matter.served(day)
    return replace(matter, facts=facts, known_at=day, as_of=as_of)


def without_limits(test: Test) -> Test | None:
    """What is wanted, less what is forbidden: a finding taken back leaves no breach behind (65)."""
    if isinstance(test, AllOf):
        left = [part for part in map(without_limits, test.parts) if part is not None]
        return AllOf(tuple(left)) if left else None
    if isinstance(test, Forbid):
        return None
    if isinstance(test, Aggregate) and test.at_most is not None:
        return replace(test, at_most=None) if truth.reaches(test) else None
    return test


def failed(test: Test, matter: Matter, as_of: date, waits: str = "CURE_PENDING") -> Answer:
    """Breached, whatever is still awaiting acceptance: that could only cure it (49), or overturn it (ADR 0050)."""
    days, codes = matter.days, set()
    over = days.grace_end is not None and as_of > days.grace_end
    if truth.now(test, matter, as_of) == "U":
        codes.add(waits)
    if over and is_reach(test):
        codes.add("DUE_PASSED")
    if is_reach(test) and (over or has_own_end(test)):  # what is missed at a part's own end is short there (37, 119)
        codes |= short(test, matter, as_of)
    since = days.grace_end + ONE if over and is_reach(test) and not has_own_end(test) else None
    return Answer(softened(matter.rule, Standing.BREACHED), days, since=since, codes=frozenset(codes))


def softened(rule: Rule, standing: Standing) -> Standing:
    """A principle is only explained, an encouragement only noted (semantics 6, ruling 114)."""
    softer = {"in_principle": Standing.BELOW_PRINCIPLE, "encourage": Standing.NOT_DONE}
    return softer.get(rule.strength, standing) if standing is Standing.BREACHED else standing


def short(test: Test, matter: Matter, as_of: date) -> set[str]:
    """Which part is missing, for single tests (ruling 119)."""
    if isinstance(test, Deliver) and test.to_each:
        return {"RECIPIENT_MISSING"}
    if not isinstance(test, Aggregate) or not test.spread:
        return set()
    missing = [truth.part_reached(test, quota, span, matter, as_of) for quota, span in truth.parts(test, matter)]
    return set() if {*missing} == {"T"} else {"SPREAD_SHORT"}  # what waits does not fill a part yet, nor the whole


def has_own_end(test: Test) -> bool:
    return any(quota.judged == "own_end" for leaf in leaves(test) for quota in getattr(leaf, "spread", ()))


def is_reach(test: Test) -> bool:
    """Whether everything in it is reached once and for all."""
    return all(truth.reaches(leaf) and getattr(leaf, "at_most", None) is None for leaf in leaves(test))


def is_daily(test: Test, matter: Matter) -> bool:
    return matter.rule.window.level == "continuous" and all(isinstance(leaf, Level) for leaf in leaves(test))


def daily(test: Test, matter: Matter, as_of: date) -> Answer:
    """A figure that must hold on each day: breached from the first day below, cured when it is back (78)."""
    days, inside = matter.days, min(as_of, matter.window.last)
    said = [(day, on_day(test, matter, day)) for day in span(matter.first, inside)]
    if matter.gone_on:
        said = [(day, one) for day, one in said if day < matter.gone_on]
    bad = [day for day, one in said if one == "F"]
    bad += [day for day, one in said if bad and day > bad[0] and one == "U"]  # a cure in doubt is no cure yet (49)
    if bad:
        good = next((day for day in span(max(bad) + ONE, as_of) if on_day(test, matter, day) == "T"), None)
        if good is None:
            return replace(failed(test, matter, as_of), codes=frozenset())
        return Answer(Standing.CURED, days)
    match truth.end_settled(conjunction([one for _, one in said]), matter, as_of):
        case "T":
            return Answer(Standing.MET, days)
        case "U":
            return Answer(Standing.UNKNOWN, days)
        case "N":
            return Answer(Standing.NOT_APPLICABLE, days)
    return waiting(matter, as_of)


def on_day(test: Test, matter: Matter, day: date) -> str:
    parts = getattr(test, "parts", None)
    if parts is None:
        return truth.on_day(test, matter, day)
    said = [on_day(part, matter, day) for part in parts]
    return truth.k_of({"AllOf": len(said), "AnyOf": 1}.get(type(test).__name__) or test.k, said)


def span(first: date, last: date) -> Sequence[date]:
    return [date.fromordinal(n) for n in range(first.toordinal(), last.toordinal() + 1)]


def have(test: Test, matter: Matter, as_of: date) -> tuple[Fraction, Fraction | None] | None:
    """The interval of a single figure (67); no upper bound while more may still come (66)."""
    until = as_of
    match test:
        case Deliver():
            lo, hi = truth.delivered(test, matter, until)
        case Aggregate():
            own, more = truth.have(test, matter, until), truth.brought(test, matter)
            lo, hi = own[0] + more[0], own[1] + more[1]
        case Forbid():
            lo, hi = truth.found(test, matter, until)
        case _:
            return None
    end = matter.days.grace_end
    grows = truth.reaches(test) and (end is None or as_of <= end)
    return lo, None if grows or hi == INFINITE else hi


def looked(answer: Answer, test: Test, matter: Matter, as_of: date) -> date | None:
    """The next day on which it may stand otherwise with no new fact (117, 118): part quotas, facts dated ahead."""
    if answer.standing in DONE:
        return min(corrected(test, matter, as_of), default=None)
    if answer.standing is Standing.NOT_APPLICABLE:
        return None
    ahead = [
        fact.day
        for fact in on_record(matter.acts, matter.known_at)
        if as_of < fact.day and may_count(test, matter, fact)
    ]
    ends = [span.last + ONE for leaf in leaves(test) for quota, span in own_ends(leaf, matter) if as_of <= span.last]
    waits = answer.standing in (Standing.OPEN, Standing.CONTESTED, Standing.IN_GRACE, Standing.PENDING)
    looks = [answer.next_look, *ahead, *(ends if waits else [])]
    return min((day for day in looks if day is not None), default=None)


def corrected(test: Test, matter: Matter, as_of: date) -> list[date]:
    """The days, still to come, of corrections on record of what a sum has added up: they may undo what is done (61)."""
    marks = [(leaf.of, leaf.distinct) for leaf in leaves(test) if isinstance(leaf, Sum) and leaf.distinct]
    told = [fact for fact in on_record(matter.acts, matter.known_at) if may_count(test, matter, fact)]
    return [
        later.day
        for kind, mark in marks
        for first in told
        for later in told
        if first.day <= as_of < later.day and first.kind == later.kind == kind
        if mark in first.attrs and first.attrs[mark] == later.attrs.get(mark)
    ]


def may_count(test: Test, matter: Matter, fact: Fact) -> bool:
    """Whether a fact is of a kind that the test reads, and not refused."""
    kinds = {getattr(leaf, name) for leaf in leaves(test) for name in ("of", "num", "den") if hasattr(leaf, name)}
    return fact.kind in kinds and status_on(fact, matter.known_at) is not FactStatus.REJECTED


def own_ends(leaf: Test, matter: Matter) -> list:
    if not isinstance(leaf, Aggregate):
        return []
    return [(quota, span) for quota, span in truth.parts(leaf, matter) if quota.judged == "own_end"]
