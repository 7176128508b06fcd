"""承继 succession: which evidence counts for an agency that took over the duties of others (semantics 7, `on_merge`).

pool_sum  everything that the predecessors did for the window counts, together with what the successor does
pool_max  the predecessor that did most counts, together with what the successor does after the merger
each      every predecessor's quota stays an obligation of its own; `subject` names the predecessor

A predecessor's file is what its own windows leave for the obligation handed over, so that no fact serves twice.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from engine.expand import obligation_key
from engine.judge import judge
from engine.members import RANK
from engine.nouns import AnchorKind, Dossier, Fact, Obligation, Rule, Standing, Verdict
from engine.workdays import WorkCalendar

TASK = "task"
"""The attribute of a fact that was reported on a task: the beginning of the key of its obligation."""


@dataclass(frozen=True)
class Origin:
    """An obligation that was handed over: its key, its bearer, the day, and the facts that serve it."""

    key: str
    bearer: str
    day: date
    facts: tuple[Fact, ...] = ()


def heir_of(rule: Rule, one: Obligation, successor: str) -> Obligation:
    """The successor's obligation that goes on in the place of `one`, with its window and due day."""
    apart = rule.on_merge == "each" and not one.subject and rule.window.anchor.kind is not AnchorKind.EVENT
    subject = one.bearer if apart else one.subject
    key = obligation_key(one.pack, one.rule, successor, subject, one.window.label)
    return replace(one, key=key, bearer=successor, subject=subject)


def pooled(rule: Rule, one: Obligation, own: Sequence[Fact], origins: Sequence[Origin]) -> Dossier:
    """Facts and pools of an obligation that was taken over: the rest of its file is the caller's to add."""
    if not origins:
        return Dossier(facts=tuple(own))
    if rule.on_merge == "each":
        mine = tuple(fact for fact in own if one.key.startswith(str(fact.attrs.get(TASK, "-"))))
        return Dossier(facts=_once(mine, *(origin.facts for origin in origins)))
    if rule.on_merge == "pool_sum":
        return Dossier(facts=_once(own, *(origin.facts for origin in origins)))
    day = min(origin.day for origin in origins)
    after = tuple(fact for fact in own if fact.day >= day)
    before = tuple(fact for fact in own if fact.day < day)
    return Dossier(facts=after, pools=(*((before,) if before else ()), *(origin.facts for origin in origins)))


def judge_pooled(
    rule: Rule, obligation: Obligation, dossier: Dossier, calendar: WorkCalendar, as_of: date, known_at: date
) -> Verdict:
    """The verdict on an obligation; where only the best predecessor counts, the best of their verdicts."""
    if not dossier.pools:
        return judge(rule, obligation, dossier, calendar, as_of, known_at)
    every = [
        judge(
            rule,
            obligation,
            replace(dossier, facts=_once(dossier.facts, pool), pools=()),
            calendar,
            as_of,
            known_at,
        )
        for pool in dossier.pools
    ]
    look = min((each.next_look for each in every if each.next_look is not None), default=None)
    best = max(every, key=lambda each: (_goodness(each.standing), each.tally.lo))
    settled = best.next_look is None and best.standing not in (Standing.UNKNOWN, Standing.BREACHED)
    return best if settled else replace(best, next_look=look)


def inherited(predecessors: Mapping[str, Sequence[tuple[str, date]]], agency: str) -> list[tuple[str, date]]:
    """Every agency whose history an agency shows as its own, with the day it ended there, the latest first."""
    found: dict[str, date] = {}
    waiting = [agency]
    while waiting:
        for before, day in predecessors.get(waiting.pop(), ()):
            if before not in found and before != agency:
                found[before] = day
                waiting.append(before)
    return sorted(found.items(), key=lambda pair: (pair[1], pair[0]), reverse=True)


def _once(*some: Sequence[Fact]) -> tuple[Fact, ...]:
    """All facts, each once."""
    return tuple({fact.id: fact for facts in some for fact in facts}.values())


def _goodness(standing: Standing) -> int:
    """How good a standing is; what is let off counts as best, for there is nothing left to do."""
    return RANK.index(standing) if standing in RANK else len(RANK)
