"""办案：gather what is on file for many obligations at once, and have each judged.

Facts, acts and sister windows are read in batches, never one obligation at a time.  Which fact serves which window is
the engine's to say; it needs all windows of a rule and bearer for that, and only where facts are on file.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol, TypeAlias

from duban.services.desk import Desk
from duban.services.judgement.joint import leads_of, led_alike, special_of
from engine.copies import changed
from engine.judging.earlier import earlier_of
from engine.judging.office import as_acted_on, effective
from engine.measure import kinds_in
from engine.measure.scope import by_day
from engine.nouns import Dossier, Fact, Obligation, OfficeAct, Rule, Verdict
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

    `origins` are the obligations of other agencies that some took over from, `heirs` the keys of all that ever do.
    """

    as_of: date
    known_at: date
    facts: Mapping[tuple[str, str], Sequence[Fact]]
    acts: Mapping[str, Sequence[OfficeAct]]
    sisters: Mapping[Series, Sequence[Obligation]]
    origins: Mapping[str, Sequence[Origin]]
    allotted: dict[tuple[str, Series, str], Mapping[str, tuple[Fact, ...]]] = field(default_factory=dict)
    heirs: Collection[str] = ()


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
    before: date = date.max,
) -> dict[str, Dossier]:
    """All that is on file for each obligation; of what sister windows took over, what they did `before` a day."""
    register = among or _Register(desk)
    upstream = _upstream(desk, some, as_of, known_at, register, among)
    on_file = _on_file(desk, some, as_of, known_at, register, before)
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
    rule, on, known = desk.rule(one), on_file.as_of, on_file.known_at
    sisters, acts = on_file.sisters.get(row_of(rule, one), (one,)), on_file.acts
    if rule.bearer.role == "joint":
        sisters = led_alike(one, sisters, acts, on_file.heirs)
    mine = [fact for pair in _sought_by(desk, rule, (one, *sisters)) for fact in on_file.facts.get(pair, ())]
    if not mine:
        return {}
    own = one.key if _ended(one, on) else ""
    if own and one.amended is not None and one.amended.held_on is not None:
        return {own: admitted(one, mine, rule)}
    place = (one.pack_sha256, row_of(rule, one), own or one.bearer)
    if place not in on_file.allotted:
        # what another window has superseded takes no facts from it
        alive = [each for each in sisters if each.key == own or not _ended(each, on)]
        moved = [as_acted_on(rule, each, acts.get(each.key, ()), mine, desk.calendar, on, known) for each in alive]
        held = as_held(mine, alive, one.pack_sha256)
        special = special_of(desk, rule, alive, on_file.origins)
        found = allot(rule, moved, held, known_at=known, asked=asked_of(desk, one, on), special=special)
        on_file.allotted[place] = {**found, **{each.key: admitted(each, found[each.key], rule) for each in alive}}
    return on_file.allotted[place]


def strays_of(desk: Desk, one: Obligation, as_of: date, known_at: date) -> list[Fact]:
    """The facts on file for a duty that lie in none of its windows, of all of them nearest to this one."""
    on_file, rule = _on_file(desk, [one], as_of, known_at, _Register(desk), date.max), desk.rule(one)
    if rule.test is None:
        return []
    row = on_file.sisters.get(row_of(rule, one)) or [one]
    served = {fact.id for facts in allotted_to(desk, one, on_file).values() for fact in facts}
    mine = [fact for pair in sought(desk, one) for fact in on_file.facts.get(pair, ())]
    wanted = [fact for fact in mine if fact.kind in kinds_in(rule.test) and fact.id not in served]
    return [fact for fact in sorted(wanted, key=by_day) if fact.day <= as_of and _nearest(row, fact.day) == one.key]


def _nearest(row: Sequence[Obligation], day: date) -> str:
    """The window that a day is least far from, the earlier of two."""
    return min(row, key=lambda each: max(each.window.first - day, day - each.window.last)).key


def asked_of(desk: Desk, one: Obligation, on: date) -> Asked:
    """What the rule of an obligation asks of its bearer, as he is on a day, and of his people if they are measured."""
    rule, bearer = desk.rule(one), desk.agency(one.bearer, on)
    people = stays_of(rule, one.bearer, desk.book.pack(one.pack_sha256), desk.roster_of(one.pack_sha256))
    return Asked.of(rule, attrs_of(bearer) if bearer else {}, people)


def sought(desk: Desk, one: Obligation) -> list[tuple[str, str]]:
    """The (agency, kind) of every fact that may touch an obligation."""
    return [(who, kind) for who in desk.sharers(one) for kind in desk.kinds(one)]


def _sought_by(desk: Desk, rule: Rule, row: Sequence[Obligation]) -> dict[tuple[str, str], None]:
    """That of a row, the one asked about first: those who share in a joint duty (共同) may differ by window."""
    every = row if rule.bearer.role == "joint" else row[:1]
    return dict.fromkeys(pair for one in every for pair in sought(desk, one))


def _ended(one: Obligation, as_of: date) -> bool:
    return one.amended is not None and one.amended.ended is not None and one.amended.ended <= as_of


def _origins(
    desk: Desk,
    own: Collection[str],
    heirs: Mapping[str, Sequence[tuple[str, date]]],
    as_of: date,
    known_at: date,
    before: date,
) -> dict[str, list[Origin]]:
    """What these heirs, some and their sister windows, took over from other agencies, with the facts that serve it.

    What sisters took over only `before` a day: what was handed over is shared out as it stood when it was.
    """
    session = desk.session
    rows = [(heir, *row) for heir, rows in heirs.items() for row in rows if heir in own or row[1] < before]
    done = acts.of_obligations(session, sorted({key for _, key, _ in rows}), known_at=known_at) if rows else {}
    rows = [(heir, key, day) for heir, key, day in rows if day <= as_of and _is_handed(done.get(key, ()), day)]
    if not rows:
        return {}
    handed = obligations.filed(session, sorted({key for _, key, _ in rows}))
    last = max(day for *_, day in rows)
    files = dossiers_of(desk, [each.obligation for each in handed.values()], as_of, known_at, before=last)
    found: dict[str, list[Origin]] = defaultdict(list)
    for heir, key, day in rows:
        found[heir] += origins_of(handed[key].obligation, day, files[key])
    return found


def _is_handed(done: Sequence[OfficeAct], day: date) -> bool:
    """Whether it was known that a duty goes on elsewhere from a day on."""
    return any(act.act == "transfer" and effective(act) == day for act in done)


def _on_file(
    desk: Desk, some: Sequence[Obligation], as_of: date, known_at: date, register: Shelf, before: date
) -> OnFile:
    pairs = {pair for one in some for pair in sought(desk, one)}
    found = desk.facts_of(pairs, known_at)
    touched = [one for one in some if any(pair in found for pair in sought(desk, one))]
    latest = max((one.window.first for one in touched), default=known_at)
    latest = max([latest, *(fact.day for some_facts in found.values() for fact in some_facts)])
    sisters: dict[Series, list[Obligation]] = defaultdict(list)
    # a window that opens later is served by no fact on file
    pairs_touched = {(one.rule, who) for one in touched for who in leads_of(desk, one)}
    for one in register.of_bearers(pairs_touched, latest):
        sisters[row_of(desk.rule(one), one)].append(one)
    rows = [one for row in sisters.values() for one in row]
    shared = {pair for one in rows if desk.rule(one).bearer.role == "joint" for pair in sought(desk, one)}
    if shared - pairs:
        found = {**found, **desk.facts_of(shared - pairs, known_at)}
    keys = dict.fromkeys(one.key for one in (*some, *rows))
    done = acts.of_obligations(desk.session, list(keys), known_at=known_at)
    heirs = successions.origins(desk.session, list(keys))
    origins = _origins(desk, {one.key for one in some}, heirs, as_of, known_at, before)
    return OnFile(as_of, known_at, found, done, sisters, origins, heirs=heirs.keys())


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
