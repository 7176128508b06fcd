"""不收圈 resting: what the collector of cycles need not look at — it would walk through the whole house each time."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def no_collecting() -> Iterator[None]:
    """Let the collector rest while very many small things are made that hold no cycles."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def here_to_stay() -> None:
    """Have the collector pass over all that there is now: modules, rules, the register read into memory.

    A full pass through them takes a tenth of a second or two, in the middle of somebody's page.
    """
    gc.collect()
    gc.freeze()
