"""待办：the tasks and petitions that wait for the office, what is done to many at once, and material to judge."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response, StreamingResponse

from duban.services.counter import together
from duban.services.counter.deeds import do
from duban.services.powers import Deed
from duban.services.showing import judging as judged
from duban.services.showing import petitions as asked_for
from duban.services.showing import tasks as shelf
from duban.services.showing.ledger import choices
from duban.web.exports import as_csv, as_sheets, as_workbook
from duban.web.forms import filled_in, text_in
from duban.web.frame import Way, link, screen
from duban.web.pages import due_zh
from duban.web.screens.work import visit_of
from duban.web.seat import Posted, Present, Seated, Sent, Sitting, written_day
from engine.nouns import Role
from engine.source import Refused

router = APIRouter()
JUDGED = {"verify": "已核验，材料已采信。", "return": "已退回，理由已告知责任单位。"}
OFFICE = frozenset({Role.OFFICER, Role.INSPECTOR, Role.READER})
WAYS = (
    Way("/tasks", "督办件", "台账", Deed.LOOK, OFFICE, also=("/task",)),
    Way("/judging", "待核验", "今日", Deed.JUDGE, now_only="待核验的材料"),
    Way("/petitions", "申请", "今日", Deed.LOOK, OFFICE),
)


@dataclass(frozen=True)
class AskedTasks:
    """What the list of tasks was narrowed to, as the address says it."""

    text: str = ""
    agency: str = ""
    state: str = ""
    standing: str = ""
    due_to: str = ""
    page: int = 1

    @property
    def wanted(self) -> shelf.Asked:
        """The same in the words of the service."""
        return shelf.Asked(self.text, self.agency, self.state, self.standing, written_day(self.due_to))


@dataclass(frozen=True)
class AskedPetitions:
    """What the list of petitions was narrowed to, as the address says it."""

    state: str = ""
    kind: str = ""
    agency: str = ""
    overdue: str = ""
    page: int = 1

    @property
    def wanted(self) -> asked_for.Asked:
        """The same in the words of the service."""
        return asked_for.Asked(self.state, self.kind, self.agency, bool(self.overdue))


OfTasks = Annotated[AskedTasks, Depends(AskedTasks)]
OfPetitions = Annotated[AskedPetitions, Depends(AskedPetitions)]


@router.get("/tasks")
def tasks(request: Request, at: Seated, asked: OfTasks) -> Response:
    """The tasks that were asked for."""
    return _tasks(request, at, asked)


@router.get("/tasks.xlsx")
def tasks_as_xlsx(at: Seated, asked: OfTasks) -> Response:
    """The same list as a workbook, a sheet for each agency."""
    asking, day = (visit_of(at), at.view, asked.wanted), at.view.as_of
    rows, many = _rows(shelf.every_task(*asking, by_agency=True)), shelf.spread(*asking)
    return as_sheets(rows, shelf.HEADINGS, name=f"督办件{day}", made_on=day, by="agency", many=many)


@router.get("/tasks.csv")
def tasks_as_text(at: Seated, asked: OfTasks, encoding: str = "utf-8-sig") -> StreamingResponse:
    """The same list as CSV."""
    rows = _rows(shelf.every_task(visit_of(at), at.view, asked.wanted))
    return as_csv(rows, shelf.HEADINGS, name=f"督办件{at.view.as_of}", encoding=encoding)


@router.post("/tasks/together", dependencies=[Posted])
def many(
    request: Request,
    at: Present,
    asked: OfTasks,
    deed: Annotated[str, Form()] = "",
    task: Annotated[list[str], Form()] = [],  # noqa: B006
    sure: Annotated[str, Form()] = "",
    said: Annotated[str, Form(max_length=200)] = "",
    value: Annotated[str, Form()] = "",
    whole: Annotated[str, Form()] = "",
    before: Annotated[int, Form(ge=0)] = 0,
) -> Response:
    """Say what a deed done to the tasks that were ticked, or to the whole list, would come to; do it once confirmed."""
    visit, turn = visit_of(at), None
    try:
        if whole and not sure:
            turn = together.batch(visit, deed, asked.wanted, before)
        numbers, how = turn.numbers if turn else task, together.How(said, value)
        tried = together.do_together(visit, deed, numbers, how) if sure else together.rehearse(visit, deed, numbers)
    except Refused as refused:
        if refused.code not in ("X674", "X776"):
            raise
        return _tasks(request, at, asked, status=409, refused=refused)
    lines = shelf.lines_of(visit, [item.task.key for item in tried.items])
    given: dict[str, Any] = {"tried": tried, "is_done": bool(sure), "lines": lines, "said": said, "turn": turn}
    passed = before + (together.staying(tried, visit, asked.wanted, is_done=bool(sure)) if whole else 0)
    rest = together.waiting(visit, deed, asked.wanted, passed) if whole else 0
    given |= {"whole": whole, "before": passed, "rest": rest, "asked": vars(asked)}
    return screen(request, at, "screens/office/together.html", **given)


@router.get("/judging")
def judging(request: Request, at: Seated, asked: OfTasks, done: str = "") -> Response:
    """What was reported and waits to be judged, the rule's words beside it."""
    return _judging(request, at, asked, done=JUDGED.get(done, ""))


@router.post("/judging/{number}", dependencies=[Posted])
def judge(request: Request, at: Present, number: str, form: Sent) -> Response:
    """Accept what was reported, or send it back with the reason."""
    at.viewer.permit(Deed.JUDGE)
    filled, asked = filled_in(form), AskedTasks(text_in(form, "asked_text"), text_in(form, "asked_agency"))
    if filled.deed not in JUDGED:
        raise Refused("X678", "材料只能采信或退回；请从这两种里选")
    try:
        do(visit_of(at), number, filled)
    except Refused as refused:
        if refused.code in ("X401", "X403", "X620", "X621"):
            raise
        return _judging(request, at, asked, status=409, refused=refused, kept={number: filled.reason})
    return RedirectResponse(link("/judging", {"text": asked.text, "agency": asked.agency, "done": filled.deed}), 303)


@router.get("/petitions")
def petitions(request: Request, at: Seated, asked: OfPetitions) -> Response:
    """The petitions that were asked for."""
    found = asked_for.petitions(visit_of(at), at.view, asked.wanted, page=asked.page)
    given: dict[str, Any] = {"found": found, "asked": vars(asked), "agencies": _agencies(at)}
    return screen(request, at, "screens/office/petitions.html", **given)


@router.get("/petitions.xlsx")
def petitions_as_xlsx(at: Seated, asked: OfPetitions) -> Response:
    """The same list as a workbook."""
    rows = asked_for.every_petition(visit_of(at), at.view, asked.wanted)
    return as_workbook(rows, asked_for.HEADINGS, name=f"申请{at.view.as_of}", made_on=at.view.as_of)


@router.get("/petitions.csv")
def petitions_as_text(at: Seated, asked: OfPetitions, encoding: str = "utf-8-sig") -> StreamingResponse:
    """The same list as CSV."""
    rows = asked_for.every_petition(visit_of(at), at.view, asked.wanted)
    return as_csv(rows, asked_for.HEADINGS, name=f"申请{at.view.as_of}", encoding=encoding)


def _rows(tasks: Iterable[shelf.TaskLine]) -> Iterator[dict[str, Any]]:
    return ({**vars(each), "due": due_zh(each.due)} for each in tasks)


def _judging(request: Request, at: Sitting, asked: AskedTasks, *, status: int = 200, **said: Any) -> Response:
    found = judged.judging(visit_of(at), text=asked.text[:100], agency=asked.agency, page=asked.page)
    given: dict[str, Any] = {"found": found, "done": "", "refused": None, "kept": {}, "agencies": _agencies(at), **said}
    given["asked"] = {"text": asked.text, "agency": asked.agency}
    return screen(request, at, "screens/office/judging.html", status=status, **given)


def _tasks(
    request: Request, at: Sitting, asked: AskedTasks, *, status: int = 200, refused: Refused | None = None
) -> Response:
    found = shelf.tasks(visit_of(at), at.view, asked.wanted, page=asked.page)
    given: dict[str, Any] = {"found": found, "asked": vars(asked), "agencies": _agencies(at), "done": ""}
    given["standings"] = shelf.STANDINGS
    return screen(request, at, "screens/office/tasks.html", status=status, refused=refused, **given)


def _agencies(at: Sitting) -> list[tuple[str, str]]:
    """The agencies to choose from, with their names."""
    return list(choices(at.house.database, at.house.settings, at.viewer, at.view)["agencies"])
