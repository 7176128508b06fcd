"""规则手册：every rule by the pack that an obligation froze, and the sets and calendar that rules are read with.

A pack is parsed once a process, by its sha256; superseded packs stay readable, for obligations keep the version that
laid them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from itertools import groupby
from typing import Literal

from sqlmodel import Session

from engine.judging.earlier import in_force
from engine.nouns import Membership, Obligation, Roster, Rule, RulePack, Rung
from engine.roster import agency_stays, directory
from engine.workdays import CalendarYear, WorkCalendar
from rules.calendars import national, overlaid
from rules.ladders import shipped, standard
from rules.load import load_text
from store import calendar as local_calendar
from store import packs as published

DEFAULT_LADDER = "standard"


@lru_cache(maxsize=64)
def parsed(text: str, name: str) -> RulePack:
    """The pack of a published text; such a text was checked before it was published."""
    pack, problems = load_text(text, name)
    if pack is None:
        raise ValueError(f"published pack {name} no longer loads: {[str(problem) for problem in problems]}")
    return pack


@dataclass
class Rulebook:
    """Published packs by content, parsed when first asked for."""

    texts: Mapping[str, tuple[str, str]]
    active: tuple[str, ...]
    days: Mapping[str, date] = field(default_factory=dict)
    _rules: dict[tuple[str, str], Rule] = field(default_factory=dict)
    _first_days: dict[tuple[str, str], date | None] = field(default_factory=dict)

    def pack(self, content: str) -> RulePack:
        """The pack whose sha256 is `content`."""
        name, text = self.texts[content]
        return parsed(text, name)

    def called(self, content: str) -> str:
        """The name and version of the pack whose sha256 is `content`."""
        return self.texts[content][0]

    def packs(self) -> Iterator[RulePack]:
        """The packs in force, by name."""
        return (self.pack(content) for content in self.active)

    def versions_beside(self, pack: RulePack) -> list[RulePack]:
        """The other versions of a pack that were ever in force."""
        named = [content for content, (called, _) in self.texts.items() if called.partition("@")[0] == pack.name]
        return [self.pack(content) for content in named if content != pack.sha256]

    def in_force(self, pack: RulePack, rule: Rule) -> date | None:
        """The first day of a rule in whatever version of its pack, if it is known: its windows go on from there."""
        place = (pack.sha256, rule.id)
        if place not in self._first_days:
            earlier = [(each, beside) for beside in self.versions_beside(pack) for each in beside.rules]
            same = [(each, beside) for each, beside in earlier if each.id == rule.id]
            days = [in_force(each, beside) for each, beside in ((rule, pack), *same)]
            self._first_days[place] = min((day for day in days if day is not None), default=None)
        return self._first_days[place]

    def with_pack(self, pack: RulePack, text: str, on: date) -> "Rulebook":
        """These rules with a pack in the place of its version in force, as if it were published on a day."""
        others = [content for content in self.active if self.pack(content).name != pack.name]
        texts = {**self.texts, pack.sha256: (f"{pack.name}@{pack.version}", text)}
        return Rulebook(texts, (*others, pack.sha256), {**self.days, pack.sha256: on})

    def rule(self, obligation: Obligation) -> Rule:
        """The rule that laid `obligation`, in the version that laid it."""
        return self.rule_in(obligation.pack_sha256, obligation.rule)

    def rule_in(self, content: str, rule: str) -> Rule:
        """The rule of that id in the pack whose sha256 is `content`."""
        place = (content, rule)
        if place not in self._rules:
            self._rules.update({(content, each.id): each for each in self.pack(content).rules})
        return self._rules[place]


def rulebook(session: Session) -> Rulebook:
    """The packs of the register."""
    found = published.find(session)
    active = sorted((each.name, each.sha256) for each in found if each.state == "active")
    return Rulebook(
        {each.sha256: (f"{each.name}@{each.version}", each.text) for each in found},
        tuple(content for _, content in active),
        {each.sha256: each.published_on for each in found},
    )


def ladder_of(rule: Rule, pack: RulePack) -> tuple[Rung, ...]:
    """The ladder that the obligations of `rule` freeze: the pack's, a ready one of that name, or the standard one."""
    name = rule.ladder or DEFAULT_LADDER
    return pack.ladders.get(name) or shipped().get(name) or standard()


def ladders(pack: RulePack) -> dict[tuple[str, str], Sequence[Rung]]:
    """The ladder of every rule of a pack."""
    return {(pack.name, rule.id): ladder_of(rule, pack) for rule in pack.rules}


def with_sets(roster: Roster, pack: RulePack) -> Roster:
    """The register as `pack` sees it: a set that lists 各部门 has the members that 各部门 has, there or in the pack."""
    found = _Sets(pack, roster)
    added = tuple(replace(one, set=name) for name in sorted(pack.sets) for one in found.listed_in(name, frozenset()))
    return replace(roster, memberships=(*roster.memberships, *added)) if added else roster


class _Sets:
    """Who belongs to the sets that other sets list by name."""

    def __init__(self, pack: RulePack, roster: Roster) -> None:
        self.sets, self.roster, self.agencies = pack.sets, roster, directory(roster)
        self.on_file: dict[str, list[Membership]] = {}
        for membership in roster.memberships:
            self.on_file.setdefault(membership.set, []).append(membership)

    def listed_in(self, name: str, within: frozenset[str]) -> Iterator[Membership]:
        """The members of all sets that the set `name` lists; a circle ends where it closes."""
        for member in self.sets[name].members:
            if member in self.agencies or member in {name, *within}:
                continue
            if member not in self.sets:
                yield from self.on_file.get(member, ())
            elif self.sets[member].of == "agency":
                stays = agency_stays(member, self.sets, self.roster)
                yield from (Membership(member, stay.who.id, stay.since, stay.until) for stay in stays)
                yield from self.listed_in(member, within | {name})


def unknown_members(roster: Roster, pack: RulePack) -> list[tuple[str, str]]:
    """Names in the sets of `pack` that stand for no agency and no other set of pack or register, each with its set."""
    known = {*(membership.set for membership in roster.memberships), *directory(roster)}
    return [
        (name, member)
        for name, term in sorted(pack.sets.items())
        if term.of == "agency"
        for member in term.members
        if member not in known and (member == name or member not in pack.sets)
    ]


def working_calendar(session: Session) -> WorkCalendar:
    """The national calendar with the days that this office set otherwise."""
    days = local_calendar.local_days(session)
    return _with_local_days(national(), days) if days else national()


def _with_local_days(calendar: WorkCalendar, days: Mapping[date, Literal["rest", "work"]]) -> WorkCalendar:
    years = []
    for year, group in groupby(sorted(days), key=lambda day: day.year):
        mine = list(group)
        was = calendar.years.get(year, CalendarYear(year, "", status=calendar.status(year)))
        rest = frozenset(day for day in mine if days[day] == "rest")
        work = frozenset(day for day in mine if days[day] == "work")
        years.append(replace(was, rest=(was.rest - work) | rest, work=(was.work - rest) | work))
    return overlaid(years)
