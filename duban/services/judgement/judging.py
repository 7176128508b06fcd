"""到期判定 judging: the verdict on each obligation that a sweep looks at, from its kept tally wherever it is plain.

Obligations that are alike — the same rule, window, due day and tally — have the same verdict, so it is found once: of
three hundred agencies that owe the same report on the same day and have filed nothing, one is judged.
"""

from collections.abc import Iterable, Sequence
from datetime import date

from duban.services.desk import Desk
from duban.services.judgement.casework import judged
from duban.services.judgement.upkeep import Blanks, found_out
from engine.judging.kept import judge_kept
from engine.nouns import Count, Rule, Sum
from store import looks, obligations, tallies
from store.looks import Look
from store.terms import Terms
from store.verdicts import Told

UNTOUCHED = ""
"""In the place of a tally: that no fact touches the obligation."""
MOST = 50_000
"""How many different verdicts are remembered: enough for any day, and no million of them."""


class Judging:
    """The verdicts of one sweep, on one day; with `from_files` no kept tally is trusted."""

    def __init__(self, desk: Desk, on: date, terms: Terms, *, from_files: bool = False) -> None:
        self._desk = desk
        self._on = on
        self._terms = terms
        self._trusts = not from_files
        self._alike: dict[tuple[int, str], Told] = {}
        self._blanks = Blanks(desk, on)

    def of(self, some: Sequence[Look]) -> list[Told]:
        """The verdict on each of these, in their order."""
        day = self._on.toordinal()
        if self._trusts and all(look.holds_on(day) for look in some):
            return self._from_kept(some)
        known = self._found_out(some)
        kept = [look for look in known if self._trusts and look.holds_on(day)]
        told = dict(zip((look.number for look in kept), self._from_kept(kept), strict=True))
        filed = self._from_files(look.key for look in known if look.number not in told)
        return [told.get(look.number) or filed[look.key] for look in known]

    def _found_out(self, some: Sequence[Look]) -> Sequence[Look]:
        """The same, once it is known which of them are plain and their tallies are kept."""
        day = self._on.toordinal()
        unknown = [look for look in some if look.plain is None or look.is_stale_on(day)]
        if not unknown:
            return some
        found_out(self._desk, unknown, self._on, self._blanks)
        fresh = looks.of_keys(self._desk.session, [look.key for look in unknown], self._terms)
        return [fresh.get(look.key, look) for look in some]

    def _from_kept(self, some: Sequence[Look]) -> list[Told]:
        """The verdicts from kept tallies: one for all of a term that have the same tally."""
        if len(self._alike) > MOST:
            self._alike.clear()
        kept = tallies.as_frozen(self._desk.session, [look.number for look in some if look.facts])
        found = []
        for look in some:
            frozen = kept.get(look.number, UNTOUCHED)
            alike = (look.term.number, frozen)
            found.append(self._alike.get(alike) or self._judged(look, *alike))
        return found

    def _judged(self, look: Look, term: int, frozen: str) -> Told:
        one = look.obligation()
        rule = self._desk.rule(one)
        tally = tallies.thawed(frozen) if frozen else self._blanks.tally(term, one)
        told = Told(judge_kept(rule, one, tally, self._on), paced=_is_paced(rule))
        self._alike[term, frozen] = told
        return told

    def _from_files(self, keys: Iterable[str]) -> dict[str, Told]:
        """The verdicts on those that must be judged from all that is on file."""
        filed = obligations.filed(self._desk.session, keys)
        found = judged(self._desk, [each.obligation for each in filed.values()], self._on)
        return {key: Told(verdict) for key, verdict in found.items()}


def _is_paced(rule: Rule) -> bool:
    """Whether an open obligation of a rule may fall behind from one day to the next."""
    return isinstance(rule.test, Count | Sum) and rule.test.at_least is not None
