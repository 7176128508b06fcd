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
from engine.allot import allot
from engine.bearers import members_of
from engine.earlier import earlier_of, in_force
from engine.judge import judge
from engine.nouns import After, Dossier, Fact, Obligation, OfficeAct, Verdict
from engine.roster import attrs_of
from store import acts, facts, obligations

Series: TypeAlias = tuple[str, str, str]
"""What the windows of one duty share: rule, bearer, subject."""


def series_of(obligation: Obligation) -> Series:
    """The row of windows that an obligation stands in."""
    return obligation.rule, obligation.bearer, obligation.subject


@dataclass(frozen=True)
class OnFile:
    """What the register has on some obligations: facts by bearer and kind, acts by obligation, sister windows."""

    facts: Mapping[tuple[str, str], Sequence[Fact]]
    acts: Mapping[str, Sequence[OfficeAct]]
    sisters: Mapping[Series, Sequence[Obligation]]
    allotted: dict[tuple[str, Series], Mapping[str, tuple[Fact, ...]]] = field(default_factory=dict)


def judged(
    desk: Desk,
    some: Sequence[Obligation],
    as_of: date,
    known_at: date | None = None,
    *,
    among: Sequence[Obligation] | None = None,
) -> dict[str, Verdict]:
    """The verdict on each obligation as of a day, from what was recorded up to `known_at` (else up to `as_of`).

    Sister windows and predecessors are looked for in the register, or `among` some that were never entered.
    """
    known = known_at or as_of
    dossiers = dossiers_of(desk, some, as_of, known, among=among)
    return {one.key: judge(desk.rule(one), one, dossiers[one.key], desk.calendar, as_of, known) for one in some}


def dossiers_of(
    desk: Desk,
    some: Sequence[Obligation],
    as_of: date,
    known_at: date,
    *,
    among: Sequence[Obligation] | None = None,
) -> dict[str, Dossier]:
    """All that is on file for each obligation."""
    register = _Register(desk) if among is None else _Imagined(among)
    upstream = _upstream(desk, some, as_of, known_at, register, among)
    on_file = _on_file(desk, some, known_at, register)
    return {one.key: _dossier(desk, one, on_file, upstream.get(one.key)) for one in some}


class Shelf(Protocol):
    """Where the windows of a duty are looked up."""

    def of_bearers(self, pairs: Iterable[tuple[str, str]], begun_by: date) -> Iterable[Obligation]:
        """Every window of these (rule, bearer) that opens by a day."""


@dataclass(frozen=True)
class _Register:
    """The windows on the register."""

    desk: Desk

    def of_bearers(self, pairs: Iterable[tuple[str, str]], begun_by: date) -> list[Obligation]:
        return obligations.of_bearers(self.desk.session, pairs, begun_by=begun_by)


@dataclass(frozen=True)
class _Imagined:
    """Windows that were worked out and never entered."""

    some: Sequence[Obligation]

    def of_bearers(self, pairs: Iterable[tuple[str, str]], begun_by: date) -> list[Obligation]:
        wanted = set(pairs)
        return [one for one in self.some if (one.rule, one.bearer) in wanted and one.window.first <= begun_by]


def _dossier(desk: Desk, one: Obligation, on_file: OnFile, upstream: Verdict | None) -> Dossier:
    rule, pack = desk.rule(one), desk.book.pack(one.pack_sha256)
    bearer = desk.agency(one.bearer, one.window.first)
    allotted = _allotted(desk, one, on_file)
    return Dossier(
        facts=allotted.get(one.key, ()),
        acts=tuple(on_file.acts.get(one.key, ())),
        members=members_of(rule, one, pack, desk.roster_of(one.pack_sha256)),
        attrs=attrs_of(bearer) if bearer else {},
        upstream=upstream,
        earlier=earlier_of(rule, one, on_file.sisters.get(series_of(one), ()), allotted) if allotted else (),
        in_force=in_force(rule, pack),
    )


def _allotted(desk: Desk, one: Obligation, on_file: OnFile) -> Mapping[str, tuple[Fact, ...]]:
    """The facts that serve each window of the duty, of all that the bearer has on file for it."""
    mine = [fact for kind in desk.kinds(one) for fact in on_file.facts.get((one.bearer, kind), ())]
    if not mine:
        return {}
    place = (one.pack_sha256, series_of(one))
    if place not in on_file.allotted:
        on_file.allotted[place] = allot(desk.rule(one), on_file.sisters.get(series_of(one), (one,)), mine)
    return on_file.allotted[place]


def _on_file(desk: Desk, some: Sequence[Obligation], known_at: date, register: Shelf) -> OnFile:
    pairs = {(one.bearer, kind) for one in some for kind in desk.kinds(one)}
    found = facts.of_bearers(desk.session, pairs, known_at=known_at) if pairs else {}
    touched = [one for one in some if any((one.bearer, kind) in found for kind in desk.kinds(one))]
    latest = max((one.window.first for one in touched), default=known_at)
    latest = max([latest, *(fact.day for some_facts in found.values() for fact in some_facts)])
    sisters: dict[Series, list[Obligation]] = defaultdict(list)
    # a window that opens later is served by no fact on file
    for one in register.of_bearers({(one.rule, one.bearer) for one in touched}, latest):
        sisters[series_of(one)].append(one)
    return OnFile(found, acts.of_obligations(desk.session, [one.key for one in some], known_at=known_at), sisters)


def _upstream(
    desk: Desk,
    some: Sequence[Obligation],
    as_of: date,
    known_at: date,
    register: Shelf,
    among: Sequence[Obligation] | None,
) -> dict[str, Verdict]:
    """The verdict on what comes before, for each obligation of a rule that follows another (`after`)."""
    following = [(one, after) for one in some if (after := desk.rule(one).after) is not None]
    if not following:
        return {}
    candidates: dict[tuple[str, str], list[Obligation]] = defaultdict(list)
    latest = max(one.window.first for one, _ in following)
    for one in register.of_bearers({(after.rule, one.bearer) for one, after in following}, latest):
        candidates[one.rule, one.bearer].append(one)
    before = {one.key: _predecessor(one, after, candidates[after.rule, one.bearer]) for one, after in following}
    first = {one.key: one for one in before.values() if one is not None}
    verdicts = judged(desk, list(first.values()), as_of, known_at, among=among)
    return {key: verdicts[one.key] for key, one in before.items() if one is not None}


def _predecessor(one: Obligation, after: After, found: Sequence[Obligation]) -> Obligation | None:
    """The obligation that `one` follows: of the same window, or the bearer's latest begun by then."""
    if after.same == "window":
        return next((each for each in found if each.window.label == one.window.label), None)
    begun = [each for each in found if each.window.first <= one.window.first]
    return max(begun, key=lambda each: each.window, default=None)
