"""证据（列式） witness: which facts count on a day, with the knowledge of a day (`engine.measure.scope`, in columns).

A fact counts for sure, or counts if what is pending is accepted; the two are the ends of every interval.  Where every
fact was accepted on its very day the two are one and the same, and so is half of the work.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.judging.standing_columns import NEVER
from engine.kernels.bits import NO_DAY, Bits, Days, between, earliest, not_after
from engine.kernels.ranks import Block
from engine.kernels.sheet import Facts, Limits, Sheet


@dataclass(frozen=True)
class Asked:
    """The day asked about and the day of the knowledge: the same for all rows, or (n,) each."""

    on: int | Days
    known: int | Days

    def at(self, block: Block) -> tuple[Days, Days]:
        """Both, for every row of a block."""
        on = self._at(self.on, block)
        return on, on if self.known is self.on else self._at(self.known, block)

    @staticmethod
    def _at(day: int | Days, block: Block) -> Days:
        many = block.places.stop - block.places.start
        return np.full(many, day, dtype=np.int32) if isinstance(day, int) else day[block.places]


@dataclass(frozen=True)
class Seen:
    """Of each rank of a block, which facts count for sure and which may: the same object where that is no question."""

    block: Block
    sure: Sequence[Bits]
    every: Sequence[Bits]

    @property
    def certain(self) -> bool:
        """Whether nothing is pending."""
        return self.every is self.sure


def witnessed(facts: Facts, limits: Limits, asked: Asked) -> Iterator[Seen]:
    """The facts that happened in time and are known, block by block; of the same act filed twice one alone."""
    for block in facts.ranks.blocks():
        on, known = asked.at(block)
        since, until = limits.since[block.places], np.minimum(limits.until[block.places], on)
        if facts.log is None and known is not on:
            until = np.minimum(until, known)
        every = [between(_upto(since, run), facts.day[run], _upto(until, run)) for run in block.runs]
        sure = every
        if facts.log is not None:
            every = [_on_file(facts, run, known) & mask for run, mask in zip(block.runs, every, strict=True)]
            sure = [_accepted(facts, run, known) & mask for run, mask in zip(block.runs, every, strict=True)]
        if facts.twin is not None:
            sure, every = (_without_twins(facts.twin, block, masks) for masks in (sure, every))
        yield Seen(block, sure, every)


def _upto(column: Days, run: slice) -> Days:
    """The rows that have a rank: always the first of a block."""
    return column[: run.stop - run.start]


def _on_file(facts: Facts, run: slice, known: Days) -> Bits:
    assert facts.log is not None
    known = _upto(known, run)
    return not_after(facts.log.recorded[run], known) & ~not_after(facts.log.gone[run], known)


def _accepted(facts: Facts, run: slice, known: Days) -> Bits:
    assert facts.log is not None
    return not_after(facts.log.accepted[run], _upto(known, run))


def _without_twins(twin: NDArray[np.int32], block: Block, masks: Sequence[Bits]) -> list[Bits]:
    """Drop what has a twin that counts, or a twin's twin: ask along the chain until nothing changes."""
    width = block.places.stop - block.places.start
    counts = np.zeros((len(masks) + 1, width), dtype=np.int32)  # the last rank, -1, is the twin of those without any
    chain = np.full((len(masks), width), -1, dtype=np.intp)
    for rank, (run, mask) in enumerate(zip(block.runs, masks, strict=True)):
        counts[rank, : len(mask)] = mask
        chain[rank, : len(mask)] = twin[run]
    places, stands_for = np.arange(width), np.zeros_like(counts)
    for _ in masks:
        ahead = (counts | stands_for)[chain, places]
        if np.array_equal(ahead, stands_for[:-1]):
            break
        stands_for[:-1] = ahead
    return [mask & ~stands_for[rank, : len(mask)] for rank, mask in enumerate(masks)]


def next_changes(sheet: Sheet, asked: Asked) -> Days:
    """The day of the next act on file that is still to come; NEVER for none: (n,)."""
    found = np.full(sheet.rows, NO_DAY)
    for facts in (*sheet.facts, *sheet.others):
        for block in facts.ranks.blocks():
            on, known = asked.at(block)
            for run in block.runs:
                day = facts.day[run]
                told = _on_file(facts, run, known) if facts.log is not None else not_after(day, _upto(known, run))
                part = found[block.places][: len(day)]
                earliest(part, day, not_after(day, _upto(on, run)) | ~told)
    return np.minimum(found, np.uint32(NEVER)).view(np.int32)
