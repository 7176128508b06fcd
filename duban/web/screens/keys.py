"""账户：who may sign in, as the administrator keeps it; and everybody's own secret.

A new secret stands on the page that answers the form and nowhere else: not in an address, not in the log.
"""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from duban.services.counter import gate
from duban.services.powers import Deed
from duban.services.register import directory
from duban.web.frame import Way, screen
from duban.web.lists import UTF8, Kind, Words, taken_away
from duban.web.screens.entrance import portal_name
from duban.web.screens.work import visit_of
from duban.web.seat import SEAT, Posted, Present, Seated, Sitting
from engine.nouns import Role
from engine.source import Refused
from workflows.standard import ROLE_ZH

router = APIRouter()
WAYS = (Way("/house/accounts", "账户", "管理", Deed.KEEP_HOUSE, now_only="账户"),)
ROLES = tuple((role.value, ROLE_ZH[role]) for role in Role if role is not Role.SYSTEM)
DONE = {
    "changed": "已改。此人要重新登录。",
    "closed": "已停用，所有会话已退出。",
    "opened": "已重新启用。",
    "out": "已退出此人在各处的登录。",
    "bound": "已绑定。此人从现在起只用统一身份认证登录，原口令作废。",
}
Word = Annotated[str, Form(max_length=200)]
Subject = Annotated[str, Form(max_length=255)]
STAY = ("X604", "X620")
"""Refusals that are no answer to what was filled in."""


@dataclass(frozen=True)
class Asked:
    """What the list was narrowed to, as the address says it."""

    text: Words = ""
    role: str = ""
    closed: str = ""


Narrowed = Annotated[Asked, Depends(Asked)]


@router.get("/house/accounts")
def listed(request: Request, at: Seated, asked: Narrowed) -> Response:
    """The accounts that were asked for."""
    return _list(request, at, asked)


@router.get("/house/accounts.{kind}")
def as_file(at: Seated, kind: Kind, asked: Narrowed, encoding: str = UTF8) -> Response:
    """The same list as a file."""
    found = gate.rows(gate.listed(visit_of(at), **vars(asked)), _names(at)["agencies"])
    return taken_away(at, kind, found, gate.HEADINGS, "账户", encoding)


@router.post("/house/accounts", dependencies=[Posted])
def open_account(
    request: Request, at: Present, name: Word = "", title: Word = "", role: Word = "", agency: Word = ""
) -> Response:
    """Open an account and show its secret once."""
    try:
        secret = gate.open_account(visit_of(at), name, title, role, agency)
    except Refused as refused:
        if refused.code in STAY:
            raise
        kept = {"name": name, "title": title, "role": role, "agency": agency}
        return _list(request, at, Asked(), status=409, refused=refused, kept=kept)
    return screen(request, at, "screens/house/secret.html", name=name.strip(), secret=secret)


@router.get("/house/accounts/{name}")
def shown(request: Request, at: Seated, name: str, done: str = "") -> Response:
    """One account, and what may be done with it."""
    return _one(request, at, name, done=DONE.get(done, ""))


@router.post("/house/accounts/{name}", dependencies=[Posted])
def act(
    request: Request, at: Present, name: str, deed: Word = "", role: Word = "", agency: Word = "", subject: Subject = ""
) -> Response:
    """Do to an account what the form asks for."""
    visit = visit_of(at)
    try:
        match deed:
            case "secret" | "unbind":
                secret = gate.unbind(visit, name) if deed == "unbind" else gate.renew_secret(visit, name)
                return screen(request, at, "screens/house/secret.html", name=name, secret=secret)
            case "change":
                gate.change(visit, name, role, agency)
            case "close" | "reopen":
                gate.close(visit, name, closed=deed == "close")
            case "bind":
                gate.bind(visit, name, subject)
            case "out":
                gate.sign_out_everywhere(visit, name)
            case _:
                raise Refused("X633", "没有这种办理方式；请返回页面，从列出的办理方式里选")
    except Refused as refused:
        if refused.code in STAY:
            raise
        return _one(request, at, name, status=409, refused=refused)
    done = {"change": "changed", "close": "closed", "reopen": "opened", "out": "out", "bind": "bound"}[deed]
    return RedirectResponse(f"/house/accounts/{name}?done={done}", 303)


@router.get("/secret")
def own(request: Request, at: Seated) -> Response:
    """The form to choose a secret of one's own."""
    return screen(request, at, "screens/secret.html", refused=None)


@router.post("/secret", dependencies=[Posted])
def choose(request: Request, at: Present, old: Word = "", new: Word = "", again: Word = "") -> Response:
    """Choose a secret of one's own, and sign in anew."""
    try:
        gate.change_own_secret(visit_of(at), old, new, again)
    except Refused as refused:
        return screen(request, at, "screens/secret.html", status=409, refused=refused)
    answer = RedirectResponse("/login", 303)
    answer.delete_cookie(SEAT)
    return answer


def _list(request: Request, at: Sitting, asked: Asked, *, status: int = 200, **given: Any) -> Response:
    found = gate.listed(visit_of(at), **vars(asked))
    kept = {"name": "", "title": "", "role": "", "agency": ""}
    values = {"refused": None, "kept": kept, "accounts": found, "roles": ROLES, **_names(at), **given}
    values["asked"] = vars(asked)
    return screen(request, at, "screens/house/accounts.html", status=status, **values)


def _one(request: Request, at: Sitting, name: str, *, status: int = 200, **given: Any) -> Response:
    found = gate.called(visit_of(at), name)
    values = {"refused": None, "done": "", "account": found, "roles": ROLES, **_names(at), **given}
    values |= {"subject": gate.bound(visit_of(at)).get(name, ""), "portal": portal_name(at.house.settings)}
    return screen(request, at, "screens/house/account.html", status=status, **values)


def _names(at: Sitting) -> dict[str, Any]:
    """The agencies by name, and what roles are called."""
    agencies = directory.roster(at.house.database, at.house.settings).agencies
    return {
        "agencies": {each.id: each.name for each in agencies},
        "role_names": {r.value: z for r, z in ROLE_ZH.items()},
    }
