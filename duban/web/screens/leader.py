"""一页看：the leader's page, its paper, and the two things he does there — sign what waits, note what he wants."""

import json
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from duban.services.counter import post
from duban.services.counter.deeds import Filled, do
from duban.services.paperwork.papers import DOCX_TYPE
from duban.services.powers import Deed
from duban.services.showing.briefing import briefing
from duban.services.showing.leader import one_page
from duban.web.charts import trend
from duban.web.exports import saved_as
from duban.web.frame import Way, screen
from duban.web.screens.work import visit_of
from duban.web.seat import Posted, Present, Seated, Sitting, written_day
from engine.nouns import Role
from engine.source import Refused

router = APIRouter()
WAYS = (Way("/leader", "一页看", "今日", Deed.COMPARE, frozenset({Role.LEADER, Role.OFFICER})),)
DONE = {
    "released": "已签发；下一个发送时段发出，发出之前可以在文书页面撤回。",
    "noted": "批示已记入案卷，并会告知承办单位。",
}


@router.get("/leader")
def shown(request: Request, at: Seated, done: str = "") -> Response:
    """The page."""
    return _page(request, at, done=DONE.get(done, ""))


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
