"""维护：what an administrator does to the house itself — a new key, an upgrade tried, a backup looked at; all logged.

Whatever cannot be undone is asked for twice.
"""

from collections.abc import Mapping

from duban.services.care import copies, keeping, keys
from duban.services.care.copies import Looked, Tried
from duban.services.counter.deeds import Visit
from duban.services.desk import Step, quietly
from duban.services.powers import Deed
from engine.source import Refused
from store import events
from store.events import Entry
from store.session import transaction


def backups(visit: Visit) -> list[str]:
    """The backups that may be looked at, the latest first."""
    visit.viewer.permit(Deed.KEEP_HOUSE)
    return [each.name for each in keeping.backups(visit.settings)]


def renew_key(visit: Visit, *, revoke: bool, sure: bool) -> None:
    """Draw a new key.  Raises Refused X770 when the visitor did not say that he is sure."""
    visit.viewer.permit(Deed.KEEP_HOUSE)
    if not sure:
        raise Refused("X770", "换密钥不能撤回，没有办；请勾选“我知道后果”再办")
    keys.renew(visit.database, visit.settings, revoke=revoke, by=visit.actor.name, now=visit.now)


def try_upgrade(visit: Visit, step: Step = quietly) -> Tried:
    """Try on a copy what an upgrade would do."""
    visit.viewer.permit(Deed.KEEP_HOUSE)
    found = copies.try_upgrade(visit.database, visit.settings, step=step)
    told = {"steps": len(found.steps), "verdicts": found.verdicts, "differ": len(found.differ)}
    _log(visit, "house.upgrade_tried", "schema", told)
    return found


def look(visit: Visit, name: str, step: Step = quietly) -> Looked:
    """Put a copy of a backup beside the others, to be looked at."""
    visit.viewer.permit(Deed.KEEP_HOUSE)
    found = copies.look(visit.settings, name, step=step)
    _log(visit, "house.backup_looked_at", name, {"events": found.events, "differ": len(found.differ)})
    return found


def _log(visit: Visit, kind: str, subject: str, told: Mapping[str, object]) -> None:
    with transaction(visit.database, visit.settings.jurisdiction) as session:
        events.append(session, [Entry(visit.now, visit.actor.name, kind, subject, told)])
