"""日历：a month of due days, and the days on which this office rests or works by itself."""

from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from duban.services.counter import almanac
from duban.services.powers import Deed
from duban.services.showing import almanac as shelf
from duban.web.frame import Way, link, screen
from duban.web.screens.work import visit_of
from duban.web.seat import Posted, Present, Seated, Sitting, written_day
from engine.nouns import Role
from engine.source import Refused

router = APIRouter()
WAYS = (
    Way(
        "/calendar",
        "日历",
        "今日",
        Deed.LOOK,
        frozenset({Role.OFFICER, Role.INSPECTOR, Role.READER}),
        now_only="放假安排和本地日历",
    ),
)
DONE = {"set": "已设置；下次巡查时按新的日历重看每一件。", "unset": "已撤销，照国家的放假安排。"}
Text = Annotated[str, Form(max_length=200)]


@router.get("/calendar")
def shown(request: Request, at: Seated, month: str = "", done: str = "") -> Response:
    """A month of due days."""
    return _page(request, at, month, done=DONE.get(done, ""))


@router.post("/calendar", dependencies=[Posted])
def change(
    request: Request,
    at: Present,
    deed: Text = "",
    kind: Text = "",
    first: Text = "",
    last: Text = "",
    reason: Text = "",
) -> Response:
    """Say that some days are rest or work days here, or take that back."""
    day = written_day(first)
    try:
        if deed == "unset":
            almanac.unset_day(visit_of(at), day, reason)
        else:
            almanac.set_days(visit_of(at), kind, day, written_day(last), reason)
    except Refused as refused:
        if refused.code == "X620":
            raise
        kept = {"kind": kind, "first": first, "last": last, "reason": reason}
        return _page(request, at, first[:7], status=409, refused=refused, kept=kept)
    done = "unset" if deed == "unset" else "set"
    return RedirectResponse(link("/calendar", {"month": first[:7], "done": done}), 303)


def _page(request: Request, at: Sitting, month: str, **said: Any) -> Response:
    found = shelf.month(visit_of(at), at.view, month)
    blank = {"kind": "", "first": "", "last": "", "reason": ""}
    given: dict[str, Any] = {"found": found, "done": "", "refused": None, "kept": blank, **said}
    return screen(request, at, "screens/office/calendar.html", **given)
