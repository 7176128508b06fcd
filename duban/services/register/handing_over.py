"""移交：duties go on at another agency — the act on file, the heir with its ladder and acts, the tasks, the log.

One way for a single duty that an officer transfers and for all duties of an agency that is merged or split.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from duban.services.casefile.setting_aside import set_aside
from duban.services.desk import Desk
from duban.services.judgement.upkeep import look_at_rows
from engine.nouns import Obligation, OfficeAct
from engine.owing.succession import handed
from store import acts, events, obligations, successions
from store.events import Entry
from workflows.standard import Action

FOLLOWING = ("extend", "toll", "resume", "confirm")
"""The acts that follow a duty to its heir (semantics-rulings 112)."""


@dataclass(frozen=True)
class Occasion:
    """Why duties are handed over: from which day, by which document, decided by whom, recorded when."""

    day: date
    by: str
    on: date
    now: datetime
    reason: str
    doc: str | None = None


def hand_over(
    desk: Desk, some: Sequence[Obligation], successors: Mapping[str, str], occasion: Occasion
) -> list[tuple[Obligation, Obligation]]:
    """Let these obligations go on at the agency that `successors` names for their rule; answer each with its heir."""
    session, filed = desk.session, obligations.filed(desk.session, [one.key for one in some])
    rules = {one.rule: desk.rule(one) for one in some}
    owned = [each for bearer in sorted(set(successors.values())) for each in obligations.find(session, agency=bearer)]
    keys = {each.obligation.key for each in owned}
    pairs = handed(rules, some, successors, keys, successions.heirs(session, keys))
    new = {heir.key: heir for _, heir in pairs if heir.key not in keys}
    for one, heir in pairs:
        if heir.key in new:
            ladder = {(heir.pack, heir.rule): filed[one.key].ladder}
            obligations.add_new(session, [new.pop(heir.key)], ladders=ladder)
            _let_acts_follow(desk, one, heir, occasion)
        act = OfficeAct("transfer", occasion.day, occasion.on, to=heir.bearer, doc=occasion.doc)
        acts.add(session, one.key, act, by=occasion.by)
    successions.hand_over(session, [(one.key, heir.key) for one, heir in pairs], occasion.day)
    obligations.look_again(session, [one.key for one, _ in pairs])
    look_at_rows(desk, [heir.key for _, heir in pairs])
    moved = set_aside(
        desk, [one.key for one in some], Action.TRANSFER,
        by=occasion.by, on=occasion.on, now=occasion.now, reason=occasion.reason,
    )  # fmt: skip
    events.append(session, [*(entry for pair in pairs for entry in _told(*pair, occasion)), *moved])
    return pairs


def _let_acts_follow(desk: Desk, one: Obligation, heir: Obligation, occasion: Occasion) -> None:
    for act in acts.of_obligation(desk.session, one.key):
        if act.act in FOLLOWING:
            acts.add(desk.session, heir.key, act, by=occasion.by)


def _told(one: Obligation, heir: Obligation, occasion: Occasion) -> list[Entry]:
    told = {
        "on": occasion.day.isoformat(),
        "reason": occasion.reason,
        **({"doc": occasion.doc} if occasion.doc else {}),
    }
    return [
        Entry(occasion.now, occasion.by, "obligation.hand_over", one.key, {"to": heir.key, **told}),
        Entry(occasion.now, occasion.by, "obligation.take_over", heir.key, {"from": one.key, **told}),
    ]
