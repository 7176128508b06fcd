"""本地日历：says that this office rests or works on some days whatever the nation does, and takes it back."""

from datetime import date, timedelta

from duban.services.counter.deeds import Visit
from duban.services.powers import Deed
from duban.services.speech.reasons import given
from engine.source import Refused
from store import calendar, events, obligations
from store.events import Entry
from store.session import transaction

LONGEST = 31  # days in one go


def set_days(visit: Visit, kind: str, first: date | None, last: date | None, reason: str) -> int:
    """Say of some days that the office rests or works on them, and have every duty looked at again; say how many.

    Raises Refused X704 without days or a kind, X705 for too long a stretch, X445 without a reason.
    """
    visit.viewer.permit(Deed.WRITE_RULES)
    if first is None or kind not in ("rest", "work"):
        raise Refused("X704", "没有写明哪一天、放假还是上班；请补全后再提交")
    until = last or first
    if not timedelta(0) <= until - first < timedelta(LONGEST):
        raise Refused("X705", f"起止日颠倒，或一次超过 {LONGEST} 天；请核对后分次设置")
    why = given(reason, "设置本地日历")
    days = [first + timedelta(n) for n in range((until - first).days + 1)]
    with transaction(visit.database, visit.settings.jurisdiction) as session:
        calendar.put_days(session, dict.fromkeys(days, kind), reason=why)  # type: ignore[arg-type]  # seen above
        told = {"kind": kind, "first": first.isoformat(), "last": until.isoformat(), "reason": why}
        events.append(session, [Entry(visit.now, visit.actor.name, "calendar.set", first.isoformat(), told)])
        obligations.all_asked_anew(session)
    return len(days)


def unset_day(visit: Visit, day: date | None, reason: str) -> None:
    """Let the national calendar say again what a day is.

    Raises Refused X706 when it was not set otherwise, X445 without a reason.
    """
    visit.viewer.permit(Deed.WRITE_RULES)
    why = given(reason, "撤销本地日历")
    with transaction(visit.database, visit.settings.jurisdiction) as session:
        if day is None or not calendar.drop(session, day):
            raise Refused("X706", "这一天没有另行设置；请从本地日历的清单里选")
        told = {"day": day.isoformat(), "reason": why}
        events.append(session, [Entry(visit.now, visit.actor.name, "calendar.unset", day.isoformat(), told)])
        obligations.all_asked_anew(session)
