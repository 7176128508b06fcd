"""归架 shelf: one window while facts are being put to it, and whether what it has meets what it wants."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction

from engine.copies import changed
from engine.dates import EVENT_MISSING
from engine.exact import plain
from engine.judging.earlier import carries
from engine.judging.found import known_days
from engine.measure import leaves, measure, true_by
from engine.measure.corrections import is_corrected, marks_of
from engine.measure.scope import stands, status_at
from engine.measure.sum import amount
from engine.nouns import (
    AllOf,
    AnyOf,
    Count,
    Deliver,
    Earlier,
    Fact,
    FactStatus,
    KOf,
    Obligation,
    Rule,
    Sum,
    Tally,
    Test,
    Truth,
)
from engine.owing.asked import Asked
from engine.owing.scope import cure_until, recurring, scope_of
from engine.predicates import matches

_ONE_DAY = timedelta(1)


@dataclass(slots=True, eq=False)
class Shelf:
    """One window while facts are being put to it, from the day it begins until its acting interval ends.

    `own` are the facts of each member.  Whether it is met is measured once for each of them, until the next fact is put
    to it; `promise` is the most that his accepted acts can come to, so that nothing need be measured before that is
    enough.  Where surplus is carried over it may come from those `before`, and its own is for those `after` it.
    """

    asked: Asked
    obligation: Obligation
    begins: date
    acting_until: date
    timely_until: date
    known_at: date
    facts: list[Fact] = field(default_factory=list)
    own: dict[str | None, list[Fact]] = field(default_factory=dict)
    met: dict[str | None, bool] = field(default_factory=dict)
    promise: dict[str | None, Fraction | int] = field(default_factory=dict)
    before: Sequence["Shelf"] = ()
    after: Sequence["Shelf"] = ()

    @property
    def rule(self) -> Rule:
        """The rule that it is a window of."""
        return self.asked.rule

    @property
    def key(self) -> str:
        """The key of its obligation."""
        return self.obligation.key

    def reconsidered(
        self, used: Sequence[Fact], late: Sequence[Fact], again: Sequence[Sequence[Fact]]
    ) -> tuple[date, ...]:
        """The first day of breach and the later ones on which an act in time became known: what did it have then?

        Or on which a record of such an act was recorded `again`.  Empty where it is not over yet, or had nothing else
        to have.
        """
        end = self.obligation.due.grace_end
        if end is None or end + _ONE_DAY >= self.known_at:
            return ()
        records = [[fact for fact in every if self.may_serve(fact)] for every in again]
        moving = [fact for fact in late if fact.day <= end]
        moving += [fact for every in records if len(every) > 1 for fact in every]
        first, told = end + _ONE_DAY, [(fact.day, *known_days(fact)) for fact in moving]
        days = sorted({day for some in told for day in some if day is not None and first < day <= self.known_at})
        if not days or not any(self.begins <= fact.day <= end and fact.recorded < days[-1] for fact in used):
            return ()
        return (first, *days)

    def known_since(self, member: str | None, then: Sequence[tuple[date, "Shelf"]]) -> dict[str, date]:
        """Since when its acts in time count, by their ids, given what it had on each day after it was over."""
        end = self.obligation.due.grace_end
        mine = [fact for fact in self.own.get(member, ()) if end is not None and fact.day <= end]
        lost = [place for place, (_, shelf) in enumerate(then) if shelf.is_lost(member)]
        if not lost:
            told = (*mine, *self.asked.away_of(member))
            return {fact.id: then[0][0] for fact in told if fact.recorded > then[0][0]}
        if lost[-1] == len(then) - 1:
            return {}
        day, shelf = then[lost[-1]]
        had = {fact.id for fact in shelf.facts}
        return {fact.id: then[lost[-1] + 1][0] for fact in mine if fact.recorded <= day and fact.id not in had}

    def is_lost(self, member: str | None) -> bool:
        """Whether its acts in time, even with all that is undecided, do not do what it wants done."""
        end = self.obligation.due.grace_end or date.max
        corrected = self.rule.test is not None and is_corrected(self.rule.test)
        until = max(end, self.known_at) if corrected else end  # a correction may be of a later day
        mine = [fact for fact in self.own.get(member, ()) if fact.day <= until]
        tally = _tally(self, member, [fact for fact in mine if may_count(fact, self.known_at)])
        return tally is not None and true_by(end, tally) is Truth.FALSE

    def put(self, fact: Fact, member: str | None) -> None:
        """Let a fact of somebody's serve this window."""
        self.facts.append(fact)
        self.own.setdefault(member, []).append(fact)
        if accepted(fact, self.known_at):
            for shelf in (self, *self.after):
                shelf.met.pop(member, None)
            self.promise[member] = self.promise.get(member, 0) + _at_best(self.rule.test, fact)

    def wants(self, member: str | None) -> bool:
        """Whether what was accepted so far does not meet the window, for the member concerned if there is one."""
        if member not in self.met:
            enough = self.promise.get(member, 0) >= _at_least(self.rule.test) or not self.asks_in_full(member)
            self.met[member] = enough and _reaches(self, member)
        return not self.met[member]

    def may_be_met(self, member: str | None) -> bool:
        """Whether what is not decided, or is not told of what was accepted, may be all that the window needs."""
        mine = [fact for fact in self.own.get(member, ()) if may_count(fact, self.known_at)]
        told = all(accepted(fact, self.known_at) and _tells(self.rule.test, fact) for fact in mine)
        if told and self.asks_in_full(member):
            return False
        tally = _tally(self, member, mine)
        return tally is not None and tally.truth is Truth.UNKNOWN

    def asks_in_full(self, member: str | None) -> bool:
        """Whether what is to be done in it is all that the rule says, by its own acts alone."""
        return not self.before and self.asked.in_full(member)

    def is_corrected_by(self, fact: Fact, member: str | None) -> bool:
        """Whether it has a record of which a fact would give another quantity (ruling 61)."""
        every = marks_of(self.rule.test) if self.rule.test is not None else set()
        marks = [mark for kind, mark in every if kind == fact.kind and mark in fact.attrs]
        mine = [one for one in self.own.get(member, ()) if one.kind == fact.kind]
        return any(one.attrs.get(mark) == fact.attrs[mark] for mark in marks for one in mine)

    def is_meant(self, about: object) -> bool:
        """Whether the office speaks of this window, or of the event that set the duty off."""
        return about in (self.obligation.window.label, self.obligation.subject)

    def may_serve(self, fact: Fact) -> bool:
        """Whether a fact that is added up can come to be this window's at all."""
        about = fact.attrs.get("about")
        if about is not None:
            return self.is_meant(about)
        return self.begins <= fact.day and (fact.day <= self.acting_until or not recurring(self.rule))

    def cured_on(self, day: date) -> bool:
        """Whether an act after the acting interval may cure."""
        late = cure_until(self.rule, self.obligation.window)
        return self.begins <= day and (late is None or day <= late)


def shelf_of(asked: Asked, obligation: Obligation, events: Mapping[str, date], known_at: date) -> Shelf:
    """The empty shelf of an obligation: from when until when an act may serve it, as it was known on a day."""
    rule, window, until = asked.rule, obligation.window, obligation.due.grace_end
    acting = window.last if until is None else max(window.last, until)
    begins = max(window.first, events.get(obligation.subject, window.first)) if rule.due.within else window.first
    if obligation.due.because == EVENT_MISSING:
        begins = date.max  # nothing has begun that an act could serve (ruling 28)
    return Shelf(asked, obligation, begins, acting, acting if until is None else until, known_at)


def in_a_row(rule: Rule, shelves: Sequence[Shelf]) -> None:
    """Where a rule carries surplus over, let each of its windows know those whose surplus may be good for it (97)."""
    for shelf in shelves if carries(rule) and recurring(rule) else ():
        own, window = (
            [one for one in shelves if one.obligation.bearer == shelf.obligation.bearer],
            shelf.obligation.window,
        )
        shelf.before = [one for one in own if one.obligation.window < window]
        shelf.after = [one for one in own if window < one.obligation.window]


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


def _reaches(shelf: Shelf, member: str | None) -> bool:
    done = [fact for fact in shelf.own.get(member, ()) if accepted(fact, shelf.known_at)]
    tally = _tally(shelf, member, done)
    return tally is None or tally.truth is Truth.TRUE


def _tally(shelf: Shelf, member: str | None, done: Sequence[Fact]) -> Tally | None:
    """What these facts come to of what the window wants done by somebody; None if it wants nothing done by him."""
    wanted = _wanted(shelf.rule.test)
    if wanted is None:
        return None
    past = tuple(_past(one, member) for one in shelf.before)
    days = (fact.day for facts in (done, *(one.facts for one in past)) for fact in facts)
    window, due = shelf.obligation.window, shelf.obligation.due
    scope = scope_of(shelf.rule, window, due, as_of=max(days, default=window.first), known_at=shelf.known_at)
    scope = changed(scope, begins=shelf.begins, subject=shelf.obligation.subject, earlier=past)
    own = shelf.asked.scope(member, scope)
    return None if own is None else measure(wanted, done, own)


def _past(shelf: Shelf, member: str | None) -> Earlier:
    """A window before, with what somebody has done for it so far."""
    return Earlier(shelf.obligation.window, shelf.obligation.due, tuple(shelf.own.get(member, ())))


def _tells(test: Test | None, fact: Fact) -> bool:
    """Whether an act tells for sure all that a test asks of it: a condition, a mark of its own, a unit, a proof."""
    return all(_leaf_is_told(leaf, fact) for leaf in leaves(test)) if test is not None else True


def _leaf_is_told(leaf: Test, fact: Fact) -> bool:
    if any(getattr(leaf, name, None) for name in ("evidence", "to_each", "cap")):
        return False  # only measuring can say
    where, mark = getattr(leaf, "where", None), getattr(leaf, "distinct", None)
    sized = not isinstance(leaf, Sum) or amount(leaf, fact) is not None
    return sized and (mark is None or mark in fact.attrs) and matches(where, fact.attrs) is not Truth.UNKNOWN


def may_count(fact: Fact, known_at: date) -> bool:
    """Whether a fact stood on that day and had not been rejected by then."""
    return stands(fact, known_at) and status_at(fact, known_at) is not FactStatus.REJECTED


def accepted(fact: Fact, known_at: date) -> bool:
    """Whether a fact stood on that day and had been accepted by then."""
    return stands(fact, known_at) and status_at(fact, known_at) is FactStatus.ACCEPTED
