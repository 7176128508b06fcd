"""人员学时：the sheet to fill in, handed in, and given back with what is wrong in which row."""

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import UploadFile

from duban.services.casefile.intake import Upload
from duban.services.counter import hours
from duban.services.powers import Deed
from duban.services.showing import hours as shelf
from duban.web.exports import as_workbook
from duban.web.frame import Way, screen
from duban.web.screens.work import visit_of
from duban.web.seat import Posted, Present, Seated, Sent, Sitting
from engine.nouns import Role
from engine.source import Refused

router = APIRouter()
WAYS = (Way("/hours", "人员学时", "单位", Deed.WORK, frozenset({Role.CONTACT}), now_only="登记表"),)


@router.get("/hours")
def blank(request: Request, at: Seated) -> Response:
    """The sheet to fill in, and the form to hand it in."""
    return _blank(request, at)


@router.get("/hours/template.xlsx")
def template(at: Seated, kind: str = "") -> Response:
    """The sheet with the agency's people in it."""
    rows = shelf.blank_sheet(visit_of(at), kind)
    return as_workbook(rows, shelf.HEADINGS, name="人员学时登记表", made_on=at.view.today)


@router.post("/hours", dependencies=[Posted])
def hand_in(request: Request, at: Present, form: Sent) -> Response:
    """Take a sheet in."""
    given = form.get("file")
    try:
        if not isinstance(given, UploadFile) or not given.filename:
            raise Refused("X743", "没有选表格；请选好填过的表格再提交")
        kept = hours.hand_in(visit_of(at), Upload(given.filename, given.file))
    except Refused as refused:
        if refused.code in ("X620", "X660"):
            raise
        return _blank(request, at, status=409, refused=refused)
    return RedirectResponse(f"/hours/{kept.key}", 303)


@router.get("/hours/{key}")
def result(request: Request, at: Seated, key: str) -> Response:
    """What became of each row of a sheet."""
    return screen(request, at, "screens/hours/result.html", found=shelf.result(visit_of(at), key))


@router.get("/hours/{key}/annotated.xlsx")
def annotated(at: Seated, key: str) -> Response:
    """The sheet as it was handed in, with what became of each row beside it."""
    found = shelf.result(visit_of(at), key)
    rows, headings = shelf.annotated(found)
    return as_workbook(rows, headings, name=f"批注-{found.evidence.title}", made_on=at.view.today)


def _blank(request: Request, at: Sitting, *, status: int = 200, refused: Refused | None = None) -> Response:
    visit = visit_of(at)
    agency = visit.viewer.own
    kinds = shelf.countables(visit)
    return screen(
        request,
        at,
        "screens/hours/blank.html",
        status=status,
        kinds=kinds,
        agency=agency,
        refused=refused,
    )
