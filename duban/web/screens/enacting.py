"""差异与发布：what publishing a draft would change — worked out beside the answer, kept with the draft — and its doing.

What was worked out is kept for a week and shown as long as the draft stays at that step; whoever publishes has it
worked out anew, so that an old page brings nothing about.
"""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from duban.services.desk import Step
from duban.services.drafts import enacting, keeping
from duban.services.jobs.doing import Errand, Job
from duban.services.jobs.kinds import Kind as Work
from duban.web.frame import Way, link, screen
from duban.web.lists import UTF8, Kind, Words, taken_away
from duban.web.screens.drafts import frame_of
from duban.web.screens.work import visit_of
from duban.web.seat import Posted, Present, Seated, Sitting, written_day
from engine.source import Refused
from store.drafts import Draft, Stage

router = APIRouter()
WAYS: tuple[Way, ...] = ()
Seen = Annotated[int, Form()]
Day = Annotated[str, Form()]


@dataclass(frozen=True)
class Asked:
    """Which of the changes are asked for, as the address says it."""

    how: str = ""
    text: Words = ""
    since: str = ""


Narrowed = Annotated[Asked, Depends(Asked)]


@router.get("/drafts/{key}/difference")
def difference(request: Request, at: Seated, key: str, asked: Narrowed, page: int = 1) -> Response:
    """What publishing a draft would change, or how far the working out has come."""
    return _page(request, at, key, asked, page=page)


@router.post("/drafts/{key}/difference", dependencies=[Posted])
def again(at: Present, key: str, since: Day = "") -> Response:
    """Work it out anew: what is on file may have changed."""
    found = keeping.draft(visit_of(at), key)
    _begun(at, found, since, anew=True)
    return RedirectResponse(link(f"/drafts/{key}/difference", {"since": since}), 303)


@router.get("/drafts/{key}/difference.{kind}")
def as_file(at: Seated, key: str, kind: Kind, asked: Narrowed, encoding: str = UTF8) -> Response:
    """The changes as a file; while they are being worked out, the page that says so."""
    job = _begun(at, keeping.draft(visit_of(at), key), asked.since)
    if job.outcome is None:
        return RedirectResponse(link(f"/drafts/{key}/difference", vars(asked)), 303)
    rows = job.outcome.rows(asked.how, asked.text)
    return taken_away(at, kind, rows, enacting.HEADINGS, "发布前的差异", encoding)


@router.post("/drafts/{key}/propose", dependencies=[Posted])
def propose(request: Request, at: Present, key: str, seen: Seen, since: Day = "") -> Response:
    """Hand a draft to another person."""
    try:
        enacting.propose(visit_of(at), key, seen=seen, since=written_day(since))
    except Refused as refused:
        return _page(request, at, key, Asked(since=since), status=409, refused=refused)
    return RedirectResponse("/drafts?done=proposed", 303)


@router.post("/drafts/{key}/publish", dependencies=[Posted])
def publish(request: Request, at: Present, key: str, seen: Seen, since: Day = "") -> Response:
    """Publish a draft, as its second person or alone."""
    try:
        enacting.publish(visit_of(at), key, seen=seen, since=written_day(since))
    except Refused as refused:
        if enacting.was_published(visit_of(at), key, seen=seen):
            return RedirectResponse("/drafts?done=published", 303)
        return _page(request, at, key, Asked(since=since), status=409, refused=refused)
    return RedirectResponse("/drafts?done=published", 303)


def _begun(at: Sitting, found: Draft, since: str, *, anew: bool = False) -> Job:
    """The working out of a draft at its present step; begun when nobody asked for it today."""
    visit, jobs = visit_of(at), at.house.jobs
    day = enacting.supervised_since(found, written_day(since))
    owner, name = f"draft:{found.key}", f"{found.key}-{found.version}-{day or ''}-{visit.on}"
    errand = Errand(Work.DIFFERENCE, owner, at.viewer.account.title, {"draft": found.key, "since": since})

    def work(step: Step) -> enacting.Foreseen:
        return enacting.foresee(visit, found.key, since=day, step=step)

    if anew:
        jobs.start(errand, work, name=name)
    return jobs.once(errand, name, work)


def _page(
    request: Request,
    at: Sitting,
    key: str,
    asked: Asked,
    *,
    page: int = 1,
    status: int = 200,
    refused: Refused | None = None,
) -> Response:
    visit = visit_of(at)
    found = keeping.draft(visit, key)
    outlook, job = None, None
    if found.stage in (Stage.WRITTEN, Stage.PROPOSED):
        try:
            job = _begun(at, found, asked.since)
        except Refused as busy:
            refused = refused or busy
    if job is not None and job.has_ended:
        if request.headers.get("hx-request"):
            return Response(headers={"HX-Refresh": "true"})
        refused = refused or job.refused
        seen = job.outcome
        outlook = seen and enacting.outlook(visit, seen, how=asked.how, text=asked.text, page=page)
    own = found.account == at.viewer.account.name
    values: dict[str, Any] = {"outlook": outlook, "asked": vars(asked), **vars(asked), "refused": refused, "own": own}
    values |= {"job": None if job is None or job.has_ended else job, "hows": enacting.HOWS}
    return screen(request, at, "screens/packs/difference.html", status=status, **values, **frame_of(found))
