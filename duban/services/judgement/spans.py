"""所知 as known: what was on file of every obligation on each day of a span that is lived again (`replaying`).

All that is known at the end of the span is read once; what was known before is worked out from it.  Evidence counts
from the day it was recorded, and serves the window that it would have served as far as known then.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias

from duban.services.desk import Desk
from duban.services.judgement.casework import OnFile, allotted_to, asked_of, sought
from engine.judging.office import effective
from engine.nouns import Fact, Obligation, OfficeAct, Verdict
from engine.owing.allot import allot_daily, row_of
from store import acts

Row: TypeAlias = tuple[str, str, str]
Served: TypeAlias = Mapping[str, tuple[Fact, ...]]
"""The facts that serve each window of a row, by its key."""


@dataclass(frozen=True)
class Known:
    """What was on file of one obligation from a day on, and which facts served which window of its row."""

    since: date
    on_file: OnFile
    served: Served
    facts: tuple[Fact, ...]


@dataclass
class Span:
    """The days lived again and all that is known at their end; `found` are the verdicts that others follow from."""

    desk: Desk
    first: date
    last: date
    owed: Mapping[tuple[str, str], Sequence[Obligation]]
    rows: Mapping[Row, Sequence[Obligation]]
    facts: Mapping[tuple[str, str], Sequence[Fact]]
    acts: Mapping[str, Sequence[OfficeAct]]
    followed: Set[str]
    files: dict[Row, Mapping[str, Sequence[Known]]] = field(default_factory=dict)
    found: dict[str, list[tuple[date, Verdict]]] = field(default_factory=dict)

    @classmethod
    def of(cls, desk: Desk, owed: Sequence[Obligation], first: date, last: date) -> "Span":
        """All that is needed of these obligations, read at once."""
        by_rule: dict[tuple[str, str], list[Obligation]] = defaultdict(list)
        rows: dict[Row, list[Obligation]] = defaultdict(list)
        for one in owed:
            by_rule[one.rule, one.bearer].append(one)
            rows[row_of(desk.rule(one), one)].append(one)
        facts = desk.facts_of({pair for one in owed for pair in sought(desk, one)}, last)
        done = acts.of_obligations(desk.session, [one.key for one in owed], known_at=last)
        followed = {after.rule for one in owed if (after := desk.rule(one).after) is not None}
        return cls(desk, first, last, by_rule, rows, facts, done, followed)

    def file_of(self, one: Obligation) -> Sequence[Known]:
        """What was on file of an obligation, stretch by stretch."""
        row = row_of(self.desk.rule(one), one)
        if row not in self.files:
            self.files = {row: self._row_files(row, self.rows[row])}  # rows come one after the other
        return self.files[row][one.key]

    def _row_files(self, row: Row, some: Sequence[Obligation]) -> Mapping[str, Sequence[Known]]:
        """How the facts of a row were shared out among its windows, whenever anything new came in."""
        pairs = dict.fromkeys(pair for one in some for pair in sought(self.desk, one))
        mine = {pair: self.facts[pair] for pair in pairs if pair in self.facts}
        told = [fact for facts in mine.values() for fact in facts]
        days = self._news(told, some)
        files: dict[str, list[Known]] = {one.key: [] for one in some}
        ways = self._undisturbed(row, some, mine, days) if self._is_quiet(some) else self._daily(row, some, mine, days)
        moved = _moved(told)
        for day, (on_file, served) in zip(days, ways, strict=True):
            for one in some:
                file, facts = files[one.key], served[one.key].get(one.key, ())
                if not file or _differ(file[-1].facts, facts) or self._is_moved(one, facts, day, moved.get(day)):
                    file.append(Known(day, on_file, served[one.key], facts))
        return files

    def _undisturbed(
        self, row: Row, some: Sequence[Obligation], mine: Mapping[tuple[str, str], Sequence[Fact]], days: Sequence[date]
    ) -> Iterator[tuple[OnFile, Mapping[str, Served]]]:
        """A row that nothing but its facts moves: they are shared out in one go."""
        on_file = self._on_file(self.last, row, some, mine)
        told = [fact for facts in mine.values() for fact in facts]
        rule, asked = self.desk.rule(some[0]), asked_of(self.desk, some[0], self.last)
        for served in allot_daily(rule, some, told, days, asked):
            yield on_file, dict.fromkeys(served, served)

    def _daily(
        self, row: Row, some: Sequence[Obligation], mine: Mapping[tuple[str, str], Sequence[Fact]], days: Sequence[date]
    ) -> Iterator[tuple[OnFile, Mapping[str, Served]]]:
        """What the register would have held on each of these days, and which facts served which window."""
        for day in days:
            on_file = self._on_file(day, row, some, mine)
            yield on_file, {one.key: allotted_to(self.desk, one, on_file) for one in some}

    def _is_quiet(self, some: Sequence[Obligation]) -> bool:
        """Whether nobody acted on a row, its rule was never amended and it shares its facts with no other bearer."""
        alone = all(one.amended is None and one.key not in self.acts for one in some)
        return alone and len({(one.pack_sha256, self.desk.sharers(one)) for one in some}) == 1

    def _is_moved(self, one: Obligation, facts: Sequence[Fact], day: date, moved: Set[str] | None) -> bool:
        """Whether somebody acted on an obligation on a day, or decided about one of its facts."""
        decided = moved is not None and any(fact.id in moved for fact in facts)
        return decided or any(day in (act.recorded, effective(act)) for act in self.acts.get(one.key, ()))

    def _on_file(
        self, day: date, row: Row, some: Sequence[Obligation], mine: Mapping[tuple[str, str], Sequence[Fact]]
    ) -> OnFile:
        """What the register would have held of a row on a day."""
        facts = {pair: [fact for fact in facts if fact.recorded <= day] for pair, facts in mine.items()}
        known = {one.key: [act for act in self.acts.get(one.key, ()) if act.recorded <= day] for one in some}
        return OnFile(day, day, facts, {key: done for key, done in known.items() if done}, {row: some}, {})

    def _news(self, told: Sequence[Fact], some: Sequence[Obligation]) -> list[date]:
        """The first day, and every later one on which something was recorded, decided, taken back or granted."""
        done = [act for one in some for act in self.acts.get(one.key, ())]
        days: set[date | None] = {day for fact in told for day in (fact.recorded, fact.decided, fact.retracted)}
        days |= {day for act in done for day in (act.recorded, effective(act))}
        days |= {one.amended.ended for one in some if one.amended is not None}
        return [self.first, *sorted(day for day in days if day is not None and self.first < day <= self.last)]


def _differ(before: Sequence[Fact], now: Sequence[Fact]) -> bool:
    """Whether other facts are on file; they are the same objects all through a replay."""
    return len(before) != len(now) or any(one is not other for one, other in zip(before, now, strict=True))


def _moved(told: Sequence[Fact]) -> Mapping[date, Set[str]]:
    """The facts that were decided or taken back on each day."""
    found: dict[date, set[str]] = defaultdict(set)
    for fact in told:
        for day in (fact.decided, fact.retracted):
            if day is not None:
                found[day].add(fact.id)
    return found
