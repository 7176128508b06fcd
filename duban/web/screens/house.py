"""系统管理：how the house runs — its health, the doctor, the rounds, the log, a trial letter, the bundle."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response, StreamingResponse

from duban.services.care.bundle import Checkup, bundle
from duban.services.counter import trial
from duban.services.jobs.doing import Errand, Job
from duban.services.jobs.kinds import Kind as Work
from duban.services.powers import Deed
from duban.services.showing import logbook as shelf
from duban.services.showing import running
from duban.web.exports import as_csv, as_workbook, saved_as
from duban.web.frame import Way, screen
from duban.web.screens.work import visit_of
from duban.web.seat import Posted, Present, Seated, Sitting, written_day
from engine.source import Refused

router = APIRouter()
WAYS = (
    Way("/house", "系统", "管理", Deed.KEEP_HOUSE, now_only="系统的运行状况"),
    Way("/house/rounds", "夜间工作与备份", "管理", Deed.KEEP_HOUSE, now_only="夜间工作和备份"),
    Way("/house/log", "日志", "管理", Deed.SEARCH_LOG),
    Way("/house/mail", "试信", "管理", Deed.KEEP_HOUSE, now_only="发信设置"),
)


@dataclass(frozen=True)
class Asked:
    """What the log was narrowed to, as the address says it."""

    kind: str = ""
    actor: str = ""
    subject: str = ""
    since: str = ""
    until: str = ""
    page: int = 1

    @property
    def wanted(self) -> shelf.Asked:
        """The same in the words of the service."""
        return shelf.Asked(
            self.kind[:100], self.actor[:100], self.subject[:100], written_day(self.since), written_day(self.until)
        )


Narrowed = Annotated[Asked, Depends(Asked)]


@router.get("/house")
def health(request: Request, at: Seated) -> Response:
    """How the house runs now."""
    return screen(request, at, "screens/house/health.html", found=running.running(visit_of(at), at.house.clocks()))


@router.get("/house/doctor")
def examined(request: Request, at: Seated) -> Response:
    """What the doctor found last, and how far he is where he looks again."""
    at.viewer.permit(Deed.KEEP_HOUSE)
    made = _checkups(at)
    latest = next(iter(made), None)
    if request.headers.get("hx-request") and latest is not None and latest.has_ended:
        return Response(headers={"HX-Refresh": "true"})
    return screen(request, at, "screens/house/doctor.html", latest=latest, last=_completed(made))


@router.post("/house/doctor", dependencies=[Posted])
def examine(at: Present) -> Response:
    """Have the doctor look at everything, which takes longer than an answer may."""
    at.viewer.permit(Deed.KEEP_HOUSE)
    visit, clocks, who = visit_of(at), at.house.clocks(), at.viewer.account
    errand = Errand(Work.CHECKUP, who.name, who.title)
    name = at.house.jobs.start(errand, lambda step: running.examined(visit, clocks, step))
    at.house.jobs.awaited(who.name, name)
    return RedirectResponse("/house/doctor", 303)


@router.get("/house/rounds")
def rounds(request: Request, at: Seated) -> Response:
    """What the daemon did by itself: its rounds, the calendar, the backups and the last restore test."""
    return screen(request, at, "screens/house/rounds.html", found=running.rounds(visit_of(at)))


@router.get("/house/log")
def log(request: Request, at: Seated, asked: Narrowed) -> Response:
    """The log, narrowed."""
    found = shelf.logbook(visit_of(at), at.view, asked.wanted, page=asked.page)
    return screen(request, at, "screens/house/log.html", found=found, asked=vars(asked))


@router.get("/house/log.xlsx")
def log_as_xlsx(at: Seated, asked: Narrowed) -> Response:
    """The same lines as a workbook."""
    rows = ({**vars(each), "at": each.at.replace(tzinfo=None)} for each in _lines(at, asked))
    return as_workbook(rows, shelf.HEADINGS, name=f"日志{at.view.as_of}", made_on=at.view.as_of)


@router.get("/house/log.csv")
def log_as_text(at: Seated, asked: Narrowed, encoding: str = "utf-8-sig") -> StreamingResponse:
    """The same lines as CSV."""
    rows = (vars(each) for each in _lines(at, asked))
    return as_csv(rows, shelf.HEADINGS, name=f"日志{at.view.as_of}", encoding=encoding)


@router.get("/house/mail")
def blank(request: Request, at: Seated) -> Response:
    """The form for a trial letter."""
    return _mail(request, at)


@router.post("/house/mail", dependencies=[Posted])
def try_mail(request: Request, at: Present, to: Annotated[str, Form(max_length=200)] = "") -> Response:
    """Send a trial letter, and show what the server answered."""
    try:
        outcome = trial.try_mail(visit_of(at), to)
    except Refused as refused:
        if refused.code == "X620":
            raise
        return _mail(request, at, status=409, refused=refused, to=to)
    return _mail(request, at, to=to, outcome=outcome, said=trial.SENT_ZH[outcome.result])


@router.get("/house/bundle.zip")
def bundled(at: Seated) -> Response:
    """The bundle for a supporter, without personal data, with what the doctor found last."""
    last = _completed(_checkups(at))
    content = bundle(visit_of(at), Checkup(last.kept.begun, last.outcome) if last else Checkup())
    return Response(content, media_type="application/zip", headers=saved_as(f"诊断包{at.view.today}.zip"))


def _checkups(at: Sitting) -> list[Job]:
    return at.house.jobs.listed(kinds=(Work.CHECKUP,))


def _completed(made: Sequence[Job]) -> Job | None:
    """The latest of them that came to an end."""
    return next((each for each in made if each.outcome is not None), None)


def _lines(at: Sitting, asked: Asked) -> Any:
    return shelf.every_line(visit_of(at), at.view, asked.wanted)


def _mail(request: Request, at: Sitting, *, status: int = 200, **given: Any) -> Response:
    at.viewer.permit(Deed.KEEP_HOUSE)
    values = {"refused": None, "to": "", "outcome": None, "said": "", **given}
    own = trial.domains(at.house.settings)
    return screen(request, at, "screens/house/mail.html", status=status, domains=own, **values)
