"""Which window an act serves (rulings 3, 9, 10, 12): acts taken in order of days, each by one window.

Figures and findings are read by every window; only what is handed in, counted or added up is used up.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from engine.nouns import (
    AllOf,
    AnyOf,
    Count,
    Deliver,
    Fact,
    FactStatus,
    KOf,
    Member,
    Rule,
    Sum,
    Test,
    Window,
)
from tests.reference.amounts import in_log_order
from tests.reference.civil import NEVER, ONE, plus_months
from tests.reference.deadlines import Days
from tests.reference.evidence import status_on
from tests.reference.truth import Matter, Truth, now, reaches
from tests.reference.windows import recurs, step_of


def in_full(matter: Matter, who: str | None) -> Matter | None:
    """All is asked of everybody that the rule says."""
    return matter


@dataclass
class Shelf:
    """A window with the acts that it has been given so far; `asks` says what it asks of one person, or of the bearer.

    Of who is not measured in it, nothing.  `sharers` are the agencies whose acts may serve it; None: all on file.
    `before` are the windows whose surplus may be good for it.
    """

    window: Window
    days: Days
    first: date
    asks: Callable[[Matter, str | None], Matter | None] = in_full
    version: Callable[[Window], Rule] | None = None
    sharers: frozenset[str] | None = None
    facts: list[Fact] = field(default_factory=list)
    before: Sequence["Shelf"] = ()

    @property
    def in_time(self) -> date:
        """The last day on which an act still serves it in time (ruling 10)."""
        return self.window.last if self.days.grace_end is None else max(self.window.last, self.days.grace_end)


def allotted(
    rule: Rule,
    shelves: Sequence[Shelf],
    facts: Sequence[Fact],
    known_at: date,
    asked: str | None,
    members: Sequence[Member] = (),
) -> None:
    """Put every act that is on record on the shelf of the window that it serves; figures on all.

    Acts before joining or after leaving do not count for anybody (88), and serve no window.
    """
    used_up = {leaf.of for leaf in leaves(rule.test) if isinstance(leaf, Deliver | Count | Sum)}
    there = {fact.id for shelf in shelves for fact in shelf.facts}  # what came with a window serves no other (3)
    known = [fact for fact in facts if fact.recorded <= known_at and fact.id not in there]
    for fact in sorted(in_log_order(known), key=lambda fact: fact.day):
        own = [shelf for shelf in shelves if shelf.sharers is None or fact.agency in shelf.sharers]
        if fact.kind not in used_up:
            for shelf in own:
                shelf.facts.append(fact)
        elif is_of_stranger(rule, fact, members):
            continue
        elif (chosen := choose(rule, own, fact, known_at, asked)) is not None:
            lay_down(rule, own, chosen, fact, known_at, asked)


def is_of_stranger(rule: Rule, fact: Fact, members: Sequence[Member]) -> bool:
    """Whether a person did it on a day on which he did not belong."""
    if rule.bearer.per != "person":
        return False
    stays = [one for one in members if one.id == fact.member]
    return any((one.since and fact.day < one.since) or (one.until and fact.day >= one.until) for one in stays)


def lay_down(
    rule: Rule, shelves: Sequence[Shelf], chosen: Shelf, fact: Fact, known_at: date, asked: str | None
) -> None:
    """Put an act on its shelf, and as undecided on that which it would serve if what is undecided there holds (§5)."""
    rest = [shelf for shelf in shelves if shelf is not chosen]
    may_be_done = "about" not in fact.attrs and progress(rule, chosen, fact, known_at) == "U"
    passes = may_be_done and counts_for_something(fact, known_at)
    heir = choose(rule, rest, fact, known_at, asked) if passes else None
    waits = replace(fact, status=FactStatus.PENDING, decided=None)
    leaves_it = heir is not None and (fact.day not in chosen.window or is_wanting(rule, heir, fact, known_at))
    chosen.facts.append(waits if leaves_it and is_another_say(rule, chosen, fact) else fact)
    if passes:
        lent = heir is not None and (heir.first <= fact.day <= heir.in_time or cures(rule, heir, fact, asked))
        if heir is not None and lent and is_wanting(rule, heir, fact, known_at):
            lay_down(rule, rest, heir, waits, known_at, asked)


def is_another_say(rule: Rule, shelf: Shelf, fact: Fact) -> bool:
    """Whether a window has been given a record that the fact would correct, if it is this window's at all (61)."""
    marks = [leaf.distinct for leaf in leaves(rule.test) if isinstance(leaf, Sum) and leaf.of == fact.kind]
    given = [one for one in shelf.facts if one.kind == fact.kind and one.member == fact.member]
    return any(m in fact.attrs and one.attrs.get(m) == fact.attrs[m] for m in marks if m for one in given)


def counts_for_something(fact: Fact, known_at: date) -> bool:
    """Whether it was neither refused nor taken back by then."""
    retracted = fact.retracted is not None and fact.retracted <= known_at
    return not retracted and status_on(fact, known_at) is not FactStatus.REJECTED


def choose(rule: Rule, shelves: Sequence[Shelf], fact: Fact, known_at: date, asked: str | None) -> Shelf | None:
    """The window it was recorded about; else the earliest in time and unmet; else a cure; else where it lies.

    What was refused or taken back is laid down like anything else: it may have counted once.
    """
    if "about" in fact.attrs:
        return next((shelf for shelf in shelves if shelf.window.label == fact.attrs["about"]), None)
    curable = [shelf for shelf in shelves if cures(rule, shelf, fact, asked)]
    late = [shelf for shelf in curable if is_wanting(rule, shelf, fact, known_at)]
    mine = [shelf for shelf in shelves if shelf.window.label == asked and is_wanting(rule, shelf, fact, known_at)]
    if mine and (mine[0] in late or (mine[0].days.grace_end is None and fact.day > mine[0].in_time)):
        return mine[0]  # what comes after a day that is not known may still be in time
    for shelf in shelves:
        if shelf.first <= fact.day <= shelf.in_time and is_wanting(rule, shelf, fact, known_at):
            return shelf
    return late[0] if late else lies_in(rule, shelves, fact, asked)


def lies_in(rule: Rule, shelves: Sequence[Shelf], fact: Fact, asked: str | None) -> Shelf | None:
    """The window it lies in, else the one asked about, or any, if it serves that; nobody needs it, but it is shown."""
    mine = [shelf for shelf in shelves if fact.day in shelf.window]
    asks = [shelf for shelf in shelves if asked in (None, shelf.window.label) and shelf.first <= fact.day]
    serves = [
        one for one in asks if fact.day <= one.in_time or one.days.grace_end is None or cures(rule, one, fact, asked)
    ]
    return next(iter([*mine, *serves]), None)


def is_wanting(rule: Rule, shelf: Shelf, fact: Fact, known_at: date) -> bool:
    """Whether what the window wants done is not done yet by what it has been given; limits and figures want nothing."""
    return progress(rule, shelf, fact, known_at) != "T"


def progress(rule: Rule, shelf: Shelf, fact: Fact, known_at: date) -> Truth:
    """Whether what the window wants done is done by what it has been given: T, F, or U while that is not decided."""
    rule = rule if shelf.version is None else shelf.version(shelf.window)
    test = wanted(rule.test)
    if test is None:
        return "T"
    past = tuple(given(rule, one, fact.member, known_at) for one in shelf.before)
    matter = shelf.asks(replace(given(rule, shelf, fact.member, known_at), past=past), fact.member)
    return "T" if matter is None else now(test, matter, NEVER)


def given(rule: Rule, shelf: Shelf, who: str | None, known_at: date) -> Matter:
    """A window with what somebody has done for it so far."""
    own = tuple(fact for fact in shelf.facts if fact.member == who)
    return Matter(rule, shelf.window, shelf.days, own, known_at, shelf.first)


def wanted(test: Test | None) -> Test | None:
    """What is to be done, less what is only kept or judged at the end."""
    if isinstance(test, AllOf | AnyOf | KOf):
        parts = tuple(part for part in map(wanted, test.parts) if part is not None)
        kept = replace(test, parts=parts)
        return (replace(kept, k=min(kept.k, len(parts))) if isinstance(kept, KOf) else kept) if parts else None
    if test is None or not reaches(test):
        return None
    return test if isinstance(test, Deliver) else replace(test, at_most=None)


def cures(rule: Rule, shelf: Shelf, fact: Fact, asked: str | None) -> bool:
    """After the acting interval, up to the end of the next window (9); counts and sums only as recorded (12).

    Where something is counted too, a delivery is tried as a cure only on the window asked about.
    """
    if fact.day <= shelf.in_time:
        return False
    if not recurs(rule):
        return True
    counts = any(isinstance(leaf, Count | Sum) for leaf in leaves(rule.test))
    delivers = any(isinstance(leaf, Deliver) and leaf.of == fact.kind for leaf in leaves(rule.test))
    if not delivers or (counts and shelf.window.label != asked):
        return False
    return fact.day <= plus_months(shelf.window.last + ONE, step_of(rule.window.every)) - timedelta(1)


def leaves(test: Test | None) -> list[Test]:
    """The single tests of a test."""
    if test is None:
        return []
    if isinstance(test, AllOf | AnyOf | KOf):
        return [leaf for part in test.parts for leaf in leaves(part)]
    return [test]
