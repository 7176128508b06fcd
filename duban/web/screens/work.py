"""办理：the page of a task, and the forms by which people act on it."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from duban.services.counter.deeds import Filled, Visit, do
from duban.services.showing.task import task
from duban.web.forms import as_kept, filled_in
from duban.web.frame import Way, screen
from duban.web.seat import Posted, Present, Seated, Sent, Sitting
from engine.source import Refused

router = APIRouter()
WAYS: tuple[Way, ...] = ()


@router.get("/task/{number}")
def shown(request: Request, at: Seated, number: str, done: str = "") -> Response:
    """One task, and what may be done about it."""
    return _page(request, at, number, done=bool(done))


@router.post("/task/{number}", dependencies=[Posted])
def act(request: Request, at: Present, number: str, form: Sent) -> Response:
    """Do what the form asks for; what could not be done is told beside what was written."""
    filled = filled_in(form)
    try:
        do(visit_of(at), number, filled)
    except Refused as refused:
        if refused.code in ("X401", "X403", "X621"):
            raise
        return _page(request, at, number, status=409, refused=refused, filled=as_kept(filled, refused))
    return RedirectResponse(f"/task/{number}?done=1", 303)


def visit_of(at: Sitting) -> Visit:
    """Whoever asks, as a visitor at the counter."""
    return Visit(at.house.database, at.house.settings, at.viewer, at.view.today, at.house.now())


def _page(
    request: Request,
    at: Sitting,
    number: str,
    *,
    status: int = 200,
    done: bool = False,
    refused: Refused | None = None,
    filled: Filled | None = None,
) -> Response:
    found = task(visit_of(at), at.view, number)
    given: dict[str, Any] = {"found": found, "done": done, "refused": refused, "filled": filled or Filled("")}
    return screen(request, at, "screens/task.html", status=status, **given)
