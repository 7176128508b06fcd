"""Who answers, whose acts count, and what goes on elsewhere (semantics 2 and 7, rulings 3, 100, 110 and 112, ADR 0022).

Each for itself: every agency of the set; 牵头 and 共同: the first listed of those that stand on the window's first day,
else the first that begins inside it.  Together: what any does that stands on that day counts.  After a change what was
neither met nor breached goes on with the heir, and the evidence with it: `pool_sum` all of it, there before the heir's
own is shared out; `pool_max` the best of them with what follows; `each` stays apart, but for the heir's first.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from engine.nouns import Agency, Fact, Obligation, OfficeAct, Standing, Window
from tests.reference import windows
from tests.reference.civil import published
from tests.reference.deadlines import last_days
from tests.reference.evaluator import Question, answer, matter_of
from tests.reference.members import RANK
from tests.reference.offices import SINCE, UNTIL, Office
from tests.reference.standing import MOVABLE, Answer


@dataclass(frozen=True)
class Duty:
    """A window that an agency answers for; `subject` tells what it took over apart from its own."""

    bearer: str
    window: Window
    subject: str = ""


@dataclass(frozen=True)
class Reading:
    """One office as the pages have it."""

    office: Office

    @cached_property
    def own(self) -> tuple[Duty, ...]:
        """What each bears by the rule itself."""
        return tuple(duty for window in windows.rows(self.office.rule, SINCE, UNTIL) for duty in self._bearers(window))

    def _bearers(self, window: Window) -> Iterator[Duty]:
        bound = [one for one in self._listed() if self._is_bound(one, window)]
        if self.office.rule.bearer.role in ("lead", "joint"):
            there = [one for one in bound if stands(one, window.first)]
            bound = (there or [one for one in self._listed() if touches(one, window)][:1])[:1]
            bound = [one for one in bound if self._is_bound(one, window)]
        yield from (Duty(one.id, window) for one in bound)

    def _listed(self) -> list[Agency]:
        return [next(one for one in self.office.agencies if one.id == name) for name in self.office.listed]

    def _is_bound(self, one: Agency, window: Window) -> bool:
        """There in the window, and not only after it was due (rulings 24, 91)."""
        days = last_days(self.office.rule.due, window, published())
        return touches(one, window) and (one.since is None or one.since <= max(window.first, days.hard))

    @cached_property
    def handed(self) -> dict[Duty, Duty]:
        """What went over, and to what: all that was neither met nor breached when the change was recorded (112)."""
        change, found, taken = self.office.change, {}, set(self.own)
        for duty in sorted(self.own, key=lambda one: one.window) if change is not None else ():
            if duty.bearer == change.leaving and self._own_standing(duty, change.recorded) in MOVABLE:
                heir = Duty(change.heir, duty.window)
                if self.office.rule.on_merge == "each" and heir in taken:
                    heir = replace(heir, subject=duty.bearer)
                found[duty] = heir
                taken.add(heir)
        return found

    def _own_standing(self, duty: Duty, day: date) -> Standing:
        return answer(self._question(duty, day, day, changed=False)).standing

    @property
    def duties(self) -> list[Duty]:
        """Every duty that there is in the end."""
        return list(dict.fromkeys([*self.own, *self.handed.values()]))

    def sharers(self, duty: Duty) -> frozenset[str]:
        """Those whose acts count for it."""
        if self.office.rule.bearer.role != "joint":
            return frozenset({duty.bearer})
        return frozenset({duty.bearer, *(one.id for one in self._listed() if self._is_there(one, duty.window.first))})

    def helpers(self, duty: Duty) -> set[str]:
        """Those who help: the others of a list of which one leads, and those named beside it."""
        shares = self.office.rule.bearer.role in ("lead", "joint")
        named = {*(self.office.listed if shares else ()), *self.office.helping} - {duty.bearer}
        return {one.id for one in self.office.agencies if one.id in named and self._is_there(one, duty.window.first)}

    def _is_there(self, one: Agency, day: date) -> bool:
        """Whether it stands on a day, not having gone over into another."""
        change = self.office.change
        gone = change is not None and change.kind != "transfer" and one.id == change.leaving and change.day <= day
        return stands(one, day) and not gone

    def origins(self, duty: Duty, as_of: date, known_at: date) -> list[Duty]:
        """What went over into it, as far as that had happened and was known."""
        change = self.office.change
        if change is None or change.day > as_of or change.recorded > known_at:
            return []
        return [before for before, heir in self.handed.items() if heir == duty]

    def said(self, duty: Duty, as_of: date, known_at: date) -> Answer:
        """The standing of a duty."""
        q, origins = self._question(duty, as_of, known_at), self.origins(duty, as_of, known_at)
        if self.office.rule.on_merge != "pool_max" or not origins:
            return answer(q)
        did = any(fact.day < self.office.change.day for fact in self.serving(duty, as_of, known_at))
        shares = [Share(self, duty, known_at, best=one) for one in [*([duty] if did else []), *origins]]
        return max((answer(replace(q, facts=(), share=share)) for share in shares), key=goodness)

    def pool(self, duty: Duty, best: Duty, as_of: date, known_at: date) -> list[Fact]:
        """What one of those who had it did for it, with what was done after the change."""
        own, day = self.serving(duty, as_of, known_at), self.office.change.day
        theirs = [one for one in own if one.day < day] if best == duty else self.serving(best, as_of, known_at)
        return list({fact.id: fact for fact in (*theirs, *(one for one in own if one.day >= day))}.values())

    def serving(self, duty: Duty, as_of: date, known_at: date) -> tuple[Fact, ...]:
        """The acts that serve it, with what it took over where that is pooled."""
        return matter_of(self._question(duty, as_of, known_at), ())[0].facts

    def _question(self, duty: Duty, as_of: date, known_at: date, *, changed: bool = True) -> Question:
        rule, facts = self.office.rule, self.office.facts
        if duty.subject:
            facts = ()  # what was reported on no task is for the agency's first
        share = Share(self, duty, known_at, changed)
        acts = self._acts(duty) if changed else ()
        return Question(rule, duty.window.label, as_of, known_at, SINCE, published(), facts, acts, share=share)

    def _acts(self, duty: Duty) -> tuple[OfficeAct, ...]:
        """That it went over, if it did, as an officer puts it on file."""
        change = self.office.change
        if change is None or duty not in self.handed:
            return ()
        return (OfficeAct("transfer", change.day, change.recorded, to=change.heir),)


@dataclass(frozen=True)
class Share:
    """The windows of one bearer, as the evaluator asks for them; of a change, as far as known at `known_at`.

    With `best`, that window alone, with what one of those who had it did for it.
    """

    reading: Reading
    asked: Duty
    known_at: date
    changed: bool = True
    best: Duty | None = None

    def _duty(self, window: Window) -> Duty:
        """Who has a window in the same row: of a joint duty whoever leads it, unless any window of it went over."""
        same = replace(self.asked, window=window)
        if self.reading.office.rule.bearer.role != "joint" or (self.changed and self.reading.handed):
            return same
        return next((one for one in self.reading.own if one.window == window), same)

    def has(self, window: Window) -> bool:
        duty = self._duty(window)
        if self.best is not None:
            return window == self.asked.window
        return duty in self.reading.own or (self.changed and duty in self.reading.handed.values())

    def sharers(self, window: Window) -> frozenset[str]:
        return self.reading.sharers(self._duty(window))

    def brought(self, window: Window, as_of: date, known_at: date) -> list[Fact]:
        if self.best is not None:
            return self.reading.pool(self.asked, self.best, as_of, known_at)
        if not self.changed or self.reading.office.rule.on_merge == "pool_max":
            return []
        origins = self.reading.origins(self._duty(window), as_of, self.known_at)
        return [fact for one in origins for fact in self.reading.serving(one, as_of, known_at)]


def goodness(one: Answer) -> tuple[int, object]:
    """The better standing first, then who did more."""
    rank = next(place for place, some in enumerate(RANK) if one.standing in some)
    return rank, one.have[0] if one.have else 0


def stands(one: Agency, day: date) -> bool:
    return (one.since is None or one.since <= day) and (one.until is None or day < one.until)


def touches(one: Agency, window: Window) -> bool:
    return (one.since is None or one.since <= window.last) and (one.until is None or window.first < one.until)


def duty_of(one: Obligation) -> Duty:
    """The duty that an obligation of the register is."""
    return Duty(one.bearer, one.window, one.subject)


def told(some: Sequence[Duty]) -> list[str]:
    return sorted(f"{one.bearer} {one.window.label} {one.subject}".strip() for one in some)
