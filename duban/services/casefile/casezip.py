"""卷宗导出：everything about one obligation in one file — why it stands as it does, what was sent, what proves it.

A zip that anyone can open, read from its cover, and check: `SHA256SUMS` names the digest of every file in it, letters
are the bytes that were sent but for the reader's signing link, and evidence is named by the digest under which it is
kept.  `letters.json` says of each letter the digest of what was sent, and whether a link was blanked in its file: with
the link put back it is the same to the last byte.  The same case on the same day is the same bytes.
"""

import hashlib
import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from enum import Enum
from fractions import Fraction
from typing import Any

from sqlalchemy import Engine

from duban.services.casefile.casecover import COVER, cover_of
from duban.services.desk import Desk
from duban.services.judgement.explanation import explanation
from duban.services.lookup import obligation_called
from duban.services.post.linking import blanked
from duban.services.speech.notices import posted_row, shown
from duban.settings import Settings
from engine.nouns import Event, Letter
from store import events, evidence, letters, notices, tasks
from store.session import Session, reading

SUMS = "SHA256SUMS"
"""The file of a case that names the digest of every other."""
LOG = "events.json"
"""The file of a case with the lines of the log about it."""
MADE = (1980, 1, 1, 0, 0, 0)
"""The time that stands on every file in the zip: it is as old as zip itself, so that the same bytes come out."""


def exported(database: Engine, settings: Settings, number: str, *, on: date) -> bytes:
    """The case of an obligation as a zip.

    Raises Refused X401 or X402 when the number stands for none or for several.
    """
    with reading(database, settings.jurisdiction) as session:
        one = obligation_called(session, number).obligation
        said = notices.of_obligations(session, [one.key]).get(one.key, ())
        posted = {letter.message_id: letter for notice in said for letter in letters.find(session, notice=notice.key)}
        told, proofs = explanation(Desk(session), one, on), list(_evidence(session, one.key))
        files: dict[str, bytes] = {"explanation.json": as_json(told)}
        files |= {_name(letter): blanked(letter.mime) for letter in posted.values()}
        files["letters.json"] = as_json([_letter(session, letter) for letter in posted.values()])
        files["evidence.json"] = as_json(proofs)
        subjects = (one.key, *(notice.key for notice in said), *posted, *_tasks(session, one.key))
        happened = _events(session, subjects)
        files[LOG] = as_json([event_row(each) for each in happened])
    spoken = [shown(database, settings, notice.key, on=on) for notice in said]
    files["notices.json"] = as_json(spoken)
    lying = {key: _name(letter) for key, letter in posted.items()}
    files[COVER] = cover_of(told, happened, spoken, proofs, lying).encode("utf-8-sig")
    return _zipped(files)


def _tasks(session: Session, obligation: str) -> list[str]:
    return [task.key for task in tasks.of_obligations(session, [obligation]).get(obligation, ())]


def _evidence(session: Session, obligation: str) -> Iterator[dict[str, object]]:
    """What proves, and for which task it was shown: files by the digest of their bytes."""
    for task, shown_for in sorted(evidence.of_tasks(session, _tasks(session, obligation)).items()):
        for piece, exhibit in shown_for:
            yield {"task": task, **vars(piece), "exhibit": exhibit.state}


def _events(session: Session, subjects: tuple[str, ...]) -> list[Event]:
    found = {each.position: each for subject in subjects for each in events.of_subject(session, subject)}
    return [found[position] for position in sorted(found)]


def event_row(event: Event) -> dict[str, object]:
    """A line of the log as it stands in a case file."""
    return dict(vars(event))


def _letter(session: Session, letter: Letter) -> dict[str, object]:
    """A letter with its attempts, its file here, and what is not in that file as it was sent."""
    hidden = "签收链接的口令，每个字符写作 x" if blanked(letter.mime) != letter.mime else ""
    return {**posted_row(session, letter), "file": _name(letter), "blanked": hidden}


def _name(letter: Letter) -> str:
    return f"letters/{letter.slot.isoformat()}-{letter.kind}-{letter.message_id.strip('<>')[:12]}.eml"


def as_json(value: object) -> bytes:
    """A value as the files of a case say it."""
    return json.dumps(value, ensure_ascii=False, indent=2, default=_plain).encode("utf-8") + b"\n"


def _plain(value: Any) -> object:
    match value:
        case date() | datetime():
            return value.isoformat()
        case Fraction():
            return str(value)
        case Enum():
            return value.value
        case Mapping():
            return dict(value)
        case _:
            return list(value)


def _zipped(files: Mapping[str, bytes]) -> bytes:
    sums = "".join(f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as box:
        for name, content in sorted({**files, SUMS: sums.encode()}.items()):
            box.writestr(zipfile.ZipInfo(name, MADE), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()
