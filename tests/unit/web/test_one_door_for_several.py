"""The door that several processes share: who takes how many of those who come in the same instant."""

import asyncio
import socket
import struct
from collections.abc import Iterator
from itertools import pairwise

import pytest

from duban.web.server import WAITING, Sharing

CAME = 5


@pytest.fixture
def loop() -> Iterator[Sharing]:
    made = Sharing()
    yield made
    made.close()


def most_that_may_wait(door: socket.socket) -> int:
    """How many the system lets wait at a door, as Linux has it in its tcp_info."""
    (found,) = struct.unpack_from("=28xI", door.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 104))
    return int(found)


def test_one_at_a_time_is_taken_and_as_many_may_wait_as_before(loop: Sharing) -> None:
    with socket.create_server(("127.0.0.1", 0), backlog=WAITING) as door:
        before = most_that_may_wait(door)
        callers = [socket.create_connection(door.getsockname()) for _ in range(CAME)]
        taken: list[asyncio.Protocol] = []

        def took() -> asyncio.Protocol:
            taken.append(asyncio.Protocol())
            return taken[-1]

        async def answer() -> list[int]:
            await loop.create_server(took, sock=door, backlog=WAITING)
            seen = [0]
            while seen[-1] < CAME:
                await asyncio.sleep(0)
                seen.append(len(taken))
            return seen

        seen = loop.run_until_complete(answer())
        assert most_that_may_wait(door) == before
        for each in callers:
            each.close()
    assert {later - sooner for sooner, later in pairwise(seen)} <= {0, 1}
