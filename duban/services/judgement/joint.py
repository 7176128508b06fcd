"""成行 joint: which obligations stand in one row, and what holds for single ones of them.

The lead of a joint duty (共同) may be gone in the next window: what a third has done serves one window all the same.
"""

from collections.abc import Collection, Mapping, Sequence

from duban.services.desk import Desk
from engine.nouns import Fact, Obligation, OfficeAct, Rule
from engine.owing.allot import PLAIN, Special
from engine.owing.succession import Origin


def leads_of(desk: Desk, one: Obligation) -> Collection[str]:
    """Those who may bear a window of the duty: its bearer, of a joint one all who ever share it."""
    rule = desk.rule(one)
    if rule.bearer.role != "joint":
        return (one.bearer,)
    return {one.bearer, *desk.register.sharing(desk.book.pack(one.pack_sha256), rule)}


def led_alike(
    asked: Obligation, row: Sequence[Obligation], acts: Mapping[str, Sequence[OfficeAct]], heirs: Collection[str]
) -> Sequence[Obligation]:
    """The windows among which the facts of a joint duty are shared out: all, or once any went over those of its bearer.

    What came with a window that was taken over serves no other, and would be missed by those of the one who had it.
    """
    moved = any(each.key in heirs or any(act.act == "transfer" for act in acts.get(each.key, ())) for each in row)
    return [each for each in row if each.bearer == asked.bearer] if moved else row


def special_of(
    desk: Desk, rule: Rule, row: Sequence[Obligation], origins: Mapping[str, Sequence[Origin]]
) -> dict[str, Special]:
    """What holds for single windows of a row: another version of the rule, other sharers, what one took over."""
    sharers = {each.key: desk.sharers(each) for each in row if rule.bearer.role == "joint"}
    differ = len(set(sharers.values())) > 1
    found: dict[str, Special] = {}
    for each in row:
        asking = desk.asking(each)
        found[each.key] = Special(
            rule=None if asking is rule else asking,
            sharers=sharers[each.key] if differ else None,
            brought=PLAIN.brought if rule.on_merge == "pool_max" else _brought(origins.get(each.key, ())),
        )
    return {key: one for key, one in found.items() if one != PLAIN}


def _brought(origins: Sequence[Origin]) -> Sequence[Fact]:
    return [fact for origin in origins for fact in origin.facts] or PLAIN.brought
