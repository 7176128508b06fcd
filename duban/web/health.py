"""健康：whether this server lives, whether it can work, and what it counts — for a supervisor, not for people.

/healthz  it answers
/readyz   the database answers, has the schema of this program, and knows the jurisdiction; else 503 and why
/metrics  figures in the text form of Prometheus; no names of agencies or people

Where several processes answer, each keeps its counts in a file of a folder that all of them share, and whichever is
asked tells the sum.
"""

import os
from collections.abc import Iterator

from fastapi import APIRouter
from fastapi.responses import JSONResponse, PlainTextResponse, Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from duban.services.care import watching
from duban.web.deps import Here, House

SHARED_COUNTS = "PROMETHEUS_MULTIPROC_DIR"
"""By which variable of the environment the library of counts is told of the folder."""

router = APIRouter()


@router.get("/healthz")
def healthz() -> Response:
    """Say that the server answers."""
    return PlainTextResponse("ok\n")


@router.get("/readyz")
def readyz(here: Here) -> Response:
    """Say whether it can do its work, and if not, why."""
    trouble = watching.not_ready(here.database, here.settings)
    return JSONResponse({"ready": not trouble, "trouble": trouble}, 503 if trouble else 200)


@router.get("/metrics")
def metrics(here: Here) -> Response:
    """The counts of this server, and how the office stands now."""
    standing = CollectorRegistry()
    standing.register(Standing(here))
    return Response(generate_latest(_counted(here)) + generate_latest(standing), media_type=CONTENT_TYPE_LATEST)


def _counted(here: House) -> CollectorRegistry:
    """The counts of this server, of all its processes."""
    if SHARED_COUNTS not in os.environ:
        return here.counts
    every = CollectorRegistry()
    MultiProcessCollector(every)  # type: ignore[no-untyped-call]
    return every


class Standing(Collector):
    """How the office stands, read from the database when asked."""

    def __init__(self, here: House) -> None:
        self._here = here

    def collect(self) -> Iterator[Metric]:
        """Each figure as a gauge."""
        for figure in watching.figures(self._here.database, self._here.settings, now=self._here.now()):
            gauge = GaugeMetricFamily(
                f"duban_{figure.name}", figure.says, labels=[figure.label] if figure.label else []
            )
            for value, amount in figure.amounts:
                gauge.add_metric([value] if figure.label else [], amount)
            yield gauge
