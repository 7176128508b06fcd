"""所报：what of a contact's report can be counted becomes facts that wait for the office to decide about them."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from fractions import Fraction

from duban.services.casefile.facts import record
from duban.services.casefile.intake import Proof
from duban.services.casefile.named import kinds_called
from duban.services.desk import Desk
from engine.fingerprint import fingerprint
from engine.measure import leaves
from engine.nouns import (
    Count,
    Deliver,
    Fact,
    FactStatus,
    Level,
    Obligation,
    Ratio,
    Role,
    Rule,
    Scalar,
    Task,
    Test,
    Trend,
)
from engine.source import Refused
from store import facts as register

TASK = "task"
WHOLE, PART, STOCK, FLOW = "总数", "其中符合要求的数", "现有数", "本期数"
"""What a form calls the figures that a rule compares: the two sides of a ratio, a level, what goes up or down."""


@dataclass(frozen=True)
class Figure:
    """A figure that a rule compares (要报的数): the kind of fact that says it, and what a form calls it."""

    kind: str
    called: str


@dataclass(frozen=True)
class Report:
    """What somebody says was done: nothing countable given means the one thing that the rule asks to be handed in.

    `figures` are what the rule compares, by kind; `text` is said in his own words, `proof` is what comes with it;
    `draft` names words kept from an earlier attempt.
    """

    kind: str | None = None
    day: date | None = None
    quantity: Fraction | None = None
    unit: str | None = None
    to: tuple[str, ...] = ()
    attrs: Mapping[str, Scalar] = field(default_factory=dict)
    figures: Mapping[str, Fraction] = field(default_factory=dict)
    text: str = ""
    proof: Proof = Proof()
    draft: str | None = None

    @property
    def says_something(self) -> bool:
        """Whether it names anything that could be counted."""
        return bool(self.kind or self.quantity is not None or self.to or self.attrs or self.day or self.figures)


def reported(
    desk: Desk, task: Task, one: Obligation, report: Report, *, by: str, role: Role, on: date, now: datetime
) -> tuple[str, ...]:
    """Record what is reported as pending evidence of the bearer; answer the ids of the facts.

    Raises Refused X421 when it is not clear what was done, X422 when recipients must be named, X423 for a hand-in
    that a contact dates back, X428 when only some of the figures are given.
    """
    rule = desk.rule(one)
    delivers = [leaf for leaf in leaves(rule.test) if isinstance(leaf, Deliver)] if rule.test else []
    if task.agency not in desk.sharers(one) or rule.test is None or not (_means_one_act(rule) or report.says_something):
        return ()
    day = report.day or on
    said = _figures(rule, report) if report.figures else _acts(rule, delivers, report)
    if role is Role.CONTACT and day != on and {kind for kind, _, _ in said} & {leaf.of for leaf in delivers}:
        raise Refused("X423", f"报送以收到之日（{on}）为准，不能倒填日期；确已提前报送的，请由督办专员登记")
    made = [
        Fact(
            id=_id(task, kind, day, recipient, now, place),
            kind=kind,
            agency=task.agency,
            day=day,
            recorded=on,
            quantity=quantity,
            unit=report.unit,
            to=recipient,
            status=FactStatus.PENDING,
            attrs={**report.attrs, TASK: task.key, "about": one.window.label},
        )
        for place, (kind, quantity, recipient) in enumerate(said)
    ]
    return tuple(fact.id for fact in record(desk, made, by=by, on=on, now=now))


def figures_of(rule: Rule) -> tuple[Figure, ...]:
    """What a duty of this rule is judged by and no act alone tells: the two sides of a ratio, a headcount, a level."""
    every = tuple(dict.fromkeys(found for leaf in leaves(rule.test) for found in _compared(leaf))) if rule.test else ()
    often = Counter(each.called for each in every)
    return tuple(
        Figure(each.kind, f"{each.called}（{each.kind}）") if often[each.called] > 1 else each for each in every
    )


def _compared(leaf: Test) -> Iterator[Figure]:
    if isinstance(leaf, Ratio):
        yield Figure(leaf.den, WHOLE)
        yield Figure(leaf.num, PART)
    elif isinstance(leaf, Level | Trend):
        yield Figure(leaf.of, STOCK if isinstance(leaf, Level) else FLOW)


def _figures(rule: Rule, report: Report) -> list[tuple[str, Fraction, str | None]]:
    """The figures that were given, each of its kind."""
    asked = figures_of(rule)
    lacking = [each.called for each in asked if each.kind not in report.figures]
    if lacking:
        raise Refused("X428", f"还缺{'、'.join(lacking)}；要报的数请一次报全，还没有数的先都不填")
    return [(each.kind, report.figures[each.kind], None) for each in asked]


def _acts(rule: Rule, delivers: list[Deliver], report: Report) -> list[tuple[str, Fraction, str | None]]:
    """The one act that was reported, once for each recipient."""
    kind = report.kind or _only_kind(rule)
    recipients = report.to or ((None,) if not _each(delivers, kind) else _must_name(rule))
    many = report.quantity if report.quantity is not None else Fraction(1)
    return [(kind, many, recipient) for recipient in recipients]


def quantity_of(written: str | None) -> Fraction | None:
    """The exact number as typed, None when nothing was.  Raises Refused F120 when it is no number."""
    try:
        return Fraction(written) if written else None
    except (ValueError, ZeroDivisionError):
        raise Refused("F120", f"“{written}”不是数字；请写成 12 或 3.5") from None


def figures_written(pairs: Sequence[str]) -> dict[str, Fraction]:
    """The figures written as 名称=数.  Raises Refused F120 when one is no number."""
    split = [pair.partition("=") for pair in pairs]
    return {
        kind.strip(): number for kind, _, said in split if (number := quantity_of(said.strip() or kind)) is not None
    }


def decide(
    desk: Desk, task: Task, one: Obligation, status: FactStatus, *, on: date, by: str, reason: str
) -> list[Fact]:
    """Accept or reject what was reported on a task and still waits; answer those facts."""
    kinds = desk.kinds(one)
    theirs = replace(one, bearer=task.agency)
    found = register.of_obligation(desk.session, theirs, kinds=kinds) if kinds else ()
    waiting = [fact for fact in found if fact.status is FactStatus.PENDING and fact.attrs.get(TASK) == task.key]
    for fact in waiting:
        register.decide(desk.session, fact.id, status, on=on, by=by, reason=reason)
    return waiting


def _means_one_act(rule: Rule) -> bool:
    """Whether a bare “done” can be counted: a hand-in, or one act of a kind that asks nothing more of it."""
    if rule.test is None or rule.bearer.per != "agency":
        return False
    return any(
        isinstance(leaf, Deliver) or (isinstance(leaf, Count) and leaf.where is None) for leaf in leaves(rule.test)
    )


def _only_kind(rule: Rule) -> str:
    kinds = kinds_called(rule)
    if len(kinds) != 1:
        told = "、".join(f"{kind}（{called}）" for kind, called in kinds.items())
        raise Refused("X421", f"这一件可报的事项有 {told}；请写明报的是哪一项")
    return next(iter(kinds))


def _each(delivers: list[Deliver], kind: str) -> bool:
    return any(leaf.to_each for leaf in delivers if leaf.of == kind)


def _must_name(rule: Rule) -> tuple[str, ...]:
    raise Refused("X422", f"应分别报送{'、'.join(rule.to)}；请写明已报送哪些")


def _id(task: Task, kind: str, day: date, to: str | None, now: datetime, place: int) -> str:
    said = fingerprint(task.key, kind, day.isoformat(), to or "", now.isoformat(), str(place))
    return f"r-{said[:20]}"
