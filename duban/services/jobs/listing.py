"""清单 listing: the long work of a house as the administrator goes through it and takes it away."""

from collections.abc import Iterable, Iterator

from duban.services.jobs.doing import Job
from duban.services.jobs.kinds import TITLE_ZH

HEADINGS = {"title": "何事", "by": "谁要的", "begun": "何时", "state": "情况", "says": "说明"}


def narrowed(found: Iterable[Job], text: str, kind: str, state: str) -> list[Job]:
    """The jobs of a kind and in a state, whose asker or explanation holds the words; an empty word asks for all."""
    said = text.strip()
    return [
        job
        for job in found
        if kind in ("", job.kind.value) and state in ("", job.state.value) and said in f"{job.kept.by}{job.explained}"
    ]


def rows(found: Iterable[Job]) -> Iterator[dict[str, object]]:
    """The jobs under `HEADINGS`."""
    for job in found:
        told = {"title": TITLE_ZH[job.kind], "by": job.kept.by, "begun": job.kept.begun}
        yield {**told, "state": job.state_zh, "says": job.explained}
