"""归期 allot: which facts serve which window of one rule and one bearer (semantics-rulings 3, 9, 10, 12).

A fact that the office recorded `about` a window serves that window.  Any other serves the earliest window in whose
acting interval it lies and which is not yet met; what no window needs in time cures the oldest one that is still unmet;
what no window needs at all stays with the window it lies in.  One fact serves one window; but where what waits for a
decision may be all that its window needs, the fact is lent, as waiting too, to the window that it would serve then: or
that one would be breached by what nobody has decided yet (semantics 5).  What it would correct in the first, it may not
correct for sure.  Figures and findings are not used up: every window may read them.  What somebody did before he joined
or after he left counts for nobody (88): it takes no window from another act, and stays with the window it lies in.

What was recorded late may move other acts from window to window.  An act that so comes to a window that had been lost
counts there as recorded on that day; one that only takes another's place, as recorded when the window was over.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from types import MappingProxyType

from engine.copies import changed
from engine.dates import event_of
from engine.judging.found import known_days
from engine.measure import kinds_of, leaves
from engine.measure.corrections import corrected, is_corrected
from engine.measure.scope import by_day
from engine.nouns import AnchorKind, Count, Deliver, Fact, FactStatus, Obligation, Rule, Sum, Window
from engine.owing.asked import Asked
from engine.owing.scope import recurring
from engine.owing.shelf import Shelf, in_a_row, may_count, shelf_of

_ONE_DAY = timedelta(1)


@dataclass(frozen=True)
class Special:
    """What holds for one window of a row alone.

    `rule` is what it has enough by, where another version of the rule has a say in it; `sharers` are those whose facts
    count for it, where they are not the same for all; `brought` are the facts that came with what it took over.
    """

    rule: Rule | None = None
    sharers: Collection[str] | None = None
    brought: Sequence[Fact] = ()


PLAIN = Special()


def row_of(rule: Rule, one: Obligation) -> tuple[str, str, str]:
    """What the duties have in common among which facts are shared out: rule and bearer, and whose duty it is.

    Duties that several events set off stand in one row (ruling 3), and a joint duty (共同), whoever leads it.
    """
    by_event = rule.window.anchor.kind is AnchorKind.EVENT or event_of(rule.due) is not None
    joint = rule.bearer.role == "joint" and rule.bearer.per == "agency"
    return one.rule, "" if joint else one.bearer, "" if by_event else one.subject


def allot(
    rule: Rule,
    obligations: Sequence[Obligation],
    facts: Sequence[Fact],
    favour: str | None = None,
    *,
    known_at: date = date.max,
    asked: Asked | None = None,
    special: Mapping[str, Special] = MappingProxyType({}),
) -> Mapping[str, tuple[Fact, ...]]:
    """The facts of each obligation, by its key.

    The obligations are those of one row, each with the due day in force: an extension lengthens
    the acting interval.  `favour` is the key of the one asked about: a late act is tried on it before a later window.
    What the office made of a fact counts as far as it was known at `known_at`, by default all of it.  `asked` says
    of whom less is asked than the rule says; by default of nobody.  `special` says, by key, what holds for single ones:
    what one took over is there before anything else is put to it.
    """
    row = changed(_Row.of(asked or Asked.of(rule), obligations, facts, favour), special=special).less_brought()
    return row.served(row.filled(known_at))


def allot_daily(
    rule: Rule,
    obligations: Sequence[Obligation],
    facts: Sequence[Fact],
    days: Sequence[date],
    asked: Asked | None = None,
) -> Iterator[Mapping[str, tuple[Fact, ...]]]:
    """What `allot` says on each of these days, which ascend, as far as known on it.

    Acts that come after all others in their order are put to the windows as they stand; an older act, or a decision
    about one, has all of them shared out again.
    """
    row, shelves = _Row.of(asked or Asked.of(rule), obligations, (), None), list[Shelf]()
    for day in days:
        before, row = row, row.with_facts([fact for fact in facts if fact.recorded <= day])
        shelves = row.resumed(shelves, len(before.used), day) if row.goes_on(before) else row.filled(day)
        yield row.served(shelves)


@dataclass(frozen=True)
class _Row:
    """The duties of one row, in their order; the acts that they share, by day, and the facts that all may read.

    `idle` are the acts of those who did not belong on that day.
    """

    asked: Asked
    obligations: Sequence[Obligation]
    favour: str | None
    used: Sequence[Fact] = ()
    idle: Sequence[Fact] = ()
    shared: tuple[Fact, ...] = ()
    events: Mapping[str, date] = field(default_factory=dict)
    special: Mapping[str, Special] = field(default_factory=dict)

    @classmethod
    def of(cls, asked: Asked, obligations: Sequence[Obligation], facts: Sequence[Fact], favour: str | None) -> "_Row":
        """The row of these obligations with what is on file."""
        return cls(asked, sorted(obligations, key=turn), favour).with_facts(facts)

    @property
    def rule(self) -> Rule:
        """The rule that they are all of."""
        return self.asked.rule

    def with_facts(self, facts: Sequence[Fact]) -> "_Row":
        """The same row with these facts on file in the place of those before."""
        consumed = _consumed(self.rule)
        acts = sorted((fact for fact in facts if fact.kind in consumed), key=by_day)
        used, idle = list[Fact](), list[Fact]()
        for fact in acts:
            (used if self.asked.counts(fact) else idle).append(fact)
        shared = tuple(fact for fact in facts if fact.kind not in consumed)
        events = {fact.id: fact.day for fact in facts} if event_of(self.rule.due) else {}
        asked = self.asked.with_leave(shared)
        return changed(self, asked=asked, used=used, idle=idle, shared=shared, events=events)

    def less_brought(self) -> "_Row":
        """The same row without the acts that came with one of its windows: they serve no other."""
        brought = {fact.id for fact in self.brought}
        return changed(self, used=[fact for fact in self.used if fact.id not in brought]) if brought else self

    @property
    def brought(self) -> Sequence[Fact]:
        """All that came with what its windows took over."""
        return [fact for own in self.special.values() for fact in own.brought]

    def goes_on(self, before: "_Row") -> bool:
        """Whether the acts of a row `before` stand first in this one, and nothing was decided about any since."""
        if self.events or not before.used or len(before.used) > len(self.used):
            return False
        if self.asked.leaves != before.asked.leaves:
            return False
        same = all(one is other for one, other in zip(before.used, self.used, strict=False))
        return same and all(fact.decided is None and fact.retracted is None for fact in self.used)

    def filled(self, known_at: date) -> list[Shelf]:
        """The windows with the acts that serve them, with the knowledge of a day."""
        shelves = [self.begun(one, known_at) for one in self.obligations]
        in_a_row(self.rule, shelves)
        return self.resumed(shelves, 0, known_at)

    def begun(self, one: Obligation, known_at: date) -> Shelf:
        """A window with nothing but what it took over."""
        own = self.special.get(one.key, PLAIN)
        shelf = shelf_of(self.asked.under(own.rule or self.rule), one, self.events, known_at)
        kinds = _consumed(self.rule) if own.brought else ()
        for fact in sorted((fact for fact in own.brought if fact.kind in kinds), key=by_day):
            shelf.put(fact, self.asked.whose(fact))
        return shelf

    def resumed(self, shelves: list[Shelf], had: int, known_at: date) -> list[Shelf]:
        """Windows to which so many acts were put already, with the others put to them."""
        cures = cures_late(self.rule)
        for shelf in shelves:
            shelf.known_at = known_at
        for fact in self.used[had:]:
            _share_out(self.open_to(fact, shelves), fact, self.asked.whose(fact), self.favour, cures=cures)
        return shelves

    def open_to(self, fact: Fact, shelves: Sequence[Shelf]) -> Sequence[Shelf]:
        """The windows for which a fact may count at all."""
        return [one for one in shelves if self.reads(one.key, fact)] if self.special else shelves

    def reads(self, key: str, fact: Fact) -> bool:
        """Whether whose fact it is counts for a window."""
        sharers = self.special.get(key, PLAIN).sharers
        return sharers is None or fact.agency in sharers

    def served(self, shelves: Sequence[Shelf]) -> dict[str, tuple[Fact, ...]]:
        """The facts of each obligation, by its key, once its acts have been put to the windows."""
        known = self.known(shelves)
        facts = {one.key: (*self.read_by(one), *one.facts) for one in shelves}
        return {key: _as_known(key, every, known) for key, every in facts.items()} if known else facts

    def read_by(self, shelf: Shelf) -> Sequence[Fact]:
        """The facts that a window reads and does not use up; the acts of no account that lie in it."""
        idle = [fact for fact in self.idle if fact.day in shelf.obligation.window]
        return [fact for fact in (*self.shared, *idle) if not self.special or self.reads(shelf.key, fact)]

    def known(self, shelves: Sequence[Shelf]) -> dict[tuple[str, str], date]:
        """Since when acts in time count for a window, by its key and theirs, where a late record moved them about.

        What another window needed until an older act was recorded was not there when the breach was found: it is proof
        that came late (semantics 6, ruling 101).  What only takes the place of an act that was there proves nothing,
        nor does leave that the window had no need of then: where no breach was found, all counts as known in time.
        """
        late = self.late()
        again = self.corrected() if late else []
        asked = {one.key: days for one in shelves if late and (days := one.reconsidered(self.used, late, again))}
        then = {day: {one.key: one for one in self.filled(day)} for day in sorted(set().union(*asked.values()))}
        found: dict[tuple[str, str], date] = {}
        for shelf in shelves:
            days = asked.get(shelf.key, ())
            for member in {*shelf.own, *self.asked.leaves} if days else ():
                rows = [(day, then[day][shelf.key]) for day in days]
                found |= {(shelf.key, name): since for name, since in shelf.known_since(member, rows).items()}
        return found

    def late(self) -> Sequence[Fact]:
        """What became known late, and may move acts about or shorten what is asked."""
        told = (*self.used, *self.asked.away, *self.brought)
        return [fact for fact in told if max(filter(None, known_days(fact))) > fact.day + _ONE_DAY]

    def corrected(self) -> Sequence[Sequence[Fact]]:
        """The records of each that were recorded more than once: what is corrected may undo what was done."""
        test = self.rule.test
        if test is None or not is_corrected(test):
            return []
        own = defaultdict[str | None, list[Fact]](list)
        for fact in self.used:
            own[self.asked.whose(fact)].append(fact)
        return [every for some in own.values() for every in corrected(test, some)]


def _as_known(key: str, facts: Sequence[Fact], known: Mapping[tuple[str, str], date]) -> tuple[Fact, ...]:
    """The facts of a window, each recorded as late as it is known to serve it; their order in the log is as it was."""
    told = ((one, known.get((key, one.id))) for one in facts)
    return tuple(one if day is None else changed(one, recorded=day, logged=one.recorded) for one, day in told)


def _share_out(shelves: Sequence[Shelf], fact: Fact, who: str | None, favour: str | None, *, cures: bool) -> None:
    """Put somebody's fact to the window it serves, and lend it to those it may come to serve instead."""
    rest, lent = list(shelves), fact
    shelf = choose(rest, fact, who, favour, cures=cures)
    while shelf is not None:
        passed_on = "about" not in fact.attrs and shelf.wants(who) and shelf.may_be_met(who)
        rest.remove(shelf)
        heir = choose(rest, fact, who, favour, cures=cures) if passed_on and may_count(fact, shelf.known_at) else None
        elsewhere = heir is not None and (heir.wants(who) or fact.day not in shelf.obligation.window)
        shelf.put(_waiting(fact) if elsewhere and shelf.is_corrected_by(fact, who) else lent, who)
        shelf = heir if heir is not None and heir.wants(who) else None
        lent = _waiting(fact) if shelf is not None else fact


def _waiting(fact: Fact) -> Fact:
    """The act as if nobody had decided about it yet."""
    return changed(fact, status=FactStatus.PENDING, decided=None)


def turn(one: Obligation) -> tuple[Window, date, str]:
    """Windows in their order; of duties in one window the one due first."""
    return one.window, one.due.safe, one.key


def cures_late(rule: Rule) -> bool:
    """Whether a late act cures by itself: not where something is counted or summed and another window follows."""
    return not recurring(rule) or rule.test is None or not any(isinstance(x, Count | Sum) for x in leaves(rule.test))


def _consumed(rule: Rule) -> set[str]:
    """The kinds of fact that are used up by the window they serve."""
    if rule.test is None:
        return set()
    return {kind for leaf in leaves(rule.test) if isinstance(leaf, Deliver | Count | Sum) for kind in kinds_of(leaf)}


def choose(
    shelves: Sequence[Shelf], fact: Fact, member: str | None, favour: str | None, *, cures: bool
) -> Shelf | None:
    """The window that somebody's act serves as the windows stand, which come in their turn; None if it serves none."""
    about, day = fact.attrs.get("about"), fact.day
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
