"""所需：what a router may lean on — the open office, and what time it is; asked for by annotation, never imported.

@router.get("/somewhere")
def somewhere(here: Here, request: Request) -> Response: ...
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Annotated, TypeAlias

from fastapi import Depends, Request
from prometheus_client import CollectorRegistry

from duban import clock as wall
from duban.clock import Reading
from duban.services.jobs.doing import Jobs
from duban.services.setup import Office

Clock: TypeAlias = Callable[[], datetime]


@dataclass(frozen=True)
class House(Office):
    """What stands behind every page: database, settings, clock, the counts of this server, the long work."""

    clock: Clock
    counts: CollectorRegistry
    jobs: Jobs

    def now(self) -> datetime:
        """The present moment."""
        return self.clock()

    def today(self) -> date:
        """The present day."""
        return self.clock().date()

    def clocks(self) -> Reading:
        """What every clock of this machine says at the present moment."""
        return replace(wall.reading(), at=self.clock())


def house(request: Request) -> House:
    """The house that this server was built for."""
    found: House = request.app.state.house
    return found


async def _house(request: Request) -> House:
    """The same for a router: what waits for nothing needs no thread, which costs a third of a millisecond."""
    return house(request)


Here = Annotated[House, Depends(_house)]
