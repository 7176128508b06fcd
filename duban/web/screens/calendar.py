"""日程与年终表：what a contact takes away — due days for his calendar, and the sheet of the year to report from."""

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from duban.services.powers import Deed
from duban.services.showing import agendas, yearend
from duban.web.exports import as_workbook, saved_as
from duban.web.frame import Way, screen
from duban.web.screens.work import visit_of
from duban.web.seat import Posted, Present, Seated, written_year
from engine.nouns import Role
from notifications.agenda import MIME_TYPE

router = APIRouter()
WAYS = (Way("/mine/calendar", "日程与年终表", "单位", Deed.WORK, frozenset({Role.CONTACT}), now_only="到期日程"),)
DONE = {"drawn": "已换成新的订阅地址，原来的地址从现在起打不开。"}


@router.get("/mine/calendar")
def shown(request: Request, at: Seated, done: str = "") -> Response:
    """Where the calendar and the sheet are to be had."""
    visit = visit_of(at)
    feed, given = agendas.feed_of(visit), yearend.years(visit)
    address = (at.house.settings.public_url or str(request.base_url)).rstrip("/") + feed.path
    return screen(
        request,
        at,
        "screens/mine/calendar.html",
        feed=feed,
        address=address,
        years=given,
        done=DONE.get(done, ""),
    )


@router.post("/mine/calendar", dependencies=[Posted])
def draw(at: Present) -> Response:
    """Take the address away from whoever has it."""
    agendas.drawn_anew(visit_of(at))
    return RedirectResponse("/mine/calendar?done=drawn", 303)


@router.get("/mine.ics")
def as_calendar(at: Seated) -> Response:
    """The due days as a file, as they stand now."""
    headers = saved_as(f"督办日程{at.view.today}.ics")
    return Response(agendas.calendar(visit_of(at)), media_type=f"{MIME_TYPE}; charset=utf-8", headers=headers)


@router.get("/roster/agency/{id_}/days.ics")
def of_agency(at: Seated, id_: str) -> Response:
    """The due days of an agency as a file, as they stand now."""
    headers = saved_as(f"督办日程-{id_}-{at.view.today}.ics")
    return Response(agendas.calendar_of(visit_of(at), id_), media_type=f"{MIME_TYPE}; charset=utf-8", headers=headers)


@router.get("/mine/year.xlsx")
def sheet(at: Seated, year: str = "") -> Response:
    """The sheet of a year, this one's unless another is asked for."""
    wanted = written_year(year) or at.view.as_of.year
    rows = yearend.year_sheet(visit_of(at), at.view, wanted)
    return as_workbook(rows, yearend.HEADINGS, name=f"{wanted}年度办理情况", made_on=at.view.as_of)
