"""进展：standing and next look of a million maintained tallies, in columns; and reading their bytes, as the limit."""

from datetime import date
from pathlib import Path

import numpy as np

from bench.rounds import Work, millis
from engine.judging.standing_columns import NEVER, Columns, stand_columns

MANY = 1_000_000
DAY = date(2026, 6, 15)


def works(folder: Path) -> list[Work]:
    """Standing of all, and the sum of every column."""
    del folder
    table = _tallies()
    return [
        Work(
            "百万件累计定进展",
            "≤ 25 毫秒，读字节的 6 倍以内",
            millis,
            lambda: len(stand_columns(table, DAY)[0]),
            against="百万件累计只读字节",
        ),
        Work("百万件累计只读字节", "下限", millis, lambda: _read(table)),
    ]


def _read(table: Columns) -> int:
    """Every byte of every column once, eight at a time, as quickly as numpy can."""
    for column in vars(table).values():
        column.view(np.int64).max()
    return len(table)


def _tallies() -> Columns:
    """Windows around the day, a third reached, a twentieth broken, of every style."""
    chance = np.random.default_rng(20260302)
    first = DAY.toordinal() + chance.integers(-300, 200, MANY, dtype=np.int32)
    last = first + chance.integers(20, 366, MANY, dtype=np.int32)
    grace = last + chance.integers(0, 15, MANY, dtype=np.int32)
    none = np.full(MANY, NEVER, dtype=np.int32)
    reached = np.where(chance.random(MANY) < 0.3, first + 10, 0).astype(np.int32)
    style = chance.integers(0, 3, MANY).astype(np.int8)
    truth = np.where(reached > 0, 2, chance.integers(0, 2, MANY)).astype(np.int8)
    broken = np.where(chance.random(MANY) < 0.05, first + 5, none).astype(np.int32)
    return Columns(
        first=first, last=last, safe=last, hard=last, grace_end=grace, reached=reached, proved=np.zeros_like(first),
        possible=reached, broken=broken, next_change=none, truth=truth, style=style,
        applicable=np.ones(MANY, dtype=np.bool_), doubt=np.zeros(MANY, dtype=np.int8),
    )  # fmt: skip
