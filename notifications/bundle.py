"""合并 bundle: many notices, one letter: a digest for each recipient and slot; formal papers go one by one.

A digest with nothing in it does not exist.  Nobody sees a line that was not meant for him: a line enters a
digest only by its own recipient.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from notifications.papers import Group, ItemView

MOST_LINES = 50
_ORDER = {group: place for place, group in enumerate(Group)}


@dataclass(frozen=True)
class Line:
    """That `item` is to be told to `recipient` (an address) in the slot of a day."""

    recipient: str
    slot: date
    item: ItemView


@dataclass(frozen=True)
class Digest:
    """The lines for one recipient and slot, in reading order: those shown and the `rest`; `notices` are all of them."""

    recipient: str
    slot: date
    items: tuple[ItemView, ...]
    rest: tuple[ItemView, ...]
    notices: tuple[str, ...]


def digests(lines: Iterable[Line], most: int = MOST_LINES) -> tuple[Digest, ...]:
    """One digest for each recipient and slot, by slot and address; the same notice is told a person once."""
    folded: defaultdict[tuple[date, str], dict[str, ItemView]] = defaultdict(dict)
    for line in lines:
        folded[line.slot, line.recipient.lower()].setdefault(line.item.notice, line.item)
    return tuple(
        _digest(recipient, slot, list(items.values()), most) for (slot, recipient), items in sorted(folded.items())
    )


def _digest(recipient: str, slot: date, items: list[ItemView], most: int) -> Digest:
    ordered = sorted(items, key=lambda item: (_ORDER[item.group], item.due, item.agency, item.matter, item.notice))
    notices = tuple(item.notice for item in ordered)
    return Digest(recipient, slot, tuple(ordered[:most]), tuple(ordered[most:]), notices)


def group_of(due: date, as_of: date, *, breached: bool) -> Group:
    """The part of a digest that a due day belongs to on `as_of`, in civil days; late but not breached is today's."""
    if breached:
        return Group.BREACHED
    left = (due - as_of).days
    if left <= 0:
        return Group.TODAY
    if left <= 7:
        return Group.WEEK
    return Group.MONTH if left <= 30 else Group.LATER
