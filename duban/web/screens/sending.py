"""发信：the outbox and its dead letters, what is kept quiet, the brake, and what the days ahead will bring."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response, StreamingResponse

from duban.services.counter import post
from duban.services.powers import Deed
from duban.services.showing import letters as shelf
from duban.services.showing import quiet
from duban.services.showing.ledger import choices
from duban.web.exports import as_csv, as_workbook, saved_as
from duban.web.frame import Way, link, screen
from duban.web.lists import UTF8, Kind, Words, taken_away
from duban.web.screens.work import visit_of
from duban.web.seat import Posted, Present, Seated, Sitting, written_day
from engine.source import Refused

router = APIRouter()
WAYS = (
    Way("/letters", "函件", "文书", Deed.SEARCH_LOG),
    Way("/silences", "静默与发信", "文书", Deed.SILENCE, now_only="静默和发信"),
)
DONE = {
    "retry": "已放回发件箱，同样的信再试三天。",
    "fix": "已按今天的情况重新成文，改投新的邮箱；请同时更正名册。",
    "redraw": "已另起一轮重新成文，下一个发送时段发出。",
    "close": "已了结这封信。",
    "quiet": "静默已开始；期间应发的照常登记，到期后并入下一封提醒。",
    "ended": "静默已提前结束。",
    "going": "已放行，等候的信照常发出。",
    "stopped": "已暂停发信。",
}


@dataclass(frozen=True)
class Asked:
    """What the outbox was narrowed to, as the address says it."""

    stage: str = ""
    text: str = ""
    page: int = 1


Narrowed = Annotated[Asked, Depends(Asked)]
Text = Annotated[str, Form(max_length=500)]


@router.get("/letters")
def listed(request: Request, at: Seated, asked: Narrowed, done: str = "") -> Response:
    """The letters in a stage, or all."""
    return _list(request, at, asked, done=DONE.get(done, ""))


@router.get("/letters.xlsx")
def as_xlsx(at: Seated, asked: Narrowed) -> Response:
    """The same list as a workbook."""
    rows = (vars(each) for each in shelf.every_letter(visit_of(at), at.view, stage=asked.stage, text=asked.text))
    return as_workbook(rows, shelf.HEADINGS, name=f"函件{at.view.as_of}", made_on=at.view.as_of)


@router.get("/letters.csv")
def as_text(at: Seated, asked: Narrowed, encoding: str = "utf-8-sig") -> StreamingResponse:
    """The same list as CSV."""
    rows = (vars(each) for each in shelf.every_letter(visit_of(at), at.view, stage=asked.stage, text=asked.text))
    return as_csv(rows, shelf.HEADINGS, name=f"函件{at.view.as_of}", encoding=encoding)


@router.get("/letters/{key}")
def one(request: Request, at: Seated, key: str, done: str = "") -> Response:
    """One letter, with every attempt and the words of the server."""
    return _page(request, at, key, done=DONE.get(done, ""))


@router.get("/letters/{key}/mail.eml")
def as_sent(at: Seated, key: str) -> Response:
    """The very bytes of a letter."""
    name, content = shelf.as_mail(visit_of(at), key)
    return Response(content, media_type="message/rfc822", headers=saved_as(name))


@router.post("/letters/{key}", dependencies=[Posted])
def settle(request: Request, at: Present, key: str, deed: Text = "", address: Text = "", reason: Text = "") -> Response:
    """Settle a dead letter, or a notice that could not be written."""
    try:
        post.settle(visit_of(at), key, deed, address=address, reason=reason)
    except Refused as refused:
        if refused.code == "X620":
            raise
        try:
            return _page(request, at, key, status=409, refused=refused, kept={"address": address, "reason": reason})
        except Refused:  # it is no letter, but a notice that could not be written
            return _list(request, at, Asked(stage="dead"), status=409, refused=refused)
    return RedirectResponse(link("/letters", {"stage": "dead", "done": deed}), 303)


@router.get("/silences")
def silences(request: Request, at: Seated, every: str = "", text: Words = "", done: str = "") -> Response:
    """What is kept quiet, whether sending stands still, and what the days ahead will bring."""
    return _quiet(request, at, every=every, text=text, done=DONE.get(done, ""))


@router.get("/silences.{kind}")
def silences_as_file(at: Seated, kind: Kind, every: str = "", text: Words = "", encoding: str = UTF8) -> Response:
    """The silences as a file."""
    found = quiet.silent(visit_of(at), everything=bool(every), text=text)
    return taken_away(at, kind, found, quiet.HEADINGS, "静默", encoding)


@router.post("/silences", dependencies=[Posted])
def keep_quiet(
    request: Request,
    at: Present,
    scope: Text = "",
    of: Text = "",
    since: Text = "",
    until: Text = "",
    reason: Text = "",
) -> Response:
    """Begin a silence."""
    kept = {"scope": scope, "of": of, "since": since, "until": until, "reason": reason}
    days = {"since": written_day(since), "until": written_day(until)}
    try:
        post.keep_quiet(visit_of(at), scope, of, **days, reason=reason)
    except Refused as refused:
        if refused.code == "X620":
            raise
        return _quiet(request, at, status=409, refused=refused, kept=kept)
    return RedirectResponse("/silences?done=quiet", 303)


@router.post("/silences/{key}/end", dependencies=[Posted])
def end_quiet(at: Present, key: str) -> Response:
    """End a silence before its time."""
    post.end_quiet(visit_of(at), key)
    return RedirectResponse("/silences?done=ended", 303)


@router.post("/sending", dependencies=[Posted])
def brake(request: Request, at: Present, deed: Text = "", reason: Text = "") -> Response:
    """Let sending go on, or stop it."""
    try:
        if deed == "resume":
            post.go_on(visit_of(at), reason)
        else:
            post.stop(visit_of(at), reason)
    except Refused as refused:
        if refused.code == "X620":
            raise
        return _quiet(request, at, status=409, refused=refused)
    return RedirectResponse(link("/silences", {"done": "going" if deed == "resume" else "stopped"}), 303)


def _list(request: Request, at: Sitting, asked: Asked, **said: Any) -> Response:
    found = shelf.letter_list(visit_of(at), at.view, stage=asked.stage, text=asked.text, page=asked.page)
    given: dict[str, Any] = {"found": found, "asked": vars(asked), "done": "", "refused": None, **said}
    return screen(request, at, "screens/office/letters.html", **given)


def _page(request: Request, at: Sitting, key: str, **said: Any) -> Response:
    found = shelf.letter(visit_of(at), at.view, key)
    blank = {"address": "", "reason": ""}
    given: dict[str, Any] = {"found": found, "done": "", "refused": None, "kept": blank, **said}
    return screen(request, at, "screens/office/letter.html", **given)


def _quiet(request: Request, at: Sitting, *, every: str = "", text: str = "", **said: Any) -> Response:
    found = quiet.quiet(visit_of(at), everything=bool(every), text=text)
    blank = {"scope": "", "of": "", "since": "", "until": "", "reason": ""}
    offered = choices(at.house.database, at.house.settings, at.viewer, at.view)
    given: dict[str, Any] = {
        "found": found, "asked": {"every": every, "text": text}, "choices": offered,
        "done": "", "refused": None, "kept": blank, **said,
    }  # fmt: skip
    return screen(request, at, "screens/office/silences.html", **given)
