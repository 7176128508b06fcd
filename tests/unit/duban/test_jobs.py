"""Work on a thread of its own: seen only by who started it, so many at a time, and ended when it takes too long."""

import threading

import pytest

from duban.web import jobs
from duban.web.jobs import MOST_RUNNING, Jobs, Step
from engine.source import Refused


def test_a_job_tells_how_far_it_is_and_what_came_of_it() -> None:
    half, go_on = threading.Event(), threading.Event()

    def work(step: Step) -> str:
        step(5, 10)
        half.set()
        go_on.wait(10)
        return "done"

    here = Jobs()
    job = here.get("wang", here.start("wang", work))
    assert half.wait(10)
    assert (job.percent, job.ended.is_set()) == (50, False)
    go_on.set()
    assert job.ended.wait(10)
    assert job.outcome == "done"


def test_only_who_started_it_sees_it() -> None:
    here = Jobs()
    name = here.start("wang", lambda step: 1)
    with pytest.raises(Refused, match="X695"):
        here.get("li", name)
    with pytest.raises(Refused, match="X695"):
        here.get("wang", "another")


def test_so_many_run_at_a_time() -> None:
    here, go_on = Jobs(), threading.Event()
    names = [here.start("wang", lambda step: go_on.wait(10)) for _ in range(MOST_RUNNING)]
    with pytest.raises(Refused, match="X694"):
        here.start("li", lambda step: 1)
    go_on.set()
    assert all(here.get("wang", name).ended.wait(10) for name in names)
    here.start("li", lambda step: 1)


def test_what_was_refused_and_what_broke_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    here = Jobs()

    def too_long(step: Step) -> None:
        step(1, 10)

    monkeypatch.setattr(jobs, "LONGEST", -1)
    slow = here.get("wang", here.start("wang", too_long))
    broken = here.get("wang", here.start("wang", lambda step: 1 // 0))
    assert slow.ended.wait(10)
    assert broken.ended.wait(10)
    assert slow.refused is not None
    assert broken.refused is not None
    assert (slow.refused.code, broken.refused.code) == ("X697", "X900")
