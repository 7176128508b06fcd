"""The reference evaluator (参照判定器): one question, answered from the pages alone, as slowly as it likes.

Nothing of the engine but its nouns is used.  The order of the rooms: `civil` days, `windows`, `deadlines`, officers'
`powers`, `allotment` of acts to windows, `evidence`, `amounts`, `truth`, `standing`, `members`; here they meet.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Protocol

from engine.nouns import (
    Aggregate,
    AnchorKind,
    Fact,
    Member,
    OfficeAct,
    PartialDate,
    Phase,
    Rule,
    Scalar,
    Standing,
    Trend,
    Window,
)
from tests.reference import members, owing, powers, windows
from tests.reference.allotment import Shelf, allotted, leaves
from tests.reference.civil import ONE, PROVISIONAL, Notices, plus_months
from tests.reference.deadlines import Days, last_days
from tests.reference.evidence import holds, on_record
from tests.reference.powers import InForce
from tests.reference.standing import BREACHES, DONE, MOVABLE, Answer, reached_on, softened, stands, turns
from tests.reference.truth import Matter

HORIZON = timedelta(days=400)
FOREVER = date(2200, 12, 31)


@dataclass(frozen=True)
class Question:
    """All that a case gives: the rule, what is on file, the window asked about, the day and what was known."""

    rule: Rule
    label: str
    as_of: date
    known_at: date
    since: date
    notices: Notices
    facts: tuple[Fact, ...] = ()
    acts: tuple[OfficeAct, ...] = ()
    members: tuple[Member, ...] = ()
    attrs: Mapping[str, Scalar] = field(default_factory=dict)
    phases: tuple[Phase, ...] = ()
    upstream: Rule | None = None
    version: Callable[[Window], Rule] | None = None
    """Which version of the rule says what a window wants; None: there is but the one."""
    share: "Share | None" = None
    """Which windows the bearer has, whose acts count for each and what it took over; None: all, all and nothing."""


class Share(Protocol):
    """What a bearer among others has of the windows of a rule."""

    def has(self, window: Window) -> bool:
        """Whether the bearer answers for a window."""

    def sharers(self, window: Window) -> frozenset[str]:
        """Those whose acts count for it."""

    def brought(self, window: Window, as_of: date, known_at: date) -> list[Fact]:
        """What came with it from those who had it before."""


def answer(q: Question) -> Answer:
    """The standing that the pages give: letting go first (transfer, exempt), then conditions, then the matter."""
    for act in sorted([*powers.known(q.acts, q.as_of, q.known_at), *by_leave(q)], key=lambda act: act.day):
        if act.act in ("transfer", "exempt") and not act.member:
            then = held(replace(q, as_of=act.day, known_at=told_by(q, act)))
            if then.standing in MOVABLE or (act.act == "exempt" and then.standing in BREACHES):
                return released(q, act, then)
    return held(q)


def told_by(q: Question, act: OfficeAct) -> date:
    """What is handed over is what was open as far as known when it was: what is told later follows it (112, 20).

    If what sets its window off was recorded only later, it is asked by what was known then.
    """
    if act.act != "transfer":
        return q.known_at
    since = max(act.recorded, act.day)
    days = sorted({since, *(fact.recorded for fact in q.facts if fact.recorded > since)})
    return min(next((day for day in days if is_on_record(q, day)), since), q.known_at)


def is_on_record(q: Question, day: date) -> bool:
    """Whether the window asked about was known of on a day; what hangs on no event always is."""
    return not is_hung(q.rule) or any(one.label == q.label for one in rows(replace(q, known_at=day)))


def by_leave(q: Question) -> list[OfficeAct]:
    """Leave that lets the bearer off is as an exemption of the day on which it was handed in (ADR 0026)."""
    if not letting_off(q.rule):
        return []
    window = asked(q)
    own = tuple(fact for fact in q.facts if fact.member is None)
    told = owing.letting_off(own, q.rule.exempt, dict(q.attrs), window, q.known_at)
    return [OfficeAct("exempt", day, day) for day in owing.days_let_off(told, q.as_of, q.known_at)]


def letting_off(rule: Rule) -> bool:
    """Whether a fact may let somebody off for a time."""
    return any(owing.lets_off(one) for one in rule.exempt)


def released(q: Question, act: OfficeAct, then: Answer) -> Answer:
    """Exempt after a breach keeps it in history (110); what is neither met nor breached is transferred (112)."""
    codes = {"TRANSFERRED"} if act.act == "transfer" else {"EXEMPTED"}
    if then.standing in BREACHES and held(replace(q, as_of=act.day - ONE)).standing in BREACHES:
        codes.add("BREACH_KEPT")  # on the first day of breach nothing had been found yet (101)
    standing = Standing.TRANSFERRED if act.act == "transfer" else Standing.EXEMPT
    return replace(then, standing=standing, codes=frozenset(codes), next_look=None, reached_on=None, since=None)


def held(q: Question) -> Answer:
    """Everything but letting go."""
    acts = powers.known(q.acts, q.as_of, q.known_at)
    settled = powers.confirmed(q.rule, acts)
    q = replace(q, rule=with_confirmed(powers.with_boundary(q.rule, settled), settled))
    if (shut := closed(q)) is not None:
        return Answer(shut, Days(q.as_of, None, None, "CLOSED"))
    if q.rule.manual is not None:
        return by_hand(q, acts)
    if letting_off(q.rule):
        return waiting_for_leave(q, conditioned(q, matter_of(q, acts)))
    one = windows.single(q.rule, q.phases) if q.rule.window.every is None and not is_hung(q.rule) else None
    if isinstance(one, windows.Masked):
        return masked(q, one)
    return conditioned(q, matter_of(q, acts))


def waiting_for_leave(q: Question, found: Answer) -> Answer:
    """While leave waits that would let the bearer off, no breach is found (ADR 0026); one found before stays (0050)."""
    if found.standing in BREACHES and is_leave_waiting(q) and not was_breached(q, found.days.grace_end):
        said = found.codes - {"CURE_PENDING", "PROOF_PENDING"}
        return replace(found, standing=Standing.UNKNOWN, since=None, codes=said)
    return found


def is_leave_waiting(q: Question) -> bool:
    """Whether leave of the bearer has not been decided yet."""
    own = tuple(fact for fact in q.facts if fact.member is None)
    return owing.are_pending(owing.letting_off(own, q.rule.exempt, dict(q.attrs), asked(q), q.known_at), q.known_at)


def was_breached(q: Question, end: date | None) -> bool:
    """Whether on some day, with the records of that day, a breach was found, no leave waiting."""
    days = [day for day in turns(q.facts, end, q.known_at) if min(day, q.as_of) >= asked(q).first]
    return any(is_breached(replace(q, as_of=min(day, q.as_of), known_at=day)) for day in days)


def is_breached(q: Question) -> bool:
    said = conditioned(q, matter_of(q, powers.known(q.acts, q.as_of, q.known_at)))
    return said.standing in BREACHES and not is_leave_waiting(q)


def asked(q: Question) -> Window:
    """The window asked about."""
    return next(one for one in rows(q) if one.label == q.label)


def is_hung(rule: Rule) -> bool:
    return rule.window.anchor.kind in (AnchorKind.TENURE, AnchorKind.EVENT)


def with_confirmed(rule: Rule, settled: Mapping[str, str]) -> Rule:
    """A confirm act on `due.by` puts the full date in the place of the masked one (47)."""
    if "due.by" in settled and isinstance(rule.due.by, PartialDate):
        return replace(rule, due=replace(rule.due, by=date.fromisoformat(settled["due.by"])))
    return rule


# ── the windows of a rule, with the acts that serve them


def matter_of(q: Question, acts: Sequence[OfficeAct]) -> tuple[Matter, InForce]:
    """The matter asked about: its window, the days in force, and the acts allotted to it."""
    shelves, days = shelves_of(q, acts, q.known_at)
    allotted(q.rule, shelves, q.facts, q.known_at, favoured(q), q.members)
    shelf = next((one for one in shelves if one.window.label == q.label), None)
    if shelf is None:
        window = asked(q)
        return matter(q, Shelf(window, days[q.label].days, window.first), shelves), days[q.label]
    found = replace(matter(q, shelf, shelves), served=lambda day: served(q, acts, day), on_file=q.facts)
    return found, days[q.label]


def favoured(q: Question) -> str | None:
    """The window on which a late act is tried first: that of a case; a house asks of all its windows alike."""
    return q.label if q.share is None else None


def served(q: Question, acts: Sequence[OfficeAct], day: date) -> tuple[Fact, ...]:
    """The acts that served the window asked about by what was known on an earlier day."""
    shelves, _ = shelves_of(q, acts, day)
    allotted(q.rule, shelves, q.facts, day, favoured(q), q.members)
    return next(tuple(one.facts) for one in shelves if one.window.label == q.label)


def shelves_of(q: Question, acts: Sequence[OfficeAct], known_at: date) -> tuple[list[Shelf], dict[str, InForce]]:
    """A shelf for every window of the rule, with nothing but what it took over, and the days in force of each."""
    shelves, days = [], {}
    for window in rows(q):
        if q.rule.window.anchor.kind is AnchorKind.TENURE and window.last == FOREVER:
            days[window.label] = InForce(Days(FOREVER, None, None))
            shelves.append(Shelf(window, days[window.label].days, window.first))
            continue
        event = event_of(q, window)
        if needs_event(q.rule) and event is None:
            days[window.label] = InForce(Days(window.last, None, None, "EVENT_MISSING"))
            continue
        mine = acts if window.label == q.label else ()
        force = powers.in_force(q.rule, window, q.notices, mine, q.as_of, event)
        if q.rule.window.anchor.kind is AnchorKind.EVENT:
            window = replace(window, last=force.days.grace_end or window.last)
        days[window.label] = force
        first = max(window.first, event) if event else window.first
        shelf = Shelf(window, force.days, first, lambda matter, who: asked_of(q, matter, who), q.version)
        if q.share is not None:
            shelf.sharers, shelf.facts = q.share.sharers(window), q.share.brought(window, q.as_of, known_at)
        shelf.before = tuple(shelves) if is_carried(q.rule) else ()
        shelves.append(shelf)
    return shelves, days


def asked_of(q: Question, matter: Matter, who: str | None) -> Matter | None:
    """What a window asks of one person, or of the bearer: of a joiner and for leave less, else nothing or all."""
    leave = owing.leaves_among(q.facts, q.rule.exempt, dict(q.attrs))
    less = {"leaves": leave, "rounding": members.prorated(q.rule)}
    matter = replace(matter, past=tuple(replace(one, **less) for one in matter.past), **less)
    person = next((one for one in q.members if one.id == who), None)
    if q.rule.bearer.per != "person" or person is None:
        return matter
    return None if members.is_elsewhere(q.rule, matter, person) else members.alone(q.rule, matter, person)


def matter(q: Question, shelf: Shelf, shelves: Sequence[Shelf]) -> Matter:
    previous = previous_of(q, shelf.window) if any(isinstance(leaf, Trend) for leaf in leaves(q.rule.test)) else None
    before = sorted((one for one in shelves if one.window < shelf.window), key=lambda one: one.window)
    past = tuple(laid_out(q, one) for one in before) if is_carried(q.rule) else ()
    return replace(laid_out(q, shelf), previous=previous, past=past)


def laid_out(q: Question, shelf: Shelf) -> Matter:
    """A window with what serves it, by itself."""
    plain = Matter(q.rule, shelf.window, shelf.days, tuple(shelf.facts), q.known_at, shelf.first, as_of=q.as_of)
    leave = owing.leaves_among(shelf.facts, q.rule.exempt, dict(q.attrs))
    return replace(plain, leaves=leave, rounding=members.prorated(q.rule))


def previous_of(q: Question, window: Window) -> Window | None:
    """The window before, if the rule was in force on its first day (82)."""
    if not windows.recurs(q.rule):
        return None
    step = windows.step_of(q.rule.window.every)
    first = plus_months(window.first, -step)
    return Window(first, window.first - ONE, first.isoformat()) if window.first - ONE >= q.since else None


def is_carried(rule: Rule) -> bool:
    return any(isinstance(leaf, Aggregate) and leaf.carry is not None for leaf in leaves(rule.test))


def rows(q: Question) -> list[Window]:
    """Every window of the rule between its first day and the horizon (2, 117a)."""
    rule, until = q.rule, q.as_of + HORIZON
    match rule.window.anchor.kind:
        case AnchorKind.TENURE:
            return [tenure(member) for member in q.members]
        case AnchorKind.EVENT:
            events = {fact.day for fact in on_record(q.facts, q.known_at) if fact.kind == rule.window.anchor.event}
            return [Window(day, day, day.isoformat()) for day in sorted(events)]
        case AnchorKind.LAST_MET:
            return links(q)
    if rule.window.every is None:
        return [one for one in [windows.single(rule, q.phases)] if binds(q, one)]
    found = [one for one in windows.rows(rule, q.since, until) if binds(q, one)]
    return [one for one in found if q.share is None or q.share.has(one)]


def binds(q: Question, window: Window | windows.Masked) -> bool:
    """Whether a window that had begun when the rule came into force is owed: not skipped, nor due before (24, 91)."""
    if isinstance(window, windows.Masked) or window.first >= q.since:
        return True
    if q.rule.window.first == "skip":
        return False
    hard = None if needs_event(q.rule) else last_days(q.rule.due, window, q.notices).hard
    return hard is None or hard >= q.since


def tenure(member: Member) -> Window:
    """From taking the post to leaving it (33)."""
    last = FOREVER if member.until is None else member.until - ONE
    return Window(member.since, last, member.since.isoformat())


def links(q: Question) -> list[Window]:
    """A chain grows by the day on which each link was met, and not before (31, 32)."""
    met: list[date] = []
    while True:
        window = windows.chain(q.rule, met)[-1]
        own = tuple(fact for fact in q.facts if fact.day >= window.first)
        days = last_days(q.rule.due, window, q.notices)
        link = Matter(q.rule, window, days, own, q.known_at, window.first, as_of=q.as_of)
        reached = reached_on(q.rule.test, link, q.as_of)
        if reached is None:
            return windows.chain(q.rule, met)
        met.append(reached)


def needs_event(rule: Rule) -> bool:
    return rule.due.of not in (None, "window.start", "window.end")


def event_of(q: Question, window: Window) -> date | None:
    """The recorded day of the event that starts the count, if it lies in the window (27, 28)."""
    if not needs_event(q.rule):
        return None
    days = [fact.day for fact in on_record(q.facts, q.known_at) if fact.kind == q.rule.due.of and fact.day in window]
    return min(days, default=None)


# ── conditions


def conditioned(q: Question, found: tuple[Matter, InForce]) -> Answer:
    """The matter, unless a condition, an upstream duty or a stopped clock speaks first."""
    matter, force = found
    result = measured(q, matter)
    said = frozenset() if result.standing is Standing.EXEMPT else force.codes
    result = replace(result, days=force.days, codes=result.codes | said, next_look=look_of(q, result))
    if q.as_of < matter.window.first:
        return result
    if q.upstream is not None:
        ahead = answer(replace(q, rule=q.upstream, upstream=None, acts=(), members=()))
        if not is_due_upstream(q.rule, ahead.standing):
            waits = replace(result, standing=Standing.PENDING, next_look=ahead.next_look, since=None)
            return replace(waits, next_look=look_of(q, waits))
        if result.standing in BREACHES and is_undated_upstream(q.rule, ahead, matter.window):
            return replace(result, standing=Standing.UNKNOWN, since=None, codes=force.codes)
    if result.standing is Standing.NOT_APPLICABLE:
        return result
    if force.days.doubt == "EVENT_MISSING":
        return eventless(q, result, matter)
    if force.suspended and result.standing not in DONE:
        return replace(result, standing=Standing.OPEN, next_look=None, since=None, suspended=True)
    if holds(q.rule.when, q.attrs) == "U" and result.standing in BREACHES:
        return replace(result, standing=Standing.UNKNOWN, since=None, codes=force.codes)
    return result


def look_of(q: Question, result: Answer) -> date | None:
    """The next day, an office act that is on record and takes effect later being looked at too (117)."""
    if result.standing in DONE:
        return result.next_look
    if result.standing is Standing.NOT_APPLICABLE:
        return None
    acts = [act.granted or act.day for act in q.acts if act.recorded <= q.known_at]
    return min([day for day in (result.next_look, *acts) if day is not None and day > q.as_of], default=None)


def eventless(q: Question, result: Answer, matter: Matter) -> Answer:
    """Nothing runs until the event is recorded; unknown once the window is over (28)."""
    if q.as_of <= matter.window.last:
        return replace(result, standing=Standing.PENDING, next_look=matter.window.last + ONE, since=None)
    return replace(result, standing=Standing.UNKNOWN, next_look=None, since=None, codes=frozenset({"EVENT_MISSING"}))


def measured(q: Question, matter: Matter) -> Answer:
    if q.rule.bearer.per == "agency" or q.rule.window.anchor.kind is AnchorKind.TENURE:
        return stands(q.rule.test, matter, q.as_of)
    return members.together(q.rule, matter, q.members, q.as_of, q.attrs, q.acts)


def closed(q: Question) -> Standing | None:
    """A duty that certainly does not bind, whatever the day; an exemption has to be shown to hold."""
    if holds(q.rule.when, q.attrs) == "F":
        return Standing.NOT_APPLICABLE
    shown = any(holds(one.condition, q.attrs) == "T" for one in q.rule.exempt if one.effect == "exempt")
    return Standing.EXEMPT if shown else None


def is_due_upstream(rule: Rule, standing: Standing) -> bool:
    """Whether the duty before has come out as asked (115); late is met too."""
    if rule.after.upon == "met":
        return standing in DONE
    return standing in ((*BREACHES, Standing.CURED) if rule.after.upon == "breached" else (Standing.CURED,))


def is_undated_upstream(rule: Rule, ahead: Answer, window: Window) -> bool:
    """Whether it was done so late that only some calendars have it done at all (39, semantics 5)."""
    doubtful = rule.after.upon == "met" and ahead.days.doubt == PROVISIONAL and ahead.reached_on is not None
    return doubtful and ahead.reached_on > max(ahead.days.safe, window.last)


# ── masked dates and judgement by hand


def masked(q: Question, one: windows.Masked) -> Answer:
    """Met under every reading is met; else unknown once any reading has begun (45, 46)."""
    days = Days(q.as_of, None, None, "YEAR_MASKED")
    unknown = Answer(Standing.UNKNOWN, days, codes=frozenset({"YEAR_MASKED"}))
    if not one.readings:
        start = q.rule.window.once and q.rule.window.once.start
        early = isinstance(start, date) and q.as_of < start
        return Answer(Standing.PENDING, days, next_look=start) if early else unknown
    begun = min((window.first for window, _ in one.readings))
    if q.as_of < begun:
        return Answer(Standing.PENDING, days, next_look=begun)
    answers = [read(q, window, by) for window, by in one.readings]
    if all(is_timely(said) for said in answers):
        return replace(answers[0], standing=Standing.MET, days=days, reached_on=None, since=None, next_look=None)
    return unknown


def is_timely(said: Answer) -> bool:
    """Done by the safe day of its reading; late proof overturns nothing, for nothing was ever found."""
    done = said.standing in (Standing.MET, Standing.OVERTURNED)
    return done and (said.reached_on is None or said.reached_on <= said.days.safe)


def read(q: Question, window: Window, by: date) -> Answer:
    partial = isinstance(q.rule.due.by, PartialDate)
    days = last_days(q.rule.due, window, q.notices, by=by if partial else None)
    shelf = Shelf(window, days, window.first)
    allotted(q.rule, [shelf], q.facts, q.known_at, q.label)
    return measured(q, matter(q, shelf, [shelf]))


def by_hand(q: Question, acts: Sequence[OfficeAct]) -> Answer:
    """An officer says what it is; until then the question is open (113)."""
    rule = replace(q.rule, window=replace(q.rule.window, every=q.rule.window.every or q.rule.manual.every))
    window = next(one for one in windows.rows(rule, q.since, q.as_of + HORIZON) if one.label == q.label)
    days = last_days(rule.due, window, q.notices)
    said = [act.value for act in acts if act.act == "judge" and act.value]
    if not said and q.as_of < window.first:
        waits = Answer(Standing.PENDING, days, next_look=window.first)
        return replace(waits, next_look=look_of(q, waits))
    if not said:
        waits = Answer(Standing.MANUAL, days)
        return replace(waits, next_look=look_of(q, waits))
    found = {"met": Standing.MET, "breached": Standing.BREACHED, "not_applicable": Standing.NOT_APPLICABLE}
    standing = softened(q.rule, found[said[-1]])
    doubtful = standing in BREACHES and holds(q.rule.when, q.attrs) == "U"
    return Answer(Standing.UNKNOWN if doubtful else standing, days, codes=frozenset({"JUDGED"}))
