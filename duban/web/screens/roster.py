"""名册：agencies, sets, people and successions as of the day viewed, and their import by file."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response, StreamingResponse
from starlette.datastructures import UploadFile

from duban.services.casefile.intake import Upload
from duban.services.counter import roster as intake
from duban.services.powers import Deed
from duban.services.register import blanks
from duban.services.showing import roster as shelf
from duban.web.exports import as_csv, as_workbook
from duban.web.forms import text_in
from duban.web.frame import Way, link, screen
from duban.web.lists import UTF8, Kind, Words, taken_away
from duban.web.screens.work import visit_of
from duban.web.seat import Posted, Present, Seated, Sent, Sitting
from engine.nouns import Role
from engine.source import Refused

router = APIRouter()
WAYS = (
    Way("/roster", "名册", "单位", Deed.LOOK, frozenset({Role.OFFICER, Role.INSPECTOR, Role.READER})),
    Way("/roster", "名册", "单位", Deed.KEEP_ROSTER, frozenset({Role.ADMINISTRATOR})),
)
DONE = {
    "agencies": "单位已导入；从今天起按新的名册。没有变化的行不重复登记。接着导入人员。",
    "people": "人员已导入；从今天起按新的名册。没有变化的行不重复登记。",
}


@dataclass(frozen=True)
class Asked:
    """What a list was narrowed to, as the address says it."""

    text: str = ""
    set: str = ""
    agency: str = ""
    page: int = 1

    @property
    def wanted(self) -> shelf.Asked:
        """The same in the words of the service."""
        return shelf.Asked(self.text[:100], self.set, self.agency)


Narrowed = Annotated[Asked, Depends(Asked)]


@router.get("/roster")
def agencies(request: Request, at: Seated, asked: Narrowed) -> Response:
    """The agencies of the day viewed."""
    visit = visit_of(at)
    found = shelf.paged(shelf.agencies(visit, at.view, asked.wanted), asked.page)
    given: dict[str, Any] = {"found": found, "asked": vars(asked), "sets": shelf.sets(visit, at.view)}
    return screen(request, at, "screens/roster/agencies.html", **given)


@router.get("/roster.xlsx")
def agencies_as_xlsx(at: Seated, asked: Narrowed) -> Response:
    """The same list as a workbook."""
    return as_workbook(_agencies(at, asked), shelf.AGENCY_HEADINGS, name=f"单位{at.view.as_of}", made_on=at.view.as_of)


@router.get("/roster.csv")
def agencies_as_text(at: Seated, asked: Narrowed, encoding: str = "utf-8-sig") -> StreamingResponse:
    """The same list as CSV."""
    return as_csv(_agencies(at, asked), shelf.AGENCY_HEADINGS, name=f"单位{at.view.as_of}", encoding=encoding)


@router.get("/roster/people")
def people(request: Request, at: Seated, asked: Narrowed) -> Response:
    """The people of the day viewed."""
    found = shelf.paged(list(shelf.people(visit_of(at), at.view, asked.wanted)), asked.page)
    return screen(request, at, "screens/roster/people.html", found=found, asked=vars(asked))


@router.get("/roster/people.xlsx")
def people_as_xlsx(at: Seated, asked: Narrowed) -> Response:
    """The same list as a workbook."""
    rows = (vars(each) for each in shelf.people(visit_of(at), at.view, asked.wanted))
    return as_workbook(rows, shelf.PEOPLE_HEADINGS, name=f"人员{at.view.as_of}", made_on=at.view.as_of)


@router.get("/roster/people.csv")
def people_as_text(at: Seated, asked: Narrowed, encoding: str = "utf-8-sig") -> StreamingResponse:
    """The same list as CSV."""
    rows = (vars(each) for each in shelf.people(visit_of(at), at.view, asked.wanted))
    return as_csv(rows, shelf.PEOPLE_HEADINGS, name=f"人员{at.view.as_of}", encoding=encoding)


@router.get("/roster/changes")
def changes(request: Request, at: Seated, text: Words = "") -> Response:
    """What became of agencies."""
    found = shelf.changes(visit_of(at), at.view, text)
    return screen(request, at, "screens/roster/changes.html", changes=found, asked={"text": text})


@router.get("/roster/changes.{kind}")
def changes_as_file(at: Seated, kind: Kind, text: Words = "", encoding: str = UTF8) -> Response:
    """The same list as a file."""
    found = [vars(each) for each in shelf.changes(visit_of(at), at.view, text)]
    return taken_away(at, kind, found, shelf.CHANGE_HEADINGS, "沿革", encoding)


@router.get("/roster/import")
def importing(request: Request, at: Seated, done: str = "", what: str = "") -> Response:
    """The form by which a file is taken in."""
    return _form(request, at, done=DONE.get(done, ""), what=what)


@router.get("/roster/import/agencies.xlsx")
def blank_of_agencies(at: Seated) -> Response:
    """The sheet by which agencies come in."""
    rows = intake.blank_of_agencies(visit_of(at))
    return as_workbook(rows, blanks.AGENCIES, name="单位登记表", made_on=at.view.today)


@router.get("/roster/import/people.xlsx")
def blank_of_people(at: Seated) -> Response:
    """The sheet by which people come in, the agencies without a contact filled in."""
    rows = intake.blank_of_people(visit_of(at))
    return as_workbook(rows, blanks.PEOPLE, name="人员登记表", made_on=at.view.today)


@router.post("/roster/import", dependencies=[Posted])
def take_in(request: Request, at: Present, form: Sent) -> Response:
    """Take a file into the register, or tell what is wrong with each row."""
    sent, what = form.get("file"), text_in(form, "what")
    upload = Upload(sent.filename, sent.file) if isinstance(sent, UploadFile) and sent.filename else None
    try:
        intake.load(visit_of(at), what, upload)
    except Refused as refused:
        if refused.code == "X620":
            raise
        return _form(request, at, status=409, refused=refused, what=what)
    return RedirectResponse(link("/roster/import", {"done": what, "what": "people"}), 303)


@router.get("/roster/agency/{id_}")
def one(request: Request, at: Seated, id_: str) -> Response:
    """One agency."""
    return screen(request, at, "screens/roster/agency.html", found=shelf.agency(visit_of(at), at.view, id_))


def _form(request: Request, at: Sitting, **said: Any) -> Response:
    given: dict[str, Any] = {"done": "", "refused": None, "what": "", "on_file": intake.on_file(visit_of(at)), **said}
    return screen(request, at, "screens/roster/import.html", **given)


def _agencies(at: Sitting, asked: Asked) -> list[dict[str, object]]:
    lines = shelf.agencies(visit_of(at), at.view, asked.wanted)
    return [{**vars(each), "aliases_zh": each.aliases_zh, "sets_zh": each.sets_zh} for each in lines]
