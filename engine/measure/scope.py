"""What a measure may look at (范围): the window, the day asked about, and the evidence known on it.

`evidence` draws the line between knowing and not knowing, once for every kind of test: a fact recorded after `known_at`
does not exist yet, one dated after `as_of` has not happened, one not decided yet is pending.  `sift` then keeps the
acts of one kind that may serve the window and says of every other why not.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from engine.dates import add
from engine.nouns import Due, Duration, Earlier, Fact, FactStatus, Pred, Rejected, Truth, Window
from engine.predicates import matches
from engine.workdays import WorkCalendar

_ONE_DAY = timedelta(1)
_ACCEPTED, _REJECTED = FactStatus.ACCEPTED, FactStatus.REJECTED  # a member of an enum takes long to look up


@dataclass(frozen=True)
class Leave:
    """Time away from the post (ruling 99), as a fact tells of it, or the attributes where `fact` is None."""

    first: date | None
    last: date | None
    fact: Fact | None = None

    @property
    def dated(self) -> bool:
        """Whether both its days are known; else nobody knows how long it was."""
        return self.first is not None and self.last is not None

    def stands(self, known_at: date) -> bool:
        """Whether it was on record by then, neither taken back nor refused."""
        return self.fact is None or stands(self.fact, known_at)

    def accepted(self, known_at: date) -> bool:
        """Whether the office has made it its own, whatever it says of its days."""
        return self.fact is None or status_at(self.fact, known_at) is FactStatus.ACCEPTED


@dataclass(frozen=True)
class Scope:
    """Everything besides test and facts that a tally depends on.

    An act in [window.first, acting_until] counts; one up to `cure_until` cures (None: without limit).  A count or sum
    in a recurring window is cured only by an act recorded for that window (semantics-rulings 9-12).  `begins` is the
    day of the event that the due day counts from, `subject` the event's name: nothing before it counts (28).  `grace`
    and `calendar` are for parts of the window that have a due day of their own (37), `earlier` for surplus carried over
    (97), `leaves` for quotas shortened by time away (99).
    """

    window: Window
    due: Due
    as_of: date
    known_at: date
    to: tuple[str, ...] = ()
    level: Literal["continuous", "window_end", "window_mean"] | None = None
    cure_until: date | None = None
    recurring: bool = False
    previous: Window | None = None
    begins: date | None = None
    subject: str = ""
    joined: date | None = None
    left: date | None = None
    prorated: bool = False
    grace: Duration | None = None
    calendar: WorkCalendar = WorkCalendar("")
    earlier: tuple[Earlier, ...] = ()
    leaves: tuple[Leave, ...] = ()

    def grace_end(self, due: date) -> date | None:
        """The last day of the grace that follows a part's own due day; None while no calendar tells it (ruling 43)."""
        if self.grace is None:
            return due
        end = add(due, self.grace, self.calendar)
        return end if not self.grace.workdays or self.calendar.certain(due, end) else None

    @property
    def away(self) -> tuple[Leave, ...]:
        """The time away as far as known; what the attributes say is asked only where no fact tells of any."""
        known = tuple(leave for leave in self.leaves if leave.stands(self.known_at))
        return tuple(leave for leave in known if leave.fact is not None) or known

    @property
    def plain_days(self) -> tuple[date, date]:
        """The first and last day on which an act serves the window by any fence, unless it says what it is about."""
        first = max(day for day in (self.window.first, self.begins, self.joined) if day is not None)
        last = self.window.last if self.left is None else min(self.window.last, self.left - _ONE_DAY)
        return first, last

    @property
    def acting_until(self) -> date | None:
        """The last day of the acting interval; None while no day can be called too late (ruling 10)."""
        return None if self.due.grace_end is None else max(self.window.last, self.due.grace_end)

    def served_until(self, *, own_cure: bool) -> date | None:
        """The last day of an act that serves the window, in time or as a cure; None while no day is too late."""
        if self.acting_until is None or self.cure_until is None:
            return None
        return self.acting_until if own_cure and self.recurring else max(self.acting_until, self.cure_until)


@dataclass(frozen=True)
class Evidence:
    """What is on file of what happened, earliest first: what the office accepted, and what waits for it.

    Also what it refused, and the day of the next act still to come.
    """

    accepted: Sequence[Fact]
    pending: Sequence[Fact] = ()
    refused: Sequence[tuple[Fact, str]] = ()
    next_day: date | None = None


@dataclass(frozen=True)
class Sifted:
    """Acts of one kind that may serve the window, earliest first; why the others may not; what is in doubt.

    Those accepted and beyond doubt that they are meant are `sure`, all others only may be.
    """

    sure: Sequence[Fact]
    maybe: Sequence[Fact] = ()
    rejected: tuple[Rejected, ...] = ()
    doubts: tuple[str, ...] = ()

    @property
    def every(self) -> Sequence[Fact]:
        """All that may serve."""
        return sorted((*self.sure, *self.maybe), key=by_day) if self.maybe else self.sure

    def doubting(self, doubtful: Sequence[Fact], doubts: Sequence[str]) -> "Sifted":
        """The same acts, none of the doubtful ones being sure; all that is in doubt then."""
        ids = {id(fact) for fact in doubtful}
        moved = [fact for fact in self.sure if id(fact) in ids]
        sure = [fact for fact in self.sure if id(fact) not in ids] if moved else self.sure
        return Sifted(sure, sorted((*moved, *self.maybe), key=by_day), self.rejected, tuple(doubts))


def known_on(fact: Fact) -> date:
    """The first day on which the office could know of an act, wherever it was put."""
    return max(fact.day, fact.recorded, fact.logged or fact.recorded)


def log_order(fact: Fact) -> tuple[date, int, int, str]:
    """The place of a fact in the log (ruling 80); ids grow where facts have no number, so a longer one is later."""
    return (fact.logged or fact.recorded, fact.number, len(fact.id), fact.id)


def by_day(fact: Fact) -> tuple[date, date, int, int, str]:
    """The order in which facts happened; those of one day in the order of the log."""
    return (fact.day, fact.logged or fact.recorded, fact.number, len(fact.id), fact.id)


def status_at(fact: Fact, known_at: date) -> FactStatus:
    """What the office had made of a fact by `known_at`; before it decided, the fact was pending (ruling 52)."""
    if fact.decided is not None and fact.decided > known_at:
        return FactStatus.PENDING
    return fact.status


def stands(fact: Fact, known_at: date) -> bool:
    """Whether a fact was on record by then, neither taken back nor refused."""
    retracted = fact.retracted is not None and fact.retracted <= known_at
    return fact.recorded <= known_at and not retracted and status_at(fact, known_at) is not FactStatus.REJECTED


def evidence(facts: Iterable[Fact], as_of: date, known_at: date) -> Evidence:
    """The facts known at `known_at` that had happened by `as_of`, in an order that filing order cannot change."""
    accepted: list[Fact] = []
    pending: list[Fact] = []
    refused: list[tuple[Fact, str]] = []
    ahead: list[date] = []
    for fact in sorted(facts, key=by_day):
        if fact.recorded > known_at:
            continue
        status = fact.status if fact.decided is None else status_at(fact, known_at)
        if fact.retracted is not None and fact.retracted <= known_at:
            refused.append((fact, "RETRACTED"))
        elif status is _REJECTED:
            refused.append((fact, "REJECTED"))
        elif fact.day > as_of:
            ahead.append(fact.day)
        else:
            (accepted if status is _ACCEPTED else pending).append(fact)
    return Evidence(accepted, pending, refused, min(ahead, default=None))


def outside(fact: Fact, scope: Scope, *, own_cure: bool) -> str | None:
    """Why the day of a fact keeps it out of the window, or None; `own_cure` needs `about` to cure (ruling 12)."""
    about = fact.attrs.get("about")
    if about is not None and about not in (scope.window.label, scope.subject):
        return "ABOUT_OTHER_WINDOW"
    if fact.day < scope.window.first:
        return "OUTSIDE_WINDOW"
    if scope.begins is not None and fact.day < scope.begins:
        return "BEFORE_EVENT"
    if scope.joined is not None and fact.day < scope.joined:
        return "BEFORE_JOINING"
    if scope.left is not None and fact.day >= scope.left:
        return "AFTER_LEAVING"
    if about is not None:
        return None
    until = scope.served_until(own_cure=own_cure)
    return "OUTSIDE_WINDOW" if until is not None and fact.day > until else None


Fence = Callable[[Fact, Scope], str | None]


def cure_by_any(fact: Fact, scope: Scope) -> str | None:
    """The fence of a delivery: a later act cures until the end of the next window (ruling 9)."""
    return outside(fact, scope, own_cure=False)


def cure_by_name(fact: Fact, scope: Scope) -> str | None:
    """The fence of counts and sums: an act after a recurring window cures only if recorded for it (ruling 12)."""
    return outside(fact, scope, own_cure=True)


def within_window(fact: Fact, scope: Scope) -> str | None:
    """The fence of findings and case totals: what happened in the window, and nothing later."""
    return outside(fact, scope, own_cure=True) or ("OUTSIDE_WINDOW" if fact.day > scope.window.last else None)


def sift(of: str, where: Pred | None, known: Evidence, scope: Scope, fence: Fence | None) -> Sifted:
    """The acts of kind `of` that may serve the window; a missing attribute leaves an act in doubt (ruling 53)."""
    barred: list[tuple[Fact, str]] = []
    untold: list[Fact] = []
    sure = [fact for fact in known.accepted if fact.kind == of]
    pending = [fact for fact in known.pending if fact.kind == of]
    if fence is not None:
        sure = _inside(sure, scope, fence, barred)
        pending = _inside(pending, scope, fence, barred) if pending else pending
    if where is not None:
        sure = _matching(where, sure, barred, untold)
        pending = _matching(where, pending, barred, untold)
    turned_away = [one for one in known.refused if one[0].kind == of]
    turned_away += sorted(barred, key=lambda one: by_day(one[0]))
    rejected = tuple([Rejected(fact.id, code, fact.day) for fact, code in turned_away])
    found = Sifted(sure, pending, rejected, ("EVIDENCE_PENDING",) if pending else ())
    return found.doubting(untold, sorted({*found.doubts, "ATTRIBUTE_MISSING"})) if untold else found


def _inside(facts: Sequence[Fact], scope: Scope, fence: Fence, barred: list[tuple[Fact, str]]) -> list[Fact]:
    """The acts that the fence lets in; the others are barred."""
    first, last = scope.plain_days
    kept: list[Fact] = []
    for fact in facts:
        code = None if first <= fact.day <= last and "about" not in fact.attrs else fence(fact, scope)
        if code is None:
            kept.append(fact)
        else:
            barred.append((fact, code))
    return kept


def _matching(where: Pred, facts: Sequence[Fact], barred: list[tuple[Fact, str]], untold: list[Fact]) -> list[Fact]:
    """The acts that do not fail the condition; of some it is not told whether they meet it."""
    kept: list[Fact] = []
    for fact in facts:
        told = matches(where, fact.attrs)
        if told is Truth.FALSE:
            barred.append((fact, "CONDITION_NOT_MET"))
            continue
        kept.append(fact)
        if told is Truth.UNKNOWN:
            untold.append(fact)
    return kept
