"""台账与一件事：the list of duties, its exports, and the page of one duty."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any
from urllib.parse import parse_qsl, urlencode

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response, StreamingResponse

from duban.services.counter import views
from duban.services.powers import Deed
from duban.services.showing import ledger as shelf
from duban.services.showing.duty import case_of, duty
from duban.web.exports import as_csv, as_sheets, saved_as
from duban.web.frame import Way, link, screen
from duban.web.pages import due_zh
from duban.web.screens.work import visit_of
from duban.web.seat import Posted, Seated, Sitting, written_day, written_year
from engine.nouns import Standing
from engine.telling.lamps import LAMPS, Lamp
from store.surveys import Sought

router = APIRouter()
WAYS = (Way("/ledger", "台账", "台账", Deed.LOOK, also=("/duty",)),)
COLUMNS = (("standing", "灯"), ("rule", "事项"), ("agency", "单位"), ("window", "周期"), ("due", "时限"), ("", "进展"))


@dataclass(frozen=True)
class Asked:
    """What the ledger was narrowed to, as the address says it."""

    text: str = ""
    agency: str = ""
    rule: str = ""
    lamp: str = ""
    year: str = ""
    due_from: str = ""
    due_to: str = ""
    standing: str = ""
    soon: str = ""
    order: str = "due"
    descending: str = ""
    page: int = 1

    def sought(self, on: date) -> Sought:
        """The same in the words of the register, of which some depend on the day looked at."""
        lamp = lamp_called(self.lamp)
        return shelf.under(lamp, self._otherwise, on) if lamp else self._otherwise

    @property
    def _otherwise(self) -> Sought:
        return Sought(
            agency=self.agency or None,
            rule=self.rule or None,
            standings=self.standings,
            year=written_year(self.year),
            due_from=written_day(self.due_from),
            due_to=written_day(self.due_to),
            text=self.text.strip()[:100],
        )

    @property
    def standings(self) -> tuple[Standing | None, ...]:
        """The standings that are meant: some by name, or all in which a duty can still be done."""
        return shelf.DOABLE if self.soon else shelf.standings_called(self.standing)

    @property
    def ordered(self) -> str:
        """The column that it is ordered by."""
        return self.order if self.order in dict(COLUMNS) and self.order else "due"


Narrowed = Annotated[Asked, Depends(Asked)]


def lamp_called(colour: str) -> Lamp | None:
    """The lamp of a colour."""
    return next((each for each in LAMPS if each.colour == colour), None)


@router.get("/ledger")
def listed(request: Request, at: Seated, asked: Narrowed) -> Response:
    """The duties that were asked for."""
    house, view = at.house, at.view
    found = shelf.ledger(
        house.database, house.settings, at.viewer, view, asked.sought(view.as_of),
        order=asked.ordered, descending=bool(asked.descending), page=asked.page,
    )  # fmt: skip
    choices = shelf.choices(house.database, house.settings, at.viewer, view)
    return screen(
        request, at, "screens/ledger.html",
        views=views.kept(visit_of(at)), query=urlencode({word: said for word, said in vars(asked).items() if said}),
        ledger=found, asked=vars(asked), choices=choices, columns=COLUMNS, chosen_lamp=lamp_called(asked.lamp),
        only=_only(asked),
    )  # fmt: skip


@router.post("/ledger/views", dependencies=[Posted])
def keep_view(
    at: Seated,
    name: Annotated[str, Form(max_length=40)] = "",
    query: Annotated[str, Form(max_length=1000)] = "",
    deed: Annotated[str, Form()] = "",
) -> Response:
    """Keep how the ledger was narrowed under a name, or forget a name."""
    fields = Asked.__dataclass_fields__.keys() - {"page"}
    narrowed = {word: value for word, value in parse_qsl(query) if word in fields}
    if deed == "drop":
        views.drop(visit_of(at), name)
    else:
        views.keep(visit_of(at), name, urlencode(narrowed))
    return RedirectResponse(link("/ledger", narrowed), 303)


@router.get("/ledger.xlsx")
def as_xlsx(at: Seated, asked: Narrowed) -> Response:
    """The same list as a workbook, a sheet for each agency."""
    house, day = at.house, at.view.as_of
    many = shelf.spread(house.database, house.settings, at.viewer, at.view, asked.sought(at.view.as_of))
    return as_sheets(_rows(at, asked), shelf.HEADINGS, name=f"台账{day}", made_on=day, by="agency", many=many)


@router.get("/ledger.csv")
def as_text(at: Seated, asked: Narrowed, encoding: str = "utf-8-sig") -> StreamingResponse:
    """The same list as CSV, in UTF-8 with a mark or in GB18030."""
    return as_csv(_rows(at, asked), shelf.HEADINGS, name=f"台账{at.view.as_of}", encoding=encoding)


@router.get("/duty/{number}")
def one(request: Request, at: Seated, number: str) -> Response:
    """All there is to know of one duty."""
    return screen(request, at, "screens/duty.html", duty=duty(visit_of(at), at.view, number))


@router.get("/duty/{number}/case.zip")
def as_case(at: Seated, number: str) -> Response:
    """Everything about one duty in a file that anyone can check."""
    name, content = case_of(visit_of(at), number)
    return Response(content, media_type="application/zip", headers=saved_as(name))


def _only(asked: Asked) -> str:
    """The standings that the list is narrowed to, in words; nothing when it is not."""
    if asked.soon:
        return "还可以办的"
    return "、".join(f"“{shelf.standing_zh(each)}”" for each in asked.standings)


def _rows(at: Sitting, asked: Asked) -> Iterator[dict[str, Any]]:
    house = at.house
    for each in shelf.every(house.database, house.settings, at.viewer, at.view, asked.sought(at.view.as_of)):
        yield {**vars(each), "due": due_zh(each.due), "lamp": each.lamp.word}
