"""到期判定 judging: the verdict on each obligation that a sweep looks at, from its kept tally wherever it is plain.

Obligations that are alike — the same rule, window, due day and tally — have the same verdict, so it is found once: of
three hundred agencies that owe the same report on the same day and have filed nothing, one is judged.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from duban.services.desk import Desk
from duban.services.judgement.casework import judged
from duban.services.judgement.upkeep import Blanks, found_out
from engine.judging.kept import judge_kept
from engine.nouns import Count, Rule, Sum, Tally
from store import looks, obligations, tallies
from store.looks import Look
from store.terms import Terms
from store.verdicts import Told

MOST = 50_000
"""How many different verdicts are remembered: enough for any day, and no million of them."""


class Judging:
    """The verdicts of one sweep, on one day; with `from_files` no kept tally is trusted."""

    def __init__(self, desk: Desk, on: date, terms: Terms, *, from_files: bool = False) -> None:
        self._desk = desk
        self._on = on
        self._terms = terms
        self._trusts = not from_files
        self._alike: dict[tuple[int, str | None], Told] = {}
        self._blanks = Blanks(desk, on)

    def of(self, some: Sequence[Look]) -> dict[str, Told]:
        """The verdict on each of these, in their order."""
        known = self._found_out(some)
        day = self._on.toordinal()
        kept = {key: look for key, look in known.items() if self._trusts and look.holds_on(day)}
        told = {**self._from_kept(kept.values()), **self._from_files(key for key in known if key not in kept)}
        return {look.key: told[look.key] for look in some}

    def _found_out(self, some: Sequence[Look]) -> Mapping[str, Look]:
        """The same, once it is known which of them are plain and their tallies are kept."""
        day = self._on.toordinal()
        unknown = [look for look in some if look.plain is None or look.is_stale_on(day)]
        if unknown:
            found_out(self._desk, unknown, self._on, self._blanks)
        fresh = looks.of_keys(self._desk.session, [look.key for look in unknown], self._terms)
        return {look.key: fresh.get(look.key, look) for look in some}

    def _from_kept(self, some: Iterable[Look]) -> dict[str, Told]:
        told = self._alike = self._alike if len(self._alike) < MOST else {}
        asked = [(look, (look.term.number, look.facts)) for look in some]
        missing = {alike: look for look, alike in asked if alike not in told}
        kept = tallies.of_obligations(self._desk.session, [look.key for look in missing.values() if look.facts])
        for alike, look in missing.items():
            told[alike] = self._judged(look, kept.get(look.key))
        return {look.key: told[alike] for look, alike in asked}

    def _judged(self, look: Look, tally: Tally | None) -> Told:
        one = look.obligation()
        rule = self._desk.rule(one)
        verdict = judge_kept(rule, one, tally or self._blanks.tally(look.term.number, one), self._on)
        return Told(verdict, paced=_is_paced(rule))

    def _from_files(self, keys: Iterable[str]) -> dict[str, Told]:
        """The verdicts on those that must be judged from all that is on file."""
        filed = obligations.filed(self._desk.session, keys)
        found = judged(self._desk, [each.obligation for each in filed.values()], self._on)
        return {key: Told(verdict) for key, verdict in found.items()}


def _is_paced(rule: Rule) -> bool:
    """Whether an open obligation of a rule may fall behind from one day to the next."""
    return isinstance(rule.test, Count | Sum) and rule.test.at_least is not None
