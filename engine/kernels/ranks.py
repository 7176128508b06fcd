"""次序 ranks: the facts of many rows turned on their side — the first fact of every row, then every second one, …

Row by row, each would be a short loop of its own.  Turned, whatever a plain reading does with "the next fact" is done
for all rows at once, and numpy runs through memory in one direction:

    row a: 1 2 3                        rank 0: 1 4 6   (rows a, b, c)
    row b: 4 5         turned is        rank 1: 2 5     (rows a, b)
    row c: 6                            rank 2: 3       (row a)

Rows that have many facts stand before those that have few, so that the rows of a rank are always the first so many
places, and one slice of a column of rows fits one slice of a column of facts.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Rows: TypeAlias = NDArray[np.intp]
"""Numbers of rows, or of places."""

BLOCK = 100_000
"""As many rows at a time as the processor's caches hold; no power of two, lest columns crowd one part of them."""


@dataclass(frozen=True)
class Block:
    """A stretch of places, and for each rank that any of them has the facts of those that have it, in their order."""

    places: slice
    runs: tuple[slice, ...]


@dataclass(frozen=True)
class Ranks:
    """Where the facts of each rank begin, of `rows` rows: rank k holds facts starts[k] up to starts[k + 1]."""

    rows: int
    starts: tuple[int, ...]

    def blocks(self) -> Iterator[Block]:
        """All places, block by block."""
        for first in range(0, self.rows, BLOCK):
            last = min(first + BLOCK, self.rows)
            yield Block(slice(first, last), tuple(self._runs(first, last)))

    def at(self, places: Rows) -> "tuple[Ranks, Rows]":
        """The ranks of some rows, whose places are given in their order, and which facts those are."""
        kept = [start + places[: places.searchsorted(stop - start)] for start, stop in self.spans()]
        starts = np.cumsum([0, *(len(facts) for facts in kept)])
        return Ranks(len(places), tuple(starts.tolist())), np.concatenate([places[:0], *kept])

    def spans(self) -> Iterator[tuple[int, int]]:
        """Where the facts of each rank begin and end."""
        return zip(self.starts, self.starts[1:], strict=False)

    def _runs(self, first: int, last: int) -> Iterator[slice]:
        for start, stop in self.spans():
            if stop - start <= first:  # the ranks after this one are shorter still
                return
            yield slice(start + first, min(start + last, stop))


@dataclass(frozen=True)
class Turned:
    """How clustered facts are turned: fact number `facts[i]` of the caller comes i-th."""

    ranks: Ranks
    facts: Rows


def in_places(counts: Rows) -> Rows:
    """The rows in the order of their places: as they came if that leaves few gaps, else those with most facts first."""
    gaps = int(_widths(counts).sum() - counts.sum())
    return np.arange(len(counts)) if 2 * gaps <= len(counts) else np.argsort(-counts, kind="stable")


def turn(owner: Rows, places: Rows) -> Turned:
    """Turn facts that are clustered by row; `owner` is each one's row, `places` the place of each row.

    `places` may be those of another table with as many rows or more facts: a rank then holds a gap for every row
    without a fact of that rank, which `facts` fills with -1.
    """
    counts = np.bincount(owner, minlength=len(places))
    first = np.cumsum(counts) - counts
    rank = np.arange(len(owner)) - first[owner]
    here = np.empty_like(counts)
    here[places] = counts
    widths = _widths(here)
    starts = np.concatenate([[0], np.cumsum(widths)]).astype(np.intp)
    facts = np.full(starts[-1], -1, dtype=np.intp)
    facts[starts[rank] + places[owner]] = np.arange(len(owner))
    return Turned(Ranks(len(places), tuple(starts.tolist())), facts)


def _widths(counts: Rows) -> Rows:
    """How many places each rank takes: up to the last one that has it; `counts` by place."""
    most = np.maximum.accumulate(counts[::-1])[::-1]
    return np.bincount(most, minlength=1)[::-1].cumsum()[::-1][1:] if len(counts) else np.zeros(0, dtype=np.intp)


def take(column: NDArray[Any], facts: Rows, gap: int) -> NDArray[Any]:
    """A column of facts in their turned order, `gap` where there is none."""
    if len(facts) and facts.min() >= 0:
        return column[facts]
    padded = np.append(column, np.array([gap], dtype=column.dtype))
    return padded[facts]
