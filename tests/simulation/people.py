"""The people of a world: they report what was done, sign papers, and let go what the breaker stopped.

A person who got no answer tries the same again, so that every act must have one effect.
"""

from typing import Any

from duban.services.casefile import facts
from duban.services.casefile.tasks import Actor
from duban.services.post import breaker
from duban.services.speech import releasing
from engine.nouns import NoticeState, Role
from engine.source import Refused
from store import notices
from store.session import reading
from tests.simulation.office import DOMAINS

KINDS = ("report.early", "report.late")
PILE = 12
"""So many papers at most are looked at in one sitting."""


class People:
    """Those in the office; `acknowledged` are the facts of which they were told that they are on file."""

    def __init__(self, world: Any) -> None:
        self._world = world
        self._unanswered: dict[str, str] | None = None
        self._count = 0
        self.acknowledged: set[str] = set()

    def work(self) -> None:
        """One sitting; in the last days nothing new is begun, so that all comes to its end."""
        self._let_go()
        if not self._world.mended:
            self._report()
            self._sign()

    def _report(self) -> None:
        world = self._world
        if self._unanswered is None and world.chance.random() < 0.12:
            self._count += 1
            agency, kind = world.chance.choice(sorted(DOMAINS)), world.chance.choice(KINDS)
            day = world.now.date().isoformat()
            self._unanswered = {"id": f"fact-{self._count}", "kind": kind, "agency": agency, "day": day}
        if self._unanswered is not None:
            self._tried(self._record, "F118")

    def _record(self) -> None:
        world, cells = self._world, self._unanswered
        assert cells is not None
        try:
            facts.add(*self._where, cells, by="督办甲", on=world.now.date(), now=world.now)
        finally:
            world.tell(f"fact {cells['id']}")

    def _tried(self, work: Any, *done: str) -> None:
        """Do something; a full disk means that nobody knows, and it is tried again."""
        try:
            work()
        except Refused as refused:
            if refused.code not in done:
                if not refused.code.startswith("S11"):
                    raise
                return
        if self._unanswered is not None and work == self._record:
            self.acknowledged.add(self._unanswered["id"])
            self._unanswered = None

    def _let_go(self) -> None:
        world = self._world
        if breaker.state(*self._where) is not None:
            world.tell("resume")
            self._tried(lambda: breaker.resume(*self._where, by="督办甲", reason="已核对", now=world.now), "X448")

    def _sign(self) -> None:
        world = self._world
        with reading(self._where[0], self._where[1].jurisdiction) as session:
            waiting = notices.find(session, state=NoticeState.HELD)
        for notice in waiting[:PILE]:
            if world.chance.random() < 0.05:
                world.tell(f"sign {notice.rung}")
                self._tried(lambda key=notice.key: self._release(key), "X441", "X443")

    def _release(self, key: str) -> None:
        world, boss = self._world, Actor("领导丁", Role.LEADER)
        releasing.release(*self._where, key, boss, on=world.now.date(), now=world.now)

    @property
    def _where(self) -> tuple[Any, Any]:
        return self._world.ground.database, self._world.ground.settings
