"""Random rules (随机规则): every measure, window, due form, boundary, roll and grace, as authors may write them.

What `pack check` would refuse is not made here.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction as F
from random import Random

from engine.nouns import (
    After,
    AllOf,
    Anchor,
    AnchorKind,
    AnyOf,
    Bearer,
    Cap,
    Carry,
    Citation,
    Confirmation,
    Count,
    Deliver,
    DueTerm,
    Duration,
    Exemption,
    Forbid,
    KOf,
    Level,
    Manual,
    MonthDay,
    PartialDate,
    Phase,
    Pred,
    Prorate,
    Ratio,
    Rule,
    Span,
    Spread,
    Sum,
    Test,
    Trend,
    WindowTerm,
)

QUOTE = Citation("d1", "1", "各单位应当报告")
PLAIN = Rule("r.one", "一条", QUOTE, "must", Bearer("all"), state="active")
CALENDAR_ROWS = ("year", "half", "quarter", "month")
ONE_PART = F(1, 2)


@dataclass(frozen=True)
class Written:
    """A rule with the rule that it follows, the phases of its pack, and the first day of the pack."""

    rule: Rule
    upstream: Rule | None
    phases: tuple[Phase, ...]
    since: date


def rule_of(rng: Random) -> Written:
    """One random rule."""
    year = rng.choice([2019, 2020, 2021, 2022, 2023, 2024, 2024, 2025, 2025, 2026])
    since = date(year - rng.choice([0, 1, 2]), 1, 1)
    scheme = rng.choices([one for one, _ in SCHEMES], [weight for _, weight in SCHEMES])[0]
    rule, phases = scheme(rng, year)
    if rule.manual is None:
        rule = with_test(rng, rule)
    rule = replace(rule, strength=rng.choices(["must", "in_principle", "encourage"], [8, 1, 1])[0])
    upstream = None
    if rng.random() < 0.06 and rule.window.every in CALENDAR_ROWS and rule.test and rule.bearer.per == "agency":
        upstream = replace(
            PLAIN, id="r.up", window=WindowTerm(rule.window.every), test=Deliver("u"), due=plain_due(rng)
        )
        rule = replace(rule, after=After("r.up", rng.choice(["met", "met", "breached", "cured"])))
    return Written(conditioned(rng, rule), upstream, phases, since)


def conditioned(rng: Random, rule: Rule) -> Rule:
    """Sometimes a condition or an exemption."""
    if rng.random() < 0.08:
        rule = replace(rule, when=pred_of(rng, ("big", "level"), "held"))
    if rng.random() < 0.08 and rule.manual is None:
        rule = replace(rule, exempt=(Exemption(pred_of(rng, ("away", "level"), "held"), "离岗"),))
    return rule


# ── windows


def calendar_row(rng: Random, year: int) -> tuple[Rule, tuple[Phase, ...]]:
    every = rng.choice(CALENDAR_ROWS)
    first = rng.choice(["full", "full", "prorate", "skip"])
    return replace(
        PLAIN, window=WindowTerm(every, first=first), due=due_of(rng, month_day=every in ("year", "half"))
    ), ()


def fixed_row(rng: Random, year: int) -> tuple[Rule, tuple[Phase, ...]]:
    every = rng.choice(["2y", "18mo", "1mo", "5mo", "3y", "10mo"])
    at = rng.choice([date(year, 1, 31), leap_day(year), date(year, 7, 30), date(year, 3, 1)])
    return replace(PLAIN, window=WindowTerm(every, Anchor(AnchorKind.FIXED, at)), due=due_of(rng, month_day=False)), ()


def leap_day(year: int) -> date:
    """The next 29 February."""
    return date(year + -year % 4, 2, 29)


def last_met_chain(rng: Random, year: int) -> tuple[Rule, tuple[Phase, ...]]:
    every = rng.choice(["1y", "2y", "6mo", "2mo"])
    at = rng.choice([date(year, 8, 31), leap_day(year), date(year, 7, 30)])
    due = replace(plain_due(rng), roll=rng.choice(["none", "next"]))
    return replace(PLAIN, window=WindowTerm(every, Anchor(AnchorKind.LAST_MET, at)), due=due), ()


def once(rng: Random, year: int) -> tuple[Rule, tuple[Phase, ...]]:
    start = date(year, rng.randint(1, 9), rng.choice([1, 15]))
    to = start + timedelta(rng.choice([30, 90, 120, 300]))
    by = rng.choice([to, to - timedelta(7), "end", "end"])
    due = replace(due_of(rng, month_day=False), by=by, within=None, of=None, before=None)
    return replace(PLAIN, window=WindowTerm(once=Span(start, to)), due=due), ()


def phase(rng: Random, year: int) -> tuple[Rule, tuple[Phase, ...]]:
    start = date(year, rng.randint(1, 6), 1)
    stages = (Phase("p1", start, start + timedelta(100)), Phase("p2", start + timedelta(101), start + timedelta(250)))
    return replace(PLAIN, window=WindowTerm(phase="p2"), due=due_of(rng, month_day=False)), stages


def masked(rng: Random, year: int) -> tuple[Rule, tuple[Phase, ...]]:
    """A due day or a window's end of which the year is masked."""
    days = tuple(date(year + n, 10, 31) for n in range(rng.choice([0, 1, 1, 2, 2])))
    confirmed = days[-1].isoformat() if days and rng.random() < 0.2 else None
    who = Confirmation("张三", date(year, 1, 5)) if confirmed else None
    partial = PartialDate("20*年10月31日", days, "阶段推定", confirmed, who)
    if rng.random() < 0.5 or not days:
        due = DueTerm(partial, boundary=rng.choice(["inclusive", "unspecified"]), grace=grace_of(rng))
        return replace(PLAIN, window=WindowTerm(once=Span(date(year, 1, 1), date(year + 2, 12, 31))), due=due), ()
    window = WindowTerm(once=Span(date(year, 2, 1), partial))
    return replace(PLAIN, window=window, due=DueTerm("end", grace=grace_of(rng))), ()


def after_event(rng: Random, year: int) -> tuple[Rule, tuple[Phase, ...]]:
    """Within so long of an event that falls in the window."""
    due = DueTerm(None, span_of(rng), "ev", roll=roll_of(rng), grace=grace_of(rng))
    return replace(PLAIN, window=WindowTerm("year"), due=due), ()


def from_event(rng: Random, year: int) -> tuple[Rule, tuple[Phase, ...]]:
    """A window that the event opens."""
    due = DueTerm(None, span_of(rng), "ev", roll=roll_of(rng), grace=grace_of(rng))
    return replace(PLAIN, window=WindowTerm(anchor=Anchor(AnchorKind.EVENT, None, "ev")), due=due), ()


def tenure(rng: Random, year: int) -> tuple[Rule, tuple[Phase, ...]]:
    bearer = Bearer("all", per="post_holding")
    return replace(PLAIN, window=WindowTerm(anchor=Anchor(AnchorKind.TENURE)), bearer=bearer, due=plain_due(rng)), ()


def by_hand(rng: Random, year: int) -> tuple[Rule, tuple[Phase, ...]]:
    every = rng.choice(CALENDAR_ROWS)
    return replace(PLAIN, window=WindowTerm(every), manual=Manual("请报送"), due=plain_due(rng)), ()


SCHEMES: list[tuple[Callable[[Random, int], tuple[Rule, tuple[Phase, ...]]], int]] = [
    (calendar_row, 60),
    (fixed_row, 8),
    (last_met_chain, 5),
    (once, 8),
    (phase, 3),
    (masked, 5),
    (after_event, 4),
    (from_event, 3),
    (tenure, 2),
    (by_hand, 2),
]


# ── due days


def due_of(rng: Random, *, month_day: bool) -> DueTerm:
    """Any form of a due day; month-days where the window is long enough to hold one."""
    grace, roll, statutory = grace_of(rng), roll_of(rng), rng.random() < 0.1
    boundary = rng.choice(["inclusive", "exclusive", "unspecified"])
    form = rng.choice(["none", "end", "within", "within", "before", *(["by"] * 4 if month_day else [])])
    match form:
        case "none":
            return DueTerm()
        case "end":
            return DueTerm("end", boundary=boundary, roll=roll, grace=grace, statutory=statutory)
        case "by":
            return DueTerm(day_of_year(rng), boundary=boundary, roll=roll, grace=grace, statutory=statutory)
        case "within":
            of = rng.choice(["window.end", "window.end", "window.start"])
            return DueTerm(None, span_of(rng), of, roll=roll, grace=grace, statutory=statutory)
    back = rng.choice(BACK[:3] if not month_day else BACK)
    return DueTerm(None, None, "window.end", back, roll=roll, grace=grace, statutory=statutory)


def plain_due(rng: Random) -> DueTerm:
    return DueTerm("end", grace=grace_of(rng))


def day_of_year(rng: Random) -> MonthDay:
    return rng.choice(
        [MonthDay(2, 29), MonthDay(3, 1), MonthDay(4, 30), MonthDay(5, 3), MonthDay(6, 30), MonthDay(10, 3)]
    )


def roll_of(rng: Random) -> str:
    return rng.choice(["none", "none", "none", "next", "previous", "by_direction"])


def grace_of(rng: Random) -> Duration | None:
    return rng.choice(
        [None, None, None, Duration(workdays=5), Duration(days=10), Duration(months=1), Duration(workdays=1)]
    )


def span_of(rng: Random) -> Duration:
    return rng.choice(
        [
            Duration(workdays=15),
            Duration(workdays=30),
            Duration(days=20),
            Duration(months=1),
            Duration(months=1, days=10),
            Duration(weeks=2),
            Duration(months=1, workdays=3),
        ]
    )


BACK = [Duration(days=10), Duration(workdays=5), Duration(weeks=1), Duration(months=1)]


# ── tests


def with_test(rng: Random, rule: Rule) -> Rule:
    """A test that fits the rule's window: limits, rates and levels are judged at the window's end."""
    whole = rule.due == DueTerm() or (
        rule.due.by == "end" and rule.due.boundary != "exclusive" and rule.due.roll == "none"
    )
    recurring = rule.window.every is not None and rule.window.anchor.kind in (AnchorKind.CALENDAR, AnchorKind.FIXED)
    single = rule.window.anchor.kind in (AnchorKind.EVENT, AnchorKind.TENURE, AnchorKind.LAST_MET)
    makers = [deliver, deliver, count, count, summed, compound]
    if whole and recurring:
        makers += [limited, forbidden, forbidden, ratio, leveled, leveled, trending, mixed]
    test = rng.choice(makers)(rng, rule)
    rule = replace(rule, test=test, to=("甲", "乙", "丙") if rng.random() < 0.5 else ())
    if isinstance(test, Deliver) and test.to_each:
        rule = replace(rule, to=("甲", "乙"))
    rule = with_level(rng, rule)
    if rule.window.every in CALENDAR_ROWS and rng.random() < 0.25 and not single and per_person(test):
        share = rng.choice([None, F(1), F(4, 5), ONE_PART])
        rule = replace(rule, bearer=Bearer("all", per=rng.choice(["person", "case"]), met_share=share))
    return rule


def per_person(test: Test) -> bool:
    return isinstance(test, Count | Sum) and test.at_least is not None and not test.carry


def with_level(rng: Random, rule: Rule) -> Rule:
    kinds = {type(leaf) for leaf in parts_of(rule.test)}
    if Level in kinds:
        return replace(rule, window=replace(rule.window, level=rng.choice(["continuous", "window_end", "window_mean"])))
    if kinds & {Ratio, Trend} and rng.random() < 0.5:
        return replace(rule, window=replace(rule.window, level="window_end"))
    return rule


def parts_of(test: Test | None) -> list[Test]:
    return [leaf for part in getattr(test, "parts", ()) for leaf in parts_of(part)] or ([test] if test else [])


def deliver(rng: Random, rule: Rule) -> Test:
    return Deliver(rng.choice("ab"), rng.choice([(), (), ("回执",), ("回执", "文号")]), rng.random() < 0.4)


def count(rng: Random, rule: Rule) -> Test:
    test = Count(
        "a", at_least=F(rng.choice([1, 2, 2, 3])), where=maybe(rng, 0.3), distinct=rng.choice([None, None, "sid"])
    )
    return with_spread(rng, rule, test)


def summed(rng: Random, rule: Rule) -> Test:
    test = Sum("a", "学时", maybe(rng, 0.3), rng.choice([None, None, "sid"]), F(rng.choice([4, 8, 10])))
    if rng.random() < 0.4:
        test = replace(test, cap=(Cap(Pred("eq", "mode", ("自学",)), F(rng.choice([2, 5]))),))
    if rng.random() < 0.5:
        test = replace(test, convert={"天": F(8), "半天": F(4)})
    if rng.random() < 0.6 and rule.window.every in CALENDAR_ROWS:
        test = replace(test, prorate=prorate_of(rng))
    if rng.random() < 0.15 and rule.window.every in CALENDAR_ROWS:
        return replace(test, carry=Carry(rng.choice([None, F(3)])), prorate=None)
    return test


def prorate_of(rng: Random) -> Prorate:
    how = rng.choice(["up", "half_up", "down", "none"])
    return Prorate(rng.choice(["days", "months"]), rng.choice(["whole", "none"]), how, rng.choice([F(1), ONE_PART]))


def with_spread(rng: Random, rule: Rule, test: Count) -> Count:
    if rng.random() < 0.25 and rule.window.every == "year" and rule.due.within is None and rule.due.by == "end":
        each = rng.choice(["half", "quarter"])
        judged = "own_end" if rule.due.grace is None and rng.random() < 0.4 else "window_end"
        return replace(test, spread=(Spread(each, F(1), judged),))
    return test


def limited(rng: Random, rule: Rule) -> Test:
    low, high = rng.choice([(None, 1), (None, 2), (1, 2), (2, 3)])
    return Count("a", None, maybe(rng, 0.2), None, low and F(low), F(high))


def forbidden(rng: Random, rule: Rule) -> Test:
    return Forbid("a", F(rng.choice([0, 0, 1])), maybe(rng, 0.2))


def ratio(rng: Random, rule: Rule) -> Test:
    low, high = rng.choice([(F(1, 2), None), (F(1), None), (None, ONE_PART), (F(1, 20), None)])
    empty, least = rng.choice(["not_applicable", "met", "unknown"]), rng.choice([None, None, F(3)])
    return Ratio("a", "b", maybe(rng, 0.2), low, high, empty, least, rng.choice(["none", "people_up"]))


def leveled(rng: Random, rule: Rule) -> Test:
    one = Level("a", *rng.choice([(F(2), None), (None, F(5)), (F(1), F(5))]), maybe(rng, 0.2))
    return AllOf((one, Level("b", F(1)))) if rng.random() < 0.3 else one


def trending(rng: Random, rule: Rule) -> Test:
    direction = rng.choice(["up", "down", "not_down"])
    return Trend("a", direction, "baseline", F(3)) if rng.random() < 0.3 else Trend("a", direction)


def compound(rng: Random, rule: Rule) -> Test:
    parts = (Deliver("a"), Deliver("b"), Count("c", at_least=F(rng.choice([1, 2]))))[: rng.choice([2, 3])]
    return rng.choice([AllOf(parts), AnyOf(parts), KOf(2, parts)])


def mixed(rng: Random, rule: Rule) -> Test:
    parts = (Deliver("a"), rng.choice([Forbid("b"), Ratio("b", "c", at_least=ONE_PART), Count("b", at_most=F(1))]))
    return rng.choice([AllOf(parts), AnyOf(parts)])


def maybe(rng: Random, chance: float) -> Pred | None:
    return pred_of(rng, ("cat", "num")) if rng.random() < chance else None


def pred_of(rng: Random, keys: tuple[str, str], yes: str = "flag") -> Pred:
    word, number = keys
    simple = [
        Pred("eq", word, ("x",)),
        Pred("in", word, ("x", "y")),
        Pred("ge", number, (5,)),
        Pred("le", number, ("5.0",)),
        Pred("has", word),
        Pred("eq", yes, (True,)),
        Pred("eq", number, ("5",)),
    ]
    one, two = rng.sample(simple, 2)
    return rng.choice(
        [one, one, Pred("not", parts=(one,)), Pred("all", parts=(one, two)), Pred("any", parts=(one, two))]
    )
