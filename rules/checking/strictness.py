"""Whether a rule is laxer than the one above it (从严): less, later, to fewer, more often excused, more weakly put.

Due days are not compared as written but as they fall: both rules are laid over the same years, and 第一季度 turns out
later than 3月1日 by thirty days.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TypeAlias

from engine.dates import dated_windows, due_of, event_of, step_months
from engine.measure import leaves
from engine.nouns import (
    Aggregate,
    AnyOf,
    Deliver,
    Due,
    Forbid,
    KOf,
    Level,
    Ratio,
    Rule,
    RulePack,
    Test,
    Window,
)
from engine.workdays import WorkCalendar
from rules.checking.counterparts import facts_of
from rules.writing.wording import say_every, say_test

_STRENGTH = {"encourage": 1, "in_principle": 2, "must": 3, "forbid": 3}
_SAID = {"encourage": "鼓励", "in_principle": "原则上", "must": "应当", "forbid": "禁止"}
_YEARS = (date(2023, 1, 1), date(2026, 12, 31))
"""Years whose calendars are published, a leap year among them: where two rules fall apart, they do so here.

The last of them is the one told: an author of today thinks of this year."""


@dataclass(frozen=True)
class Laxity:
    """Where a rule is laxer than the one above it, and how; not `sure` where the two cannot be compared."""

    path: tuple[str, ...]
    says: str
    sure: bool = True


def laxer(rule: Rule, upper: Rule, local: RulePack, above: RulePack, calendar: WorkCalendar) -> Iterator[Laxity]:
    """Everything in which `rule` asks less than `upper` while both are in force."""
    if not _together(_life(rule, local), _life(upper, above)):
        return
    if rule.state in ("suspended", "repealed"):
        yield Laxity(("state",), "停用了上级仍有效的规则")
        return
    if _STRENGTH[rule.strength] < _STRENGTH[upper.strength]:
        yield Laxity(("strength",), f"“{_SAID[rule.strength]}”弱于“{_SAID[upper.strength]}”")
    yield from _bound(rule, upper)
    yield from _tested(rule, upper)
    yield from _later(rule, upper, local, above, calendar)


Life: TypeAlias = tuple[date, date]


def _life(rule: Rule, pack: RulePack) -> Life:
    """From when to when a rule is in force, the last day not included."""
    spans = [span for span in (rule.effective, pack.effective) if span is not None]
    return max((one[0] for one in spans), default=date.min), min(
        (one[1] or date.max for one in spans), default=date.max
    )


def _together(one: Life, other: Life) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _bound(rule: Rule, upper: Rule) -> Iterator[Laxity]:
    """Who is bound, to whom, and who is let off."""
    reported = {_level(name) for name in rule.to}
    dropped = [name for name in upper.to if _level(name) not in reported]
    if dropped:
        yield Laxity(("to",), f"少报{'、'.join(dropped)}")
    added = [one.reason for one in rule.exempt if all(one.condition != known.condition for known in upper.exempt)]
    if added:
        yield Laxity(("exempt",), f"多出免除：{'、'.join(added)}")
    if rule.when is not None and rule.when != upper.when:
        yield Laxity(("when",), "适用条件与上级不同，有的单位会不受约束", sure=upper.when is None)
    if upper.bearer.per != "agency" and rule.bearer.per == "agency":
        yield Laxity(("bearer",), "上级按人（件）判定，这里只按单位判定")
    share = upper.bearer.met_share
    if share is not None and (rule.bearer.met_share or Fraction(1)) < share:
        yield Laxity(("bearer", "roll_up"), "达标人数的比例低于上级")


def _level(name: str) -> str:
    """A recipient by its level: 同级政府 and 本级政府 are one."""
    return name.replace("同级", "本级").replace("上级", "上一级").replace("有关", "").replace("人民政府", "政府")


def _tested(rule: Rule, upper: Rule) -> Iterator[Laxity]:
    """What is asked: every part of the test above must be found here, and no smaller."""
    if upper.test is None:
        return
    if rule.test is None:
        yield Laxity(("manual",), "上级由系统判定，这里改为人工判定")
        return
    if isinstance(rule.test, AnyOf | KOf) and not isinstance(upper.test, AnyOf | KOf):
        yield Laxity(("test",), "上级逐项都要，这里任选几项即可")
        return
    own, above = tuple(leaves(rule.test)), tuple(leaves(upper.test))
    for leaf in above:
        same = _same(leaf, own, above)
        if same is None:
            yield Laxity(("test",), f"没有上级的“{say_test(leaf)}”，两者无法比较", sure=False)
        else:
            kind = type(same).__name__.lower()
            yield from (Laxity(("test", kind, *found.path), found.says) for found in _leaf(same, leaf))


def _same(leaf: Test, own: Sequence[Test], upper: Sequence[Test]) -> Test | None:
    """The part on the same facts, or the only one of its kind: offices call facts by names of their own."""
    named = next((one for one in own if facts_of(one) == facts_of(leaf)), None)
    alike = [one for one in own if type(one) is type(leaf)]
    alone = len(alike) == 1 and sum(type(one) is type(leaf) for one in upper) == 1
    return named or (alike[0] if alone else None)


def _leaf(own: Test, upper: Test) -> Iterator[Laxity]:
    """One part of a test against the same part above."""
    if isinstance(own, Aggregate | Ratio | Level) and isinstance(upper, Aggregate | Ratio | Level):
        yield from _limits(own, upper)
    if isinstance(own, Forbid) and isinstance(upper, Forbid) and own.at_most > upper.at_most:
        yield Laxity(("at_most",), f"允许 {own.at_most} 起，多于 {upper.at_most} 起")
    if isinstance(own, Deliver) and isinstance(upper, Deliver):
        missing = [kind for kind in upper.evidence if kind not in own.evidence]
        if missing:
            yield Laxity(("evidence",), f"少要佐证：{'、'.join(missing)}")
        if upper.to_each and not own.to_each:
            yield Laxity(("to_each",), "不再逐个送达")
    if isinstance(own, Aggregate) and isinstance(upper, Aggregate):
        yield from _aggregate(own, upper)


def _limits(own: Aggregate | Ratio | Level, upper: Aggregate | Ratio | Level) -> Iterator[Laxity]:
    share = isinstance(own, Ratio)
    if upper.at_least is not None and (own.at_least is None or own.at_least < upper.at_least):
        yield Laxity(("at_least",), f"至少 {_said(own.at_least, share)}，低于 {_said(upper.at_least, share)}")
    if upper.at_most is not None and (own.at_most is None or own.at_most > upper.at_most):
        yield Laxity(("at_most",), f"至多 {_said(own.at_most, share)}，高于 {_said(upper.at_most, share)}")
    if upper.where is not None and own.where is None:
        yield Laxity((), "不再限定哪些事实算数")


def _said(value: Fraction | None, share: bool) -> str:
    if value is None:
        return "（不限）"
    return f"{value * 100}%" if share else str(value)


def _aggregate(own: Aggregate, upper: Aggregate) -> Iterator[Laxity]:
    if upper.distinct is not None and own.distinct is None:
        yield Laxity((), f"不再按 {upper.distinct} 去重")
    for part in upper.spread:
        if not any(one.each == part.each and one.at_least >= part.at_least for one in own.spread):
            yield Laxity((), "少了分期要求 spread")
    if own.prorate is not None and upper.prorate is None:
        yield Laxity(("prorate",), "多了折算 prorate")
    if own.carry is not None and upper.carry is None:
        yield Laxity(("carry",), "多了结转 carry")
    if upper.cap and not own.cap:
        yield Laxity((), "不再限制单类上限 cap")


def _later(rule: Rule, upper: Rule, local: RulePack, above: RulePack, calendar: WorkCalendar) -> Iterator[Laxity]:
    """A longer period, or a day that falls later in any of the years laid side by side."""
    every, known = rule.window.every, upper.window.every
    if every and known and step_months(every) > step_months(known):
        yield Laxity(("window",), f"{say_every(every)}一次，疏于{say_every(known)}一次")
        return
    if upper.window.level == "continuous" and rule.window.level != "continuous":
        yield Laxity(("window",), "上级每日都要达到，这里只看期末")
    theirs = dict(_falls(upper, above, calendar))
    for label, mine in reversed(_falls(rule, local, calendar)):
        if label in theirs and _last(mine) > _last(theirs[label]):
            yield Laxity(("due",), f"周期 {label} 最迟 {_last(mine)}，晚于上级的 {_last(theirs[label])}")
            return


def _falls(rule: Rule, pack: RulePack, calendar: WorkCalendar) -> Sequence[tuple[str, Due]]:
    """The due days of a rule by window over the years laid side by side, as if each event happened on New Year."""
    first, last = _YEARS
    if event_of(rule.due) is not None:
        window = Window(first, last, "自事件起")
        return [(window.label, due_of(rule.due, window, calendar, first))]
    return [(dated.window.label, dated.due) for dated in dated_windows(rule, pack.phases, calendar, first, last)]


def _last(due: Due) -> date:
    """The last day on which nobody is late; without a hard day there is none to compare."""
    return due.grace_end or due.hard or date.min
