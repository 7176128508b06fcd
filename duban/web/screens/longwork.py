"""后台工作：the long work of the whole house, as its administrator sees it: who asked for it, and what became of it."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from duban.services.jobs import listing
from duban.services.jobs.doing import STATE_ZH, Job
from duban.services.jobs.kinds import TITLE_ZH
from duban.services.jobs.kinds import Kind as Work
from duban.services.powers import Deed
from duban.web.frame import Way, link, screen
from duban.web.lists import UTF8, Kind, Words, taken_away
from duban.web.seat import Seated, Sitting

router = APIRouter()
WAYS = (Way("/house/jobs", "后台工作", "管理", Deed.KEEP_HOUSE, now_only="后台工作"),)
KINDS = tuple((kind.value, word) for kind, word in TITLE_ZH.items())
STATES = tuple((state.value, word) for state, word in STATE_ZH.items())
AGAIN = {
    Work.SIMULATION: lambda asked: link("/simulate", asked),
    Work.DIFFERENCE: lambda asked: link(f"/drafts/{asked['draft']}/difference", {"since": asked["since"]}),
    Work.UPGRADE: lambda _asked: "/house/upkeep",
    Work.BACKUP: lambda _asked: "/house/upkeep",
    Work.CHECKUP: lambda _asked: "/house/doctor",
}
"""Where each kind of work is asked for, as it was asked for."""


@dataclass(frozen=True)
class Asked:
    """What the list was narrowed to, as the address says it."""

    text: Words = ""
    work: str = ""
    state: str = ""


Narrowed = Annotated[Asked, Depends(Asked)]


@router.get("/house/jobs")
def listed(request: Request, at: Seated, asked: Narrowed) -> Response:
    """The long work that was asked for."""
    found, choices = _found(at, asked), {"kinds": KINDS, "states": STATES}
    page = "screens/house/jobs.html"
    return screen(request, at, page, found=found, titles=TITLE_ZH, again=AGAIN, asked=vars(asked), choices=choices)


@router.get("/house/jobs.{kind}")
def as_file(at: Seated, kind: Kind, asked: Narrowed, encoding: str = UTF8) -> Response:
    """The same list as a file."""
    return taken_away(at, kind, listing.rows(_found(at, asked)), listing.HEADINGS, "后台工作", encoding)


def _found(at: Sitting, asked: Asked) -> list[Job]:
    at.viewer.permit(Deed.KEEP_HOUSE)
    return listing.narrowed(at.house.jobs.listed(), asked.text, asked.work, asked.state)
