"""Queues (待办清单): the tasks, notices and letters of the whole office, narrowed, counted and paged.

What each is about is read off the board, and tasks are in columns themselves (`work`), so that only the lines of a page
come from the tables, however long the register is.
"""

from store.queues.asked import About, Notices, Posted, Tasks, Then
from store.queues.notices import Trace, notices, notices_by_paper, notices_by_state, papers, shown, traces
from store.queues.outbox import many_posted, posted
from store.queues.tasks import streamed_tasks, tasks, tasks_by_state
from store.queues.work import lay_out

__all__ = [
    "About", "Notices", "Posted", "Tasks", "Then", "Trace", "lay_out", "many_posted", "notices", "notices_by_paper",
    "notices_by_state", "papers", "posted", "shown", "streamed_tasks", "tasks", "tasks_by_state", "traces",
]  # fmt: skip
