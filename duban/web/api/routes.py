"""路：what a program may ask; each answer comes from the service that the page of the same name draws."""

from fractions import Fraction
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.encoders import jsonable_encoder
from fastapi.openapi.utils import get_openapi

from duban.services import accounts
from duban.services.counter.deeds import do
from duban.services.showing import ledger as shelf
from duban.services.showing import notices, tasks
from duban.services.showing.duty import Duty, duty
from duban.services.showing.task import task as task_of
from duban.web.api.caller import Acting, Calling, Key
from duban.web.api.words import (
    Act,
    Agency,
    Count,
    Counts,
    Entry,
    LampSaid,
    Mistake,
    NoticeLine,
    Obligation,
    Offer,
    Page,
    Seat,
    TaskLine,
    TaskTold,
)
from duban.web.deps import Here
from duban.web.screens.entrance import host_of
from duban.web.screens.ledger import Asked
from duban.web.screens.work import visit_of
from engine.exact import number

VERSION = "1"
WRONG: dict[int | str, dict[str, Any]] = {
    status: {"model": Mistake, "description": says}
    for status, says in {
        400: "请求读不懂",
        401: "没有登录",
        403: "身份不能这样做",
        404: "没有这一件，或不归您看",
        405: "不能这样使用",
        409: "现在不能这样办",
        413: "太大",
        422: "填写有误",
        503: "系统暂时不能用",
    }.items()
}
router = APIRouter(prefix="/api/v1", responses=WRONG, tags=["督办"])
described = APIRouter()
Number = Annotated[str, Path(max_length=100, description="编号")]
PageNumber = Annotated[int, Query(ge=1, le=1_000_000)]
Narrowed = Annotated[Asked, Depends(Asked)]
Short = Annotated[str, Query(max_length=100)]


@router.post("/seat")
def sign_in(request: Request, here: Here, entry: Entry) -> Seat:
    """登录，得到令牌；两小时不用即失效。"""
    now = here.now()
    accounts.count_try(here.database, here.settings, entry.name, host_of(request), now=now)
    return Seat(token=accounts.sign_in(here.database, here.settings, entry.name, entry.secret, now=now))


@router.get("/obligations")
def obligations(at: Calling, asked: Narrowed) -> Page[Obligation]:
    """应办事项清单，可按单位、规则、灯、年度、时限、文字筛选。"""
    found = shelf.ledger(
        at.house.database, at.house.settings, at.viewer, at.view, asked.sought(at.view.as_of),
        order=asked.ordered, descending=bool(asked.descending), page=asked.page,
    )  # fmt: skip
    return Page[Obligation].model_validate(found)


@router.get("/obligations/{number}")
def obligation(at: Calling, number: Number) -> dict[str, Any]:
    """一件应办事项：事项、单位、灯、判定、改变判定的办法。"""
    found = _duty(at, number)
    said = {name: getattr(found, name) for name in ("key", "agency", "agency_id", "matter", "window", "changes")}
    return {**said, "lamp": LampSaid.model_validate(found.lamp).model_dump(), "standing": found.told["verdict"]}


@router.get("/obligations/{number}/explanation")
def explanation(at: Calling, number: Number) -> dict[str, Any]:
    """判定的全部理由：出处、时限推算、材料、为什么。"""
    return _plain(_duty(at, number).told)


@router.get("/lamps")
def lamps(at: Calling, asked: Narrowed) -> Counts:
    """各灯的件数，合计等于清单的总数。"""
    found = shelf.ledger(at.house.database, at.house.settings, at.viewer, at.view, asked.sought(at.view.as_of))
    some = [
        Count(lamp=LampSaid.model_validate(each.lamp), standings=list(each.standings), many=each.many)
        for each in found.lamps
    ]
    return Counts(total=found.total, unseen=found.unseen, lamps=some)


@router.get("/agencies")
def agencies(at: Calling) -> list[Agency]:
    """看得到的单位。"""
    found = shelf.choices(at.house.database, at.house.settings, at.viewer, at.view)["agencies"]
    return [Agency(id=id_, name=name) for id_, name in found]


@router.get("/tasks")
def listed(
    at: Calling, text: Short = "", agency: Short = "", state: Short = "", page: PageNumber = 1
) -> Page[TaskLine]:
    """督办件清单。"""
    found = tasks.tasks(visit_of(at), at.view, tasks.Asked(text, agency, state), page=page)
    return Page[TaskLine].model_validate(found.shown)


@router.get("/tasks/{number}")
def one(at: Calling, number: Number) -> TaskTold:
    """一件督办件，和现在能办什么、为什么不能办。"""
    found = task_of(visit_of(at), at.view, number)
    offers = [Offer.model_validate(each) for each in found.deeds]
    row = _plain(found.row)
    return TaskTold(task=row, obligation=found.obligation, version=int(row["version"]), deeds=offers)


@router.post("/tasks/{number}")
def act(at: Acting, number: Number, asked: Act, key: Key = None) -> TaskTold:
    """办理一件督办件；带 Idempotency-Key 重发只办一次。"""
    do(visit_of(at), number, asked.filled(key))
    return one(at, number)


@router.get("/notices")
def said(
    at: Calling, text: Short = "", agency: Short = "", state: Short = "", page: PageNumber = 1
) -> Page[NoticeLine]:
    """通知和文书清单。"""
    found = notices.notice_list(visit_of(at), at.view, notices.Asked(text, state, agency), page=page)
    return Page[NoticeLine].model_validate(found.shown)


@described.get("/api/openapi.json")
def openapi(_at: Calling) -> dict[str, Any]:
    """The description of the interface, for whoever may use it."""
    return get_openapi(title="督办接口", version=VERSION, routes=router.routes)


def _duty(at: Calling, number: str) -> Duty:
    return duty(visit_of(at), at.view, number)


def _plain(value: object) -> dict[str, Any]:
    """A value as JSON can say it; exact numbers stay exact."""
    told: dict[str, Any] = jsonable_encoder(value, custom_encoder={Fraction: number})
    return told
