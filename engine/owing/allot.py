"""归期 allot: which facts serve which window of one rule and one bearer (semantics-rulings 3, 9, 10, 12).

A fact that the office recorded `about` a window serves that window.  Any other serves the earliest window in whose
acting interval it lies and which is not yet met; what no window needs in time cures the oldest one that is still unmet;
what no window needs at all stays with the window it lies in.  One fact serves one window; but where what waits for a
decision may be all that its window needs, the fact is lent, as waiting too, to the window that it would serve then: or
that one would be breached by what nobody has decided yet (semantics 5).  Figures and findings are not used up: every
window may read them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction

from engine.copies import changed
from engine.dates import EVENT_MISSING, add_months, event_of, step_months
from engine.exact import plain
from engine.measure import Scope, kinds_of, leaves, measure
from engine.measure.scope import by_day, stands, status_at
from engine.measure.sum import amount
from engine.nouns import (
    AllOf,
    AnchorKind,
    AnyOf,
    Count,
    Deliver,
    Due,
    Fact,
    FactStatus,
    KOf,
    Obligation,
    Rule,
    Sum,
    Test,
    Trend,
    Truth,
    Window,
)
from engine.predicates import matches


@dataclass(slots=True)
class _Shelf:
    """One window while facts are being put to it, from the day it begins until its acting interval ends.

    Whether it is met is measured once for each member, until the next fact is put to it; `promise` is the most that
    his accepted acts can come to, so that nothing need be measured before that is enough.
    """

    rule: Rule
    obligation: Obligation
    begins: date
    acting_until: date
    timely_until: date
    known_at: date
    facts: list[Fact] = field(default_factory=list)
    met: dict[str | None, bool] = field(default_factory=dict)
    promise: dict[str | None, Fraction | int] = field(default_factory=dict)

    def put(self, fact: Fact) -> None:
        """Let a fact serve this window."""
        self.facts.append(fact)
        if _accepted(fact, self.known_at):
            self.met.pop(fact.member, None)
            self.promise[fact.member] = self.promise.get(fact.member, 0) + _at_best(self.rule.test, fact)

    def wants(self, member: str | None) -> bool:
        """Whether what was accepted so far does not meet the window, for the member concerned if there is one."""
        if member not in self.met:
            enough = self.promise.get(member, 0) >= _at_least(self.rule.test)
            self.met[member] = enough and _reaches(self.rule, self, member)
        return not self.met[member]

    def may_be_met(self, member: str | None) -> bool:
        """Whether what is not decided, or is not told of what was accepted, may be all that the window needs."""
        mine = [fact for fact in self.facts if fact.member == member and _may_count(fact, self.known_at)]
        if all(_accepted(fact, self.known_at) and _tells(self.rule.test, fact) for fact in mine):
            return False
        return _truth(self, mine) is Truth.UNKNOWN

    def is_meant(self, about: object) -> bool:
        """Whether the office speaks of this window, or of the event that set the duty off."""
        return about in (self.obligation.window.label, self.obligation.subject)

    def cured_on(self, day: date) -> bool:
        """Whether an act after the acting interval may cure."""
        late = cure_until(self.rule, self.obligation.window)
        return self.begins <= day and (late is None or day <= late)


def row_of(rule: Rule, one: Obligation) -> tuple[str, str, str]:
    """What the duties have in common among which facts are shared out: rule and bearer, and whose duty it is.

    Duties of one rule that several events set off stand in one row: one reply answers one question (ruling 3).
    """
    by_event = rule.window.anchor.kind is AnchorKind.EVENT or event_of(rule.due) is not None
    return one.rule, one.bearer, "" if by_event else one.subject


def recurring(rule: Rule) -> bool:
    """Whether another window follows by the calendar, not by what is done or happens (ruling 31)."""
    return rule.window.every is not None and rule.window.anchor.kind in (AnchorKind.CALENDAR, AnchorKind.FIXED)


def cure_until(rule: Rule, window: Window) -> date | None:
    """The last day on which a late act cures: the end of the next window; None for without limit (ruling 9)."""
    if not recurring(rule) or rule.window.every is None:
        return None
    one_day = timedelta(1)
    return add_months(window.last + one_day, step_months(rule.window.every)) - one_day


def allot(
    rule: Rule,
    obligations: Sequence[Obligation],
    facts: Sequence[Fact],
    favour: str | None = None,
    *,
    known_at: date = date.max,
) -> Mapping[str, tuple[Fact, ...]]:
    """The facts of each obligation, by its key.

    The obligations are those of one row, each with the due day in force: an extension lengthens
    the acting interval.  `favour` is the key of the one asked about: a late act is tried on it before a later window.
    What the office made of a fact counts as far as it was known at `known_at`, by default all of it.
    """
    events = {fact.id: fact.day for fact in facts} if event_of(rule.due) else {}
    shelves = [_shelf(rule, one, events, known_at) for one in sorted(obligations, key=_turn)]
    consumed, cures = _consumed(rule), not (recurring(rule) and _counts(rule))
    used = [fact for fact in facts if fact.kind in consumed]
    shared = tuple(fact for fact in facts if fact.kind not in consumed)
    for fact in sorted(used, key=by_day):
        _share_out(shelves, fact, favour, cures=cures)
    return {shelf.obligation.key: (*shared, *shelf.facts) for shelf in shelves}


def _share_out(shelves: Sequence[_Shelf], fact: Fact, favour: str | None, *, cures: bool) -> None:
    """Put a fact to the window it serves, and lend it to those it may come to serve instead."""
    rest, lent = list(shelves), fact
    shelf = _choose(rest, fact, favour, cures=cures)
    while shelf is not None:
        passed_on = "about" not in fact.attrs and shelf.wants(fact.member) and shelf.may_be_met(fact.member)
        shelf.put(lent)
        rest.remove(shelf)
        heir = _choose(rest, fact, favour, cures=cures) if passed_on and _may_count(fact, shelf.known_at) else None
        shelf = heir if heir is not None and heir.wants(fact.member) else None
        lent = changed(fact, status=FactStatus.PENDING, decided=None)


def _turn(one: Obligation) -> tuple[Window, date, str]:
    """Windows in their order; of duties in one window the one due first."""
    return one.window, one.due.safe, one.key


def _shelf(rule: Rule, obligation: Obligation, events: Mapping[str, date], known_at: date) -> _Shelf:
    window, until = obligation.window, obligation.due.grace_end
    acting = window.last if until is None else max(window.last, until)
    begins = max(window.first, events.get(obligation.subject, window.first)) if rule.due.within else window.first
    if obligation.due.because == EVENT_MISSING:
        begins = date.max  # nothing has begun that an act could serve (ruling 28)
    return _Shelf(rule, obligation, begins, acting, acting if until is None else until, known_at)


def _counts(rule: Rule) -> bool:
    """Whether something is counted or summed: where another window follows, only a delivery cures late."""
    return rule.test is not None and any(isinstance(leaf, Count | Sum) for leaf in leaves(rule.test))


def _consumed(rule: Rule) -> set[str]:
    """The kinds of fact that are used up by the window they serve."""
    if rule.test is None:
        return set()
    return {kind for leaf in leaves(rule.test) if isinstance(leaf, Deliver | Count | Sum) for kind in kinds_of(leaf)}


def _choose(shelves: Sequence[_Shelf], fact: Fact, favour: str | None, *, cures: bool) -> _Shelf | None:
    about, day, member = fact.attrs.get("about"), fact.day, fact.member
    if about is not None:
        meant = [shelf for shelf in shelves if shelf.is_meant(about)]
        return next((shelf for shelf in meant if shelf.wants(member)), meant[0] if meant else None)
    acting = [shelf for shelf in shelves if shelf.begins <= day <= shelf.acting_until]
    favoured = [s for s in shelves if s.obligation.key == favour and s.begins <= day] if favour else []
    before = [shelf for shelf in acting if favoured and shelf.obligation.window < favoured[0].obligation.window]
    timely = [shelf for shelf in acting if day <= shelf.timely_until]
    for shelf in (*before, *favoured, *timely, *acting):
        if shelf.wants(member):
            return shelf
    if cures:
        for shelf in shelves:
            if shelf.cured_on(day) and shelf.wants(member):
                return shelf
    home = (shelf for shelf in shelves if day in shelf.obligation.window)
    return next(home, next(iter([*acting, *favoured]), None))


def _at_least(test: Test | None) -> Fraction | int:
    """What a count or sum wants at least; any other test is measured as soon as there is an act, a limit at once."""
    if _wanted(test) is None:
        return 0
    return plain(test.at_least) if isinstance(test, Count | Sum) and test.at_least is not None else 1


def _at_best(test: Test | None, fact: Fact) -> Fraction | int:
    """The most that an act can add to it."""
    if not isinstance(test, Sum) or test.at_least is None:
        return 1
    exact = amount(test, fact)
    return 0 if exact is None else plain(exact)


def _wanted(test: Test | None) -> Test | None:
    """What a test wants done, less limits and figures, which no act serves; None if it wants nothing done."""
    if isinstance(test, Count | Sum):
        return changed(test, at_most=None) if test.at_least is not None or test.spread else None
    if isinstance(test, AllOf | AnyOf | KOf):
        parts = tuple(part for part in map(_wanted, test.parts) if part is not None)
        k = {"k": min(test.k, len(parts))} if isinstance(test, KOf) else {}
        return changed(test, parts=parts, **k) if parts else None
    return test if isinstance(test, Deliver) else None


def _reaches(rule: Rule, shelf: _Shelf, member: str | None) -> bool:
    done = [fact for fact in shelf.facts if fact.member == member and _accepted(fact, shelf.known_at)]
    return _wanted(rule.test) is None or _truth(shelf, done) is Truth.TRUE


def _truth(shelf: _Shelf, done: Sequence[Fact]) -> Truth:
    """Whether these facts do what the window wants done."""
    wanted = _wanted(shelf.rule.test)
    if wanted is None:
        return Truth.TRUE
    last = max((fact.day for fact in done), default=shelf.obligation.window.first)
    window, due = shelf.obligation.window, shelf.obligation.due
    scope = scope_of(shelf.rule, window, due, as_of=last, known_at=shelf.known_at)
    return measure(wanted, done, changed(scope, begins=shelf.begins, subject=shelf.obligation.subject)).truth


def _tells(test: Test | None, fact: Fact) -> bool:
    """Whether an act tells for sure all that a test asks of it: a condition, a mark of its own, a unit, a proof."""
    return all(_leaf_is_told(leaf, fact) for leaf in leaves(test)) if test is not None else True


def _leaf_is_told(leaf: Test, fact: Fact) -> bool:
    if any(getattr(leaf, name, None) for name in ("evidence", "to_each", "cap")):
        return False  # only measuring can say
    where, mark = getattr(leaf, "where", None), getattr(leaf, "distinct", None)
    sized = not isinstance(leaf, Sum) or amount(leaf, fact) is not None
    return sized and (mark is None or mark in fact.attrs) and matches(where, fact.attrs) is not Truth.UNKNOWN


def _may_count(fact: Fact, known_at: date) -> bool:
    return stands(fact, known_at) and status_at(fact, known_at) is not FactStatus.REJECTED


def _accepted(fact: Fact, known_at: date) -> bool:
    return stands(fact, known_at) and status_at(fact, known_at) is FactStatus.ACCEPTED


def scope_of(
    rule: Rule, window: Window, due: Due, *, as_of: date, known_at: date, in_force: date | None = None
) -> Scope:
    """The scope of a rule in one window, due on those days; `in_force` is the rule's first day if it is known."""
    return Scope(
        window=window,
        due=due,
        as_of=as_of,
        known_at=known_at,
        to=rule.to,
        level=rule.window.level,
        cure_until=cure_until(rule, window),
        recurring=recurring(rule),
        previous=previous_window(rule, window, in_force) if _has_trend(rule) else None,
        prorated=rule.window.first == "prorate",
    )


def _has_trend(rule: Rule) -> bool:
    return rule.test is not None and any(isinstance(leaf, Trend) for leaf in leaves(rule.test))


def previous_window(rule: Rule, window: Window, in_force: date | None = None) -> Window | None:
    """The window before, or None if the rule had none then: not in force yet, or its first one skipped (ruling 82)."""
    if not recurring(rule) or rule.window.every is None:
        return None
    first, last = add_months(window.first, -step_months(rule.window.every)), window.first - timedelta(1)
    start = in_force or (rule.effective[0] if rule.effective is not None else None)
    if start is not None and (last < start or (rule.window.first == "skip" and first < start)):
        return None
    return Window(first, last, first.isoformat())
