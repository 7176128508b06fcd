"""Strands: threads of which one runs at a time, until it pauses; whoever holds the thread decides who goes on, or dies.

With the choice made by a seeded chance the same seed interleaves the same work in the same way.
"""

import threading
from collections.abc import Callable


class Killed(BaseException):
    """What a strand is killed with: nothing in the house may catch it and go on."""


class Strand:
    """Something that is done step by step: `step` lets it run to its next pause."""

    def __init__(self, name: str, work: Callable[[], object]) -> None:
        self.name = name
        self.ended = False
        self.dead = False
        self.doomed = False
        """Dies at its next commit, just before it."""
        self.broken: BaseException | None = None
        self._work = work
        self._turn, self._back = threading.Semaphore(0), threading.Semaphore(0)
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.strand = self  # type: ignore[attr-defined]
        self._thread.start()

    def step(self) -> None:
        """Let it run until it pauses or ends."""
        self._turn.release()
        self._back.acquire()
        if self.ended:
            self._thread.join()

    def kill(self) -> None:
        """Let it die where it pauses."""
        self.dead = True
        if not self.ended:
            self.step()
        assert self.ended, f"{self.name} caught its death and went on"

    def pause(self) -> None:
        """Called from within: hand the turn back, and wait for the next."""
        self.check()
        self._back.release()
        self._turn.acquire()
        self.check()

    def check(self) -> None:
        """Called from within: the dead do nothing any more."""
        if self.dead:
            raise Killed

    def _run(self) -> None:
        self._turn.acquire()
        try:
            self.check()
            self._work()
        except Killed:
            self.dead = True
        except BaseException as broken:
            self.broken = broken
        finally:
            self.ended = True
            self._back.release()


def present() -> Strand | None:
    """The strand that runs now; None outside of all."""
    return getattr(threading.current_thread(), "strand", None)


def pause() -> None:
    """Let others go first; outside of all strands nothing."""
    strand = present()
    if strand is not None:
        strand.pause()


class TurnLock:
    """A lock for strands: whoever finds it held lets others go first."""

    def __init__(self) -> None:
        self._held = False

    def __enter__(self) -> None:
        while self._held:
            pause()
        self._held = True

    def __exit__(self, *_: object) -> None:
        self._held = False
