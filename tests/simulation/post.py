"""A mail system that behaves as badly as a chance says, in one world's own time."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from notifications.outbox import Outcome, Result
from tests.simulation.strands import pause

MISDEEDS = (
    "greylist", "gone", "later", "later after the dot", "drop before the dot", "drop after the dot", "slow", "crawl",
)  # fmt: skip
NOBODY = "nobody@"


class Passing(Protocol):
    """Something in which time passes."""

    now: datetime

    def passes(self, time: timedelta) -> None:
        """Let time pass for whoever runs now."""


@dataclass(frozen=True)
class Arrival:
    """A mail that arrived: when, for whom, and its bytes; every copy is one."""

    at: datetime
    recipient: str
    mime: bytes


@dataclass
class Post:
    """Takes letters, one recipient at a time; `bad` is how often it misbehaves."""

    world: Passing
    chance: random.Random
    bad: float = 0.0
    arrived: list[Arrival] = field(default_factory=list)
    greyed: set[str] = field(default_factory=set)
    lines: int = 1

    def deliver(self, sender: str, recipient: str, mime: bytes, before_data: Callable[[], None]) -> Outcome:
        """One attempt: what a server may say, when the line may break, and what is known of it afterwards."""
        del sender
        deed = self.chance.choice(MISDEEDS) if self.chance.random() < self.bad else "good"
        self._passes(deed)
        if recipient.startswith(NOBODY):
            return Outcome(Result.PERMANENT, "550 no such user")
        if deed == "greylist" and recipient not in self.greyed:
            self.greyed.add(recipient)
            return Outcome(Result.TEMPORARY, "450 come again")
        if deed == "gone":
            return Outcome(Result.TEMPORARY, "ConnectionRefusedError")
        if deed == "later":
            return Outcome(Result.TEMPORARY, "421 closing")
        before_data()
        self._passes(deed)
        if deed == "later after the dot":
            return Outcome(Result.TEMPORARY, "452 disk full")
        if deed == "drop before the dot":
            return Outcome(Result.IN_DOUBT, "ConnectionResetError")
        self.arrived.append(Arrival(self.world.now, recipient, mime))
        self._passes(deed)
        if deed == "drop after the dot":
            return Outcome(Result.IN_DOUBT, "ConnectionResetError")
        return Outcome(Result.ACCEPTED, "250 taken")

    def close(self) -> None:
        """Nothing is kept open."""

    def _passes(self, deed: str) -> None:
        """A second, a minute, or longer than any lease; and the others come first."""
        self.world.passes(timedelta(seconds={"slow": 50, "crawl": 7 * 60}.get(deed, 1)))
        pause()
