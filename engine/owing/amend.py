"""修订 amend: what a new version of a pack does to the obligations entered under the one before it (semantics 7).

PASS  quota 2 -> 3 from 07-01, half-years: H1 keeps version 1, H2 takes version 2 under the same key
PASS  the same on the year 2026, by_start -> kept; by_due -> rebased; split, strictest -> kept, judged under both
PASS  yearly -> quarterly from 07-01: "2026" is superseded by "2026Q3"; a rule left out: superseded by nothing

A version is in force from its day of change, half-open (ruling 7): its own `effective.from`, else the day it was
published.  What is settled is never touched, so that a breach never disappears.  Nothing here judges: `amended` does.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from engine.judging.earlier import in_force
from engine.measure import kinds_of, leaves
from engine.nouns import Aggregate, Amended, Citation, Count, Deliver, Fact, Obligation, Rule, RulePack, Sum
from engine.source import Source


@dataclass(frozen=True)
class Amendment:
    """What becomes of every obligation: `kept` as it is, `rebased` on the new version or judged with it too,
    `superseded` (key, successor's key if there is one), and `added`."""

    kept: tuple[Obligation, ...] = ()
    rebased: tuple[Obligation, ...] = ()
    superseded: tuple[tuple[str, str | None], ...] = ()
    added: tuple[Obligation, ...] = ()


def amend(
    old: RulePack,
    new: RulePack,
    entered: Sequence[Obligation],
    owed: Sequence[Obligation],
    on: date,
    *,
    settled: Collection[str] = (),
    origins: Mapping[str, str] | None = None,
) -> Amendment:
    """What publishing `new` on the day `on` does to what was `entered` under `old` and earlier versions.

    `owed` is what `new` calls for, expanded with `continued`, so that windows keep their labels.  `settled` are the
    keys that must not be touched; `origins` gives, for what was taken over from another agency, the key it came from.
    """
    change = _Change.of(old, new, owed, on)
    kept: list[Obligation] = []
    rebased: list[Obligation] = []
    ended: list[Obligation] = []
    for one in entered:
        found = one if one.key in settled else change.outcome(one, (origins or {}).get(one.key))
        (ended if found is None else kept if found is one else rebased).append(one if found is None else found)
    known = {one.key for one in entered}
    added = tuple(one for one in owed if one.key not in known and change.binds(one))
    alive = {*(one.key for one in (*kept, *rebased, *added))}
    superseded = tuple((one.key, change.successor(one, alive)) for one in ended)
    return Amendment(tuple(kept), tuple(rebased), superseded, added)


def change_day(new: RulePack, rule: Rule | None, on: date) -> date:
    """The day from which `new` is in force for a rule: as it says itself, else the day it is published."""
    spans = (rule.effective if rule is not None else None, new.effective)
    return max((span[0] for span in spans if span is not None), default=on)


def continued(new: RulePack, before: Sequence[RulePack]) -> RulePack:
    """`new` with each rule reaching back to where the versions `before` it began, so that its row of windows goes on.

    Only which windows there are is asked of it: those that closed before the change are not added.
    """
    if not before:
        return new
    rules = tuple(_reaching_back(rule, new, before) for rule in new.rules)
    starts = [rule.effective[0] for rule in rules if rule.effective is not None]
    until = new.effective[1] if new.effective is not None else None
    span = (min(starts), until) if starts and len(starts) == len(rules) else None
    return replace(new, rules=rules, effective=span or new.effective)


def binds(rule: Rule, one: Obligation, change: date) -> bool:
    """Whether a version in force from `change` lays an obligation that nobody entered before.

    Not for a window that had closed; for a running one as for any rule that comes into force inside it (ruling 24).
    """
    if one.window.first >= change:
        return True
    running = one.window.last >= change and rule.window.first != "skip"
    return running and (one.due.hard is None or one.due.hard >= change)


def same_duty(old: Rule, new: Rule) -> bool:
    """Whether two versions of a rule ask the same, whatever they are called, wherever written and since whenever."""
    return _duty(old) == _duty(new)


def superseded(one: Obligation, day: date, successor: str | None) -> Obligation:
    """The obligation as superseded from `day` on."""
    return replace(one, amended=replace(one.amended or Amended(), ended=day, successor=successor))


def held_to(one: Obligation, facts: Sequence[Fact], rule: Rule, on: date) -> Obligation:
    """A settled obligation with the facts that go on serving it, whatever windows a new version lays beside it.

    Figures and findings are used up by nobody, and need not be held.
    """
    used = used_kinds(rule)
    held = tuple(sorted(fact.id for fact in facts if fact.kind in used))
    return replace(one, amended=replace(one.amended or Amended(), held_on=on, facts=held))


def as_held(facts: Sequence[Fact], sisters: Sequence[Obligation], version: str) -> list[Fact]:
    """The facts of a duty, each that a settled window holds marked as `about` that window.

    Two windows of different versions may hold one fact; to a window of `version` (a pack's sha256) its own comes first.
    """
    turn = sorted(sisters, key=lambda one: (one.pack_sha256 == version, one.window, one.key))
    labels = {fact: one.window.label for one in turn if one.amended is not None for fact in one.amended.facts}
    if not labels:
        return list(facts)
    return [
        replace(fact, attrs={**fact.attrs, "about": labels[fact.id]}) if fact.id in labels else fact for fact in facts
    ]


def splits(old: Rule, new: Rule) -> bool:
    """Whether a quota can be shared by days between two versions: they differ in nothing but a lower limit."""
    before, after = old.test, new.test
    if not isinstance(before, Aggregate) or not isinstance(after, Aggregate) or type(before) is not type(after):
        return False
    if before.at_least is None or after.at_least is None:
        return False
    return replace(before, at_least=after.at_least) == after


def admitted(one: Obligation, facts: Sequence[Fact], rule: Rule) -> tuple[Fact, ...]:
    """Of the facts that serve an obligation those it may have: held ones, and what came on file after it was held.

    What is superseded gets nothing more.
    """
    amended = one.amended
    if amended is None or amended.held_on is None:
        return tuple(facts)
    day, closed, used = amended.held_on, amended.ended is not None, used_kinds(rule)
    return tuple(
        fact
        for fact in facts
        if fact.kind not in used or fact.id in amended.facts or (fact.recorded > day and not closed)
    )


def used_kinds(rule: Rule) -> set[str]:
    """The kinds of fact that are used up by the window they serve; figures and findings are not."""
    tests = leaves(rule.test) if rule.test is not None else ()
    return {kind for leaf in tests if isinstance(leaf, Deliver | Count | Sum) for kind in kinds_of(leaf)}


@dataclass(frozen=True)
class _Change:
    """A new version against the one before, with what it calls for."""

    old: Mapping[str, Rule]
    new: Mapping[str, Rule]
    pack: RulePack
    on: date
    owed: Mapping[str, Obligation]
    rows: Mapping[tuple[str, str], Sequence[Obligation]]

    @staticmethod
    def of(old: RulePack, new: RulePack, owed: Sequence[Obligation], on: date) -> "_Change":
        """The change from `old` to `new` on a day."""
        rows: dict[tuple[str, str], list[Obligation]] = {}
        for one in sorted(owed, key=lambda each: (each.window, each.key)):
            rows.setdefault((one.rule, one.bearer), []).append(one)
        before, after = ({rule.id: rule for rule in pack.rules} for pack in (old, new))
        return _Change(before, after, new, on, {one.key: one for one in owed}, rows)

    def day(self, rule: str) -> date:
        return change_day(self.pack, self.new.get(rule), self.on)

    def binds(self, one: Obligation) -> bool:
        return binds(self.new[one.rule], one, self.day(one.rule))

    def outcome(self, one: Obligation, origin: str | None) -> Obligation | None:
        """The obligation as it goes on; itself when nothing changes, None when it is superseded."""
        day = self.day(one.rule)
        takes_over = one.window.first >= day or self._judges_by_due(one, day)
        if one.window.last < day and not takes_over:
            return one
        fresh = self.owed.get(one.key) or self._taken_over(one, origin)
        if fresh is None:
            return None if one.window.last >= day else one
        if takes_over:
            return one if fresh == one else fresh
        if one.amended is not None and one.amended.ended is not None:  # repealed for a later day, and now kept
            return replace(one, amended=replace(one.amended, ended=None, successor=None))
        return self._shared(one, day)

    def successor(self, one: Obligation, alive: Collection[str]) -> str | None:
        """The first window of the same rule and bearer that overlaps what is left of a superseded one."""
        first = max(one.window.first, self.day(one.rule))
        row = self.rows.get((one.rule, one.bearer), ())
        after = [each for each in row if each.window.first <= one.window.last and each.window.last >= first]
        return next((each.key for each in after if each.key in alive), None)

    def _judges_by_due(self, one: Obligation, day: date) -> bool:
        """Whether the version in force on the due day judges, and some reading of that day lies after the change."""
        rule = self.new.get(one.rule)
        dues = [due for _, due in one.readings] or [one.due]
        due_after = any(due.hard is None or due.hard >= day for due in dues)
        return rule is not None and rule.on_amend == "by_due" and due_after

    def _taken_over(self, one: Obligation, origin: str | None) -> Obligation | None:
        """What the new version says of a duty that another agency took over."""
        found = self.owed.get(origin or "")
        return None if found is None else replace(found, key=one.key, bearer=one.bearer, subject=one.subject)

    def _shared(self, one: Obligation, day: date) -> Obligation:
        """An obligation of which both versions judge; itself where the new one has no say."""
        old, new = self.old.get(one.rule), self.new[one.rule]
        if old is None or same_duty(old, new):
            return one
        if new.on_amend == "strictest" or (new.on_amend == "split" and splits(old, new)):
            amended = one.amended or Amended()
            before = tuple(each for each in amended.versions if each[0] < day)
            return replace(one, amended=replace(amended, versions=(*before, (day, self.pack.sha256))))
        return one


def _reaching_back(rule: Rule, new: RulePack, before: Sequence[RulePack]) -> Rule:
    starts = [in_force(rule, new)]
    for pack in before:
        starts += [in_force(each, pack) for each in pack.rules if each.id == rule.id]
    days = [start for start in starts if start is not None]
    ends = [span[1] for span in (rule.effective, new.effective) if span is not None and span[1] is not None]
    return replace(rule, effective=(min(days), min(ends, default=None))) if days else rule


def _duty(rule: Rule) -> Rule:
    return replace(rule, title="", citation=Citation("", "", ""), review=(), effective=None, source=Source(""))
