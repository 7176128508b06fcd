"""并排开关：an officer turns on, or off, that agencies are shown side by side; said with a reason, and logged."""

import json

from duban.services.counter.deeds import Visit
from duban.services.powers import Deed
from duban.services.speech.reasons import given
from store import events
from store import settings as marks
from store.events import Entry
from store.session import transaction

SHOWN = "scores.shown"


def turn(visit: Visit, *, on: bool, reason: str) -> None:
    """Show agencies side by side from now on, or no longer.

    Raises Refused X620 for whoever may not decide on that, X445 without a reason.
    """
    visit.viewer.permit(Deed.RANK)
    why = given(reason, "开启或关闭并排比较")
    told = {"shown": on, "by": visit.actor.name, "reason": why}
    with transaction(visit.database, visit.settings.jurisdiction) as session:
        marks.put(session, SHOWN, json.dumps(told, ensure_ascii=False))
        events.append(session, [Entry(visit.now, visit.actor.name, "scores.turn", SHOWN, told)])
