"""办案：gather what is on file for many obligations at once, and have each judged.

Facts, acts and sister windows are read in batches, never one obligation at a time.  Which fact serves which window is
the engine's to say; it needs all windows of a rule and bearer for that, and only where facts are on file.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol, TypeAlias

from duban.services.desk import Desk
from engine.copies import changed
from engine.judging.earlier import earlier_of
from engine.judging.office import as_acted_on
from engine.nouns import Dossier, Fact, Obligation, OfficeAct, Verdict
from engine.owing.allot import allot, row_of
from engine.owing.amend import admitted, as_held
from engine.owing.asked import Asked
from engine.owing.bearers import members_of, stays_of
from engine.owing.followed import predecessor as predecessor
from engine.owing.succession import Origin, origins_of, pooled
from engine.roster import attrs_of
from store import acts, obligations, successions

Series: TypeAlias = tuple[str, str, str]
"""What the windows of one duty share: rule, bearer, subject."""


def series_of(obligation: Obligation) -> Series:
    """The windows of one duty that follow each other, in which breaches are counted in a row."""
    return obligation.rule, obligation.bearer, obligation.subject


@dataclass(frozen=True)
class OnFile:
    """What the register has on some obligations as of a day: facts by bearer and kind, acts, sister windows.

    `origins` are the obligations of other agencies that some took over from.
    """

    as_of: date
    known_at: date
    facts: Mapping[tuple[str, str], Sequence[Fact]]
    acts: Mapping[str, Sequence[OfficeAct]]
    sisters: Mapping[Series, Sequence[Obligation]]
    origins: Mapping[str, Sequence[Origin]]
    allotted: dict[tuple[str, Series, str], Mapping[str, tuple[Fact, ...]]] = field(default_factory=dict)


class Shelf(Protocol):
    """Where the windows of a duty are looked up."""

    def of_bearers(self, pairs: Iterable[tuple[str, str]], begun_by: date) -> Iterable[Obligation]:
        """Every window of these (rule, bearer) that opens by a day."""


def judged(
    desk: Desk,
    some: Sequence[Obligation],
    as_of: date,
    known_at: date | None = None,
    *,
    among: Shelf | None = None,
) -> dict[str, Verdict]:
    """The verdict on each obligation as of a day, from what was recorded up to `known_at` (else up to `as_of`).

    Sister windows and predecessors are looked for in the register, or `among` others.
    """
    known = known_at or as_of
    dossiers = dossiers_of(desk, some, as_of, known, among=among)
    return {one.key: desk.verdict(one, dossiers[one.key], as_of, known) for one in some}


def dossiers_of(
    desk: Desk,
    some: Sequence[Obligation],
    as_of: date,
    known_at: date,
    *,
    among: Shelf | None = None,
) -> dict[str, Dossier]:
    """All that is on file for each obligation."""
    register = among or _Register(desk)
    upstream = _upstream(desk, some, as_of, known_at, register, among)
    on_file = _on_file(desk, some, as_of, known_at, register)
    return {one.key: dossier_of(desk, one, on_file, upstream.get(one.key)) for one in some}


@dataclass(frozen=True)
class _Register:
    """The windows on the register."""

    desk: Desk

    def of_bearers(self, pairs: Iterable[tuple[str, str]], begun_by: date) -> list[Obligation]:
        return obligations.of_bearers(self.desk.session, pairs, begun_by=begun_by)


@dataclass(frozen=True)
class Imagined:
    """Windows that were worked out and never entered."""

    some: Sequence[Obligation]

    def of_bearers(self, pairs: Iterable[tuple[str, str]], begun_by: date) -> list[Obligation]:
        """Those of them that are of these duties and open by a day."""
        wanted = set(pairs)
        return [one for one in self.some if (one.rule, one.bearer) in wanted and one.window.first <= begun_by]


@dataclass(frozen=True)
class InHand:
    """The windows on the register of which those that open by a day were just read."""

    desk: Desk
    some: Sequence[Obligation]
    until: date

    def of_bearers(self, pairs: Iterable[tuple[str, str]], begun_by: date) -> list[Obligation]:
        """Those of them that are of these duties and open by a day, or all of those on the register."""
        if begun_by > self.until:
            return _Register(self.desk).of_bearers(pairs, begun_by)
        return Imagined(self.some).of_bearers(pairs, begun_by)


def dossier_of(desk: Desk, one: Obligation, on_file: OnFile, upstream: Verdict | None) -> Dossier:
    """The file of one obligation."""
    return dossier_with(desk, one, on_file, allotted_to(desk, one, on_file), upstream)


def dossier_with(
    desk: Desk, one: Obligation, on_file: OnFile, allotted: Mapping[str, tuple[Fact, ...]], upstream: Verdict | None
) -> Dossier:
    """The file of one obligation, once it is known which facts serve which window of its row."""
    rule, pack = desk.rule(one), desk.book.pack(one.pack_sha256)
    bearer = desk.agency(one.bearer, one.window.first)
    sisters = on_file.sisters.get(row_of(rule, one), ()) if allotted else ()
    return changed(
        pooled(rule, one, allotted.get(one.key, ()), on_file.origins.get(one.key, ())),
        acts=tuple(on_file.acts.get(one.key, ())),
        members=members_of(rule, one, pack, desk.roster_of(one.pack_sha256)),
        attrs=attrs_of(bearer) if bearer else {},
        upstream=upstream,
        earlier=earlier_of(rule, one, sisters, allotted, on_file.acts),
        in_force=desk.book.in_force(pack, rule),
    )


def allotted_to(desk: Desk, one: Obligation, on_file: OnFile) -> Mapping[str, tuple[Fact, ...]]:
    """The facts that serve each window of the duty, of all that the bearer has on file for it."""
    mine = [fact for who, kind in sought(desk, one) for fact in on_file.facts.get((who, kind), ())]
    if not mine:
        return {}
    rule, on, known = desk.rule(one), on_file.as_of, on_file.known_at
    own = one.key if _ended(one, on) else ""
    if own and one.amended is not None and one.amended.held_on is not None:
        return {own: admitted(one, mine, rule)}
    place = (one.pack_sha256, row_of(rule, one), own)
    if place not in on_file.allotted:
        sisters = on_file.sisters.get(row_of(rule, one), (one,))
        # what another window has superseded takes no facts from it
        alive = [each for each in sisters if each.key == own or not _ended(each, on)]
        acts = on_file.acts
        moved = [as_acted_on(rule, each, acts.get(each.key, ()), mine, desk.calendar, on, known) for each in alive]
        held = as_held(mine, alive, one.pack_sha256)
        versions = {each.key: asked for each in alive if (asked := desk.asking(each)) is not rule}
        found = allot(rule, moved, held, known_at=known, asked=asked_of(desk, one, on), versions=versions)
        on_file.allotted[place] = {**found, **{each.key: admitted(each, found[each.key], rule) for each in alive}}
    return on_file.allotted[place]


def asked_of(desk: Desk, one: Obligation, on: date) -> Asked:
    """What the rule of an obligation asks of its bearer, as he is on a day, and of his people if they are measured."""
    rule, bearer = desk.rule(one), desk.agency(one.bearer, on)
    people = stays_of(rule, one.bearer, desk.book.pack(one.pack_sha256), desk.roster_of(one.pack_sha256))
    return Asked.of(rule, attrs_of(bearer) if bearer else {}, people)


def sought(desk: Desk, one: Obligation) -> list[tuple[str, str]]:
    """The (agency, kind) of every fact that may touch an obligation."""
    return [(who, kind) for who in desk.sharers(one) for kind in desk.kinds(one)]


def _ended(one: Obligation, as_of: date) -> bool:
    return one.amended is not None and one.amended.ended is not None and one.amended.ended <= as_of


def _origins(desk: Desk, some: Sequence[Obligation], as_of: date, known_at: date) -> dict[str, list[Origin]]:
    """What some obligations took over from other agencies, each with the facts that serve it."""
    found = successions.origins(desk.session, [one.key for one in some])
    if not found:
        return {}
    handed = obligations.filed(desk.session, sorted({key for rows in found.values() for key, _ in rows}))
    files = dossiers_of(desk, [each.obligation for each in handed.values()], as_of, known_at)
    return {
        heir: [each for key, day in rows for each in origins_of(handed[key].obligation, day, files[key])]
        for heir, rows in found.items()
    }


def _on_file(desk: Desk, some: Sequence[Obligation], as_of: date, known_at: date, register: Shelf) -> OnFile:
    pairs = {pair for one in some for pair in sought(desk, one)}
    found = desk.facts_of(pairs, known_at)
    touched = [one for one in some if any(pair in found for pair in sought(desk, one))]
    latest = max((one.window.first for one in touched), default=known_at)
    latest = max([latest, *(fact.day for some_facts in found.values() for fact in some_facts)])
    sisters: dict[Series, list[Obligation]] = defaultdict(list)
    # a window that opens later is served by no fact on file
    for one in register.of_bearers({(one.rule, one.bearer) for one in touched}, latest):
        sisters[row_of(desk.rule(one), one)].append(one)
    keys = dict.fromkeys(one.key for one in (*some, *(one for row in sisters.values() for one in row)))
    done = acts.of_obligations(desk.session, list(keys), known_at=known_at)
    return OnFile(as_of, known_at, found, done, sisters, _origins(desk, some, as_of, known_at))


def _upstream(
    desk: Desk,
    some: Sequence[Obligation],
    as_of: date,
    known_at: date,
    register: Shelf,
    among: Shelf | None,
) -> dict[str, Verdict]:
    """The verdict on what comes before, for each obligation of a rule that follows another (`after`)."""
    following = [(one, after) for one in some if (after := desk.rule(one).after) is not None]
    if not following:
        return {}
    candidates: dict[tuple[str, str], list[Obligation]] = defaultdict(list)
    latest = max(one.window.first for one, _ in following)
    for one in register.of_bearers({(after.rule, one.bearer) for one, after in following}, latest):
        candidates[one.rule, one.bearer].append(one)
    before = {one.key: predecessor(one, after, candidates[after.rule, one.bearer]) for one, after in following}
    first = {one.key: one for one in before.values() if one is not None}
    verdicts = judged(desk, list(first.values()), as_of, known_at, among=among)
    return {key: verdicts[one.key] for key, one in before.items() if one is not None}
