"""诊断包 bundle: what a supporter needs to see of a house, in a zip — versions, settings, findings, counts; no person.

Of settings only those are told that name nobody and open nothing; addresses of mail are struck out of every finding.
"""

import io
import json
import platform
import re
import sqlite3
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import distributions
from typing import Any

from duban.services.care import keeping, watching
from duban.services.care.doctor import Finding
from duban.services.counter.deeds import Visit
from duban.services.powers import Deed
from duban.settings import Settings, shown
from store import chronicle, ticks
from store.session import reading

TOLD = ("jurisdiction", "backups_kept", "link_days", "reopen_days", "sweep_at", "second_person", "standing", "batch")
"""Settings that name no person, no host and no folder."""
ADDRESS = re.compile(r"[\w.+-]+@[\w.-]+")
SIGNED_IN = re.compile(r"//[^/@\s]*@")
"""Who signs in to a server, as an address of it says."""
STRUCK = "〔邮箱〕"
RECENT = 200


@dataclass(frozen=True)
class Checkup:
    """What the doctor found (体检), and when he was asked; nothing and never when nobody asked him of late."""

    begun: datetime | None = None
    found: Iterable[Finding] = ()


def bundle(visit: Visit, last: Checkup) -> bytes:
    """The bundle as it is at this moment, with the last checkup: a new one takes longer than an answer may.

    Raises Refused X620 for who does not keep the house.
    """
    visit.viewer.permit(Deed.KEEP_HOUSE)
    files = {
        "versions.json": versions(),
        "settings.json": settings_told(visit.settings),
        "doctor.json": {"examined_at": last.begun, "findings": [_told(each) for each in last.found]},
        "counts.json": _counts(visit),
        "rounds.json": _rounds(visit),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as box:
        for name, content in files.items():
            box.writestr(name, json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True, default=str))
    return out.getvalue()


def versions() -> dict[str, Any]:
    """What the house runs on."""
    packages = {each.metadata["Name"]: each.version for each in distributions() if each.metadata["Name"]}
    return {
        "python": platform.python_version(),
        "machine": platform.platform(),
        "sqlite": sqlite3.sqlite_version,
        "packages": packages,
    }


def settings_told(settings: Settings) -> dict[str, Any]:
    """The settings without secrets, addresses and names: of ways in and out only their kind."""
    told: dict[str, Any] = {name: getattr(settings, name) for name in TOLD}
    for name, url in (("database", settings.database_url), ("smtp", settings.transport_url)):
        told[name] = shown(url).partition(":")[0]
    return told | {"reads_mail": bool(settings.mailbox_url), "public": bool(settings.public_url)}


def struck(text: str) -> str:
    """A text with every mail address struck out."""
    return ADDRESS.sub(STRUCK, SIGNED_IN.sub("//", text))


def _told(each: Finding) -> dict[str, Any]:
    """What the doctor found; of the roster only whether it is well, for it names agencies and people."""
    return vars(each) | {"says": "" if each.subject == "名册" else struck(each.says)}


def _counts(visit: Visit) -> dict[str, Any]:
    figures = watching.figures(visit.database, visit.settings, now=visit.now)
    told: dict[str, Any] = {each.name: {value or "all": amount for value, amount in each.amounts} for each in figures}
    with reading(visit.database, visit.settings.jurisdiction) as session:
        return told | {"events": chronicle.kinds(session)}


def _rounds(visit: Visit) -> dict[str, Any]:
    """What every round found, and which slots were claimed when."""
    made = keeping.last_found(visit.database, visit.settings)
    with reading(visit.database, visit.settings.jurisdiction) as session:
        slots = [{"job": each.job, "slot": each.slot, "at": each.at} for each in ticks.recent(session, RECENT)]
    found = {name: {"at": each.at, "ok": each.ok, "told": struck(str(dict(each.told)))} for name, each in made.items()}
    return {"found": found, "slots": slots}
