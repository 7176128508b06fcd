"""承继 succession: which evidence counts for an agency that took over the duties of others (semantics 7, `on_merge`).

pool_sum  everything that the predecessors did for the window counts, together with what the successor does
pool_max  the predecessor that did most counts, together with what the successor does after the merger
each      every predecessor's quota stays an obligation of its own; `subject` names the predecessor of all but one

A predecessor's file is what its own windows leave for the obligation handed over, so that no fact serves twice.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import count

from engine.judging.judge import judge_matter
from engine.judging.matter import Matter
from engine.judging.members import RANK
from engine.nouns import Dossier, Fact, Obligation, Rule, Standing, Verdict
from engine.owing.expand import obligation_key

TASK = "task"
"""The attribute of a fact that was reported on a task: the beginning of the key of its obligation."""


@dataclass(frozen=True)
class Origin:
    """An obligation that was handed over: its key, its bearer, the day, and the facts that serve it."""

    key: str
    bearer: str
    day: date
    facts: tuple[Fact, ...] = ()


def origins_of(one: Obligation, day: date, file: Dossier) -> list[Origin]:
    """What an obligation brings to its heir; one that was itself the best of several brings each of them."""
    each = [(*file.facts, *pool) for pool in file.pools] or [file.facts]
    return [Origin(one.key, one.bearer, day, _once(facts)) for facts in each]


def handed(
    rules: Mapping[str, Rule],
    some: Sequence[Obligation],
    successors: Mapping[str, str],
    entered: Collection[str],
    gone: Collection[str] = (),
) -> list[tuple[Obligation, Obligation]]:
    """Each obligation with the one that goes on in its place; `successors` names the agency by rule.

    `entered` are the keys on the register, `gone` those of them that were handed over before: a duty that comes back
    to an agency comes back as another one.  Obligations with the same heir are pooled in it.
    """
    pairs: list[tuple[Obligation, Obligation]] = []
    used: set[str] = set()
    for one in sorted(some, key=lambda each: (each.window, each.key)):
        apart = rules[one.rule].on_merge == "each" and not one.subject
        shut = {*gone, *used, *entered} if apart else gone
        heirs = (heir_of(one, successors[one.rule], subject) for subject in _subjects(one))
        heir = next(each for each in heirs if each.key not in shut)
        pairs.append((one, heir))
        used.add(heir.key)
    return pairs


def _subjects(one: Obligation) -> Iterator[str]:
    """What the heir may be about, the obligation's own subject first, then told apart by the predecessor."""
    apart = f"{one.subject}/{one.bearer}" if one.subject else one.bearer
    yield from (one.subject, apart)
    yield from (f"{apart}#{number}" for number in count(2))


def heir_of(one: Obligation, successor: str, subject: str) -> Obligation:
    """The obligation about `subject` with the same window and due day at another agency."""
    key = obligation_key(one.pack, one.rule, successor, subject, one.window.label)
    return replace(one, key=key, bearer=successor, subject=subject)


def pooled(rule: Rule, one: Obligation, own: Sequence[Fact], origins: Sequence[Origin]) -> Dossier:
    """Facts and pools of an obligation that may have been taken over: the rest of its file is the caller's to add."""
    if rule.on_merge == "each":
        own = [fact for fact in own if _is_for(fact, one)]
    if not origins or rule.on_merge != "pool_max":
        return Dossier(facts=_once(own, *(origin.facts for origin in origins)))
    day = min(origin.day for origin in origins)
    after = tuple(fact for fact in own if fact.day >= day)
    before = tuple(fact for fact in own if fact.day < day)
    return Dossier(facts=after, pools=(*((before,) if before else ()), *(origin.facts for origin in origins)))


def _is_for(fact: Fact, one: Obligation) -> bool:
    """Whether a fact is for this one of the quotas that stay apart: the one on whose task it was reported.

    What was reported on no task is for the agency's first.
    """
    task = fact.attrs.get(TASK)
    return not one.subject if task is None else one.key.startswith(str(task))


def judge_pooled(matter: Matter) -> Verdict:
    """The verdict on a matter; where only the best predecessor counts, the best of their verdicts."""
    dossier = matter.dossier
    if not dossier.pools:
        return judge_matter(matter)
    files = (replace(dossier, facts=_once(dossier.facts, pool), pools=()) for pool in dossier.pools)
    every = [judge_matter(matter.with_file(one)) for one in files]
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
    """All facts, each once: as it was shared out, before as it was brought."""
    found: dict[str, Fact] = {}
    for fact in (fact for facts in some for fact in facts):
        found.setdefault(fact.id, fact)
    return tuple(found.values())


def _goodness(standing: Standing) -> int:
    """How good a standing is; what is let off counts as best, for there is nothing left to do."""
    return RANK.index(standing) if standing in RANK else len(RANK)
