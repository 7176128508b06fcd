"""核卷：whether exported mails and case files (`casezip`) say what this office's records say.

In a case file every file must be the one that `SHA256SUMS` names, every mail the one that was sent, and every event the
line of the log at its place: whoever changes a file and puts its new digest into the list is found all the same.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from sqlalchemy import Engine

from documents.archive import DAMAGE, Archive
from duban.services.casefile.casezip import LOG, SUMS, as_json, event_row
from duban.services.post.genuine import Provenance, proved
from duban.settings import Settings
from engine.failures import reason_of
from engine.source import Refused
from store import events
from store.session import Session, reading

ZIP = b"PK\x03\x04"
BROKEN: tuple[type[Exception], ...] = (*DAMAGE, TypeError)
"""What a case file may raise that is none."""


def checked(database: Engine, settings: Settings, file: Path) -> list[Provenance]:
    """What is known of a mail, or of everything in a case file.  Raises Refused X309 when there is no such file."""
    try:
        content = file.read_bytes()
    except OSError as error:
        raise Refused("X309", f"{file} 读不出来（{reason_of(error)}）；请核对路径和权限") from None
    with reading(database, settings.jurisdiction) as session:
        if not content.startswith(ZIP):
            return [proved(session, str(file), content)]
        try:
            box = Archive(content, file)
            return list(_case(session, file, {name: box.read(name) for name in sorted(box.names)}))
        except BROKEN:
            return [Provenance(str(file), "N806", "卷宗已损坏，解不开；请重新导出")]


def _case(session: Session, file: Path, files: Mapping[str, bytes]) -> Iterator[Provenance]:
    """What is known of each part of a case file."""
    sums = dict(_sums(files.get(SUMS, b"")))
    for name in sorted({*files, *sums} - {SUMS}):
        yield _part(session, f"{file.name}/{name}", name, files.get(name), sums.get(name))


def _part(session: Session, shown: str, name: str, content: bytes | None, digest: str | None) -> Provenance:
    if content is None:
        return Provenance(shown, "N807", "SHA256SUMS 里有，卷宗里没有；请重新导出")
    if hashlib.sha256(content).hexdigest() != digest:
        return Provenance(shown, "N808", "与 SHA256SUMS 不符，被改动过或是后加的；请重新导出")
    if name.endswith(".eml"):
        return proved(session, shown, content)
    if name == LOG:
        return _log(session, shown, content)
    return Provenance(shown, "", "与 SHA256SUMS 相符")


def _log(session: Session, shown: str, content: bytes) -> Provenance:
    """Whether every event of a case file is the line of the log at its place."""
    told = json.loads(content)
    for row in told:
        line = next(iter(events.since(session, int(row["position"]) - 1, limit=1)), None)
        if line is None or json.loads(as_json(event_row(line))) != row:
            return Provenance(shown, "N809", f"第 {row['position']} 条与本库的日志不符；请重新导出")
    return Provenance(shown, "", f"{len(told)} 条都与本库的日志相符")


def _sums(listed: bytes) -> Iterator[tuple[str, str]]:
    for line in listed.decode("utf-8", errors="replace").splitlines():
        digest, _, name = line.partition("  ")
        yield name, digest
