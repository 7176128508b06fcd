"""离岗 leave: the time away that a rule takes off the quota (`effect: prorate`, semantics-rulings 99).

The days stand in a fact that shows the condition, as `from` and `to` (the last day, included); or in the attributes of
the bearer or member, as `leave.from` and `leave.to` for a condition on `leave.continuous`.  Leave that the condition
shows without its days leaves the quota in doubt: it breaches nobody, and lets nobody off.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from engine.measure import kinds_of, leaves
from engine.measure.scope import Leave, status_at
from engine.nouns import Attrs, Fact, FactStatus, Pred, Rule, Scalar, Truth
from engine.predicates import keys_of, matches


def leaves_of(rule: Rule, attrs: Attrs, facts: Sequence[Fact], known_at: date) -> tuple[Leave, ...]:
    """The time away of one bearer or member, as far as known at `known_at`."""
    conditions = [one.condition for one in rule.exempt if one.effect == "prorate"]
    if not conditions:
        return ()
    shown = [fact for fact in facts if _stands(fact, known_at)]
    return tuple(dict.fromkeys(leave for one in conditions for leave in _under(rule, one, attrs, shown, known_at)))


def leave_kinds(rule: Rule) -> tuple[str, ...]:
    """The kinds of fact that may tell of leave: the attribute asked about, and its first word."""
    conditions = [one.condition for one in rule.exempt if one.effect == "prorate"]
    return tuple(dict.fromkeys(kind for one in conditions for key in keys_of(one) for kind in (key, _stem(key))))


def _under(rule: Rule, condition: Pred, attrs: Attrs, facts: Sequence[Fact], known_at: date) -> Iterator[Leave]:
    tested = {kind for leaf in (leaves(rule.test) if rule.test else ()) for kind in kinds_of(leaf)}
    keys = keys_of(condition)
    about = {*keys, *map(_stem, keys)}
    found = [
        Leave(*_span(fact.attrs, ""), sure=status_at(fact, known_at) is FactStatus.ACCEPTED)
        for fact in facts
        if fact.kind not in tested
        and (fact.kind in about or any(key in fact.attrs for key in keys))
        and matches(condition, {**attrs, **fact.attrs}) is Truth.TRUE
    ]
    yield from (_sure_of_its_days(one) for one in found)
    if not found and matches(condition, attrs) is Truth.TRUE:
        spans = [_span(attrs, f"{_stem(key)}.") for key in keys]
        whole = [span for span in spans if None not in span]
        yield from ([Leave(*whole[0], sure=True)] if whole else [Leave(None, None, sure=False)])


def _sure_of_its_days(leave: Leave) -> Leave:
    return leave if leave.first is not None and leave.last is not None else Leave(None, None, sure=False)


def _stands(fact: Fact, known_at: date) -> bool:
    retracted = fact.retracted is not None and fact.retracted <= known_at
    return fact.recorded <= known_at and not retracted and status_at(fact, known_at) is not FactStatus.REJECTED


def _stem(key: str) -> str:
    return key.partition(".")[0]


def _span(attrs: Mapping[str, Scalar], prefix: str) -> tuple[date | None, date | None]:
    return _day(attrs.get(f"{prefix}from")), _day(attrs.get(f"{prefix}to"))


def _day(value: Scalar | None) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
