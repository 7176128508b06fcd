"""展开 expansion: rules x bearers x windows, each an obligation with its due day.

A pure function of pack, roster, calendar and day: the same input gives the same obligations, with the same keys, in
the same order; running it again never duplicates one (semantics 2).  Conditions (`when`, `exempt`) are not asked here:
the judge does, because they may change with what is known.

Who bears it: `each` and `sole` every agency of the set by itself; `lead` and `joint` the first one listed, the others
being its partners; a set given by attributes has no order, so there every agency leads its own duty.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from engine.dates import (
    EVENT_MISSING,
    FOREVER,
    Dated,
    dated_event,
    dated_windows,
    due_of,
    event_of,
    known_day,
    tenure,
)
from engine.fingerprint import fingerprint
from engine.judging.earlier import in_force
from engine.nouns import AnchorKind, Due, Fact, FactStatus, Obligation, Person, Roster, Rule, RulePack, Window
from engine.owing.bearers import Bench, benches, is_of_people, members_of, partners_of, people_stays
from engine.roster import Stay
from engine.workdays import WorkCalendar

__all__ = ["HORIZON", "expand", "members_of", "obligation_key", "partners_of"]

HORIZON = timedelta(days=400)
_ONE_DAY = timedelta(days=1)


def obligation_key(pack: str, rule: str, bearer: str, subject: str, label: str) -> str:
    """The identity of an obligation: 32 hexadecimal digits over everything but version and due day (semantics 2)."""
    return fingerprint(pack, rule, bearer, subject, label)[:32]


def expand(
    pack: RulePack,
    roster: Roster,
    calendar: WorkCalendar,
    as_of: date,
    events: Sequence[Fact] = (),
    met: Mapping[tuple[str, str], Sequence[date]] | None = None,
    *,
    since: date | None = None,
    waiting: bool = False,
) -> list[Obligation]:
    """All obligations of the active rules of `pack` between its first day and 400 days after `as_of`, in order.

    `events` are facts that may start a clock; `met` gives, by rule and bearer, the days on which a `last_met` chain
    was met.  `since` leaves out windows that had closed before it, for a sweep that has seen the older ones.  With
    `waiting`, a duty anchored on an event that nobody has recorded yet is shown once for each bearer.
    """
    scene = _Scene(pack, roster, calendar, as_of, _by_kind_and_agency(events, as_of), met or {}, since, waiting)
    rules = sorted((rule for rule in pack.rules if rule.state == "active"), key=lambda rule: rule.id)
    return [obligation for rule in rules for obligation in _of_rule(rule, scene)]


@dataclass(frozen=True)
class _Scene:
    """What stays the same while one pack is expanded."""

    pack: RulePack
    roster: Roster
    calendar: WorkCalendar
    as_of: date
    events: Mapping[tuple[str, str], list[Fact]]
    met: Mapping[tuple[str, str], Sequence[date]]
    since: date | None
    waiting: bool

    def life(self, rule: Rule) -> tuple[date, date]:
        """The first day of a rule (else of this year), and the last on which one of its windows may open."""
        spans = [span for span in (rule.effective, self.pack.effective) if span is not None]
        start = in_force(rule, self.pack) or date(self.as_of.year, 1, 1)
        ends = [last - _ONE_DAY for _, last in spans if last is not None]
        return start, min([self.as_of + HORIZON, *ends])

    def current(self, rows: Iterable[Dated]) -> list[Dated]:
        """Those windows that had not closed, grace included, before `since`."""
        if self.since is None:
            return list(rows)
        return [row for row in rows if max(row.window.last, row.due.grace_end or FOREVER) >= self.since]

    def events_of(self, kind: str, agencies: Iterable[str]) -> list[Fact]:
        """Events of a kind at any of these agencies, or everywhere (agency ""), by day."""
        found = {event.id: event for agency in ("", *agencies) for event in self.events.get((kind, agency), ())}
        return sorted(found.values(), key=lambda event: (event.day, event.id))


def _by_kind_and_agency(events: Sequence[Fact], as_of: date) -> dict[tuple[str, str], list[Fact]]:
    """Accepted events that stand, future ones included (semantics-rulings 27)."""
    found: dict[tuple[str, str], list[Fact]] = {}
    for event in events:
        if event.status is FactStatus.ACCEPTED and (event.retracted is None or event.retracted > as_of):
            found.setdefault((event.kind, event.agency), []).append(event)
    return found


def _of_rule(rule: Rule, scene: _Scene) -> Iterator[Obligation]:
    effective, until = scene.life(rule)
    if effective > until:
        return
    kind = rule.window.anchor.kind
    if kind is AnchorKind.TENURE:
        yield from _tenures(rule, scene, effective, until)
    elif kind is AnchorKind.EVENT:
        yield from _set_off(rule, scene, effective, until)
    else:
        yield from _recurring(rule, scene, effective, until)


def _recurring(rule: Rule, scene: _Scene, effective: date, until: date) -> Iterator[Obligation]:
    """One obligation a bearer and window; one an event where the due day is counted from events inside the window."""
    shared = scene.current(dated_windows(rule, scene.pack.phases, scene.calendar, effective, until))
    people = people_stays(rule, scene.pack, scene.roster) if is_of_people(rule, scene.pack) else None
    chained, event = rule.window.anchor.kind is AnchorKind.LAST_MET, event_of(rule.due)
    for bench in benches(rule, scene.pack, scene.roster):
        rows = _own_chain(rule, scene, bench, effective, until) if chained else shared
        for dated in rows:
            stay = bench.bearer(dated.window)
            if stay is None or not (chained or _concerns(rule, dated, stay.since, effective)):
                continue
            if people is not None and not _serve(people.get(stay.who.id, ()), dated.window):
                continue
            if event is None:
                yield _obligation(rule, scene, stay.who.id, dated)
            else:
                yield from _per_event(rule, scene, bench, stay.who.id, dated, event)


def _concerns(rule: Rule, dated: Dated, since: date | None, effective: date) -> bool:
    """Whether a window binds one who joined at `since`, or a rule that came into force inside it.

    `skip` leaves out the window that was already running; otherwise it binds unless its due day had gone by (24).
    """
    joined = max(effective, since or effective)
    if joined <= dated.window.first:
        return True
    if rule.window.first == "skip":
        return False
    return dated.due.hard is None or dated.due.hard >= joined


def _serve(people: Sequence[Stay[Person]], window: Window) -> bool:
    return any(stay.touches(window.first, window.last) for stay in people)


def _own_chain(rule: Rule, scene: _Scene, bench: Bench, effective: date, until: date) -> list[Dated]:
    """The chain of one bearer: from its own met days; an agency younger than the anchor starts when it starts."""
    agency = bench.stays[0]
    anchor = rule.window.anchor
    at = known_day(anchor.at)
    if agency.since is not None and at is not None and at < agency.since:
        rule = replace(rule, window=replace(rule.window, anchor=replace(anchor, at=agency.since - _ONE_DAY)))
    met = scene.met.get((rule.id, agency.who.id), ())
    return dated_windows(rule, scene.pack.phases, scene.calendar, effective, until, met)


def _per_event(rule: Rule, scene: _Scene, bench: Bench, bearer: str, dated: Dated, kind: str) -> Iterator[Obligation]:
    """One obligation an event inside the window; without any, one that waits (semantics-rulings 28)."""
    events = [event for event in scene.events_of(kind, _ids(bench)) if event.day in dated.window]
    if not events:
        yield _obligation(rule, scene, bearer, dated)
    for event in events:
        due = due_of(rule.due, dated.window, scene.calendar, event.day)
        yield _obligation(rule, scene, bearer, Dated(dated.window, due), event.id)


def _set_off(rule: Rule, scene: _Scene, effective: date, until: date) -> Iterator[Obligation]:
    """Windows that hang on an event: one obligation an event and window, whose subject is the event."""
    kind = rule.window.anchor.event or event_of(rule.due) or ""
    for bench in benches(rule, scene.pack, scene.roster):
        events = scene.events_of(kind, _ids(bench))
        for event in events:
            stay = bench.bearer(Window(event.day, event.day, ""))
            if stay is not None:
                for dated in scene.current(dated_event(rule, scene.calendar, event.day, effective, until)):
                    yield _obligation(rule, scene, stay.who.id, dated, event.id)
        if not events and scene.waiting:
            yield from _waiting(rule, scene, bench, Window(effective, FOREVER, "waiting"))


def _waiting(rule: Rule, scene: _Scene, bench: Bench, window: Window) -> Iterator[Obligation]:
    stay = bench.bearer(window)
    if stay is not None:
        yield _obligation(rule, scene, stay.who.id, Dated(window, Due(FOREVER, None, None, because=EVENT_MISSING)))


def _tenures(rule: Rule, scene: _Scene, effective: date, until: date) -> Iterator[Obligation]:
    """One obligation for each holding of a post (任期), whose subject is the person."""
    people = people_stays(rule, scene.pack, scene.roster)
    for bench in benches(rule, scene.pack, scene.roster):
        for stay in people.get(bench.stays[0].who.id, ()):
            window = tenure(stay.since or effective, stay.until)
            if window.first > until or window.last < effective:
                continue
            for dated in scene.current([Dated(window, due_of(rule.due, window, scene.calendar))]):
                if _concerns(rule, dated, None, effective):
                    yield _obligation(rule, scene, stay.who.agency, dated, stay.who.id)


def _ids(bench: Bench) -> list[str]:
    return [stay.who.id for stay in bench.stays]


def _obligation(rule: Rule, scene: _Scene, bearer: str, dated: Dated, subject: str = "") -> Obligation:
    pack, window = scene.pack, dated.window
    return Obligation(
        key=obligation_key(pack.name, rule.id, bearer, subject, window.label),
        pack=pack.name,
        pack_sha256=pack.sha256,
        rule=rule.id,
        bearer=bearer,
        window=window,
        due=dated.due,
        subject=subject,
        calendar=scene.calendar.version,
        readings=dated.readings,
    )
