"""断路：stop sending and ask, say that it stopped, and go on when a person says so.

What is stopped stays where it is: letters wait in the outbox, nothing expires that was never tried.
"""

import json
from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import Engine

from duban.services.post import forecasting
from duban.services.speech.reasons import given
from duban.settings import Settings
from engine.nouns import Letter
from engine.source import Refused
from notifications import breaker
from notifications.breaker import WATCHED, Trip
from store import addresses, events, letters, office_notes
from store import settings as marks
from store.events import Entry
from store.office_notes import Note
from store.session import Session, reading, transaction

PAUSED = "sending.paused"
RESUMED = "sending.resumed"
APPROVED = "sending.templates"
HOUR = timedelta(hours=1)
AILING_ZH = {"suspect": "可疑", "bad": "失效，不再发信"}


class Tripped(Exception):
    """Sending must stop before these letters leave; carries why."""

    def __init__(self, trip: Trip) -> None:
        super().__init__(trip.reason)
        self.trip = trip


def paused(session: Session) -> Trip | None:
    """Why sending is stopped, or None."""
    written = marks.get(session, PAUSED)
    return Trip(**json.loads(written)) if written else None


def check(session: Session, claimed: Iterable[Letter], known: set[str], now: datetime) -> None:
    """Raise Tripped when letters must not go out; `known` are the templates found to be in use, and grows."""
    resumed = marks.get(session, RESUMED)
    since = datetime.fromisoformat(resumed) if resumed else now - timedelta(days=365)
    trip = breaker.refused(letters.outcomes(session, WATCHED, since))
    trip = trip or breaker.too_many(letters.handed_over(session, max(since, now - HOUR)), forecasting.of(session, now))
    trip = trip or _unread(session, {letter.template for letter in claimed} - known, known)
    if trip:
        raise Tripped(trip)


def _unread(session: Session, unknown: set[str], known: set[str]) -> Trip | None:
    """Whether one of these templates was never used and is about to go to many."""
    approved = set(json.loads(marks.get(session, APPROVED) or "[]"))
    fresh = [each for each in sorted(unknown) if each not in approved and not letters.was_used(session, each)]
    known |= unknown - set(fresh)
    if not fresh:
        return None
    readers = letters.waiting(session)
    trips = (breaker.unread(each, readers.get(each, 0)) for each in fresh)
    return next((trip for trip in trips if trip), None)


def pause(database: Engine, settings: Settings, trip: Trip, *, by: str = "system", now: datetime) -> None:
    """Stop sending, and tell the office."""
    with transaction(database, settings.jurisdiction) as session:
        if paused(session):
            return
        marks.put(session, PAUSED, json.dumps({"code": trip.code, "reason": trip.reason}, ensure_ascii=False))
        events.append(session, [Entry(now, by, "sending.pause", "", {"code": trip.code, "reason": trip.reason})])
        says = f"发信已暂停：{trip.reason}；请核对待发的信，写明理由放行"
        office_notes.add(session, [Note(now, trip.code, "发信", says)])


def approve(session: Session, templates: Iterable[str]) -> None:
    """A person knows these templates: they may go to many."""
    known = {*json.loads(marks.get(session, APPROVED) or "[]"), *templates}
    marks.put(session, APPROVED, json.dumps(sorted(known), ensure_ascii=False))


def pause_by_hand(database: Engine, settings: Settings, *, by: str, reason: str, now: datetime) -> None:
    """Stop sending because a person says so.  Raises Refused X445 without a reason."""
    reason = given(reason, "暂停发信")
    pause(database, settings, Trip("N404", f"{by}：{reason}"), by=by, now=now)


def ailing(database: Engine, settings: Settings) -> list[dict[str, object]]:
    """The addresses that have refused letters."""
    with reading(database, settings.jurisdiction) as session:
        return [{**vars(each), "state_zh": AILING_ZH[each.state]} for each in addresses.listed(session)]


def resume(database: Engine, settings: Settings, *, by: str, reason: str, now: datetime) -> int:
    """Go on sending all that waits now, which a person has looked at; say how many letters that are.

    Raises Refused X445 without a reason, X448 when sending is not stopped.
    """
    reason = given(reason, "放行")
    with transaction(database, settings.jurisdiction) as session:
        if not paused(session):
            raise Refused("X448", "发信没有暂停，无须放行；待发的信可以照常发出")
        waiting = letters.due(session, now)
        approve(session, letters.waiting(session))
        marks.put(session, RESUMED, now.isoformat())
        marks.put(session, PAUSED, "")
        forecasting.expect(session, now, waiting)
        events.append(session, [Entry(now, by, "sending.resume", "", {"reason": reason, "waiting": waiting})])
        return waiting


def state(database: Engine, settings: Settings) -> Trip | None:
    """Why sending is stopped, or None."""
    with reading(database, settings.jurisdiction) as session:
        return paused(session)
