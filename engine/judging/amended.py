"""修订中的判定 amended: the verdict on an obligation in which several versions of its rule have a say (semantics 7).

split      one quota of all: each version's lower limit counts for its days of the window, exactly
strictest  judged under every version; a breach under any of them counts, then whatever is worst
superseded what was not settled by the day of change ends there, with the obligation that goes on in its place

Composed over `judge`, which knows one rule at a time.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction

from engine.dates import due_of, event_of
from engine.judging.found import days_told
from engine.judging.matter import Matter
from engine.judging.office import event_day
from engine.nouns import Aggregate, Dossier, Obligation, Rule, Standing, Verdict, Window
from engine.owing.amend import splits
from engine.owing.succession import judge_pooled
from engine.workdays import WorkCalendar

_ONE_DAY = timedelta(1)
_WORST_FIRST = (
    Standing.BREACHED,
    Standing.BELOW_PRINCIPLE,
    Standing.NOT_DONE,
    Standing.CURED,
    Standing.OVERTURNED,
    Standing.UNKNOWN,
    Standing.IN_GRACE,
    Standing.CONTESTED,
    Standing.MANUAL,
    Standing.OPEN,
    Standing.PENDING,
    Standing.MET_IN_GRACE,
    Standing.MET,
)
"""A breach made up for comes before what still runs: under the other version it must not be forgotten again."""

_RUNNING = frozenset(_WORST_FIRST[_WORST_FIRST.index(Standing.UNKNOWN) : _WORST_FIRST.index(Standing.MET_IN_GRACE)])
_BREACHES = (Standing.BREACHED, Standing.BELOW_PRINCIPLE, Standing.NOT_DONE)

MOVABLE = (
    Standing.PENDING,
    Standing.OPEN,
    Standing.CONTESTED,
    Standing.IN_GRACE,
    Standing.UNKNOWN,
    Standing.MANUAL,
    Standing.NOT_APPLICABLE,
)
"""What a change of the rule may still touch; everything else is settled."""


@dataclass(frozen=True)
class Version:
    """A later version of a rule and the day from which it is in force."""

    since: date
    rule: Rule


def judge_amended(
    rule: Rule,
    later: Sequence[Version],
    obligation: Obligation,
    dossier: Dossier,
    calendar: WorkCalendar,
    as_of: date,
    known_at: date,
) -> Verdict:
    """The verdict on an obligation entered under `rule`, with the `later` versions that it names in its order.

    The one way to judge whatever is on the register: for an obligation never amended it is `judge`.
    """
    amended, matter = obligation.amended, Matter(rule, obligation, dossier, calendar, as_of, known_at)
    if amended is None:
        return judge_pooled(matter)
    found = _shared(matter, later)
    if amended.ended is None:
        return found
    if as_of < amended.ended:
        looks = [day for day in (found.next_look, amended.ended) if day is not None]
        return replace(found, next_look=min(looks))
    before = _shared(matter.on(amended.ended), later)
    if before.standing not in MOVABLE:
        return found
    return replace(
        before,
        standing=Standing.SUPERSEDED,
        since=amended.ended,
        as_of=as_of,
        because=("SUPERSEDED",),
        next_look=None,
        behind=False,
    )


def blended(rule: Rule, later: Sequence[Version], window: Window) -> Rule:
    """`rule` with the quota that its versions come to, each for the days of the window on which it was in force."""
    shared = [version for version in later if splits(rule, version.rule)]
    starts = [window.first, *(min(max(version.since, window.first), window.last + _ONE_DAY) for version in shared)]
    ends = [*starts[1:], window.last + _ONE_DAY]
    need = Fraction(0)
    for one, first, end in zip((rule, *(version.rule for version in shared)), starts, ends, strict=True):
        assert isinstance(one.test, Aggregate)
        assert one.test.at_least is not None
        need += one.test.at_least * (end - first).days
    days = (window.last + _ONE_DAY - window.first).days
    return replace(rule, test=replace(rule.test, at_least=need / days)) if shared else rule  # type: ignore[type-var]


def asking(rule: Rule, later: Sequence[Version], window: Window) -> Rule:
    """By what a window has enough of the acts that are shared out: the quota of all, or the strictest of theirs."""
    if later and later[-1].rule.on_amend == "split":
        return blended(rule, later, window)
    return max((rule, *(version.rule for version in later if splits(rule, version.rule))), key=_at_least)


def _at_least(rule: Rule) -> Fraction:
    return (rule.test.at_least if isinstance(rule.test, Aggregate) else None) or Fraction(0)


def _shared(matter: Matter, later: Sequence[Version]) -> Verdict:
    """The verdict of all versions together."""
    if not later:
        return judge_pooled(matter)
    if later[-1].rule.on_amend == "split":
        quota = blended(matter.rule, later, matter.obligation.window)
        return _because(judge_pooled(matter.under(quota)), "AMENDED_SPLIT")
    return _strictest([matter, *(_under(version.rule, matter) for version in later)])


def _under(rule: Rule, matter: Matter) -> Matter:
    """The matter under another version, with the due day that it gives."""
    one = matter.obligation
    event = event_day(rule, one, matter.dossier.facts, matter.known_at) if event_of(rule.due) else None
    return matter.under(rule, replace(one, due=due_of(rule.due, one.window, matter.calendar, event), readings=()))


def _strictest(under: Sequence[Matter]) -> Verdict:
    """The worst of the verdicts under several versions, to be looked at again when any of them may change.

    What was done late while nobody could tell, so that no breach was ever found, has nothing to keep: what still runs
    comes before it, as in any roll-up (semantics 6).
    """
    every = [(matter, judge_pooled(matter)) for matter in under]
    look = min((said.next_look for _, said in every if said.next_look is not None), default=None)
    runs = any(said.standing in _RUNNING for _, said in every)
    heard = [said for matter, said in every if not (runs and _made_up_unfound(matter, said))]
    ranked = [said for said in heard if said.standing in _WORST_FIRST] or heard
    worst = min(ranked, key=lambda said: _WORST_FIRST.index(said.standing) if said.standing in _WORST_FIRST else 0)
    return _because(replace(worst, next_look=look), "AMENDED_STRICTEST")


def _made_up_unfound(matter: Matter, said: Verdict) -> bool:
    """Whether it was done late, but on no day after grace, by what was known then, a breach was found (ruling 51)."""
    if said.standing is not Standing.CURED or said.tally.broken_on is not None:
        return False
    facts = (*matter.dossier.facts, *(fact for pool in matter.dossier.pools for fact in pool))
    days = days_told(facts, said.due, matter.known_at)
    return not any(judge_pooled(matter.on(min(day, matter.as_of), day)).standing in _BREACHES for day in days)


def _because(verdict: Verdict, code: str) -> Verdict:
    return replace(verdict, because=(*verdict.because, code))
