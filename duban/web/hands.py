"""人手：how many requests a process works on at the same time — few, so that each of them is done soon.

Python goes on with one thread at a time.  With forty requests begun, whoever has asked the database for something waits
behind the other thirty-nine until he may read the answer, and one of them is the only writer, for whom all wait.  What
takes long — it waits for another writer, or pours an export — is not counted, so that nobody stands behind it.
"""

from asyncio import create_task, sleep
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager

from anyio import CapacityLimiter
from anyio.to_thread import current_default_thread_limiter

AT_ONCE = 4
MOST = 40
"""Threads, as many as anyio has by itself."""
LONG = 0.3  # seconds


@asynccontextmanager
async def few_at_once() -> AsyncIterator[None]:
    """Have the threads of this process work on few requests at the same time."""
    watch = create_task(_watch(current_default_thread_limiter()))
    try:
        yield
    finally:
        watch.cancel()


async def _watch(hands: CapacityLimiter) -> None:
    held = count_anew(hands, ())
    while True:
        await sleep(LONG)
        held = count_anew(hands, held)


def count_anew(hands: CapacityLimiter, before: Collection[object]) -> Collection[object]:
    """Let be begun as many as may be at once, beside those that were in hand `before`; answer what is in hand now."""
    held = frozenset(hands.statistics().borrowers)
    hands.total_tokens = min(AT_ONCE + len(held.intersection(before)), MOST)
    return held
