"""Promise 6: while the daemon is up, a notice leaves within one working slot of being due.

An office is lived through day by day: agencies report in time, late or never, papers are signed on the day on which
they are laid before the leader.  What ought to have been said, and when, is worked out here from the due days and from
who did what, not by the ladder of the house.  `DUBAN_TRUST=full` lives through five years of two hundred agencies.
"""

import os
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from duban.clock import SHANGHAI
from duban.services import setup
from duban.services.care import ticking
from duban.services.casefile import facts
from duban.services.casefile.tasks import Actor
from duban.services.desk import Desk
from duban.services.plans import packs
from duban.services.post import breaker
from duban.services.register import directory
from duban.services.speech import releasing
from duban.settings import Settings
from engine.nouns import Fact, Notice, NoticeState, Obligation, Role
from engine.workdays import WorkCalendar
from notifications.deliver import transport_for
from rules.calendars import national
from store import notices, obligations
from store.session import reading, transaction

FULL = os.environ.get("DUBAN_TRUST") == "full"
FIRST, LAST = (date(2021, 1, 1), date(2025, 12, 31)) if FULL else (date(2024, 9, 1), date(2024, 10, 31))
AGENCIES = 200 if FULL else 6
PACK = """duban: rulepack/1
pack: cn.test.in-time
version: 1.0.0
title: 五年工作要点
timezone: Asia/Shanghai
calendar: cn.workdays
effective: {{from: "{first}", to: null}}
sources:
  - {{id: plan, file: plan.txt, sha256: "0000000000000000000000000000000000000000000000000000000000000000"}}
sets:
  depts: {{of: agency, members: [各部门]}}
ladders:
  dense:
    - {{id: remind4, at: due-4wd, only_if: not_met, send: 提醒函, to: [contact], release: auto, stop_on: [met]}}
    - {{id: remind2, at: due-2wd, only_if: not_met, send: 提醒函, to: [contact], release: auto, stop_on: [met]}}
    - {{id: urge, at: breach+1wd, only_if: breached, send: 催办通知书, to: [contact], release: auto, stop_on: [met]}}
    - {{id: supervise, at: prev+2wd, only_if: breached, send: 督办通知单, to: [deputy], release: human, stop_on: [met]}}
rules:
"""
RULE = """- id: {id}
  title: {title}
  source: {{doc: plan, locator: "1", quote: {title}}}
  state: active
  strength: must
  bearer: {{set: depts, role: each}}
  window: {{every: month}}
  due: {{within: {days}d, of: window.start}}
  test: {{deliver: {{of: report.{id}}}}}
  ladder: dense
"""


class Office:
    """An office whose days are lived through."""

    def __init__(self, database: Engine, folder: Path) -> None:
        self.database, self.calendar = database, national()
        self.settings = Settings(
            database=database.url.render_as_string(hide_password=False), smtp_url=f"maildir:{folder / 'mail'}",
            mail_from="dc@example.gov.cn", mail_domain="example.gov.cn", papers=str(folder / "papers"),
            papers_at="",
        )  # fmt: skip
        self.where = (database, self.settings)
        self.done: dict[str, date | None] = {}
        agencies = "name,kind,sets\n" + "".join(f"第{n}单位,dept,各部门\n" for n in range(AGENCIES))
        people = "name,agency,post,email\n" + "".join(
            f"{post}{n},第{n}单位,{post},{who}{n}@example.org\n"
            for n in range(AGENCIES)
            for who, post in (("contact", "联络员"), ("deputy", "分管负责人"))
        )
        now = at(FIRST, 7)
        setup.init(*self.where, by="管理员", now=now)
        for name, text, load in (
            ("agencies.csv", agencies, directory.load_agencies),
            ("people.csv", people, directory.load_people),
        ):
            (folder / name).write_text(text, encoding="utf-8")
            load(*self.where, folder / name, by="管理员", on=FIRST, now=now)
        (folder / "pack.yaml").write_text(pack(), encoding="utf-8")
        packs.publish(*self.where, folder / "pack.yaml", on=FIRST, now=now, by="督办甲", approved_by="领导丁")
        with self.session() as session:
            breaker.approve(session, ["digest"])

    def session(self) -> Any:
        return transaction(self.database, self.settings.jurisdiction)

    def live(self) -> None:
        """Every day: sweep, sign, send; what agencies do comes in the afternoon."""
        mail = transport_for(self.settings.transport_url)
        for day in days(FIRST, LAST):
            ticking.tick_sweep(*self.where, now=at(day, 8))
            self._sign(day)
            self._send(mail, day)
            self._report(day)
        mail.close()

    def _sign(self, day: date) -> None:
        with reading(self.database, self.settings.jurisdiction) as session:
            waiting = notices.find(session, state=NoticeState.HELD)
        for notice in waiting:
            releasing.release(*self.where, notice.key, Actor("领导丁", Role.LEADER), on=day, now=at(day, 9))

    def _send(self, mail: Any, day: date) -> None:
        now = at(day, 10)
        while ticking.tick_send(*self.where, mail, now=now).paused:
            breaker.resume(*self.where, by="督办甲", reason="已核对", now=now)

    def _report(self, day: date) -> None:
        """What is done on a day is put on file after that day's sweep."""
        with reading(self.database, self.settings.jurisdiction) as session:
            begun = obligations.of_bearers(session, self._bearers, begun_by=day) if day.day == 1 else []
        for one in begun:
            self.done.setdefault(one.key, conduct(one))
        today = [key for key, done in self.done.items() if done == day]
        if today:
            with self.session() as session:
                filed = obligations.filed(session, today)
                made = [fact(filed[key].obligation, day) for key in sorted(today)]
                facts.record(Desk(session), made, by="督办甲", on=day, now=at(day, 15))

    @property
    def _bearers(self) -> list[tuple[str, str]]:
        with reading(self.database, self.settings.jurisdiction) as session:
            ids = [each.id for each in Desk(session).roster.agencies]
        return [(rule, id_) for rule in ("early", "late") for id_ in ids]


def pack() -> str:
    """Two duties a month."""
    early = RULE.format(id="early", title="每月报送进展", days=15)
    return PACK.format(first=FIRST) + early + RULE.format(id="late", title="每月报送台账", days=20)


def at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour, 30), tzinfo=SHANGHAI)


def days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


def conduct(one: Obligation) -> date | None:
    """When the duty is done: mostly in time, sometimes late, now and then never."""
    chance = random.Random(f"{one.rule}{one.subject}{one.bearer}{one.window.label}")
    kind = chance.random()
    if kind < 0.7:
        return one.window.first + timedelta(days=chance.randint(0, 14))
    return None if kind > 0.92 else one.due.safe + timedelta(days=chance.randint(1, 12))


def fact(one: Obligation, day: date) -> Fact:
    return Fact(
        f"f-{one.key}", f"report.{one.rule}", one.bearer, day, day, Fraction(1), attrs={"about": one.window.label}
    )


def owed(one: Obligation, done: date | None, calendar: WorkCalendar) -> dict[str, date]:
    """On which day each rung must be heard, from the due day alone; what is done on a day is not known that morning."""
    due = one.due.safe
    turns = {"remind4": calendar.shift(due, -4), "remind2": calendar.shift(due, -2)}
    turns["urge"] = calendar.shift(due + timedelta(days=1), 1)
    turns["supervise"] = calendar.shift(turns["urge"], 2)
    return {rung: day for rung, day in turns.items() if FIRST < day <= LAST and (done is None or done >= day)}


def test_every_notice_leaves_within_a_working_slot_of_being_due(sqlite_database: Engine, tmp_path: Path) -> None:
    office = Office(sqlite_database, tmp_path)
    office.live()
    with reading(sqlite_database, office.settings.jurisdiction) as session:
        said = notices.find(session)
        every = [each.obligation for each in obligations.find(session)]
    heard: dict[tuple[str, str], Notice] = {(each.obligation, each.rung): each for each in said}
    waited: Counter[tuple[str, int]] = Counter()
    for one in (each for each in every if each.window.first <= LAST):
        for rung, day in owed(one, office.done.get(one.key), office.calendar).items():
            notice = heard.pop((one.key, rung), None)
            assert notice is not None, f"{rung} of {one.bearer} {one.window.label}, due {day}, was never said"
            assert notice.said_on is not None, f"{rung} of {one.bearer} {one.window.label}, due {day}: {notice.state}"
            waited[rung, office.calendar.workdays_between(day, notice.said_on)] += 1
    print(f"{FIRST}–{LAST}, {AGENCIES} agencies: {dict(sorted(waited.items()))}")
    assert {slots for _, slots in waited} == {0}
    assert {rung for rung, _ in waited} == {"remind4", "remind2", "urge", "supervise"}
    assert [replace(each, to=()) for each in heard.values()] == [], "something was said that nobody was owed"
