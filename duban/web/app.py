"""造屋：puts the doors of the house together for a server; a new group of screens is a router added to `SCREENS`.

`duban serve` opens all of them, `duban serve --links` only what is needed to sign for a letter, and the daemon only
`health`.
"""

import threading
from collections.abc import AsyncIterator, Sequence
from contextlib import ExitStack, asynccontextmanager
from functools import partial
from pathlib import Path

from fastapi import APIRouter, FastAPI
from prometheus_client import CollectorRegistry
from starlette.middleware import Middleware

from duban import clock as wall
from duban import logs
from duban.services.jobs.doing import Jobs
from duban.services.setup import opened
from duban.services.showing.ledger import lay_out
from duban.settings import Settings, read_settings
from duban.web import feeds, health, links
from duban.web.api import routes as api
from duban.web.deps import Clock, House
from duban.web.front import Front
from duban.web.hands import few_at_once
from duban.web.mistakes import explain_mistakes
from duban.web.pages import FOLDER, compile_templates
from duban.web.screens import (
    almanac,
    calendar,
    drafts,
    enacting,
    entrance,
    evidence,
    figures,
    hours,
    house,
    keys,
    leader,
    ledger,
    longwork,
    mine,
    packs,
    piles,
    plans,
    portal,
    post,
    roster,
    scores,
    sending,
    today,
    trying,
    upkeep,
    work,
)
from duban.web.seat import SecretNeeded, SignInNeeded, StaleForm
from duban.web.statics import Statics

HEALTH: Sequence[APIRouter] = (health.router,)
LINKS: Sequence[APIRouter] = (*HEALTH, links.router, feeds.router)
CONSOLE = (
    entrance,
    portal,
    ledger,
    figures,
    today,
    leader,
    mine,
    piles,
    evidence,
    hours,
    calendar,
    post,
    sending,
    plans,
    drafts,
    enacting,
    packs,
    trying,
    almanac,
    roster,
    scores,
    house,
    keys,
    upkeep,
    longwork,
    work,
)
"""The groups of screens in the order of the menu; a new group is added here."""
SCREENS: Sequence[APIRouter] = (*LINKS, *(group.router for group in CONSOLE), api.router, api.described)


def opened_console(config: Path | None, *, links: bool) -> FastAPI:
    """The application that a settings file describes, in a process that does nothing else.

    What makes the first pages quick is done meanwhile, on a thread of its own.  Raises as `build` does.
    """
    logs.configure()
    app = build(read_settings(config), screens=LINKS if links else SCREENS)
    ready = compile_templates if links else partial(_get_ready, app.state.house)
    threading.Thread(target=ready, name="meanwhile", daemon=True).start()
    return app


def _get_ready(here: House) -> None:
    compile_templates()
    here.jobs.settle()
    lay_out(here.database, here.settings)


def build(settings: Settings, clock: Clock = wall.now, *, screens: Sequence[APIRouter] = SCREENS) -> FastAPI:
    """The application for these settings.  Raises Refused S1xx when the database cannot be opened."""
    counts, held = CollectorRegistry(), ExitStack()
    database = held.enter_context(opened(settings))
    here = House(database, settings, clock, counts, Jobs(database, settings, clock))
    held.callback(here.jobs.close)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        async with few_at_once():
            yield
        held.close()

    front = Middleware(Front, counts=counts, running=wall.running)
    app = FastAPI(title="duban", lifespan=lifespan, middleware=[front], docs_url=None, redoc_url=None, openapi_url=None)
    app.state.house = here
    app.state.ways = [way for group in CONSOLE for way in group.WAYS]
    app.add_exception_handler(SignInNeeded, entrance.to_the_door)
    app.add_exception_handler(SecretNeeded, entrance.to_the_secret)
    app.add_exception_handler(StaleForm, entrance.once_more)
    for router in screens:
        app.include_router(router)
    app.mount("/static", Statics(directory=FOLDER / "static"), name="static")
    explain_mistakes(app)
    return app
