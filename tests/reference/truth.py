"""Is a test true? (semantics 5, rulings 36, 37, 53-84, 121, 122): first as if all were over, then as far as settled.

`now` speaks as if nothing more could happen.  `settled` also says "?" where an act or a figure still to come may change
it; then the calendar alone says how things stand.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from engine.nouns import (
    Aggregate,
    AllOf,
    AnyOf,
    Deliver,
    Fact,
    Forbid,
    KOf,
    Level,
    Prorate,
    Ratio,
    Rule,
    Spread,
    Test,
    Trend,
    Window,
)
from tests.reference import amounts, owing
from tests.reference.amounts import Amount, totals
from tests.reference.civil import NEVER, ONE, plus_months
from tests.reference.deadlines import Days
from tests.reference.evidence import Shown, Truth, conjunction, disjunction, negation, shown
from tests.reference.windows import recurs

OPEN = "?"


@dataclass(frozen=True)
class Matter:
    """One bearer or one member in one window, with the facts that serve it and the days in force."""

    rule: Rule
    window: Window
    days: Days
    facts: tuple[Fact, ...]
    known_at: date
    first: date
    gone_on: date | None = None
    previous: Window | None = None
    share: Fraction = Fraction(1)
    leaves: tuple[Fact, ...] = ()
    past: tuple["Matter", ...] = ()
    rounding: Prorate = Prorate("months")
    as_of: date = NEVER
    served: Callable[[date], tuple[Fact, ...]] | None = None
    on_file: tuple[Fact, ...] = ()

    @property
    def in_time(self) -> date:
        """The last day of an act that serves it in time (10)."""
        return self.window.last if self.days.grace_end is None else max(self.window.last, self.days.grace_end)

    @property
    def acts(self) -> tuple[Fact, ...]:
        """What was done from the first day that counts: not before joining, the event or the window (28, 88)."""
        return tuple(f for f in self.facts if f.day >= self.first and not (self.gone_on and f.day >= self.gone_on))

    def within(self) -> tuple[Fact, ...]:
        return tuple(fact for fact in self.acts if fact.day <= self.window.last)


def now(test: Test, matter: Matter, until: date) -> Truth:
    """The truth of a test as if it all ended with what happened by `until`."""
    match test:
        case AllOf():
            return conjunction([now(part, matter, until) for part in test.parts])
        case AnyOf():
            return disjunction([now(part, matter, until) for part in test.parts])
        case KOf():
            return k_of(test.k, [now(part, matter, until) for part in test.parts])
        case Deliver():
            need = len(matter.rule.to) if test.to_each else 1
            return at_least(delivered(test, matter, until), Fraction(need))
        case Aggregate():
            return conjunction([reaching(test, matter, until), within_limit(test, matter, until)])
        case Forbid():
            return at_most(found(test, matter, until), test.at_most)
        case Ratio():
            return ratio(test, matter, until)
        case Level():
            return level(test, matter, until)
        case Trend():
            return trend(test, matter, until)


def at_least(have: tuple[Amount, Amount], need: Fraction) -> Truth:
    return "T" if have[0] >= need else "F" if have[1] < need else "U"


def at_most(have: tuple[Amount, Amount], limit: Fraction) -> Truth:
    return "F" if have[0] > limit else "T" if have[1] <= limit else "U"


def k_of(k: int, parts: Sequence[Truth]) -> Truth:
    """At least k of them, or all that apply if they are fewer: what does not apply asks for nothing (5)."""
    left = [part for part in parts if part != "N"]
    if not left:
        return "N"
    return at_least((left.count("T"), left.count("T") + left.count("U")), Fraction(min(k, len(left))))


# ── things done


def delivered(test: Deliver, matter: Matter, until: date) -> tuple[Amount, Amount]:
    """Recipients served for certain and at best; kinds of proof not shown leave it pending (121)."""
    asked = shown(matter.acts, test.of, None, until=until, known_at=matter.known_at)
    owed = [f for f in (*asked.sure, *asked.maybe) if f.to is None or not matter.rule.to or f.to in matter.rule.to]
    certain = [f for f in owed if f in asked.sure and proves(test, f)]
    if not test.to_each:
        return (Fraction(min(len(certain), 1)), Fraction(min(len(owed), 1)))
    served, named = {f.to for f in certain if f.to}, {f.to for f in owed if f.to}
    unnamed = sum(f.to is None for f in owed)
    return (Fraction(len(served)), Fraction(min(len(matter.rule.to), len(named) + unnamed)))


def proves(test: Deliver, fact: Fact) -> bool:
    """Whether no demanded proof is missing; where nothing is said of proof the acceptance stands (§16 report.dept)."""
    shown_with = fact.attrs.get("evidence")
    return shown_with is None or set(test.evidence) <= set(str(shown_with).split("、"))


def counted(test: Aggregate, matter: Matter) -> Shown:
    """The acts that a count or sum adds up; without a distinct mark only possibly (54).

    What came after a window that another follows counts only if it was recorded for it, though delivered for it (12).
    """
    late = matter.days.grace_end is not None and recurs(matter.rule)
    acts = [one for one in matter.acts if not late or one.day <= matter.in_time or "about" in one.attrs]
    return shown(acts, test.of, test.where, until=matter.as_of, known_at=matter.known_at, needs=test.distinct)


def have(test: Aggregate, matter: Matter, until: date, span: Window | None = None) -> tuple[Amount, Amount]:
    """lo from what is certain, hi from the best way in which the rest may turn out (semantics 5), own acts only.

    Corrections and duplicates are settled over all that is on file (61); then the acts are taken as far as `until`,
    or as far as they lie in a part of the window; an act in grace after the window belongs to its last part (10).
    What nobody can size is nothing for sure and anything at best, and corrects its record all the same (60, ADR 0031).
    """
    ways = [amounts.once_each(test, way) for way in counted(test, matter).resolutions()]
    held = [
        [f for f in way if f.day <= until and (span is None or min(f.day, matter.window.last) in span)] for way in ways
    ]
    sized = [fact for fact in held[0] if amounts.has_known_size(test, fact)]
    return min(totals(test, sized)), max(some for way in held for some in totals(test, way))


def need_of(test: Aggregate, matter: Matter) -> tuple[Fraction, Fraction]:
    """The least and the most that is owed: less for the months before joining and of leave (85-87, 99)."""
    span = (matter.first, matter.window)
    return owing.quota(test.at_least, matter.share, matter.leaves, span, matter.rounding, matter.known_at)


def brought(test: Aggregate, matter: Matter) -> tuple[Amount, Amount]:
    """The surplus of earlier windows, for sure and at best (97, 98): each by itself, as far as it was known."""
    if test.carry is None or not matter.past:
        return Fraction(0), Fraction(0)
    earlier = [replace(one, known_at=matter.known_at, as_of=matter.as_of) for one in matter.past]
    owns = [have(test, one, min(one.in_time, matter.as_of)) for one in earlier]
    needs = [need_of(test, one)[1] for one in earlier]
    windows = [one.window for one in earlier]
    low, high = (
        owing.brought(test.carry, [*zip(windows, own, needs, strict=True)], matter.window)
        for own in zip(*owns, strict=True)
    )
    return low, max(low, high)


def reaching(test: Aggregate, matter: Matter, until: date) -> Truth:
    """The lower limit and every part quota."""
    whole = []
    if test.at_least is not None:
        (lo, hi), more, (least, most) = have(test, matter, until), brought(test, matter), need_of(test, matter)
        whole = ["T" if lo + more[0] >= most else "F" if hi + more[1] < least else "U"]
    return conjunction(
        [*whole, *(part_reached(test, quota, span, matter, until) for quota, span in parts(test, matter))]
    )


def parts(test: Aggregate, matter: Matter) -> Iterable[tuple[Spread, Window]]:
    """Calendar halves, quarters or months, each as far as it lies in the window (ruling 36)."""
    for quota in test.spread:
        months = {"half": 6, "quarter": 3, "month": 1}[quota.each]
        first = matter.window.first
        start = date(first.year, first.month - (first.month - 1) % months, 1)
        while start <= matter.window.last:
            end = plus_months(start, months) - ONE
            yield quota, Window(max(start, first), min(end, matter.window.last), start.isoformat())
            start = end + ONE


def part_reached(test: Aggregate, quota: Spread, span: Window, matter: Matter, until: date) -> Truth:
    return at_least(have(test, matter, until, span), quota.at_least)


def within_limit(test: Aggregate, matter: Matter, until: date) -> Truth:
    return "T" if test.at_most is None else at_most(have(test, matter, until), test.at_most)


def found(test: Forbid, matter: Matter, until: date) -> tuple[Amount, Amount]:
    """Findings inside the window, counted."""
    seen = shown(matter.within(), test.of, test.where, until=until, known_at=matter.known_at)
    return Fraction(len(seen.sure)), Fraction(len(seen.sure) + len(seen.maybe))


# ── figures


def ratio(test: Ratio, matter: Matter, until: date) -> Truth:
    """Over every way in which the doubtful figures may turn out: the common answer, or unknown."""
    pools = [figures(kind, test.where, matter, until) for kind in (test.num, test.den)]
    return agreed(share(test, num, den) for num in pools[0] for den in pools[1])


def share(test: Ratio, num: Fraction | None, den: Fraction | None) -> Truth:
    """Cross-multiplied, never divided (semantics 5); empty first, then inconsistent, then the limits (72, 73)."""
    if den is None:
        return "U"
    if den == 0 or (test.den_min is not None and den < test.den_min):
        return {"not_applicable": "N", "met": "T", "unknown": "U"}[test.empty]
    if num is None or num > den:
        return "U"
    low = test.at_least is None or num >= den * test.at_least
    ceiling = None if test.at_most is None else den * test.at_most
    if ceiling is not None and test.round == "people_up":
        ceiling = Fraction(ceiling.numerator // ceiling.denominator)
    return "T" if low and (ceiling is None or num <= ceiling) else "F"


def figures(kind: str, where, matter: Matter, until: date, window: Window | None = None) -> list[Fraction | None]:
    """What a figure may come to: the last one of the window where levels are meant, else the sum over it (69-71)."""
    span = window or matter.window
    own = shown(matter.facts, kind, where, until=min(until, span.last), known_at=matter.known_at)
    match matter.rule.window.level:
        case None:
            inside = Shown(*(tuple(fact for fact in some if fact.day >= span.first) for some in (own.sure, own.maybe)))
            return [summed(way) for way in inside.resolutions()]
        case "window_mean":
            return [amounts.mean(way, span.first, span.last) for way in own.resolutions()]
    held = [amounts.figure_on(way, span.last) for way in own.resolutions()]
    return [figure and figure.quantity for figure in held]


def summed(facts: Sequence[Fact]) -> Fraction | None:
    return None if any(fact.quantity is None for fact in facts) else sum((f.quantity for f in facts), Fraction(0))


def level(test: Level, matter: Matter, until: date) -> Truth:
    """A standing figure against its limits, on the last day, on average, or on each day so far."""
    if matter.rule.window.level == "continuous":
        days, day = [], matter.first
        while day <= min(until, matter.window.last) and not (matter.gone_on and day >= matter.gone_on):
            days.append(on_day(test, matter, day))
            day += ONE
        return conjunction(days)
    return agreed(limits(test, figure) for figure in figures(test.of, test.where, matter, until))


def on_day(test: Level, matter: Matter, day: date) -> Truth:
    own = shown(matter.facts, test.of, test.where, until=day, known_at=matter.known_at)
    held = [amounts.figure_on(way, day) for way in own.resolutions()]
    return agreed(limits(test, figure and figure.quantity) for figure in held)


def limits(test: Level, figure: Fraction | None) -> Truth:
    if figure is None:
        return "U"
    low = test.at_least is None or figure >= test.at_least
    return "T" if low and (test.at_most is None or figure <= test.at_most) else "F"


def trend(test: Trend, matter: Matter, until: date) -> Truth:
    """Against the window before, or a baseline; strictly up or down (82-84)."""
    if test.versus == "previous_window" and matter.previous is None:
        return "N"
    mine = figures(test.of, None, matter, until) if is_told(test, matter, until, matter.window) else [None]
    before = [test.baseline] if test.versus == "baseline" else figures_before(test, matter)
    return agreed(moved(test, a, b) for a in mine for b in before)


def figures_before(test: Trend, matter: Matter) -> list[Fraction | None]:
    """The figures of the window before."""
    told = is_told(test, matter, matter.previous.last, matter.previous)
    return figures(test.of, None, matter, matter.previous.last, matter.previous) if told else [None]


def is_told(test: Trend, matter: Matter, until: date, window: Window) -> bool:
    """Whether there is any figure at all: none on record is unknown, not zero (82, 117b)."""
    seen = shown(matter.facts, test.of, None, until=min(until, window.last), known_at=matter.known_at)
    return any(matter.rule.window.level or fact.day >= window.first for fact in (*seen.sure, *seen.maybe))


def moved(test: Trend, mine: Fraction | None, before: Fraction | None) -> Truth:
    if mine is None or before is None:
        return "U"
    return "T" if {"up": mine > before, "down": mine < before, "not_down": mine >= before}[test.direction] else "F"


def agreed(answers: Iterable[Truth]) -> Truth:
    """The answer that every way gives, or unknown."""
    said = set(answers)
    return said.pop() if len(said) == 1 else "U"


# ── what can no longer change


def settled(test: Test, matter: Matter, as_of: date) -> str:
    """T, F, U or N if nothing to come can change it in time, "?" if it still may."""
    match test:
        case AllOf():
            return meet([settled(part, matter, as_of) for part in test.parts])
        case AnyOf():
            return flip(meet([flip(settled(part, matter, as_of)) for part in test.parts]))
        case KOf():
            return settled_k(test.k, [settled(part, matter, as_of) for part in test.parts])
        case Forbid():
            return limit_settled(lambda told: now(test, told, as_of), matter, as_of)
        case Deliver():
            return reach_settled(lambda until: now(test, matter, until), matter, as_of)
        case Aggregate():
            return aggregate_settled(test, matter, as_of)
    if isinstance(test, Level) and matter.rule.window.level == "continuous":
        return limit_settled(lambda told: now(test, told, as_of), matter, as_of)
    return end_settled(now(test, matter, as_of), matter, as_of)


def aggregate_settled(test: Aggregate, matter: Matter, as_of: date) -> str:
    """Each part quota that is judged at its own end closes with that part (37); the rest with the window."""
    own = [
        OPEN
        if as_of <= span.last and part_reached(test, quota, span, matter, as_of) != "T"
        else part_reached(test, quota, span, matter, as_of)
        for quota, span in parts(test, matter)
        if quota.judged == "own_end"
    ]
    reach = [] if not reaches(test) else [reach_settled(lambda until: reaching(test, matter, until), matter, as_of)]
    limit = [] if test.at_most is None else [limit_settled(lambda told: within_limit(test, told, as_of), matter, as_of)]
    return meet([*reach, *limit, *own])


def reaches(test: Test) -> bool:
    return isinstance(test, Deliver) or (isinstance(test, Aggregate) and bool(test.at_least is not None or test.spread))


def reach_settled(truth, matter: Matter, as_of: date) -> str:
    """Done is done; not done stays open until grace is over, and then stands as it stood (66)."""
    if truth(as_of) == "T":
        return "T"
    end = matter.days.closed_on
    return OPEN if end is None or as_of <= end else truth(end)


def end_settled(truth: Truth, matter: Matter, as_of: date) -> str:
    """Judged from the day after hard (75, 78); what is not kept then has grace like anything else (50)."""
    days = matter.days
    if days.hard is None or as_of <= days.hard:
        return OPEN
    over = days.grace_end is not None and as_of > days.grace_end
    return truth if over or truth in ("T", "N") else OPEN


def limit_settled(truth: Callable[[Matter], Truth], matter: Matter, as_of: date) -> str:
    """Overstepped is overstepped from the day it is known (65); kept is kept when the window is over (64)."""
    told = replace(matter, facts=tuple(fact for fact in matter.facts if fact.recorded <= as_of))
    if truth(told) == "F":
        return truth(matter)
    days, last = matter.days, max(matter.window.last, matter.days.hard or matter.window.last)
    over = days.grace_end is not None and as_of > max(last, days.grace_end)
    late = truth(matter) == "F" and not over
    doubtful = truth(matter) == "U" and not over  # until grace is over the calendar speaks (50)
    return OPEN if late or doubtful or as_of <= last else truth(matter)


def meet(parts: Sequence[str]) -> str:
    left = [part for part in parts if part != "N"]
    if not left:
        return "N"
    return next((said for said in ("F", OPEN, "U") if said in left), "T")


def flip(said: str) -> str:
    return said if said == OPEN else negation(said)


def settled_k(k: int, parts: Sequence[str]) -> str:
    left = [part for part in parts if part != "N"]
    if not left:
        return "N"
    yes, no, k = left.count("T"), left.count("F"), min(k, len(left))
    if yes >= k or len(left) - no < k:
        return "T" if yes >= k else "F"
    return OPEN if OPEN in left else "U"
