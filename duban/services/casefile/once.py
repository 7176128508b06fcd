"""一次：an operation that bears a key has one effect, however often the same is sent (promise 24).

Keys are kept for four hundred days.  The same key with something else under it is a mistake of the sender.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Engine

from duban.settings import Settings
from engine.fingerprint import fingerprint
from engine.source import Refused
from store import operations
from store.operations import Operation
from store.session import Session, transaction

KEPT = timedelta(days=400)
LONGEST = 200  # characters


@dataclass(frozen=True)
class Once:
    """The key of an operation, and what was sent under it, in the order of its parts."""

    key: str
    parts: tuple[str, ...]

    @property
    def digest(self) -> str:
        """What was sent, in one word."""
        return fingerprint(*self.parts)


def done_before(session: Session, once: Once | None, now: datetime) -> Mapping[str, object] | None:
    """What came of the operation when it was sent before; None when this is the first time, or it has no key.

    Raises Refused X412 when the key was used for something else, X413 when it is no key.
    """
    if once is None:
        return None
    if not once.key.strip() or len(once.key) > LONGEST:
        raise Refused("X413", f"操作号应有1至{LONGEST}个字；请换一个，或不填")
    earlier = operations.begin(session, Operation(once.key, once.digest, "{}", now), forgotten_before=now - KEPT)
    if earlier is None:
        return None
    if earlier.digest != once.digest:
        raise Refused("X412", f"操作号 {once.key} 已用于另一次操作，内容不同，这次没有办；要办新的，请换一个操作号")
    found: Mapping[str, object] = json.loads(earlier.outcome)
    return found


def keep_outcome(session: Session, once: Once | None, outcome: Mapping[str, object]) -> None:
    """Remember what came of the operation."""
    if once is not None:
        operations.finish(session, once.key, json.dumps(outcome, ensure_ascii=False))


def forget_old_keys(database: Engine, settings: Settings, *, now: datetime) -> int:
    """Let go of keys older than four hundred days; say how many."""
    with transaction(database, settings.jurisdiction) as session:
        return operations.forget(session, now - KEPT)
