"""清单 listing: the long work of a house as the administrator goes through it and takes it away."""

from collections.abc import Iterable, Iterator

from duban.services.jobs.doing import Job
from duban.services.jobs.kinds import TITLE_ZH
from store.jobs import State

STATE_ZH = {State.RUNNING: "正在办", State.DONE: "办完", State.REFUSED: "没有办成", State.CUT_OFF: "中断"}
HEADINGS = {"title": "何事", "by": "谁要的", "begun": "何时", "state": "情况", "says": "说明"}


def narrowed(found: Iterable[Job], text: str, kind: str, state: str) -> list[Job]:
    """The jobs of a kind and in a state, whose asker or explanation holds the words; an empty word asks for all."""
    said = text.strip()
    return [
        job
        for job in found
        if kind in ("", job.kind.value) and state in ("", job.state.value) and said in f"{job.kept.by}{explained(job)}"
    ]


def rows(found: Iterable[Job]) -> Iterator[dict[str, object]]:
    """The jobs under `HEADINGS`."""
    for job in found:
        told = {"title": TITLE_ZH[job.kind], "by": job.kept.by, "begun": job.kept.begun}
        yield {**told, "state": STATE_ZH[job.state], "says": explained(job)}


def explained(job: Job) -> str:
    """Why nothing came of a job; nothing while it may."""
    return f"{job.refused.code} {job.refused.message}" if job.refused else ""
