"""办公桌 desk: what lies open while work is done — the session, the rules, the register and the calendar."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import TypeAlias

from duban.services.rosters import Register, register
from duban.services.rulebook import Rulebook, rulebook, working_calendar
from engine.judging.amended import Version, asking, judge_amended
from engine.nouns import Agency, Dossier, Fact, Obligation, Roster, Rule, Verdict
from engine.roster import agencies_in
from engine.workdays import WorkCalendar
from store import facts
from store.session import Session

Step: TypeAlias = Callable[[int, int], None]
"""Told how far a long piece of work has come: how much is done, and of how much."""


def quietly(_done: int, _total: int) -> None:
    """A step that nobody is told of."""


class Desk:
    """One transaction's view of everything but obligations and facts; each thing is read once, when first asked for."""

    def __init__(
        self, session: Session, book: Rulebook | None = None, *, invented: Sequence[Fact] | None = None
    ) -> None:
        self.session = session
        self._invented = invented
        self._book = book
        self._sharing: dict[tuple[str, str, date], tuple[str, ...]] = {}

    @property
    def book(self) -> Rulebook:
        """The published rules."""
        if self._book is None:
            self._book = rulebook(self.session)
        return self._book

    @cached_property
    def register(self) -> Register:
        """Everyone the office knows, with what is worked out from it."""
        return register(self.session)

    @property
    def roster(self) -> Roster:
        """Everyone the office knows."""
        return self.register.roster

    @cached_property
    def calendar(self) -> WorkCalendar:
        """The working days."""
        return working_calendar(self.session)

    def moved_to(self, session: Session) -> "Desk":
        """The same desk in another transaction, with all that was read already."""
        self.session = session
        return self

    def rule(self, obligation: Obligation) -> Rule:
        """The rule that laid `obligation`."""
        return self.book.rule(obligation)

    def verdict(self, obligation: Obligation, dossier: Dossier, as_of: date, known_at: date) -> Verdict:
        """The verdict on an obligation from its file, by every version of its rule that has a say."""
        rule, later = self.rule(obligation), self._later(obligation)
        return judge_amended(rule, later, obligation, dossier, self.calendar, as_of, known_at)

    def asking(self, obligation: Obligation) -> Rule:
        """The rule by which an obligation has enough of the facts that are shared out, of all that have a say in it."""
        return asking(self.rule(obligation), self._later(obligation), obligation.window)

    def _later(self, obligation: Obligation) -> list[Version]:
        versions = obligation.amended.versions if obligation.amended is not None else ()
        return [Version(day, self.book.rule_in(pack, obligation.rule)) for day, pack in versions]

    def kinds(self, obligation: Obligation) -> tuple[str, ...]:
        """The kinds of fact that can touch `obligation`: those its test reads, and those its clock starts with."""
        found = self.book.kinds(obligation.pack_sha256, obligation.rule)
        if obligation.amended is None:
            return found
        later = [self.book.kinds(pack, obligation.rule) for _, pack in obligation.amended.versions]
        return tuple(dict.fromkeys([*found, *(kind for some in later for kind in some)]))

    def sharers(self, obligation: Obligation) -> tuple[str, ...]:
        """Those whose facts count for an obligation, its bearer first: for a joint duty (共同) its whole set."""
        rule, bearer = self.rule(obligation), obligation.bearer
        if rule.bearer.role != "joint":
            return (bearer,)
        place = (obligation.pack_sha256, rule.id, obligation.window.first)
        if place not in self._sharing:
            pack, roster = self.book.pack(obligation.pack_sha256), self.roster_of(obligation.pack_sha256)
            found = agencies_in(rule.bearer.set, pack.sets, roster, obligation.window.first)
            self._sharing[place] = tuple(agency.id for agency in found)
        return tuple(dict.fromkeys((bearer, *self._sharing[place])))

    def duties_touched(self, kind: str, agency: str) -> set[tuple[str, str]]:
        """The duties, as (rule, bearer), for which a fact of that kind at an agency may count."""
        readers = self.readers(kind)
        found = {(rule, agency) for rule in readers}
        for pack, rule in self.book.joint:
            if rule.id in readers and agency in (sharing := self.register.sharing(pack, rule)):
                found |= {(rule.id, who) for who in sharing}
        return found

    def readers(self, kind: str) -> tuple[str, ...]:
        """The ids of all rules, of whatever version, that read facts of a kind."""
        return self.book.readers.get(kind, ())

    def facts_of(self, pairs: Collection[tuple[str, str]], known_at: date) -> Mapping[tuple[str, str], Sequence[Fact]]:
        """The facts of each (agency, kind) recorded by a day, or those that were made up in their place."""
        if self._invented is None:
            return facts.of_bearers(self.session, pairs, known_at=known_at) if pairs else {}
        found: dict[tuple[str, str], list[Fact]] = defaultdict(list)
        for fact in self._invented:
            if fact.recorded <= known_at and (fact.agency, fact.kind) in pairs:
                found[fact.agency, fact.kind].append(fact)
        return found

    def facts_of_kinds(self, kinds: Collection[str]) -> tuple[Fact, ...]:
        """The facts of these kinds of every agency."""
        if self._invented is None:
            return facts.of_kinds(self.session, kinds) if kinds else ()
        return tuple(fact for fact in self._invented if fact.kind in kinds)

    def roster_of(self, pack_sha256: str) -> Roster:
        """The register as the pack of that content sees it."""
        return self.register.as_seen_by(self.book.pack(pack_sha256))

    def agency(self, id_: str, on: date) -> Agency | None:
        """The agency as it stood on a day, or as it stands if it did not exist then."""
        versions = self.register.versions.get(id_, [])
        standing = [each for each in versions if each.since is None or each.since <= on]
        return standing[-1] if standing else next(iter(versions), None)

    def name(self, id_: str, on: date) -> str:
        """What an agency was called on a day."""
        found = self.agency(id_, on)
        return found.name if found else id_
