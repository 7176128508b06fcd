"""流转：durable moves of tasks — state, line of the log and what is to be told — one a transaction, and a thousand.

Beside the house stand the bare driver, which is the floor of any disk, and two workflow engines that keep their state.
Task after task is closed (销号), which is where offices have hundreds to move at once.
"""

from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path

from sqlalchemy import update

from bench.places import Place, places
from bench.register import BEGUN, Office, at
from bench.replaying import HOUSE, Contender, is_there, peer
from bench.rounds import Work, a_second
from duban.services.casefile.moving import Order, move_together
from duban.services.casefile.steps import Actor
from duban.services.judgement.sweep import sweep
from engine.nouns import Role, TaskState
from store import tasks
from store.session import transaction
from workflows.standard import Action

MANY, FEW = 20_000, 1_000
FLOOR = "SQLite 裸驱动逐件提交"
AIMS = {"SQLite": ("≥ 1,500 个/秒", "≥ 20,000 个/秒"), "PostgreSQL": ("", "")}
PEERS = (("SpiffWorkflow（JSON 存 SQLite）", "spiff_moves", "SpiffWorkflow"), ("DBOS（SQLite）", "dbos_moves", "dbos"))


def works(folder: Path) -> list[Work]:
    """The house on each kind of database, the bare driver, and every peer that is installed."""
    ours = [work for place in places(folder) for work in Desk(place, folder).works()]
    floor = Work(FLOOR, "", a_second, Contender("raw_moves", HOUSE, folder, "serve_moves").run)
    return [*ours, floor, *(_peer(folder, *each) for each in PEERS)]


def _peer(folder: Path, name: str, module: str, needs: str) -> Work:
    """A peer as work to be timed, if it is there."""
    if not is_there(peer("moves"), needs):
        return Work(name, "", a_second, lambda: 0, absent="缺席：先运行 bench/peers.sh")
    return Work(name, "", a_second, Contender(module, peer("moves"), folder, "serve_moves").run, against=FLOOR)


class Desk:
    """A database of verified tasks, and the copy of it on which they are closed."""

    def __init__(self, place: Place, folder: Path) -> None:
        self._place = place
        place.create("verified")
        office = Office(place.url("verified"))
        office.found(MANY, folder)
        database = office.open()
        sweep(database, office.settings, on=BEGUN, now=at(BEGUN))
        with transaction(database, office.settings.jurisdiction) as session:
            session.connection().execute(update(tasks.TASK).values(state=TaskState.VERIFIED, verifier="督办甲"))
            self._keys = [task.key for task in tasks.find(session) if task.part == "lead"]
        database.dispose()
        self._office = Office(place.url("closed"))
        self._open = self._office.open

    def works(self) -> Iterator[Work]:
        """What is timed on it."""
        name, (single, bulk) = self._place.name, AIMS[self._place.name]
        yield Work(f"{name} 逐件流转", single, a_second, partial(self._close, FEW, 1), self._ready, against=FLOOR)
        yield Work(f"{name} 成批流转", bulk, a_second, partial(self._close, MANY, 1000), self._ready, against=FLOOR)

    def _ready(self) -> None:
        with suppress(AttributeError):
            self._database.dispose()
        self._place.copy("verified", "closed")
        self._database = self._open()

    def _close(self, many: int, at_once: int) -> int:
        order = Order(Action.INSPECT, Actor("督查乙", Role.INSPECTOR), BEGUN, at(BEGUN))
        done = move_together(self._database, self._office.settings, self._keys[:many], order, at_once=at_once)
        if len(done.tasks) != min(many, len(self._keys)):
            raise ValueError(f"only {len(done.tasks)} of {many} were closed: {done.refused[:3]}")
        return len(done.tasks)
