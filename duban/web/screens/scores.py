"""考核：agencies side by side, by name and with denominators — only after an officer turned it on."""

from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response, StreamingResponse

from duban.services.counter import scores as counter
from duban.services.powers import Deed
from duban.services.showing import scores as shelf
from duban.services.showing.ledger import choices
from duban.web import charts
from duban.web.exports import as_csv, as_workbook
from duban.web.frame import Way, screen
from duban.web.screens.work import visit_of
from duban.web.seat import Posted, Present, Seated, Sitting, written_year
from engine.source import Refused

router = APIRouter()
WAYS = (Way("/scores", "并排比较", "单位", Deed.COMPARE),)


@router.get("/scores")
def shown(request: Request, at: Seated, year: str = "") -> Response:
    """The agencies side by side, if that is turned on."""
    return _page(request, at, year)


@router.get("/scores.xlsx")
def as_xlsx(at: Seated, year: str = "") -> Response:
    """The same table as a workbook."""
    return as_workbook(_rows(at, year), shelf.HEADINGS, name=f"各单位情况{at.view.as_of}", made_on=at.view.as_of)


@router.get("/scores.csv")
def as_text(at: Seated, year: str = "", encoding: str = "utf-8-sig") -> StreamingResponse:
    """The same table as CSV."""
    return as_csv(_rows(at, year), shelf.HEADINGS, name=f"各单位情况{at.view.as_of}", encoding=encoding)


@router.post("/scores", dependencies=[Posted])
def turn(
    request: Request,
    at: Present,
    deed: Annotated[str, Form()] = "",
    reason: Annotated[str, Form(max_length=200)] = "",
) -> Response:
    """Turn it on, or off."""
    try:
        counter.turn(visit_of(at), on=deed == "on", reason=reason)
    except Refused as refused:
        if refused.code == "X620":
            raise
        return _page(request, at, "", status=409, refused=refused)
    return RedirectResponse("/scores", 303)


def _page(request: Request, at: Sitting, year: str, *, status: int = 200, refused: Refused | None = None) -> Response:
    found = shelf.scores(visit_of(at), at.view, year=written_year(year))
    columns = [name for name, _ in shelf.COLUMNS]
    given: dict[str, Any] = {
        "found": found, "asked": {"year": year}, "refused": refused,
        "columns": columns, "chart": charts.agencies(found.rows, columns),
        "years": choices(at.house.database, at.house.settings, at.viewer, at.view)["years"],
    }  # fmt: skip
    return screen(request, at, "screens/office/scores.html", status=status, **given)


def _rows(at: Sitting, year: str) -> list[dict[str, object]]:
    return [each.row for each in shelf.scores(visit_of(at), at.view, year=written_year(year)).rows]
