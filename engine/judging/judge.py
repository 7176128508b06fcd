"""判定 judge: rule, obligation and file -> verdict, on any day and with the knowledge of any day (semantics 1).

Pure, total, deterministic: no clock, no network, no float.  In this order: does the duty bind at all (`gates`); which
due day is in force (`office`); what do the facts come to (`measure`, `members`); what does the calendar say of it
(`standing`); which acts release the bearer.  `unsupported` names what this engine cannot judge yet.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction

from engine.copies import changed
from engine.dates import YEAR_MASKED
from engine.judging.earlier import carries
from engine.judging.found import days_told
from engine.judging.gates import Gate, gate
from engine.judging.leave import leaves_of
from engine.judging.manual import judged_by_hand
from engine.judging.masked import Judged, under_every
from engine.judging.matter import Matter
from engine.judging.members import roll_up
from engine.judging.office import Term, counts_from_event, event_day, in_force
from engine.judging.reasons import reasons
from engine.judging.release import Release, leave_ahead, leave_hides, releases, whose
from engine.judging.standing import SETTLED, Stand, stand
from engine.measure import Scope, leaves, measure
from engine.measure.corrections import corrected_ahead, is_corrected
from engine.nouns import (
    Aggregate,
    AnchorKind,
    Count,
    Deliver,
    Dossier,
    Due,
    Earlier,
    Obligation,
    Rule,
    Standing,
    Sum,
    Tally,
    Verdict,
    Window,
)
from engine.owing.scope import recurring, scope_of
from engine.workdays import WorkCalendar

_SOFTER = {"in_principle": Standing.BELOW_PRINCIPLE, "encourage": Standing.NOT_DONE}


def judge(
    rule: Rule, obligation: Obligation, dossier: Dossier, calendar: WorkCalendar, as_of: date, known_at: date
) -> Verdict:
    """The verdict on one obligation on `as_of`, as far as known at `known_at`."""
    return judge_matter(Matter(rule, obligation, dossier, calendar, as_of, known_at))


def judge_matter(matter: Matter) -> Verdict:
    """The verdict on a matter: that of a release, if any sets the bearer free, or else what was done or left undone."""
    rule, dossier = matter.rule, matter.dossier
    if dossier.earlier:
        dossier = replace(dossier, earlier=_waived(matter))
        matter = matter.with_file(dossier)
    if dossier.acts or rule.exempt:
        window = matter.obligation.window
        for release in releases(rule, dossier.acts, whose(dossier), window, matter.as_of, matter.known_at):
            before = _judged(matter.on(release.day, min(release.known, matter.known_at)))
            if release.frees(before.standing):
                return _released(before, release, matter)
    return _judged(matter)


def _waived(matter: Matter) -> tuple[Earlier, ...]:
    """The windows before, each told whether the bearer was let off in it and so needed nothing (ruling 98)."""
    past: list[Earlier] = []
    for one in matter.dossier.earlier:
        if one.waived is None and (one.acts or matter.rule.exempt):
            then = replace(matter.dossier, facts=one.facts, acts=one.acts, earlier=tuple(past))
            sister = replace(matter.obligation, window=one.window, due=one.due, readings=())
            let_off = judge_matter(matter.with_file(then).under(matter.rule, sister)).standing is Standing.EXEMPT
            past.append(replace(one, waived=let_off))
        else:
            past.append(one)
    return tuple(past)


def unsupported(rule: Rule) -> tuple[str, ...]:
    """Codes of what a rule asks for and this engine cannot judge; empty if it can judge the whole rule."""
    return tuple(sorted(set(_unsupported(rule))))


def _unsupported(rule: Rule) -> Iterator[str]:
    """Surplus without a window before, and time away from what has no quota to shorten."""
    if carries(rule) and not recurring(rule):
        yield "E_CARRY"
    tests = leaves(rule.test) if rule.test is not None else ()
    has_quota = any(isinstance(leaf, Aggregate) and leaf.at_least is not None for leaf in tests)
    if any(one.effect == "prorate" for one in rule.exempt) and not has_quota:
        yield "E_EXEMPT_PRORATE"


def _released(before: Verdict, release: Release, matter: Matter) -> Verdict:
    """The verdict that a release leaves: what was found before it stays on file (rulings 110, 112)."""
    kept = release.keeps_breach(before.standing, before.since)
    because = (release.code, *(("BREACH_KEPT",) if kept else ()))
    return replace(
        before,
        standing=release.standing,
        since=release.day,
        as_of=matter.as_of,
        known_at=matter.known_at,
        because=because,
        next_look=None,
        behind=False,
    )


def _judged(matter: Matter) -> Verdict:
    """The verdict before any release."""
    rule, dossier, as_of, known_at = matter.rule, matter.dossier, matter.as_of, matter.known_at
    term, door, tally, found, codes = _found(matter)
    if found.standing is Standing.BREACHED and rule.exempt and _leave_hides(matter, term):
        found, codes = replace(found, standing=Standing.UNKNOWN), (*codes, "EVIDENCE_PENDING")
    found = _until_corrected(matter, found)
    because = door.because if door.standing is not None else reasons(found, tally, term.due, (*term.because, *codes))
    changes = [term.next_change]
    if rule.exempt:
        changes.append(leave_ahead(rule, whose(dossier), term.window, as_of, known_at))
    return told(rule, matter.obligation.key, term, tally, found, because, changes, as_of, known_at)


def _found(matter: Matter) -> tuple[Term, Gate, Tally, Stand, tuple[str, ...]]:
    """What a matter comes to in the days in force and behind its gates, and why it is not known."""
    rule, dossier, as_of, known_at = matter.rule, matter.dossier, matter.as_of, matter.known_at
    term = in_force(rule, matter.obligation, dossier.acts, dossier.facts, matter.calendar, as_of, known_at)
    door = gate(rule, dossier, term.window, as_of)
    if rule.test is None:
        tally, found = judged_by_hand(dossier.acts, term.window, as_of, known_at)
    else:
        tally, found = _measured(matter, term)
    return term, door, tally, *_through(door, found)


def _leave_hides(matter: Matter, term: Term) -> bool:
    """Whether leave of the bearer that waits to be accepted keeps a breach from being found."""

    def breached(day: date) -> bool:
        return _found(matter.on(min(day, matter.as_of), day))[3].standing is Standing.BREACHED

    days = days_told(matter.dossier.facts, term.due, matter.known_at)
    return leave_hides(matter.rule, whose(matter.dossier), term.window, matter.known_at, days, breached)


def told(
    rule: Rule,
    key: str,
    term: Term,
    tally: Tally,
    found: Stand,
    because: tuple[str, ...],
    changes: Sequence[date | None],
    as_of: date,
    known_at: date,
) -> Verdict:
    """The verdict that a standing comes to under a rule; it may change again on the days of `changes`."""
    return Verdict(
        obligation=key,
        standing=softened(rule, found.standing),
        since=found.since,
        as_of=as_of,
        known_at=known_at,
        due=term.due,
        tally=_opened(rule, tally, term, as_of),
        because=because,
        next_look=_earliest(found.next_look, changes, as_of, found.standing),
        behind=found.standing is Standing.OPEN and is_behind(rule, tally, term, as_of),
    )


def _measured(matter: Matter, term: Term) -> tuple[Tally, Stand]:
    """Tally and standing: of the duty, or of every reading of it while its date is masked."""
    if term.due.because != YEAR_MASKED or not term.readings:
        return _weighed(matter, term.window, term.due)
    every = [Judged(due, *_weighed(matter, window, due)) for window, due in term.readings]
    return under_every(every, term.window, matter.as_of)


def _weighed(matter: Matter, window: Window, due: Due) -> tuple[Tally, Stand]:
    rule, dossier = matter.rule, matter.dossier
    assert rule.test is not None
    scope = scope_for(matter, window, due)
    if rule.bearer.per != "agency" and (dossier.members or rule.window.anchor.kind is not AnchorKind.TENURE):
        return roll_up(rule, dossier, scope, matter.calendar, matter.obligation.subject)
    tally = measure(rule.test, dossier.facts, scope)
    return tally, stand(tally, due, window, matter.as_of)


def scope_for(matter: Matter, window: Window, due: Due) -> Scope:
    """All that the tally of a matter depends on besides its facts."""
    rule, dossier, known_at = matter.rule, matter.dossier, matter.known_at
    return changed(
        scope_of(rule, window, due, as_of=matter.as_of, known_at=known_at, in_force=dossier.in_force),
        begins=event_day(rule, matter.obligation, dossier.facts, known_at) if counts_from_event(rule) else None,
        subject=matter.obligation.subject,
        grace=rule.due.grace,
        calendar=matter.calendar,
        earlier=dossier.earlier,
        leaves=leaves_of(rule, dossier.attrs, dossier.facts) if rule.exempt else (),
    )


def _through(door: Gate, found: Stand) -> tuple[Stand, tuple[str, ...]]:
    """What the gates leave of a standing: a duty that may not bind is never found breached (ruling 55)."""
    if door.standing is not None:
        return Stand(door.standing, door.since, door.next_look), ()
    if door.doubt and found.standing is Standing.BREACHED:
        return replace(found, standing=Standing.UNKNOWN), door.because
    return found, ()


def _until_corrected(matter: Matter, found: Stand) -> Stand:
    """What is done, by all or by a member, rests until a correction dated ahead takes the place of what it was done by.

    What is not done is watched anyway, but for the part of a member who is through with his.
    """
    test, dossier = matter.rule.test, matter.dossier
    rests = found.standing in SETTLED or matter.rule.bearer.per != "agency"
    if not rests or test is None or not is_corrected(test):
        return found
    facts = (*dossier.facts, *(fact for one in dossier.earlier for fact in one.facts))
    ahead = corrected_ahead(test, facts, matter.as_of, matter.known_at)
    return replace(found, next_look=min((day for day in (found.next_look, ahead) if day is not None), default=None))


def softened(rule: Rule, standing: Standing) -> Standing:
    """A principle is explained, an encouragement is noted; neither is breached (semantics 6, ruling 114)."""
    return _SOFTER.get(rule.strength, standing) if standing is Standing.BREACHED else standing


def _opened(rule: Rule, tally: Tally, term: Term, as_of: date) -> Tally:
    """While the window is open more may be done: the interval has no upper end (ruling 66)."""
    test = rule.test
    least = isinstance(test, Deliver) or (isinstance(test, Count | Sum) and (test.at_least is not None or test.spread))
    still_open = term.due.grace_end is None or as_of <= term.due.grace_end
    more = least and still_open and tally.hi is not None and tally.members_met is None
    return changed(tally, hi=None) if more else tally


def _earliest(look: date | None, changes: Sequence[date | None], as_of: date, standing: Standing) -> date | None:
    settled = standing in (Standing.MET, Standing.MET_IN_GRACE, Standing.CURED, Standing.OVERTURNED)
    days = [look, *(() if settled else changes)]
    return min((day for day in days if day is not None and day > as_of), default=None)


def is_behind(rule: Rule, tally: Tally, term: Term, as_of: date) -> bool:
    """Whether a count or sum lags a linear pace by more than one unit: a warning, never a sanction (semantics 13)."""
    if not isinstance(rule.test, Count | Sum) or rule.test.at_least is None or tally.need is None:
        return False
    if tally.members_met is not None:
        return False
    last = term.due.hard or term.window.last
    elapsed = Fraction((as_of - term.window.first).days + 1, (last - term.window.first).days + 1)
    return tally.lo < tally.need * elapsed - 1
