"""成员汇总 members: people, cases or posts measured one by one, and what the bearer's standing is in the end.

With a share (`met_share_at_least`) the share alone decides; without one the worst member does (rulings 92-96).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction

from engine.dates import due_of, tenure
from engine.gates import exempted
from engine.leave import leaves_of
from engine.measure import Scope, kinds_of, leaves, measure
from engine.nouns import (
    AnchorKind,
    Dossier,
    Earlier,
    Fact,
    Member,
    OfficeAct,
    Part,
    Rejected,
    Rule,
    Standing,
    Tally,
    Truth,
)
from engine.office import effective, known_acts
from engine.standing import Stand, stand
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
    """One member with his tally and standing."""

    member: Member
    tally: Tally
    found: Stand


def roll_up(
    rule: Rule, dossier: Dossier, scope: Scope, calendar: WorkCalendar, subject: str = ""
) -> tuple[Tally, Stand]:
    """The tally of members met, and the standing that follows from the share or from the worst of them."""
    members = sorted(dossier.members, key=lambda one: one.id)
    facts = _named(dossier.facts, members, subject)
    every = [_measured(rule, replace(dossier, facts=facts), member, scope, calendar) for member in members]
    counted = [one for one in every if one.found.standing in RANK]
    tally = _tally(rule, every, counted, _strangers(rule, facts, members))
    if scope.as_of < scope.window.first:
        return tally, Stand(Standing.PENDING, None, scope.window.first)
    if not counted:
        return replace(tally, applicable=False, because=("NO_MEMBER",)), _nobody(scope, every)
    standing, since = _standing(rule, counted, tally, scope)
    settled = standing in _MET or standing is Standing.CURED
    looks = [one.found.next_look for one in every if one.found.next_look is not None]
    return tally, Stand(standing, since, None if settled else min(looks, default=None))


def _named(facts: Sequence[Fact], members: Sequence[Member], subject: str) -> tuple[Fact, ...]:
    """The facts, those of a duty about one person alone being his even if they do not name him."""
    if len(members) != 1 or not subject:
        return tuple(facts)
    return tuple(replace(fact, member=members[0].id) if fact.member is None else fact for fact in facts)


def _strangers(rule: Rule, facts: Sequence[Fact], members: Sequence[Member]) -> tuple[Rejected, ...]:
    """Facts of nobody, or of somebody who is not on the roster: they count for no one, and it is said why."""
    assert rule.test is not None
    kinds = {kind for leaf in leaves(rule.test) for kind in kinds_of(leaf)}
    ids = {member.id for member in members}
    found = [fact for fact in facts if fact.kind in kinds and fact.member not in ids]
    return tuple(Rejected(fact.id, "MEMBER_UNKNOWN", fact.day) for fact in sorted(found, key=lambda f: (f.day, f.id)))


def _nobody(scope: Scope, every: Sequence[Measured]) -> Stand:
    """No member is left to measure: the duty does not apply (ruling 92)."""
    looks = [one.found.next_look for one in every if one.found.next_look is not None]
    return Stand(Standing.NOT_APPLICABLE, scope.window.first, min(looks, default=None))


def _measured(rule: Rule, dossier: Dossier, member: Member, scope: Scope, calendar: WorkCalendar) -> Measured:
    assert rule.test is not None
    facts = [fact for fact in dossier.facts if fact.member == member.id]
    mine = _own_scope(rule, member, scope, calendar)
    if rule.exempt:
        mine = replace(mine, leaves=leaves_of(rule, {**dossier.attrs, **member.attrs}, facts, scope.known_at))
    tally = measure(rule.test, facts, mine)
    found = stand(tally, mine.due, mine.window, mine.as_of)
    outside = _left_out(rule, dossier, member, mine)
    return Measured(member, tally, found if outside is None else Stand(outside, mine.window.first))


def _own_scope(rule: Rule, member: Member, scope: Scope, calendar: WorkCalendar) -> Scope:
    """A member's own days: the whole tenure of a post, or the window as far as he belongs to it (rulings 33, 88)."""
    if rule.window.anchor.kind is AnchorKind.TENURE and member.since is not None:
        window = tenure(member.since, member.until)
        return replace(scope, window=window, due=due_of(rule.due, window, calendar), cure_until=None)
    scope = replace(scope, earlier=_own_past(member, scope.earlier), left=member.until)
    if member.since is None or member.since <= scope.window.first:
        return scope
    return replace(scope, joined=member.since)


def _own_past(member: Member, earlier: Sequence[Earlier]) -> tuple[Earlier, ...]:
    """A member's own acts in the windows before, from the one he joined in."""
    since = member.since
    return tuple(
        replace(
            one,
            facts=tuple(fact for fact in one.facts if fact.member == member.id),
            joined=since if since is not None and since > one.window.first else None,
        )
        for one in earlier
        if since is None or since <= one.window.last
    )


def _left_out(rule: Rule, dossier: Dossier, member: Member, scope: Scope) -> Standing | None:
    """Why a member is not counted: skipped as a joiner, gone before the due day, or let off (rulings 89-92)."""
    tenured = rule.window.anchor.kind is AnchorKind.TENURE
    if not tenured and _elsewhere(rule, member, scope):
        return Standing.NOT_APPLICABLE
    if exempted(rule, {**dossier.attrs, **member.attrs}):
        return Standing.EXEMPT
    acts = [act for act in known_acts(dossier.acts, scope.known_at) if act.member == member.id]
    done = [act for act in acts if effective(act) <= scope.as_of]
    return _released(done)


def _elsewhere(rule: Rule, member: Member, scope: Scope) -> bool:
    if member.until is not None and (scope.due.hard is None or member.until <= scope.due.hard):
        return member.until <= (scope.due.hard or scope.due.safe)
    if scope.joined is None:
        return False
    return scope.joined > scope.window.last or rule.window.first == "skip"


def _released(acts: Sequence[OfficeAct]) -> Standing | None:
    kinds = {act.act for act in acts}
    if "exempt" in kinds:
        return Standing.EXEMPT
    return Standing.TRANSFERRED if "transfer" in kinds else None


def _tally(rule: Rule, every: Sequence[Measured], counted: Sequence[Measured], strangers: Sequence[Rejected]) -> Tally:
    met = [one for one in counted if one.found.standing in _MET]
    may_be = [one for one in counted if one.found.standing not in _LOST]
    share = rule.bearer.met_share if rule.bearer.met_share is not None else Fraction(1)
    need = math.ceil(share * len(counted))
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
        return Standing.MET, tally.reached_on
    unmet = [one.found.standing for one in counted if one.found.standing not in _MET]
    worst_unmet = min(unmet, key=RANK.index)
    return _by_share(worst_unmet, unmet, counted, tally, scope)


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
