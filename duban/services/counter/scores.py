"""并排开关：an officer turns on, or off, that agencies are shown side by side; said with a reason, and logged."""

import json

from duban.services.counter.deeds import Visit
from duban.services.powers import Deed
from duban.services.speech.reasons import given
from engine.nouns import Role
from engine.source import Refused
from store import events
from store import settings as marks
from store.events import Entry
from store.session import transaction

SHOWN = "scores.shown"


def turn(visit: Visit, *, on: bool, reason: str) -> None:
    """Show agencies side by side from now on, or no longer.

    Raises Refused X620 for whoever may not compare, X709 for whoever is not an officer, X445 without a reason.
    """
    visit.viewer.permit(Deed.COMPARE)
    if visit.viewer.role is not Role.OFFICER:
        raise Refused("X709", "各单位是否并排比较由督办专员决定；请转交其办理")
    why = given(reason, "开启或关闭并排比较")
    told = {"shown": on, "by": visit.actor.name, "reason": why}
    with transaction(visit.database, visit.settings.jurisdiction) as session:
        marks.put(session, SHOWN, json.dumps(told, ensure_ascii=False))
        events.append(session, [Entry(visit.now, visit.actor.name, "scores.turn", SHOWN, told)])
