"""增长：whether the cost of a replay stays in step with the duties, from a hundred thousand to ten million."""

import os
from pathlib import Path

from bench.replaying import HOUSE, Field, saved
from bench.rounds import Work, millis

SIZES = {100_000: "十万", 1_000_000: "百万", 10_000_000: "千万"}
NEEDED = 1.2e-6
"""GiB of memory to make up one duty and to lay it out."""


def works(folder: Path) -> list[Work]:
    """The same kernels at three sizes; the largest only where there is memory enough."""
    return [_sized(folder, many, name) for many, name in SIZES.items()]


def _sized(folder: Path, many: int, name: str) -> Work:
    title, aim = f"增长：重放{name}件", "与件数成正比"
    free = os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30
    if many * NEEDED > free:
        return Work(title, aim, millis, lambda: 0, absent=f"内存不足：要 {many * NEEDED:.0f} GiB，有 {free:.0f} GiB")
    file = saved(folder, many)
    work = Field(file).entered(title, aim, "duban_columns", HOUSE, millis)
    file.unlink()
    return work
