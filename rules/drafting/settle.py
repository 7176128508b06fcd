"""Accepting what a draft proposes (采纳拟定读法): the reading that is written down becomes the reading that holds.

A question that ends in （拟按：…） has its answer in the draft already; one without has none, and no machine gives it.
"""

from dataclasses import replace
from datetime import date

from engine.nouns import Confirmation, DueTerm, PartialDate, PDate, Phase, Rule, RulePack, WindowTerm
from rules.drafting.draft import DRAFT, PROPOSED


def accept_proposals(pack: RulePack, by: str | None = None, on: date | None = None) -> RulePack:
    """The pack with every rule active whose questions all have a proposal; the others still need review.

    With `by` and `on` the settled dates keep the wording they come from and who confirmed them.
    """
    rules, phases = [], pack.phases
    for rule in pack.rules:
        done = accepted(rule, by, on)
        staged = None if done is None else phases_with(done, phases, by, on)
        rules.append(rule if done is None or staged is None else done)
        phases = phases if staged is None else staged
    return replace(pack, title=title_of(pack), rules=tuple(rules), phases=phases)


def title_of(pack: RulePack) -> str:
    """The title of a pack that somebody has answered for: no longer a draft's."""
    return pack.title.removesuffix(DRAFT)


def accepted(rule: Rule, by: str | None = None, on: date | None = None) -> Rule | None:
    """The rule as proposed, active; None when something about it is still without an answer."""
    if rule.state not in ("draft", "needs_review") or not all(PROPOSED in question for question in rule.review):
        return None
    return settled(rule, by, on)


def settled(rule: Rule, by: str | None = None, on: date | None = None) -> Rule | None:
    """The rule active, its vague words and lone candidates taken as read; None when a date is still open."""
    said = Confirmation(by, on) if by and on else None
    window, due = _window(rule.window, said), _due(rule, said)
    ends = (window.once.start, window.once.to) if window.once else ()
    if any(_is_open(day) for day in (*ends, window.anchor.at, due.by)):
        return None
    return replace(rule, state="active", review=(), window=window, due=due)


def phases_with(
    rule: Rule, phases: tuple[Phase, ...], by: str | None = None, on: date | None = None
) -> tuple[Phase, ...] | None:
    """The phases once `rule` holds: the lone candidates of its own are taken as read; None when one is still open."""
    said = Confirmation(by, on) if by and on else None
    found = tuple(
        replace(one, start=_settled_day(one.start, said) or one.start, to=_settled_day(one.to, said) or one.to)
        if one.id == rule.window.phase
        else one
        for one in phases
    )
    mine = [day for one in found if one.id == rule.window.phase for day in (one.start, one.to)]
    return None if any(_is_open(day) for day in mine) else found


def _is_open(day: object) -> bool:
    return isinstance(day, PartialDate) and day.confirmed is None


def _window(window: WindowTerm, said: Confirmation | None) -> WindowTerm:
    anchor = replace(window.anchor, at=_settled_day(window.anchor.at, said))
    if window.once is None:
        return replace(window, anchor=anchor)
    once = replace(window.once, start=_settled_day(window.once.start, said), to=_settled_day(window.once.to, said))
    return replace(window, anchor=anchor, once=once)


def _due(rule: Rule, said: Confirmation | None) -> DueTerm:
    due = rule.due
    counted_in = any("是否含当日" in question for question in rule.review)
    by = _settled_day(due.by, said) if isinstance(due.by, PartialDate) else due.by
    return replace(due, by=by, vague=None, boundary="inclusive" if counted_in else due.boundary)


def _settled_day(day: PDate | None, said: Confirmation | None) -> PDate | None:
    """A partial date with one candidate is that day."""
    if not isinstance(day, PartialDate) or day.confirmed is not None or len(day.candidates) != 1:
        return day
    if said is None:
        return day.candidates[0]
    return replace(day, confirmed=day.candidates[0].isoformat(), confirmation=said)
