"""怎样可改变 prospects: what would change a verdict, by when, and into what (semantics 9).

Each answer is a code with its arguments; a day is the last on which the act itself may have happened.
"""

from collections.abc import Iterator
from typing import TypeAlias

from engine.allot import recurring
from engine.nouns import (
    AllOf,
    AnyOf,
    Count,
    Deliver,
    Fact,
    FactStatus,
    Forbid,
    KOf,
    Level,
    Ratio,
    Rule,
    Standing,
    Sum,
    Trend,
    Truth,
    Verdict,
    Window,
)

Prospect: TypeAlias = dict[str, object]
_LATE = (Standing.BREACHED, Standing.BELOW_PRINCIPLE, Standing.NOT_DONE)
_RUNNING = (Standing.OPEN, Standing.CONTESTED, Standing.IN_GRACE)
_DOUBTS = {
    "YEAR_MASKED": "CONFIRMATION",
    "CALENDAR_PROVISIONAL": "CALENDAR",
    "CALENDAR_MISSING": "CALENDAR",
    "EVENT_MISSING": "EVENT",
    "FIGURE_MISSING": "FIGURE",
    "ATTRIBUTE_MISSING": "ATTRIBUTE",
    "CONDITION_UNKNOWN": "ATTRIBUTE",
    "UNIT_UNKNOWN": "ATTRIBUTE",
    "UPSTREAM_NOT_YET": "UPSTREAM",
    "SUSPENDED": "RESUMPTION",
}


def would_change(rule: Rule, window: Window, verdict: Verdict, facts: tuple[Fact, ...]) -> list[Prospect]:
    """What would change the verdict; nothing for one that only a correction moves."""
    found: list[Prospect] = []
    standing = verdict.standing
    if standing is Standing.PENDING and "NOT_YET_OPEN" in verdict.because:
        found.append({"if": "DAY", "on": window.first.isoformat(), "then": Standing.OPEN})
    if standing is Standing.MANUAL:
        found.append({"if": "JUDGEMENT", "then": Standing.MET})
    if standing in _RUNNING:
        found += _in_time(rule, verdict)
    if standing in (*_LATE, Standing.CURED):
        found += _too_late(rule, window, verdict)
    if standing in (*_LATE, *_RUNNING, Standing.UNKNOWN, Standing.PENDING):
        found += _doubts(verdict, facts)
    return found


def _in_time(rule: Rule, verdict: Verdict) -> Iterator[Prospect]:
    due = verdict.due
    graced = verdict.standing is Standing.IN_GRACE
    by = due.grace_end if graced else due.hard or due.safe
    then = Standing.MET_IN_GRACE if graced else Standing.MET
    for what in _acts(rule, verdict):
        yield {**what, **({"act_by": by.isoformat()} if by is not None else {}), "then": then}
    if verdict.standing is Standing.OPEN and not rule.due.statutory and due.hard is not None:
        yield {"if": "EXTENSION", "act_by": due.safe.isoformat(), "then": Standing.OPEN}


def _too_late(rule: Rule, window: Window, verdict: Verdict) -> Iterator[Prospect]:
    end, tally = verdict.due.grace_end, verdict.tally
    if tally.style == "limit" and tally.broken_on is not None:
        level = verdict.standing in _LATE and "LEVEL_MISSED" in tally.because
        yield {"if": "RESTORED", "then": Standing.CURED} if level else {"if": "WITHDRAWAL", "then": Standing.MET}
        return
    for what in _acts(rule, verdict):
        yield {**what, **({"act_by": end.isoformat()} if end is not None else {}), "then": Standing.OVERTURNED}
    if verdict.standing in _LATE:
        yield from _cures(rule, window, verdict)
        yield {"if": "EXEMPTION", "then": Standing.EXEMPT}


def _cures(rule: Rule, window: Window, verdict: Verdict) -> Iterator[Prospect]:
    """Late acts cure a delivery freely, a count only where it is recorded for this window (rulings 9, 12)."""
    if verdict.tally.style == "at_end":
        return
    if isinstance(rule.test, Deliver | AllOf | AnyOf | KOf):
        yield {"if": "RECEIPT", "then": Standing.CURED}
    elif recurring(rule):
        yield {"if": "EVIDENCE_ABOUT", "about": window.label, "then": Standing.CURED}
    else:
        yield {"if": "EVIDENCE", "then": Standing.CURED}


def _acts(rule: Rule, verdict: Verdict) -> Iterator[Prospect]:
    """What has to be shown: the receipt of each missing recipient, the missing number, or a figure."""
    tally, test = verdict.tally, rule.test
    if tally.members_met is not None or isinstance(test, AllOf | AnyOf | KOf):
        yield {"if": "EVIDENCE"}
    elif isinstance(test, Deliver):
        missing = [part.name for part in tally.parts if part.truth is not Truth.TRUE]
        for name in missing:
            yield {"if": "RECEIPT", "to": name}
        if not tally.parts:
            yield {"if": "RECEIPT"}
    elif isinstance(test, Count | Sum):
        yield {"if": "EVIDENCE"}
    elif isinstance(test, Ratio | Level | Trend):
        yield {"if": "FIGURE"}
    elif isinstance(test, Forbid):
        return


def _doubts(verdict: Verdict, facts: tuple[Fact, ...]) -> Iterator[Prospect]:
    codes = dict.fromkeys(_DOUBTS[code] for code in verdict.because if code in _DOUBTS)
    for code in codes:
        yield {"if": code}
    if "EVIDENCE_PENDING" not in verdict.because and "CURE_PENDING" not in verdict.because:
        return
    waiting = sorted(fact.id for fact in facts if fact.status is FactStatus.PENDING or _undecided(fact, verdict))
    then = Standing.MET if verdict.standing is not Standing.BREACHED else Standing.CURED
    yield {"if": "ACCEPTED", **({"ev": waiting} if waiting else {}), "then": then}
    if verdict.standing is Standing.UNKNOWN:
        yield {"if": "REJECTION", "then": Standing.BREACHED}


def _undecided(fact: Fact, verdict: Verdict) -> bool:
    return fact.decided is not None and fact.decided > verdict.known_at
