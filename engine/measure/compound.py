"""组合 all, any, k_of: parts joined by strong Kleene logic, a part that does not apply being left out.

PASS  all: 清理 on 03-02, 公示 on 03-09       -> 2 of 2, reached on 03-09
FAIL  all: 清理 on 03-02, 公示 never          -> 1 of 2, PART_SHORT
PASS  any: the first on 03-09, the second on 03-02 -> reached on 03-02
PASS  k_of 2 of 3: on 03-02, 03-09, never     -> reached on 03-09
"""

from collections.abc import Callable, Sequence
from datetime import date
from fractions import Fraction
from typing import Literal

from engine.measure.scope import Evidence, Scope
from engine.nouns import AllOf, AnyOf, KOf, Part, Tally, Test, Truth

Measure = Callable[[Test, Evidence, Scope], Tally]


def compound(test: AllOf | AnyOf | KOf, known: Evidence, scope: Scope, measure: Measure) -> Tally:
    """Tally how many parts hold, and may hold, against how many must."""
    tallies = [measure(part, known, scope) for part in test.parts]
    counted = [tally for tally in tallies if tally.applicable]
    need = min(test.k if isinstance(test, KOf) else 1 if isinstance(test, AnyOf) else len(counted), len(counted))
    hold = sum(tally.truth is Truth.TRUE for tally in counted)
    may_hold = sum(tally.truth is not Truth.FALSE for tally in counted)
    truth = Truth.TRUE if hold >= need else Truth.FALSE if may_hold < need else Truth.UNKNOWN
    whole = test.k if isinstance(test, KOf) else 1 if isinstance(test, AnyOf) else len(tallies)
    style = _style(tallies, whole, _deciding_until(scope))
    sought = _to_reach(counted, need, style, truth)
    may_count = len(tallies) if _may_come_to_apply(scope) else len(counted)
    return Tally(
        lo=Fraction(hold),
        hi=Fraction(may_hold),
        truth=truth,
        need=Fraction(need),
        reached_on=_nth(sorted(filter(None, (t.reached_on for t in counted))), sought),
        possible_on=_nth(sorted(filter(None, (t.possible_on for t in counted))), sought),
        broken_on=_nth(sorted(filter(None, (t.broken_on for t in counted))), may_count - min(whole, may_count) + 1),
        style=style,
        because=_because(counted) if truth is not Truth.TRUE else (),
        parts=tuple(_part(part, tally) for part, tally in zip(test.parts, tallies, strict=True)),
        rejected=tuple(dict.fromkeys(one for tally in tallies for one in tally.rejected)),
        applicable=bool(counted),
    )


def _may_come_to_apply(scope: Scope) -> bool:
    """Whether a rate over nothing may still be one over something, which may hold (ruling 75)."""
    return scope.due.hard is None or scope.as_of <= scope.due.hard


def _deciding_until(scope: Scope) -> date | None:
    """The last day on which what is done can decide the whole by itself: the day after, what was kept is known too.

    What was kept suffices in time, and nothing handed in during grace makes that late (ADR 0031, item 7).
    """
    hard, end = scope.due.hard, scope.due.grace_end
    return None if hard is None or end is None else min(end, max(hard, scope.window.last))


def _style(tallies: Sequence[Tally], need: int, end: date | None) -> Literal["reach", "at_end", "limit"]:
    """Enough parts that were reached by `end` make the whole so; else it waits for what is judged at the window's end.

    A rate over nothing does not apply yet, and may still do so before its window ends (ruling 75).
    """
    reached = [tally.reached_on for tally in tallies if tally.style == "reach" and tally.reached_on is not None]
    if sum(end is None or day <= end for day in reached) >= need:
        return "reach"
    styles = {tally.style for tally in tallies}
    return "limit" if "limit" in styles else "at_end" if "at_end" in styles else "reach"


def _to_reach(tallies: Sequence[Tally], need: int, style: str, truth: Truth) -> int:
    """How many days must be known before the whole is reached: parts judged at the end have none (ruling 63).

    While the whole is in doubt, what may hold at the end is taken to hold: none may be needed besides.
    """
    if style == "reach":
        return need
    kept = (Truth.TRUE,) if truth is Truth.TRUE else (Truth.TRUE, Truth.UNKNOWN)
    endless = (t for t in tallies if t.style != "reach" and t.reached_on is None and t.truth in kept)
    return need - sum(t.truth is Truth.TRUE or t.possible_on is None for t in endless)


def _nth(days: Sequence[date], n: int) -> date | None:
    return days[n - 1] if 0 < n <= len(days) else None


def _because(tallies: Sequence[Tally]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(["PART_SHORT", *(code for tally in tallies for code in tally.because)]))


def _part(test: Test, tally: Tally) -> Part:
    name = f"{type(test).__name__.lower()}:{getattr(test, 'of', getattr(test, 'num', ''))}"
    return Part(name, tally.truth, tally.lo, tally.need)
