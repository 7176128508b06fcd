"""The machines of a world, and what is being done on them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from duban.clock import Reading
from tests.simulation.strands import Strand

NEVER = timedelta(0)


@dataclass
class Host:
    """A machine: what its clocks say, and whether it runs."""

    name: str
    booted: datetime
    boot: int = 1
    off_by: timedelta = NEVER
    wrong: bool = False
    right_at: datetime | None = None
    up_at: datetime | None = None

    def reading(self, now: datetime) -> Reading:
        """What its clocks say at the true moment `now`."""
        awake = (now - self.booted).total_seconds()
        return Reading(self.name, now + self.off_by, f"{self.name}-{self.boot}", awake, synchronised=not self.wrong)


@dataclass
class Running:
    """A strand at work for a host (None: for people), and when it goes on."""

    strand: Strand
    host: Host | None
    job: str
    wakes_at: datetime
    wrongly: bool = False
