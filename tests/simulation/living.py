"""Living through worlds: one on a ground, or a crowd of them by as many at once as there are processors."""

import gc
import os
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import date
from functools import cache, partial
from multiprocessing import get_context
from pathlib import Path

import structlog

from tests.simulation.grounds import FileSite, Ground, Site, ground
from tests.simulation.history import History
from tests.simulation.press import quick_press
from tests.simulation.world import World

SILENT = 50


@dataclass(frozen=True)
class Lived:
    """A world that is over: how often what happened in it, what was not as promised, and its story."""

    seed: int
    kind: str
    first: date
    tally: Counter[str]
    faults: Sequence[str]
    trace: Sequence[str]


@contextmanager
def prepared(site: Site, folder: Path) -> Iterator[Ground]:
    """A ground for worlds; the daemons keep their words to themselves, for the trace tells more."""
    before = structlog.get_config()
    _hush()
    made = ground(site, folder)
    yield made
    made.database.dispose()
    structlog.configure(**before)


def live(place: Ground, seed: int) -> Lived:
    """A world from its beginning to its end, and what was not as promised."""
    world = World(place, seed)
    place.witness(world.committing, world.committed)
    with nullcontext() if world.long else quick_press():
        world.run()
    place.unseen()
    world.watch.close()
    faults = History(world).faults()
    counts = {"worlds": 1, "commits": world.watch.commits, "mails": len(world.post.arrived)}
    return Lived(seed, world.kind, world.first, world.tally + Counter(counts), faults, world.trace)


def crowd(seeds: Sequence[int], folder: Path) -> Iterator[Lived]:
    """These worlds, in whatever order they end; each process has a ground of its own.

    Each begins from nothing: what is forked off a process with threads may wait for ever for what one of them held.
    """
    with get_context("spawn").Pool(min(os.cpu_count() or 1, len(seeds))) as pool:
        yield from pool.imap_unordered(partial(_live_in, folder), seeds)


def _live_in(folder: Path, seed: int) -> Lived:
    return live(_own_ground(folder), seed)


@cache
def _own_ground(folder: Path) -> Ground:
    """The ground of this process; what is there when it is laid is never garbage."""
    _hush()
    mine = folder / str(os.getpid())
    mine.mkdir()
    gc.freeze()
    return ground(FileSite(mine), mine)


def _hush() -> None:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(SILENT))
