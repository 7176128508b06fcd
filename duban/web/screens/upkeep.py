"""维护：the page of an administrator who renews the key, tries an upgrade, or looks at a backup; long work is a job."""

from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from duban.services.counter import upkeep
from duban.services.jobs.doing import Errand, Work
from duban.services.jobs.kinds import Kind
from duban.services.powers import Deed
from duban.web.frame import Way, screen
from duban.web.screens.work import visit_of
from duban.web.seat import Posted, Present, Seated, Sitting
from engine.source import Refused

router = APIRouter()
WAYS = (Way("/house/upkeep", "维护", "管理", Deed.KEEP_HOUSE, now_only="维护"),)
DONE = {"renew": "已换密钥，旧链接照常可用。", "revoke": "已换密钥，旧链接全部失效。"}
OUTCOMES = {Kind.UPGRADE: "screens/house/tried.html", Kind.BACKUP: "screens/house/looked.html"}
Word = Annotated[str, Form(max_length=200)]


@router.get("/house/upkeep")
def shown(request: Request, at: Seated, done: str = "") -> Response:
    """What may be done to the house."""
    return _page(request, at, done=DONE.get(done, ""))


@router.post("/house/upkeep", dependencies=[Posted])
def act(request: Request, at: Present, deed: Word = "", name: Word = "", sure: Word = "") -> Response:
    """Do what the form asks for; what takes long is begun, and its page shown."""
    visit = visit_of(at)
    try:
        match deed:
            case "renew" | "revoke":
                upkeep.renew_key(visit, revoke=deed == "revoke", sure=sure == "yes")
                return RedirectResponse(f"/house/upkeep?done={deed}", 303)
            case "upgrade":
                return _begun(at, Kind.UPGRADE, {}, lambda step: upkeep.try_upgrade(visit, step))
            case "look":
                return _begun(at, Kind.BACKUP, {"name": name}, lambda step: upkeep.look(visit, name, step))
            case _:
                raise Refused("X633", "没有这种办理方式；请返回页面，从列出的办理方式里选")
    except Refused as refused:
        if refused.code == "X620":
            raise
        return _page(request, at, status=409, refused=refused)


@router.get("/house/upkeep/{name}")
def job(request: Request, at: Seated, name: str) -> Response:
    """How far a piece of work is; when it is done, what came of it."""
    at.viewer.permit(Deed.KEEP_HOUSE)
    found = at.house.jobs.get(at.viewer.account.name, name)
    if not found.has_ended:
        return screen(request, at, "screens/house/working.html", job=found)
    if request.headers.get("hx-request"):
        return Response(headers={"HX-Refresh": "true"})
    if found.refused is not None:
        return _page(request, at, status=409, refused=found.refused)
    return screen(request, at, OUTCOMES[found.kind], found=found.outcome)


def _begun(at: Sitting, kind: Kind, asked: dict[str, str], work: Work) -> Response:
    at.viewer.permit(Deed.KEEP_HOUSE)
    who = at.viewer.account
    name = at.house.jobs.start(Errand(kind, who.name, who.title, asked), work)
    at.house.jobs.awaited(who.name, name)
    return RedirectResponse(f"/house/upkeep/{name}", 303)


def _page(request: Request, at: Sitting, *, status: int = 200, **given: Any) -> Response:
    values = {"done": "", "refused": None, "backups": upkeep.backups(visit_of(at)), **given}
    return screen(request, at, "screens/house/upkeep.html", status=status, **values)
