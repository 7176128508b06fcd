"""纸面：every formal paper of the demo as a file to open — those that left, and the drafts that wait for a person."""

from datetime import date
from email import message_from_bytes, policy
from pathlib import Path

from sqlalchemy import Engine

from duban.services import notices
from duban.services.demo.scene import Scene
from engine.nouns import Letter, NoticeState
from store import letters
from store import notices as register
from store.session import reading


def write_papers(database: Engine, scene: Scene, on: date) -> int:
    """Write what left as HTML and what is held as text into `papers/`; say how many files that makes."""
    with reading(database, scene.settings.jurisdiction) as session:
        left = [letter for letter in letters.find(session) if letter.kind == "formal"]
        held = [notice.key for notice in register.find(session, state=NoticeState.HELD)]
    for letter in left:
        _write(scene.folder / "papers", _title(letter), _body(letter, "html"), "html")
    for key in held:
        shown = notices.shown(database, scene.settings, key, on=on)
        if "draft" in shown:
            name = f"草稿 {shown['paper']} {shown['agency']} {key[:8]}"
            _write(scene.folder / "papers", name, str(shown["draft"]), "txt")
    return len(list((scene.folder / "papers").iterdir()))


def _title(letter: Letter) -> str:
    """The paper's number and whom it went to: 督办〔2026〕40号 deputy@…."""
    name, number, *_ = _body(letter, "plain").splitlines()
    return f"{number.strip() or name} {letter.recipient}"


def _body(letter: Letter, kind: str) -> str:
    part = message_from_bytes(letter.mime, policy=policy.default).get_body((kind,))
    return str(part.get_content()) if part else ""


def _write(folder: Path, name: str, text: str, suffix: str) -> None:
    (folder / f"{name.replace('/', '／')}.{suffix}").write_text(text, encoding="utf-8")
