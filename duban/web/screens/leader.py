"""一页看：the leader's page, its paper, and the two things he does there — sign what waits, note what he wants."""

import json
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from duban.services.counter import post
from duban.services.counter.deeds import Filled, do
from duban.services.paperwork.papers import DOCX_TYPE
from duban.services.powers import Deed
from duban.services.showing.briefing import HEADINGS, briefing, table
from duban.services.showing.leader import one_page, repeats
from duban.services.showing.paged import cut
from duban.web.charts import trend
from duban.web.exports import as_csv, as_workbook, saved_as
from duban.web.frame import Way, screen
from duban.web.lists import UTF8, Kind, taken_away
from duban.web.screens.work import visit_of
from duban.web.seat import Posted, Present, Seated, Sitting, written_day
from engine.nouns import Role
from engine.source import Refused

router = APIRouter()
WAYS = (Way("/leader", "一页看", "今日", Deed.COMPARE, frozenset({Role.LEADER, Role.OFFICER})),)
REPEATS = {"agency": "单位", "matter": "事项", "many": "逾期期数", "since": "最早应办结"}
DONE = {
    "released": "已签发；何时发出见文书页面，发出之前可以在那里撤回。",
    "noted": "批示已记入案卷，并会告知承办单位。",
}


@router.get("/leader")
def shown(request: Request, at: Seated, done: str = "") -> Response:
    """The page."""
    return _page(request, at, done=DONE.get(done, ""))


@router.get("/leader/repeats")
def repeated(request: Request, at: Seated, text: str = "", page: int = 1) -> Response:
    """Every duty that an agency missed in several windows."""
    found = cut(list(repeats(visit_of(at), at.view, text)), page)
    return screen(request, at, "screens/leader/repeats.html", found=found, asked={"text": text})


@router.get("/leader/repeats.xlsx")
def repeated_as_xlsx(at: Seated, text: str = "") -> Response:
    """The same list as a workbook."""
    rows = (vars(each) for each in repeats(visit_of(at), at.view, text))
    return as_workbook(rows, REPEATS, name=f"重复逾期{at.view.as_of}", made_on=at.view.as_of)


@router.get("/leader/repeats.csv")
def repeated_as_text(at: Seated, text: str = "", encoding: str = "utf-8-sig") -> Response:
    """The same list as CSV."""
    rows = (vars(each) for each in repeats(visit_of(at), at.view, text))
    return as_csv(rows, REPEATS, name=f"重复逾期{at.view.as_of}", encoding=encoding)


@router.get("/leader.pdf")
def as_pdf(at: Seated) -> Response:
    """The page as a paper to print."""
    paper = briefing(visit_of(at), at.view)
    return Response(paper.pdf, media_type="application/pdf", headers=saved_as(f"{paper.name}.pdf"))


@router.get("/leader.docx")
def as_docx(at: Seated) -> Response:
    """The page as a paper to go on editing."""
    paper = briefing(visit_of(at), at.view)
    return Response(paper.docx, media_type=DOCX_TYPE, headers=saved_as(f"{paper.name}.docx"))


@router.get("/leader.{kind}")
def as_table(at: Seated, kind: Kind, encoding: str = UTF8) -> Response:
    """The figures of the page as a table to lay before a meeting."""
    return taken_away(at, kind, table(visit_of(at), at.view), HEADINGS, "汇报表", encoding)


@router.post("/leader/release", dependencies=[Posted])
def release(request: Request, at: Present, key: Annotated[str, Form()] = "") -> Response:
    """Let a paper go; why it cannot be is told on the page."""
    try:
        post.release(visit_of(at), key)
    except Refused as refused:
        return _refused(request, at, refused)
    return RedirectResponse("/leader?done=released", 303)


@router.post("/leader/remark", dependencies=[Posted])
def note(
    request: Request,
    at: Present,
    number: Annotated[str, Form()] = "",
    text: Annotated[str, Form(max_length=2000)] = "",
    answer_by: Annotated[str, Form()] = "",
) -> Response:
    """Put a note on the file of a matter."""
    filled = Filled("remark", text=text, answer_by=written_day(answer_by))
    try:
        do(visit_of(at), number, filled)
    except Refused as refused:
        return _refused(request, at, refused, noted=text)
    return RedirectResponse("/leader?done=noted", 303)


def _refused(request: Request, at: Sitting, refused: Refused, noted: str = "") -> Response:
    if refused.code in ("X401", "X403", "X447", "X620", "X621"):
        raise refused
    return _page(request, at, status=409, refused=refused, noted=noted)


def _page(
    request: Request, at: Sitting, *, status: int = 200, done: str = "", refused: Refused | None = None, noted: str = ""
) -> Response:
    found = one_page(visit_of(at), at.view)
    said: dict[str, Any] = {"done": done, "refused": refused, "noted": noted}
    chart = json.dumps(trend(found.months), ensure_ascii=False).replace("<", "\\u003c")
    return screen(request, at, "screens/leader/page.html", status=status, page=found, chart=chart, **said)
