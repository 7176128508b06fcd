"""框架：draws a screen of the console inside its frame — who is here, what day it shows, where else one may go."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse

from duban.services.paperwork.views import said
from duban.services.powers import Deed, Viewer
from duban.web.pages import page, templates
from duban.web.seat import Sitting
from engine.nouns import Role, Standing
from engine.telling.codes import STANDING_ZH
from engine.telling.explain import place_zh
from workflows.standard import ROLE_ZH

GROUPS = ("今日", "台账", "文书", "规则", "单位", "管理")
"""The parts of the menu, in their order."""
FEW = 7
"""A menu of no more entries than these needs no parts."""


@dataclass(frozen=True)
class Way:
    """An entry of the menu: where it leads, in which part it stands, and for whom."""

    path: str
    title: str
    group: str
    deed: Deed
    roles: frozenset[Role] | None = None
    also: tuple[str, ...] = ()
    """Where single things of its list lie."""
    now_only: str = ""
    """What of it is always of the present, which a reader of a past day must be told."""

    def is_for(self, viewer: Viewer) -> bool:
        """Whether the viewer finds it in his menu."""
        return viewer.may(self.deed) and (self.roles is None or viewer.role in self.roles)

    def reaches(self, path: str) -> int:
        """How much of a path it covers, in characters; nothing when the path lies elsewhere."""
        return max(len(own) if path == own or path.startswith(f"{own}/") else 0 for own in (self.path, *self.also))


@dataclass(frozen=True)
class Menu:
    """Where the viewer may go, part by part; and the one entry where he is, if he is at any."""

    parts: tuple[tuple[str, tuple[Way, ...]], ...]
    current: Way | None


def menu_of(ways: Iterable[Way], viewer: Viewer, path: str) -> Menu:
    """The menu of a viewer who is at a path: of all entries that cover it the closest is the one where he is."""
    own = sorted((way for way in ways if way.is_for(viewer)), key=lambda way: GROUPS.index(way.group))
    there = max(own, key=lambda way: way.reaches(path), default=None)
    parts = [(name, tuple(way for way in own if way.group == name)) for name in GROUPS]
    filled = [part for part in parts if part[1]] if len(own) > FEW else [("", tuple(own))]
    return Menu(tuple(filled), there if there and there.reaches(path) else None)


def screen(
    request: Request, at: Sitting, template: str, *, status: int = 200, now_only: str = "", **values: Any
) -> HTMLResponse:
    """A screen for the viewer, with its menu, the day it shows and the word its forms carry."""
    path = request.url.path
    menu = menu_of(request.app.state.ways, at.viewer, path)
    told = now_only or (menu.current.now_only if menu.current else "")
    return page(
        request,
        template,
        status=status,
        at=at,
        view=at.view,
        viewer=at.viewer,
        csrf=at.csrf,
        role_zh=ROLE_ZH[at.viewer.role],
        menu=menu,
        here=path,
        here_with=path + (f"?{request.url.query}" if request.url.query else ""),
        now_only="" if at.view.live else told,
        Deed=Deed,
        **values,
    )


def link(path: str, given: Mapping[str, Any], **changed: Any) -> str:
    """A path with the parameters given, some of them changed; empty ones are left out."""
    wanted = {name: value for name, value in {**given, **changed}.items() if value not in (None, "", [], ())}
    return f"{path}?{urlencode(wanted, doseq=True)}" if wanted else path


def place(locator: str) -> str:
    """Where a clause stands, as people write it."""
    return place_zh(locator).strip()


def written(day: str) -> date:
    """A day as explanations have it."""
    return date.fromisoformat(day)


templates.filters |= {"written": written, "amount": said, "place": place}
templates.globals |= {"link": link, "STANDING_ZH": STANDING_ZH, "Standing": Standing}
