"""Holding the reference against the engine: the same case put to both, and every field on which they differ."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from engine.nouns import AnchorKind, Rule, Standing, Verdict, Window
from rules.trying.staging import Stage, verdict_on
from tests.reference import windows
from tests.reference.civil import published
from tests.reference.evaluator import HORIZON, Question, answer, rows
from tests.reference.evidence import on_record
from tests.reference.standing import Answer

CRITICAL = frozenset(
    {
        "RECIPIENT_MISSING",
        "SPREAD_SHORT",
        "YEAR_MASKED",
        "BOUNDARY_CONTESTED",
        "CALENDAR_PROVISIONAL",
        "CALENDAR_MISSING",
        "CURE_PENDING",
        "PROOF_PENDING",
        "JUDGED",
        "BREACH_KEPT",
        "EXTENDED",
        "EXTENSION_ASKED_LATE",
        "EXTENSION_STATUTORY",
        "EXTENSION_SPENT",
        "EXTENSION_NEEDS_LEADER",
        "EXTENSION_EARLIER",
    }
)
"""Codes that the pages name and that must be there, or must not."""


@dataclass(frozen=True)
class Difference:
    """One field on which the two disagree."""

    field: str
    reference: object
    engine: object


def question_of(rule: Rule, stage: Stage) -> Question:
    """The same case as the engine is given, for the reference."""
    after = rule.after and next(other for other in stage.pack.rules if other.id == rule.after.rule)
    plain = Question(
        rule=rule,
        label=stage.label or "",
        as_of=stage.as_of,
        known_at=stage.known_at,
        since=first_day(rule, stage),
        notices=published(),
        facts=stage.facts,
        acts=stage.acts,
        members=stage.members,
        attrs=stage.attrs,
        phases=stage.pack.phases,
        upstream=after or None,
    )
    return plain if stage.label else Question(**{**vars(plain), "label": meant(plain)})


def first_day(rule: Rule, stage: Stage) -> date:
    said = [span[0] for span in (stage.pack.effective, rule.effective) if span]
    return max(said, default=date(2004, 1, 1))


def opens(q: Question) -> date:
    """The first day of the only window, under the earliest reading of it."""
    one = windows.single(q.rule, q.phases)
    if isinstance(one, Window):
        return one.first
    start = q.rule.window.once and q.rule.window.once.start
    return start if isinstance(start, date) else min((window.first for window, _ in one.readings), default=q.as_of)


def meant(q: Question) -> str:
    """The only window; else that of the earliest fact; else the last that has begun (ruling 2)."""
    if q.rule.manual is not None or is_single(q.rule):
        return q.rule.window.phase or "once"
    found = rows(q)
    known = on_record(q.facts, q.known_at)
    if len(found) > 1 and known:
        earliest = min(fact.day for fact in known)
        return next((window.label for window in found if earliest in window), found[-1].label)
    begun = [window for window in found if window.first <= q.as_of]
    return (begun or found)[-1].label


def is_single(rule: Rule) -> bool:
    """Whether it has one window by itself: `once` or a phase."""
    return rule.window.every is None and rule.window.anchor.kind is AnchorKind.CALENDAR


def differences(rule: Rule, stage: Stage) -> tuple[Answer | None, Verdict | None, list[Difference]]:
    """Both answers to one case and every field on which they differ."""
    question = question_of(rule, stage)
    mine = answer(question) if exists(question) else None
    yours, _why = verdict_on(rule, stage)
    if mine is None or yours is None:
        agreed = mine is None and yours is None
        return (
            mine,
            yours,
            [] if agreed else [Difference("obligation", mine and mine.standing, yours and yours.standing)],
        )
    return mine, yours, list(compared(mine, yours, days_ahead(stage)))


def exists(q: Question) -> bool:
    """Whether there is such an obligation at all: not beyond the horizon, and its event on record."""
    if q.rule.manual is not None:
        return True
    if is_single(q.rule):
        return opens(q) <= q.as_of + HORIZON and bool(rows(q))
    return any(window.label == q.label for window in rows(q))


def compared(mine: Answer, yours: Verdict, ahead: frozenset[date] = frozenset()) -> Iterator[Difference]:
    """Field by field, leaving out what the pages do not settle for this kind of case."""
    if mine.standing is not yours.standing:
        yield Difference("standing", mine.standing, yours.standing)
        return
    if not mine.suspended and mine.days.safe.year < 2100 and mine.days.doubt in (None, "CALENDAR_PROVISIONAL"):
        for name in ("safe", "hard", "grace_end"):
            if getattr(mine.days, name) != getattr(yours.due, name):
                yield Difference(name, getattr(mine.days, name), getattr(yours.due, name))
        if mine.next_look != yours.next_look and not is_early(mine, yours, ahead):
            yield Difference("next_look", mine.next_look, yours.next_look)
    if mine.reached_on is not None and yours.tally.members_met is None and mine.reached_on != yours.tally.reached_on:
        yield Difference("reached_on", mine.reached_on, yours.tally.reached_on)
    if mine.since is not None and mine.since != yours.since:
        yield Difference("since", mine.since, yours.since)
    if (
        mine.have is not None
        and mine.days.doubt not in ("EVENT_MISSING", "YEAR_MASKED")
        and mine.standing not in QUIET
        and mine.have != (yours.tally.lo, yours.tally.hi)
    ):
        yield Difference("have", said(mine.have), said((yours.tally.lo, yours.tally.hi)))
    if mine.members_met is not None and mine.standing not in QUIET and mine.members_met != yours.tally.members_met:
        yield Difference("members_met", mine.members_met, yours.tally.members_met)
    if mine.standing is Standing.PENDING:
        return
    asked = CRITICAL if mine.standing in SHORT else CRITICAL - SHORTAGES
    if mine.days.doubt in ("YEAR_MASKED", "EVENT_MISSING") or mine.days.safe.year > 2100:
        asked = frozenset(code for code in asked if not code.startswith("EXTEN"))
    if yours.tally.members_met is not None:
        asked -= {"CURE_PENDING", "PROOF_PENDING", *SHORTAGES}
    if mine.codes & asked != frozenset(yours.because) & asked:
        yield Difference("because", sorted(mine.codes & asked), sorted(frozenset(yours.because) & asked))


def days_ahead(stage: Stage) -> frozenset[date]:
    """The days of facts dated or recorded ahead, and those on which acts take effect."""
    told = {day for fact in stage.known for day in (fact.day, fact.recorded)}
    return frozenset(told | {act.granted or act.day for act in stage.acts})


def is_early(mine: Answer, yours: Verdict, ahead: frozenset[date]) -> bool:
    """Looking again on a day on which something on record takes effect does no harm where it changes nothing (118)."""
    if yours.next_look is None or (mine.next_look is not None and mine.next_look < yours.next_look):
        return False
    return yours.next_look in ahead


SHORT = (Standing.BREACHED, Standing.BELOW_PRINCIPLE, Standing.NOT_DONE)
SHORTAGES = frozenset({"RECIPIENT_MISSING", "SPREAD_SHORT"})
"""Codes that must be there when something is missing for good; before that they only say what is still to do."""

QUIET = (Standing.PENDING, Standing.NOT_APPLICABLE, Standing.EXEMPT, Standing.TRANSFERRED, Standing.MANUAL)
"""Standings that say nothing about what was done."""


def said(have: tuple[Fraction, Fraction | None]) -> str:
    return f"[{have[0]}, {'null' if have[1] is None else have[1]}]"
