"""Promise 7: whoever wakes after an hour or a month says what a person would say on that day, and soon.

Every agency has every duty; some fall due while nobody is awake, the others in the weeks after.  The laws hold for a
small office in `make test`; `DUBAN_TRUST=full` has a hundred thousand duties, and how long it took is printed: the
promise is that a month's arrears of so many are made up for within five minutes.
"""

import time
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from duban.clock import SHANGHAI
from duban.services import setup
from duban.services.care import ticking
from duban.services.plans import packs
from duban.services.post import breaker
from duban.services.register import directory
from duban.settings import Settings
from engine.nouns import Letter, Notice, NoticeState
from notifications.deliver import transport_for
from notifications.papers import Form, form_of
from rules.calendars import national
from store import letters, notices, obligations
from store.session import reading, transaction
from tests.trials import FULL

AGENCIES, DUTIES = (1000, 100) if FULL else (3, 50)
FOUNDED = datetime(2026, 5, 28, 8, tzinfo=SHANGHAI)
DUE = [date(2026, 5, 30) + timedelta(days=n) for n in range(50)]
HOUR_LATER, MONTH_LATER = datetime(2026, 6, 1, 9, 30, tzinfo=SHANGHAI), datetime(2026, 6, 29, 8, 30, tzinfo=SHANGHAI)
PACK = """duban: rulepack/1
pack: cn.test.waking
version: 1.0.0
title: 上半年工作要点
timezone: Asia/Shanghai
calendar: cn.workdays
effective: {from: "2026-01-01", to: "2027-01-01"}
sources:
  - {id: plan, file: plan.txt, sha256: "0000000000000000000000000000000000000000000000000000000000000000"}
sets:
  depts: {of: agency, members: [各部门]}
rules:
"""
RULE = """- id: r{number}
  title: 第{number}项
  source: {{doc: plan, locator: "{number}", quote: 第{number}项}}
  state: active
  strength: must
  bearer: {{set: depts, role: each}}
  window: {{every: year}}
  due: {{by: "{by:%m-%d}", boundary: inclusive}}
  ladder: standard
  test: {{deliver: {{of: k{number}}}}}
"""


@dataclass
class Office:
    """An office whose daemon is awake on some days only."""

    database: Engine
    settings: Settings

    def tick(self, now: datetime) -> list[Letter]:
        """One ringing of each alarm; answers what was written then."""
        before = {each.message_id for each in self.letters()}
        done = ticking.tick_sweep(self.database, self.settings, now=now)
        assert done is not None
        mail = transport_for(self.settings.transport_url)
        while ticking.tick_send(self.database, self.settings, mail, now=max(now, now.replace(hour=9, minute=5))).paused:
            breaker.resume(self.database, self.settings, by="督办甲", reason="已核对", now=now)
        mail.close()
        return [each for each in self.letters() if each.message_id not in before]

    def letters(self) -> list[Letter]:
        with reading(self.database, self.settings.jurisdiction) as session:
            return letters.find(session)

    def said(self) -> list[Notice]:
        with reading(self.database, self.settings.jurisdiction) as session:
            return notices.find(session)


@pytest.fixture
def office(sqlite_database: Engine, tmp_path: Path) -> Office:
    """An office that swept and sent on the last day before it fell asleep."""
    settings = Settings(
        database=sqlite_database.url.render_as_string(hide_password=False), smtp_url=f"maildir:{tmp_path / 'mail'}",
        mail_from="dc@example.gov.cn", mail_domain="example.gov.cn", papers=str(tmp_path / "papers"),
        second_person=False,
    )  # fmt: skip
    now, on = FOUNDED, FOUNDED.date()
    setup.init(sqlite_database, settings, by="管理员", now=now)
    named = [f"第{n}单位" for n in range(AGENCIES)]
    agencies = "".join(f"{name},dept,各部门\n" for name in named)
    people = "".join(f"{number},{name},联络员,c{number}@x.example\n" for number, name in enumerate(named))
    files: dict[str, tuple[str, Any]] = {
        "agencies.csv": (f"name,kind,sets\n{agencies}", directory.load_agencies),
        "people.csv": (f"name,agency,post,email\n{people}", directory.load_people),
    }
    for name, (text, load) in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
        load(sqlite_database, settings, tmp_path / name, by="管理员", on=on, now=now)
    rules = [RULE.format(number=number, by=DUE[number * len(DUE) // DUTIES]) for number in range(DUTIES)]
    (tmp_path / "pack.yaml").write_text(PACK + "".join(rules), encoding="utf-8")
    packs.publish(sqlite_database, settings, tmp_path / "pack.yaml", by="督办甲", on=on, now=now)
    with transaction(sqlite_database, settings.jurisdiction) as session:
        breaker.approve(session, ["digest"])
    made = Office(sqlite_database, settings)
    made.tick(datetime(2026, 5, 29, 8, 30, tzinfo=SHANGHAI))
    return made


@pytest.mark.parametrize("now", [HOUR_LATER, MONTH_LATER], ids=["an hour", "a month"])
def test_arrears_are_made_up_for_without_a_storm(office: Office, now: datetime) -> None:
    if now is HOUR_LATER:  # it was awake until the Sunday before
        for day in (30, 31):
            office.tick(datetime(2026, 5, day, 8, 30, tzinfo=SHANGHAI))
    before, begun, busy = {each.key for each in office.said()}, time.perf_counter(), time.process_time()
    written = office.tick(now)
    taken, worked = time.perf_counter() - begun, time.process_time() - busy
    fresh = [each for each in office.said() if each.key not in before]
    spoken = Counter(each.state for each in fresh)
    print(f"{AGENCIES * DUTIES} duties, awake {now}: {taken:.1f} s ({worked:.1f} s of them worked), {dict(spoken)}")
    # one digest to each reader, one reminder of each duty, and nothing formal that left by itself
    assert max(Counter(each.recipient for each in written if each.kind == "digest").values()) == 1
    reminded = [each for each in fresh if form_of(each.paper) is Form.DIGEST and each.state is NoticeState.BUNDLED]
    assert max(Counter(each.obligation for each in reminded).values()) == 1
    if now is MONTH_LATER:
        assert [each for each in written if each.kind == "formal"] == []
        urged = {day for day in DUE if national().shift(day + timedelta(days=1), 1) <= now.date()}
        held = {each.obligation for each in fresh if each.state is NoticeState.HELD}
        with reading(office.database, office.settings.jurisdiction) as session:
            late = {each.obligation.key for each in obligations.find(session) if each.obligation.due.safe in urged}
        assert held == late, "of everything late for a working day the first formal paper waits for a person"


def test_the_next_sweep_has_nothing_more_to_say(office: Office) -> None:
    office.tick(MONTH_LATER)
    said = len(office.said())
    assert office.tick(MONTH_LATER + timedelta(hours=1)) == []
    assert len(office.said()) == said
