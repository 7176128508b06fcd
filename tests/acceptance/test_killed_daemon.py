"""A daemon killed with SIGKILL in the middle of its work: started again, it loses nothing and says nothing twice."""

import os
import signal
import subprocess
import sys
import time
from datetime import date
from email import message_from_bytes
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from duban.services.post import breaker
from duban.services.register import directory
from store import letters, notices
from store.session import reading, transaction
from store.tables import VerdictRow
from store.tables.row import table

FRIDAY = date(2026, 2, 6)
MANY = 60
RUN = """
import datetime, duban.clock, duban.daemon, duban.settings
began, real = duban.clock.now(), duban.clock.now
start = datetime.datetime(2026, 2, 6, 9, 30, tzinfo=duban.clock.SHANGHAI)
duban.clock.now = lambda: start + (real() - began)
settings = duban.settings.Settings()
{call}
"""


def start(house: Any, call: str, batch: int = 1) -> subprocess.Popen[bytes]:
    """A daemon in a process of its own, on the Friday on which the letters are due."""
    settings = house.settings
    environment = {
        **os.environ,
        "DUBAN_DATABASE": settings.database_url,
        "DUBAN_SMTP_URL": settings.transport_url,
        "DUBAN_MAIL_FROM": settings.mail_from,
        "DUBAN_MAIL_DOMAIN": settings.mail_domain,
        "DUBAN_JURISDICTION": settings.jurisdiction,
        "DUBAN_OFFICE_NAME": settings.office_name,
        "DUBAN_OFFICE_EMAIL": settings.office_email,
        "DUBAN_BATCH": str(batch),
        "DUBAN_BACKUPS": str(house.folder / "backups"),
        "DUBAN_EVIDENCE": str(house.folder / "evidence"),
    }
    words = [sys.executable, "-c", RUN.format(call=call)]
    return subprocess.Popen(words, env=environment, stderr=subprocess.PIPE)


def judged(house: Any) -> int:
    with house.database.connect() as connection:
        return int(connection.scalar(select(func.count()).select_from(table(VerdictRow))) or 0)


def kill_between(house: Any, least: int, most: int) -> None:
    """Start a daemon and kill it as soon as it has judged more than `least`, before it has judged `most`."""
    daemon = start(house, "duban.daemon.run_for_ever(settings)")
    deadline = time.monotonic() + 30
    while judged(house) <= least and daemon.poll() is None and time.monotonic() < deadline:
        time.sleep(0.005)
    daemon.send_signal(signal.SIGKILL)
    daemon.wait()
    assert daemon.stderr is not None
    daemon.stderr.close()
    assert least < judged(house) < most


@pytest.fixture
def large(unpublished_house: Any, tmp_path: Path) -> Any:
    """An office with so many agencies that a sweep takes a while."""
    house, database = unpublished_house, unpublished_house.database
    names = [f"单位{number:02}" for number in range(MANY)]
    (tmp_path / "more.csv").write_text("name,sets\n" + "".join(f"{name},各部门\n" for name in names), "utf-8")
    people = "".join(f"人{name},{name},联络员,c{place}@x.example\n" for place, name in enumerate(names))
    (tmp_path / "crowd.csv").write_text("name,agency,post,email\n" + people, "utf-8")
    on = date(2026, 1, 4)
    for name, load in (("more.csv", directory.load_agencies), ("crowd.csv", directory.load_people)):
        load(database, house.settings, tmp_path / name, by="管理员", on=on, now=house.at(on))
    house.publish()
    with transaction(database, house.settings.jurisdiction) as session:  # a person has read the digest before
        breaker.approve(session, ["digest"])
    return house


def test_a_killed_daemon_started_again_loses_nothing_and_doubles_nothing(large: Any) -> None:
    everything = 4 * (MANY + 2)
    kill_between(large, 0, everything)
    kill_between(large, judged(large) + 20, everything)
    again = start(large, "raise SystemExit(not duban.daemon.run_once(settings))", batch=1000)
    _, log = again.communicate(timeout=60)
    assert again.returncode == 0, log.decode()
    assert b"event=health" in log
    with reading(large.database, large.settings.jurisdiction) as session:
        said = [notice for notice in notices.find(session) if notice.state != "skipped"]
        posted = letters.find(session)
    # one reminder for each agency, one letter for each reminder, one mail for each letter
    assert len(said) == len({notice.obligation for notice in said}) == MANY + 2
    assert {notice.said_on for notice in said} == {FRIDAY}
    assert len(posted) == MANY + 2
    mails = [message_from_bytes(path.read_bytes())["Message-ID"] for path in large.mails()]
    assert sorted(mails) == sorted(letter.message_id for letter in posted)
    assert large.sweep(FRIDAY).letters == 0


def test_a_daemon_told_to_stop_ends_by_itself(sqlite_house: Any) -> None:
    daemon = start(sqlite_house, "duban.daemon.run_for_ever(settings)")
    deadline = time.monotonic() + 30
    while judged(sqlite_house) == 0 and time.monotonic() < deadline:
        time.sleep(0.02)
    daemon.send_signal(signal.SIGTERM)
    _, log = daemon.communicate(timeout=30)
    assert daemon.returncode == 0
    assert b"event=stopped" in log
