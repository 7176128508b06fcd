"""成员汇总 members: people, cases or posts measured one by one, and what the bearer's standing is in the end.

With a share (`met_share_at_least`) the share alone decides; without one the worst member does (rulings 92-96).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction

from engine.dates import due_of, tenure
from engine.judging.found import days_told
from engine.judging.leave import exempted, leaves_of
from engine.judging.own import named, own_facts, strangers
from engine.judging.release import Release, Whose, leave_hides, releases
from engine.judging.standing import Stand, stand
from engine.measure import Scope, measure
from engine.nouns import (
    AnchorKind,
    Dossier,
    Earlier,
    Fact,
    Member,
    Part,
    Rejected,
    Rule,
    Standing,
    Tally,
    Truth,
)
from engine.workdays import WorkCalendar

RANK = (
    Standing.BREACHED,
    Standing.UNKNOWN,
    Standing.IN_GRACE,
    Standing.CONTESTED,
    Standing.MANUAL,
    Standing.OPEN,
    Standing.PENDING,
    Standing.CURED,
    Standing.OVERTURNED,
    Standing.MET_IN_GRACE,
    Standing.MET,
)
"""Worst first (semantics 6, ruling 95); what is not in it is left out of every denominator."""

_MET = (Standing.MET, Standing.MET_IN_GRACE, Standing.OVERTURNED)
_LOST = (Standing.BREACHED, Standing.CURED)


@dataclass(frozen=True)
class Measured:
    """One member with his tally and standing; `lost` is the release that let him off when he was in breach."""

    member: Member
    tally: Tally
    found: Stand
    lost: Release | None = None


def roll_up(
    rule: Rule, dossier: Dossier, scope: Scope, calendar: WorkCalendar, subject: str = ""
) -> tuple[Tally, Stand]:
    """The tally of members met, and the standing that follows from the share or from the worst of them."""
    members = sorted(dossier.members, key=lambda one: one.id)
    facts = named(dossier.facts, members, subject)
    own = own_facts(members, facts)
    every = [_with_past(rule, dossier, member, own[member.id], scope, calendar) for member in members]
    counted = [one for one in every if one.found.standing in RANK]
    tally = _tally(rule, every, counted, strangers(rule, facts, members))
    if scope.as_of < scope.window.first:
        return tally, Stand(Standing.PENDING, None, scope.window.first)
    lost = _was_lost(rule, every, counted)
    if not counted:
        return _nobody(tally, scope, every, lost)
    standing, since = _standing(rule, counted, tally, scope)
    if lost is not None and standing in _MET:
        return replace(tally, because=(lost.code, "BREACH_KEPT")), Stand(Standing.OVERTURNED, lost.day)
    settled = standing in _MET or standing is Standing.CURED
    looks = [one.found.next_look for one in every if one.found.next_look is not None]
    return tally, Stand(standing, since, None if settled else min(looks, default=None))


def _was_lost(rule: Rule, every: Sequence[Measured], counted: Sequence[Measured]) -> Release | None:
    """The last release of a member in breach, if the whole was in breach with those members among the counted."""
    lost = [one.lost for one in every if one.lost is not None]
    may_be = [one for one in counted if one.found.standing not in _LOST]
    return max(lost) if lost and len(may_be) < _needed(rule, len(counted) + len(lost)) else None


def _needed(rule: Rule, members: int) -> int:
    """How many of so many members must have met it."""
    return members if rule.bearer.met_share is None else math.ceil(rule.bearer.met_share * members)


def _nobody(tally: Tally, scope: Scope, every: Sequence[Measured], lost: Release | None) -> tuple[Tally, Stand]:
    """No member is left to measure: the duty does not apply (ruling 92), unless it had been breached before."""
    if lost is not None:
        return replace(tally, because=(lost.code, "BREACH_KEPT")), Stand(Standing.EXEMPT, lost.day)
    looks = [one.found.next_look for one in every if one.found.next_look is not None]
    none_left = replace(tally, applicable=False, because=("NO_MEMBER",))
    return none_left, Stand(Standing.NOT_APPLICABLE, scope.window.first, min(looks, default=None))


def _with_past(
    rule: Rule, dossier: Dossier, member: Member, facts: Sequence[Fact], scope: Scope, calendar: WorkCalendar
) -> Measured:
    """A member with what he brings over from the windows before."""
    if scope.earlier:
        scope = replace(scope, earlier=_own_past(rule, dossier, member, scope, calendar))
    return _measured(rule, dossier, member, facts, scope, calendar)


def _measured(
    rule: Rule, dossier: Dossier, member: Member, facts: Sequence[Fact], scope: Scope, calendar: WorkCalendar
) -> Measured:
    """A member's tally and standing: let off or handed over, not counted, or as his own acts have it."""
    mine, who = own_scope(rule, member, scope, calendar), Whose({**dossier.attrs, **member.attrs}, facts, member.id)
    if rule.exempt:
        mine = replace(mine, leaves=leaves_of(rule, who.attrs, facts))
    tally, found = _stands(rule, who, mine)
    outside = _left_out(rule, who, member, mine)
    if outside is not None:
        return Measured(member, tally, Stand(outside, mine.window.first))
    for release in releases(rule, dossier.acts, who, mine.window, mine.as_of, mine.known_at):
        known = min(release.known, mine.known_at)
        then, before = _stands(rule, who, replace(mine, as_of=release.day, known_at=known))
        if release.frees(before.standing):
            lost = release if release.keeps_breach(before.standing, before.since) else None
            return Measured(member, then, Stand(release.standing, release.day), lost)
    return Measured(member, tally, found)


def _stands(rule: Rule, who: Whose, scope: Scope) -> tuple[Tally, Stand]:
    """What a member's acts come to; leave of his that waits to be accepted may keep a breach from being found."""
    tally, found = _plainly(rule, who, scope)
    if not rule.exempt or found.standing is not Standing.BREACHED:
        return tally, found

    def breached(day: date) -> bool:
        then = replace(scope, as_of=min(day, scope.as_of), known_at=day)
        return _plainly(rule, who, then)[1].standing is Standing.BREACHED

    days = days_told(who.facts, scope.due, scope.known_at)
    if leave_hides(rule, who, scope.window, scope.known_at, days, breached):
        return replace(tally, because=("EVIDENCE_PENDING",)), replace(found, standing=Standing.UNKNOWN)
    return tally, found


def _plainly(rule: Rule, who: Whose, scope: Scope) -> tuple[Tally, Stand]:
    """What a member's acts come to by themselves."""
    assert rule.test is not None
    tally = measure(rule.test, who.facts, scope)
    return tally, stand(tally, scope.due, scope.window, scope.as_of)


def own_scope(rule: Rule, member: Member, scope: Scope, calendar: WorkCalendar) -> Scope:
    """A member's own days: the whole tenure of a post, or the window as far as he belongs to it (rulings 33, 88)."""
    if rule.window.anchor.kind is AnchorKind.TENURE and member.since is not None:
        window = tenure(member.since, member.until)
        if (window.first, window.last) == (scope.window.first, scope.window.last):
            return replace(scope, cure_until=None)  # his own: the due day in force, extended or stopped
        return replace(scope, window=window, due=due_of(rule.due, window, calendar), cure_until=None)
    joined = member.since if member.since is not None and member.since > scope.window.first else None
    return replace(scope, left=member.until, joined=joined)


def _own_past(
    rule: Rule, dossier: Dossier, member: Member, scope: Scope, calendar: WorkCalendar
) -> tuple[Earlier, ...]:
    """A member's own acts in the windows before, from the one he joined in, and whether he was let off there."""
    past: list[Earlier] = []
    for one in scope.earlier:
        if member.since is not None and member.since > one.window.last:
            continue
        facts = [fact for fact in one.facts if fact.member == member.id]
        joined = member.since if member.since is not None and member.since > one.window.first else None
        own = replace(one, facts=tuple(facts), joined=joined)
        if not one.waived and (rule.exempt or any(act.member == member.id for act in one.acts)):
            then = replace(scope, window=one.window, due=one.due, earlier=tuple(past))
            found = _measured(rule, replace(dossier, acts=one.acts), member, facts, then, calendar).found
            own = replace(own, waived=found.standing is Standing.EXEMPT)
        past.append(own)
    return tuple(past)


def _left_out(rule: Rule, who: Whose, member: Member, scope: Scope) -> Standing | None:
    """Why a member was never counted: skipped as a joiner, gone before the due day, or let off for what he is."""
    if rule.window.anchor.kind is not AnchorKind.TENURE and elsewhere(rule, member, scope):
        return Standing.NOT_APPLICABLE
    return Standing.EXEMPT if exempted(rule, who.attrs) else None


def elsewhere(rule: Rule, member: Member, scope: Scope) -> bool:
    """Whether he was gone before the due day, or joined when it was too late or the window is skipped (24, 89)."""
    last = scope.due.hard or scope.due.safe
    if member.until is not None and member.until <= last:
        return True
    if scope.joined is None:
        return False
    too_late = min(scope.window.last, scope.due.hard or scope.window.last)
    return scope.joined > too_late or rule.window.first == "skip"


def _tally(rule: Rule, every: Sequence[Measured], counted: Sequence[Measured], strangers: Sequence[Rejected]) -> Tally:
    met = [one for one in counted if one.found.standing in _MET]
    may_be = [one for one in counted if one.found.standing not in _LOST]
    need = _needed(rule, len(counted))
    truth = Truth.TRUE if len(met) >= need else Truth.FALSE if len(may_be) < need else Truth.UNKNOWN
    days = sorted(one.tally.reached_on for one in met if one.tally.reached_on is not None)
    left_out = tuple(Part(one.member.id, Truth.UNKNOWN, None, None) for one in every if one not in counted)
    return Tally(
        lo=Fraction(len(met)),
        hi=Fraction(len(may_be)),
        truth=truth,
        need=Fraction(need),
        reached_on=days[need - 1] if truth is Truth.TRUE and 0 < need <= len(days) else None,
        because=_because(counted, truth),
        parts=tuple(_part(one) for one in counted) + left_out,
        rejected=(*_rejected(every), *strangers),
        members_met=len(met),
    )


def _part(one: Measured) -> Part:
    standing = one.found.standing
    truth = Truth.TRUE if standing in _MET else Truth.FALSE if standing in _LOST else Truth.UNKNOWN
    return Part(one.member.id, truth, one.tally.lo, one.tally.need)


def _rejected(every: Sequence[Measured]) -> tuple[Rejected, ...]:
    return tuple(dict.fromkeys(bad for one in every for bad in one.tally.rejected))


def _because(counted: Sequence[Measured], truth: Truth) -> tuple[str, ...]:
    if truth is Truth.TRUE:
        return ()
    unmet = [one for one in counted if one.found.standing not in _MET]
    return tuple(dict.fromkeys(["MEMBERS_SHORT", *(code for one in unmet for code in one.tally.because)]))


def _standing(rule: Rule, counted: Sequence[Measured], tally: Tally, scope: Scope) -> tuple[Standing, date | None]:
    if rule.bearer.met_share is None:
        worst = min(counted, key=lambda one: RANK.index(one.found.standing))
        return worst.found.standing, _since(counted, worst.found.standing)
    if tally.truth is Truth.TRUE:
        return _share_met(counted, int(tally.need or 0)), tally.reached_on
    unmet = [one.found.standing for one in counted if one.found.standing not in _MET]
    return _by_share(min(unmet, key=RANK.index), unmet, counted, tally, scope)


def _share_met(counted: Sequence[Measured], need: int) -> Standing:
    """As well as the last of the members whom the share needed: in time, in grace, or proved late (rulings 93, 94)."""
    met = sorted(_MET.index(one.found.standing) for one in counted if one.found.standing in _MET)
    return _MET[met[need - 1]] if need else Standing.MET


def _by_share(
    worst: Standing, unmet: Sequence[Standing], counted: Sequence[Measured], tally: Tally, scope: Scope
) -> tuple[Standing, date | None]:
    """Short of the share: until grace ends the worst of the unmet speaks, after it the share (ruling 94)."""
    end = scope.due.grace_end
    lost = tally.truth is Truth.FALSE
    if end is None or scope.as_of <= end:
        if worst is Standing.BREACHED and not lost:
            return Standing.OPEN, scope.window.first
        return worst, _since(counted, worst)
    if all(standing is Standing.CURED for standing in unmet):
        return Standing.CURED, _since(counted, Standing.CURED)
    if lost:
        return Standing.BREACHED, end + timedelta(1)
    waits = [standing for standing in unmet if standing not in _LOST]
    return min(waits, key=RANK.index), _since(counted, min(waits, key=RANK.index))


def _since(counted: Sequence[Measured], standing: Standing) -> date | None:
    """The first day on which one of the members stood so; for a good standing, the last."""
    days = [one.found.since for one in counted if one.found.standing is standing and one.found.since is not None]
    if not days:
        return None
    return max(days) if standing in (*_MET, Standing.CURED) else min(days)
