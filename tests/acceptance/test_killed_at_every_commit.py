"""Promise 1: killed at any commit of an office's days, it has lost nothing that was acknowledged.

Before every step of the story the database is put aside.  Then the step is done again and again in a process that is
killed with SIGKILL at its first commit, at its second, and so on — just before it, and just after.  What is left is
opened, the step is tried again as a person would, and the house must then stand exactly as if nothing had happened.
"""

import os
import random
import shutil
import signal
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from email import message_from_bytes
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from duban.services.care import audit, keeping
from duban.services.casefile import facts
from duban.services.post import incoming, sending
from engine.nouns import LetterStage, Role
from engine.source import Refused
from notifications.deliver import transport_for
from store import events, letters, tasks, verdicts
from store import incoming as mails
from store.session import open_database, reading
from store.tables import FactRow, NoticeRow, TaskRow
from store.tables.row import table
from tests.acceptance.test_mail_that_comes_in import Folder, answer
from workflows.standard import Action

FULL = os.environ.get("DUBAN_TRUST") == "full"
SEEDS = range(5) if FULL else range(1)
STEPS = None if FULL else 10
"""How many steps of the story are told when not all are."""
SPREAD = 1 if FULL else 2
"""Of how many kills one is tried."""
LEAST = 150 if FULL else 10
LOGGED = ("task", "fact", "mail")
Step = Callable[[Any], object]


def story(seed: int) -> list[tuple[str, Step]]:
    """Three months of an office; what happens to whom is drawn by the seed."""
    chance = random.Random(seed)
    steps: list[tuple[str, Step]] = []
    day = date(2026, 1, 9)
    while day < date(2026, 4, 3):
        steps.append((f"sweep {day}", lambda house, on=day: house.sweep(on)))
        steps.append((f"send {day}", lambda house, on=day: sent(house, on)))
        agency = chance.choice(["司法局", "区教育局"])
        steps.append((f"fact {day}", lambda house, on=day, who=agency: fact(house, on, who)))
        place, action = chance.randrange(8), chance.choice([Action.ACCEPT, Action.REPORT, Action.ACCEPT])
        steps.append((f"{action} {day}", lambda house, on=day, nth=place, does=action: act(house, on, nth, does)))
        if chance.random() < 0.4:
            steps.append((f"mail {day}", lambda house, on=day: mail_in(house, on)))
        if chance.random() < 0.3:
            steps.append((f"night {day}", lambda house, on=day: list(
                keeping.rounds(house.database, house.settings, now=house.at(on, 2)))))  # fmt: skip
        day += timedelta(chance.choice([3, 4, 7]))
    return steps


def sent(house: Any, on: date) -> None:
    """Letters leave; whatever was in a dead hand is taken back when its lease has run out."""
    for hour in (10, 12, 14, 16):
        transport = transport_for(house.settings.transport_url)
        sending.send(house.database, house.settings, transport, now=house.at(on, hour))
        transport.close()


def fact(house: Any, on: date, agency: str) -> None:
    cells = {"id": f"f-{on}", "kind": "lecture.law", "agency": agency, "day": str(on)}
    facts.add(house.database, house.settings, cells, by="督办甲", on=on, now=house.at(on))


def act(house: Any, on: date, nth: int, action: Action) -> None:
    with reading(house.database, house.settings.jurisdiction) as session:
        every = sorted(tasks.find(session), key=lambda task: task.key)
    if every:
        house.act(every[nth % len(every)].key, action, "联络员", Role.CONTACT, on)


def mail_in(house: Any, on: date) -> None:
    with reading(house.database, house.settings.jurisdiction) as session:
        posted = sorted(letters.find(session), key=lambda letter: letter.message_id)
    box = Folder([answer(posted[0], words=f"{on} 答复").as_bytes()] if posted else [], name=f"box-{on}")
    incoming.take_mail_in(house.database, house.settings, box, now=house.at(on, 15))


def stands(house: Any) -> dict[str, object]:
    """All that matters of a house, and that its history is whole."""
    with reading(house.database, house.settings.jurisdiction) as session:
        said = sorted((letter.message_id, letter.sha256, letter.stage) for letter in letters.find(session))
        lines = {(each.kind, each.subject) for each in events.since(session) if each.kind[:4] in LOGGED}
        found: dict[str, object] = {
            "letters": said,
            "mail": sorted(each.key for each in mails.find(session)),
            "standings": verdicts.standings(session),
            "lines": sorted(lines),
        }
    assert {stage for _, _, stage in said} <= {LetterStage.ACCEPTED, LetterStage.READY}
    with house.database.connect() as connection:
        for row in (TaskRow, NoticeRow, FactRow):
            every = connection.execute(table(row).select()).mappings()
            plain = ([(name, value) for name, value in each.items() if name != "number"] for each in every)
            found[table(row).name] = sorted(map(repr, plain))
    box = [message_from_bytes(path.read_bytes())["Message-ID"] for path in house.mails()]
    assert len(box) == len(set(box))
    found["box"] = sorted(box)
    assert audit.verify(house.database, house.settings).sound
    return found


def at_commit(engine: Engine, strike: Callable[[], None], *, after: bool) -> None:
    """Call `strike` at every commit of an engine: before it, or when it is done."""
    commit = engine.dialect.do_commit

    def done(connection: Any) -> None:
        if not after:
            strike()
        commit(connection)
        if after:
            strike()

    engine.dialect.do_commit = done  # type: ignore[method-assign]


def commits(house: Any, step: Step) -> int:
    """How often a step commits."""
    told: list[int] = []
    engine = open_database(house.settings.database_url)
    at_commit(engine, lambda: told.append(1), after=False)
    attempt(type(house)(engine, house.settings, house.folder), step)
    engine.dispose()
    return len(told)


def attempt(house: Any, step: Step) -> None:
    """Do a step; that it was done already, or cannot be done, is an answer too."""
    try:
        step(house)
    except Refused as refused:
        if refused.code.startswith("S"):  # the store is in trouble, and that is no answer
            raise


def killed(house: Any, step: Step, at: int, *, after: bool) -> None:
    """Do a step in a process that kills itself at its commit number `at`."""
    child = os.fork()
    if child == 0:
        left = at

        def strike() -> None:
            nonlocal left
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

        engine = open_database(house.settings.database_url)
        at_commit(engine, strike, after=after)
        attempt(type(house)(engine, house.settings, house.folder), step)
        os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL


def put_aside(house: Any, aside: Path) -> None:
    house.database.dispose()
    shutil.rmtree(aside, ignore_errors=True)
    shutil.copytree(house.folder, aside)


def put_back(house: Any, aside: Path) -> None:
    house.database.dispose()
    shutil.rmtree(house.folder)
    shutil.copytree(aside, house.folder)


def kills(house: Any, seed: int, aside: Path) -> Iterator[str]:
    """Go through the story, and at every commit of every step be killed and go on; tell each kill."""
    number = 0
    for name, step in story(seed)[:STEPS]:
        put_aside(house, aside)
        many = commits(house, step)
        expected = stands(house)
        for at in range(1, many + 1):
            for after in (False, True):
                number += 1
                if number % SPREAD:
                    continue
                put_back(house, aside)
                killed(house, step, at, after=after)
                assert audit.verify(house.database, house.settings).sound
                attempt(house, step)
                assert stands(house) == expected, (name, at, after)
                yield f"{name} at {at}"
        put_back(house, aside)
        attempt(house, step)


@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_acknowledged_is_lost_wherever_it_is_killed(sqlite_house: Any, tmp_path: Path, seed: int) -> None:
    folder = tmp_path / "house"
    folder.mkdir()
    sqlite_house.database.dispose()
    for name in ("duban.db", "pack.yaml"):
        shutil.copyfile(sqlite_house.folder / name, folder / name)
    update = {"database": f"sqlite:///{folder / 'duban.db'}", "smtp_url": f"maildir:{folder / 'mail'}"}
    secret = type(sqlite_house.settings.database)
    settings = sqlite_house.settings.model_copy(update={name: secret(value) for name, value in update.items()})
    house = type(sqlite_house)(open_database(settings.database_url), settings, folder)
    told = list(kills(house, seed, tmp_path / "aside"))
    assert len(told) >= LEAST
    print(f"seed {seed}: killed at {len(told)} places")
