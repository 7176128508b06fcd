"""规则手册：every rule by the pack that an obligation froze, and the sets and calendar that rules are read with.

A pack is parsed once a process, by its sha256; superseded packs stay readable, for obligations keep the version that
laid them.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property, lru_cache
from itertools import groupby
from typing import Literal, NamedTuple
from weakref import WeakKeyDictionary

from sqlalchemy import Pool

from engine.judging.earlier import in_force
from engine.judging.kept import is_plain_rule
from engine.judging.leave import leave_kinds
from engine.measure import kinds_of, leaves
from engine.nouns import Membership, Obligation, Roster, Rule, RulePack, Rung
from engine.owing.going_on import may_go_on, shape_of
from engine.roster import agency_stays, directory
from engine.workdays import CalendarYear, WorkCalendar
from notifications.repeats import with_repeats
from rules.calendars import national, overlaid, year_of
from rules.ladders import shipped, standard
from rules.load import load_text
from store import calendar as local_calendar
from store import packs as published
from store import settings as kept
from store.session import Session
from store.statements import here

DEFAULT_LADDER = "standard"


YEAR = "calendar.year."
"""What the years are kept under that an office read in, each with its number behind."""


@lru_cache(maxsize=64)
def parsed(text: str, name: str) -> RulePack:
    """The pack of a published text; such a text was checked before it was published."""
    pack, problems = load_text(text, name)
    if pack is None:
        raise ValueError(f"published pack {name} no longer loads: {[str(problem) for problem in problems]}")
    return pack


class Adding(NamedTuple):
    """A rule to whose tallies each fact adds by itself: the one kind of fact that it reads, and its shape."""

    rule: Rule
    kind: str
    shape: str


@dataclass
class Rulebook:
    """Published packs by content, parsed when first asked for."""

    texts: Mapping[str, tuple[str, str]]
    active: tuple[str, ...]
    days: Mapping[str, date] = field(default_factory=dict)
    since: Mapping[str, date] = field(default_factory=dict)
    _packs: dict[str, RulePack] = field(default_factory=dict)
    _rules: dict[tuple[str, str], Rule] = field(default_factory=dict)
    _kinds: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    _adding: dict[tuple[str, str], "Adding | None"] = field(default_factory=dict)
    _first_days: dict[tuple[str, str], date | None] = field(default_factory=dict)

    def pack(self, content: str) -> RulePack:
        """The pack whose sha256 is `content`."""
        if content not in self._packs:
            name, text = self.texts[content]
            self._packs[content] = parsed(text, name)
        return self._packs[content]

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

    def supervised_since(self, pack: RulePack) -> date | None:
        """From which day on a pack is supervised: as said when it was published, or of its version in force."""
        said = [self.since.get(content) for content in self.active if self.called(content).startswith(f"{pack.name}@")]
        return self.since.get(pack.sha256) or next(iter(said), None)

    def with_pack(self, pack: RulePack, text: str, on: date, since: date | None = None) -> "Rulebook":
        """These rules with a pack in the place of its version in force, as if it were published on a day."""
        since = since or self.supervised_since(pack)
        others = [content for content in self.active if self.pack(content).name != pack.name]
        texts = {**self.texts, pack.sha256: (f"{pack.name}@{pack.version}", text)}
        supervised = {**self.since, **({pack.sha256: since} if since is not None else {})}
        return Rulebook(texts, (*others, pack.sha256), {**self.days, pack.sha256: on}, supervised)

    @cached_property
    def _versions(self) -> Mapping[str, Sequence[Rule]]:
        """All rules of each id, of whatever pack and version."""
        found: dict[str, list[Rule]] = defaultdict(list)
        for content in self.texts:
            for rule in self.pack(content).rules:
                found[rule.id].append(rule)
        return found

    @cached_property
    def readers(self) -> Mapping[str, tuple[str, ...]]:
        """The ids of all rules, of whatever version, that read facts of each kind."""
        found: dict[str, dict[str, None]] = defaultdict(dict)
        for content in self.texts:
            for rule in self.pack(content).rules:
                for kind in kinds_of_rule(rule):
                    found[kind][rule.id] = None
        return {kind: tuple(rules) for kind, rules in found.items()}

    @cached_property
    def joint(self) -> Sequence[tuple[RulePack, Rule]]:
        """All rules, of whatever version, whose duty several share (共同)."""
        packs = map(self.pack, self.texts)
        return [(pack, rule) for pack in packs for rule in pack.rules if rule.bearer.role == "joint"]

    def kinds(self, content: str, rule: str) -> tuple[str, ...]:
        """The kinds of fact that a rule of the pack whose sha256 is `content` reads."""
        place = (content, rule)
        if place not in self._kinds:
            self._kinds[place] = kinds_of_rule(self.rule_in(content, rule))
        return self._kinds[place]

    def adding(self, content: str, rule: str) -> "Adding | None":
        """What is asked of a rule of the pack whose sha256 is `content` when facts come in; None if they do not add.

        They must do so in every version of it: a window that opens later may be laid by another.
        """
        place = (content, rule)
        if place not in self._adding:
            found, kinds = self.rule_in(content, rule), self.kinds(content, rule)
            able = len(kinds) == 1 and all(is_plain_rule(each) and may_go_on(each) for each in self._versions[rule])
            self._adding[place] = Adding(found, kinds[0], shape_of(found)) if able else None
        return self._adding[place]

    def rule(self, obligation: Obligation) -> Rule:
        """The rule that laid `obligation`, in the version that laid it."""
        return self.rule_in(obligation.pack_sha256, obligation.rule)

    def rule_in(self, content: str, rule: str) -> Rule:
        """The rule of that id in the pack whose sha256 is `content`."""
        place = (content, rule)
        if place not in self._rules:
            self._rules.update({(content, each.id): each for each in self.pack(content).rules})
        return self._rules[place]


_KEPT: WeakKeyDictionary[Pool, dict[str, tuple[published.Versions, Rulebook]]] = WeakKeyDictionary()
"""The latest rulebook of each jurisdiction of each open database."""


def rulebook(session: Session) -> Rulebook:
    """The packs of the register, read anew only when any was published, superseded or withdrawn."""
    versions, jurisdiction = published.versions(session), here(session)
    kept = _KEPT.setdefault(session.database.pool, {})
    if jurisdiction not in kept or kept[jurisdiction][0] != versions:
        kept[jurisdiction] = (versions, _rulebook(session))
    return kept[jurisdiction][1]


def _rulebook(session: Session) -> Rulebook:
    found = published.find(session)
    active = sorted((each.name, each.sha256) for each in found if each.state == "active")
    return Rulebook(
        {each.sha256: (f"{each.name}@{each.version}", each.text) for each in found},
        tuple(content for _, content in active),
        {each.sha256: each.published_on for each in found},
        {each.sha256: each.since for each in found if each.since is not None},
    )


def kinds_of_rule(rule: Rule) -> tuple[str, ...]:
    """The kinds of fact that a rule reads, in the order of its test: acts, what starts its clock, time away."""
    tested = [kind for leaf in leaves(rule.test) for kind in kinds_of(leaf)] if rule.test else []
    started = [kind for kind in (rule.due.of, rule.window.anchor.event) if kind]
    return tuple(dict.fromkeys([*tested, *started, *leave_kinds(rule)]))


def ladder_of(rule: Rule, pack: RulePack) -> tuple[Rung, ...]:
    """The ladder that the obligations of `rule` freeze: the pack's, a ready one of that name, or the standard one.

    What the rule says of repeated breaches stands in it.
    """
    name, ready = rule.ladder or DEFAULT_LADDER, {**shipped(), **pack.ladders}
    return with_repeats(ready.get(name) or standard(), rule.repeat, ready)


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
    """The national calendar with the years that this office read in and the days that it set otherwise."""
    years = tuple(text for name, text in kept.listed(session).items() if name.startswith(YEAR) and text)
    nation = _with_years(years) if years else national()
    days = local_calendar.local_days(session)
    return _with_local_days(nation, days) if days else nation


@lru_cache(maxsize=8)
def _with_years(texts: tuple[str, ...]) -> WorkCalendar:
    """The national calendar with years kept as the texts of their files."""
    read = (year_of(text, YEAR)[0] for text in texts)
    return overlaid(year for year in read if year is not None)


def _with_local_days(calendar: WorkCalendar, days: Mapping[date, Literal["rest", "work"]]) -> WorkCalendar:
    years = []
    for year, group in groupby(sorted(days), key=lambda day: day.year):
        mine = list(group)
        was = calendar.years.get(year, CalendarYear(year, "", status=calendar.status(year)))
        rest = frozenset(day for day in mine if days[day] == "rest")
        work = frozenset(day for day in mine if days[day] == "work")
        years.append(replace(was, rest=(was.rest - work) | rest, work=(was.work - rest) | work))
    return overlaid(years, calendar)
