"""并行 abreast: sheets weighed side by side, since numpy lets the interpreter go while it works through a column.

Each sheet is weighed by itself and the answers come in the order of the sheets: any number of threads says the same.
"""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Sheet = TypeVar("Sheet")
Answer = TypeVar("Answer")

THREADS = min(os.cpu_count() or 1, 4)
"""As many as there are processors; more than four wait for memory."""


def abreast(weigh: Callable[[Sheet], Answer], sheets: Sequence[Sheet], threads: int = THREADS) -> list[Answer]:
    """What is found for each sheet, in their order."""
    if threads == 1 or len(sheets) < 2:
        return [weigh(sheet) for sheet in sheets]
    with ThreadPoolExecutor(min(threads, len(sheets))) as pool:
        return list(pool.map(weigh, sheets))
