"""Queues (待办清单): the tasks, notices and letters of the whole office, narrowed, counted and paged.

What each is about is read off the board, and they themselves off rolls that follow the log (`rolls`: `work`, `speech`,
`mail`), so that only the lines of a page come from the tables, however long the register is and whatever day is asked.
"""

from store.queues.asked import About, Notices, Posted, Tasks, Then
from store.queues.hindsight import letters_then, notices_then
from store.queues.mail import mail
from store.queues.notices import notices, notices_by_paper, notices_by_state, papers, streamed_notices
from store.queues.outbox import posted, posted_by_stage, streamed_posted
from store.queues.speech import speech
from store.queues.tasks import streamed_tasks, tasks, tasks_by_state, tasks_spread
from store.queues.work import work
from store.session import Session

__all__ = [
    "About", "Notices", "Posted", "Tasks", "Then", "lay_out", "letters_then", "notices", "notices_by_paper",
    "notices_by_state", "notices_then", "papers", "posted", "posted_by_stage", "streamed_notices", "streamed_posted",
    "streamed_tasks", "tasks", "tasks_by_state", "tasks_spread",
]  # fmt: skip


def lay_out(session: Session) -> None:
    """Read all of them, and then what the log tells of them, before anybody waits for them."""
    for with_moves in (False, True):
        work(session, with_moves=with_moves)
        speech(session, with_moves=with_moves)
    mail(session)
