"""出错页：what a person reads when something cannot be done — a code, whose fault it is, and the next step."""

from collections.abc import Sequence
from urllib.parse import quote, urlsplit

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException

from duban.web.forms import form_begun, typed_in
from duban.web.pages import page
from duban.web.seat import VIEW
from engine.source import Problem, Refused

STATUSES = {
    "X401": 404,
    "X402": 404,
    "X403": 404,
    "X404": 404,
    "X447": 404,
    "X604": 404,
    "X610": 401,
    "X611": 429,
    "X620": 403,
    "X621": 404,
    "X631": 403,
    "X660": 403,
    "X664": 410,
    "X665": 404,
    "X671": 404,
    "X708": 404,
    "X680": 404,
    "X681": 404,
    "X695": 404,
    "X730": 401,
    "X731": 403,
    "X741": 404,
    "X771": 404,
    "X772": 404,
    "R402": 404,
    "R407": 404,
}
"""The codes that are not simply a conflict with how things stand."""
OURS = "S"
"""Codes of the store: the house itself is in trouble, and it may pass."""
MISFILLED = Refused("X904", "填写的内容不完整或格式不对；请返回检查后重新提交")
SAID = {
    400: MISFILLED,
    404: Refused("X901", "没有这个页面；请检查地址，或从首页进入"),
    405: Refused("X902", "这个地址不能这样使用；请返回上一页重新操作"),
    413: Refused("X903", "一次送来的超过 60 MB，没有收下；请压缩图片，分几次上传，或改为填写链接"),
    422: MISFILLED,
}
BROKEN = Refused("X900", "系统出错，这次操作没有办成；请稍后再试，仍不行请联系管理员并告知出错时间")

UNSENT = ("X630", "X631")
"""What a form is refused for before anybody read it: a past day is looked at, or it is too old."""
LINK = "/r/"
"""Whoever comes by a link of a letter has no house to go back to."""

API = "/api/"
"""Whoever asks there is a program."""

log = structlog.get_logger("duban.web")


class TooMuch(HTTPException):
    """More was sent than may be; `begun` is how it began, the rest was never kept."""

    def __init__(self, begun: bytes) -> None:
        super().__init__(413)
        self.begun = begun


def explain_mistakes(app: FastAPI) -> None:
    """Let every foreseen failure end in a page that says what to do next; `broken` is for the others."""
    app.add_exception_handler(Refused, _refused)
    app.add_exception_handler(HTTPException, _by_status)
    app.add_exception_handler(RequestValidationError, _misfilled)


def told(request: Request, refused: Refused, status: int, kept: Sequence[str] = ()) -> Response:
    """A refusal as a page with a way on and what was typed, or as JSON for a program that asks for it."""
    if wants_json(request):
        return JSONResponse({"code": refused.code, "message": refused.message}, status)
    return page(request, "mistake.html", status=status, code=refused.code, message=refused.message,
                problems=[_line(problem) for problem in refused.problems], kept=kept,
                back=came_from(request) or "/", home=not request.url.path.startswith(LINK),
                today=_today(request))  # fmt: skip


def _today(request: Request) -> str:
    """The way to the same page as it is today, for whoever looks at a past day, of which much is not there yet."""
    here = request.url.path if request.method == "GET" else came_from(request)
    return f"/view?to={quote(here)}" if here and request.cookies.get(VIEW) else ""


def wants_json(request: Request) -> bool:
    """Whether a program asks."""
    return request.url.path.startswith(API) or "application/json" in request.headers.get("accept", "")


def broken(request: Request, raised: Exception) -> Response:
    """The page for a failure that nobody foresaw; what it was goes to the log, not to the reader."""
    log.error("page_failed", method=request.method, exc_info=raised)
    return told(request, BROKEN, 500)


def _line(problem: Problem) -> str:
    return f"{problem.code} {problem.message}"


def came_from(request: Request) -> str:
    """The page of ours that a form was sent from, with how it was narrowed; none when it came from elsewhere."""
    came = urlsplit(request.headers.get("referer", ""))
    narrowed = f"?{came.query}" if came.query else ""
    return came.path + narrowed if came.netloc and came.netloc == request.headers.get("host") else ""


async def _typed(request: Request) -> list[str]:
    """What was typed into a form of ours; a stranger's form is not repeated."""
    return typed_in((await request.form()).multi_items()) if request.method == "POST" and came_from(request) else []


async def _refused(request: Request, refused: Exception) -> Response:
    assert isinstance(refused, Refused)
    status = STATUSES.get(refused.code, 503 if refused.code.startswith(OURS) else 409)
    return told(request, refused, status, await _typed(request) if refused.code in UNSENT else ())


async def _by_status(request: Request, raised: Exception) -> Response:
    assert isinstance(raised, HTTPException)
    sent = await form_begun(request.headers, raised.begun) if isinstance(raised, TooMuch) else FormData()
    kept = typed_in(sent.multi_items()) if came_from(request) else ()
    return told(request, SAID.get(raised.status_code, BROKEN), raised.status_code, kept)


def _misfilled(request: Request, _raised: Exception) -> Response:
    return told(request, MISFILLED, 422)
