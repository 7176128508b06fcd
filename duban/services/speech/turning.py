"""转步：moves notices from one state into another; whatever becomes of a notice has a line of its own in the log.

Lists of days gone by are told from these lines (`store.queues.speech`).  Only that notices went into a letter is told
by the letter's own line, which names them all.
"""

from collections.abc import Iterable
from datetime import datetime

from engine.nouns import NoticeState
from store import events, notices
from store.events import Entry
from store.session import Session

CALLED = {
    NoticeState.PLANNED: "notice.release",
    NoticeState.HELD: "notice.hold",
    NoticeState.SKIPPED: "notice.skip",
    NoticeState.CANCELLED: "notice.cancel",
}


def turn(
    session: Session,
    keys: Iterable[str],
    *,
    was: NoticeState,
    now: NoticeState,
    at: datetime,
    by: str = "system",
    reason: str | None = None,
    kind: str = "",
) -> tuple[str, ...]:
    """Move the notices that are still in the state `was`, and say so in the log; answer their keys."""
    moved = notices.set_state(session, keys, was=was, now=now, reason=reason)
    if moved:
        told = {"from": was, "to": now, **({"reason": reason} if reason else {})}
        events.append(session, [Entry(at, by, kind or CALLED[now], key, told) for key in moved])
    return moved
