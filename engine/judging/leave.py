"""离岗 leave: time away from the post, which lets its owner off or shortens his quota (`exempt:`, ruling 99).

The days stand in a fact that shows the condition, as `from` and `to` (the last day, included); or in the attributes of
the bearer or member, as `leave.from` and `leave.to` for a condition on `leave.continuous`.  Leave that shortens a quota
and does not give its days leaves the quota in doubt: it breaches nobody, and lets nobody off.  Leave that lets off does
so in the windows that its days touch; without its last day, in the one that its first day lies in.  Leave that ends
before it begins has no days.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from engine.measure import kinds_of, leaves
from engine.measure.scope import Leave
from engine.nouns import Attrs, Fact, Pred, Rule, Scalar, Truth, Window
from engine.predicates import keys_of, matches


def leaves_of(rule: Rule, attrs: Attrs, facts: Sequence[Fact]) -> tuple[Leave, ...]:
    """The time away that shortens the quota of one bearer or member, whenever it became known."""
    conditions = [one.condition for one in rule.exempt if one.effect == "prorate"]
    return tuple(leave for one in conditions for leave in (*_told(rule, one, attrs, facts), *_borne(one, attrs)))


def let_off_by(rule: Rule, attrs: Attrs, facts: Sequence[Fact], window: Window) -> tuple[Leave, ...]:
    """The time away that lets one bearer or member off in a window, whenever it became known."""
    conditions = [one.condition for one in rule.exempt if one.effect == "exempt"]
    return tuple(leave for one in conditions for leave in _told(rule, one, attrs, facts) if _touches(leave, window))


def leave_kinds(rule: Rule) -> tuple[str, ...]:
    """The kinds of fact that may tell of leave: the attribute asked about, and its first word."""
    keys = (key for one in rule.exempt for key in keys_of(one.condition))
    return tuple(dict.fromkeys(kind for key in keys for kind in (key, _stem(key))))


def exempted(rule: Rule, attrs: Attrs) -> bool:
    """Whether the rule itself lets the bearer or member off for what he is; it must be shown, never guessed."""
    return any(one.effect == "exempt" and matches(one.condition, attrs) is Truth.TRUE for one in rule.exempt)


def _told(rule: Rule, condition: Pred, attrs: Attrs, facts: Sequence[Fact]) -> Iterator[Leave]:
    """The facts that show a condition which the attributes alone do not."""
    tested = {kind for leaf in (leaves(rule.test) if rule.test else ()) for kind in kinds_of(leaf)}
    keys = keys_of(condition)
    about = {*keys, *map(_stem, keys)}
    for fact in facts:
        names_it = any(key in fact.attrs for key in keys)
        if fact.kind in tested or not (fact.kind in about or names_it):
            continue
        if matches(condition, {**attrs, **fact.attrs}) is Truth.TRUE:
            yield Leave(_day(fact.attrs.get("from")), _day(fact.attrs.get("to")), fact)


def _borne(condition: Pred, attrs: Attrs) -> Iterator[Leave]:
    """The leave that the attributes themselves show."""
    if matches(condition, attrs) is Truth.TRUE:
        spans = [_span(attrs, f"{_stem(key)}.") for key in keys_of(condition)]
        yield Leave(*next((span for span in spans if None not in span), (None, None)))


def _touches(leave: Leave, window: Window) -> bool:
    assert leave.fact is not None
    first = leave.first or leave.fact.day
    last = leave.last or first
    return max(first, window.first) <= min(last, window.last)


def _stem(key: str) -> str:
    return key.partition(".")[0]


def _span(attrs: Mapping[str, Scalar], prefix: str) -> tuple[date | None, date | None]:
    return _day(attrs.get(f"{prefix}from")), _day(attrs.get(f"{prefix}to"))


def _day(value: Scalar | None) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
