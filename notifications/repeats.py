"""屡次 repeats: what a rule says follows on repeated breaches, put into the ladder that its duties climb.

PASS  {breaches: 2, in_a_row: true, then: 约谈通知书}: at the second breach running the summons comes first
PASS  {breaches: 3, within: 1y, then: strict}: at the third in a year the ladder `strict` is climbed, not the own one
FAIL  the first breach: the own ladder, as if nothing had been said

How often a duty was breached a rung asks by the keys `breaches.in_a_row`, `breaches.ever` and `breaches.within.1y`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from engine.nouns import Moment, Pred, Repeat, Rung
from notifications.episode import COUNTS
from notifications.ladder import is_reminder

IN_A_ROW, EVER, WITHIN = f"{COUNTS}in_a_row", f"{COUNTS}ever", f"{COUNTS}within."
AT_ONCE = Moment("breach", 1, working=True)


def with_repeats(
    ladder: Sequence[Rung], repeats: Iterable[Repeat], ready: Mapping[str, Sequence[Rung]]
) -> tuple[Rung, ...]:
    """The ladder with what follows on repeated breaches; `ready` are the ladders that may be named, by name."""
    found = tuple(ladder)
    for repeat in sorted(repeats, key=lambda each: each.breaches):
        again = Pred("ge", _counted(repeat), (repeat.breaches,))
        if repeat.then in ready:
            found = _climbing(found, ready[repeat.then], repeat.then, again)
        else:
            found = _with_paper(found, repeat.then, ready, again)
    return found


def _counted(repeat: Repeat) -> str:
    if repeat.in_a_row:
        return IN_A_ROW
    return f"{WITHIN}{repeat.within}" if repeat.within else EVER


def _climbing(own: Sequence[Rung], other: Sequence[Rung], name: str, again: Pred) -> tuple[Rung, ...]:
    """Formal rungs of the own ladder where the breach is none of these, else those of the other."""
    before = [rung if is_reminder(rung) else replace(rung, when=_both(rung.when, _not(again))) for rung in own]
    after = [replace(rung, id=f"{name}.{rung.id}", when=again) for rung in other if not is_reminder(rung)]
    return (*before, *after)


def _with_paper(own: Sequence[Rung], paper: str, ready: Mapping[str, Sequence[Rung]], again: Pred) -> tuple[Rung, ...]:
    """The rung that sends the paper is entered at once; where there is none, one is added for this alone."""
    if any(_sends(rung, paper) for rung in own):
        return tuple(replace(r, enter_if=_either(r.enter_if, again)) if _sends(r, paper) else r for r in own)
    first = next((rung for name in sorted(ready) for rung in ready[name] if _sends(rung, paper)), None)
    if first is None:
        return tuple(own)
    return (*own, replace(first, id=f"again.{first.id}", at=AT_ONCE, only_if="breached", enter_if=again, when=again))


def _sends(rung: Rung, paper: str) -> bool:
    return paper in rung.send and not is_reminder(rung)


def _not(one: Pred) -> Pred:
    return Pred("not", parts=(one,))


def _both(one: Pred | None, other: Pred) -> Pred:
    return other if one is None else Pred("all", parts=(one, other))


def _either(one: Pred | None, other: Pred) -> Pred:
    return other if one is None else Pred("any", parts=(one, other))
