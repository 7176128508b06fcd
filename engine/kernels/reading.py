"""能列者 reading: which rules and cases have a kernel, and which facts serve them, by the plain engine's own rules.

What is taken is everything whose days and quota stand fixed before a day is asked about.  Parts of a window, caps,
surplus brought over, leave, clocks started by events, compounds and trends are judged plainly; so is every obligation
that an officer has acted on, and one whose dates are still open or were amended.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from engine.judging.judge import scope_for
from engine.judging.matter import Matter
from engine.judging.members import elsewhere, own_scope
from engine.judging.office import counts_from_event
from engine.judging.own import own_facts
from engine.measure import kinds_of
from engine.measure.corrections import has_corrections
from engine.measure.deliver import eligible
from engine.measure.figures import reports
from engine.measure.prorate import quota
from engine.measure.scope import Evidence, Scope, Sifted, cure_by_name, sift, within_window
from engine.measure.sum import amount
from engine.nouns import (
    Aggregate,
    AnchorKind,
    Count,
    Deliver,
    Dossier,
    Fact,
    FactStatus,
    Forbid,
    Level,
    Obligation,
    Ratio,
    Rule,
    Sum,
    Test,
    Truth,
)
from engine.predicates import matches
from engine.workdays import WorkCalendar


@dataclass(frozen=True)
class Case:
    """One obligation with its rule and its file; `number` is the caller's."""

    number: int
    rule: Rule
    obligation: Obligation
    dossier: Dossier


@dataclass(frozen=True)
class Served:
    """A fact that may serve a row: never `sure` if it is in doubt; an `amount` of None is of unknown size.

    Facts with the same `key` are the same act filed twice.
    """

    fact: Fact
    sure: bool
    amount: Fraction | None = Fraction(1)
    key: str | None = None


@dataclass(frozen=True)
class Row:
    """What a bearer, or a member of his, owes in one window, and his facts: those that serve, by kind, and others."""

    scope: Scope
    need: Fraction
    served: tuple[tuple[Served, ...], ...]
    others: tuple[Fact, ...]


def has_kernel(rule: Rule) -> bool:
    """Whether obligations under a rule can be judged in columns; the others are judged plainly."""
    if rule.test is None or rule.exempt or rule.after is not None or counts_from_event(rule):
        return False
    if rule.bearer.per != "agency":
        limited = isinstance(rule.test, Aggregate) and rule.test.at_most is not None
        counted = isinstance(rule.test, Deliver) or (_is_simple(rule.test) and not limited)
        return counted and rule.window.anchor.kind is not AnchorKind.TENURE
    if isinstance(rule.test, Ratio | Level):
        return rule.window.level in (None, "window_end")
    return isinstance(rule.test, Deliver | Forbid) or _is_simple(rule.test)


def _is_simple(test: Test) -> bool:
    """Whether a quota is one number for the whole window."""
    return isinstance(test, Aggregate) and not (test.spread or test.carry or test.cap)


def rows_of(case: Case, calendar: WorkCalendar) -> tuple[Row, ...] | None:
    """The rows of a case, one for its bearer or one for each member; None if it has to be judged plainly."""
    one, dossier = case.obligation, case.dossier
    open_dates = one.readings or one.due.provisional or one.due.because == "EVENT_MISSING"
    moved = dossier.acts or dossier.pools or dossier.earlier or one.amended is not None or one.subject
    if open_dates or moved or matches(case.rule.when, dossier.attrs) is not Truth.TRUE:
        return None
    first = one.window.first
    scope = scope_for(Matter(case.rule, one, dossier, calendar, first, first), one.window, one.due)
    if case.rule.bearer.per == "agency":
        rows = [_row(case.rule, scope, dossier.facts)]
    else:
        rows = _members(case.rule, scope, dossier, calendar)
    found = tuple(row for row in rows if row is not None)
    return found if found and len(found) == len(rows) else None


def _members(rule: Rule, scope: Scope, dossier: Dossier, calendar: WorkCalendar) -> list[Row | None]:
    """A row for each member who is counted, as far as he belongs to the window."""
    own = own_facts(dossier.members, dossier.facts)
    scopes = [(member, own_scope(rule, member, scope, calendar)) for member in dossier.members]
    return [_row(rule, mine, own[member.id]) for member, mine in scopes if not elsewhere(rule, member, mine)]


def _row(rule: Rule, scope: Scope, facts: Sequence[Fact]) -> Row | None:
    """One row; None if its facts cannot be told apart, or added up, in columns."""
    assert rule.test is not None
    served = tuple(tuple(kind) for kind in _served(rule, scope, facts))
    every = [one for kind in served for one in kind]
    several = isinstance(rule.test, Deliver) and rule.test.to_each and len(scope.to) > 1
    strays = several and any(one.key is None for one in every)
    contested = isinstance(rule.test, Sum) and (has_corrections(rule.test, facts) or _contested(every))
    if strays or contested or any(one.amount is not None and one.amount < 0 for one in every):
        return None
    ids = {id(one.fact) for one in every}
    others = tuple(fact for fact in facts if id(fact) not in ids and fact.kind in kinds_of(rule.test))
    return Row(scope, _need(rule, scope), served, others)


def _contested(every: Sequence[Served]) -> bool:
    """Whether a correction of a record was ever in doubt: which of the two counts at best depends on their sizes."""
    keys = Counter(one.key for one in every if one.key is not None)
    doubtful = (one for one in every if one.fact.decided or one.fact.status is not FactStatus.ACCEPTED or not one.sure)
    return any(keys[one.key] > 1 for one in doubtful if one.key is not None)


def _need(rule: Rule, scope: Scope) -> Fraction:
    match rule.test:
        case Aggregate():
            return quota(rule.test, scope)
        case Deliver():
            return Fraction(len(scope.to) if rule.test.to_each and scope.to else 1)
        case Level():
            return rule.test.at_least or Fraction(0)
    return Fraction(0)


def _served(rule: Rule, scope: Scope, facts: Sequence[Fact]) -> Iterator[Iterator[Served]]:
    """The facts that may serve, kind by kind, were all of them known and accepted: the day asked about comes later."""
    known = Evidence(facts)
    match rule.test:
        case Deliver():
            several = rule.test.to_each and len(scope.to) > 1
            told = _told(eligible(rule.test, known, scope))
            yield (Served(act, sure, key=act.to if several else None) for act, sure in told)
        case Count():
            yield _counted(rule.test, sift(rule.test.of, rule.test.where, known, scope, cure_by_name))
        case Sum():
            yield _summed(rule.test, sift(rule.test.of, rule.test.where, known, scope, cure_by_name))
        case Forbid():
            yield _each(sift(rule.test.of, rule.test.where, known, scope, within_window))
        case Level():
            yield _figures(reports(rule.test.of, rule.test.where, known, scope))
        case Ratio():
            for kind in (rule.test.num, rule.test.den):
                if rule.window.level is None:
                    yield _sizes(sift(kind, rule.test.where, known, scope, within_window))
                else:
                    yield _figures(reports(kind, rule.test.where, known, scope))


def _told(sifted: Sifted) -> Iterator[tuple[Fact, bool]]:
    """Each act, and whether it is beyond doubt."""
    yield from ((act, True) for act in sifted.sure)
    yield from ((act, False) for act in sifted.maybe)


def _each(sifted: Sifted) -> Iterator[Served]:
    return (Served(act, sure) for act, sure in _told(sifted))


def _counted(test: Count, sifted: Sifted) -> Iterator[Served]:
    for act, sure in _told(sifted):
        key = None if test.distinct is None else act.attrs.get(test.distinct)
        yield Served(act, sure and (test.distinct is None or key is not None), key=_text(key))


def _summed(test: Sum, sifted: Sifted) -> Iterator[Served]:
    for act, sure in _told(sifted):
        key = None if test.distinct is None else act.attrs.get(test.distinct)
        told, size = test.distinct is None or key is not None, amount(test, act)
        yield Served(act, sure and told and size is not None, size, _text(key))


def _sizes(sifted: Sifted) -> Iterator[Served]:
    """What is added up for a rate: a report without a number adds nothing for sure."""
    for act, sure in _told(sifted):
        yield Served(act, sure and act.quantity is not None, act.quantity)


def _figures(sifted: Sifted) -> Iterator[Served]:
    return (Served(act, sure, act.quantity) for act, sure in _told(sifted))


def _text(key: object) -> str | None:
    return None if key is None else str(key)
