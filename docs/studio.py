"""The studio where the console is photographed: a copy of the demonstration, its house, and browsers before it."""

import io
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pypdfium2
from fastapi import FastAPI
from PIL import Image
from playwright.sync_api import Page, PdfMargins, sync_playwright

from duban.clock import SHANGHAI
from duban.services import accounts
from duban.services.register import directory
from duban.settings import Settings, read_settings
from duban.web.app import build
from duban.web.server import beside
from engine.nouns import Account, Role
from store.session import open_database

CHROMIUM = "/usr/bin/chromium"
CHINESE = {"LANGUAGE": "zh_CN", "LANG": "zh_CN.UTF-8"}
"""In which language the browser itself speaks: in fields for days and files."""
PORT, WITH_PORTAL = 18473, 18474
AT = datetime(2026, 12, 31, 9, 30, tzinfo=SHANGHAI)
"""The last day of the demonstration's year."""
SECRET = secrets.token_urlsafe(16)
SIZES = {"desktop": (1200, 800), "phone": (360, 740)}
MARGINS: PdfMargins = {"top": "15mm", "bottom": "15mm", "left": "15mm", "right": "15mm"}
DOTS = 110  # to the inch of paper
TITLES = {
    Role.OFFICER: "王科长",
    Role.INSPECTOR: "周督查员",
    Role.LEADER: "李副区长",
    Role.CONTACT: "张联络员",
    Role.READER: "陈查阅人",
    Role.ADMINISTRATOR: "赵管理员",
}


@dataclass
class Studio:
    """A running house and the browsers before it, one for each role and size."""

    settings: Settings
    chromium: Any
    address: str = f"http://127.0.0.1:{PORT}"
    seats: dict[tuple[Role | None, str], Page] = field(default_factory=dict)

    def seat(self, role: Role | None, size: str = "desktop") -> Page:
        """The browser of somebody of a role, signed in."""
        if (role, size) not in self.seats:
            self.seats[role, size] = self._seated(role, size)
        return self.seats[role, size]

    def _seated(self, role: Role | None, size: str) -> Page:
        width, height = SIZES[size]
        context = self.chromium.new_context(locale="zh-CN", viewport={"width": width, "height": height})
        context.set_default_timeout(30_000)
        page: Page = context.new_page()
        if role is not None:
            page.goto(f"{self.address}/login")
            page.get_by_label("登录名").fill(named(role))
            page.get_by_label("口令", exact=True).fill(SECRET)
            page.get_by_role("button", name="登录").click()
            page.wait_for_selector("form[action='/logout']")
        return page


@contextmanager
def opened(folder: Path) -> Iterator[Studio]:
    """A studio with a copy of a demonstration, so that neither accounts nor acts are left in it."""
    with tempfile.TemporaryDirectory() as place, sync_playwright() as playwright:
        copy = Path(place) / "demo"
        shutil.copytree(folder, copy)
        settings = read_settings(copy / "duban.toml").model_copy(update=_addresses(copy))
        _open_accounts(settings)
        speaking = {"args": ["--no-sandbox"], "env": {**os.environ, **CHINESE}}
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, **speaking)
        portal = {"sso_issuer": "https://portal.qinghe.example", "sso_client": "duban"}
        with (
            beside(_breakable(build(settings, lambda: AT)), "127.0.0.1", PORT),
            beside(build(settings.model_copy(update=portal), lambda: AT), "127.0.0.1", WITH_PORTAL),
        ):
            yield Studio(settings, chromium)
        chromium.close()


def named(role: Role) -> str:
    """What somebody of a role signs in as."""
    return f"shot-{role.value}"


def sheet(pdf: bytes) -> bytes:
    """The first sheet of a PDF as a picture."""
    out = io.BytesIO()
    page = pypdfium2.PdfDocument(pdf)[0]
    picture: Image.Image = page.render(scale=DOTS / 72).to_pil()
    picture.save(out, "PNG")
    return out.getvalue()


def _addresses(copy: Path) -> dict[str, Any]:
    """Where the copy lies, for the addresses are secrets; and where its links lead."""
    kind = type(Settings().database)
    return {
        "database": kind(f"sqlite:///{copy / 'duban.db'}"),
        "smtp_url": kind(f"maildir:{copy / 'mail'}"),
        "public_url": f"http://127.0.0.1:{PORT}",
    }


def _breakable(app: FastAPI) -> FastAPI:
    """The house with one page more, that fails as no page should."""

    def broken() -> None:
        raise RuntimeError("photographed")

    app.add_api_route("/broken", broken)
    return app


def _open_accounts(settings: Settings) -> None:
    """An account for each role; the contact's agency is the first that has a duty."""
    database = open_database(settings.database_url)
    agency = directory.roster(database, settings).agencies[1].id
    for role, title in TITLES.items():
        account = Account(named(role), title, role, agency if role is Role.CONTACT else None)
        accounts.open_account(database, settings, account, SECRET, by="截图", now=AT)
    database.dispose()
