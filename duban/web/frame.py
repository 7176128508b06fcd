"""框架：draws a screen of the console inside its frame — who is here, what day it shows, where else one may go."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse

from duban.services.powers import Deed, Viewer
from duban.web.pages import page, templates
from duban.web.seat import Sitting
from engine.nouns import Role, Standing
from engine.telling.codes import STANDING_ZH
from workflows.standard import ROLE_ZH


@dataclass(frozen=True)
class Way:
    """An entry of the menu: where it leads, and for whom."""

    path: str
    title: str
    deed: Deed
    roles: frozenset[Role] | None = None

    def is_for(self, viewer: Viewer) -> bool:
        """Whether the viewer finds it in his menu."""
        return viewer.may(self.deed) and (self.roles is None or viewer.role in self.roles)


def screen(request: Request, at: Sitting, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
    """A screen for the viewer, with its menu, the day it shows and the word its forms carry."""
    return page(
        request,
        template,
        status=status,
        at=at,
        view=at.view,
        viewer=at.viewer,
        csrf=at.csrf,
        role_zh=ROLE_ZH[at.viewer.role],
        menu=[way for way in request.app.state.ways if way.is_for(at.viewer)],
        here=request.url.path,
        here_with=str(request.url.path) + (f"?{request.url.query}" if request.url.query else ""),
        Deed=Deed,
        **values,
    )


def link(path: str, given: Mapping[str, Any], **changed: Any) -> str:
    """A path with the parameters given, some of them changed; empty ones are left out."""
    wanted = {name: value for name, value in {**given, **changed}.items() if value not in (None, "", [], ())}
    return f"{path}?{urlencode(wanted, doseq=True)}" if wanted else path


def written(day: str) -> date:
    """A day as explanations have it."""
    return date.fromisoformat(day)


templates.filters["written"] = written
templates.globals |= {"link": link, "STANDING_ZH": STANDING_ZH, "Standing": Standing}
