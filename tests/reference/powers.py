"""What officers do (semantics 8, 12, rulings 105-112): days moved, clocks stopped, duties let go.

Only acts that are recorded by `known_at` and have happened by `as_of` are looked at.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from engine.nouns import OfficeAct, Rule, Window
from tests.reference.civil import ONE, Notices, Reached, each_day, walk, worse
from tests.reference.deadlines import Days, last_days, with_grace


@dataclass(frozen=True)
class InForce:
    """The days in force after every act so far, what there is to say of it, and whether the clock stands still."""

    days: Days
    codes: frozenset[str] = frozenset()
    suspended: bool = False


def known(acts: Sequence[OfficeAct], as_of: date, known_at: date) -> list[OfficeAct]:
    return sorted(
        (act for act in acts if act.recorded <= known_at and act.day <= as_of),
        key=lambda act: (act.day, act.recorded, act.act),
    )


def in_force(
    rule: Rule, window: Window, notices: Notices, acts: Sequence[OfficeAct], as_of: date, event: date | None = None
) -> InForce:
    """The days of a window after every stop and extension, as they took effect: a stop stops what was extended."""
    days, off, codes, granted = last_days(rule.due, window, notices, event), set[date](), set[str](), 0
    origin = {"window.start": window.first, "window.end": window.last, None: window.last}.get(rule.due.of, event)
    stopped, turns = dict(stops(acts)), [act for act in acts if act.act in ("toll", "extend") and not act.member]
    for act in sorted(turns, key=lambda act: (act.granted or act.day, act.act == "extend", act.day)):
        if act.act == "extend" and (act.granted or act.day) <= as_of:
            days, said = extended(rule, days, notices, act, granted)
            codes.add(said)
            granted += said == "EXTENDED"
        if act.act == "extend" or rule.due.within is None or act.day > (days.hard or days.safe):
            continue
        resume = stopped[act.day]
        if resume is None:
            still = replace(days, hard=None, grace_end=None, doubt="SUSPENDED")
            return InForce(still, frozenset({*codes, "SUSPENDED"}), suspended=True)
        more = [day for day in each_day(act.day, resume - ONE) if day > origin and day not in off]
        days, off = moved(rule, days, notices, more), off.union(more)
    return InForce(days, frozenset(codes))


def stops(acts: Sequence[OfficeAct]) -> list[tuple[date, date | None]]:
    """Each stop with the resume after it, half-open, None if nothing has resumed it yet (ruling 111)."""
    resumes = [act.day for act in acts if act.act == "resume"]
    return [
        (act.day, min((day for day in resumes if day >= act.day), default=None)) for act in acts if act.act == "toll"
    ]


def moved(rule: Rule, days: Days, notices: Notices, off: Sequence[date]) -> Days:
    """The due day moved on by the stopped days that lie in the running, in the unit it is counted in."""
    was = days.hard or days.safe
    if rule.due.within.workdays:
        doubt = worse(days.doubt if days.hard is None else None, *(notices.doubt(day) for day in off))
        end = walk(notices, was, sum(notices.works(day, -1) for day in off), 1)
        doubt = worse(doubt, end.doubt)
    else:
        end, doubt = Reached(was + timedelta(len(off))), days.doubt if days.hard is None else None
    if doubt is not None:
        return Days(end.day, None, None, doubt)
    return with_grace(rule.due.grace, Days(end.day, end.day, None), notices)


def extended(rule: Rule, days: Days, notices: Notices, act: OfficeAct, granted: int) -> tuple[Days, str]:
    """Asked by the due day, granted, later than before; a second by a leader, never a third, never a legal limit."""
    if (refusal := refused(rule, days, act, granted)) is not None:
        return days, refusal
    to = date.fromisoformat(act.to)
    if days.doubt is None or days.hard is not None:
        return with_grace(rule.due.grace, Days(to, to, None), notices), "EXTENDED"
    return replace(days, safe=to), "EXTENDED"  # no firmer than the calendar that is still to come


def refused(rule: Rule, days: Days, act: OfficeAct, granted: int) -> str | None:
    if rule.due.statutory:
        return "EXTENSION_STATUTORY"  # ruling 109
    if act.day > days.safe:
        return "EXTENSION_ASKED_LATE"  # ruling 105
    if granted >= 2:
        return "EXTENSION_SPENT"
    if granted == 1 and act.role != "leader":
        return "EXTENSION_NEEDS_LEADER"  # ruling 107
    return "EXTENSION_EARLIER" if date.fromisoformat(act.to) <= (days.hard or days.safe) else None  # ruling 108


def confirmed(rule: Rule, acts: Sequence[OfficeAct]) -> dict[str, str]:
    """Readings that an officer has confirmed, by what they speak of (ruling 47)."""
    return {act.of or "due.by": act.value for act in acts if act.act == "confirm" and act.value}


def with_boundary(rule: Rule, settled: dict[str, str]) -> Rule:
    said = settled.get("boundary")
    return rule if said is None else replace(rule, due=replace(rule.due, boundary=said))
