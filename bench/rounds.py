"""轮次：runs every piece of work in turn, round after round, each room in a process of its own.

Interleaved, so that a machine that slows down slows everything alike; medians, so that one bad round tells nothing.
"""

import multiprocessing
import resource
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from importlib import import_module
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory


@dataclass(frozen=True)
class Taken:
    """What one run took, by its own clock: for work that is done in yet another process; `peak` in MiB."""

    seconds: float
    units: int
    peak: int


@dataclass(frozen=True)
class Work:
    """One thing that is timed: `run` says how many units it did; `ready` makes things ready for it, untimed.

    It is compared, unit for unit, with the work named `against`.  What is slow may do with fewer `rounds`.  Work that
    cannot be done here says in `absent` why, and is shown so.
    """

    name: str
    aim: str
    shown: Callable[[float, int], str]
    run: Callable[[], int | Taken]
    ready: Callable[[], object] = lambda: None
    against: str = ""
    rounds: int = 99
    absent: str = ""


@dataclass
class Timed:
    """What all rounds of one piece of work came to; `peak` is that of its process, in MiB."""

    name: str
    aim: str
    shown: Callable[[float, int], str]
    against: str = ""
    rounds: int = 99
    absent: str = ""
    units: int = 0
    peak: int = 0
    seconds: list[float] = field(default_factory=list)

    def __str__(self) -> str:
        return self.shown(median(self.seconds), self.units)


def ratio(one: Timed, every: Sequence[Timed]) -> str:
    """How many times as long one takes as what it is compared with, unit for unit, each by its median."""
    other = next((each for each in every if each.name == one.against and each.seconds), None)
    if other is None or not one.seconds:
        return ""
    return f"{median(one.seconds) / one.units / (median(other.seconds) / other.units):,.1f} 倍"


def a_second(seconds: float, units: int) -> str:
    """Units a second."""
    return f"{units / seconds:,.0f} 个/秒"


def micros_each(seconds: float, units: int) -> str:
    """Microseconds a unit."""
    return f"{seconds / units * 1e6:,.1f} 微秒/件"


def millis_each(seconds: float, units: int) -> str:
    """Milliseconds a unit."""
    return f"{seconds / units * 1e3:,.2f} 毫秒/件"


def millis(seconds: float, units: int) -> str:  # noqa: ARG001
    """Milliseconds for all of it."""
    return f"{seconds * 1e3:,.1f} 毫秒"


def timed(rooms: Sequence[str], rounds: int, told: Callable[[str], None]) -> list[Timed]:
    """So many interleaved rounds of the works of these modules; `told` hears how far it has come."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        asked: list[tuple[Room, int, Timed]] = []
        for name in rooms:
            told(f"准备 {name}")
            room = stack.enter_context(Room(name, folder / name))
            asked += [(room, number, Timed(*about)) for number, about in enumerate(room.about)]
        for turn in range(rounds + 1):  # the first round warms up
            told(f"第{turn}轮，共{rounds}轮" if turn else "预热")
            for room, number, one in asked:
                if not one.absent and turn <= one.rounds:
                    taken = room.time(number)
                    one.units, one.peak = taken.units, taken.peak
                    one.seconds += [taken.seconds] if turn else []
        return [one for _, _, one in asked]


class Room:
    """A process that has the works of one module ready."""

    about: list[tuple[str, str, Callable[[float, int], str], str, int, str]]

    def __init__(self, name: str, folder: Path) -> None:
        spawn = multiprocessing.get_context("spawn")
        self._line, there = spawn.Pipe()
        self._child = spawn.Process(target=_serve, args=(name, folder, there))

    def __enter__(self) -> "Room":
        self._child.start()
        self.about = self._line.recv()
        return self

    def __exit__(self, *_: object) -> None:
        self._line.send(None)
        self._child.join()

    def time(self, number: int) -> Taken:
        """Do one piece of work."""
        self._line.send(number)
        answer: Taken = self._line.recv()
        return answer


def _serve(name: str, folder: Path, line: Connection) -> None:
    """Do the works of a module one by one, as they are called for."""
    folder.mkdir()
    works: list[Work] = import_module(f"bench.{name}").works(folder)
    line.send([(one.name, one.aim, one.shown, one.against, one.rounds, one.absent) for one in works])
    while (number := line.recv()) is not None:
        work = works[number]
        work.ready()
        begun = time.perf_counter()
        done = work.run()
        line.send(done if isinstance(done, Taken) else Taken(time.perf_counter() - begun, done, peak()))


def peak() -> int:
    """The most memory that this process or one it started has held, in MiB."""
    kibibytes = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return kibibytes // 1024
