"""一班 ticking: what the daemon does when its alarm rings — sweep, send, and say how things stand.

A finished sweep claims its slot of a quarter of an hour; that row is the proof that the daemon lives.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Engine

from duban.services.judgement.sweep import Swept, sweep
from duban.services.post.sending import Sent, send, worker
from duban.settings import Settings
from engine.nouns import LetterStage
from notifications.deliver import Transport
from store import letters, ticks
from store.session import reading, transaction

SWEEP = "sweep"


@dataclass(frozen=True)
class Health:
    """How the house stands: the last finished sweep, what waits in the outbox, what is in doubt.

    `late_since` is the day of the oldest letter that was to have left and has not arrived.
    """

    last_tick: datetime | None
    outbox: int
    in_doubt: int
    dead: int
    late_since: date | None = None


def tick_sweep(
    database: Engine, settings: Settings, *, now: datetime, halted: Callable[[], bool] | None = None
) -> Swept | None:
    """Sweep for the slot of `now`; None when that slot is done already."""
    slot = slot_of(now)
    with reading(database, settings.jurisdiction) as session:
        last = ticks.last(session, SWEEP)
    if last is not None and last.slot == slot:
        return None
    done = sweep(database, settings, on=now.date(), now=now, halted=halted)
    if not (halted and halted()):
        with transaction(database, settings.jurisdiction) as session:
            ticks.claim(session, SWEEP, slot, by=worker(), at=now)
    return done


def tick_send(
    database: Engine,
    settings: Settings,
    transport: Transport,
    *,
    now: datetime,
    halted: Callable[[], bool] | None = None,
    clock: Callable[[], datetime] | None = None,
) -> Sent:
    """Send what is due, if this is an hour for sending; `clock` tells how late it gets meanwhile."""
    return send(database, settings, transport, now=now, halted=halted, clock=clock)


def slot_of(now: datetime) -> str:
    """The quarter of an hour that a moment lies in."""
    return now.replace(minute=now.minute - now.minute % 15, second=0, microsecond=0).isoformat(timespec="minutes")


def health(database: Engine, settings: Settings, *, now: datetime) -> Health:
    """How the house stands at a moment."""
    with reading(database, settings.jurisdiction) as session:
        counts = letters.counts(session)
        last = ticks.last(session, SWEEP)
        return Health(
            last_tick=last.at if last else None,
            outbox=letters.due(session, now),
            in_doubt=counts.get(LetterStage.IN_DOUBT, 0),
            dead=counts.get(LetterStage.DEAD, 0),
            late_since=letters.late_since(session, now),
        )
