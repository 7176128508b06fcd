"""Tries (登录尝试): how often somebody tried to sign in of late, the same for every process that lets people in."""

import json
from datetime import datetime

from sqlalchemy import delete, select, update

from store.columns import stamp
from store.session import Session
from store.statements import first, insert_new, mine, write
from store.tables import SignInTryRow
from store.tables.row import table

TRY = table(SignInTryRow)


def count_one(session: Session, whom: str, most: int, *, at: datetime, since: datetime) -> bool:
    """Count a try unless so many were made since a moment; whether it was counted.

    Of two who try at once the second waits here for the first.
    """
    insert_new(session, TRY, [{"whom": whom, "moments": "[]", "last": at}])
    which = (mine(session, TRY), TRY.c.whom == whom)
    found = first(session, select(TRY.c.moments).where(*which).with_for_update())
    oldest = stamp(since) or 0
    late = [each for each in json.loads(found.moments if found else "[]") if each > oldest]
    if len(late) >= most:
        return False
    write(session, update(TRY).where(*which).values(moments=json.dumps([*late, stamp(at)]), last=at))
    return True


def forget(session: Session, before: datetime) -> int:
    """Let go of whoever last tried before a moment; say how many."""
    return write(session, delete(TRY).where(mine(session, TRY), TRY.c.last < before))
