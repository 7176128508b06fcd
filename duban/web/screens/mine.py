"""我的事项：the one screen of a contact — what falls due, what is asked of him, signed for in one go."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response, StreamingResponse

from duban.services.counter import inhand
from duban.services.powers import Deed
from duban.services.showing import mine as shelf
from duban.web.exports import as_csv, as_workbook
from duban.web.frame import Way, link, screen
from duban.web.pages import due_zh
from duban.web.screens.work import visit_of
from duban.web.seat import Posted, Present, Seated, Sitting, written_day
from engine.nouns import Role
from engine.source import Refused

router = APIRouter()
CONTACTS = frozenset({Role.CONTACT})
WAYS = (
    Way("/mine", "我的事项", "今日", Deed.WORK, CONTACTS, also=("/task",)),
    Way("/mine/deputies", "请同事代管", "单位", Deed.WORK, CONTACTS, now_only="在册的同事"),
)
DONE = {
    "signed": "已签收。",
    "some": "有几件没有签收成，其余的已签收；没有签收成的仍在下面。",
    "entrusted": "已记下经办人。",
    "deputed": "已办好代管，督办信函从现在起发给代管人。",
}


@dataclass(frozen=True)
class Asked:
    """What the list was narrowed to, as the address says it."""

    text: str = ""
    lamp: str = ""
    state: str = ""
    soon: str = ""
    part: str = ""
    page: int = 1

    @property
    def wanted(self) -> shelf.Wanted:
        """The same in the words of the service."""
        return shelf.Wanted(self.text.strip()[:100], self.lamp, self.state, bool(self.soon), self.part)


Narrowed = Annotated[Asked, Depends(Asked)]


@router.get("/mine")
def listed(request: Request, at: Seated, asked: Narrowed, done: str = "") -> Response:
    """What the contact's agency has in hand."""
    return _page(request, at, asked, done=DONE.get(done, ""))


@router.get("/mine.xlsx")
def as_xlsx(at: Seated, asked: Narrowed) -> Response:
    """The same list as a workbook."""
    return as_workbook(_rows(at, asked), shelf.HEADINGS, name=f"我的事项{at.view.as_of}", made_on=at.view.as_of)


@router.get("/mine.csv")
def as_text(at: Seated, asked: Narrowed, encoding: str = "utf-8-sig") -> StreamingResponse:
    """The same list as CSV."""
    return as_csv(_rows(at, asked), shelf.HEADINGS, name=f"我的事项{at.view.as_of}", encoding=encoding)


@router.post("/mine/accept", dependencies=[Posted])
def accept(request: Request, at: Present, task: Annotated[list[str], Form()] = []) -> Response:  # noqa: B006
    """Sign for those that were ticked."""
    try:
        moved = inhand.accept(visit_of(at), task)
    except Refused as refused:
        if refused.code != "X661":
            raise
        return _page(request, at, Asked(), status=409, refused=refused)
    return RedirectResponse(link("/mine", {"done": "some" if moved.refused else "signed"}), 303)


@router.post("/mine/entrust", dependencies=[Posted])
def entrust(at: Present, task: Annotated[str, Form()], name: Annotated[str, Form(max_length=40)] = "") -> Response:
    """Say which colleague has a task in hand."""
    inhand.entrust(visit_of(at), task, name)
    return RedirectResponse(link("/mine", {"done": "entrusted"}), 303)


@router.get("/mine/deputies")
def deputies(request: Request, at: Seated) -> Response:
    """The form by which one colleague answers for another."""
    return _deputies(request, at)


@router.post("/mine/deputies", dependencies=[Posted])
def deputise(
    request: Request,
    at: Present,
    of: Annotated[str, Form()] = "",
    to: Annotated[str, Form()] = "",
    until: Annotated[str, Form()] = "",
    reason: Annotated[str, Form(max_length=200)] = "",
) -> Response:
    """Let one colleague answer for another."""
    try:
        inhand.deputise(visit_of(at), of, to, until=written_day(until), reason=reason)
    except Refused as refused:
        given = {"of": of, "to": to, "until": until, "reason": reason}
        return _deputies(request, at, status=409, refused=refused, given=given)
    return RedirectResponse(link("/mine", {"done": "deputed"}), 303)


def _page(
    request: Request, at: Sitting, asked: Asked, *, status: int = 200, done: str = "", refused: Refused | None = None
) -> Response:
    found = shelf.mine(visit_of(at), at.view, asked.wanted, page=asked.page)
    given: dict[str, Any] = {"mine": found, "asked": vars(asked), "done": done, "refused": refused}
    return screen(request, at, "screens/mine/list.html", status=status, **given)


def _deputies(
    request: Request,
    at: Sitting,
    *,
    status: int = 200,
    refused: Refused | None = None,
    given: dict[str, str] | None = None,
) -> Response:
    blank = {"of": "", "to": "", "until": "", "reason": ""}
    people = shelf.colleagues(visit_of(at))
    kept = {**blank, **(given or {})}
    return screen(
        request,
        at,
        "screens/mine/deputies.html",
        status=status,
        people=people,
        refused=refused,
        given=kept,
    )


def _rows(at: Sitting, asked: Asked) -> list[dict[str, object]]:
    return [{**each.row, "due": due_zh(each.due)} for each in shelf.every_line(visit_of(at), at.view, asked.wanted)]
