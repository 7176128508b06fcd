"""续记 going on: the tallies of plain obligations with facts that were just recorded, from the tallies kept before.

Nothing is read but what the windows of a duty came to and what of their kind is on file at all, so that what was
recorded long ago costs nothing.  Where that does not tell, the duty is left to be measured again.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TypeAlias

from duban.services.desk import Desk
from engine.judging.kept import digest_of, is_plain_rule
from engine.nouns import Fact, Rule, Tally
from engine.owing.going_on import OnFile, begun, comes_last, gone_on, may_go_on
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
        self._fresh: dict[tuple[str, str], list[Fact]] = defaultdict(list)
        for fact in fresh:
            self._fresh[fact.agency, fact.kind].append(fact)
        self._before: Mapping[tuple[str, str], OnFile] = facts.before(
            desk.session, self._fresh, [fact.id for fact in fresh]
        )
        self._rules: dict[tuple[str, str], tuple[Rule, str] | None] = {}
        self._blank: dict[int, Tally] = {}

    def kept(self, windows: Sequence[KeptWindow]) -> list[Kept] | None:
        """What is to be kept of the windows of one duty; None if it must be measured again."""
        if not windows:
            return []
        rule_and_kind = self._rule(windows[0])
        if rule_and_kind is None or not all(self._is_kept(each, windows[0]) for each in windows):
            return None
        rule, kind = rule_and_kind
        place = windows[0].bearer, kind
        acts, before = self._fresh[place], self._before.get(place)
        if not comes_last(acts, before):
            return None
        had = [(each.obligation(), self._tally(each, rule)) for each in windows]
        found = gone_on(rule, had, acts, self._on, before.late if before else None)
        if found is None:
            return None
        digests = {each.key: each.facts or "" for each in windows}
        return [Kept(key, one.tally, self._on, digest_of(one.acts, digests[key])) for key, one in found.items()]

    def _rule(self, window: KeptWindow) -> tuple[Rule, str] | None:
        """The rule of a window and the one kind of fact it reads, if it can be gone on with at all."""
        content, rule_id = place = window.term.pack_sha256, window.rule
        if place not in self._rules:
            rule, kinds = self._desk.book.rule_in(content, rule_id), self._desk.book.kinds(content, rule_id)
            able = len(kinds) == 1 and is_plain_rule(rule) and may_go_on(rule)
            self._rules[place] = (rule, kinds[0]) if able else None
        return self._rules[place]

    def _is_kept(self, window: KeptWindow, first: KeptWindow) -> bool:
        """Whether the tally of a window holds until something is recorded, and it stands in one row with the first."""
        same = window.term.pack_sha256 == first.term.pack_sha256 and not window.subject and window.amended is None
        measured = window.measured_on is not None and window.measured_on <= self._on.toordinal()
        return same and bool(window.plain) and measured and window.next_change is None

    def _tally(self, window: KeptWindow, rule: Rule) -> Tally:
        """The tally that was kept, or that of no facts."""
        kept = window.measured() if window.facts else None
        if kept is not None:
            return kept
        if window.term.number not in self._blank:
            self._blank[window.term.number] = begun(rule, window.obligation(), self._on)
        return self._blank[window.term.number]
