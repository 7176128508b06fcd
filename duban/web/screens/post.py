"""通知：what was decided to be said — listed, previewed exactly as it is sent, released, called back, taken back."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response, StreamingResponse

from duban.services.counter import post
from duban.services.powers import EVERYONE, Deed
from duban.services.showing import notice as single
from duban.services.showing import notices as shelf
from duban.services.showing.ledger import choices
from duban.web.exports import as_csv, as_workbook, saved_as
from duban.web.frame import Way, screen
from duban.web.screens.work import visit_of
from duban.web.seat import Posted, Present, Seated, Sitting, written_day
from engine.nouns import Role
from engine.source import Refused

router = APIRouter()
WAYS = (Way("/notices", "通知", "文书", Deed.LOOK, EVERYONE - {Role.CONTACT}),)
DONE = {
    "released": "已签发；何时发出见下面的函件，之前可以撤回签发。",
    "undone": "已撤回签发，文号作废，文书回到待签发（就是这一份）。",
    "cancelled": "已撤销，不再发出。",
}
LETTER_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; sandbox"
"""What a letter may do inside a page of ours: look like itself, and nothing else."""


@dataclass(frozen=True)
class Asked:
    """What the list was narrowed to, as the address says it."""

    text: str = ""
    state: str = ""
    agency: str = ""
    paper: str = ""
    due_from: str = ""
    due_to: str = ""
    page: int = 1

    @property
    def wanted(self) -> shelf.Asked:
        """The same in the words of the service."""
        days = written_day(self.due_from), written_day(self.due_to)
        return shelf.Asked(self.text, self.state, self.agency, self.paper, *days)


Narrowed = Annotated[Asked, Depends(Asked)]


@router.get("/notices")
def listed(request: Request, at: Seated, asked: Narrowed) -> Response:
    """The notices that were asked for."""
    found = shelf.notice_list(visit_of(at), at.view, asked.wanted, page=asked.page)
    agencies = choices(at.house.database, at.house.settings, at.viewer, at.view)["agencies"]
    given: dict[str, Any] = {"found": found, "asked": vars(asked), "agencies": agencies}
    return screen(request, at, "screens/office/notices.html", **given)


@router.get("/notices.xlsx")
def as_xlsx(at: Seated, asked: Narrowed) -> Response:
    """The same list as a workbook."""
    rows = (vars(each) for each in shelf.every_notice(visit_of(at), at.view, asked.wanted))
    return as_workbook(rows, shelf.HEADINGS, name=f"通知{at.view.as_of}", made_on=at.view.as_of)


@router.get("/notices.csv")
def as_text(at: Seated, asked: Narrowed, encoding: str = "utf-8-sig") -> StreamingResponse:
    """The same list as CSV."""
    rows = (vars(each) for each in shelf.every_notice(visit_of(at), at.view, asked.wanted))
    return as_csv(rows, shelf.HEADINGS, name=f"通知{at.view.as_of}", encoding=encoding)


@router.get("/notices/{key}")
def one(request: Request, at: Seated, key: str, done: str = "") -> Response:
    """One notice: how it reads, why it has not left, and what may be done about it."""
    return _page(request, at, key, done=DONE.get(done, ""))


@router.get("/notices/{key}/mail.html")
def as_mail(at: Seated, key: str) -> HTMLResponse:
    """The page that a mail program makes of it, shut in: no script, no address, no form."""
    html = single.preview(visit_of(at), at.view, key).html
    return HTMLResponse(html, headers={"Content-Security-Policy": LETTER_POLICY, "X-Frame-Options": "SAMEORIGIN"})


@router.get("/notices/{key}/paper.pdf")
def as_paper(at: Seated, key: str) -> Response:
    """The page of a paper, printed."""
    return _file(at, key, "pdf")


@router.get("/notices/{key}/paper.docx")
def as_manuscript(at: Seated, key: str) -> Response:
    """The same paper to go on editing."""
    return _file(at, key, "docx")


def _file(at: Sitting, key: str, kind: str) -> Response:
    found = single.as_file(visit_of(at), at.view, key, kind)
    return Response(found.content, media_type=found.type, headers=saved_as(found.name))


@router.post("/notices/{key}", dependencies=[Posted])
def act(
    request: Request,
    at: Present,
    key: str,
    deed: Annotated[str, Form()] = "",
    reason: Annotated[str, Form(max_length=500)] = "",
) -> Response:
    """Release it, call it back before it left, or take it back; what cannot be is told beside what was written."""
    visit = visit_of(at)
    visit.viewer.permit(Deed.RELEASE)
    try:
        match deed:
            case "release" | "urgent":
                post.release(visit, key, urgent=deed == "urgent")
                word = "released"
            case "undo":
                key, word = post.undo(visit, key).key, "undone"
            case "cancel":
                key, word = post.cancel(visit, key, reason).key, "cancelled"
            case _:
                raise Refused("X677", "通知没有这种办理方式；请从签发、撤回、撤销里选一种")
    except Refused as refused:
        if refused.code in ("X447", "X620", "X621"):
            raise
        return _page(request, at, key, status=409, refused=refused, reason=reason)
    return RedirectResponse(f"/notices/{key}?done={word}", 303)


def _page(
    request: Request,
    at: Sitting,
    key: str,
    *,
    status: int = 200,
    done: str = "",
    refused: Refused | None = None,
    reason: str = "",
) -> Response:
    found = single.notice(visit_of(at), at.view, key)
    given: dict[str, Any] = {"found": found, "done": done, "refused": refused, "reason": reason}
    return screen(request, at, "screens/office/notice.html", status=status, **given)
