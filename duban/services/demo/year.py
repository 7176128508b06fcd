"""一年：step the clock through every day of the year — record, work, sweep, release, send — as the office would."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Engine

from duban.services.casefile import facts
from duban.services.casefile.tasks import Actor
from duban.services.demo import deeds
from duban.services.demo.opening import Opening, morning
from duban.services.demo.post import post
from duban.services.demo.scene import OFFICER, Scene
from duban.services.desk import Desk, Step
from duban.services.judgement.sweep import sweep
from duban.services.post import sending
from duban.services.speech import releasing
from engine.nouns import Fact, NoticeState, Role
from engine.source import Refused
from store import notices as register
from store.session import reading, transaction

RELEASED = frozenset({"督办通知单"})  # what the demo's office head signs; 通报 and above stay drafts for a leader
RELEASE_AFTER = timedelta(days=2)


@dataclass
class Year:
    """What one year of sweeps came to (一年); all else is read back from the database."""

    sweeps: int = 0
    verdicts_changed: int = 0


def play(database: Engine, scene: Scene, opening: Opening, step: Step) -> Year:
    """Play every day from the first to the last, telling `step` how many are done."""
    by_day: dict[date, list[Fact]] = defaultdict(list)
    for fact in opening.facts:
        by_day[max(fact.day, opening.first)].append(fact)
    year, transport = Year(), post(scene)
    days = (opening.last - opening.first).days + 1
    try:
        for number in range(days):
            on = opening.first + timedelta(days=number)
            _work(database, scene, by_day.get(on, []), on)
            swept = sweep(database, scene.settings, on=on, now=morning(on))
            year.sweeps += 1
            year.verdicts_changed += swept.verdicts_changed
            _release(database, scene, on)
            sending.send(database, scene.settings, transport, now=morning(on) + timedelta(hours=1))
            step(number + 1, days)
    finally:
        transport.close()
    return year


def _work(database: Engine, scene: Scene, happened: list[Fact], on: date) -> None:
    """What people did by this morning: facts received, and on working Mondays and Thursdays the tasks they move."""
    if not happened and on.weekday() not in (0, 3):
        return
    with transaction(database, scene.settings.jurisdiction) as session:
        desk = Desk(session)
        facts.record(desk, happened, by=OFFICER, on=on, now=morning(on))
        if on.weekday() in (0, 3) and desk.calendar.is_workday(on):
            deeds.work(desk, on, morning(on))


def _release(database: Engine, scene: Scene, on: date) -> None:
    """The office head signs the 督办通知单 that have waited two days."""
    with reading(database, scene.settings.jurisdiction) as session:
        held = register.find(session, state=NoticeState.HELD)
    for notice in held:
        if notice.paper not in RELEASED or on - notice.decided_on < RELEASE_AFTER:
            continue
        try:
            who = Actor(OFFICER, Role.OFFICER)
            releasing.release(database, scene.settings, notice.key, who, on=on, now=morning(on))
        except Refused as refused:
            if refused.code != "X443":  # nobody to tell: it stays held, and doctor says so
                raise
