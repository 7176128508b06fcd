"""佐证：what was shown to the office — listed, handed in once for several duties, received, downloaded."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any, BinaryIO

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import RedirectResponse, Response, StreamingResponse

from duban.services.casefile.exhibits import STATES_ZH
from duban.services.counter import proofs
from duban.services.powers import Deed
from duban.services.showing import evidence as shelf
from duban.services.showing.mine import Wanted as Anything
from duban.services.showing.mine import every_line
from duban.services.showing.worklines import folded
from duban.web.exports import as_csv, as_workbook, saved_as
from duban.web.forms import proof_in
from duban.web.frame import Way, link, screen
from duban.web.screens.work import visit_of
from duban.web.seat import Posted, Present, Seated, Sent, Sitting
from engine.nouns import ExhibitState, Role
from engine.source import Refused

router = APIRouter()
WAYS = (Way("/evidence", "佐证", "台账", Deed.LOOK, frozenset({Role.CONTACT, Role.OFFICER, Role.INSPECTOR})),)
USES = tuple((state.value, STATES_ZH[state]) for state in ExhibitState)
DONE = {"yes": "已记下：这份材料用于该事项。", "no": "已记下：这份材料不用于该事项。"}
PIECE = 256 * 1024  # bytes


@dataclass(frozen=True)
class Asked:
    """What the list was narrowed to, as the address says it."""

    text: str = ""
    use: str = ""
    flagged: str = ""
    page: int = 1

    @property
    def wanted(self) -> shelf.Wanted:
        """The same in the words of the service."""
        use = next((state for state in ExhibitState if state == self.use), None)
        return shelf.Wanted(self.text.strip()[:100], use, bool(self.flagged))


Narrowed = Annotated[Asked, Depends(Asked)]


@router.get("/evidence")
def listed(request: Request, at: Seated, asked: Narrowed) -> Response:
    """The evidence that the viewer may see."""
    found = shelf.evidence(visit_of(at), at.view, asked.wanted, page=asked.page)
    return screen(request, at, "screens/evidence/list.html", shown=found, asked=vars(asked), uses=USES)


@router.get("/evidence.xlsx")
def as_xlsx(at: Seated, asked: Narrowed) -> Response:
    """The same list as a workbook, a line for each duty that a piece serves."""
    rows = shelf.every(visit_of(at), at.view, asked.wanted)
    return as_workbook(rows, shelf.HEADINGS, name=f"佐证{at.view.as_of}", made_on=at.view.as_of)


@router.get("/evidence.csv")
def as_text(at: Seated, asked: Narrowed, encoding: str = "utf-8-sig") -> StreamingResponse:
    """The same list as CSV."""
    rows = shelf.every(visit_of(at), at.view, asked.wanted)
    return as_csv(rows, shelf.HEADINGS, name=f"佐证{at.view.as_of}", encoding=encoding)


@router.get("/evidence/new")
def blank(request: Request, at: Present) -> Response:
    """The form to hand evidence in."""
    return _blank(request, at)


@router.post("/evidence", dependencies=[Posted])
def hand_in(request: Request, at: Present, form: Sent) -> Response:
    """Take evidence in for all the duties that were ticked."""
    ticked = [str(each) for each in form.getlist("task")]
    try:
        found = proofs.hand_in(visit_of(at), proof_in(form), ticked)
    except Refused as refused:
        if refused.code in ("X401", "X403", "X620", "X621", "X660"):
            raise
        kept = {name: str(form.get(name, "")) for name in ("links", "numbers")}
        return _blank(request, at, status=409, refused=refused, ticked=ticked, kept=kept)
    return RedirectResponse(link("/evidence/receipt", {"key": [each.key for each in found]}), 303)


@router.get("/evidence/receipt")
def receipt(request: Request, at: Seated, key: Annotated[list[str], Query(max_length=50)]) -> Response:
    """What was taken in: each piece with its digest and the time; and what else it may serve."""
    found = shelf.pieces(visit_of(at), at.view, key)
    return screen(request, at, "screens/evidence/receipt.html", pieces=found)


@router.get("/evidence/{key}")
def one(request: Request, at: Seated, key: str, done: str = "") -> Response:
    """One piece of evidence, and what it serves."""
    (found,) = shelf.pieces(visit_of(at), at.view, [key])
    return screen(request, at, "screens/evidence/one.html", piece=found, done=DONE.get(done, ""))


@router.post("/evidence/{key}", dependencies=[Posted])
def decide(
    at: Present, key: str, task: Annotated[str, Form()], serves: Annotated[str, Form(pattern="^(yes|no)$")]
) -> Response:
    """Say whether a piece of evidence serves a duty."""
    proofs.decide(visit_of(at), key, task, serves=serves == "yes")
    return RedirectResponse(f"/evidence/{key}?done={serves}", 303)


@router.get("/evidence/{key}/file")
def download(at: Seated, key: str) -> Response:
    """The file itself, to be saved; it is never shown inside a page of ours."""
    found, source = proofs.opened(visit_of(at), key)
    headers = {**saved_as(found.title), "Content-Length": str(found.size)}
    return StreamingResponse(_read(source), media_type="application/octet-stream", headers=headers)


def _blank(
    request: Request,
    at: Sitting,
    *,
    status: int = 200,
    refused: Refused | None = None,
    ticked: list[str] | None = None,
    kept: dict[str, str] | None = None,
) -> Response:
    folds = folded(every_line(visit_of(at), at.view, Anything()))
    given: dict[str, Any] = {"refused": refused, "ticked": ticked or [], "kept": kept or {"links": "", "numbers": ""}}
    return screen(request, at, "screens/evidence/new.html", status=status, folds=folds, **given)


def _read(source: BinaryIO) -> Iterator[bytes]:
    with source:
        while piece := source.read(PIECE):
            yield piece
