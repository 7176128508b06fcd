"""续记 going on: the tallies of plain obligations with facts that were just recorded, from the tallies kept before.

Nothing is read but what the windows of a duty came to and what of their kind is on file at all, so that what was
recorded long ago costs nothing.  Where that does not tell, the duty is left to be measured again.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TypeAlias

from duban.services.desk import Desk
from duban.services.rulebook import Adding
from engine.judging.kept import digest_of
from engine.measure.one_more import none_yet
from engine.measure.scope import by_day
from engine.nouns import Fact
from engine.owing.going_on import MovedOn, OnFile, comes_last, gone_on
from store import facts, looks, tallies
from store.looks import Kept
from store.tallies import KeptWindow
from store.terms import Terms

Duty: TypeAlias = tuple[str, str]
"""The rule and the bearer of it."""


def go_on(desk: Desk, duties: Sequence[Duty], fresh: Sequence[Fact], on: date, until: date) -> list[Duty]:
    """Keep what fresh facts make of the windows of duties that open by `until`; answer the duties that this is not for.

    All facts that were recorded together must be handed over together.
    """
    going = _Going(desk, fresh, on)
    found = tallies.of_duties(desk.session, duties, until.toordinal(), Terms())
    moved = {duty: going.kept(found.get(duty, [])) for duty in duties}
    looks.keep(desk.session, [each for some in moved.values() if some for each in some], look=True)
    return [duty for duty in duties if moved[duty] is None]


class _Going:
    """What is asked for every duty that fresh facts touch, found once for all that are alike."""

    def __init__(self, desk: Desk, fresh: Sequence[Fact], on: date) -> None:
        self._desk = desk
        self._on = on
        self._day = on.toordinal()
        self._fresh: dict[tuple[str, str], list[Fact]] = defaultdict(list)
        for fact in sorted(fresh, key=by_day):
            self._fresh[fact.agency, fact.kind].append(fact)
        self._before: Mapping[tuple[str, str], OnFile] = facts.before(desk.session, self._fresh)
        self._alike: dict[object, Sequence[MovedOn] | None] = {}

    def kept(self, windows: Sequence[KeptWindow]) -> list[Kept] | None:
        """What is to be kept of the windows of one duty; None if it must be measured again."""
        adding = self._adding(windows)
        if adding is None:
            return None
        place = windows[0].bearer, adding.kind
        acts, before = self._fresh[place], self._before.get(place)
        if not comes_last(acts, before):
            return None
        found = self._moved(adding, windows, acts, before.late if before else None)
        return None if found is None else [self._as_kept(windows[one.window], one, acts) for one in found]

    def _adding(self, windows: Sequence[KeptWindow]) -> Adding | None:
        """The rule of a duty if what was kept of its windows can be added to, and they stand in one row."""
        if not windows:
            return None
        pack, day = windows[0].term.pack_sha256, self._day
        for each in windows:
            if each.term.pack_sha256 != pack or not each.holds_on(day):
                return None
        return self._desk.book.adding(pack, windows[0].rule)

    def _moved(
        self, adding: Adding, windows: Sequence[KeptWindow], acts: Sequence[Fact], late: tuple[date, date] | None
    ) -> Sequence[MovedOn] | None:
        """What the engine says of a duty, asked once for all on which the same was done and that stand the same."""
        alike = (adding.shape, *[(each.tally, each.term.days) for each in windows], *map(_said, acts), late)
        try:
            return self._alike[alike]
        except KeyError:
            test = adding.rule.test
            assert test is not None
            had = [(each.obligation(), each.measured() or none_yet(test)) for each in windows]
            found = self._alike[alike] = gone_on(adding.rule, had, acts, self._on, late)
            return found

    def _as_kept(self, window: KeptWindow, moved: MovedOn, acts: Sequence[Fact]) -> Kept:
        digest = digest_of([acts[place] for place in moved.acts], window.facts or "")
        return Kept(window.key, window.number, moved.tally, self._on, digest)


def _said(act: Fact) -> object:
    """What an act says, whoever did it and whatever it is called."""
    amount = None if act.quantity is None else act.quantity.as_integer_ratio()
    attrs = repr(act.attrs) if act.attrs else ""
    return act.day, act.recorded, amount, act.unit, act.to, act.status, act.decided, act.retracted, attrs
