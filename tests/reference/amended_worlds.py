"""Random amendments (随机修订): a duty that is counted or added up, and a version of it that wants more or less.

`amended_world(17)` is the same for ever after.  The new version is published ahead, when nothing has been settled yet;
what it does to windows already settled is tried in `tests/acceptance/test_the_difference_is_the_change.py`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction as F
from random import Random

from engine.judging.amended import Version, asking, judge_amended
from engine.nouns import Agency, Bearer, Dossier, Obligation, Roster, Rule, RulePack, SetTerm, Verdict
from engine.owing.allot import Special, allot
from engine.owing.amend import amend, continued
from engine.owing.expand import expand
from rules.trying.staging import BEARER, Stage
from tests.reference.wider import WIDER
from tests.reference.worlds import World, world

MODES = ("by_start", "by_due", "split", "strictest")


@dataclass(frozen=True)
class AmendedWorld:
    """A world with the version that comes after its rule, and the day from which that is in force."""

    before: World
    new: Rule
    change: date

    @property
    def old(self) -> Rule:
        return self.before.rule


def amended_world(number: int) -> AmendedWorld:
    """The amendment of that number."""
    rng, before = Random(f"amended-{number}"), world(WIDER + number)
    old = replace(before.rule, exempt=(), bearer=Bearer("all"), test=replace(before.rule.test, carry=None))
    facts = tuple(replace(fact, member=None) for fact in before.stage.facts if fact.kind != "leave")
    stage = replace(before.stage, facts=facts, members=(), acts=())
    window, span = before.window, (before.window.last - before.window.first).days
    change = rng.choice([window.first, window.last, window.last + timedelta(1), window.first + timedelta(span // 2)])
    change += timedelta(rng.choice([0, 0, 1, -1, 10, -10]))
    asks = rng.choice([F(1), F(2), F(3), F(5), F(12), F(1, 2)])
    new = replace(old, test=replace(old.test, at_least=asks), on_amend=rng.choice(MODES), effective=(change, None))
    return AmendedWorld(replace(before, rule=old, stage=stage), new, change)


def amended_verdict(one: AmendedWorld, stage: Stage) -> Verdict | None:
    """What the engine says of the window asked about, once the new version has been laid over what was entered."""
    packs = [_pack(stage, one.old, "1"), _pack(stage, one.new, "2")]
    roster = Roster((Agency(BEARER, BEARER, attrs=stage.attrs),))
    sets = (packs[0], continued(packs[1], [packs[0]]))
    entered, owed = (expand(pack, roster, stage.calendar, stage.as_of, stage.known, waiting=True) for pack in sets)
    found = amend(*packs, entered, owed, one.change)
    row = [*found.kept, *found.rebased, *found.added]
    chosen = next((each for each in row if each.window.label == stage.label), None)
    return None if chosen is None else _judged(one, stage, row, chosen)


def _judged(one: AmendedWorld, stage: Stage, row: Sequence[Obligation], chosen: Obligation) -> Verdict:
    versions = {each.key: one.old if each.pack_sha256 == "1" else one.new for each in row}
    later = {each.key: _later(one, each) for each in row}
    asked = {each.key: Special(asking(versions[each.key], later[each.key], each.window)) for each in row}
    rule, known = versions[chosen.key], stage.known_at
    shared = allot(rule, row, stage.known, chosen.key, known_at=known, special=asked)
    file = Dossier(facts=shared[chosen.key], attrs=stage.attrs)
    return judge_amended(rule, later[chosen.key], chosen, file, stage.calendar, stage.as_of, known)


def _later(one: AmendedWorld, each: Obligation) -> list[Version]:
    return [Version(one.change, one.new)] if each.amended is not None and each.amended.versions else []


def _pack(stage: Stage, rule: Rule, sha256: str) -> RulePack:
    return replace(stage.pack, rules=(rule,), sha256=sha256, sets={"all": SetTerm("agency", None, (BEARER,))})
