"""页面：draws a template — autoescaped, strict about names, with what every page shows around its own words."""

from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from duban.clock import SHANGHAI
from duban.services.showing.almanac import office_calendar
from duban.web.days import ENDLESS, day_zh, drawn_by
from duban.web.deps import house
from engine.dates import FOREVER

FOLDER = Path(__file__).parent

templates = Environment(
    loader=FileSystemLoader(FOLDER / "templates"),
    autoescape=True,
    auto_reload=False,  # it would look at the file for each page
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def compile_templates() -> None:
    """Compile every template, so that of two hundred who come at once nobody waits for it, nor does it for himself."""
    for name in templates.list_templates():
        templates.get_template(name)


def page(request: Request, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
    """The page that `template` makes of `values`; every page bears the office's name and the moment it was drawn."""
    here = house(request)
    with drawn_by(partial(office_calendar, here)):
        text = templates.get_template(template).render(office=here.settings.office_name, drawn_at=here.now(), **values)
    return HTMLResponse(text, status_code=status)


def due_zh(day: date) -> date | str:
    """A day for a cell of a sheet; 长期 for one that never comes."""
    return ENDLESS if day >= FOREVER else day


def moment_zh(moment: datetime) -> str:
    """A moment as people read it, in Beijing: 2026-03-01 09:30."""
    return f"{moment.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"


templates.filters |= {"day": day_zh, "moment": moment_zh}
