"""文件：plans that were uploaded, each beside what was found in it; from here a draft is begun."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import UploadFile

from duban.services.casefile.intake import Upload
from duban.services.drafts import keeping, plans
from duban.services.drafts.keeping import STAGE_ZH
from duban.services.plans.naming import HOW_ZH
from duban.services.powers import Deed
from duban.services.register import blanks
from duban.web.exports import as_workbook
from duban.web.frame import Way, screen
from duban.web.lists import UTF8, Kind, Words, taken_away
from duban.web.screens.work import visit_of
from duban.web.seat import Posted, Present, Seated, Sent, Sitting
from engine.source import Refused

router = APIRouter()
WAYS = (Way("/plans", "文件", "规则", Deed.WRITE_RULES, now_only="留存的文件和读出的内容"),)


@router.get("/plans")
def listed(request: Request, at: Seated, text: Words = "") -> Response:
    """The documents on file, and the form that takes in another."""
    return _page(request, at, text)


@router.get("/plans.{kind}")
def as_file(at: Seated, kind: Kind, text: Words = "", encoding: str = UTF8) -> Response:
    """The same list as a file."""
    found = plans.rows(plans.listed(visit_of(at), text))
    return taken_away(at, kind, found, plans.HEADINGS, "文件", encoding)


@router.post("/plans", dependencies=[Posted])
def take_in(request: Request, at: Present, form: Sent) -> Response:
    """Take in a plan; what could not be read is told on the same page."""
    file = form.get("file")
    try:
        if not isinstance(file, UploadFile) or not file.filename:
            raise Refused("X696", "没有选文件；请选一份方案再上传")
        sha256 = plans.take_in(visit_of(at), Upload(file.filename, file.file))
    except Refused as refused:
        if refused.code == "X620":
            raise
        return _page(request, at, status=409, refused=refused)
    return RedirectResponse(f"/plans/{sha256}", 303)


@router.get("/plans/{sha256}")
def one(request: Request, at: Seated, sha256: str) -> Response:
    """A plan with its tasks and duties beside the text."""
    found = plans.plan(visit_of(at), sha256)
    return screen(request, at, "screens/packs/plan.html", plan=found, stages=STAGE_ZH, how_zh=HOW_ZH)


@router.get("/plans/{sha256}/units.xlsx")
def units(at: Seated, sha256: str) -> Response:
    """The units that the register lacks, as the sheet by which they come in."""
    rows = plans.units_lacking(visit_of(at), sha256)
    return as_workbook(rows, blanks.AGENCIES, name="方案提到的单位", made_on=at.view.today)


@router.post("/plans/{sha256}/draft", dependencies=[Posted])
def begin(at: Present, sha256: str) -> Response:
    """Begin a draft of a plan."""
    return RedirectResponse(f"/drafts/{keeping.begun(visit_of(at), sha256).key}", 303)


def _page(
    request: Request, at: Sitting, text: str = "", *, status: int = 200, refused: Refused | None = None
) -> Response:
    given: dict[str, Any] = {"plans": plans.listed(visit_of(at), text), "asked": {"text": text}, "refused": refused}
    return screen(request, at, "screens/packs/plans.html", status=status, **given)
