"""续判 kept: a verdict from a tally that was kept, without the file that it was made from (design decision 3).

An obligation is *plain* when its standing follows from its tally and its days alone: no act of the office, no
condition, no members, no duty before it, no reading still open.  Its tally, once measured, then holds on every later
day until a fact is recorded or its own `next_change` comes, and `judge_kept` says what `judge` would say.  Where a
record was corrected as of another day what is done may be undone by the day alone: that is not plain.
"""

from collections.abc import Sequence
from dataclasses import fields
from datetime import date
from functools import cache
from typing import Any

from engine.fingerprint import fingerprint
from engine.judging.earlier import carries
from engine.judging.judge import scope_for, told
from engine.judging.matter import Matter
from engine.judging.office import Term
from engine.judging.reasons import reasons
from engine.judging.standing import stand
from engine.measure import measure
from engine.measure.corrections import has_corrections
from engine.nouns import Dossier, Due, Fact, Obligation, Rule, Tally, Verdict
from engine.workdays import WorkCalendar

_READ_BY_TALLY = ("facts", "attrs", "members", "in_force")
"""What of a file a plain tally may be made from; anything else on it makes the obligation not plain."""
_NAMES_IT = ("key", "pack", "pack_sha256", "rule", "bearer", "window", "due", "subject", "calendar")


def is_plain_rule(rule: Rule) -> bool:
    """Whether the obligations of a rule can be plain at all."""
    conditions = (rule.when, rule.after, rule.manual, *rule.exempt)
    if rule.test is None or any(each is not None for each in conditions):
        return False
    if rule.bearer.role == "joint":  # what others have on file counts too
        return False
    return rule.bearer.per == "agency" and rule.window.level != "continuous" and not carries(rule)


def is_settled(due: Due) -> bool:
    """Whether a frozen due day waits neither for an event nor for a calendar nor for somebody to read a date."""
    return due.hard is not None and not due.provisional and due.because != "EVENT_MISSING"


def is_plain(rule: Rule, obligation: Obligation, dossier: Dossier) -> bool:
    """Whether the standing of an obligation follows from its tally and its days alone."""
    if not is_plain_rule(rule) or not is_settled(obligation.due):
        return False
    if not (_as_begun(obligation, _NAMES_IT) and _as_begun(dossier, _READ_BY_TALLY)):
        return False
    return not (dossier.facts and rule.test is not None and has_corrections(rule.test, dossier.facts))


def tally_of(rule: Rule, obligation: Obligation, dossier: Dossier, calendar: WorkCalendar, on: date) -> Tally:
    """What the facts of a plain obligation come to as of `on`; kept, it holds until its `next_change`."""
    assert rule.test is not None
    scope = scope_for(Matter(rule, obligation, dossier, calendar, on, on), obligation.window, obligation.due)
    return measure(rule.test, dossier.facts, scope)


def judge_kept(rule: Rule, obligation: Obligation, tally: Tally, as_of: date) -> Verdict:
    """The verdict on a plain obligation whose kept tally holds on `as_of`."""
    term = Term(obligation.window, obligation.due, obligation.readings)
    found = stand(tally, term.due, term.window, as_of)
    because = reasons(found, tally, term.due)
    return told(rule, obligation.key, term, tally, found, because, (), as_of, as_of)


def known_by(facts: Sequence[Fact]) -> date | None:
    """The day by which all that is on file of some facts was known; None without facts."""
    days = [day for fact in facts for day in (fact.recorded, fact.decided, fact.retracted) if day is not None]
    return max(days, default=None)


def digest_of(facts: Sequence[Fact], before: str = "") -> str:
    """What tells one row of facts, with all that was decided about them, from another; "" of none.

    It is carried on from fact to fact: `before` is that of the facts that come before these.
    """
    for one in facts:
        before = fingerprint(before, one.id, one.status, str(one.decided), str(one.retracted))[:32]
    return before


def _as_begun(noun: Dossier | Obligation, besides: tuple[str, ...]) -> bool:
    """Whether every field has the value it begins with, besides those named: a field still to come counts too."""
    kind: Any = type(noun)
    return all(getattr(noun, name) == default for name, default in _begun(kind, besides))


@cache
def _begun(kind: Any, besides: tuple[str, ...]) -> tuple[tuple[str, object], ...]:
    """The fields of a noun with the values they begin with, found once: every fact that comes in asks for them."""
    return tuple((each.name, each.default) for each in fields(kind) if each.name not in besides)
