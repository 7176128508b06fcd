"""守时 timekeeping: whether the wall clock can be trusted, judged by what the clocks said when last somebody looked.

Nothing is judged and nothing is sent by a clock that fell back behind its last reading, or that ran ahead by more than
a day and a half, or lags by more than an hour, while another clock of the machine says otherwise.  A machine that was
switched off cannot tell how long; then a long gap is believed if the kernel follows a time server, and otherwise a
person is asked, once.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Engine

from duban.clock import Reading
from duban.settings import Settings
from engine.source import Refused
from store import events
from store import settings as kept
from store.events import Entry
from store.session import Session, reading, transaction

SEEN = "clock.seen."
BACKWARDS = timedelta(minutes=5)
LONGEST_JUMP = timedelta(hours=36)
LONGEST_BACK = timedelta(hours=1)
"""By so much may a clock lag behind the time that a machine ran, unless a time server has put it right."""
EVERY = timedelta(minutes=1)
ACCEPT = "时间无误的，请管理员写明原因予以确认"


@dataclass(frozen=True)
class Seen:
    """What the clocks of a machine said when last somebody looked."""

    at: datetime
    boot: str
    awake: float


def check(database: Engine, settings: Settings, now: Reading) -> None:
    """See that the clock can be trusted, and remember what it said.

    Raises Refused X451 when it fell back, X452 when it was set otherwise, X453 when nobody can tell.
    """
    with reading(database, settings.jurisdiction) as session:
        seen = _all_seen(session)
        own = seen.get(now.host)
        doubt = distrust(now, own, max((each.at for each in seen.values()), default=None))
    if doubt is not None:
        raise doubt
    if own is None or own.boot != now.boot or now.at - own.at >= EVERY:
        with transaction(database, settings.jurisdiction) as session:
            _remember(session, now)


def accept(database: Engine, settings: Settings, now: Reading, *, by: str, reason: str) -> datetime | None:
    """Take the clock as right from now on, because a person says so; answer what was the last reading before.

    Raises Refused X454 without a reason.
    """
    if not reason.strip():
        raise Refused("X454", "确认时钟要写明原因；请补充，如“停机检修三天”")
    with transaction(database, settings.jurisdiction) as session:
        seen = _all_seen(session)
        latest = max((each.at for each in seen.values()), default=None)
        told = {"at": now.at.isoformat(), "before": latest.isoformat() if latest else None, "reason": reason}
        for host, each in seen.items():
            if each.at > now.at:  # a reading of the wrong time, on whatever machine, is no floor any more
                kept.put(session, SEEN + host, _written(Seen(now.at, each.boot, each.awake)))
        _remember(session, now)
        events.append(session, [Entry(now.at, by, "clock.accept", now.host, told)])
    return latest


def doubt_of(database: Engine, settings: Settings, now: Reading) -> Refused | None:
    """Why the clock is not to be trusted, None when it is; nothing is remembered."""
    with reading(database, settings.jurisdiction) as session:
        seen = _all_seen(session)
    return distrust(now, seen.get(now.host), max((each.at for each in seen.values()), default=None))


def distrust(now: Reading, own: Seen | None, floor: datetime | None) -> Refused | None:
    """Why a reading is not to be trusted after what this machine saw last (`own`) and any machine did (`floor`)."""
    if floor is None:
        return None
    if now.at < floor - BACKWARDS:
        return Refused(
            "X451", f"系统时间 {now.at:%Y-%m-%d %H:%M} 早于上次运行 {_shown(floor, now)}；请校准时间，{ACCEPT}"
        )
    if own is not None and own.boot == now.boot:
        return _set_otherwise(now, own)
    if now.at - floor > LONGEST_JUMP and not now.synchronised:
        told = f"距上次运行（{_shown(floor, now)}）已久，且系统时间没有对时，无法确认停机多久；请核对时间，{ACCEPT}"
        return Refused("X453", told)
    return None


def _set_otherwise(now: Reading, own: Seen) -> Refused | None:
    """Why a reading is not to be trusted after what the same machine saw in the same run; None when it is."""
    ahead = (now.at - own.at) - timedelta(seconds=now.awake - own.awake)
    if abs(ahead) <= LONGEST_JUMP and (ahead >= -LONGEST_BACK or now.synchronised):
        return None
    hours = round(abs(ahead).total_seconds() / 3600)
    way = "往前" if ahead > timedelta(0) else "往回"
    told = f"系统时间{way}拨动了约 {hours} 小时（现为 {now.at:%Y-%m-%d %H:%M}）；请校准时间，{ACCEPT}"
    return Refused("X452", told)


def _all_seen(session: Session) -> dict[str, Seen]:
    """What every machine last saw, by its name."""
    found = {}
    for name, value in kept.listed(session).items():
        if name.startswith(SEEN):
            at, boot, awake = json.loads(value)
            found[name.removeprefix(SEEN)] = Seen(datetime.fromisoformat(at), boot, awake)
    return found


def _remember(session: Session, now: Reading) -> None:
    kept.put(session, SEEN + now.host, _written(Seen(now.at, now.boot, now.awake)))


def _written(seen: Seen) -> str:
    return json.dumps([seen.at.isoformat(), seen.boot, seen.awake])


def _shown(moment: datetime, now: Reading) -> str:
    return f"{moment.astimezone(now.at.tzinfo):%Y-%m-%d %H:%M}"
