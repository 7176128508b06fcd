"""推演：a form, a page that says how far it is, and what came of it as a chart and a table."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import BaseModel

from duban.services.drafts import trying
from duban.services.jobs.doing import Errand, Job
from duban.services.jobs.kinds import Kind as Work
from duban.services.powers import Deed
from duban.web import charts
from duban.web.frame import Way, link, screen
from duban.web.lists import UTF8, Kind, Words, taken_away
from duban.web.screens.work import visit_of
from duban.web.seat import Posted, Present, Seated, Sitting, written_day
from engine.source import Refused

router = APIRouter()
WAYS = (Way("/simulate", "推演", "规则", Deed.WRITE_RULES, now_only="推演所用的规则"),)
HEADINGS = {"under": "归类", "came": "会出现", "many": "件数"}
KINDS = {
    "paper": "会发出的文书",
    "standing": "末日的进展",
    "flipped": "判定不同",
    "added": "新增",
    "removed": "不再有",
}
PAGE = 100
FEW = 10
"""So many runs of late are listed."""


class Span(BaseModel):
    """What is to be played through, as the form or the address says it."""

    first: str = ""
    last: str = ""
    by: str = ""
    pack: str = ""


@router.get("/simulate")
def form(request: Request, at: Seated, given: Annotated[Span, Query()]) -> Response:
    """What may be played through, and what was of late."""
    return _form(request, at, vars(given))


@router.post("/simulate", dependencies=[Posted])
def start(request: Request, at: Present, given: Annotated[Span, Form()]) -> Response:
    """Begin to play the days through."""
    visit, who = visit_of(at), at.viewer.account
    try:
        wanted = trying.checked(visit, written_day(given.first), written_day(given.last), given.by, given.pack)
        errand = Errand(Work.SIMULATION, who.name, who.title, vars(given))
        name = at.house.jobs.start(errand, lambda step: trying.play(visit, wanted, step))
    except Refused as refused:
        if refused.code == "X620":
            raise
        return _form(request, at, vars(given), status=409, refused=refused)
    at.house.jobs.awaited(who.name, name)
    return RedirectResponse(f"/simulate/{name}", 303)


@router.get("/simulate/{name}")
def shown(request: Request, at: Seated, name: str, page: int = 1) -> Response:
    """How far it is; when it is done, what came of it."""
    job = _job(at, name)
    if not job.has_ended:
        return screen(request, at, "screens/packs/waiting.html", job=job)
    if request.headers.get("hx-request"):
        return Response(headers={"HX-Refresh": "true"})
    if job.refused is not None:
        return _form(request, at, job.kept.asked, status=409, refused=job.refused)
    played: trying.Played = job.outcome
    return screen(
        request, at, "screens/packs/simulated.html", name=name, played=played, chart=charts.bars(played.rows),
        page=page, pages=max(1, -(-len(played.rows) // PAGE)), shown=played.rows[(page - 1) * PAGE : page * PAGE],
        path=link(f"/simulate/{name}", {}), by_zh=trying.COUNT_ZH[played.wanted.by],
    )  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """Which of what came of a run is asked for, as the address says it."""

    of: str = "happening"
    came: str = ""
    under: str = ""
    text: Words = ""


Narrowed = Annotated[Asked, Depends(Asked)]


@router.get("/simulate/{name}/list")
def listed(request: Request, at: Seated, name: str, asked: Narrowed, page: int = 1) -> Response:
    """What lies under a count."""
    job = _job(at, name)
    if job.outcome is None:
        return RedirectResponse(f"/simulate/{name}", 303)
    found = job.outcome.listed(**vars(asked))
    title = " · ".join(filter(None, (KINDS.get(asked.of), asked.under, asked.came)))
    return screen(
        request, at, "screens/packs/came.html", path=f"/simulate/{name}", asked=vars(asked), title=title,
        total=len(found), page=page, pages=max(1, -(-len(found) // PAGE)), shown=found[(page - 1) * PAGE : page * PAGE],
    )  # fmt: skip


@router.get("/simulate/{name}/list.{kind}")
def list_as_file(at: Seated, name: str, kind: Kind, asked: Narrowed, encoding: str = UTF8) -> Response:
    """The same list as a file."""
    job = _job(at, name)
    found = [vars(each) for each in job.outcome.listed(**vars(asked))] if job.outcome else []
    return taken_away(at, kind, found, trying.HEADINGS, "推演", encoding)


@router.get("/simulate/{name}/table.{kind}")
def as_file(at: Seated, name: str, kind: Kind, encoding: str = UTF8) -> Response:
    """The table as a workbook or as CSV."""
    job = _job(at, name)
    rows = [dict(zip(HEADINGS, row, strict=True)) for row in job.outcome.rows] if job.outcome else []
    return taken_away(at, kind, rows, HEADINGS, "推演", encoding)


def _form(
    request: Request, at: Sitting, given: Mapping[str, str], *, status: int = 200, refused: Refused | None = None
) -> Response:
    year = at.view.today.year
    blank = {"first": f"{year}-01-01", "last": f"{year}-12-31", "by": "rung", "pack": ""}
    filled = blank | {name: value for name, value in given.items() if value}
    values: dict[str, Any] = {"given": filled, "refused": refused, "counts": trying.COUNT_ZH}
    values["runs"] = at.house.jobs.listed(owner=at.viewer.account.name, kinds=(Work.SIMULATION,))[:FEW]
    choices = trying.choices(visit_of(at))
    return screen(request, at, "screens/packs/simulate.html", status=status, choices=choices, **values)


def _job(at: Sitting, name: str) -> Job:
    at.viewer.permit(Deed.WRITE_RULES)
    return at.house.jobs.get(at.viewer.account.name, name)
