"""日程：the due days of an agency for its calendar programs — as a file, or at a secret address that is always fresh.

The address names the agency, signed with the key of this installation, and how often it was drawn anew: whoever draws
another takes the old one away from everybody who has it.  It tells due days and matters, and nobody's name.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from itsdangerous import BadSignature
from sqlalchemy import Engine

from duban.services.care.keys import drawn_key, good_keys, signer
from duban.services.counter.deeds import Visit
from duban.services.desk import Desk
from duban.services.judgement.casework import judged
from duban.services.lookup import agency_called
from duban.services.paperwork.views import matter, window_zh
from duban.services.powers import Deed
from duban.services.showing.mine import OPEN
from duban.settings import Settings
from engine.dates import FOREVER
from engine.nouns import Obligation, Task, Verdict
from engine.source import Refused
from engine.telling.codes import STANDING_ZH
from notifications.agenda import DueDay, agenda
from store import acts, agencies, events, obligations, worklists
from store import settings as kept
from store.events import Entry
from store.session import Session, reading, transaction

SALT = "agenda"
DRAWN = "agenda.drawn."
LOOK_BACK = timedelta(days=90)
"""So long a day that is done with stays in the file, taken back from the calendars that have it."""


@dataclass(frozen=True)
class Feed:
    """The address at which an agency's due days are always to be had."""

    path: str
    agency: str


def calendar(visit: Visit) -> bytes:
    """The due days of the visitor's agency as a file.  Raises Refused X660 for whoever works for no agency."""
    visit.viewer.permit(Deed.WORK)
    with reading(visit.database, visit.settings.jurisdiction) as session:
        return _calendar(session, visit.settings, visit.viewer.own, visit.on, visit.now)


def calendar_of(visit: Visit, agency: str) -> bytes:
    """The due days of any agency that the visitor may see, as a file.  Raises Refused X404 when there is none."""
    visit.viewer.permit(Deed.LOOK)
    visit.viewer.admit([agency])
    with reading(visit.database, visit.settings.jurisdiction) as session:
        found = agency_called(session, agency)
        return _calendar(session, visit.settings, found.id, visit.on, visit.now)


def feed_of(visit: Visit) -> Feed:
    """The address of the visitor's agency."""
    visit.viewer.permit(Deed.WORK)
    with transaction(visit.database, visit.settings.jurisdiction) as session:
        return _feed(session, visit.viewer.own, visit.on)


def drawn_anew(visit: Visit) -> Feed:
    """Another address for the visitor's agency; the one before opens nothing from now on."""
    visit.viewer.permit(Deed.WORK)
    agency = visit.viewer.own
    with transaction(visit.database, visit.settings.jurisdiction) as session:
        kept.put(session, DRAWN + agency, str(_drawn(session, agency) + 1))
        told = {"said": "更换日程订阅地址", "on": visit.on.isoformat()}
        events.append(session, [Entry(visit.now, visit.actor.name, "agenda.draw", agency, told)])
        return _feed(session, agency, visit.on)


def fed(database: Engine, settings: Settings, token: str, *, on: date, now: datetime) -> bytes:
    """The due days behind an address.  Raises Refused X741 when it is none of ours, or was drawn anew since."""
    with reading(database, settings.jurisdiction) as session:
        keys = good_keys(session)
        try:
            told = signer(keys, SALT).loads(token) if keys else None
        except BadSignature:
            told = None
        agency, drawn = told if isinstance(told, list) and len(told) == 2 else ("", -1)
        if drawn != _drawn(session, str(agency)) or agencies.find(session, str(agency)) is None:
            raise Refused("X741", "日程订阅地址无效或已更换；请联络员登录办公台，在“日程与年终表”里取新的地址")
        return _calendar(session, settings, str(agency), on, now)


def _feed(session: Session, agency: str, on: date) -> Feed:
    token = signer([drawn_key(session)], SALT).dumps([agency, _drawn(session, agency)])
    return Feed(f"/calendar/{token}.ics", Desk(session).name(agency, on))


def _calendar(session: Session, settings: Settings, agency: str, on: date, now: datetime) -> bytes:
    desk = Desk(session)
    tasks = {task.obligation: task for task in reversed(worklists.of_agency(session, agency))}
    filed = obligations.filed(session, sorted(tasks))
    near = [
        each.obligation
        for key, each in sorted(filed.items())
        if each.obligation.due.safe < FOREVER
        and (tasks[key].state in OPEN or each.obligation.due.safe >= on - LOOK_BACK)
    ]
    verdicts = judged(desk, near, on)
    moved = acts.of_obligations(session, [one.key for one in near], known_at=on)
    days = (_day(desk, one, tasks[one.key], verdicts[one.key], len(moved.get(one.key, ())), on) for one in near)
    return agenda(days, domain=settings.mail_domain, made_at=now)


def _day(desk: Desk, one: Obligation, task: Task, verdict: Verdict, moved: int, on: date) -> DueDay:
    done = task.state not in OPEN
    about = f"{window_zh(one.window.label)}；{STANDING_ZH[verdict.standing]}；编号 {task.key}"
    part = "" if task.part == "lead" else f"（配合{desk.name(one.bearer, on)}）"
    return DueDay(one.key, f"{matter(one, desk.rule(one))}{part}", verdict.due.safe, moved + done, about, done)


def _drawn(session: Session, agency: str) -> int:
    """How often the address of an agency was drawn anew."""
    return int(kept.get(session, DRAWN + agency) or 0)
