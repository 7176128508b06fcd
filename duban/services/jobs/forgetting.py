"""淡忘 forgetting: how long what came of long work is kept."""

from datetime import datetime, timedelta

from store import jobs
from store.session import Session

KEPT = timedelta(days=7)
MOST_KEPT = 200


def forget_jobs(session: Session, now: datetime) -> int:
    """Let go of what ended a week ago, and of the oldest beyond two hundred; say how many."""
    return jobs.forget(session, now - KEPT, MOST_KEPT)
