"""规则包：those in force, those that ship with the house; every rule with its quote, its terms in words, its duties."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from duban.services.drafts import keeping, shelf
from duban.services.powers import EVERYONE, Deed
from duban.web.exports import saved_as
from duban.web.frame import Way, screen
from duban.web.lists import UTF8, Kind, Words, taken_away
from duban.web.screens.work import visit_of
from duban.web.seat import Posted, Present, Seated
from engine.nouns import Role

router = APIRouter()
WAYS = (Way("/packs", "规则包", "规则", Deed.LOOK, EVERYONE - {Role.CONTACT}),)


@router.get("/packs")
def listed(request: Request, at: Seated, text: Words = "") -> Response:
    """The packs that there are."""
    visit = visit_of(at)
    return screen(
        request, at, "screens/packs/packs.html",
        published=shelf.published(visit, at.view, text), asked={"text": text},
        shipped=shelf.with_the_house(visit), states=shelf.STATE_ZH,
    )  # fmt: skip


@router.get("/packs.{kind}")
def list_as_file(at: Seated, kind: Kind, text: Words = "", encoding: str = UTF8) -> Response:
    """The published packs as a file."""
    found = shelf.rows(shelf.published(visit_of(at), at.view, text))
    return taken_away(at, kind, found, shelf.HEADINGS, "规则包", encoding)


@router.get("/packs/published/{called}")
def one(request: Request, at: Seated, called: str) -> Response:
    """A published pack, rule after rule."""
    return screen(request, at, "screens/packs/pack.html", volume=shelf.volume(visit_of(at), at.view, called))


@router.get("/packs/shipped/{name}")
def ready(request: Request, at: Seated, name: str) -> Response:
    """A shipped pack, rule after rule."""
    return screen(request, at, "screens/packs/pack.html", volume=shelf.volume_shipped(visit_of(at), name))


@router.get("/packs/published/{called}/text")
def as_file(at: Seated, called: str) -> Response:
    """The very text that was published."""
    found = shelf.volume(visit_of(at), at.view, called)
    return Response(
        found.text, media_type="application/yaml", headers=saved_as(f"{found.name}@{found.version}.yaml")
    )  # fmt: skip


@router.post("/packs/revise", dependencies=[Posted])
def revise(at: Present, called: Annotated[str, Form()]) -> Response:
    """Begin the next version of a published pack."""
    return RedirectResponse(f"/drafts/{keeping.revised(visit_of(at), called).key}/text", 303)


@router.post("/packs/take", dependencies=[Posted])
def take(at: Present, name: Annotated[str, Form()]) -> Response:
    """Begin a draft with a shipped pack."""
    return RedirectResponse(f"/drafts/{keeping.taken_over(visit_of(at), name).key}", 303)
