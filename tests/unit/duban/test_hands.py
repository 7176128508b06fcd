"""人手：few requests are worked on at once, and what takes long is not counted among them."""

from collections.abc import Awaitable, Callable, Collection
from threading import Event

import anyio
from anyio import CapacityLimiter, create_task_group, fail_after, to_thread

from duban.web.hands import AT_ONCE, MOST, count_anew


class Office:
    """Requests that last until they are let go, before hands that are counted when the test says so."""

    def __init__(self) -> None:
        self.hands = CapacityLimiter(MOST)
        self._go = Event()
        self._held: Collection[object] = count_anew(self.hands, ())

    async def ask(self) -> None:
        """One request."""
        await to_thread.run_sync(self._go.wait, 20, limiter=self.hands)

    async def let_go(self) -> None:
        """Have all be answered, those that wait too."""
        self._go.set()
        while self.hands.statistics().borrowed_tokens:
            await anyio.sleep(0.001)

    async def counted(self) -> int:
        """Count anew; how many are in hand when everybody has begun who may."""
        self._held = count_anew(self.hands, self._held)
        await anyio.wait_all_tasks_blocked()
        return self.in_hand

    @property
    def in_hand(self) -> int:
        return self.hands.statistics().borrowed_tokens


def tried(story: Callable[[Office], Awaitable[None]], asked: int) -> None:
    """Tell a story that begins when so many have come at once."""

    async def lived() -> None:
        office = Office()
        with fail_after(20):
            async with create_task_group() as group:
                for _ in range(asked):
                    group.start_soon(office.ask)
                await anyio.wait_all_tasks_blocked()
                try:
                    await story(office)
                finally:
                    await office.let_go()

    anyio.run(lived)


def test_no_more_are_begun_than_few() -> None:
    async def story(office: Office) -> None:
        assert office.in_hand == AT_ONCE
        assert await office.counted() == AT_ONCE, "nobody has been in hand for long"

    tried(story, 30)


def test_behind_those_that_take_long_others_are_begun() -> None:
    async def story(office: Office) -> None:
        counted = [await office.counted() for _ in range(4)]
        assert counted == [AT_ONCE, 2 * AT_ONCE, 2 * AT_ONCE, 3 * AT_ONCE], "long is from one counting to the next"

    tried(story, 30)


def test_there_are_never_more_hands_than_threads() -> None:
    async def story(office: Office) -> None:
        for _ in range(30):
            await office.counted()
        assert office.in_hand == MOST

    tried(story, MOST + 10)


def test_when_the_long_ones_are_done_they_are_few_again() -> None:
    async def story(office: Office) -> None:
        for _ in range(3):
            await office.counted()
        assert office.hands.total_tokens > AT_ONCE
        await office.let_go()
        await office.counted()
        assert office.hands.total_tokens == AT_ONCE

    tried(story, 3 * AT_ONCE)
