"""草案：the drafts there are, the questions of one, its text under the eyes of the checker, and every step of it."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from duban.services.drafts import asking, keeping, proving
from duban.services.drafts.plans import pieces_of
from duban.services.paperwork.views import window_zh
from duban.services.powers import Deed
from duban.web.exports import saved_as
from duban.web.forms import text_in
from duban.web.frame import Way, screen
from duban.web.lists import UTF8, Kind, Words, taken_away
from duban.web.pages import page as fragment
from duban.web.screens.work import visit_of
from duban.web.seat import Posted, Present, Seated, Sent, Sitting
from engine.source import Refused
from store.drafts import Draft, Stage

router = APIRouter()
NOW = "这份草案"
WAYS = (Way("/drafts", "草案", "规则", Deed.WRITE_RULES),)
DONE = {
    "answered": "答复已写入草案。",
    "saved": "已保存。",
    "proposed": "已送请批准；另一人登录后，从“今天”的“草案待批准”打开，看过差异再批准。",
    "published": "已发布，应办事项已进台账。",
    "dropped": "已放弃。",
}
BLANK = dict.fromkeys((*asking.FIELDS, "more", "rule", "do"), "")
"""The form of an answer before anything was written in it."""
Seen = Annotated[int, Form()]


@router.get("/drafts")
def listed(request: Request, at: Seated, text: Words = "", stage: str = "", done: str = "") -> Response:
    """The drafts that were asked for."""
    found = keeping.listed(visit_of(at), at.view, text=text, stage=stage)
    given: dict[str, Any] = {"drafts": found, "stages": keeping.STAGE_ZH, "asked": {"text": text, "stage": stage}}
    given |= {"done": DONE.get(done, ""), "published": done == "published", "sweep_at": at.house.settings.sweep_at}
    return screen(request, at, "screens/packs/drafts.html", **given)


@router.get("/drafts.{kind}")
def list_as_file(at: Seated, kind: Kind, text: Words = "", stage: str = "", encoding: str = UTF8) -> Response:
    """The same list as a file."""
    found = keeping.listed(visit_of(at), at.view, text=text, stage=stage)
    return taken_away(at, kind, keeping.rows(found), keeping.HEADINGS, "草案", encoding)


@router.get("/drafts/{key}")
def questions(request: Request, at: Seated, key: str, page: int = 1, rule: str = "", done: str = "") -> Response:
    """The questions of a draft, as a list or one by one."""
    return _questions(request, at, key, page=page, rule=rule, done=DONE.get(done, ""))


@router.post("/drafts/{key}/answer", dependencies=[Posted])
def answer(request: Request, at: Present, key: str, form: Sent) -> Response:
    """Write an answer in: to one rule, to all that have a proposal, or that a rule is left out."""
    given = {name: text_in(form, name) for name in BLANK}
    try:
        _answered(at, key, given, seen=int(text_in(form, "seen") or 0))
    except Refused as refused:
        if refused.code not in asking.ABOUT_ANSWERS:
            raise
        return _questions(request, at, key, rule=given["rule"], status=409, refused=refused, given=given)
    return RedirectResponse(f"/drafts/{key}?done=answered", 303)


def _answered(at: Sitting, key: str, given: Mapping[str, str], *, seen: int) -> None:
    visit, rule = visit_of(at), given["rule"]
    if given["do"] == "accept_all":
        asking.accept_all(visit, key, seen=seen)
    elif given["do"] == "leave_out":
        asking.leave_out(visit, key, rule, seen=seen)
    else:
        fields = asking.fields_from(given, given["more"]) if given["do"] == "change" else {}
        asking.answer(visit, key, rule, fields, seen=seen)


@router.get("/drafts/{key}/text")
def text(request: Request, at: Seated, key: str, done: str = "") -> Response:
    """The text of a draft beside its source."""
    found = keeping.draft(visit_of(at), key)
    return _text(request, at, found, found.text, done=DONE.get(done, ""))


@router.post("/drafts/{key}/check", dependencies=[Posted])
def check(request: Request, at: Seated, key: str, text: Annotated[str, Form()] = "") -> Response:
    """What is wrong with the text as it is now typed; nothing is kept."""
    found = keeping.draft(visit_of(at), key)
    if request.headers.get("hx-request"):
        return fragment(request, "screens/packs/proof.html", proof=proving.proved(visit_of(at), text, found.title))
    return _text(request, at, found, text)


@router.post("/drafts/{key}/text", dependencies=[Posted])
def save(request: Request, at: Present, key: str, seen: Seen, text: Annotated[str, Form()] = "") -> Response:
    """Keep the text; what was typed stays on the page when it cannot be kept."""
    try:
        keeping.save(visit_of(at), key, text, seen=seen)
    except Refused as refused:
        if refused.code in ("X620", "X681"):
            raise
        return _text(request, at, keeping.draft(visit_of(at), key), text, status=409, refused=refused)
    return RedirectResponse(f"/drafts/{key}/text?done=saved", 303)


@router.post("/drafts/{key}/drop", dependencies=[Posted])
def drop(at: Present, key: str, seen: Seen) -> Response:
    """Give a draft up."""
    keeping.give_up(visit_of(at), key, seen=seen)
    return RedirectResponse("/drafts?done=dropped", 303)


@router.get("/drafts/{key}/steps")
def steps(request: Request, at: Seated, key: str) -> Response:
    """Every step of a draft: who did what when."""
    found = keeping.steps(visit_of(at), key)
    return screen(request, at, "screens/packs/steps.html", steps=found, **frame_of(found[0]))


@router.get("/drafts/{key}/steps/{version}.yaml")
def as_file(at: Seated, key: str, version: int) -> Response:
    """The text as it was after a step."""
    found = keeping.as_of(visit_of(at), key, version)
    return Response(found.text, media_type="application/yaml", headers=saved_as(f"{found.title}-{version}.yaml"))


def _questions(
    request: Request,
    at: Sitting,
    key: str,
    *,
    page: int = 1,
    rule: str = "",
    done: str = "",
    status: int = 200,
    refused: Refused | None = None,
    given: Mapping[str, str] | None = None,
) -> Response:
    found = keeping.draft(visit_of(at), key)
    try:
        asked = asking.questions(visit_of(at), key, page=page, rule=rule)
    except Refused as unreadable:
        if unreadable.code != "X685":
            raise
        return _text(request, at, found, found.text, refused=refused or unreadable)
    values: dict[str, Any] = {"asked": asked, "rule": rule, "done": done, "refused": refused}
    values |= {"given": given or BLANK, "blank": BLANK}
    return screen(request, at, "screens/packs/questions.html", status=status, **values, **frame_of(found))


def _text(
    request: Request,
    at: Sitting,
    found: Draft,
    typed: str,
    *,
    done: str = "",
    status: int = 200,
    refused: Refused | None = None,
) -> Response:
    visit = visit_of(at)
    source = keeping.source_of(visit, found)
    rules = keeping.rules_of(typed)
    values: dict[str, Any] = {"typed": typed, "source": source, "done": done, "refused": refused}
    values["pieces"] = pieces_of(source, rules) if source else ()
    values["lines"] = {rule.id: rule.source.line for rule in rules}
    values["apart"] = keeping.apart(found, typed) if refused and refused.code == "X682" else ()
    proof = proving.proved(visit, typed, found.title)
    return screen(request, at, "screens/packs/text.html", status=status, proof=proof, **values, **frame_of(found))


def frame_of(found: Draft) -> dict[str, Any]:
    """What every page of a draft shows around its own."""
    open_ = found.stage in (Stage.WRITTEN, Stage.PROPOSED)
    return {
        "now_only": NOW,
        "draft": found,
        "stage_zh": keeping.STAGE_ZH[found.stage],
        "open_": open_,
        "window_zh": window_zh,
    }
