"""个人情况：who may see the names and hours of single persons, what others see, and a line of the log for each view.

Named are the members that a duty counts, the people on the roster, and the rows of a sheet of hours; who acted in an
office is no secret and is no part of this.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from duban.services.counter.deeds import Visit
from duban.services.powers import Deed, Viewer
from engine.telling.sentence import sentence
from store import events
from store.events import Entry
from store.session import transaction

SEEN = "people.viewed"
SOMEBODY = "（个人）"


def note(visit: Visit, whose: str, many: int) -> None:
    """Write down that somebody looked at persons: of which agency or matter, and how many; nothing without any."""
    if not many:
        return
    told = {"agency": whose, "people": many, "on": visit.on.isoformat()}
    with transaction(visit.database, visit.settings.jurisdiction) as session:
        events.append(session, [Entry(visit.now, visit.actor.name, SEEN, whose, told)])


def may_see_names(viewer: Viewer) -> bool:
    """Whether somebody may see who is on the roster: whoever may look at people, and whoever keeps it."""
    return viewer.may(Deed.LOOK_AT_PEOPLE) or viewer.may(Deed.KEEP_ROSTER)


def permit_names(viewer: Viewer) -> None:
    """Let on whoever may see who is on the roster.  Raises Refused X620 for others."""
    if not may_see_names(viewer):
        viewer.permit(Deed.LOOK_AT_PEOPLE)


def told_to(viewer: Viewer, told: dict[str, Any]) -> dict[str, Any]:
    """An explanation as a viewer may read it: with the names of members, or with none and its sentence written anew."""
    if viewer.may(Deed.LOOK_AT_PEOPLE) or not members_in(told):
        return told
    hidden: dict[str, Any] = _without_names(told)
    return {**hidden, "zh": sentence(hidden)}


def members_in(told: object) -> int:
    """How many members an explanation names."""
    return len(set(_members(told)))


def _members(told: object) -> Iterator[str]:
    if isinstance(told, Mapping):
        if told.get("member"):
            yield str(told["member"])
        for each in told.values():
            yield from _members(each)
    elif isinstance(told, list | tuple):
        for each in told:
            yield from _members(each)


def _without_names(told: Any) -> Any:
    if isinstance(told, Mapping):
        kept = {name: _without_names(value) for name, value in told.items()}
        return {**kept, "member": SOMEBODY, "name": SOMEBODY} if told.get("member") else kept
    return [_without_names(each) for each in told] if isinstance(told, list | tuple) else told
