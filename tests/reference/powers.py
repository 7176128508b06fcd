"""What officers do (semantics 8, 12, rulings 105-112): days moved, clocks stopped, duties let go.

Only acts that are recorded by `known_at` and have happened by `as_of` are looked at.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from engine.nouns import OfficeAct, Rule, Window
from tests.reference.civil import Notices, shift
from tests.reference.deadlines import Days, last_days, with_grace


@dataclass(frozen=True)
class InForce:
    """The days in force after every act so far, what there is to say of it, and whether the clock stands still."""

    days: Days
    codes: frozenset[str] = frozenset()
    suspended: bool = False


def known(acts: Sequence[OfficeAct], as_of: date, known_at: date) -> list[OfficeAct]:
    return sorted((act for act in acts if act.recorded <= known_at and act.day <= as_of), key=lambda act: act.day)


def in_force(
    rule: Rule, window: Window, notices: Notices, acts: Sequence[OfficeAct], as_of: date, event: date | None = None
) -> InForce:
    """The days of a window after tolling and extension, in that order."""
    off, stopped = stops(acts) if rule.due.within is not None else (frozenset(), None)
    bare = last_days(rule.due, window, notices, event)
    moved = last_days(rule.due, window, notices, event, off)
    origin = {"window.start": window.first, "window.end": window.last, None: window.last}.get(rule.due.of, event)
    if stopped is not None and runs(rule, notices, origin, off, stopped):
        return InForce(
            replace(bare, hard=None, grace_end=None, doubt="SUSPENDED"), frozenset({"SUSPENDED"}), suspended=True
        )
    days, codes = extended(rule, moved, notices, acts, as_of)
    return InForce(days, codes)


def stops(acts: Sequence[OfficeAct]) -> tuple[frozenset[date], date | None]:
    """The days between each stop and its resume, and the last stop if nothing has resumed it (ruling 111)."""
    off, stopped = set(), None
    for act in acts:
        if act.act == "toll" and stopped is None:
            stopped = act.day
        elif act.act == "resume" and stopped is not None:
            off |= {date.fromordinal(n) for n in range(stopped.toordinal(), act.day.toordinal())}
            stopped = None
    return frozenset(off), stopped


def runs(rule: Rule, notices: Notices, origin: date, off: frozenset[date], stopped: date) -> bool:
    """Whether the count had not ended on the day it was stopped."""
    return stopped <= shift(notices, origin, rule.due.within, 1, off).day


def extended(
    rule: Rule, days: Days, notices: Notices, acts: Sequence[OfficeAct], as_of: date
) -> tuple[Days, frozenset[str]]:
    """Asked by the due day, granted, later than before; a second by a leader, never a third, never a legal limit."""
    codes, granted = set(), 0
    for act in sorted(acts, key=lambda act: (act.granted or act.day, act.day)):
        if act.act != "extend" or (act.granted or act.day) > as_of or act.member:
            continue
        refusal = refused(rule, days, act, granted)
        codes.add(refusal or "EXTENDED")
        if refusal is None:
            to, granted = date.fromisoformat(act.to), granted + 1
            if days.doubt is None or days.hard is not None:
                days = with_grace(rule.due.grace, Days(to, to, None), notices)
            else:
                days = replace(days, safe=to)  # no firmer than the calendar that is still to come
    return days, frozenset(codes)


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
